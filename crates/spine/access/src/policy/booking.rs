//! Acts on somebody's place in a training session: their own, the one that they booked for somebody, or one in a
//! session that they run. What somebody says of a course is theirs to say alone.

use super::{Because, Facts, Ruling, acts::acts, course::keeps};
use crate::Actor;

acts! {
    /// What one may do with a place in a session.
    pub enum BookingAct on BookingFacts {
        /// See it, with its certificate.
        See = "see-booking" reads,
        /// Take or leave what is offered, give it back.
        Answer = "answer-booking" reads,
        /// Say how sure they are before and after, and what it changed.
        Evaluate = "evaluate-training" reads,
    }
}

/// What access to a place in a session depends on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BookingFacts {
    /// It is this actor's own.
    pub own: bool,
    /// This actor booked it for somebody else.
    pub booked: bool,
    /// This actor is a trainer of the course.
    pub trains: bool,
    /// Whose it is has no account: what they say on paper is entered by a trainer.
    pub on_paper: bool,
}

impl Facts for BookingFacts {
    type Act = BookingAct;

    fn decide(&self, actor: &Actor, act: BookingAct) -> Ruling {
        let tie = match self {
            Self { own: true, .. } => Some(Because::Own),
            Self { trains: true, .. } => Some(Because::Trainer),
            Self { booked: true, .. } => Some(Because::Booker),
            _ if keeps(actor) => Some(Because::Role),
            _ => None,
        };
        let Some(because) = tie else { return Ruling::Hide };
        let says = self.own || (self.on_paper && matches!(because, Because::Trainer | Because::Role));
        match act {
            BookingAct::Evaluate if !says => Ruling::Refuse("Only whoever came says what they think of it."),
            _ => Ruling::Allow(because),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AccountId, Role};

    #[test]
    fn nobody_speaks_for_somebody_who_has_an_account_and_strangers_see_nothing() {
        let actor = Actor { account: Some(AccountId::new()), roles: vec![Role::Trainer], ..Actor::nobody() };
        let trains = BookingFacts { trains: true, ..BookingFacts::default() };
        assert!(trains.decide(&actor, BookingAct::See).allows());
        assert!(matches!(trains.decide(&actor, BookingAct::Evaluate), Ruling::Refuse(_)));
        assert!(BookingFacts { on_paper: true, ..trains }.decide(&actor, BookingAct::Evaluate).allows());
        assert!(BookingFacts { own: true, ..BookingFacts::default() }.decide(&actor, BookingAct::Evaluate).allows());
        let booked = BookingFacts { booked: true, on_paper: true, ..BookingFacts::default() };
        assert!(booked.decide(&actor, BookingAct::Answer).allows());
        assert!(!booked.decide(&actor, BookingAct::Evaluate).allows());
        assert_eq!(BookingFacts::default().decide(&actor, BookingAct::See), Ruling::Hide);
    }
}
