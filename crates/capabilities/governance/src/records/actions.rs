//! Actions: what, who leads it, by when (003 s6); of a decision, a priority or a risk.

use super::{
    ActionId, ActionUid, BoardId, BoardUid, ItemId, ItemUid, Of, PriorityId, PriorityUid, RiskId, RiskUid, boards,
};
use crate::{
    events, kinds,
    rules::{
        check,
        plan::{self as rules, CannotAct},
    },
};
use access::{AccountId, AccountUid, Permit, Sight, board as acts};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Conn, Instant, Json, MultiBackend, Result, Tx};
use work::{NewTask, tasks};

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Jsonb, Utc};
    use super::{AccountUid, ActionUid, BoardUid, ItemUid, PriorityUid, RiskUid};

    board_action (id) {
        id -> ActionUid,
        board_id -> BoardUid,
        item_id -> Nullable<ItemUid>,
        priority_id -> Nullable<PriorityUid>,
        risk_id -> Nullable<RiskUid>,
        what -> Text,
        who -> Text,
        owner_id -> AccountUid,
        due_on -> Date,
        moved -> Jsonb,
        done_at -> Nullable<Utc>,
        done_by -> Text,
        became -> Text,
        version -> BigInt,
    }
}

/// An action.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = board_action, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Action {
    pub id: ActionId,
    pub board_id: BoardId,
    pub item_id: Option<ItemId>,
    pub priority_id: Option<PriorityId>,
    pub risk_id: Option<RiskId>,
    pub what: String,
    /// Who does it besides the lead, in words.
    pub who: String,
    /// Who leads it.
    pub owner_id: AccountId,
    pub due_on: NaiveDate,
    /// When it was due before, and why that changed.
    pub moved: Json<Vec<Moved>>,
    pub done_at: Option<Instant>,
    pub done_by: String,
    pub became: String,
    pub version: i64,
}

/// A day or a lead that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "as it was before")]
pub struct Moved {
    pub was_due: NaiveDate,
    pub why: String,
    pub by: String,
    pub on: NaiveDate,
}

/// What is said of an action.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "as the columns of board_action")]
pub struct NewAction {
    pub what: String,
    pub who: String,
    pub owner: Option<AccountId>,
    pub due: Option<NaiveDate>,
    pub item: Option<ItemId>,
    pub priority: Option<PriorityId>,
    pub risk: Option<RiskId>,
}

pub(crate) fn of(conn: &mut Conn, id: ActionId) -> Result<Of> {
    let (board, owner) =
        board_action::table.find(id).select((board_action::board_id, board_action::owner_id)).first(conn)?;
    Ok(Of::owed(board, owner))
}

/// An action.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, sight: &Sight<ActionId>) -> Result<Action> {
    Ok(board_action::table.find(sight.subject()).select(Action::as_select()).first(conn)?)
}

/// The actions of a board: those that are open by when they are due, then those that are done, the latest first.
pub fn list(conn: &mut Conn, sight: &Sight<BoardId>) -> Result<Vec<Action>> {
    let mut all: Vec<Action> = board_action::table
        .filter(board_action::board_id.eq(sight.subject()))
        .order((board_action::due_on, board_action::id))
        .select(Action::as_select())
        .load(conn)?;
    all.sort_by_key(|action| (action.done_at.is_some(), action.done_at.map(std::cmp::Reverse)));
    Ok(all)
}

/// The actions that a meeting agreed.
pub fn of_items(conn: &mut Conn, _: &Sight<super::MeetingId>, items: &[ItemId]) -> Result<Vec<Action>> {
    Ok(board_action::table
        .filter(board_action::item_id.eq_any(items))
        .order((board_action::due_on, board_action::id))
        .select(Action::as_select())
        .load(conn)?)
}

/// Somebody owes something to the board from now on.
///
/// # Errors
/// Every [`CannotAct`] that holds.
pub fn agree(tx: &mut Tx<'_>, permit: &Permit<BoardId, acts::Keep>, new: &NewAction) -> web::Result<ActionId> {
    rules::act(&new.what, new.owner.is_some(), new.due, tx.now.date())?;
    super::say(&[&new.what, &new.who])?;
    let (Some(owner_id), Some(due_on)) = (new.owner, new.due) else { return Err(web::Error::NotFound) };
    let row = Action {
        id: ActionId::new(),
        board_id: permit.subject(),
        item_id: new.item,
        priority_id: new.priority,
        risk_id: new.risk,
        what: new.what.clone(),
        who: new.who.clone(),
        owner_id,
        due_on,
        moved: Json(vec![]),
        done_at: None,
        done_by: String::new(),
        became: String::new(),
        version: 1,
    };
    diesel::insert_into(board_action::table).values(&row).execute(tx.conn())?;
    owe(tx, &row)?;
    tx.record(events::ACTION.on(row.id.0).detail(json!({"board": row.board_id, "due": due_on, "owner": owner_id})))?;
    Ok(row.id)
}

fn owe(tx: &mut Tx<'_>, row: &Action) -> Result<()> {
    let of = boards::load(tx.conn(), row.board_id)?;
    let title = format!("{}: {}", of.name, row.what);
    let task = NewTask::new(kinds::ACTION, row.id.0, title, format!("/board-actions/{}", row.id), row.due_on);
    tasks::add(tx, task.owed_by(row.owner_id))?;
    Ok(())
}

/// Changes what is to be done, who leads it or by when, with a reason, unless somebody else has since this `version`.
///
/// # Errors
/// Every [`CannotAct`] that holds; [`store::Error::Stale`].
pub fn change(
    tx: &mut Tx<'_>,
    permit: &Permit<ActionId, acts::Keep>,
    version: i64,
    new: &NewAction,
    why: &str,
) -> web::Result<()> {
    let (before, today) = (find(tx.conn(), permit)?, tx.now.date());
    if before.version != version {
        return Err(store::Error::Stale.into());
    }
    check([(before.done_at.is_some(), CannotAct::Done)])?;
    let moves = new.due.is_some_and(|due| due != before.due_on);
    // what is late stays late where only its words change
    let due = if moves { new.due } else { new.due.map(|_| today) };
    rules::act(&new.what, new.owner.is_some(), due, today)?;
    let other = moves || new.owner != Some(before.owner_id);
    check([(other && why.trim().is_empty(), CannotAct::NoWhy)])?;
    super::say(&[&new.what, &new.who, why])?;
    let (Some(owner_id), Some(due_on)) = (new.owner, new.due) else { return Err(web::Error::NotFound) };
    let mut moved = before.moved.0.clone();
    if other {
        let by = permit.actor().name.clone();
        moved.push(Moved { was_due: before.due_on, why: why.into(), by, on: today });
    }
    diesel::update(board_action::table.find(before.id))
        .set((
            (board_action::what.eq(&new.what), board_action::who.eq(&new.who)),
            (board_action::owner_id.eq(owner_id), board_action::due_on.eq(due_on)),
            (board_action::moved.eq(Json(moved)), board_action::version.eq(version + 1)),
        ))
        .execute(tx.conn())?;
    tasks::done(tx, before.id.0, Some(kinds::ACTION))?;
    owe(tx, &Action { what: new.what.clone(), owner_id, due_on, ..before.clone() })?;
    tx.record(events::ACTION.on(before.id.0).detail(json!({"due": due_on, "owner": owner_id})))?;
    Ok(())
}

/// Says that an action is done, and what came of it.
///
/// # Errors
/// Every [`CannotAct`] that holds.
pub fn finish(tx: &mut Tx<'_>, permit: &Permit<ActionId, acts::Answer>, became: &str) -> web::Result<()> {
    let (before, now) = (find(tx.conn(), permit)?, tx.now);
    check([(before.done_at.is_some(), CannotAct::Done), (became.trim().is_empty(), CannotAct::NoWord)])?;
    super::say(&[became])?;
    diesel::update(board_action::table.find(before.id))
        .set((
            (board_action::done_at.eq(Some(now)), board_action::done_by.eq(&permit.actor().name)),
            (board_action::became.eq(became), board_action::version.eq(before.version + 1)),
        ))
        .execute(tx.conn())?;
    tasks::done(tx, before.id.0, Some(kinds::ACTION))?;
    tx.record(events::ACTION.on(before.id.0).detail(json!({"done": true})))?;
    Ok(())
}
