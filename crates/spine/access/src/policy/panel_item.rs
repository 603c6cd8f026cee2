//! Acts on what a panel is asked: what its members need to know, and no more than while they need it.

use super::{Because, Facts, FamilyFacts, Ruling, acts::acts, family::relationship};
use crate::{Actor, Role};

acts! {
    /// What one may do with an item of a panel.
    pub enum PanelItemAct on PanelItemFacts {
        /// See it: the summary that was written for the panel, and what was decided.
        See = "see-panel-item" reads,
        /// Change what is asked, or take it back, until it is decided.
        Change = "change-panel-item" reads,
        /// Decide on it; of a panel with a system of its own, keep what it decided.
        Decide = "decide-panel-item" reads,
        /// Say that one has a tie to the family, and step out of it.
        StepOut = "step-out-of-panel-item",
    }
}

/// What access to an item depends on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PanelItemFacts {
    /// This actor sent it.
    pub sent: bool,
    /// This actor chairs the panel, or stands in for whoever does.
    pub chairs: bool,
    /// This actor is a member of the panel.
    pub member: bool,
    /// This actor has a tie to the family: they work with it, or have said that they know it otherwise.
    pub tied: bool,
    /// It is on an agenda, and the days in which its members need it are not over.
    pub on_agenda: bool,
    /// The days in which anybody of the panel needs it are over.
    pub over: bool,
    /// This actor's organisation may be told of the family: it is the council's own, or agreement, a basis that was
    /// named, or a sharing decision holds (T26). Of an item without a name, always.
    pub told: bool,
    /// It was decided, or taken back.
    pub decided: bool,
    /// The panel keeps a system of its own: what it decides is kept by whoever hears it.
    pub outside: bool,
    /// The family's; none where it is asked without a name.
    pub family: Option<FamilyFacts>,
}

const STEPPED_OUT: &str = "You have a tie to this family, so you are no part of this item. Others see that you stepped \
    out, and not why.";

impl Facts for PanelItemFacts {
    type Act = PanelItemAct;

    fn decide(&self, actor: &Actor, act: PanelItemAct) -> Ruling {
        if self.family.is_some_and(|family| family.hidden()) {
            return Ruling::Hide;
        }

        let of_panel = self.chairs || self.member;
        if of_panel && self.tied && !(self.sent && act != PanelItemAct::Decide) {
            return match act {
                // nothing is left to say: they are out
                PanelItemAct::StepOut => Ruling::Refuse("You have stepped out of this item already."),
                _ => Ruling::Refuse(STEPPED_OUT),
            };
        }
        match act {
            PanelItemAct::See => self.see(actor),
            PanelItemAct::Change if self.decided => self.past(actor, "It is decided, and stays as it was sent."),
            PanelItemAct::Change => self.change(actor),
            PanelItemAct::Decide if self.decided => self.past(actor, "It is decided already."),
            PanelItemAct::Decide => self.say(actor),
            PanelItemAct::StepOut if of_panel && !self.decided => match self.chairs {
                true => Ruling::Allow(Because::Chair),
                false => Ruling::Allow(Because::PanelMember),
            },
            PanelItemAct::StepOut => self.past(actor, "This is for members of the panel, before it is decided."),
        }
    }
}

impl PanelItemFacts {
    /// Through which tie it is seen.
    fn seen_as(&self, actor: &Actor) -> Option<Because> {
        if self.sent && self.told {
            return Some(Because::Maker);
        }
        if self.chairs && actor.is(Role::PanelChair) && self.told && !self.over {
            return Some(Because::Chair);
        }
        if (self.member || self.chairs) && self.on_agenda && self.told {
            return Some(Because::PanelMember);
        }
        let related = self.family.and_then(|family| relationship(actor, &family));
        let front_door = self.family.is_some() && actor.own && actor.is(Role::FrontDoor);
        related.or(front_door.then_some(Because::FrontDoor))
    }

    fn see(&self, actor: &Actor) -> Ruling {
        match self.seen_as(actor) {
            Some(because) => Ruling::Allow(because),
            None if self.member || self.chairs => Ruling::Refuse(
                "Members see what is on an agenda from its day until some days after the meeting, as far as the family \
                 may be told of to them.",
            ),
            None => Ruling::Hide,
        }
    }

    fn change(&self, actor: &Actor) -> Ruling {
        match self.seen_as(actor) {
            Some(because @ (Because::Maker | Because::Chair | Because::Lead | Because::ManagerOfTeam)) => {
                Ruling::Allow(because)
            }
            Some(_) => Ruling::Refuse("This is for whoever sent it, or whoever chairs the panel."),
            None => Ruling::Hide,
        }
    }

    /// Whoever chairs decides; what a panel outside has decided is kept by whoever hears it.
    fn say(&self, actor: &Actor) -> Ruling {
        if self.chairs && actor.is(Role::PanelChair) && self.told && !self.over {
            return Ruling::Allow(Because::Chair);
        }
        match (self.outside, self.hears(actor), self.seen_as(actor)) {
            (true, Some(because), _) => Ruling::Allow(because),
            (_, _, Some(_)) => Ruling::Refuse("This is for whoever chairs the panel."),
            (_, _, None) => Ruling::Hide,
        }
    }

    /// Whoever sent it, who holds the family, and the front door hear what a panel outside has decided.
    fn hears(&self, actor: &Actor) -> Option<Because> {
        if self.sent && self.told {
            return Some(Because::Maker);
        }
        let family = self.family?;
        match relationship(actor, &family) {
            Some(because @ (Because::Lead | Because::ManagerOfTeam)) => Some(because),
            _ if actor.own && actor.is(Role::FrontDoor) => Some(Because::FrontDoor),
            _ => None,
        }
    }

    fn past(&self, actor: &Actor, why: &'static str) -> Ruling {
        match self.see(actor) {
            Ruling::Allow(_) => Ruling::Refuse(why),
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AccountId;

    fn actor(role: Role, own: bool) -> Actor {
        Actor { account: Some(AccountId::new()), own, roles: vec![role], ..Actor::nobody() }
    }

    fn asked() -> PanelItemFacts {
        PanelItemFacts {
            on_agenda: true,
            told: true,
            family: Some(FamilyFacts::default()),
            ..PanelItemFacts::default()
        }
    }

    #[test]
    fn a_member_sees_an_item_only_from_the_agenda_s_day_until_the_days_after_and_while_it_may_be_told() {
        let member = actor(Role::Practitioner, false);
        let theirs = PanelItemFacts { member: true, ..asked() };
        assert_eq!(theirs.decide(&member, PanelItemAct::See), Ruling::Allow(Because::PanelMember));
        for not in [
            PanelItemFacts { on_agenda: false, ..theirs },
            PanelItemFacts { told: false, ..theirs },
            PanelItemFacts { tied: true, ..theirs },
        ] {
            assert!(matches!(not.decide(&member, PanelItemAct::See), Ruling::Refuse(_)), "{not:?}");
        }
        assert!(!theirs.decide(&member, PanelItemAct::Decide).allows());
        assert!(!theirs.decide(&member, PanelItemAct::Change).allows());
    }

    #[test]
    fn nobody_decides_on_a_family_to_which_they_have_a_tie_not_even_whoever_chairs() {
        let chair = actor(Role::PanelChair, true);
        let theirs = PanelItemFacts { chairs: true, ..asked() };
        assert!(theirs.decide(&chair, PanelItemAct::Decide).allows());
        let tied = PanelItemFacts { tied: true, ..theirs };
        for act in PanelItemAct::ALL {
            assert!(!tied.decide(&chair, *act).allows(), "{act:?}");
        }
        let sent = PanelItemFacts { sent: true, ..tied };
        assert!(sent.decide(&chair, PanelItemAct::See).allows());
        assert!(!sent.decide(&chair, PanelItemAct::Decide).allows());
    }

    #[test]
    fn what_a_panel_outside_decides_is_kept_by_whoever_sent_it_and_of_one_inside_only_by_its_chair() {
        let school = actor(Role::Practitioner, false);
        let sent = PanelItemFacts { sent: true, ..asked() };
        assert!(!sent.decide(&school, PanelItemAct::Decide).allows());
        assert!(PanelItemFacts { outside: true, ..sent }.decide(&school, PanelItemAct::Decide).allows());
        // what they sent is shown to them no longer than the family may be told of to them (T26)
        let no_longer = PanelItemFacts { told: false, outside: true, ..sent };
        assert_eq!(no_longer.decide(&school, PanelItemAct::See), Ruling::Hide);
    }

    #[test]
    fn an_item_of_a_restricted_family_is_hidden_from_everybody_not_listed() {
        let restricted = Some(FamilyFacts { restricted: true, ..FamilyFacts::default() });
        let hidden =
            PanelItemFacts { family: restricted, sent: true, chairs: true, member: true, outside: true, ..asked() };
        for role in Role::ALL {
            for act in PanelItemAct::ALL {
                assert_eq!(hidden.decide(&actor(*role, true), *act), Ruling::Hide, "{role:?} {act:?}");
            }
        }
    }
}
