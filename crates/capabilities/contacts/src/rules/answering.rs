//! The answer, and the end.

use super::state::State;
use web::Refusal;

/// Why a contact cannot be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotAnswer {
    /// It has not been decided.
    Undecided,
    /// It has been answered.
    Answered,
    /// The answer is empty.
    Empty,
}

impl From<CannotAnswer> for Refusal {
    fn from(rule: CannotAnswer) -> Self {
        match rule {
            CannotAnswer::Undecided => Self::new("answer-before-decision", "Decide on this contact first"),
            CannotAnswer::Answered => Self::new("contact-is-answered", "This contact has been answered already"),
            CannotAnswer::Empty => {
                Self::new("empty-answer", "Write the answer: what was decided, why, and what happens next")
            }
        }
        .at("answer")
    }
}

/// May it be answered?
///
/// # Errors
/// The first rule that says no.
pub fn answer(state: State, text: &str) -> Result<(), CannotAnswer> {
    match state {
        State::Received | State::Asked => Err(CannotAnswer::Undecided),
        State::Answered | State::Closed => Err(CannotAnswer::Answered),
        State::Decided if text.trim().is_empty() => Err(CannotAnswer::Empty),
        State::Decided => Ok(()),
    }
}

/// Why a contact cannot be closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotClose {
    /// It has not been answered (T33).
    Unanswered,
    /// It is closed.
    Closed,
}

impl From<CannotClose> for Refusal {
    fn from(rule: CannotClose) -> Self {
        match rule {
            CannotClose::Unanswered => {
                Self::new("contact-unanswered", "A contact cannot close unanswered. Answer whoever made it first")
            }
            CannotClose::Closed => Self::new("contact-is-closed", "This contact is closed"),
        }
    }
}

/// May it be closed? (000: seventy in a hundred contacts got no response)
///
/// # Errors
/// The first rule that says no.
pub fn close(state: State) -> Result<(), CannotClose> {
    match state {
        State::Answered => Ok(()),
        State::Closed => Err(CannotClose::Closed),
        State::Received | State::Asked | State::Decided => Err(CannotClose::Unanswered),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_cannot_close_unanswered() {
        assert_eq!(close(State::Received), Err(CannotClose::Unanswered));
        assert_eq!(close(State::Decided), Err(CannotClose::Unanswered));
        assert_eq!(close(State::Answered), Ok(()));
        assert_eq!(close(State::Closed), Err(CannotClose::Closed));
    }

    #[test]
    fn a_contact_is_answered_once_and_after_its_decision() {
        assert_eq!(answer(State::Asked, "Thank you"), Err(CannotAnswer::Undecided));
        assert_eq!(answer(State::Decided, " "), Err(CannotAnswer::Empty));
        assert_eq!(answer(State::Decided, "Thank you"), Ok(()));
        assert_eq!(answer(State::Answered, "Thank you"), Err(CannotAnswer::Answered));
    }
}
