//! Acts on a panel: its members see its meetings, whoever chairs it runs them. Which families are on an agenda is a
//! question of each item.

use super::{ASK_ROLE, Because, Facts, Ruling, acts::acts};
use crate::{Actor, Role};

acts! {
    /// What one may do with a panel's meetings.
    pub enum PanelAct on PanelFacts {
        /// See its meetings, with the items that one may see.
        Attend = "attend-panel" reads,
        /// Plan a meeting, make its agenda, keep who came, close it.
        Chair = "chair-panel" reads,
    }
}

/// What access to a panel depends on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PanelFacts {
    /// This actor chairs it, or stands in for whoever does.
    pub chairs: bool,
    /// This actor is a member.
    pub member: bool,
}

impl Facts for PanelFacts {
    type Act = PanelAct;

    fn decide(&self, actor: &Actor, act: PanelAct) -> Ruling {
        let chairs = self.chairs && actor.is(Role::PanelChair);
        match act {
            PanelAct::Attend | PanelAct::Chair if chairs => Ruling::Allow(Because::Chair),
            PanelAct::Attend if self.member || self.chairs => Ruling::Allow(Because::PanelMember),
            PanelAct::Chair if self.member || self.chairs => Ruling::Refuse("This is for whoever chairs the panel."),
            _ => Ruling::Refuse(ASK_ROLE),
        }
    }
}
