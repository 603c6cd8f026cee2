//! What somebody can say in the place of their own, and who then owes what.

use super::refuse;
use web::{Refusal, Refusals};

store::coded! {
    /// What somebody says.
    pub enum Kind {
        /// What they want talked about at the next review.
        BeforeReview = "before-review",
        /// How the last review was for them.
        AfterReview = "after-review",
        /// That they see something differently than it is written: it stands beside it.
        Disagree = "disagree",
        /// That a fact is wrong.
        Correct = "correct",
        /// They ask for a copy of what is kept of them.
        Copy = "copy",
        /// They complain.
        Complaint = "complaint",
        /// They want something else of what was agreed or shared.
        Change = "change",
        /// A good day, or anything else.
        Other = "other",
    }
}

/// Who owes an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// The lead professional.
    Lead,
    /// Information governance.
    Governance,
    /// Somebody outside of the team: the register of complaints.
    Register,
    /// Nobody: it is heard where it belongs.
    Nobody,
}

impl Kind {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::BeforeReview => "For the next review",
            Self::AfterReview => "After the last review",
            Self::Disagree => "I see this differently",
            Self::Correct => "Something about me is wrong",
            Self::Copy => "I want a copy of what you keep about me",
            Self::Complaint => "A complaint",
            Self::Change => "I want to change what I agreed to",
            Self::Other => "Something else",
        }
    }

    /// What a worker is asked to do.
    pub const fn owed(self) -> &'static str {
        match self {
            Self::BeforeReview => "Bring to the review what somebody of the family says",
            Self::AfterReview => "Read what somebody of the family says after the review",
            Self::Disagree => "Somebody of the family sees something differently: answer it",
            Self::Correct => "Somebody of the family says that a fact is wrong: put it right, or say why not",
            Self::Copy => "Give somebody of the family a copy of what is kept about them",
            Self::Complaint => "Answer a complaint of somebody of the family",
            Self::Change => "Somebody of the family wants to change what they agreed to: ask them",
            Self::Other => "Answer somebody of the family",
        }
    }

    /// Who owes it.
    pub const fn owner(self) -> Owner {
        match self {
            Self::Copy => Owner::Governance,
            Self::Complaint => Owner::Register,
            _ => Owner::Lead,
        }
    }

    /// Whether something is said without words.
    pub const fn needs_words(self) -> bool {
        !matches!(self, Self::Copy)
    }
}

/// Why it cannot be said so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotSay {
    /// Nobody says what it is about.
    NoKind,
    /// Nothing is written.
    NoWords,
    /// A complaint is read outside of the team, and leads to somebody.
    Names,
}

impl From<CannotSay> for Refusal {
    fn from(rule: CannotSay) -> Self {
        match rule {
            CannotSay::NoKind => Self::new("saying-without-kind", "Choose what it is about").at("kind"),
            CannotSay::NoWords => Self::new("saying-without-words", "Write what you want to say").at("words"),
            CannotSay::Names => Self::new(
                "complaint-names-somebody",
                "Leave out telephone numbers, email addresses, dates of birth and postcodes: people outside of your team read this",
            )
            .at("words"),
        }
    }
}

/// Whether it can be said.
///
/// # Errors
/// Every [`CannotSay`] that holds.
pub fn say(kind: Option<Kind>, words: &str) -> Result<(), Refusals> {
    let empty = words.trim().is_empty() && kind.is_none_or(Kind::needs_words);
    refuse([
        (kind.is_none(), CannotSay::NoKind),
        (empty, CannotSay::NoWords),
        (kind == Some(Kind::Complaint) && web::names_somebody(words), CannotSay::Names),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_asks_for_a_copy_need_not_say_why_and_a_complaint_leads_to_nobody() {
        assert!(say(Some(Kind::Copy), "").is_ok());
        assert!(say(Some(Kind::Correct), " ").is_err());
        assert!(say(None, "Hello").is_err());
        assert!(say(Some(Kind::Complaint), "Nobody rang for a month.").is_ok());
        assert!(say(Some(Kind::Complaint), "Ring 07700 900123.").is_err());
        assert_eq!(Kind::Copy.owner(), Owner::Governance);
        assert_eq!(Kind::Complaint.owner(), Owner::Register);
        assert_eq!(Kind::Correct.owner(), Owner::Lead);
    }
}
