//! Acts on the exit plan of an episode that has ended: what the family keeps and whom it can call. Whoever led can
//! still print it for a while, and nothing else of the record (T20).

use super::{ASK_LEAD, Because, Facts, FamilyFacts, Ruling, WORKERS, acts::acts, family::relationship};
use crate::{Actor, Role};

acts! {
    /// What one may do with an exit plan.
    pub enum ExitPlanAct on ExitPlanFacts {
        /// Read and print it.
        Read = "read-exit-plan" reads,
    }
}

/// What access to an exit plan depends on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ExitPlanFacts {
    /// The family's.
    pub family: FamilyFacts,
    /// This actor led when help ended, and that was not long ago.
    pub led: bool,
}

impl Facts for ExitPlanFacts {
    type Act = ExitPlanAct;

    fn decide(&self, actor: &Actor, act: ExitPlanAct) -> Ruling {
        let ExitPlanAct::Read = act;
        let family = &self.family;
        let could_lead = actor.is_any(&[Role::Lead, Role::Practitioner, Role::Manager]);
        match relationship(actor, family) {
            Some(because @ (Because::Lead | Because::Team | Because::ManagerOfTeam)) => Ruling::Allow(because),
            _ if self.led && could_lead && (actor.own || family.shared) && !family.hidden() => {
                Ruling::Allow(Because::FormerLead)
            }
            _ if !family.restricted && actor.is_any(WORKERS) => Ruling::Refuse(ASK_LEAD),
            _ => Ruling::Hide,
        }
    }
}
