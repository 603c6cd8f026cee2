//! Who may have a place, until when an offer is answered, and until when a place is given back.

use super::{State, refuse};
use chrono::{Days, NaiveDate};
use pack::Calendar;
use web::{Refusal, Refusals};

/// Why a place cannot be asked for, answered or given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotBook {
    /// The session was cancelled.
    Cancelled,
    /// The session has begun, or its register was kept.
    Past,
    /// They have, or wait for, a place in it or in another session of the same.
    Twice,
    /// They hold it.
    HoldsIt,
    /// Whoever is booked has no name.
    NoName,
    /// Nobody knows for whom they work.
    NoOrganisation,
    /// What was typed is no address.
    EmailWrong,
    /// Nothing is offered.
    NotOffered,
    /// The time to answer is over.
    OfferOver,
    /// Neither yes nor no.
    NoAnswer,
    /// There is no place to give back.
    NothingToGiveBack,
    /// It is too late to give it back.
    TooLate,
}

impl From<CannotBook> for Refusal {
    fn from(rule: CannotBook) -> Self {
        let (name, told, field) = match rule {
            CannotBook::Cancelled => ("book-cancelled", "This session was cancelled", "form"),
            CannotBook::Past => ("book-past", "This session can be booked no more: choose a later one", "form"),
            CannotBook::Twice => (
                "booked-already",
                "There is a place, or a wait for one, in this or another session of the same already. Give that one \
                 back first",
                "form",
            ),
            CannotBook::HoldsIt => ("trainer-books-own", "Whoever holds a session takes no place in it", "form"),
            CannotBook::NoName => ("booked-without-name", "Enter the full name", "name"),
            CannotBook::NoOrganisation => ("booked-without-organisation", "Enter for whom they work", "organisation"),
            CannotBook::EmailWrong => {
                ("booked-email", "Enter an e-mail address like name@example.org, or leave it empty", "email")
            }
            CannotBook::NotOffered => ("nothing-offered", "No place is offered here now", "form"),
            CannotBook::OfferOver => ("offer-over", "The time to answer is over: the place went to the next", "form"),
            CannotBook::NoAnswer => ("offer-without-answer", "Choose whether the place is taken", "answer"),
            CannotBook::NothingToGiveBack => ("nothing-to-give-back", "There is no place here to give back", "form"),
            CannotBook::TooLate => {
                ("give-back-too-late", "The session has begun: whoever holds it says in the register who came", "form")
            }
        };
        Self::new(name, told).at(field)
    }
}

/// What asking for a place depends on.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "as the rules ask")]
pub struct Asking<'a> {
    pub cancelled: bool,
    pub kept: bool,
    pub on_day: NaiveDate,
    pub today: NaiveDate,
    /// Whoever holds the session books somebody who is there.
    pub by_trainer: bool,
    /// They have or wait for a place in it, or in another session of the same part to come.
    pub twice: bool,
    pub holds_it: bool,
    /// Name, organisation and address of somebody without an account.
    pub person: Option<(&'a str, &'a str, &'a str)>,
}

/// May somebody ask for a place?
///
/// # Errors
/// Every [`CannotBook`] that holds.
pub fn ask(asked: Asking<'_>) -> Result<(), Refusals> {
    let person = |wrong: fn(&str, &str, &str) -> bool| {
        asked.person.is_some_and(|(name, organisation, email)| wrong(name.trim(), organisation.trim(), email.trim()))
    };
    refuse([
        (asked.cancelled, CannotBook::Cancelled),
        (asked.kept || (asked.on_day <= asked.today && !asked.by_trainer), CannotBook::Past),
        (asked.twice, CannotBook::Twice),
        (asked.holds_it, CannotBook::HoldsIt),
        (person(|name, _, _| name.is_empty()), CannotBook::NoName),
        (person(|_, organisation, _| organisation.is_empty()), CannotBook::NoOrganisation),
        (person(|_, _, email| !email.is_empty() && !is_address(email)), CannotBook::EmailWrong),
    ])
}

fn is_address(text: &str) -> bool {
    let parts = text.split_once('@');
    let sound = |(who, of): (&str, &str)| {
        !who.is_empty() && !of.contains('@') && of.split('.').count() > 1 && of.split('.').all(|part| !part.is_empty())
    };
    parts.is_some_and(sound) && !text.contains(char::is_whitespace)
}

/// Until when an offer is answered: so many working days, and never later than the day before the session. `None` where
/// there is no day left.
pub fn answer_by(calendar: &Calendar, today: NaiveDate, on_day: NaiveDate, days: u32) -> Option<NaiveDate> {
    let by = calendar.plus_working(today, days).min(on_day - Days::new(1));
    (by > today).then_some(by)
}

/// May an offer be answered?
///
/// # Errors
/// Every [`CannotBook`] that holds.
pub fn answer(
    state: State,
    answer_by: Option<NaiveDate>,
    today: NaiveDate,
    takes: Option<bool>,
) -> Result<(), Refusals> {
    let offered = state == State::Offered;
    refuse([
        (!offered, CannotBook::NotOffered),
        (offered && answer_by.is_some_and(|by| by < today), CannotBook::OfferOver),
        (offered && takes.is_none(), CannotBook::NoAnswer),
    ])
}

/// What giving a place back depends on.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "as the rules ask")]
pub struct Withdrawing {
    pub state: State,
    /// The day of the session, unless they wait for whichever comes.
    pub on_day: Option<NaiveDate>,
    pub today: NaiveDate,
}

/// May a place be given back?
///
/// # Errors
/// Every [`CannotBook`] that holds.
pub fn withdraw(asked: Withdrawing) -> Result<(), Refusals> {
    let live = asked.state.is_live();
    refuse([
        (!live, CannotBook::NothingToGiveBack),
        (live && asked.on_day.is_some_and(|day| day <= asked.today), CannotBook::TooLate),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 5, n).expect("a day")
    }

    const GOOD: Asking<'static> = Asking {
        cancelled: false,
        kept: false,
        on_day: NaiveDate::MAX,
        today: NaiveDate::MIN,
        by_trainer: false,
        twice: false,
        holds_it: false,
        person: None,
    };

    #[test]
    fn nobody_is_booked_twice_or_into_what_has_been_and_only_a_trainer_on_the_day() {
        assert!(ask(GOOD).is_ok());
        assert!(ask(Asking { twice: true, ..GOOD }).expect_err("refused").names("booked-already"));
        let today = Asking { on_day: day(4), today: day(4), ..GOOD };
        assert!(ask(today).expect_err("refused").names("book-past"));
        assert!(ask(Asking { by_trainer: true, ..today }).is_ok());
    }

    #[test]
    fn somebody_without_an_account_is_booked_by_name_and_organisation() {
        let refused = ask(Asking { person: Some((" ", "", "ada@")), ..GOOD }).expect_err("refused");
        for name in ["booked-without-name", "booked-without-organisation", "booked-email"] {
            assert!(refused.names(name), "{name}");
        }
        for email in ["", "ada@example.org"] {
            assert!(ask(Asking { person: Some(("Ada Okoro", "Elm Primary", email)), ..GOOD }).is_ok(), "{email}");
        }
        for email in ["ada", "ada@b", "a b@example.org", "a@b@example.org", "a@.org"] {
            assert!(ask(Asking { person: Some(("Ada Okoro", "Elm Primary", email)), ..GOOD }).is_err(), "{email}");
        }
    }

    #[test]
    fn an_offer_is_answered_in_working_days_and_before_the_session() {
        let calendar = Calendar::default();
        // 4 May 2026 is a bank holiday: from Friday the third working day is the Thursday after
        assert_eq!(answer_by(&calendar, day(1), day(20), 3), Some(day(7)));
        assert_eq!(answer_by(&calendar, day(1), day(6), 3), Some(day(5)));
        assert_eq!(answer_by(&calendar, day(5), day(6), 3), None, "no day is left");
        assert!(answer(State::Booked, None, day(1), Some(true)).expect_err("refused").names("nothing-offered"));
        let late = answer(State::Offered, Some(day(1)), day(2), Some(true)).expect_err("refused");
        assert!(late.names("offer-over"));
    }

    #[test]
    fn a_place_is_given_back_until_the_day_before() {
        let asked = Withdrawing { state: State::Booked, on_day: Some(day(5)), today: day(4) };
        assert!(withdraw(asked).is_ok());
        assert!(withdraw(Withdrawing { today: day(5), ..asked }).expect_err("refused").names("give-back-too-late"));
        let came = Withdrawing { state: State::Came, ..asked };
        assert!(withdraw(came).expect_err("refused").names("nothing-to-give-back"));
    }
}
