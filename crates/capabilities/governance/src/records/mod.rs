//! Boards and what is theirs, a file for what belongs together.

pub mod actions;
pub mod agenda;
pub mod assessing;
pub mod boards;
pub mod linked;
pub mod meetings;
pub mod minutes;
pub mod papers;
pub mod priorities;
pub mod risks;
pub mod scrutiny;
pub mod seats;
pub mod strategies;

use access::{AccountId, Actor, BoardFacts, Subject};
use pack::Pack;
use store::{Conn, FamilyId, Result, Uuid};

store::strict_id!(
    /// A board, or a group under one.
    BoardId,
    BoardUid
);
store::strict_id!(
    /// Somebody's term on a board.
    SeatId,
    SeatUid
);
store::strict_id!(
    /// A meeting of a board.
    MeetingId,
    MeetingUid
);
store::strict_id!(
    /// An item of an agenda.
    ItemId,
    ItemUid
);
store::strict_id!(
    /// A paper.
    PaperId,
    PaperUid
);
store::strict_id!(
    /// An action.
    ActionId,
    ActionUid
);
store::strict_id!(
    /// A priority.
    PriorityId,
    PriorityUid
);
store::strict_id!(
    /// A risk.
    RiskId,
    RiskUid
);
store::strict_id!(
    /// A plan of somebody else's that touches ours.
    LinkedId,
    LinkedUid
);
store::strict_id!(
    /// A meeting of scrutiny.
    ScrutinyId,
    ScrutinyUid
);
store::strict_id!(
    /// A member's question there.
    QuestionId,
    QuestionUid
);
store::strict_id!(
    /// A strategy.
    StrategyId,
    StrategyUid
);
store::strict_id!(
    /// A self-assessment.
    SelfId,
    SelfUid
);

fn say(texts: &[&str]) -> web::Result<()> {
    Ok(crate::rules::say(texts)?)
}

/// To which board something belongs, and who owes it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Of {
    board: BoardId,
    owner: Option<AccountId>,
    unsent: bool,
}

impl Of {
    fn only(board: BoardId) -> Self {
        Self { board, owner: None, unsent: false }
    }

    fn owed(board: BoardId, owner: AccountId) -> Self {
        Self { board, owner: Some(owner), unsent: false }
    }

    /// To which board.
    pub fn board(&self) -> BoardId {
        self.board
    }

    fn facts(self, conn: &mut Conn, actor: &Actor) -> Result<BoardFacts> {
        let (seated, keeps) = match actor.account {
            Some(account) => seats::sits(conn, self.board, account, actor.as_of.date())?,
            None => (false, false),
        };
        let owes = actor.account.is_some() && self.owner == actor.account;
        Ok(BoardFacts { seated, keeps, owes, unsent: self.unsent })
    }
}

/// What belongs to a board is seen and kept as the board is.
macro_rules! subjects {
    ($($id:ident, $kind:literal, $of:path;)*) => { $(
        impl Subject for $id {
            type Facts = BoardFacts;
            const KIND: &'static str = $kind;

            fn id(&self) -> Option<Uuid> {
                Some(self.0)
            }

            fn facts(&self, conn: &mut Conn, _: &Pack, actor: &Actor) -> Result<(BoardFacts, Option<FamilyId>)> {
                let of = $of(conn, *self)?;
                Ok((of.facts(conn, actor)?, None))
            }
        }
    )* };
}

subjects! {
    BoardId, "board", boards::of;
    SeatId, "board-seat", seats::of;
    MeetingId, "board-meeting", meetings::of;
    ItemId, "board-item", agenda::of;
    PaperId, "board-paper", papers::of;
    ActionId, "board-action", actions::of;
    PriorityId, "board-priority", priorities::of;
    RiskId, "board-risk", risks::of;
    LinkedId, "linked-plan", linked::of;
    ScrutinyId, "scrutiny", scrutiny::of;
    QuestionId, "scrutiny-question", scrutiny::of_question;
    StrategyId, "strategy", strategies::of;
    SelfId, "self-assessment", assessing::of;
}

/// A step is known by the hash of its text: not a space of it changes.
pub(crate) const DDL: &str = "
CREATE TABLE board (id $UUID PRIMARY KEY NOT NULL, name TEXT NOT NULL, purpose TEXT NOT NULL, answers_to TEXT NOT NULL,
  every $INT8 NOT NULL, founded_on $DATE NOT NULL, ended_at $INSTANT, version $INT8 NOT NULL) $STRICT;
CREATE TABLE board_seat (id $UUID PRIMARY KEY NOT NULL, board_id $UUID NOT NULL REFERENCES board(id),
  account_id $UUID REFERENCES account(id), name TEXT NOT NULL, job TEXT NOT NULL, organisation TEXT NOT NULL,
  capacity TEXT NOT NULL, from_on $DATE NOT NULL, until_on $DATE NOT NULL, version $INT8 NOT NULL) $STRICT;
CREATE INDEX board_seat_board ON board_seat(board_id, from_on);
CREATE INDEX board_seat_account ON board_seat(account_id, board_id) WHERE account_id IS NOT NULL;
CREATE TABLE board_meeting (id $UUID PRIMARY KEY NOT NULL, board_id $UUID NOT NULL REFERENCES board(id),
  held_on $DATE NOT NULL, starts TEXT NOT NULL, place TEXT NOT NULL, sent_at $INSTANT, others TEXT NOT NULL,
  not_held TEXT NOT NULL, closed_at $INSTANT, minutes TEXT NOT NULL, minutes_by $UUID REFERENCES account(id),
  minutes_name TEXT NOT NULL, minutes_at $INSTANT, approved_at $INSTANT, approved_name TEXT NOT NULL,
  corrections TEXT NOT NULL, version $INT8 NOT NULL) $STRICT;
CREATE INDEX board_meeting_board ON board_meeting(board_id, held_on);
CREATE TABLE board_attendance (meeting_id $UUID NOT NULL REFERENCES board_meeting(id),
  seat_id $UUID NOT NULL REFERENCES board_seat(id), attended TEXT NOT NULL, \
  PRIMARY KEY (meeting_id, seat_id)) $STRICT;
CREATE TABLE board_item (id $UUID PRIMARY KEY NOT NULL, meeting_id $UUID NOT NULL REFERENCES board_meeting(id),
  n $INT8 NOT NULL, title TEXT NOT NULL, takes $INT8 NOT NULL, lead TEXT NOT NULL, wants TEXT NOT NULL,
  asked TEXT NOT NULL, outcome TEXT, decided TEXT NOT NULL, took_part $JSON NOT NULL, kept_by TEXT NOT NULL,
  put_off $INT8 NOT NULL, version $INT8 NOT NULL) $STRICT;
CREATE INDEX board_item_meeting ON board_item(meeting_id, n);
CREATE TABLE board_interest (item_id $UUID NOT NULL REFERENCES board_item(id),
  seat_id $UUID NOT NULL REFERENCES board_seat(id), what TEXT NOT NULL, kept_by TEXT NOT NULL, at $INSTANT NOT NULL, \
  PRIMARY KEY (item_id, seat_id)) $STRICT;
CREATE TABLE board_paper (id $UUID PRIMARY KEY NOT NULL, meeting_id $UUID NOT NULL REFERENCES board_meeting(id),
  item_id $UUID REFERENCES board_item(id), kind TEXT NOT NULL, title TEXT NOT NULL,
  owner_id $UUID NOT NULL REFERENCES account(id), due_on $DATE NOT NULL, body TEXT NOT NULL, link TEXT NOT NULL,
  source_id $UUID, frozen $JSON NOT NULL, given_at $INSTANT, given_by TEXT NOT NULL, version $INT8 NOT NULL) $STRICT;
CREATE INDEX board_paper_meeting ON board_paper(meeting_id);
CREATE INDEX board_paper_item ON board_paper(item_id) WHERE item_id IS NOT NULL;
CREATE TABLE board_priority (id $UUID PRIMARY KEY NOT NULL, board_id $UUID NOT NULL REFERENCES board(id),
  code TEXT NOT NULL, title TEXT NOT NULL, n $INT8 NOT NULL, state TEXT NOT NULL, words TEXT NOT NULL,
  said_by TEXT NOT NULL, said_at $INSTANT, ended_at $INSTANT, version $INT8 NOT NULL) $STRICT;
CREATE INDEX board_priority_board ON board_priority(board_id, n);
CREATE TABLE board_evidence (id $UUID PRIMARY KEY NOT NULL, priority_id $UUID NOT NULL REFERENCES board_priority(id),
  kind TEXT NOT NULL, label TEXT NOT NULL, href TEXT NOT NULL, by_name TEXT NOT NULL, at $INSTANT NOT NULL) $STRICT;
CREATE INDEX board_evidence_priority ON board_evidence(priority_id, at);
CREATE TABLE board_risk (id $UUID PRIMARY KEY NOT NULL, board_id $UUID NOT NULL REFERENCES board(id),
  title TEXT NOT NULL, description TEXT NOT NULL, mitigation TEXT NOT NULL,
  owner_id $UUID NOT NULL REFERENCES account(id), rating $JSON NOT NULL, accepts $JSON NOT NULL, raised TEXT NOT NULL,
  raised_from TEXT NOT NULL, review_on $DATE NOT NULL, closed_at $INSTANT, closed_why TEXT NOT NULL, \
  version $INT8 NOT NULL) $STRICT;
CREATE INDEX board_risk_board ON board_risk(board_id);
CREATE TABLE board_rating (id $UUID PRIMARY KEY NOT NULL, risk_id $UUID NOT NULL REFERENCES board_risk(id),
  rating $JSON NOT NULL, why TEXT NOT NULL, by_name TEXT NOT NULL, at $INSTANT NOT NULL) $STRICT;
CREATE INDEX board_rating_risk ON board_rating(risk_id, at);
CREATE TABLE board_action (id $UUID PRIMARY KEY NOT NULL, board_id $UUID NOT NULL REFERENCES board(id),
  item_id $UUID REFERENCES board_item(id), priority_id $UUID REFERENCES board_priority(id),
  risk_id $UUID REFERENCES board_risk(id), what TEXT NOT NULL, who TEXT NOT NULL,
  owner_id $UUID NOT NULL REFERENCES account(id), due_on $DATE NOT NULL, moved $JSON NOT NULL, done_at $INSTANT,
  done_by TEXT NOT NULL, became TEXT NOT NULL, version $INT8 NOT NULL) $STRICT;
CREATE INDEX board_action_board ON board_action(board_id, due_on);
CREATE INDEX board_action_item ON board_action(item_id) WHERE item_id IS NOT NULL;
CREATE INDEX board_action_priority ON board_action(priority_id) WHERE priority_id IS NOT NULL;
CREATE INDEX board_action_risk ON board_action(risk_id) WHERE risk_id IS NOT NULL;
CREATE TABLE linked_plan (id $UUID PRIMARY KEY NOT NULL, board_id $UUID NOT NULL REFERENCES board(id),
  code TEXT NOT NULL, name TEXT NOT NULL, owner TEXT NOT NULL, watcher_id $UUID NOT NULL REFERENCES account(id),
  from_on $DATE, until_on $DATE, review_on $DATE NOT NULL, touches TEXT NOT NULL, priorities $JSON NOT NULL,
  ended_at $INSTANT, version $INT8 NOT NULL) $STRICT;
CREATE INDEX linked_plan_board ON linked_plan(board_id, review_on);
CREATE TABLE linked_review (id $UUID PRIMARY KEY NOT NULL, plan_id $UUID NOT NULL REFERENCES linked_plan(id),
  said TEXT NOT NULL, by_name TEXT NOT NULL, at $INSTANT NOT NULL) $STRICT;
CREATE INDEX linked_review_plan ON linked_review(plan_id, at);
CREATE TABLE scrutiny (id $UUID PRIMARY KEY NOT NULL, board_id $UUID NOT NULL REFERENCES board(id), body TEXT NOT NULL,
  held_on $DATE NOT NULL, title TEXT NOT NULL, report TEXT NOT NULL, source_id $UUID, frozen $JSON NOT NULL,
  by_name TEXT NOT NULL, at $INSTANT NOT NULL) $STRICT;
CREATE INDEX scrutiny_board ON scrutiny(board_id, held_on);
CREATE TABLE scrutiny_question (id $UUID PRIMARY KEY NOT NULL, scrutiny_id $UUID NOT NULL REFERENCES scrutiny(id),
  asked_by TEXT NOT NULL, question TEXT NOT NULL, owner_id $UUID NOT NULL REFERENCES account(id),
  due_on $DATE NOT NULL, answer TEXT NOT NULL, answered_by TEXT NOT NULL, answered_at $INSTANT) $STRICT;
CREATE INDEX scrutiny_question_scrutiny ON scrutiny_question(scrutiny_id);
CREATE TABLE strategy (id $UUID PRIMARY KEY NOT NULL, board_id $UUID NOT NULL REFERENCES board(id), title TEXT NOT NULL,
  from_on $DATE NOT NULL, until_on $DATE NOT NULL, said TEXT NOT NULL, written_by $UUID NOT NULL REFERENCES account(id),
  written_name TEXT NOT NULL, published_at $INSTANT, published_name TEXT NOT NULL, review_on $DATE, reviewed_on $DATE,
  version $INT8 NOT NULL) $STRICT;
CREATE INDEX strategy_board ON strategy(board_id, from_on);
CREATE TABLE strategy_step (id $UUID PRIMARY KEY NOT NULL, strategy_id $UUID NOT NULL REFERENCES strategy(id),
  kind TEXT NOT NULL, held_on $DATE NOT NULL, until_on $DATE, title TEXT NOT NULL, said TEXT NOT NULL,
  outcome TEXT NOT NULL, chosen $BOOL NOT NULL, by_name TEXT NOT NULL, at $INSTANT NOT NULL) $STRICT;
CREATE INDEX strategy_step_strategy ON strategy_step(strategy_id, held_on);
CREATE TABLE self_assessment (id $UUID PRIMARY KEY NOT NULL, board_id $UUID NOT NULL REFERENCES board(id),
  title TEXT NOT NULL, begun_on $DATE NOT NULL, begun_by TEXT NOT NULL, grades $JSON NOT NULL, finished_at $INSTANT,
  finished_by TEXT NOT NULL, version $INT8 NOT NULL) $STRICT;
CREATE INDEX self_assessment_board ON self_assessment(board_id, begun_on);";
