//! Who says of a finding that it is not so, and how that is taken back.

use web::Refusal;

/// Why a finding cannot be answered so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotAnswer {
    /// Nobody said why.
    NoReason,
    /// It is answered already, and its text is what it was.
    Answered,
    /// There is no answer to take back.
    NotAnswered,
}

impl From<CannotAnswer> for Refusal {
    fn from(rule: CannotAnswer) -> Self {
        match rule {
            CannotAnswer::NoReason => {
                Self::new("finding-answered-without-reason", "Write down why this is not so, or not here").at("why")
            }
            CannotAnswer::Answered => Self::new(
                "finding-answered-already",
                "Somebody has answered this, and nothing has changed since. Take the answer back first",
            )
            .at("why"),
            CannotAnswer::NotAnswered => {
                Self::new("finding-not-answered", "There is no answer to take back: somebody has done so").at("step")
            }
        }
    }
}

/// What an answer depends on.
#[derive(Debug, Clone, Copy)]
pub struct Answering<'a> {
    /// An answer stands to the same text.
    pub answered: bool,
    /// Why it is not so.
    pub why: &'a str,
}

/// May it be answered so?
///
/// # Errors
/// [`CannotAnswer::Answered`], [`CannotAnswer::NoReason`].
pub fn answer(answering: Answering<'_>) -> Result<(), CannotAnswer> {
    if answering.answered {
        return Err(CannotAnswer::Answered);
    }
    if super::words::says_something(answering.why) { Ok(()) } else { Err(CannotAnswer::NoReason) }
}

/// May its answer be taken back?
///
/// # Errors
/// [`CannotAnswer::NotAnswered`].
pub fn take_back(answered: bool) -> Result<(), CannotAnswer> {
    if answered { Ok(()) } else { Err(CannotAnswer::NotAnswered) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn not_so_needs_because() {
        let said = |why| answer(Answering { answered: false, why });
        assert_eq!(said(" "), Err(CannotAnswer::NoReason));
        assert_eq!(said("n/a"), Err(CannotAnswer::NoReason));
        assert_eq!(said("Her father died."), Ok(()));
    }

    #[test]
    fn it_is_answered_once_and_taken_back_once() {
        assert_eq!(answer(Answering { answered: true, why: "Her father died." }), Err(CannotAnswer::Answered));
        assert_eq!(take_back(false), Err(CannotAnswer::NotAnswered));
        assert_eq!(take_back(true), Ok(()));
    }
}
