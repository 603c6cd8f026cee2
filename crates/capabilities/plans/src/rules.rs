//! Pure rules of the plan. Each says no by name.

use chrono::{Days, NaiveDate};
use web::Refusal;

store::coded! {
    /// What kind of plan.
    pub enum PlanKind {
        /// Brief and focused: at most five outcomes, six to eight weeks (001 s7).
        Intervention = "intervention",
        /// From the assessment, reviewed until the family manages (001 s7).
        Family = "family",
    }
}

impl PlanKind {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Intervention => "Intervention plan",
            Self::Family => "Family plan",
        }
    }
}

/// Why a plan cannot be so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotPlan {
    /// One plan for one family.
    Exists,
    /// Several agencies help, and there is no authorised assessment (000 s5).
    AssessmentFirst,
    /// The episode is closed.
    Closed,
    /// The plan has as many outcomes as it may have.
    TooManyOutcomes(u32),
    /// The outcome says not how one will see it.
    NoMeasure,
    /// The outcome says not by when.
    NoDate,
    /// By when is after the plan ends, or past.
    DateOutside,
    /// No outcome yet.
    NoOutcome,
    /// So many outcomes have no action.
    OutcomeWithoutAction(usize),
    /// Nobody of the family agreed.
    NobodyAgreed,
    /// Agreed already.
    Agreed,
    /// Ended already.
    Ended,
    /// An action has no owner.
    NoOwner,
    /// An action that is done or dropped is not changed any more.
    ActionOver,
    /// Dropping an action, putting it off, or an outcome no longer relevant, needs a reason.
    NoReason,
}

impl From<CannotPlan> for Refusal {
    fn from(rule: CannotPlan) -> Self {
        match rule {
            CannotPlan::Exists => Self::new("one-plan-per-family", "There is a plan already: one family, one plan"),
            CannotPlan::AssessmentFirst => Self::new(
                "assessment-required",
                "Several agencies help this family, so an early help assessment must be authorised before there is a plan",
            ),
            CannotPlan::Closed => Self::new("episode-is-closed", "This episode is closed"),
            CannotPlan::TooManyOutcomes(n) => Self::new(
                "plan-has-most-outcomes",
                format!("An intervention plan has at most {n} outcomes. Finish one first, or make a family plan"),
            ),
            CannotPlan::NoMeasure => {
                Self::new("outcome-without-measure", "Say how the family will see that it has happened")
            }
            CannotPlan::NoDate => Self::new("outcome-without-date", "Say by when"),
            CannotPlan::DateOutside => {
                Self::new("date-outside-plan", "The date must be in the future, and within the plan")
            }
            CannotPlan::NoOutcome => {
                Self::new("plan-without-outcome", "Add at least one outcome before the family agrees the plan")
            }
            CannotPlan::OutcomeWithoutAction(n) => Self::new(
                "outcome-without-action",
                format!(
                    "{} no action yet. Say who does what for each",
                    if n == 1 { "1 outcome has".into() } else { format!("{n} outcomes have") }
                ),
            ),
            CannotPlan::NobodyAgreed => {
                Self::new("plan-agreed-by-nobody", "Say who of the family agreed to the plan, and what they said")
            }
            CannotPlan::Agreed => Self::new("plan-is-agreed", "The family has agreed this plan already"),
            CannotPlan::Ended => Self::new("plan-has-ended", "This plan has ended"),
            CannotPlan::NoOwner => {
                Self::new("action-without-owner", "Say who does it: a worker, or someone of the family")
            }
            CannotPlan::ActionOver => Self::new("action-is-over", "This action is done or dropped. Add a new one"),
            CannotPlan::NoReason => Self::new("without-reason", "Say why").at("why"),
        }
    }
}

/// May a plan be started?
///
/// # Errors
/// The first rule that says no.
pub fn start(
    open: bool,
    running: bool,
    organisations: usize,
    assessed: bool,
    kind: PlanKind,
) -> Result<(), CannotPlan> {
    if !open {
        return Err(CannotPlan::Closed);
    }
    if running {
        return Err(CannotPlan::Exists);
    }
    if !assessed && (organisations > 1 || kind == PlanKind::Family) {
        return Err(CannotPlan::AssessmentFirst);
    }
    Ok(())
}

/// May an outcome be added?
///
/// # Errors
/// The first rule that says no.
pub fn outcome(
    kind: PlanKind,
    there: usize,
    most: u32,
    measure: &str,
    by: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<(), CannotPlan> {
    if kind == PlanKind::Intervention && there >= most as usize {
        return Err(CannotPlan::TooManyOutcomes(most));
    }
    if measure.trim().is_empty() {
        return Err(CannotPlan::NoMeasure);
    }
    match by {
        None => Err(CannotPlan::NoDate),
        Some(by) if by <= today || by > today + Days::new(366) => Err(CannotPlan::DateOutside),
        Some(_) => Ok(()),
    }
}

/// May the family agree it?
///
/// # Errors
/// The first rule that says no.
pub fn agree(agreed: bool, outcomes: usize, without_action: usize, by: &str) -> Result<(), CannotPlan> {
    if agreed {
        return Err(CannotPlan::Agreed);
    }
    if outcomes == 0 {
        return Err(CannotPlan::NoOutcome);
    }
    if without_action > 0 {
        return Err(CannotPlan::OutcomeWithoutAction(without_action));
    }
    if by.trim().is_empty() { Err(CannotPlan::NobodyAgreed) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(t: &str) -> NaiveDate {
        t.parse().expect("a date")
    }

    #[test]
    fn a_sixth_outcome_is_refused_in_an_intervention_plan_and_not_in_a_family_plan() {
        let (today, by) = (on("2026-03-01"), Some(on("2026-04-01")));
        assert_eq!(outcome(PlanKind::Intervention, 4, 5, "seen", by, today), Ok(()));
        assert_eq!(outcome(PlanKind::Intervention, 5, 5, "seen", by, today), Err(CannotPlan::TooManyOutcomes(5)));
        assert_eq!(outcome(PlanKind::Family, 5, 5, "seen", by, today), Ok(()));
    }

    #[test]
    fn an_outcome_says_how_it_is_seen_and_by_when() {
        let today = on("2026-03-01");
        assert_eq!(outcome(PlanKind::Family, 0, 5, " ", Some(on("2026-04-01")), today), Err(CannotPlan::NoMeasure));
        assert_eq!(outcome(PlanKind::Family, 0, 5, "seen", None, today), Err(CannotPlan::NoDate));
        assert_eq!(outcome(PlanKind::Family, 0, 5, "seen", Some(today), today), Err(CannotPlan::DateOutside));
    }

    #[test]
    fn there_is_no_plan_before_the_assessment_when_several_agencies_help() {
        use PlanKind::{Family, Intervention};
        assert_eq!(start(true, false, 2, false, Intervention), Err(CannotPlan::AssessmentFirst));
        assert_eq!(start(true, false, 2, true, Intervention), Ok(()));
        assert_eq!(start(true, false, 1, false, Intervention), Ok(()));
        assert_eq!(start(true, false, 1, false, Family), Err(CannotPlan::AssessmentFirst));
        assert_eq!(start(true, true, 1, true, Family), Err(CannotPlan::Exists));
        assert_eq!(start(false, false, 1, true, Family), Err(CannotPlan::Closed));
    }

    #[test]
    fn the_family_agrees_a_plan_only_when_each_outcome_has_an_action() {
        assert_eq!(agree(false, 2, 0, "Ife"), Ok(()));
        assert_eq!(agree(false, 0, 0, "Ife"), Err(CannotPlan::NoOutcome));
        assert_eq!(agree(false, 2, 1, "Ife"), Err(CannotPlan::OutcomeWithoutAction(1)));
        assert_eq!(agree(false, 2, 0, ""), Err(CannotPlan::NobodyAgreed));
        assert_eq!(agree(true, 2, 0, "Ife"), Err(CannotPlan::Agreed));
    }
}
