//! Acts of whoever made a contact without an account: they hold a secret that was given to them, and nothing else of
//! the
//! house is theirs to see.

use super::{Because, Facts, Ruling, acts::acts};
use crate::Actor;

acts! {
    /// What one may do with one's own contact.
    pub enum AnswerAct on AnswerFacts {
        /// Read how far it is, and its answer.
        Read = "read-own-answer" reads,
        /// Answer a question, add something, or say that one wants no help.
        Say = "say-more-of-own-contact" reads,
    }
}

/// What it depends on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AnswerFacts {
    /// The secret was redeemed a moment ago by this browser, and it opens this contact.
    pub holds: bool,
}

impl Facts for AnswerFacts {
    type Act = AnswerAct;

    fn decide(&self, _: &Actor, act: AnswerAct) -> Ruling {
        match act {
            AnswerAct::Read | AnswerAct::Say if self.holds => Ruling::Allow(Because::Secret),
            AnswerAct::Read | AnswerAct::Say => Ruling::Hide,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AccountId, Role};

    #[test]
    fn the_secret_alone_opens_ones_own_contact_and_no_role_does() {
        let head = Actor { account: Some(AccountId::new()), own: true, roles: vec![Role::Head], ..Actor::nobody() };
        for act in AnswerAct::ALL {
            assert_eq!(AnswerFacts { holds: true }.decide(&Actor::nobody(), *act), Ruling::Allow(Because::Secret));
            assert_eq!(AnswerFacts::default().decide(&head, *act), Ruling::Hide);
        }
    }
}
