//! What a programme asks of those who keep it, of those who ask for a place, and of those who run it. Pure; each says
//! no by name.

mod keeping;
mod placing;
mod running;

pub use keeping::{CannotKeep, Hours, NewProgramme, NewRun, PlanSession, Running, programme, run, session, when};
pub use placing::{Answering, Asked, CannotPlace, Offering, accept, answer_by, ask, offer};
pub use running::{
    CannotRun, Ended, Ending, Following, NewMeasure, Register, Taken, catch_up, complete, ending, feedback, following,
    measure, register, went, word,
};

store::coded! {
    /// How far a place is.
    pub enum State {
        /// Somebody waits for it.
        Waiting = "waiting",
        /// It was offered.
        Offered = "offered",
        /// They have it.
        Accepted = "accepted",
        /// They went to the end.
        Finished = "finished",
        /// They stopped before the end.
        Left = "left",
        /// They did not want it.
        Declined = "declined",
        /// They wait no longer.
        Off = "off",
    }
}

impl State {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Waiting => "Waits for a place",
            Self::Offered => "Offered a place",
            Self::Accepted => "Has a place",
            Self::Finished => "Finished",
            Self::Left => "Stopped early",
            Self::Declined => "Declined",
            Self::Off => "Off the list",
        }
    }
}

store::coded! {
    /// What the register says of somebody.
    pub enum Mark {
        /// They came.
        Came = "came",
        /// They sent word that they could not come.
        SentWord = "sent-word",
        /// They did not come.
        Missed = "missed",
    }
}

impl Mark {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Came => "Came",
            Self::SentWord => "Sent word",
            Self::Missed => "Did not come",
        }
    }
}

store::coded! {
    /// When something is measured.
    pub enum Moment {
        /// Before the group, or at its first session.
        Before = "before",
        /// At its end.
        After = "after",
    }
}

impl Moment {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Before => "Before",
            Self::After => "After",
        }
    }
}

store::coded! {
    /// What a family says of the group.
    pub enum Opinion {
        /// Yes.
        Yes = "yes",
        /// Partly.
        Partly = "partly",
        /// No.
        No = "no",
    }
}

impl Opinion {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Yes => "Yes",
            Self::Partly => "Partly",
            Self::No => "No",
        }
    }
}
