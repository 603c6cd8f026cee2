//! Acts on a run of a group programme: a manager of the council keeps it, its facilitators run it, and whoever covers
//! one session sees the group and keeps the register of that. What they see of a family is asked of each place
//! ([`super::enrolment`]).

use super::{Because, Facts, Ruling, acts::acts};
use crate::{Actor, Role};

acts! {
    /// What one may do with a run.
    pub enum RunAct on RunFacts {
        /// See it, with its group.
        See = "see-run" reads,
        /// Change its dates, place and facilitators, say who covers, cancel it.
        Keep = "keep-run" reads,
        /// Keep the register of a session.
        Register = "keep-register" reads,
        /// Offer a place in it to somebody who waits.
        Offer = "offer-place" reads,
    }
}

/// What access to a run depends on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RunFacts {
    /// This actor is one of its facilitators, and it is not over for long.
    pub facilitates: bool,
    /// This actor runs one of its sessions for somebody else.
    pub covers: bool,
}

impl Facts for RunFacts {
    type Act = RunAct;

    fn decide(&self, actor: &Actor, act: RunAct) -> Ruling {
        let manager = actor.own && actor.is(Role::Manager);
        match act {
            RunAct::See | RunAct::Register | RunAct::Offer if self.facilitates => Ruling::Allow(Because::Facilitator),
            RunAct::See | RunAct::Register if self.covers => Ruling::Allow(Because::Facilitator),
            _ if manager => Ruling::Allow(Because::Role),
            _ if self.facilitates || self.covers => Ruling::Refuse(ASK_MANAGER),
            _ => Ruling::Hide,
        }
    }
}

const ASK_MANAGER: &str = "A manager of the council keeps this group. Ask them to change it.";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AccountId;

    #[test]
    fn who_covers_keeps_the_register_and_offers_no_place() {
        let actor = Actor { account: Some(AccountId::new()), roles: vec![Role::Facilitator], ..Actor::nobody() };
        let covers = RunFacts { covers: true, ..RunFacts::default() };
        assert!(covers.decide(&actor, RunAct::Register).allows());
        assert!(matches!(covers.decide(&actor, RunAct::Offer), Ruling::Refuse(_)));
        assert_eq!(RunFacts::default().decide(&actor, RunAct::See), Ruling::Hide);
        assert!(!RunFacts { facilitates: true, ..covers }.decide(&actor, RunAct::Keep).allows());
    }
}
