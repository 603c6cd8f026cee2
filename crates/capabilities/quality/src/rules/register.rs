//! What a compliment, a complaint or a learning review needs, and who may look into a complaint.

use web::{Refusal, Refusals};

store::coded! {
    /// What somebody said, or what is to be learned from.
    #[derive(Default)]
    pub enum Kind {
        /// Somebody is glad.
        #[default]
        Compliment = "compliment",
        /// Somebody is not.
        Complaint = "complaint",
        /// Something went wrong, or might have, and is looked at together.
        Review = "learning-review",
    }
}

impl Kind {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Compliment => "Compliment",
            Self::Complaint => "Complaint",
            Self::Review => "Learning review",
        }
    }

    /// The setting of the pack that says within how many working days it is answered.
    pub const fn within(self) -> &'static str {
        match self {
            Self::Compliment => "compliment-thank",
            Self::Complaint => "complaint-answer",
            Self::Review => "learning-review",
        }
    }

    /// What is owed of it.
    pub const fn owed(self) -> &'static str {
        match self {
            Self::Compliment => "Thank somebody, and tell the team",
            Self::Complaint => "Answer a complaint",
            Self::Review => "Finish a learning review",
        }
    }
}

store::coded! {
    /// Whether a complaint was right.
    pub enum Upheld {
        /// It was.
        Yes = "yes",
        /// In part.
        Partly = "partly",
        /// It was not.
        No = "no",
    }
}

impl Upheld {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Yes => "They are right",
            Self::Partly => "They are right in part",
            Self::No => "They are not right",
        }
    }
}

/// Why it cannot be kept, or ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotKeep {
    /// Nobody says what it is.
    NoKind,
    /// Nothing is written down.
    NoWords,
    /// It leads to somebody.
    Names,
    /// Nobody says when it came.
    NoDay,
    /// It came on a day that is not over.
    Future,
    /// Nobody sees to it.
    NoOwner,
    /// Whoever sees to a complaint is of the team that it is about.
    OwnTeam,
    /// It is over.
    Over,
    /// Nobody says what came of it.
    NoAnswer,
    /// Nobody says whether the complaint was right.
    NotUpheld,
}

impl From<CannotKeep> for Refusal {
    fn from(rule: CannotKeep) -> Self {
        match rule {
            CannotKeep::NoKind => Self::new("entry-without-kind", "Choose what it is").at("kind"),
            CannotKeep::NoWords => {
                Self::new("entry-without-words", "Write down what was said or what happened").at("what")
            }
            CannotKeep::Names => Self::new(
                "entry-names-somebody",
                "Leave out telephone numbers, email addresses and the like: the record of the family has them",
            )
            .at("what"),
            CannotKeep::NoDay => Self::new("entry-without-day", "Enter the day on which it came").at("on"),
            CannotKeep::Future => Self::new("entry-of-a-day-to-come", "The day is not over yet").at("on"),
            CannotKeep::NoOwner => Self::new("entry-without-owner", "Choose who sees to it").at("owner"),
            CannotKeep::OwnTeam => Self::new(
                "complaint-in-own-team",
                "Nobody looks into a complaint about their own team: choose somebody else",
            )
            .at("owner"),
            CannotKeep::Over => Self::new("entry-over", "It was answered already"),
            CannotKeep::NoAnswer => Self::new("entry-without-answer", "Write down what came of it").at("answer"),
            CannotKeep::NotUpheld => Self::new("complaint-not-judged", "Say whether they are right").at("upheld"),
        }
    }
}

/// An entry as it is written down, perhaps not yet complete.
#[derive(Debug, Clone, Copy)]
pub struct Keeping<'a> {
    /// What it is.
    pub kind: Option<Kind>,
    /// What was said or what happened.
    pub what: &'a str,
    /// Whether the day is there, and whether it is to come.
    pub day: Option<bool>,
    /// Whether somebody sees to it, and whether they are of the team that it is about.
    pub owner: Option<bool>,
}

/// All that stands against keeping it.
///
/// # Errors
/// Every [`CannotKeep`] that holds.
pub fn keep(keeping: &Keeping<'_>) -> Result<(), Refusals> {
    super::refuse([
        (keeping.kind.is_none(), CannotKeep::NoKind),
        (keeping.what.trim().is_empty(), CannotKeep::NoWords),
        (web::names_somebody(keeping.what), CannotKeep::Names),
        (keeping.day.is_none(), CannotKeep::NoDay),
        (keeping.day == Some(true), CannotKeep::Future),
        (keeping.owner.is_none(), CannotKeep::NoOwner),
        (keeping.kind == Some(Kind::Complaint) && keeping.owner == Some(true), CannotKeep::OwnTeam),
    ])
}

/// All that stands against ending it so.
///
/// # Errors
/// Every [`CannotKeep`] that holds.
pub fn end(kind: Kind, over: bool, answer: &str, upheld: Option<Upheld>) -> Result<(), Refusals> {
    super::refuse([
        (over, CannotKeep::Over),
        (answer.trim().is_empty(), CannotKeep::NoAnswer),
        (kind == Kind::Complaint && upheld.is_none(), CannotKeep::NotUpheld),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(all: Result<(), Refusals>) -> Vec<&'static str> {
        all.err().into_iter().flatten().map(|refusal| refusal.name).collect()
    }

    fn good() -> Keeping<'static> {
        Keeping { kind: Some(Kind::Complaint), what: "Nobody rang back.", day: Some(false), owner: Some(false) }
    }

    #[test]
    fn nobody_looks_into_a_complaint_about_their_own_team_but_may_thank_for_it() {
        assert_eq!(names(keep(&good())), [""; 0]);
        assert_eq!(names(keep(&Keeping { owner: Some(true), ..good() })), ["complaint-in-own-team"]);
        let glad = Keeping { kind: Some(Kind::Compliment), owner: Some(true), ..good() };
        assert_eq!(names(keep(&glad)), [""; 0]);
    }

    #[test]
    fn all_that_is_missing_is_said_at_once() {
        let nothing = Keeping { kind: None, what: " ", day: None, owner: None };
        let missing = ["entry-without-kind", "entry-without-words", "entry-without-day", "entry-without-owner"];
        assert_eq!(names(keep(&nothing)), missing);
        let named = Keeping { what: "Ask ife@example.org", day: Some(true), ..good() };
        assert_eq!(names(keep(&named)), ["entry-names-somebody", "entry-of-a-day-to-come"]);
    }

    #[test]
    fn a_complaint_ends_with_an_answer_and_with_whether_it_was_right() {
        assert_eq!(names(end(Kind::Complaint, false, "", None)), ["entry-without-answer", "complaint-not-judged"]);
        assert_eq!(names(end(Kind::Complaint, false, "We ring now.", Some(Upheld::Yes))), [""; 0]);
        assert_eq!(names(end(Kind::Review, false, "We learned.", None)), [""; 0]);
        assert_eq!(names(end(Kind::Review, true, "We learned.", None)), ["entry-over"]);
    }
}
