//! Acts on a step up to children's social care: social care reads and answers it; those who work with the family see
//! how far it is, and record the answer where nobody of social care has an account.

use super::{Because, Facts, FamilyFacts, Ruling, acts::acts, family::relationship};
use crate::{Actor, Role};

acts! {
    /// What one may do with a step up.
    pub enum StepUpAct on StepUpFacts {
        /// See it.
        See = "see-step-up" reads,
        /// Say that one is reading it.
        Take = "take-step-up" reads,
        /// Accept or return it.
        Answer = "answer-step-up" reads,
    }
}

/// What access to a step up depends on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StepUpFacts {
    /// It was submitted to social care.
    pub sent: bool,
    /// Somebody of social care has an account with which they could answer it.
    pub attended: bool,
    /// This actor sent it, from the front door.
    pub made: bool,
    /// The family's.
    pub family: FamilyFacts,
}

impl Facts for StepUpFacts {
    type Act = StepUpAct;

    fn decide(&self, actor: &Actor, act: StepUpAct) -> Ruling {
        if self.family.hidden() {
            return Ruling::Hide;
        }
        // what they were sent stays theirs to read, also when it came back; the family's record does not
        if self.sent && actor.is(Role::SocialCare) {
            return Ruling::Allow(Because::SocialCare);
        }

        let related = relationship(actor, &self.family).or(self.made.then_some(Because::Maker));
        match (act, related) {
            (_, None) => Ruling::Hide,
            (StepUpAct::See, Some(because)) => Ruling::Allow(because),
            (StepUpAct::Answer, Some(because)) if !self.attended && records_answers(because) => Ruling::Allow(because),
            (StepUpAct::Take | StepUpAct::Answer, Some(_)) => {
                Ruling::Refuse("Children's social care answers this. Call them if it cannot wait.")
            }
        }
    }
}

/// Who records what social care said where nobody of theirs has an account.
const fn records_answers(because: Because) -> bool {
    matches!(because, Because::Lead | Because::ManagerOfTeam | Because::Maker)
}
