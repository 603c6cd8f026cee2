//! What may follow when somebody no longer agrees (practice 3; T26).

use web::{Refusal, Refusals};

store::coded! {
    /// What follows.
    pub enum Follows {
        /// Help goes on with those who agree.
        WithOthers = "with-others",
        /// Help goes on, on another lawful basis.
        OtherBasis = "other-basis",
        /// Help ends: the episode is closed.
        Ends = "ends",
    }
}

impl Follows {
    /// In words, after "what follows:".
    pub const fn label(self) -> &'static str {
        match self {
            Self::WithOthers => "help goes on with those who agree",
            Self::OtherBasis => "help goes on, on another lawful basis",
            Self::Ends => "help ends",
        }
    }
}

/// Why it cannot be said so what follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotAnswer {
    /// Nobody has withdrawn, or it was said already.
    NotAsked,
    /// Nobody agrees with whom help could go on.
    NobodyAgrees,
    /// No word of why.
    NoWords,
}

impl From<CannotAnswer> for Refusal {
    fn from(rule: CannotAnswer) -> Self {
        match rule {
            CannotAnswer::NotAsked => {
                Self::new("withdrawal-not-asked", "It was said already what follows").at("follows")
            }
            CannotAnswer::NobodyAgrees => Self::new(
                "withdrawal-nobody-agrees",
                "Nobody in the family agrees any more. Choose another basis, or that help ends",
            )
            .at("follows"),
            CannotAnswer::NoWords => {
                Self::new("withdrawal-without-words", "Say why, in words that the family may read").at("words")
            }
        }
    }
}

/// May this follow, where it is `asked` and somebody still `agreed`, or not?
///
/// # Errors
/// Every [`CannotAnswer`] that holds.
pub fn answer(asked: bool, agreed: bool, follows: Follows, words: &str) -> Result<(), Refusals> {
    let faults = [
        (!asked, CannotAnswer::NotAsked),
        (follows == Follows::WithOthers && !agreed, CannotAnswer::NobodyAgrees),
        (words.trim().is_empty(), CannotAnswer::NoWords),
    ];
    Refusals::check(faults.into_iter().filter(|(holds, _)| *holds).map(|(_, rule)| rule.into()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_goes_on_with_others_only_where_somebody_else_agrees_and_never_without_a_word() {
        assert!(answer(true, true, Follows::WithOthers, "Her father asks for it.").is_ok());
        let alone = answer(true, false, Follows::WithOthers, " ").expect_err("refused");
        assert!(alone.names("withdrawal-nobody-agrees") && alone.names("withdrawal-without-words"));
        assert!(answer(false, true, Follows::Ends, "x").expect_err("refused").names("withdrawal-not-asked"));
        assert!(answer(true, false, Follows::OtherBasis, "A child at risk.").is_ok());
    }
}
