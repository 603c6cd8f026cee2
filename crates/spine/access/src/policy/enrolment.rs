//! Acts on a family's place in a group programme: seen by those who work with the family, and by the facilitators of the
//! run, who learn what the family agreed to share and nothing of its record. Their sight ends with the agreement on which
//! it rests, and with a restriction (T26, T17).

use super::{ASK_INSIDE, ASK_LEAD, Because, Facts, FamilyFacts, Ruling, acts::acts, family::relationship};
use crate::{Actor, Role};

acts! {
    /// What one may do with a family's place.
    pub enum EnrolmentAct on EnrolmentFacts {
        /// See it.
        See = "see-enrolment" reads,
        /// Say what the family answers to an offer.
        Answer = "answer-place" reads,
        /// Keep what was measured before and after, what was caught up, and what the family says of the group.
        Measure = "measure-enrolment" reads,
        /// Say what came of the call after somebody did not come.
        Call = "call-after-missed" reads,
        /// Say whether they go on after they have not come several times.
        GoOn = "decide-going-on" reads,
        /// End it with its result.
        End = "end-enrolment" reads,
        /// Free a place of which its run's keeper may know nothing more, so that it does not stay taken for good.
        Free = "free-place",
    }
}

/// What access to a place depends on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EnrolmentFacts {
    /// The family's.
    pub family: FamilyFacts,
    /// This actor is a facilitator of the run, which is not over for long.
    pub facilitates: bool,
    /// This actor keeps the run.
    pub keeps: bool,
    /// Somebody leads the help of the family.
    pub led: bool,
    /// The family agrees that the group knows of them, or a sharing decision with this actor's organisation is in force.
    pub told: bool,
    /// This actor asked for the place, which has not ended long ago.
    pub asked: bool,
}

impl Facts for EnrolmentFacts {
    type Act = EnrolmentAct;

    fn decide(&self, actor: &Actor, act: EnrolmentAct) -> Ruling {
        if self.family.hidden() {
            return Ruling::Hide;
        }

        let related = relationship(actor, &self.family);
        // a partner works with the family, and reads of its places only what may still be told (T26)
        let untold = !actor.own && !self.told;
        let manager = actor.own && actor.is(Role::Manager);
        let keeper = manager && self.told;
        let facilitator = self.facilitates && self.told;
        match (act, related) {
            (EnrolmentAct::Free, _) if manager && self.keeps => Ruling::Allow(Because::Role),
            (EnrolmentAct::Free, _) => Ruling::Hide,
            (_, Some(_)) if untold => Ruling::Hide,
            (EnrolmentAct::GoOn, Some(because @ (Because::Lead | Because::ManagerOfTeam))) => Ruling::Allow(because),
            (EnrolmentAct::GoOn, Some(_)) => Ruling::Refuse(ASK_INSIDE),
            (EnrolmentAct::GoOn, None) if self.led && (facilitator || keeper) => Ruling::Refuse(ASK_LEAD),
            // where nobody leads, the group's own people decide
            (_, Some(because @ (Because::Lead | Because::ManagerOfTeam | Because::Team | Because::FrontDoor))) => {
                Ruling::Allow(because)
            }
            (EnrolmentAct::See, Some(because)) => Ruling::Allow(because),
            _ if facilitator => Ruling::Allow(Because::Facilitator),
            _ if keeper => Ruling::Allow(Because::Role),
            (EnrolmentAct::See, None) if self.asked && !self.family.restricted && !untold => {
                Ruling::Allow(Because::Maker)
            }
            (_, Some(_)) => Ruling::Refuse(ASK_INSIDE),
            _ => Ruling::Hide,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AccountId;

    fn facilitator() -> Actor {
        Actor { account: Some(AccountId::new()), roles: vec![Role::Facilitator], ..Actor::nobody() }
    }

    #[test]
    fn a_facilitator_s_sight_ends_with_the_agreement_and_with_a_restriction() {
        let told = EnrolmentFacts { facilitates: true, told: true, ..EnrolmentFacts::default() };
        assert!(told.decide(&facilitator(), EnrolmentAct::Measure).allows());

        let withdrawn = EnrolmentFacts { told: false, ..told };
        let restricted = FamilyFacts { restricted: true, ..FamilyFacts::default() };
        for act in EnrolmentAct::ALL {
            assert_eq!(withdrawn.decide(&facilitator(), *act), Ruling::Hide, "{act:?}");
            let hidden = EnrolmentFacts { family: restricted, ..told };
            assert_eq!(hidden.decide(&facilitator(), *act), Ruling::Hide, "{act:?}");
        }
    }

    #[test]
    fn whether_they_go_on_is_the_lead_s_to_say() {
        let lead = Actor { own: true, roles: vec![Role::Lead], ..facilitator() };
        let leads =
            EnrolmentFacts { family: FamilyFacts { leads: true, ..FamilyFacts::default() }, ..Default::default() };
        assert!(leads.decide(&lead, EnrolmentAct::GoOn).allows());
        let team = EnrolmentFacts { family: FamilyFacts { in_team: true, ..FamilyFacts::default() }, ..leads };
        assert!(matches!(team.decide(&lead, EnrolmentAct::GoOn), Ruling::Refuse(_)));
    }

    #[test]
    fn a_facilitator_decides_nothing_where_somebody_leads() {
        let told = EnrolmentFacts { facilitates: true, told: true, ..EnrolmentFacts::default() };
        assert!(told.decide(&facilitator(), EnrolmentAct::GoOn).allows());
        let led = EnrolmentFacts { led: true, ..told };
        assert!(matches!(led.decide(&facilitator(), EnrolmentAct::GoOn), Ruling::Refuse(_)));
        assert!(led.decide(&facilitator(), EnrolmentAct::End).allows());
    }

    #[test]
    fn a_partner_reads_nothing_of_somebody_who_no_longer_agrees() {
        let partner = Actor { roles: vec![Role::Lead], ..facilitator() };
        let shared = FamilyFacts { leads: true, shared: true, ..FamilyFacts::default() };
        let told = EnrolmentFacts { family: shared, told: true, ..EnrolmentFacts::default() };
        assert!(told.decide(&partner, EnrolmentAct::See).allows());
        let withdrawn = EnrolmentFacts { told: false, ..told };
        let own = Actor { own: true, ..partner.clone() };
        for act in EnrolmentAct::ALL {
            assert_eq!(withdrawn.decide(&partner, *act), Ruling::Hide, "{act:?}");
        }
        assert!(withdrawn.decide(&own, EnrolmentAct::See).allows());
        let asked = EnrolmentFacts { asked: true, ..EnrolmentFacts::default() };
        assert_eq!(asked.decide(&facilitator(), EnrolmentAct::See), Ruling::Hide);
        assert!(EnrolmentFacts { told: true, ..asked }.decide(&facilitator(), EnrolmentAct::See).allows());
    }

    #[test]
    fn the_keeper_of_a_run_frees_a_place_of_which_they_may_know_nothing() {
        let keeper = Actor { own: true, roles: vec![Role::Manager], ..facilitator() };
        let untold = EnrolmentFacts { keeps: true, ..EnrolmentFacts::default() };
        assert!(untold.decide(&keeper, EnrolmentAct::Free).allows());
        assert_eq!(untold.decide(&keeper, EnrolmentAct::See), Ruling::Hide);
        let restricted = FamilyFacts { restricted: true, ..FamilyFacts::default() };
        let hidden = EnrolmentFacts { family: restricted, ..untold };
        assert_eq!(hidden.decide(&keeper, EnrolmentAct::Free), Ruling::Hide);
        assert_eq!(EnrolmentFacts::default().decide(&keeper, EnrolmentAct::Free), Ruling::Hide);
    }
}
