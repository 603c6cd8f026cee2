//! Each way in which a plan cannot be so, and what is told of it.

use web::{Refusal, Refusals};

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
    /// The outcome says nothing.
    NoWords,
    /// The outcome says not how one will see it.
    NoMeasure,
    /// The outcome says not by when.
    NoDate,
    /// By when is after the plan ends, or past.
    DateOutside,
    /// The outcome is part of nothing that is counted.
    NoFramework,
    /// The outcome belongs to no area of the assessment.
    NoArea,
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
    /// The action says nothing.
    NoText,
    /// An action has no owner.
    NoOwner,
    /// The action says not by when.
    NoDueDate,
    /// The action is due before today.
    DueInPast,
    /// An action that is done or dropped is not changed any more.
    ActionOver,
    /// Putting an action off, or an outcome no longer relevant, needs a reason.
    NoReason,
    /// Dropping an action needs a reason.
    DroppedWithoutReason,
}

impl From<CannotPlan> for Refusal {
    fn from(rule: CannotPlan) -> Self {
        match rule {
            CannotPlan::Exists => {
                Self::new("one-plan-per-family", "There is a plan already: one family, one plan").at("kind")
            }
            CannotPlan::AssessmentFirst => Self::new(
                "assessment-required",
                "Several agencies help this family, so an early help assessment must be authorised before there is a \
                 plan",
            )
            .at("kind"),
            CannotPlan::Closed => Self::new("episode-is-closed", "This episode is closed").at("kind"),
            CannotPlan::TooManyOutcomes(most) => Self::new(
                "plan-has-most-outcomes",
                format!("An intervention plan has at most {most} outcomes. Finish one first, or make a family plan"),
            )
            .at("words"),
            CannotPlan::NoWords => Self::new("outcome-without-words", "Say what will be different").at("words"),
            CannotPlan::NoMeasure => {
                Self::new("outcome-without-measure", "Say how the family will see that it has happened").at("measure")
            }
            CannotPlan::NoDate => Self::new("outcome-without-date", "Say by when").at("by"),
            CannotPlan::DateOutside => {
                Self::new("date-outside-plan", "The date must be in the future, and within the plan").at("by")
            }
            CannotPlan::NoFramework => {
                Self::new("outcome-without-framework", "Choose an outcome of the framework").at("framework")
            }
            CannotPlan::NoArea => Self::new("outcome-without-area", "Choose an area").at("area"),
            CannotPlan::NoOutcome => {
                Self::new("plan-without-outcome", "Add at least one outcome before the family agrees the plan")
                    .at("words")
            }
            CannotPlan::OutcomeWithoutAction(without) => {
                let outcomes = match without {
                    1 => "1 outcome has".into(),
                    more => format!("{more} outcomes have"),
                };
                Self::new("outcome-without-action", format!("{outcomes} no action yet. Say who does what for each"))
                    .at("words")
            }
            CannotPlan::NobodyAgreed => {
                Self::new("plan-agreed-by-nobody", "Say who of the family agreed to the plan, and what they said")
                    .at("who")
            }
            CannotPlan::Agreed => Self::new("plan-is-agreed", "The family has agreed this plan already").at("words"),
            CannotPlan::Ended => Self::new("plan-has-ended", "This plan has ended"),
            CannotPlan::NoText => Self::new("action-without-text", "Say what will be done").at("text"),
            CannotPlan::NoOwner => Self::new("action-without-owner", "Choose who does it").at("owner"),
            CannotPlan::NoDueDate => Self::new("action-without-date", "Enter by when").at("due"),
            CannotPlan::DueInPast => Self::new("action-due-in-past", "The date must be today or later").at("due"),
            CannotPlan::ActionOver => {
                Self::new("action-is-over", "This action is done or dropped. Add a new one").at("text")
            }
            CannotPlan::NoReason => Self::new("without-reason", "Say why").at("why"),
            CannotPlan::DroppedWithoutReason => Self::new("without-reason", "Say why").at("note"),
        }
    }
}

/// Says no with all of these at once, if there is any.
///
/// # Errors
/// All of them.
pub(crate) fn check(faults: Vec<CannotPlan>) -> Result<(), Refusals> {
    Refusals::check(faults.into_iter().map(Refusal::from).collect())
}
