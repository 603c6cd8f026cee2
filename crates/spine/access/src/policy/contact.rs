//! Acts on a contact: its maker is owed the answer, the front door works it while it is open, and those who work with
//! the family may read it.

use super::{ASK_LEAD, ASK_ROLE, Because, Facts, FamilyFacts, Ruling, acts::acts, family::relationship};
use crate::{AccountId, Actor, Role};

acts! {
    /// What one may do with a contact.
    pub enum ContactAct on ContactFacts {
        /// See it.
        See = "see-contact" reads,
        /// Say which known person someone in it is.
        MatchPeople = "match-people" reads,
        /// Ask whoever made it for more.
        AskInformation = "ask-information" reads,
        /// Give what was asked for.
        GiveInformation = "give-information" reads,
        /// Decide on it.
        Decide = "decide-contact" reads,
        /// Answer whoever made it.
        Answer = "answer-contact" reads,
        /// Close it, once answered.
        Close = "close-contact" reads,
    }
}

/// What access to a contact depends on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ContactFacts {
    /// Who made it, if they have an account.
    pub maker: Option<AccountId>,
    /// It has been decided.
    pub decided: bool,
    /// It has been closed.
    pub closed: bool,
    /// More was asked of whoever made it.
    pub asked: bool,
    /// The family it was matched to.
    pub family: Option<FamilyFacts>,
}

impl Facts for ContactFacts {
    type Act = ContactAct;

    fn decide(&self, actor: &Actor, act: ContactAct) -> Ruling {
        let made = self.maker.is_some() && self.maker == actor.account;
        // whoever made it keeps the answer that they are owed, also when the family is restricted later
        if made {
            return self.of_its_maker(act);
        }
        if self.family.is_some_and(|family| family.hidden()) {
            return Ruling::Hide;
        }

        let front_door = actor.own && actor.is(Role::FrontDoor);
        let related = self.family.and_then(|family| relationship(actor, &family));
        match act {
            ContactAct::See if front_door && !self.closed => Ruling::Allow(Because::FrontDoor),
            ContactAct::See => match related {
                Some(because) => Ruling::Allow(because),
                // a closed contact is the front door's own finished work: known, and no longer open to all of them
                None if front_door => Ruling::Refuse(ASK_LEAD),
                None => Ruling::Hide,
            },
            ContactAct::MatchPeople | ContactAct::AskInformation | ContactAct::Decide
                if front_door && !self.decided =>
            {
                Ruling::Allow(Because::FrontDoor)
            }
            ContactAct::Answer | ContactAct::Close if front_door && !self.closed => Ruling::Allow(Because::FrontDoor),
            _ if front_door || related.is_some() => {
                Ruling::Refuse("This is for the front door, and only while the contact is open.")
            }
            _ => Ruling::Hide,
        }
    }
}

impl ContactFacts {
    fn of_its_maker(&self, act: ContactAct) -> Ruling {
        match act {
            ContactAct::See => Ruling::Allow(Because::Maker),
            ContactAct::GiveInformation if self.asked => Ruling::Allow(Because::Maker),
            ContactAct::Decide => {
                Ruling::Refuse("You made this contact, so someone else at the front door must decide on it.")
            }
            _ => Ruling::Refuse(ASK_ROLE),
        }
    }
}
