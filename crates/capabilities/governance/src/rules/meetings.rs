//! Meetings: from the agenda to minutes that somebody else approved.

use super::{check, empty, refusals};
use chrono::NaiveDate;
use std::collections::BTreeSet;
use web::Refusals;

store::coded! {
    /// Whether somebody came.
    pub enum Attended {
        /// They were there.
        Came = "came",
        /// They sent word.
        Apologies = "apologies",
        /// They did neither.
        Neither = "neither",
    }
}

impl Attended {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Came => "Came",
            Self::Apologies => "Apologies",
            Self::Neither => "Neither",
        }
    }
}

store::coded! {
    /// What is wanted of the board on an item.
    pub enum Wants {
        /// To know.
        Information = "information",
        /// To talk about it.
        Discussion = "discussion",
        /// To decide.
        Decision = "decision",
    }
}

impl Wants {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Information => "For information",
            Self::Discussion => "For discussion",
            Self::Decision => "For decision",
        }
    }
}

store::coded! {
    /// What became of an item.
    pub enum Outcome {
        /// Decided as it was wanted.
        Agreed = "agreed",
        /// Decided otherwise.
        Otherwise = "otherwise",
        /// Not agreed to.
        Declined = "declined",
        /// Taken note of, without a decision.
        Noted = "noted",
        /// Put off to the next meeting.
        PutOff = "put-off",
    }
}

impl Outcome {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Agreed => "Agreed",
            Self::Otherwise => "Agreed, with changes",
            Self::Declined => "Not agreed",
            Self::Noted => "Noted",
            Self::PutOff => "Put off to the next meeting",
        }
    }

    /// Whether the board decided, for which it must be quorate.
    pub const fn decides(self) -> bool {
        matches!(self, Self::Agreed | Self::Otherwise | Self::Declined)
    }
}

refusals! {
    /// Why a meeting cannot go on so.
    pub enum CannotMeet {
        /// The board has ended.
        Ended = ("board-ended", "This board has ended: it meets no more", "form"),
        /// No day.
        NoDay = ("board-meeting-without-day", "Enter the day of the meeting", "on"),
        /// A day that is over.
        Past = ("board-meeting-past", "Enter a day that is still to come", "on"),
        /// The board meets that day already.
        Twice = ("board-meeting-twice", "The board meets on that day already", "on"),
        /// It is closed.
        Closed = ("board-meeting-closed", "The meeting is closed: nothing of it changes any more", "form"),
        /// Its day has not come.
        NotYet = ("board-meeting-to-come", "The meeting has not been held yet", "form"),
        /// Nothing is on its agenda.
        NoAgenda = ("board-agenda-empty", "Put something on the agenda first", "agenda"),
        /// Something on its agenda is open.
        Open = ("board-items-open", "Say of each item for decision what became of it, or put it off", "items"),
        /// Nobody says who came.
        NobodyCame = ("board-attendance-missing", "Say who came first", "attendance"),
        /// Nobody says why it is not held.
        NoWhy = ("board-not-held-without-reason", "Say why it is not held", "reason"),
        /// The papers are out already.
        SentAlready = ("board-sent-already", "Agenda and papers were sent already", "form"),
        /// Somebody was named who does not sit on the board that day.
        TermOver = ("board-term-over", "Their term does not include the day of this meeting", "took"),
    }
}

refusals! {
    /// Why something cannot be put before a board so.
    pub enum CannotPut {
        /// No title.
        NoTitle = ("board-item-without-title", "Enter what it is about", "title"),
        /// No time.
        NoTime = ("board-item-without-time", "Enter how many minutes it takes, from 1 to 240", "takes"),
        /// Nobody leads it.
        NoLead = ("board-item-without-lead", "Enter who leads it", "lead"),
        /// Nobody says what is wanted.
        NoWants = ("board-item-without-wants", "Choose what is wanted of the board", "wants"),
        /// A decision is wanted, and nobody says which.
        NoDecision = ("board-item-without-decision", "Write the decision that is wanted", "asked"),
        /// A paper of no kind.
        NoKind = ("board-paper-without-kind", "Choose what kind of paper it is", "kind"),
        /// A paper without a title.
        NoPaperTitle = ("board-paper-without-title", "Enter what the paper is called", "title"),
        /// A paper that nobody owes.
        NoOwner = ("board-paper-without-owner", "Choose who writes it", "owner"),
        /// A paper with nothing in it.
        Nothing = ("board-paper-empty", "Write the paper, give the address where it stands, or choose what it shows",
            "body"),
        /// An address that is none.
        NoAddress = ("board-paper-address", "An address begins with https:// or, for a page here, with /", "link"),
        /// A dashboard of no publication.
        NoFigures = ("board-paper-without-figures", "Choose the published figures that it shows", "source"),
        /// A needs analysis that is not published.
        NoAnalysis = ("board-paper-without-analysis", "Choose the published needs analysis that it shows", "source"),
        /// The meeting is closed.
        AfterClose = ("board-paper-after-close", "The meeting is closed: put the paper before the next one", "form"),
    }
}

refusals! {
    /// Why the board cannot decide so.
    pub enum CannotDecide {
        /// Nobody said what became of it.
        NoOutcome = ("board-without-outcome", "Choose what became of it", "outcome"),
        /// Without words.
        NoWords = ("board-decision-without-words", "Write what was decided, or why it is put off", "decided"),
        /// Too few.
        NotQuorate = ("board-not-quorate",
            "Too few decide, or of too few organisations: put it off to the next meeting, or take note", "took"),
        /// Somebody with an interest decides.
        Interested = ("board-interest-decides",
            "Somebody who declared an interest in this item cannot take part in deciding it", "took"),
        /// Somebody with an interest keeps the decision.
        Records = ("board-interest-records",
            "You declared an interest in this item: somebody else keeps what was decided", "outcome"),
        /// Somebody who was not there, or does not decide.
        NotThere = ("board-decides-absent", "Only those who came and have a vote decide", "took"),
    }
}

refusals! {
    /// Why somebody's interest cannot be kept.
    pub enum CannotDeclare {
        /// Nobody was chosen.
        Nobody = ("board-interest-without-person", "Choose who has the interest", "seat"),
        /// Without words.
        NoWords = ("board-interest-without-words", "Write what the interest is", "what"),
        /// Kept already.
        Twice = ("board-interest-twice", "It was declared already", "seat"),
        /// They decided.
        Decided = ("board-interest-after-decision",
            "They took part in deciding this item: keep the decision anew without them first", "seat"),
    }
}

refusals! {
    /// Why minutes cannot be kept so.
    pub enum CannotMinute {
        /// The meeting is not closed.
        NotClosed = ("minutes-before-close", "Close the meeting first", "form"),
        /// Without words.
        NoWords = ("minutes-empty", "Write what was said and agreed", "text"),
        /// They are approved.
        Approved = ("minutes-approved", "The minutes are approved: nothing of them changes any more", "form"),
        /// Nobody gave them out.
        NotGiven = ("minutes-not-given", "The minutes are not finished yet", "form"),
        /// Whoever wrote them approves them.
        Own = ("minutes-own", "You wrote these minutes: somebody else approves them", "answer"),
        /// The next meeting has not come.
        BeforeNext = ("minutes-before-next", "Minutes are approved at the next meeting, and it has not come", "answer"),
        /// Given back without a word.
        NoWhy = ("minutes-back-without-reason", "Say what is to be put right", "corrections"),
    }
}

/// When a board decides: half of those who vote, from so many organisations [set].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quorum {
    /// Of a hundred voting members.
    pub percent: u32,
    /// From at least so many organisations.
    pub organisations: u32,
}

impl Quorum {
    /// How many must be there, of so many that vote; never nobody.
    pub fn needs(self, voting: usize) -> usize {
        (voting * self.percent as usize).div_ceil(100).max(1)
    }

    /// Whether those present are enough: the organisation of each.
    pub fn holds(self, voting: usize, present: &[&str]) -> bool {
        let organisations: BTreeSet<&str> = present.iter().copied().collect();
        present.len() >= self.needs(voting) && organisations.len() >= self.organisations as usize
    }
}

/// When a meeting is planned or moved.
///
/// # Errors
/// Every [`CannotMeet`] that holds.
pub fn plan(on: Option<NaiveDate>, today: NaiveDate, twice: bool, closed: bool) -> Result<(), Refusals> {
    check([
        (closed, CannotMeet::Closed),
        (on.is_none(), CannotMeet::NoDay),
        (on.is_some_and(|on| on < today), CannotMeet::Past),
        (twice, CannotMeet::Twice),
    ])
}

/// An item of an agenda.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "as the rules ask")]
pub struct Item<'a> {
    pub title: &'a str,
    pub takes: Option<i64>,
    pub lead: &'a str,
    pub wants: Option<Wants>,
    pub asked: &'a str,
}

/// May it be put on the agenda so?
///
/// # Errors
/// Every [`CannotPut`] that holds.
pub fn put(item: Item<'_>) -> Result<(), Refusals> {
    check([
        (empty(item.title), CannotPut::NoTitle),
        (!item.takes.is_some_and(|takes| (1..=240).contains(&takes)), CannotPut::NoTime),
        (empty(item.lead), CannotPut::NoLead),
        (item.wants.is_none(), CannotPut::NoWants),
        (item.wants == Some(Wants::Decision) && empty(item.asked), CannotPut::NoDecision),
    ])
}

/// Whether this is the address of a page here, or of one elsewhere that is sent safely.
pub fn is_address(text: &str) -> bool {
    let here = text.starts_with('/') && !text.starts_with("//");
    (here || text.starts_with("https://")) && !text.contains(char::is_whitespace)
}

/// What the board decides on an item.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "as the rules ask")]
pub struct Deciding<'a> {
    pub closed: bool,
    pub to_come: bool,
    pub came_kept: bool,
    pub outcome: Option<Outcome>,
    pub words: &'a str,
    pub quorate: bool,
    pub interested: bool,
    pub records: bool,
    pub term_over: bool,
    pub absent: bool,
}

/// May it be decided so?
///
/// # Errors
/// Every [`CannotDecide`] and [`CannotMeet`] that holds.
pub fn decide(new: Deciding<'_>) -> Result<(), Refusals> {
    check([
        (new.closed, CannotMeet::Closed),
        (!new.closed && new.to_come, CannotMeet::NotYet),
        (!new.came_kept && !new.to_come, CannotMeet::NobodyCame),
        (new.term_over, CannotMeet::TermOver),
    ])?;
    let decides = new.outcome.is_some_and(Outcome::decides);
    check([
        (new.outcome.is_none(), CannotDecide::NoOutcome),
        (new.outcome.is_some_and(|outcome| outcome != Outcome::Noted) && empty(new.words), CannotDecide::NoWords),
        (decides && new.records, CannotDecide::Records),
        (new.interested, CannotDecide::Interested),
        (new.absent, CannotDecide::NotThere),
        (decides && !new.quorate, CannotDecide::NotQuorate),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    const HALF: Quorum = Quorum { percent: 50, organisations: 2 };

    #[test]
    fn half_of_those_who_vote_decide_where_they_come_from_two_organisations() {
        assert_eq!(HALF.needs(7), 4);
        assert!(HALF.holds(7, &["Council", "Council", "Police", "School"]));
        assert!(!HALF.holds(7, &["Council", "Police", "School"]), "too few");
        assert!(!HALF.holds(7, &["Council"; 4]), "one organisation alone is no partnership");
        assert_eq!(HALF.needs(0), 1, "a board without members decides nothing");
    }

    #[test]
    fn what_is_only_noted_needs_no_quorum_and_a_decision_does() {
        let new = Deciding {
            closed: false,
            to_come: false,
            came_kept: true,
            outcome: Some(Outcome::Noted),
            words: "",
            quorate: false,
            interested: false,
            records: true,
            term_over: false,
            absent: false,
        };
        assert!(decide(new).is_ok());
        let decided = decide(Deciding { outcome: Some(Outcome::Agreed), words: "Yes.", ..new }).expect_err("refused");
        assert!(decided.names("board-not-quorate") && decided.names("board-interest-records"));
        let off = Deciding { outcome: Some(Outcome::PutOff), words: "Nobody of health came.", ..new };
        assert!(decide(off).is_ok());
    }

    #[test]
    fn an_address_is_here_or_safe() {
        for good in ["/quality/reports/1", "https://example.org/a"] {
            assert!(is_address(good), "{good}");
        }
        for bad in ["", "//evil.example", "javascript:alert(1)", "http://example.org", "/a b"] {
            assert!(!is_address(bad), "{bad}");
        }
    }
}
