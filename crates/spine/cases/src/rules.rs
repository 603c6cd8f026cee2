//! Pure rules of the episode. Each says no by name.

use chrono::{Months, NaiveDate};
use web::Refusal;

/// Why an episode cannot be closed (practice 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotClose {
    /// It is closed already.
    Closed,
    /// So many actions are neither done nor dropped.
    OpenActions(usize),
    /// So many outcomes have no result.
    OutcomesWithoutResult(usize),
    /// There is no exit plan.
    NoExitPlan,
    /// Outcomes met, but there never was a plan.
    NoPlan,
    /// Early help goes on until social care has accepted.
    StepUpNotAccepted,
}

impl From<CannotClose> for Refusal {
    fn from(rule: CannotClose) -> Self {
        match rule {
            CannotClose::Closed => Self::new("episode-is-closed", "This episode is closed already"),
            CannotClose::OpenActions(n) => Self::new(
                "closure-with-open-actions",
                format!(
                    "{} still open. Mark each as done or not done on the plan first",
                    web::dates::plural(n as i64, "action")
                ),
            ),
            CannotClose::OutcomesWithoutResult(n) => Self::new(
                "closure-without-results",
                format!(
                    "{} no result yet. Say for each on the plan whether it was achieved",
                    if n == 1 { "1 outcome has".into() } else { format!("{n} outcomes have") }
                ),
            ),
            CannotClose::NoExitPlan => Self::new(
                "closure-without-exit-plan",
                "Write the exit plan: what keeps going, and whom the family can call",
            )
            .at("exit_plan"),
            CannotClose::NoPlan => Self::new(
                "closure-outcomes-without-plan",
                "There was no plan, so no outcomes were met. Choose another reason",
            ),
            CannotClose::StepUpNotAccepted => Self::new(
                "closure-before-step-up-accepted",
                "Children's social care has not accepted the step up. Early help goes on until it has",
            ),
        }
    }
}

/// What closing depends on.
#[derive(Debug, Clone, Copy, Default)]
pub struct Closing<'a> {
    /// Closed already.
    pub closed: bool,
    /// A word of the pack's `closing-reason`.
    pub reason: &'a str,
    /// Actions neither done nor dropped.
    pub open_actions: usize,
    /// Outcomes of the plan, and those without a result.
    pub outcomes: (usize, usize),
    /// What the family has when help ends.
    pub exit_plan: &'a str,
    /// Social care accepted a step up.
    pub step_up_accepted: bool,
    /// A step up was submitted or proposed and is neither accepted nor returned.
    pub step_up_pending: bool,
}

/// May the episode be closed?
///
/// # Errors
/// The first rule that says no.
pub fn close(c: &Closing<'_>) -> Result<(), CannotClose> {
    if c.closed {
        return Err(CannotClose::Closed);
    }
    if c.step_up_pending || (c.reason == "step-up" && !c.step_up_accepted) {
        return Err(CannotClose::StepUpNotAccepted);
    }
    if c.reason == "opened-in-error" {
        return Ok(());
    }
    if c.open_actions > 0 {
        return Err(CannotClose::OpenActions(c.open_actions));
    }
    let (outcomes, without) = c.outcomes;
    if without > 0 {
        return Err(CannotClose::OutcomesWithoutResult(without));
    }
    if c.reason == "outcomes-met" && outcomes == 0 {
        return Err(CannotClose::NoPlan);
    }
    if c.exit_plan.trim().is_empty() {
        return Err(CannotClose::NoExitPlan);
    }
    Ok(())
}

/// Why the lead cannot be handed over or someone cannot join.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotJoin {
    /// A partner's worker, and nothing is shared with their organisation.
    NotShared,
    /// They lead already.
    LeadsAlready,
    /// An offer to someone waits for their answer.
    OfferWaits,
    /// Only the person it was offered to can answer.
    NotTheirs,
    /// The offer was answered.
    Answered,
    /// Declining needs a reason.
    NoReason,
    /// The lead cannot just leave; they hand over.
    LeadLeaves,
    /// The episode is closed.
    Closed,
    /// Their account is disabled.
    Disabled,
}

impl From<CannotJoin> for Refusal {
    fn from(rule: CannotJoin) -> Self {
        match rule {
            CannotJoin::NotShared => Self::new(
                "not-shared-with-organisation",
                "Nothing is shared with their organisation yet. Record a sharing decision first, then add them",
            ),
            CannotJoin::LeadsAlready => Self::new("leads-already", "They lead for this family already"),
            CannotJoin::OfferWaits => Self::new(
                "hand-over-waits",
                "The lead has been offered to them already. Wait for their answer, or offer it to someone else",
            ),
            CannotJoin::NotTheirs => {
                Self::new("hand-over-is-not-yours", "The lead was offered to someone else. Only they can answer")
            }
            CannotJoin::Answered => Self::new("hand-over-answered", "This offer has been answered"),
            CannotJoin::NoReason => Self::new("declined-without-reason", "Say why you cannot take the lead").at("why"),
            CannotJoin::LeadLeaves => Self::new(
                "lead-cannot-leave",
                "The lead professional holds until someone else accepts. Hand over first",
            ),
            CannotJoin::Closed => Self::new("episode-is-closed", "This episode is closed"),
            CannotJoin::Disabled => Self::new("account-is-disabled", "Their account is disabled. Choose someone else"),
        }
    }
}

/// Why a step up cannot go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotStepUp {
    /// One is under way.
    UnderWay,
    /// No reason.
    NoReason,
    /// The conversation with the safeguarding lead is not recorded (001 s7).
    NoConversation,
    /// It was not submitted, so it cannot be accepted or returned.
    NotSubmitted,
    /// It was answered.
    Answered,
    /// Returned without a reason.
    ReturnedWithoutReason,
}

impl From<CannotStepUp> for Refusal {
    fn from(rule: CannotStepUp) -> Self {
        match rule {
            CannotStepUp::UnderWay => Self::new("step-up-under-way", "A step up is under way already"),
            CannotStepUp::NoReason => Self::new("step-up-without-reason", "Say why early help is not enough"),
            CannotStepUp::NoConversation => Self::new(
                "step-up-without-conversation",
                "Record the conversation with your safeguarding lead: with whom, and when",
            ),
            CannotStepUp::NotSubmitted => Self::new("step-up-not-submitted", "The step up has not been submitted yet"),
            CannotStepUp::Answered => Self::new("step-up-answered", "Children's social care has answered this step up"),
            CannotStepUp::ReturnedWithoutReason => {
                Self::new("returned-without-reason", "Write down the reason that social care gave")
            }
        }
    }
}

/// Why an episode cannot be followed by a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotReopen {
    /// Help goes on.
    Open,
    /// Nobody says why.
    NoReason,
}

impl From<CannotReopen> for Refusal {
    fn from(rule: CannotReopen) -> Self {
        match rule {
            CannotReopen::Open => Self::new("episode-is-open", "Help goes on. It can begin again once it has ended"),
            CannotReopen::NoReason => Self::new("reopened-without-reason", "Say why help begins again").at("reason"),
        }
    }
}

/// May a new episode follow this one?
///
/// # Errors
/// The first rule that says no.
pub fn reopen(open: bool, reason: &str) -> Result<(), CannotReopen> {
    if open {
        return Err(CannotReopen::Open);
    }
    if reason.trim().is_empty() {
        return Err(CannotReopen::NoReason);
    }
    Ok(())
}

/// Signs that an episode drifts (practice 7), in words.
pub fn drift(opened: NaiveDate, last_seen: Option<NaiveDate>, today: NaiveDate, months: u32, gap: u32) -> Vec<String> {
    let mut signs = Vec::new();
    if opened + Months::new(months) < today {
        signs.push(format!("Open for more than {months} months"));
    }
    let since = last_seen.unwrap_or(opened);
    let days = (today - since).num_days();
    if days > i64::from(gap) {
        signs.push(match last_seen {
            Some(_) => format!("The family was last seen {days} days ago"),
            None => format!("No visit or call noted in {days} days"),
        });
    }
    signs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(t: &str) -> NaiveDate {
        t.parse().expect("a date")
    }

    fn good() -> Closing<'static> {
        Closing { reason: "outcomes-met", outcomes: (2, 0), exit_plan: "Call the school", ..Closing::default() }
    }

    #[test]
    fn an_episode_closes_only_with_results_an_exit_plan_and_no_open_action() {
        assert_eq!(close(&good()), Ok(()));
        assert_eq!(close(&Closing { open_actions: 3, ..good() }), Err(CannotClose::OpenActions(3)));
        assert_eq!(close(&Closing { outcomes: (2, 1), ..good() }), Err(CannotClose::OutcomesWithoutResult(1)));
        assert_eq!(close(&Closing { exit_plan: "  ", ..good() }), Err(CannotClose::NoExitPlan));
        assert_eq!(close(&Closing { outcomes: (0, 0), ..good() }), Err(CannotClose::NoPlan));
        assert_eq!(close(&Closing { closed: true, ..good() }), Err(CannotClose::Closed));
    }

    #[test]
    fn early_help_goes_on_until_social_care_has_accepted() {
        let stepped = Closing { reason: "step-up", ..good() };
        assert_eq!(close(&stepped), Err(CannotClose::StepUpNotAccepted));
        assert_eq!(close(&Closing { step_up_pending: true, ..good() }), Err(CannotClose::StepUpNotAccepted));
        assert_eq!(close(&Closing { step_up_accepted: true, ..stepped }), Ok(()));
    }

    #[test]
    fn an_episode_opened_in_error_is_closed_without_ceremony() {
        assert_eq!(close(&Closing { reason: "opened-in-error", open_actions: 2, ..Closing::default() }), Ok(()));
    }

    #[test]
    fn drift_shows_after_six_months_and_after_thirty_days_unseen() {
        assert!(drift(on("2026-01-01"), Some(on("2026-02-20")), on("2026-03-01"), 6, 30).is_empty());
        assert_eq!(
            drift(on("2025-08-01"), Some(on("2026-02-20")), on("2026-03-01"), 6, 30),
            ["Open for more than 6 months"]
        );
        assert_eq!(drift(on("2026-01-01"), None, on("2026-03-01"), 6, 30), ["No visit or call noted in 59 days"]);
    }
}
