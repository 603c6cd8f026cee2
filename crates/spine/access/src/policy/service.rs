//! Acts on a service's entry in the directory: those of whoever runs it, and of the council's keepers.

use super::{Because, Facts, Ruling, acts::acts};
use crate::{Actor, Role};

acts! {
    /// What one may do with a service's entry.
    pub enum ServiceAct on ServiceFacts {
        /// Change what the directory says of it; it is looked at before it is public.
        Edit = "edit-service" reads,
        /// Change it so that it is public at once.
        Publish = "publish-service" reads,
        /// Give its periodic return, and put one right.
        GiveReturn = "give-return" reads,
    }
}

/// What access to a service's entry depends on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ServiceFacts {
    /// This actor's organisation runs it.
    pub ours: bool,
    /// Enough changes of whoever runs it were approved (a number of the pack).
    pub trusted: bool,
}

impl Facts for ServiceFacts {
    type Act = ServiceAct;

    fn decide(&self, actor: &Actor, act: ServiceAct) -> Ruling {
        let keeper = actor.own && actor.is(Role::Directory);
        let runs = self.ours && actor.is(Role::Provider);
        match act {
            ServiceAct::GiveReturn if actor.own && actor.is(Role::Commissioner) => Ruling::Allow(Because::Role),
            ServiceAct::GiveReturn if runs => Ruling::Allow(Because::Provider),
            ServiceAct::GiveReturn => Ruling::Refuse("Those who run this service give its returns, or a commissioner."),
            ServiceAct::Edit | ServiceAct::Publish if keeper => Ruling::Allow(Because::Role),
            ServiceAct::Edit if runs => Ruling::Allow(Because::Provider),
            ServiceAct::Publish if runs && self.trusted => Ruling::Allow(Because::Provider),
            ServiceAct::Publish if runs => Ruling::Refuse("A change of yours is looked at before it is public."),
            ServiceAct::Edit | ServiceAct::Publish => {
                Ruling::Refuse("Another organisation runs this service. If something is wrong, say so on its page.")
            }
        }
    }
}
