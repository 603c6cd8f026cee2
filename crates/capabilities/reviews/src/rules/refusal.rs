//! Each way in which a review cannot be so, and what is told of it.

use chrono::NaiveDate;
use store::Uuid;
use web::{Refusal, Refusals};

/// Why a review cannot be so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotReview {
    /// Later than the latest day (001 s7: six to eight weeks).
    TooLate(NaiveDate),
    /// In the past.
    InPast,
    /// One is scheduled already.
    Scheduled,
    /// There is no agreed plan to review.
    NoPlan,
    /// It was held already.
    Held,
    /// The report says nothing.
    NoReport,
    /// A review starts with the positives.
    NoPositives,
    /// The family's view is equal to the professionals'.
    NoFamilyView,
    /// So many invitations are unaccounted for.
    Unaccounted {
        /// How many.
        missing: usize,
        /// The first of them: it is told there.
        first: Uuid,
    },
    /// So many actions were not checked.
    ActionsUnchecked {
        /// How many.
        missing: usize,
        /// The first of them: it is told there.
        first: Uuid,
    },
    /// No decision, or none with a reason.
    NoDecision,
    /// Moving needs a reason.
    NoReason,
}

impl From<CannotReview> for Refusal {
    fn from(rule: CannotReview) -> Self {
        match rule {
            CannotReview::TooLate(latest) => {
                let latest = web::dates::day(latest);
                let told = format!("The review must be held by {latest}: eight weeks at the latest");
                Self::new("review-too-late", told).at("on")
            }
            CannotReview::InPast => Self::new("review-in-past", "The date must be today or later").at("on"),
            CannotReview::Scheduled => {
                Self::new("review-is-scheduled", "A review is scheduled already. Move that one").at("on")
            }
            CannotReview::NoPlan => Self::new("review-without-plan", "There is no agreed plan to review yet"),
            CannotReview::Held => Self::new("review-is-held", "This review has been held"),
            CannotReview::NoReport => Self::new("review-report-empty", "Write your report").at("report"),
            CannotReview::NoPositives => {
                Self::new("review-without-positives", "Start with what has gone well").at("positives")
            }
            CannotReview::NoFamilyView => {
                Self::new("review-without-family", "Write down what the family says").at("family_view")
            }
            CannotReview::Unaccounted { missing, first } => {
                let told = format!("Say for everyone invited whether they came or sent a report: {missing} missing");
                Self::new("invitee-unaccounted", told).at(format!("came-{first}"))
            }
            CannotReview::ActionsUnchecked { missing, first } => {
                let told = format!("Check every action as done or not: {missing} missing");
                Self::new("actions-unchecked", told).at(format!("action-{first}"))
            }
            CannotReview::NoDecision => {
                Self::new("review-without-decision", "Choose what happens next, and say why").at("decision")
            }
            CannotReview::NoReason => Self::new("moved-without-reason", "Choose why it is moved").at("why"),
        }
    }
}

/// Says no with all of these at once, if there is any.
///
/// # Errors
/// All of them.
pub(crate) fn check(faults: Vec<CannotReview>) -> Result<(), Refusals> {
    Refusals::check(faults.into_iter().map(Refusal::from).collect())
}
