//! Pure rules of the review. Each says no by name.

mod ending;
mod refusal;

pub use ending::{CannotEnd, Feedback, Opinion, Said, heard};
pub use refusal::CannotReview;
pub(crate) use refusal::check;

use chrono::{Days, NaiveDate};
use store::Uuid;

store::coded! {
    /// With what a review ends.
    pub enum NextStep {
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

impl NextStep {
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

/// The last day on which the next review may be held: so many days after the last one, or after the plan was agreed.
pub fn latest(since: NaiveDate, days: u32) -> NaiveDate {
    since + Days::new(days.into())
}

/// The last day for which it may be scheduled: when the latest day is past already, today or the next week is still
/// better than never.
pub fn last_day(today: NaiveDate, latest: NaiveDate) -> NaiveDate {
    latest.max(today + Days::new(7))
}

/// May it be scheduled for, or moved to, this day?
///
/// # Errors
/// The first rule that says no.
pub fn schedule(on: NaiveDate, today: NaiveDate, latest: NaiveDate) -> Result<(), CannotReview> {
    let last = last_day(today, latest);
    if on < today {
        return Err(CannotReview::InPast);
    }
    if on > last { Err(CannotReview::TooLate(last)) } else { Ok(()) }
}

/// All that stands against moving it to this day.
pub fn shift(planned: bool, day: Result<(), CannotReview>, has_reason: bool) -> Vec<CannotReview> {
    if !planned {
        return vec![CannotReview::Held];
    }

    let mut faults: Vec<CannotReview> = day.err().into_iter().collect();
    if !has_reason {
        faults.push(CannotReview::NoReason);
    }
    faults
}

/// Is it still to be held?
///
/// # Errors
/// [`CannotReview::Held`].
pub fn planned(planned: bool) -> Result<(), CannotReview> {
    if planned { Ok(()) } else { Err(CannotReview::Held) }
}

/// All that stands against handing in this report.
pub fn report(planned: bool, text: &str) -> Vec<CannotReview> {
    match (planned, is_empty(text)) {
        (false, _) => vec![CannotReview::Held],
        (true, true) => vec![CannotReview::NoReport],
        (true, false) => vec![],
    }
}

/// What holding a review depends on.
#[derive(Debug, Clone, Copy, Default)]
#[expect(missing_docs, reason = "each name says it")]
pub struct Holding<'a> {
    pub planned: bool,
    pub positives: &'a str,
    pub family: &'a str,
    /// Whoever was invited and of whom nothing is said.
    pub unaccounted: &'a [Uuid],
    /// Open actions of the plan of which nothing is said.
    pub unchecked: &'a [Uuid],
    pub next_step: Option<NextStep>,
    pub reason: &'a str,
}

/// All that stands against recording it as held.
pub fn hold(holding: &Holding<'_>) -> Vec<CannotReview> {
    if !holding.planned {
        return vec![CannotReview::Held];
    }

    let mut faults = Vec::new();
    if is_empty(holding.positives) {
        faults.push(CannotReview::NoPositives);
    }
    if let Some(first) = holding.unaccounted.first() {
        faults.push(CannotReview::Unaccounted { missing: holding.unaccounted.len(), first: *first });
    }
    if let Some(first) = holding.unchecked.first() {
        faults.push(CannotReview::ActionsUnchecked { missing: holding.unchecked.len(), first: *first });
    }
    if is_empty(holding.family) {
        faults.push(CannotReview::NoFamilyView);
    }
    if holding.next_step.is_none() || is_empty(holding.reason) {
        faults.push(CannotReview::NoDecision);
    }
    faults
}

/// Whether the last `most` reviews in a row saw no progress (practice 7): since the one before them, or since the plan
/// was agreed, no action was done and no outcome achieved. Days of reviews come newest first.
pub fn stands_still(held: &[NaiveDate], agreed: NaiveDate, progress: &[NaiveDate], most: u32) -> bool {
    let most = most as usize;
    if most == 0 || held.len() < most {
        return false;
    }
    let since = held.get(most).copied().unwrap_or(agreed);
    progress.iter().all(|on| *on < since)
}

fn is_empty(text: &str) -> bool {
    text.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(day: &str) -> NaiveDate {
        day.parse().expect("a date")
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

    fn good() -> Holding<'static> {
        Holding {
            planned: true,
            positives: "School",
            family: "Better",
            next_step: Some(NextStep::Continue),
            reason: "On the way",
            ..Holding::default()
        }
    }

    #[test]
    fn a_review_starts_with_the_positives_and_ends_with_a_decision() {
        let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
        assert_eq!(hold(&good()), []);
        assert_eq!(hold(&Holding { positives: "", ..good() }), [CannotReview::NoPositives]);
        assert_eq!(hold(&Holding { family: "", ..good() }), [CannotReview::NoFamilyView]);
        assert_eq!(
            hold(&Holding { unaccounted: &[two, one], ..good() }),
            [CannotReview::Unaccounted { missing: 2, first: two }]
        );
        assert_eq!(
            hold(&Holding { unchecked: &[one], ..good() }),
            [CannotReview::ActionsUnchecked { missing: 1, first: one }]
        );
        assert_eq!(hold(&Holding { reason: " ", ..good() }), [CannotReview::NoDecision]);
        assert_eq!(hold(&Holding { next_step: None, ..good() }), [CannotReview::NoDecision]);
        assert_eq!(hold(&Holding { planned: false, ..good() }), [CannotReview::Held]);
    }

    #[test]
    fn all_that_a_review_lacks_is_told_at_once() {
        let told = hold(&Holding { planned: true, ..Holding::default() });
        assert_eq!(told, [CannotReview::NoPositives, CannotReview::NoFamilyView, CannotReview::NoDecision]);
    }

    #[test]
    fn a_review_is_moved_only_with_a_reason_and_while_it_is_planned() {
        assert_eq!(shift(true, Ok(()), true), []);
        assert_eq!(shift(true, Err(CannotReview::InPast), false), [CannotReview::InPast, CannotReview::NoReason]);
        assert_eq!(shift(false, Ok(()), true), [CannotReview::Held]);
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
