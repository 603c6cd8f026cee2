//! The register, certificates, and what people are asked.

use super::{Mark, Moment, State, refuse};
use chrono::{Days, NaiveDate};
use web::{Refusal, Refusals};

/// Why something of a session that is held cannot be kept so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotRun {
    /// The session has not come.
    TooEarly,
    /// It was cancelled.
    Cancelled,
    /// Nothing is said of somebody.
    Unsaid,
    /// Somebody has a certificate for having come, who is now to have not.
    Certified,
    /// They did not come.
    NotThere,
    /// They were not at all of its parts.
    PartsMissing,
    /// They have one.
    CertifiedAlready,
    /// It was taken back already.
    Gone,
    /// No reason.
    NoReason,
    /// Not all is answered.
    Unanswered,
    /// It is asked later.
    AskedLater,
    /// It was asked before.
    AskedBefore,
    /// Only those who came are asked.
    OnlyWhoCame,
    /// They said so already.
    SaidAlready,
}

impl From<CannotRun> for Refusal {
    fn from(rule: CannotRun) -> Self {
        let (name, told, field) = match rule {
            CannotRun::TooEarly => {
                ("attendance-too-early", "This session has not come: its register is kept that day", "form")
            }
            CannotRun::Cancelled => ("session-cancelled", "This session was cancelled", "form"),
            CannotRun::Unsaid => ("register-incomplete", "Say of everybody whether they came", "form"),
            CannotRun::Certified => (
                "register-certified",
                "Somebody has a certificate for having come: take it back first, then put the register right",
                "form",
            ),
            CannotRun::NotThere => {
                ("certificate-without-attendance", "Nobody has a certificate who did not come", "form")
            }
            CannotRun::PartsMissing => (
                "certificate-parts-missing",
                "A part of the course is still missing: the certificate comes after all",
                "form",
            ),
            CannotRun::CertifiedAlready => ("certificate-already", "This certificate was given already", "form"),
            CannotRun::Gone => ("certificate-gone", "There is no certificate here to take back", "form"),
            CannotRun::NoReason => ("taken-back-without-reason", "Say why it is taken back", "why"),
            CannotRun::Unanswered => ("evaluation-unanswered", "Answer each with a number from 0 to 10", "form"),
            CannotRun::AskedLater => ("evaluation-too-early", "This is asked later: you are told when", "form"),
            CannotRun::AskedBefore => ("evaluation-too-late", "This is asked before the session only", "form"),
            CannotRun::OnlyWhoCame => ("evaluation-only-who-came", "Only those who came are asked this", "form"),
            CannotRun::SaidAlready => ("evaluation-already", "This was answered already", "form"),
        };
        Self::new(name, told).at(field)
    }
}

/// What a register depends on.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "as the rules ask")]
pub struct Register {
    pub on_day: NaiveDate,
    pub today: NaiveDate,
    pub cancelled: bool,
    /// Somebody who has a certificate is marked as not having come.
    pub certified: bool,
}

/// May a register be kept today?
///
/// # Errors
/// Every [`CannotRun`] that holds.
pub fn register(asked: Register) -> Result<(), Refusals> {
    refuse([
        (asked.cancelled, CannotRun::Cancelled),
        (asked.on_day > asked.today, CannotRun::TooEarly),
        (asked.certified, CannotRun::Certified),
    ])
}

/// Everybody's mark, where one button says that those of whom nothing is said came.
///
/// # Errors
/// [`CannotRun::Unsaid`].
pub fn complete(marks: &[Option<Mark>], everybody: bool) -> Result<Vec<Mark>, Refusals> {
    let said = |mark: &Option<Mark>| mark.or(everybody.then_some(Mark::Came));
    marks.iter().map(said).collect::<Option<Vec<_>>>().ok_or_else(|| Refusal::from(CannotRun::Unsaid).into())
}

/// What a certificate depends on.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "as the rules ask")]
pub struct Certifying {
    pub state: State,
    /// They were at every part.
    pub all_parts: bool,
    pub already: bool,
}

/// May a certificate be given?
///
/// # Errors
/// Every [`CannotRun`] that holds.
pub fn certify(asked: Certifying) -> Result<(), Refusals> {
    let came = asked.state == State::Came;
    refuse([
        (!came, CannotRun::NotThere),
        (came && !asked.all_parts, CannotRun::PartsMissing),
        (came && asked.already, CannotRun::CertifiedAlready),
    ])
}

/// May a certificate be taken back?
///
/// # Errors
/// Every [`CannotRun`] that holds.
pub fn take_back(there: bool, why: &str) -> Result<(), Refusals> {
    refuse([(!there, CannotRun::Gone), (there && why.trim().is_empty(), CannotRun::NoReason)])
}

/// What being asked depends on.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "as the rules ask")]
pub struct Evaluating {
    pub moment: Moment,
    pub state: State,
    /// The day of the session, where they have a place in one.
    pub on_day: Option<NaiveDate>,
    pub today: NaiveDate,
    /// So many days after the session it is asked what it changed.
    pub later: u64,
    pub already: bool,
}

/// May this be answered now?
///
/// # Errors
/// Every [`CannotRun`] that holds.
pub fn evaluate(asked: Evaluating) -> Result<(), Refusals> {
    let (before, came) = (asked.moment == Moment::Before, asked.state == State::Came);
    let later = asked.on_day.is_none_or(|day| asked.today < day + Days::new(asked.later));
    let over = !matches!(asked.state, State::Booked) || asked.on_day.is_some_and(|day| asked.today > day);
    refuse([
        (asked.already, CannotRun::SaidAlready),
        (before && !asked.already && over, CannotRun::AskedBefore),
        (!before && !came, CannotRun::OnlyWhoCame),
        (asked.moment == Moment::Later && came && later, CannotRun::AskedLater),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 5, n).expect("a day")
    }

    #[test]
    fn nobody_came_to_a_session_that_has_not_been() {
        let asked = Register { on_day: day(5), today: day(4), cancelled: false, certified: false };
        assert!(register(asked).expect_err("refused").names("attendance-too-early"));
        assert!(register(Register { today: day(5), ..asked }).is_ok());
        let certified = Register { today: day(6), certified: true, ..asked };
        assert!(register(certified).expect_err("refused").names("register-certified"));
        assert!(complete(&[Some(Mark::Missed), None], false).expect_err("refused").names("register-incomplete"));
        assert_eq!(complete(&[Some(Mark::Missed), None], true), Ok(vec![Mark::Missed, Mark::Came]));
    }

    #[test]
    fn a_certificate_is_for_those_who_came_to_every_part() {
        let good = Certifying { state: State::Came, all_parts: true, already: false };
        assert!(certify(good).is_ok());
        for state in [State::Booked, State::Missed, State::SentWord, State::Waiting] {
            let refused = certify(Certifying { state, ..good }).expect_err("refused");
            assert!(refused.names("certificate-without-attendance"), "{state:?}");
        }
        assert!(certify(Certifying { all_parts: false, ..good }).expect_err("no").names("certificate-parts-missing"));
        assert!(certify(Certifying { already: true, ..good }).expect_err("no").names("certificate-already"));
    }

    #[test]
    fn each_question_has_its_time() {
        let booked = Evaluating {
            moment: Moment::Before,
            state: State::Booked,
            on_day: Some(day(5)),
            today: day(4),
            later: 20,
            already: false,
        };
        assert!(evaluate(booked).is_ok());
        assert!(evaluate(Evaluating { today: day(6), ..booked }).expect_err("no").names("evaluation-too-late"));
        let after = Evaluating { moment: Moment::After, ..booked };
        assert!(evaluate(after).expect_err("no").names("evaluation-only-who-came"));
        assert!(evaluate(Evaluating { state: State::Came, ..after }).is_ok());
        let later = Evaluating { moment: Moment::Later, state: State::Came, today: day(24), ..booked };
        assert!(evaluate(later).expect_err("no").names("evaluation-too-early"));
        assert!(evaluate(Evaluating { today: day(25), ..later }).is_ok());
        assert!(evaluate(Evaluating { already: true, ..booked }).expect_err("no").names("evaluation-already"));
    }
}
