//! Acts on a place in a waiting list: seen and kept by those who allocate, and by those who work with the family.

use super::{ASK_INSIDE, Because, Facts, FamilyFacts, Ruling, acts::acts, family::relationship};
use crate::{Actor, Role};

acts! {
    /// What one may do with a family's place in a waiting list.
    pub enum WaitingAct on WaitingFacts {
        /// See it.
        See = "see-waiting-place" reads,
        /// Look after it: ask how they are, offer what they wait for, take their answer, end it with a reason.
        Keep = "keep-waiting-place" reads,
    }
}

/// What access to a place in a waiting list depends on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WaitingFacts {
    /// The family's.
    pub family: FamilyFacts,
    /// It ended so long ago that nobody who allocates needs it (the pack's `decided-open`).
    pub over: bool,
}

impl Facts for WaitingFacts {
    type Act = WaitingAct;

    fn decide(&self, actor: &Actor, act: WaitingAct) -> Ruling {
        if self.family.hidden() {
            return Ruling::Hide;
        }
        if actor.own && actor.is_any(&[Role::FrontDoor, Role::PanelChair]) && !self.over {
            return Ruling::Allow(Because::Allocates);
        }

        match (act, relationship(actor, &self.family)) {
            (WaitingAct::See, Some(because)) => Ruling::Allow(because),
            (WaitingAct::Keep, Some(because @ (Because::Lead | Because::ManagerOfTeam))) => Ruling::Allow(because),
            (WaitingAct::Keep, Some(_)) => Ruling::Refuse(ASK_INSIDE),
            (_, None) => Ruling::Hide,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actor(role: Role, own: bool) -> Actor {
        Actor { account: Some(crate::AccountId::new()), own, roles: vec![role], ..Actor::nobody() }
    }

    #[test]
    fn those_who_allocate_and_those_who_hold_the_family_keep_it_and_a_partner_s_officer_never_does() {
        let of = |family| WaitingFacts { family, over: false };
        let led = of(FamilyFacts { leads: true, shared: true, ..FamilyFacts::default() });
        let none = WaitingFacts::default();
        assert!(none.decide(&actor(Role::FrontDoor, true), WaitingAct::Keep).allows());
        assert!(none.decide(&actor(Role::PanelChair, true), WaitingAct::Keep).allows());
        assert!(led.decide(&actor(Role::Lead, false), WaitingAct::Keep).allows());
        assert_eq!(none.decide(&actor(Role::FrontDoor, false), WaitingAct::See), Ruling::Hide);
        assert_eq!(none.decide(&actor(Role::Manager, true), WaitingAct::See), Ruling::Hide);
        let over = WaitingFacts { over: true, ..none };
        assert_eq!(over.decide(&actor(Role::FrontDoor, true), WaitingAct::See), Ruling::Hide);

        let team = of(FamilyFacts { in_team: true, shared: true, ..FamilyFacts::default() });
        assert!(team.decide(&actor(Role::Practitioner, true), WaitingAct::See).allows());
        assert!(!team.decide(&actor(Role::Practitioner, true), WaitingAct::Keep).allows());
    }

    #[test]
    fn the_place_of_a_restricted_family_is_hidden_from_everybody_not_listed() {
        let family = FamilyFacts { restricted: true, managed: true, ..FamilyFacts::default() };
        let hidden = WaitingFacts { family, over: false };
        for role in Role::ALL {
            for act in WaitingAct::ALL {
                assert_eq!(hidden.decide(&actor(*role, true), *act), Ruling::Hide, "{role:?}");
            }
        }
    }
}
