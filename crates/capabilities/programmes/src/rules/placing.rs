//! How a place is asked for, offered and answered.

use super::State;
use chrono::{Days, NaiveDate};
use web::{Refusal, Refusals};

/// Why a place cannot be asked for, offered or answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotPlace {
    /// Nobody of the family agreed to it.
    NotAgreed,
    /// Nobody's agreement is in force, and nothing else lets the group know of them (T26).
    NoGrounds,
    /// It does not say what the family agreed to share.
    NothingShared,
    /// It does not say what the family hopes for.
    NoHope,
    /// They ask already, or have a place.
    Twice,
    /// The programme has ended.
    Ended,
    /// The age is outside of the programme's, and nobody says why it is right.
    AgeWithoutReason,
    /// No place is free.
    Full,
    /// The run is over, or was cancelled.
    RunOver,
    /// It is taken after the run is over.
    TooLate,
    /// They do not wait: a place was offered, or taken, or they are off the list.
    NotWaiting,
    /// The offer was answered already.
    Answered,
    /// It is declined without a word.
    NoReason,
}

impl From<CannotPlace> for Refusal {
    fn from(rule: CannotPlace) -> Self {
        let (name, told, field) = match rule {
            CannotPlace::NotAgreed => (
                "enrol-not-agreed",
                "Say who of the family agreed to it, and how. Without it give them the programme's page instead",
                "agreed_by",
            ),
            CannotPlace::NoGrounds => (
                "enrol-without-grounds",
                "Nobody in the family agrees to be supported, so the group's people may not be told of them. Record \
                 agreement first",
                "agreed_by",
            ),
            CannotPlace::NothingShared => {
                ("enrol-nothing-shared", "Say what they agreed that the group's people know", "share")
            }
            CannotPlace::NoHope => ("enrol-without-hope", "Say what the family hopes for", "what"),
            CannotPlace::Twice => {
                ("enrol-twice", "They ask for this programme already, or have a place in it", "programme")
            }
            CannotPlace::Ended => ("programme-ended", "This programme has ended", "programme"),
            CannotPlace::AgeWithoutReason => (
                "age-without-reason",
                "Their age is outside of the programme's. Say why it is right for them nevertheless",
                "age_why",
            ),
            CannotPlace::Full => ("run-full", "No place is free in this run", "enrolment"),
            CannotPlace::RunOver => ("run-over", "This run is over or was cancelled", "enrolment"),
            CannotPlace::TooLate => (
                "run-over",
                "This run is over or was cancelled. Say that they have not answered: they wait on",
                "answer",
            ),
            CannotPlace::NotWaiting => (
                "offer-not-waiting",
                "They do not wait for a place: one was offered, or they are off the list",
                "enrolment",
            ),
            CannotPlace::Answered => ("offer-answered", "This offer was answered already", "answer"),
            CannotPlace::NoReason => ("declined-without-reason", "Say why they do not want it", "why"),
        };
        Self::new(name, told).at(field)
    }
}

fn check(faults: impl IntoIterator<Item = (bool, CannotPlace)>) -> Result<(), Refusals> {
    Refusals::check(faults.into_iter().filter(|(wrong, _)| *wrong).map(|(_, rule)| rule.into()).collect())
}

/// What is asked of a place before somebody waits for it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked<'a> {
    /// What the family hopes for.
    pub what: &'a str,
    /// Who of the family agreed.
    pub agreed_by: &'a str,
    /// What the group's people may know.
    pub share: &'a str,
    /// Why it is right although their age is outside of the programme's.
    pub age_why: &'a str,
    /// The group's people may be told of the family.
    pub told: bool,
    /// They ask for it already, or have a place.
    pub twice: bool,
    /// The programme has ended.
    pub ended: bool,
    /// Their age is outside of the programme's.
    pub outside: bool,
}

/// Whether a place may be asked for. An age outside of the programme's is no lock: it needs a reason.
///
/// # Errors
/// Each [`CannotPlace`] that applies.
pub fn ask(asked: &Asked<'_>) -> Result<(), Refusals> {
    let silent = asked.agreed_by.trim().is_empty();
    check([
        (asked.ended, CannotPlace::Ended),
        (asked.twice, CannotPlace::Twice),
        (asked.what.trim().is_empty(), CannotPlace::NoHope),
        (silent, CannotPlace::NotAgreed),
        (!silent && !asked.told, CannotPlace::NoGrounds),
        (asked.share.trim().is_empty(), CannotPlace::NothingShared),
        (asked.outside && asked.age_why.trim().is_empty(), CannotPlace::AgeWithoutReason),
    ])
}

/// What an offer depends on.
#[derive(Debug, Clone, Copy)]
pub struct Offering {
    /// How far the place is.
    pub state: State,
    /// Whether the run can still be joined.
    pub open: bool,
    /// Places that are free in it.
    pub free: i64,
    /// The group's people may be told of the family.
    pub told: bool,
}

/// Whether a place may be offered.
///
/// # Errors
/// Each [`CannotPlace`] that applies.
pub fn offer(offering: Offering) -> Result<(), Refusals> {
    check([
        (!offering.open, CannotPlace::RunOver),
        (offering.state != State::Waiting, CannotPlace::NotWaiting),
        (offering.open && offering.free < 1, CannotPlace::Full),
        (!offering.told, CannotPlace::NoGrounds),
    ])
}

/// What an answer depends on.
#[derive(Debug, Clone, Copy)]
pub struct Answering<'a> {
    /// How far the place is.
    pub state: State,
    /// They take it.
    pub accepted: bool,
    /// They do not want it.
    pub declined: bool,
    /// A place in the run can still be taken.
    pub open: bool,
    /// What they said.
    pub why: &'a str,
}

/// Whether an offer may be answered so: it is answered once, whoever declines has a reason, and nobody takes a place in a
/// run that is over.
///
/// # Errors
/// Each [`CannotPlace`] that applies.
pub fn accept(said: Answering<'_>) -> Result<(), Refusals> {
    let offered = said.state == State::Offered;
    check([
        (!offered, CannotPlace::Answered),
        (offered && said.accepted && !said.open, CannotPlace::TooLate),
        (said.declined && said.why.trim().is_empty(), CannotPlace::NoReason),
    ])
}

/// By which day an offer is answered: within so many working days, which is `soon`, and before the group meets next. A
/// group that meets today has met: what counts is its next day.
pub fn answer_by(today: NaiveDate, soon: NaiveDate, days: &[NaiveDate]) -> NaiveDate {
    let next = days.iter().copied().filter(|day| *day > today).min();
    next.map_or(soon, |next| soon.min(next - Days::new(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked() -> Asked<'static> {
        let (what, agreed_by, share) = ("Calmer evenings", "The mother, today", "She has two children.");
        Asked { what, agreed_by, share, told: true, ..Asked::default() }
    }

    #[test]
    fn nobody_is_enrolled_without_agreement_or_twice() {
        assert!(ask(&asked()).is_ok());
        assert!(ask(&Asked { agreed_by: " ", ..asked() }).expect_err("refused").names("enrol-not-agreed"));
        assert!(ask(&Asked { told: false, ..asked() }).expect_err("refused").names("enrol-without-grounds"));
        assert!(ask(&Asked { twice: true, ..asked() }).expect_err("refused").names("enrol-twice"));
    }

    #[test]
    fn an_age_outside_is_a_warning_that_needs_a_reason_and_no_lock() {
        let outside = Asked { outside: true, ..asked() };
        assert!(ask(&outside).expect_err("refused").names("age-without-reason"));
        assert!(ask(&Asked { age_why: "Her sister comes, too.", ..outside }).is_ok());
    }

    #[test]
    fn no_place_is_offered_over_the_limit_and_no_offer_answered_twice() {
        let full = Offering { state: State::Waiting, open: true, free: 0, told: true };
        assert!(offer(full).expect_err("refused").names("run-full"));
        assert!(
            offer(Offering { state: State::Offered, free: 1, ..full }).expect_err("refused").names("offer-not-waiting")
        );
        let yes = Answering { state: State::Offered, accepted: true, declined: false, open: true, why: "" };
        assert!(accept(yes).is_ok());
        assert!(accept(Answering { state: State::Accepted, ..yes }).expect_err("refused").names("offer-answered"));
        let no = Answering { accepted: false, declined: true, why: " ", ..yes };
        assert!(accept(no).expect_err("refused").names("declined-without-reason"));
        assert!(accept(Answering { open: false, ..yes }).expect_err("refused").names("run-over"));
        assert!(accept(Answering { open: false, why: "Too far.", ..no }).is_ok());
    }

    #[test]
    fn an_offer_is_answered_before_the_group_meets_next_and_never_in_the_past() {
        let on = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let (today, soon) = (on("2026-03-04"), on("2026-03-11"));
        assert_eq!(answer_by(today, soon, &[on("2026-04-01")]), soon);
        assert_eq!(answer_by(today, soon, &[on("2026-03-06"), on("2026-03-13")]), on("2026-03-05"));
        assert_eq!(answer_by(today, soon, &[on("2026-03-05")]), today);
        // it met already: its next day counts, and after the last there is none
        assert_eq!(answer_by(today, soon, &[today, on("2026-03-11")]), on("2026-03-10"));
        assert_eq!(answer_by(today, soon, &[today]), soon);
    }
}
