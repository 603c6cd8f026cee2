//! Each way in which a plan cannot be so, and what is told of it.

use chrono::NaiveDate;
use web::{Refusal, Refusals};

/// Why an assessment comes before the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// A family plan follows from it (001 s7).
    FamilyPlan,
    /// The worker says that needs are complex (001 s7).
    Complex,
    /// Several agencies help a family with additional needs (000 s5).
    Agencies,
}

/// Why a plan cannot be so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotPlan {
    /// One plan for one family.
    Exists,
    /// There is no authorised assessment, and there has to be one.
    AssessmentFirst(Before),
    /// Nobody says whether needs are complex.
    ComplexityUnsaid,
    /// Nobody says why they are, or are not.
    ComplexityWithoutReason,
    /// So many intervention plans have followed an intervention plan already.
    OnceMore(u32),
    /// Another intervention plan needs a reason.
    AgainWithoutReason,
    /// The plan ends, and so many outcomes have no result.
    EndWithoutResults(usize),
    /// The plan ends, and so many actions are neither done nor dropped.
    EndWithOpenActions(usize),
    /// Nobody says what follows.
    NothingFollows,
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
    /// By when is past, or too far ahead.
    DateOutside,
    /// By when is after this day, the plan's last.
    AfterPlan(NaiveDate),
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
            CannotPlan::AssessmentFirst(before) => {
                let (why, field) = match before {
                    Before::FamilyPlan => ("A family plan follows from an early help assessment", "kind"),
                    Before::Complex => ("The family's needs are complex", "complex"),
                    Before::Agencies => ("Several agencies help this family", "who"),
                };
                let told = format!("{why}, so an early help assessment must be authorised before there is a plan");
                Self::new("assessment-required", told).at(field)
            }
            CannotPlan::ComplexityUnsaid => {
                Self::new("complexity-unsaid", "Say whether the family's needs are complex").at("complex")
            }
            CannotPlan::ComplexityWithoutReason => {
                Self::new("complexity-without-reason", "Say why they are complex, or why not").at("complex_why")
            }
            CannotPlan::OnceMore(most) => {
                let plans = web::dates::plural(most.into(), "intervention plan");
                let told = format!(
                    "At most {plans} may follow an intervention plan. If more is needed, an early help assessment \
                     leads to a family plan"
                );
                Self::new("plan-again-too-often", told).at("kind")
            }
            CannotPlan::AgainWithoutReason => Self::new(
                "plan-again-without-reason",
                "Say why another intervention plan is enough, and not an early help assessment",
            )
            .at("again_why"),
            CannotPlan::EndWithoutResults(without) => {
                let told = format!("{} no result yet. Say for each how it went", outcomes_have(without));
                Self::new("plan-end-without-results", told).at("results")
            }
            CannotPlan::EndWithOpenActions(open) => {
                let actions = web::dates::plural(i64::try_from(open).unwrap_or(i64::MAX), "action");
                let told = format!("{actions} still open. Mark each as done or not done first");
                Self::new("plan-end-with-open-actions", told).at("actions")
            }
            CannotPlan::NothingFollows => Self::new("plan-end-without-next", "Choose what follows").at("follows"),
            CannotPlan::Closed => Self::new("episode-is-closed", "This episode is closed").at("kind"),
            CannotPlan::TooManyOutcomes(most) => Self::new(
                "plan-has-most-outcomes",
                format!(
                    "An intervention plan has at most {most} outcomes, those that were achieved among them. Reword \
                     one, or make an early help assessment: a family plan has no such limit"
                ),
            )
            .at("words"),
            CannotPlan::NoWords => Self::new("outcome-without-words", "Say what will be different").at("words"),
            CannotPlan::NoMeasure => {
                Self::new("outcome-without-measure", "Say how the family will see that it has happened").at("measure")
            }
            CannotPlan::NoDate => Self::new("outcome-without-date", "Say by when").at("by"),
            CannotPlan::DateOutside => {
                Self::new("date-outside-plan", "The date must be in the future, and within a year").at("by")
            }
            CannotPlan::AfterPlan(last) => {
                let last = web::dates::day(last);
                Self::new("outcome-after-plan", format!("The plan ends on {last}. Choose a day up to then")).at("by")
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
                let told = format!("{} no action yet. Say who does what for each", outcomes_have(without));
                Self::new("outcome-without-action", told).at("words")
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

fn outcomes_have(many: usize) -> String {
    match many {
        1 => "1 outcome has".into(),
        more => format!("{more} outcomes have"),
    }
}

/// Says no with all of these at once, if there is any.
///
/// # Errors
/// All of them.
pub(crate) fn check(faults: Vec<CannotPlan>) -> Result<(), Refusals> {
    Refusals::check(faults.into_iter().map(Refusal::from).collect())
}

/// As [`check`], on the page that ends a plan: what is said of what follows stands there.
///
/// # Errors
/// All of them.
pub(crate) fn check_end(faults: Vec<CannotPlan>) -> Result<(), Refusals> {
    let at_its_place = |fault: CannotPlan| match fault {
        CannotPlan::OnceMore(_) | CannotPlan::AssessmentFirst(_) => Refusal::from(fault).at("follows"),
        _ => Refusal::from(fault),
    };
    Refusals::check(faults.into_iter().map(at_its_place).collect())
}
