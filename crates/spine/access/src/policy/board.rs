//! Acts on a board: its members see its meetings and papers, its chair and its secretary keep them, and whoever owes it
//! something answers for that alone. Nothing of it names a family.

use super::{ASK_ROLE, Because, Facts, Ruling, acts::acts};
use crate::{Actor, Role};

acts! {
    /// What one may do with a board.
    pub enum BoardAct on BoardFacts {
        /// See its priorities, risks, linked plans, strategies, scrutiny and self-assessments.
        SeePlan = "see-board-plan" reads,
        /// See its meetings: agenda, papers, decisions and minutes.
        See = "see-board" reads,
        /// Plan meetings, make the agenda, keep decisions and minutes, keep its plan.
        Keep = "keep-board" reads,
        /// Say who sits on it, and change what it is.
        Seat = "seat-board" reads,
        /// Answer for what one owes to it: an action, a paper, a risk, a linked plan, a question.
        Answer = "answer-board" reads,
    }
}

/// What access to a board, or to something of it, depends on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BoardFacts {
    /// This actor sits on it today.
    pub seated: bool,
    /// As its chair, deputy or secretary.
    pub keeps: bool,
    /// This actor owes it this one thing.
    pub owes: bool,
    /// It is a paper that was not sent to the members yet.
    pub unsent: bool,
}

impl Facts for BoardFacts {
    type Act = BoardAct;

    fn decide(&self, actor: &Actor, act: BoardAct) -> Ruling {
        let head = actor.own && actor.is(Role::Head);
        let counts = actor.is(Role::Board) || (actor.own && actor.is_any(&[Role::Commissioner, Role::Manager]));
        match act {
            _ if self.keeps => Ruling::Allow(Because::KeepsBoard),
            BoardAct::Answer | BoardAct::See | BoardAct::SeePlan if self.owes => Ruling::Allow(Because::Owes),
            BoardAct::See | BoardAct::SeePlan if self.seated && !self.unsent => Ruling::Allow(Because::BoardMember),
            // the head answers for early help, and sees to it that a board is never without a chair
            BoardAct::See if head && !self.unsent => Ruling::Allow(Because::Role),
            BoardAct::Seat if head => Ruling::Allow(Because::Role),
            BoardAct::SeePlan if head || counts => Ruling::Allow(Because::Role),
            _ if self.seated => Ruling::Refuse("This is for the chair of the board or its secretary. Ask them."),
            BoardAct::See => Ruling::Refuse(ASK_SEAT),
            _ => Ruling::Refuse(ASK_ROLE),
        }
    }
}

const ASK_SEAT: &str =
    "Papers and minutes are for those who sit on this board. Ask its secretary, or the head of early help.";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AccountId;

    fn actor(roles: &[Role], own: bool) -> Actor {
        Actor { account: Some(AccountId::new()), own, roles: roles.to_vec(), ..Actor::nobody() }
    }

    #[test]
    fn papers_that_were_not_sent_are_for_their_writer_and_those_who_keep_the_board() {
        let (member, writer) = (BoardFacts { seated: true, ..BoardFacts::default() }, BoardFacts::default());
        let someone = actor(&[Role::Practitioner], false);
        assert!(member.decide(&someone, BoardAct::See).allows());
        assert!(!BoardFacts { unsent: true, ..member }.decide(&someone, BoardAct::See).allows());
        assert!(BoardFacts { unsent: true, owes: true, ..writer }.decide(&someone, BoardAct::See).allows());
        assert!(BoardFacts { unsent: true, keeps: true, ..member }.decide(&someone, BoardAct::See).allows());
    }

    #[test]
    fn the_head_says_who_sits_on_a_board_and_writes_none_of_its_minutes() {
        let head = actor(&[Role::Head], true);
        assert!(BoardFacts::default().decide(&head, BoardAct::Seat).allows());
        assert!(!BoardFacts::default().decide(&head, BoardAct::Keep).allows());
        assert!(!BoardFacts::default().decide(&actor(&[Role::Head], false), BoardAct::Seat).allows());
    }
}
