//! Who sits on a board, and until when.

use super::{check, empty, refusals};
use chrono::NaiveDate;
use web::Refusals;

store::coded! {
    /// As what somebody sits on a board.
    pub enum Capacity {
        /// Leads it.
        Chair = "chair",
        /// Stands in for the chair.
        Deputy = "deputy",
        /// Prepares its meetings, keeps its papers, minutes and actions.
        Secretary = "secretary",
        /// Decides with the others.
        Member = "member",
        /// Advises, and does not decide.
        Adviser = "adviser",
    }
}

impl Capacity {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Chair => "Chair",
            Self::Deputy => "Deputy chair",
            Self::Secretary => "Secretary",
            Self::Member => "Member",
            Self::Adviser => "Adviser",
        }
    }

    /// Whether they keep the board's papers.
    pub const fn keeps(self) -> bool {
        matches!(self, Self::Chair | Self::Deputy | Self::Secretary)
    }

    /// Whether they decide: the secretary and advisers do not.
    pub const fn votes(self) -> bool {
        matches!(self, Self::Chair | Self::Deputy | Self::Member)
    }
}

refusals! {
    /// Why a board cannot be kept so.
    pub enum CannotKeep {
        /// It has no name.
        NoName = ("board-without-name", "Enter what the board is called", "name"),
        /// Nobody says what it is for.
        NoPurpose = ("board-without-purpose", "Say what the board is for", "purpose"),
        /// It never meets.
        NoEvery = ("board-without-rhythm", "Enter after how many months it meets, from 1 to 12", "every"),
        /// Nobody chairs it.
        NoChair = ("board-without-chair", "Choose who chairs it", "chair"),
        /// Nobody is its secretary.
        NoSecretary = ("board-without-secretary", "Choose who is its secretary", "secretary"),
        /// One person is both: nobody could approve what they wrote.
        OneForBoth = ("board-one-for-both",
            "Choose another person as secretary: whoever writes the minutes does not approve them", "secretary"),
    }
}

refusals! {
    /// Why somebody cannot sit on a board so.
    pub enum CannotSeat {
        /// Nobody was named.
        Nobody = ("seat-without-person", "Choose somebody with an account, or enter a name", "name"),
        /// They sit on it already.
        Twice = ("seat-twice", "They sit on this board already", "account"),
        /// There is a chair, a deputy or a secretary already.
        Taken = ("seat-taken", "Somebody else is that already: end their term first, or let this one begin after it",
            "capacity"),
        /// Nobody said as what.
        NoCapacity = ("seat-without-capacity", "Choose as what they sit on the board", "capacity"),
        /// Only somebody with an account can keep the papers.
        NoAccount = ("seat-without-account",
            "Choose somebody with an account: a chair, a deputy and a secretary work here", "account"),
        /// No first or last day.
        NoTerm = ("seat-without-term", "Enter the first and the last day of the term", "from"),
        /// It ends before it begins.
        EndsBefore = ("seat-ends-before", "A term cannot end before it begins", "until"),
        /// Nobody would keep the board any more.
        LastKeeper = ("seat-last-keeper",
            "Nobody else keeps this board on that day: say first who is chair, deputy or secretary after them",
            "until"),
    }
}

/// What is said of a board.
#[derive(Debug, Clone, Copy, Default)]
#[expect(missing_docs, reason = "as the rules ask")]
pub struct Keeping<'a> {
    pub name: &'a str,
    pub purpose: &'a str,
    pub every: Option<i64>,
}

impl Keeping<'_> {
    fn faults(&self) -> [(bool, CannotKeep); 3] {
        [
            (empty(self.name), CannotKeep::NoName),
            (empty(self.purpose), CannotKeep::NoPurpose),
            (!self.every.is_some_and(|months| (1..=12).contains(&months)), CannotKeep::NoEvery),
        ]
    }
}

/// May a board be kept so?
///
/// # Errors
/// Every [`CannotKeep`] that holds.
pub fn keep(new: Keeping<'_>) -> Result<(), Refusals> {
    check(new.faults())
}

/// May it be founded so: is there somebody to chair it, and another to be its secretary?
///
/// # Errors
/// Every [`CannotKeep`] that holds.
pub fn found(new: Keeping<'_>, chair: bool, secretary: bool, same: bool) -> Result<(), Refusals> {
    check(new.faults().into_iter().chain([
        (!chair, CannotKeep::NoChair),
        (!secretary, CannotKeep::NoSecretary),
        (chair && secretary && same, CannotKeep::OneForBoth),
    ]))
}

/// Somebody who is to sit on a board.
#[derive(Debug, Clone, Copy, Default)]
#[expect(missing_docs, reason = "as the rules ask")]
pub struct Seating {
    pub named: bool,
    pub account: bool,
    pub capacity: Option<Capacity>,
    pub twice: bool,
    /// Somebody else is the chair, the deputy or the secretary in these days.
    pub taken: bool,
    pub term: Option<(NaiveDate, NaiveDate)>,
}

/// May somebody sit so?
///
/// # Errors
/// Every [`CannotSeat`] that holds.
pub fn seat(new: Seating) -> Result<(), Refusals> {
    check([
        (!new.named, CannotSeat::Nobody),
        (new.capacity.is_none(), CannotSeat::NoCapacity),
        (new.named && !new.account && new.capacity.is_some_and(Capacity::keeps), CannotSeat::NoAccount),
        (new.twice, CannotSeat::Twice),
        (new.taken, CannotSeat::Taken),
        (new.term.is_none(), CannotSeat::NoTerm),
        (new.term.is_some_and(|(from, until)| until < from), CannotSeat::EndsBefore),
    ])
}

/// May a term begin and end on these days?
///
/// # Errors
/// Every [`CannotSeat`] that holds.
pub fn term(term: Option<(NaiveDate, NaiveDate)>, last_keeper: bool, taken: bool) -> Result<(), Refusals> {
    check([
        (term.is_none(), CannotSeat::NoTerm),
        (term.is_some_and(|(from, until)| until < from), CannotSeat::EndsBefore),
        (last_keeper, CannotSeat::LastKeeper),
        (taken, CannotSeat::Taken),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_board_has_a_chair_and_another_who_is_its_secretary() {
        let new = Keeping { name: "Board", purpose: "To see.", every: Some(2) };
        assert!(found(new, true, true, false).is_ok());
        assert!(found(new, true, true, true).expect_err("refused").names("board-one-for-both"));
        assert!(found(new, false, true, false).expect_err("refused").names("board-without-chair"));
        let never = Keeping { every: Some(0), ..new };
        assert!(keep(never).expect_err("refused").names("board-without-rhythm"));
    }

    #[test]
    fn somebody_without_an_account_sits_on_a_board_and_does_not_keep_its_papers() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 4).expect("a day");
        let new =
            Seating { named: true, capacity: Some(Capacity::Member), term: Some((day, day)), ..Seating::default() };
        assert!(seat(new).is_ok());
        let chair = Seating { capacity: Some(Capacity::Chair), ..new };
        assert!(seat(chair).expect_err("refused").names("seat-without-account"));
    }
}
