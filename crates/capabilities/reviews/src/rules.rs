//! Pure rules of the review. Each says no by name.

use chrono::{Days, NaiveDate};
use web::Refusal;

store::coded! {
    /// With what a review ends.
    pub enum Decision {
        /// The plan goes on as it is.
        Continue = "continue",
        /// The plan is changed.
        Amend = "amend",
        /// Early help is not enough.
        StepUp = "step-up",
        /// Less help is enough.
        StepDown = "step-down",
        /// Help ends.
        Close = "close",
    }
}

impl Decision {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Continue => "Go on with the plan",
            Self::Amend => "Change the plan",
            Self::StepUp => "Step up to social care",
            Self::StepDown => "Step down to one agency or universal services",
            Self::Close => "End early help",
        }
    }
}

store::coded! {
    /// What became of an invitation.
    pub enum Attendance {
        /// Came.
        Attended = "attended",
        /// Sent a report.
        Report = "report",
        /// Neither.
        Neither = "neither",
    }
}

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
    /// A review starts with the positives.
    NoPositives,
    /// The family's view is equal to the professionals'.
    NoFamilyView,
    /// So many invitations are unaccounted for.
    Unaccounted(usize),
    /// So many actions were not checked.
    ActionsUnchecked(usize),
    /// No decision, or none with a reason.
    NoDecision,
    /// Moving needs a reason.
    NoReason,
    /// The episode is closed.
    Closed,
}

impl From<CannotReview> for Refusal {
    fn from(rule: CannotReview) -> Self {
        match rule {
            CannotReview::TooLate(latest) => Self::new(
                "review-too-late",
                format!("The review must be held by {}: eight weeks at the latest", web::dates::day(latest)),
            ),
            CannotReview::InPast => Self::new("review-in-past", "The date must be today or later"),
            CannotReview::Scheduled => Self::new("review-is-scheduled", "A review is scheduled already. Move that one"),
            CannotReview::NoPlan => Self::new("review-without-plan", "There is no agreed plan to review yet"),
            CannotReview::Held => Self::new("review-is-held", "This review has been held"),
            CannotReview::NoPositives => Self::new("review-without-positives", "Start with what has gone well"),
            CannotReview::NoFamilyView => Self::new("review-without-family", "Write down what the family says"),
            CannotReview::Unaccounted(n) => Self::new(
                "invitee-unaccounted",
                format!("Say for everyone invited whether they came or sent a report: {n} missing"),
            ),
            CannotReview::ActionsUnchecked(n) => {
                Self::new("actions-unchecked", format!("Check every action as done or not: {n} missing"))
            }
            CannotReview::NoDecision => Self::new("review-without-decision", "Choose what happens next, and say why"),
            CannotReview::NoReason => Self::new("moved-without-reason", "Choose why it is moved"),
            CannotReview::Closed => Self::new("episode-is-closed", "This episode is closed"),
        }
    }
}

/// The last day on which the next review may be held: so many days after the last one, or after the plan was agreed.
pub fn latest(since: NaiveDate, days: u32) -> NaiveDate {
    since + Days::new(days.into())
}

/// May it be scheduled for, or moved to, this day? When the latest day is past already, today or the next week is still
/// better than never.
///
/// # Errors
/// The first rule that says no.
pub fn schedule(on: NaiveDate, today: NaiveDate, latest: NaiveDate) -> Result<(), CannotReview> {
    if on < today {
        return Err(CannotReview::InPast);
    }
    let end = latest.max(today + Days::new(7));
    if on > end { Err(CannotReview::TooLate(end)) } else { Ok(()) }
}

/// What holding a review depends on.
#[derive(Debug, Clone, Copy, Default)]
#[expect(missing_docs, reason = "each name says it")]
pub struct Holding<'a> {
    pub held: bool,
    pub positives: &'a str,
    pub family: &'a str,
    pub unaccounted: usize,
    pub unchecked: usize,
    pub decision: Option<Decision>,
    pub reason: &'a str,
}

/// May it be recorded as held?
///
/// # Errors
/// The first rule that says no.
pub fn hold(h: &Holding<'_>) -> Result<Decision, CannotReview> {
    if h.held {
        return Err(CannotReview::Held);
    }
    if h.positives.trim().is_empty() {
        return Err(CannotReview::NoPositives);
    }
    if h.unaccounted > 0 {
        return Err(CannotReview::Unaccounted(h.unaccounted));
    }
    if h.unchecked > 0 {
        return Err(CannotReview::ActionsUnchecked(h.unchecked));
    }
    if h.family.trim().is_empty() {
        return Err(CannotReview::NoFamilyView);
    }
    h.decision.filter(|_| !h.reason.trim().is_empty()).ok_or(CannotReview::NoDecision)
}

/// Whether the last `most` reviews in a row saw no progress (practice 7): since the one before them, or since the plan was
/// agreed, no action was done and no outcome achieved. Days of reviews come newest first.
pub fn stands_still(held: &[NaiveDate], agreed: NaiveDate, progress: &[NaiveDate], most: u32) -> bool {
    let most = most as usize;
    if most == 0 || held.len() < most {
        return false;
    }
    let since = held.get(most).copied().unwrap_or(agreed);
    progress.iter().all(|on| *on < since)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(t: &str) -> NaiveDate {
        t.parse().expect("a date")
    }

    #[test]
    fn a_review_beyond_fifty_six_days_is_refused() {
        let agreed = on("2026-03-01");
        let last = latest(agreed, 56);
        assert_eq!(last, on("2026-04-26"));
        assert_eq!(schedule(on("2026-04-26"), agreed, last), Ok(()));
        assert_eq!(schedule(on("2026-04-27"), agreed, last), Err(CannotReview::TooLate(last)));
        assert_eq!(schedule(on("2026-02-28"), agreed, last), Err(CannotReview::InPast));
    }

    #[test]
    fn a_review_that_is_overdue_can_still_be_held_within_a_week() {
        let (today, last) = (on("2026-06-01"), on("2026-04-26"));
        assert_eq!(schedule(on("2026-06-08"), today, last), Ok(()));
        assert_eq!(schedule(on("2026-06-09"), today, last), Err(CannotReview::TooLate(on("2026-06-08"))));
    }

    #[test]
    fn a_review_starts_with_the_positives_and_ends_with_a_decision() {
        let good = Holding {
            positives: "School",
            family: "Better",
            decision: Some(Decision::Continue),
            reason: "On the way",
            ..Holding::default()
        };
        assert_eq!(hold(&good), Ok(Decision::Continue));
        assert_eq!(hold(&Holding { positives: "", ..good }), Err(CannotReview::NoPositives));
        assert_eq!(hold(&Holding { family: "", ..good }), Err(CannotReview::NoFamilyView));
        assert_eq!(hold(&Holding { unaccounted: 2, ..good }), Err(CannotReview::Unaccounted(2)));
        assert_eq!(hold(&Holding { unchecked: 1, ..good }), Err(CannotReview::ActionsUnchecked(1)));
        assert_eq!(hold(&Holding { reason: " ", ..good }), Err(CannotReview::NoDecision));
        assert_eq!(hold(&Holding { held: true, ..good }), Err(CannotReview::Held));
    }

    #[test]
    fn three_reviews_without_progress_show_drift_and_one_done_action_ends_it() {
        let held = ["2026-06-20", "2026-05-10", "2026-04-01"].map(on);
        let agreed = on("2026-02-20");
        assert!(stands_still(&held, agreed, &[], 3));
        assert!(!stands_still(&held[..2], agreed, &[], 3));
        assert!(!stands_still(&held, agreed, &[on("2026-03-03")], 3));
        let four = [on("2026-08-01"), held[0], held[1], held[2]];
        assert!(stands_still(&four, agreed, &[on("2026-03-03")], 3));
    }
}
