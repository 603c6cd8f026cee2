//! Acts in a place of one's own: what somebody of a family sees and does there for themself. Nobody else ever opens it,
//! neither another of the family nor a worker: what workers do with it are acts on the family's record.

use super::{Because, Facts, Ruling, acts::acts};
use crate::Actor;

acts! {
    /// What somebody may do in a place of their own.
    pub enum OwnPlaceAct on OwnPlaceFacts {
        /// See what is kept for them there.
        See = "see-own-place" reads,
        /// Say something: before a review, of a fact, a complaint, a wish.
        Say = "say-in-own-place" reads,
        /// No longer agree, or end a sharing that rests on agreement.
        Decide = "decide-in-own-place" reads,
        /// Say of an action of theirs that it is done.
        Tick = "tick-own-action" reads,
        /// Keep a picture of a good day, or throw it away.
        KeepPicture = "keep-own-picture" reads,
    }
}

/// What access to a place of one's own depends on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OwnPlaceFacts {
    /// Whoever asks has opened this very place.
    pub mine: bool,
    /// It is open: set up, not closed, and what it rests on still holds.
    pub open: bool,
}

impl Facts for OwnPlaceFacts {
    type Act = OwnPlaceAct;

    fn decide(&self, actor: &Actor, _: OwnPlaceAct) -> Ruling {
        if self.mine && self.open && actor.account.is_none() && actor.own_place.is_some() {
            Ruling::Allow(Because::Themself)
        } else {
            Ruling::Hide
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AccountId, Role};
    use store::Uuid;

    #[test]
    fn a_place_of_one_s_own_opens_to_its_person_alone_and_to_no_worker() {
        let open = OwnPlaceFacts { mine: true, open: true };
        let person = Actor { own_place: Some(Uuid::now_v7()), ..Actor::nobody() };
        for act in OwnPlaceAct::ALL {
            assert_eq!(open.decide(&person, *act), Ruling::Allow(Because::Themself), "{act:?}");
            assert_eq!(OwnPlaceFacts { open: false, ..open }.decide(&person, *act), Ruling::Hide, "{act:?}");
            assert_eq!(OwnPlaceFacts { mine: false, ..open }.decide(&person, *act), Ruling::Hide, "{act:?}");
            for role in Role::ALL {
                let worker = Actor { account: Some(AccountId::new()), roles: vec![*role], own: true, ..person.clone() };
                assert_eq!(open.decide(&worker, *act), Ruling::Hide, "{role:?} {act:?}");
            }
        }
    }
}
