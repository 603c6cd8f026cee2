//! How an episode runs: what is written into it, how it ends, and when help begins again.

use super::told;
use chrono::{Months, NaiveDate};
use web::{Refusal, Refusals};

/// Why nothing can be written into an episode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotWrite {
    /// It is closed.
    Closed,
}

impl From<CannotWrite> for Refusal {
    fn from(rule: CannotWrite) -> Self {
        match rule {
            CannotWrite::Closed => {
                Self::new("episode-is-closed", "This episode is closed. Its record can be read, not changed")
            }
        }
    }
}

/// Why a level of need cannot be set so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotSetLevel {
    /// Nobody says why.
    NoReason,
}

impl From<CannotSetLevel> for Refusal {
    fn from(rule: CannotSetLevel) -> Self {
        match rule {
            CannotSetLevel::NoReason => Self::new("level-without-reason", "Say why").at("reason"),
        }
    }
}

/// May a level of need be set for this reason?
///
/// # Errors
/// [`CannotSetLevel`].
pub fn set_level(reason: &str) -> Result<(), Refusals> {
    let faults = if reason.trim().is_empty() { vec![CannotSetLevel::NoReason] } else { vec![] };
    told(faults)
}

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
    /// Outcomes met, but too few of them were achieved (practice 7).
    OutcomesNotMet {
        /// So many were.
        achieved: usize,
        /// Of so many.
        of: usize,
    },
    /// Only a manager of the team says that it was opened in error.
    InErrorByManager,
    /// Opened in error needs a reason.
    InErrorWithoutReason,
    /// Early help goes on until social care has accepted.
    StepUpNotAccepted,
}

impl From<CannotClose> for Refusal {
    fn from(rule: CannotClose) -> Self {
        match rule {
            CannotClose::Closed => Self::new("episode-is-closed", "This episode is closed already").at("reason"),
            CannotClose::OpenActions(n) => {
                let actions = web::dates::plural(i64::try_from(n).unwrap_or(i64::MAX), "action");
                let message = format!("{actions} still open. Mark each as done or not done on the plan first");
                Self::new("closure-with-open-actions", message).at("reason")
            }
            CannotClose::OutcomesWithoutResult(n) => {
                let outcomes = if n == 1 { "1 outcome has".into() } else { format!("{n} outcomes have") };
                let message = format!("{outcomes} no result yet. Say for each on the plan whether it was achieved");
                Self::new("closure-without-results", message).at("reason")
            }
            CannotClose::NoExitPlan => Self::new(
                "closure-without-exit-plan",
                "Write the exit plan: what keeps going, and whom the family can call",
            )
            .at("exit_plan"),
            CannotClose::NoPlan => Self::new(
                "closure-outcomes-without-plan",
                "There was no plan, so no outcomes were met. Choose another reason",
            )
            .at("reason"),
            CannotClose::OutcomesNotMet { achieved, of } => {
                let were = if achieved == 1 || of == 1 { "was" } else { "were" };
                let outcomes = web::dates::plural(i64::try_from(of).unwrap_or(i64::MAX), "outcome");
                let message =
                    format!("{achieved} of {outcomes} {were} achieved. Choose the reason for which help ends");
                Self::new("closure-outcomes-not-met", message).at("reason")
            }
            CannotClose::InErrorByManager => Self::new(
                "closure-in-error-by-manager",
                "Only a manager of the team says that early help was opened in error. Ask them to close it",
            )
            .at("reason"),
            CannotClose::InErrorWithoutReason => {
                Self::new("closure-in-error-without-reason", "Say what the error was").at("error_why")
            }
            CannotClose::StepUpNotAccepted => Self::new(
                "closure-before-step-up-accepted",
                "Children's social care has not accepted the step up. Early help goes on until it has",
            )
            .at("reason"),
        }
    }
}

/// That it was opened in error, as the pack calls it among its `closing-reason`.
pub const IN_ERROR: &str = "opened-in-error";

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
    /// Outcomes that were achieved, and of a hundred how many must be for outcomes to be met.
    pub achieved: (usize, u32),
    /// Whoever closes it manages the team, and may say that it was opened in error.
    pub by_manager: bool,
    /// What the error was, where it was opened in error.
    pub error_why: &'a str,
    /// What the family has when help ends.
    pub exit_plan: &'a str,
    /// Social care accepted a step up.
    pub step_up_accepted: bool,
    /// A step up was submitted or proposed and is neither accepted nor returned.
    pub step_up_pending: bool,
}

/// How an episode ends, where it may: only [`close`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    reason: String,
    exit_plan: String,
    told: String,
}

impl Closed {
    /// A word of the pack's `closing-reason`.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// What the family has when help ends.
    pub fn exit_plan(&self) -> &str {
        &self.exit_plan
    }

    /// What the chronology tells of it: the exit plan, or what the error was.
    pub fn told(&self) -> &str {
        &self.told
    }
}

/// May the episode be closed?
///
/// # Errors
/// Every [`CannotClose`] that holds.
pub fn close(closing: &Closing<'_>) -> Result<Closed, Refusals> {
    told(against_closing(closing))?;
    let told = if closing.reason == IN_ERROR { closing.error_why } else { closing.exit_plan };
    Ok(Closed { reason: closing.reason.into(), exit_plan: closing.exit_plan.into(), told: told.into() })
}

fn against_closing(closing: &Closing<'_>) -> Vec<CannotClose> {
    if closing.closed {
        return vec![CannotClose::Closed];
    }

    let mut faults = Vec::new();
    if closing.step_up_pending || (closing.reason == "step-up" && !closing.step_up_accepted) {
        faults.push(CannotClose::StepUpNotAccepted);
    }
    // what should never have been opened leaves nothing behind that could be asked for
    if closing.reason == IN_ERROR {
        if !closing.by_manager {
            faults.push(CannotClose::InErrorByManager);
        }
        if closing.error_why.trim().is_empty() {
            faults.push(CannotClose::InErrorWithoutReason);
        }
        return faults;
    }

    if closing.open_actions > 0 {
        faults.push(CannotClose::OpenActions(closing.open_actions));
    }
    let (outcomes, without_result) = closing.outcomes;
    if without_result > 0 {
        faults.push(CannotClose::OutcomesWithoutResult(without_result));
    }
    let (achieved, percent) = closing.achieved;
    if closing.reason == "outcomes-met" && outcomes == 0 {
        faults.push(CannotClose::NoPlan);
    } else if closing.reason == "outcomes-met" && achieved * 100 < outcomes * percent as usize {
        faults.push(CannotClose::OutcomesNotMet { achieved, of: outcomes });
    }
    if closing.exit_plan.trim().is_empty() {
        faults.push(CannotClose::NoExitPlan);
    }
    faults
}

/// Why an episode cannot be followed by a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotReopen {
    /// Help goes on.
    Open,
    /// Help goes on in another episode of the family.
    OtherOpen,
    /// Nobody says why.
    NoReason,
}

impl From<CannotReopen> for Refusal {
    fn from(rule: CannotReopen) -> Self {
        match rule {
            CannotReopen::Open => {
                Self::new("episode-is-open", "Help goes on. It can begin again once it has ended").at("team")
            }
            CannotReopen::OtherOpen => {
                Self::new("episode-is-open", "An episode is open for this family already").at("team")
            }
            CannotReopen::NoReason => Self::new("reopened-without-reason", "Say why help begins again").at("reason"),
        }
    }
}

/// May a new episode follow this one? It may be `open` itself, or another of the family.
///
/// # Errors
/// Every [`CannotReopen`] that holds.
pub fn reopen(open: bool, other_open: bool, reason: &str) -> Result<(), Refusals> {
    let mut faults = Vec::new();
    if open {
        faults.push(CannotReopen::Open);
    } else if other_open {
        faults.push(CannotReopen::OtherOpen);
    }
    if reason.trim().is_empty() {
        faults.push(CannotReopen::NoReason);
    }
    told(faults)
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
            None => format!("Nobody of the family was seen in {days} days"),
        });
    }
    signs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn good() -> Closing<'static> {
        let (outcomes, achieved) = ((2, 0), (2, 50));
        Closing { reason: "outcomes-met", outcomes, achieved, exit_plan: "Call the school", ..Closing::default() }
    }

    #[test]
    fn an_episode_closes_only_with_results_an_exit_plan_and_no_open_action() {
        assert_eq!(against_closing(&good()), []);
        assert_eq!(against_closing(&Closing { open_actions: 3, ..good() }), [CannotClose::OpenActions(3)]);
        assert_eq!(against_closing(&Closing { outcomes: (2, 1), ..good() }), [CannotClose::OutcomesWithoutResult(1)]);
        assert_eq!(against_closing(&Closing { exit_plan: "  ", ..good() }), [CannotClose::NoExitPlan]);
        assert_eq!(against_closing(&Closing { outcomes: (0, 0), ..good() }), [CannotClose::NoPlan]);
        assert_eq!(against_closing(&Closing { closed: true, ..good() }), [CannotClose::Closed]);
    }

    #[test]
    fn all_that_keeps_an_episode_open_is_told_at_once() {
        let unfinished = Closing { reason: "moved", open_actions: 1, outcomes: (2, 2), exit_plan: "", ..good() };
        let refused = close(&unfinished).expect_err("refused");
        let names: Vec<&str> = refused.iter().map(|refusal| refusal.name).collect();
        assert_eq!(names, ["closure-with-open-actions", "closure-without-results", "closure-without-exit-plan"]);
    }

    #[test]
    fn what_closes_an_episode_is_what_the_rule_was_asked_about() {
        let closed = close(&good()).expect("allowed");
        assert_eq!((closed.reason(), closed.exit_plan()), ("outcomes-met", "Call the school"));
    }

    #[test]
    fn early_help_goes_on_until_social_care_has_accepted() {
        let stepped = Closing { reason: "step-up", ..good() };
        assert_eq!(against_closing(&stepped), [CannotClose::StepUpNotAccepted]);
        assert_eq!(against_closing(&Closing { step_up_pending: true, ..good() }), [CannotClose::StepUpNotAccepted]);
        assert_eq!(against_closing(&Closing { step_up_accepted: true, ..stepped }), []);
    }

    #[test]
    fn an_episode_opened_in_error_is_closed_without_ceremony() {
        let error_why = "The wrong family.";
        let in_error = Closing { reason: IN_ERROR, open_actions: 2, by_manager: true, error_why, ..Closing::default() };
        assert_eq!(against_closing(&in_error), []);
        let unsaid = Closing { by_manager: false, error_why: " ", ..in_error };
        assert_eq!(against_closing(&unsaid), [CannotClose::InErrorByManager, CannotClose::InErrorWithoutReason]);
    }

    #[test]
    fn outcomes_are_met_when_at_least_half_of_them_were_achieved() {
        let of_five = |achieved| Closing { outcomes: (5, 0), achieved: (achieved, 50), ..good() };
        assert_eq!(against_closing(&of_five(3)), []);
        assert_eq!(against_closing(&of_five(2)), [CannotClose::OutcomesNotMet { achieved: 2, of: 5 }]);
        assert_eq!(against_closing(&Closing { reason: "moved", ..of_five(0) }), []);
        let told = web::Refusal::from(CannotClose::OutcomesNotMet { achieved: 1, of: 5 }).message;
        assert!(told.starts_with("1 of 5 outcomes was achieved"), "{told}");
    }

    #[test]
    fn help_begins_again_only_where_none_goes_on_and_somebody_says_why() {
        assert_eq!(reopen(false, false, "Mondays again."), Ok(()));
        assert!(reopen(true, true, "Mondays again.").expect_err("refused").names("episode-is-open"));
        let refused = reopen(false, true, " ").expect_err("refused");
        assert!(refused.names("episode-is-open") && refused.names("reopened-without-reason"));
    }

    #[test]
    fn drift_shows_after_six_months_and_after_thirty_days_unseen() {
        assert!(drift(on("2026-01-01"), Some(on("2026-02-20")), on("2026-03-01"), 6, 30).is_empty());
        assert_eq!(
            drift(on("2025-08-01"), Some(on("2026-02-20")), on("2026-03-01"), 6, 30),
            ["Open for more than 6 months"]
        );
        assert_eq!(
            drift(on("2026-01-01"), None, on("2026-03-01"), 6, 30),
            ["Nobody of the family was seen in 59 days"]
        );
    }
}
