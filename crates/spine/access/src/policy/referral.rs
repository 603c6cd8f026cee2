//! Acts on a referral of a family to a service: seen by whoever made it, by those who work with the family, and by the
//! service's own people, who answer it.

use super::{Because, Facts, FamilyFacts, Ruling, acts::acts, family::relationship};
use crate::{Actor, Role};

acts! {
    /// What one may do with a referral.
    pub enum ReferralAct on ReferralFacts {
        /// See it.
        See = "see-referral" reads,
        /// Accept or decline it; say that it was started or finished.
        Answer = "answer-referral" reads,
    }
}

/// What access to a referral depends on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReferralFacts {
    /// It goes to a service that this actor's organisation runs.
    pub to_us: bool,
    /// This actor made it.
    pub made: bool,
    /// Somebody of the family agrees to be supported.
    pub agreed: bool,
    /// The family's.
    pub family: FamilyFacts,
}

impl Facts for ReferralFacts {
    type Act = ReferralAct;

    fn decide(&self, actor: &Actor, act: ReferralAct) -> Ruling {
        // sight ends with the agreement or sharing decision on which it rests, and with a restriction (T26, T17)
        let told = (self.agreed || self.family.shared) && !self.family.hidden();
        let provider = self.to_us && actor.is(Role::Provider) && told;
        match act {
            ReferralAct::See | ReferralAct::Answer if provider => Ruling::Allow(Because::Provider),
            ReferralAct::See => match relationship(actor, &self.family) {
                Some(because) => Ruling::Allow(because),
                None if self.made && !self.family.restricted => Ruling::Allow(Because::Maker),
                None => Ruling::Hide,
            },
            ReferralAct::Answer => Ruling::Hide,
        }
    }
}
