//! Pure rules of the review. Each says no by name.

mod ending;
mod planning;
mod refusal;

pub use ending::{Answer, Asked, CannotEnd, FamilyView, Opinion, Said, ToAsk, heard};
pub use planning::{When, in_words, last_day, latest, question, schedule, time_of_day};
pub use refusal::CannotReview;
pub(crate) use refusal::check;

use chrono::NaiveDate;
use store::Uuid;

store::coded! {
    /// With what a review ends.
    pub enum NextStep {
        /// The plan goes on as it is.
        Continue = "continue",
        /// The plan is changed.
        Amend = "amend",
        /// The family plan is made: at the first review after an assessment.
        Plan = "plan",
        /// The plan ends, and another or an assessment follows.
        EndPlan = "end-plan",
        /// Early help is not enough.
        StepUp = "step-up",
        /// One agency is enough, or what is there for everybody.
        OneAgency = "one-agency",
        /// As `OneAgency` was called before a step down was only one from social care: kept in reviews of then.
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
            Self::Plan => "Make the family plan",
            Self::EndPlan => "End this plan, and go on with another or an assessment",
            Self::StepUp => "Step up to social care",
            Self::OneAgency => "Go on with one agency, or with universal services alone",
            Self::StepDown => "Step down to one agency or universal services",
            Self::Close => "End early help",
        }
    }

    /// What can be decided, with a plan that is looked at or without one.
    pub const fn offered(planned: bool) -> &'static [Self] {
        use NextStep::{Amend, Close, Continue, EndPlan, OneAgency, Plan, StepUp};
        if planned { &[Continue, Amend, EndPlan, StepUp, OneAgency, Close] } else { &[Plan, StepUp, OneAgency, Close] }
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

/// All that stands against moving it to this day: another `day` than the one for which it is planned needs a reason.
pub fn shift(planned: bool, day: Option<Result<(), CannotReview>>, has_reason: bool) -> Vec<CannotReview> {
    if !planned {
        return vec![CannotReview::Held];
    }

    let Some(day) = day else { return vec![] };
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

/// A child of the family, and what was heard of it at a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each name says it")]
pub struct Child<'a> {
    pub id: Uuid,
    pub name: &'a str,
    pub said: &'a str,
    /// Why the child was not heard.
    pub unheard_why: &'a str,
    /// Numbers from 0 to 10 as they were typed: the worker's, and the child's or parent's.
    pub scales: [Option<i64>; 2],
}

/// Who leads from now on, as it is agreed at a review without a plan (001 s7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each name says it")]
pub struct Leading<'a> {
    pub chosen: bool,
    /// The family agrees to who leads.
    pub agreed: Option<bool>,
    pub why: &'a str,
}

/// What holding a review depends on.
#[derive(Debug, Clone, Copy, Default)]
#[expect(missing_docs, reason = "each name says it")]
pub struct Holding<'a> {
    pub planned: bool,
    /// The day on which it was held, today, and the day from which it is counted.
    pub held_on: Option<NaiveDate>,
    pub today: NaiveDate,
    pub since: Option<NaiveDate>,
    pub positives: &'a str,
    pub changed: &'a str,
    pub support: &'a str,
    pub family: &'a str,
    /// Whoever was invited and of whom nothing is said.
    pub unaccounted: &'a [Uuid],
    /// Outcomes of the plan without a result of which nothing is said.
    pub unlooked: &'a [Uuid],
    /// Open actions of the plan of which nothing is said.
    pub unchecked: &'a [Uuid],
    /// Every child of every age.
    pub children: &'a [Child<'a>],
    /// Where there is no plan yet: who leads.
    pub leading: Option<Leading<'a>>,
    pub next_step: Option<NextStep>,
    pub reason: &'a str,
}

/// All that stands against recording it as held.
pub fn hold(holding: &Holding<'_>) -> Vec<CannotReview> {
    if !holding.planned {
        return vec![CannotReview::Held];
    }

    let mut faults = Vec::new();
    faults.extend(when_held(holding));
    let texts = [
        (holding.positives, CannotReview::NoPositives),
        (holding.changed, CannotReview::NoChanges),
        (holding.support, CannotReview::NoSupport),
    ];
    faults.extend(texts.into_iter().filter(|(text, _)| is_empty(text)).map(|(_, fault)| fault));
    if let Some(first) = holding.unaccounted.first() {
        faults.push(CannotReview::Unaccounted { missing: holding.unaccounted.len(), first: *first });
    }
    if let Some(first) = holding.unlooked.first() {
        faults.push(CannotReview::OutcomesUnlooked { missing: holding.unlooked.len(), first: *first });
    }
    if let Some(first) = holding.unchecked.first() {
        faults.push(CannotReview::ActionsUnchecked { missing: holding.unchecked.len(), first: *first });
    }
    faults.extend(holding.children.iter().flat_map(of_child));
    if is_empty(holding.family) {
        faults.push(CannotReview::NoFamilyView);
    }
    faults.extend(holding.leading.iter().flat_map(of_lead));
    let offered = NextStep::offered(holding.leading.is_none());
    let decided = holding.next_step.is_some_and(|step| offered.contains(&step));
    if !decided || is_empty(holding.reason) {
        faults.push(CannotReview::NoDecision);
    }
    faults
}

fn when_held(holding: &Holding<'_>) -> Option<CannotReview> {
    match (holding.held_on, holding.since) {
        (None, _) => Some(CannotReview::NoHeldDay),
        (Some(on), _) if on > holding.today => Some(CannotReview::HeldAhead),
        (Some(on), Some(since)) if on < since => Some(CannotReview::HeldBefore(since)),
        (Some(_), _) => None,
    }
}

fn of_child(child: &Child<'_>) -> Vec<CannotReview> {
    let unheard = is_empty(child.said) && is_empty(child.unheard_why);
    let unheard = unheard.then(|| CannotReview::ChildUnheard(child.id, child.name.to_owned()));
    let outside = child.scales.into_iter().zip(["worker", "own"]);
    let outside = outside.filter(|(scale, _)| scale.is_some_and(|scale| !(0..=10).contains(&scale)));
    unheard.into_iter().chain(outside.map(|(_, rater)| CannotReview::ScaleOutside(child.id, rater))).collect()
}

fn of_lead(leading: &Leading<'_>) -> Vec<CannotReview> {
    let unchosen = (!leading.chosen).then_some(CannotReview::NobodyLeads);
    let unagreed = match leading.agreed {
        None => Some(CannotReview::LeadUnagreed),
        Some(false) if is_empty(leading.why) => Some(CannotReview::LeadWithoutReason),
        Some(_) => None,
    };
    unchosen.into_iter().chain(unagreed).collect()
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

    fn good() -> Holding<'static> {
        Holding {
            planned: true,
            held_on: Some(on("2026-04-10")),
            today: on("2026-04-12"),
            since: Some(on("2026-03-01")),
            positives: "School",
            changed: "She has a friend",
            support: "Mondays",
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
        assert_eq!(hold(&Holding { changed: "", ..good() }), [CannotReview::NoChanges]);
        assert_eq!(hold(&Holding { support: "", ..good() }), [CannotReview::NoSupport]);
        assert_eq!(hold(&Holding { family: "", ..good() }), [CannotReview::NoFamilyView]);
        assert_eq!(
            hold(&Holding { unaccounted: &[two, one], ..good() }),
            [CannotReview::Unaccounted { missing: 2, first: two }]
        );
        assert_eq!(
            hold(&Holding { unlooked: &[two], ..good() }),
            [CannotReview::OutcomesUnlooked { missing: 1, first: two }]
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
        let all = [
            CannotReview::NoHeldDay,
            CannotReview::NoPositives,
            CannotReview::NoChanges,
            CannotReview::NoSupport,
            CannotReview::NoFamilyView,
            CannotReview::NoDecision,
        ];
        assert_eq!(told, all);
    }

    #[test]
    fn a_review_was_held_by_today_and_not_before_what_it_looks_at() {
        let held = |day| hold(&Holding { held_on: Some(on(day)), ..good() });
        assert_eq!(held("2026-04-12"), []);
        assert_eq!(held("2026-04-13"), [CannotReview::HeldAhead]);
        assert_eq!(held("2026-02-28"), [CannotReview::HeldBefore(on("2026-03-01"))]);
    }

    #[test]
    fn every_child_is_heard_or_it_is_said_why_not() {
        let child =
            |said, unheard_why| Child { id: Uuid::from_u128(7), name: "Ada", said, unheard_why, scales: [None, None] };
        assert_eq!(hold(&Holding { children: &[child("It is better.", ""), child("", "Asleep.")], ..good() }), []);
        let unheard = CannotReview::ChildUnheard(Uuid::from_u128(7), "Ada".into());
        assert_eq!(hold(&Holding { children: &[child(" ", "")], ..good() }), [unheard]);

        let eleven = Child { scales: [Some(11), Some(10)], ..child("Better.", "") };
        let outside = CannotReview::ScaleOutside(Uuid::from_u128(7), "worker");
        assert_eq!(hold(&Holding { children: &[eleven], ..good() }), [outside]);
    }

    #[test]
    fn a_review_without_a_plan_agrees_who_leads_and_makes_the_plan() {
        let leading = Leading { chosen: true, agreed: Some(true), why: "" };
        let first = Holding { leading: Some(leading), next_step: Some(NextStep::Plan), ..good() };
        assert_eq!(hold(&first), []);
        assert_eq!(hold(&Holding { next_step: Some(NextStep::Continue), ..first }), [CannotReview::NoDecision]);
        assert_eq!(hold(&Holding { next_step: Some(NextStep::Plan), ..good() }), [CannotReview::NoDecision]);

        let unsaid = Leading { chosen: false, agreed: None, why: "" };
        let told = hold(&Holding { leading: Some(unsaid), ..first });
        assert_eq!(told, [CannotReview::NobodyLeads, CannotReview::LeadUnagreed]);
        let disputed = Leading { agreed: Some(false), ..leading };
        assert_eq!(hold(&Holding { leading: Some(disputed), ..first }), [CannotReview::LeadWithoutReason]);
    }

    #[test]
    fn a_step_down_of_old_is_read_and_no_longer_decided() {
        assert_eq!(NextStep::parse("step-down").map(NextStep::label), Some(NextStep::StepDown.label()));
        assert!(![true, false].iter().any(|planned| NextStep::offered(*planned).contains(&NextStep::StepDown)));
        assert_eq!(NextStep::OneAgency.code(), "one-agency");
    }

    #[test]
    fn a_review_is_moved_only_with_a_reason_and_while_it_is_planned() {
        assert_eq!(shift(true, Some(Ok(())), true), []);
        assert_eq!(shift(true, None, false), []);
        assert_eq!(shift(true, Some(Err(CannotReview::InPast)), false), [CannotReview::InPast, CannotReview::NoReason]);
        assert_eq!(shift(false, None, true), [CannotReview::Held]);
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
