//! Acts on a step down from children's social care: they offer and close it, the front door may choose the team, its
//! manager names a lead, and whoever is named takes it.

use super::{Because, Facts, Ruling, acts::acts};
use crate::{Actor, Role};

acts! {
    /// What one may do with a step down.
    pub enum StepDownAct on StepDownFacts {
        /// See it.
        See = "see-step-down" reads,
        /// Choose the team that takes it on.
        ChooseTeam = "choose-step-down-team" reads,
        /// Name a lead for it, or give it back with a reason.
        NameLead = "name-step-down-lead" reads,
        /// Take it on as the one who leads already, or say why not.
        TakeOn = "take-step-down-on" reads,
        /// Close it at social care, once early help has a lead.
        Close = "close-step-down" reads,
    }
}

/// What access to a step down depends on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StepDownFacts {
    /// The family is restricted from this actor (T17).
    pub hidden: bool,
    /// A lead was named.
    pub named: bool,
    /// This actor manages the team that was chosen.
    pub managed: bool,
    /// This actor was named as lead.
    pub leads: bool,
}

impl Facts for StepDownFacts {
    type Act = StepDownAct;

    fn decide(&self, actor: &Actor, act: StepDownAct) -> Ruling {
        if self.hidden {
            return Ruling::Hide;
        }

        let social_care = actor.is(Role::SocialCare);
        let front_door = actor.own && actor.is(Role::FrontDoor) && !self.named;
        let manager = actor.own && actor.is(Role::Manager) && self.managed;
        match act {
            StepDownAct::See | StepDownAct::Close if social_care => Ruling::Allow(Because::SocialCare),
            StepDownAct::See | StepDownAct::NameLead if manager => Ruling::Allow(Because::ManagerOfTeam),
            StepDownAct::See | StepDownAct::ChooseTeam if front_door => Ruling::Allow(Because::FrontDoor),
            StepDownAct::See | StepDownAct::TakeOn if self.leads => Ruling::Allow(Because::Lead),
            _ if social_care || manager || front_door || self.leads => {
                Ruling::Refuse("This step of a step down is for somebody else. Its page says for whom.")
            }
            _ => Ruling::Hide,
        }
    }
}
