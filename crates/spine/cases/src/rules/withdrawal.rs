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
    /// Another basis, and not which.
    NoBasis,
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
            CannotAnswer::NoBasis => {
                Self::new("withdrawal-without-basis", "Choose on which lawful basis help goes on").at("basis")
            }
            CannotAnswer::NoWords => {
                Self::new("withdrawal-without-words", "Say why, in words that the family may read").at("words")
            }
        }
    }
}

/// What is said to follow.
#[derive(Debug, Clone, Copy)]
pub struct Answering<'a> {
    /// What follows.
    pub follows: Follows,
    /// On which basis, where it is another: a word of the pack's `sharing-basis`.
    pub basis: &'a str,
    /// Why.
    pub words: &'a str,
}

/// May this follow, where it is `asked` and somebody still `agreed`, or not?
///
/// # Errors
/// Every [`CannotAnswer`] that holds.
pub fn answer(asked: bool, agreed: bool, answer: Answering<'_>) -> Result<(), Refusals> {
    let Answering { follows, basis, words } = answer;
    let other = !basis.is_empty() && basis != people::rules::AGREEMENT;
    let faults = [
        (!asked, CannotAnswer::NotAsked),
        (follows == Follows::WithOthers && !agreed, CannotAnswer::NobodyAgrees),
        (follows == Follows::OtherBasis && !other, CannotAnswer::NoBasis),
        (words.trim().is_empty(), CannotAnswer::NoWords),
    ];
    Refusals::check(faults.into_iter().filter(|(holds, _)| *holds).map(|(_, rule)| rule.into()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(asked: bool, agreed: bool, follows: Follows, basis: &str, words: &str) -> Result<(), Refusals> {
        answer(asked, agreed, Answering { follows, basis, words })
    }

    #[test]
    fn help_goes_on_with_others_only_where_somebody_else_agrees_and_never_without_a_word() {
        assert!(say(true, true, Follows::WithOthers, "", "Her father asks for it.").is_ok());
        let alone = say(true, false, Follows::WithOthers, "", " ").expect_err("refused");
        assert!(alone.names("withdrawal-nobody-agrees") && alone.names("withdrawal-without-words"));
        assert!(say(false, true, Follows::Ends, "", "x").expect_err("refused").names("withdrawal-not-asked"));
    }

    #[test]
    fn another_basis_is_named_and_is_another() {
        assert!(say(true, false, Follows::OtherBasis, "safeguarding", "A child at risk.").is_ok());
        for none in ["", "agreement"] {
            let refused = say(true, false, Follows::OtherBasis, none, "A child at risk.").expect_err("refused");
            assert!(refused.names("withdrawal-without-basis"), "{none:?}");
        }
    }
}
