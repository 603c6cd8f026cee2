//! Acts on an action of an audit: whoever owes it says what came of it; whoever leads audits may, too.

use super::{Because, Facts, Ruling, acts::acts};
use crate::{Actor, Role};

acts! {
    /// What one may do with an action of an audit.
    pub enum AuditActionAct on AuditActionFacts {
        /// Say that it is done, and what came of it.
        Answer = "answer-audit-action" reads,
        /// Give it to somebody else, or another day, with a reason.
        Move = "move-audit-action" reads,
    }
}

/// What access to an action of an audit depends on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AuditActionFacts {
    /// This actor owes it.
    pub owes: bool,
    /// It belongs to a file of a family to which whoever leads the audit has a tie.
    pub tied: bool,
}

impl Facts for AuditActionFacts {
    type Act = AuditActionAct;

    fn decide(&self, actor: &Actor, act: AuditActionAct) -> Ruling {
        let keeps = actor.own && actor.is_any(&[Role::Auditor, Role::Head]) && !self.tied;
        match act {
            AuditActionAct::Answer if self.owes => Ruling::Allow(Because::Owes),
            AuditActionAct::Answer | AuditActionAct::Move if keeps => Ruling::Allow(Because::Role),
            AuditActionAct::Move if self.owes => {
                Ruling::Refuse("Ask whoever leads the audit to give it to somebody else.")
            }
            _ => Ruling::Hide,
        }
    }
}
