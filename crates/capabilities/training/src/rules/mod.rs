//! What training asks of those who plan it, book it and hold it. Pure; each says no by name.

mod booking;
mod planning;
mod running;

pub use booking::{Asking, CannotBook, Withdrawing, answer, answer_by, ask, withdraw};
pub use planning::{CannotPlan, Held, Hours, NewCourse, NewSession, Planning, cancel, course, end, session};
pub use running::{CannotRun, Certifying, Evaluating, Register, certify, complete, evaluate, register, take_back};

use web::{Refusal, Refusals};

fn refuse<R: Into<Refusal>>(faults: impl IntoIterator<Item = (bool, R)>) -> Result<(), Refusals> {
    Refusals::check(faults.into_iter().filter(|(wrong, _)| *wrong).map(|(_, rule)| rule.into()).collect())
}

store::coded! {
    /// How far a place in a session is.
    pub enum State {
        /// They wait for one.
        Waiting = "waiting",
        /// One is kept for them until they answer.
        Offered = "offered",
        /// They have it.
        Booked = "booked",
        /// They came.
        Came = "came",
        /// They sent word that they could not.
        SentWord = "sent-word",
        /// They did not come.
        Missed = "missed",
        /// They gave it back.
        Withdrawn = "withdrawn",
        /// They did not answer in time, or did not want what was offered.
        Off = "off",
    }
}

impl State {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Waiting => "Waiting for a place",
            Self::Offered => "A place is offered",
            Self::Booked => "Booked",
            Self::Came => "Came",
            Self::SentWord => "Sent word",
            Self::Missed => "Did not come",
            Self::Withdrawn => "Given back",
            Self::Off => "Not taken",
        }
    }

    /// Whether it counts against the places of its session.
    pub const fn takes_a_place(self) -> bool {
        matches!(self, Self::Offered | Self::Booked | Self::Came | Self::SentWord | Self::Missed)
    }

    /// Whether somebody still means to come.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Waiting | Self::Offered | Self::Booked)
    }
}

store::coded! {
    /// What the register says of somebody.
    pub enum Mark {
        /// They came.
        Came = "came",
        /// They sent word.
        SentWord = "sent-word",
        /// They did not come.
        Missed = "missed",
    }
}

impl Mark {
    /// What a place is from then on.
    pub const fn state(self) -> State {
        match self {
            Self::Came => State::Came,
            Self::SentWord => State::SentWord,
            Self::Missed => State::Missed,
        }
    }
}

store::coded! {
    /// When somebody is asked.
    pub enum Moment {
        /// Before the session.
        Before = "before",
        /// After it.
        After = "after",
        /// Three months on.
        Later = "later",
    }
}

impl Moment {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Before => "Before",
            Self::After => "After",
            Self::Later => "Three months on",
        }
    }
}
