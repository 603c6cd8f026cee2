//! More information: asked, and given.

use super::state::{State, is_decided};
use web::Refusal;

/// Why more cannot be asked of whoever made it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotAsk {
    /// It was decided: nothing that comes now would count.
    Decided,
    /// Nothing was asked.
    NoQuestion,
}

impl From<CannotAsk> for Refusal {
    fn from(rule: CannotAsk) -> Self {
        match rule {
            CannotAsk::Decided => is_decided().at("text"),
            CannotAsk::NoQuestion => Self::new("empty-question", "Write what you need to know").at("text"),
        }
    }
}

/// May this be asked?
///
/// # Errors
/// The first rule that says no.
pub fn ask(state: State, question: &str) -> Result<(), CannotAsk> {
    match state.waits() {
        false => Err(CannotAsk::Decided),
        true if question.trim().is_empty() => Err(CannotAsk::NoQuestion),
        true => Ok(()),
    }
}

/// Why information cannot be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotInform {
    /// Nobody waits for it.
    NotAsked,
    /// Nothing was written.
    NoAnswer,
}

impl From<CannotInform> for Refusal {
    fn from(rule: CannotInform) -> Self {
        match rule {
            CannotInform::NotAsked => Self::new("information-not-asked", "Nobody waits for this any more").at("text"),
            CannotInform::NoAnswer => Self::new("empty-information", "Write your answer").at("text"),
        }
    }
}

/// May this be given?
///
/// # Errors
/// The first rule that says no.
pub fn inform(state: State, text: &str) -> Result<(), CannotInform> {
    match state {
        State::Asked if text.trim().is_empty() => Err(CannotInform::NoAnswer),
        State::Asked => Ok(()),
        _ => Err(CannotInform::NotAsked),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_is_asked_before_the_decision_and_given_once_it_was_asked() {
        assert_eq!(ask(State::Received, "Who lives there?"), Ok(()));
        assert_eq!(ask(State::Asked, " "), Err(CannotAsk::NoQuestion));
        assert_eq!(ask(State::Decided, "Who lives there?"), Err(CannotAsk::Decided));
        assert_eq!(inform(State::Asked, "A brother"), Ok(()));
        assert_eq!(inform(State::Asked, ""), Err(CannotInform::NoAnswer));
        assert_eq!(inform(State::Received, "A brother"), Err(CannotInform::NotAsked));
    }
}
