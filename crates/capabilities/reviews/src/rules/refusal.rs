//! Each way in which a review cannot be so, and what is told of it.

use chrono::NaiveDate;
use store::Uuid;
use web::{Refusal, Refusals};

/// Why a review cannot be so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CannotReview {
    /// Later than the latest day (001 s7: six to eight weeks).
    TooLate(NaiveDate),
    /// In the past.
    InPast,
    /// On a day off, as it is called, and nobody says that this is meant.
    DayOff(NaiveDate, String),
    /// The time cannot be read.
    TimeUnreadable,
    /// One is scheduled already.
    Scheduled,
    /// There is no agreed plan to review, and no authorised assessment from which to make one.
    NoPlan,
    /// It was held already.
    Held,
    /// The report says nothing.
    NoReport,
    /// A review starts with the positives.
    NoPositives,
    /// Nobody says what has changed.
    NoChanges,
    /// Nobody says what still needs support.
    NoSupport,
    /// Nobody says on which day it was held.
    NoHeldDay,
    /// It was held on a day to come.
    HeldAhead,
    /// It was held before this day, from which it is counted.
    HeldBefore(NaiveDate),
    /// This child was not heard, and nobody says why.
    ChildUnheard(Uuid, String),
    /// A scale of this child goes from 0 to 10: the worker's, or their own.
    ScaleOutside(Uuid, &'static str),
    /// Nobody says who leads from now on.
    NobodyLeads,
    /// Nobody says whether the family agrees to who leads.
    LeadUnagreed,
    /// The family does not agree to who leads, and nobody says why.
    LeadWithoutReason,
    /// So many outcomes were not looked at.
    OutcomesUnlooked {
        /// How many.
        missing: usize,
        /// The first of them: it is told there.
        first: Uuid,
    },
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
            CannotReview::DayOff(on, name) => {
                let told = format!("{} is {name}: is that right? Say so, or choose another day", web::dates::day(on));
                Self::new("review-on-a-day-off", told).at("sure")
            }
            CannotReview::TimeUnreadable => {
                Self::new("review-time-unreadable", "Enter a time, like 2:30pm or 14:30").at("time")
            }
            CannotReview::Scheduled => {
                Self::new("review-is-scheduled", "A review is scheduled already. Move that one").at("on")
            }
            CannotReview::NoPlan => Self::new(
                "review-without-plan",
                "There is no agreed plan to review yet, and no authorised assessment from which to make one",
            ),
            CannotReview::Held => Self::new("review-is-held", "This review has been held"),
            CannotReview::NoReport => Self::new("review-report-empty", "Write your report").at("report"),
            CannotReview::NoPositives => {
                Self::new("review-without-positives", "Start with what has gone well").at("positives")
            }
            CannotReview::NoChanges => {
                Self::new("review-without-changes", "Say what has changed, or that nothing has").at("changed")
            }
            CannotReview::NoSupport => {
                Self::new("review-without-support", "Say what still needs support, or that nothing does").at("support")
            }
            CannotReview::NoHeldDay => Self::new("review-without-day", "Enter the day on which it was held").at("held"),
            CannotReview::HeldAhead => {
                Self::new("review-held-ahead", "The day on which it was held must be today or in the past").at("held")
            }
            CannotReview::HeldBefore(since) => {
                let since = web::dates::day(since);
                let told = format!("It cannot have been held before {since}, from which it is counted");
                Self::new("review-held-before", told).at("held")
            }
            CannotReview::ChildUnheard(child, name) => {
                let told = format!("Write down what {name} says, or why {name} was not heard");
                Self::new("child-not-heard", told).at(format!("said-{child}"))
            }
            CannotReview::ScaleOutside(child, rater) => {
                Self::new("review-scale-outside", "Enter a number from 0 to 10").at(format!("{rater}-{child}"))
            }
            CannotReview::NobodyLeads => Self::new("review-without-lead", "Choose who leads from now on").at("lead"),
            CannotReview::LeadUnagreed => {
                Self::new("review-lead-unagreed", "Say whether the family agrees to who leads").at("lead_agreed")
            }
            CannotReview::LeadWithoutReason => {
                Self::new("review-lead-without-reason", "Say why the family does not agree, and what was said about it")
                    .at("lead_why")
            }
            CannotReview::OutcomesUnlooked { missing, first } => {
                let told = format!("Say for every outcome how far it is: {missing} missing");
                Self::new("outcomes-unlooked", told).at(format!("outcome-{first}"))
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
