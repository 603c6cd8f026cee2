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
        /// Say what came of its decision, while that is owed.
        FollowUp = "follow-up-contact" reads,
        /// Take an alarm about it: say by name that one sees to the child in danger.
        TakeAlarm = "take-alarm" reads,
        /// Say who responds to a notification of the police, and by when.
        PlanResponse = "plan-response" reads,
        /// Say what was done in response to a notification of the police.
        Respond = "respond" reads,
        /// Give whoever made it a new secret with which they read the answer.
        GiveCode = "give-answer-code" reads,
        /// Say that what whoever made it has said since was read.
        Hear = "hear-of-contact" reads,
    }
}

/// What access to a contact depends on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ContactFacts {
    /// Who made it, if they have an account.
    pub maker: Option<AccountId>,
    /// It has been decided.
    pub decided: bool,
    /// It was decided so lately that the front door may still open it (the pack's `decided-open`).
    pub lately: bool,
    /// It has been closed.
    pub closed: bool,
    /// More was asked of whoever made it.
    pub asked: bool,
    /// They were told, on call, that a child in it may be in danger; or they took it.
    pub alarmed: bool,
    /// Who owes what comes of its decision.
    pub owed: Option<Owes>,
    /// It is a notification of the police, and this actor responds to it.
    pub responds: bool,
    /// The family it was matched to.
    pub family: Option<FamilyFacts>,
}

store::coded! {
    /// Who owes what comes of a decision.
    pub enum Owes {
        /// The front door.
        FrontDoor = "front-door",
        /// Whoever made the contact; the front door for them.
        Maker = "maker",
        /// The lead professional of the family.
        Lead = "lead",
    }
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
            ContactAct::See if front_door && (!self.closed || self.owed.is_some()) => Ruling::Allow(Because::FrontDoor),
            ContactAct::See if self.alarmed => Ruling::Allow(Because::OnCall),
            ContactAct::TakeAlarm if front_door && !self.decided => Ruling::Allow(Because::FrontDoor),
            ContactAct::TakeAlarm if self.alarmed => Ruling::Allow(Because::OnCall),
            ContactAct::See => match related {
                Some(because) => Ruling::Allow(because),
                None if self.responds => Ruling::Allow(Because::Responder),
                // a closed contact is the front door's own finished work: for a while they look up what they decided,
                // after that it is known, and no longer open to all of them
                None if front_door && self.lately => Ruling::Allow(Because::Decided),
                None if front_door => Ruling::Refuse(ASK_LEAD),
                None => Ruling::Hide,
            },
            ContactAct::MatchPeople | ContactAct::AskInformation | ContactAct::Decide
                if front_door && !self.decided =>
            {
                Ruling::Allow(Because::FrontDoor)
            }
            ContactAct::Answer | ContactAct::Close | ContactAct::PlanResponse if front_door && !self.closed => {
                Ruling::Allow(Because::FrontDoor)
            }
            // what they say of it afterwards may come when it is closed
            ContactAct::GiveCode | ContactAct::Hear if front_door && (!self.closed || self.lately) => {
                Ruling::Allow(Because::FrontDoor)
            }
            ContactAct::FollowUp => self.follow_up(front_door, related),
            ContactAct::Respond if self.responds => Ruling::Allow(Because::Responder),
            ContactAct::Respond if front_door || related.is_some() => {
                Ruling::Refuse("This is for whoever responds to the notification.")
            }
            _ if front_door || related.is_some() || self.responds => {
                Ruling::Refuse("This is for the front door, and only while the contact is open.")
            }
            _ => Ruling::Hide,
        }
    }
}

impl ContactFacts {
    /// Whoever owes it; the front door for its maker, too, who may not come.
    fn follow_up(&self, front_door: bool, related: Option<Because>) -> Ruling {
        match (self.owed, related) {
            (Some(Owes::FrontDoor | Owes::Maker), _) if front_door => Ruling::Allow(Because::FrontDoor),
            (Some(Owes::Lead), Some(because @ (Because::Lead | Because::ManagerOfTeam))) => Ruling::Allow(because),
            _ if front_door || related.is_some() => Ruling::Refuse("Nothing of this is owed by you."),
            _ => Ruling::Hide,
        }
    }

    fn of_its_maker(&self, act: ContactAct) -> Ruling {
        match act {
            ContactAct::See => Ruling::Allow(Because::Maker),
            ContactAct::GiveInformation if self.asked => Ruling::Allow(Because::Maker),
            ContactAct::FollowUp if self.owed == Some(Owes::Maker) => Ruling::Allow(Because::Maker),
            ContactAct::Respond if self.responds => Ruling::Allow(Because::Responder),
            ContactAct::Decide => {
                Ruling::Refuse("You made this contact, so someone else at the front door must decide on it.")
            }
            _ => Ruling::Refuse(ASK_ROLE),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn officer(own: bool) -> Actor {
        Actor { account: Some(AccountId::new()), own, roles: vec![Role::FrontDoor], ..Actor::nobody() }
    }

    fn closed(lately: bool) -> ContactFacts {
        ContactFacts { decided: true, closed: true, lately, ..ContactFacts::default() }
    }

    #[test]
    fn the_front_door_looks_up_what_it_decided_for_a_while_and_changes_nothing_of_it() {
        let officer = officer(true);
        assert_eq!(closed(true).decide(&officer, ContactAct::See), Ruling::Allow(Because::Decided));
        assert_eq!(closed(false).decide(&officer, ContactAct::See), Ruling::Refuse(ASK_LEAD));
        let more = [ContactAct::See, ContactAct::GiveCode, ContactAct::Hear];
        for act in ContactAct::ALL.iter().filter(|act| !more.contains(act)) {
            assert!(!closed(true).decide(&officer, *act).allows(), "{act:?}");
        }
    }

    #[test]
    fn nobody_else_looks_it_up_and_nothing_of_a_restricted_family_is_found_so() {
        let lead = Actor { roles: vec![Role::Lead, Role::Manager], ..officer(true) };
        assert_eq!(closed(true).decide(&lead, ContactAct::See), Ruling::Hide);
        assert!(!closed(true).decide(&self::officer(false), ContactAct::See).allows());

        let restricted = Some(FamilyFacts { restricted: true, ..FamilyFacts::default() });
        let hidden = ContactFacts { family: restricted, responds: true, ..closed(true) };
        for act in ContactAct::ALL {
            assert_eq!(hidden.decide(&self::officer(true), *act), Ruling::Hide, "{act:?}");
        }
    }

    #[test]
    fn whoever_responds_to_the_police_reads_it_and_says_what_was_done() {
        let worker = Actor { roles: vec![Role::Practitioner], ..officer(false) };
        let theirs = ContactFacts { responds: true, ..ContactFacts::default() };
        for act in ContactAct::ALL {
            let may = matches!(act, ContactAct::See | ContactAct::Respond);
            assert_eq!(theirs.decide(&worker, *act).allows(), may, "{act:?}");
        }
    }
}
