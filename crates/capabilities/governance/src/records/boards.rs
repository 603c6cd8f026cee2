//! A board: what it is for, to whom it answers, how often it meets.

use super::{BoardId, BoardUid, Of, linked, priorities, seats};
use crate::{events, kinds, rules::boards as rules};
use access::{AccountId, Nobody, Permit, Role, Sight, accounts, board as acts, nobody};
use chrono::{Months, NaiveDate};
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use store::{Conn, Instant, MultiBackend, Result, Tx};
use work::{NewTask, tasks};

diesel::table! {
    use diesel::sql_types::*;
    use store::types::Utc;
    use super::BoardUid;

    board (id) {
        id -> BoardUid,
        name -> Text,
        purpose -> Text,
        answers_to -> Text,
        every -> BigInt,
        founded_on -> Date,
        ended_at -> Nullable<Utc>,
        version -> BigInt,
    }
}

/// A board.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = board, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Board {
    pub id: BoardId,
    pub name: String,
    pub purpose: String,
    pub answers_to: String,
    /// It meets every so many months.
    pub every: i64,
    pub founded_on: NaiveDate,
    pub ended_at: Option<Instant>,
    pub version: i64,
}

impl Board {
    /// The last day of the meeting after one on this day.
    pub fn next_by(&self, after: NaiveDate) -> NaiveDate {
        after + Months::new(u32::try_from(self.every).unwrap_or(2))
    }
}

/// What is said of a board.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "as the columns of board")]
pub struct NewBoard {
    pub name: String,
    pub purpose: String,
    pub answers_to: String,
    pub every: Option<i64>,
    /// It is no more.
    pub ended: bool,
    /// Who chairs it and who is its secretary, where it is founded.
    pub chair: Option<AccountId>,
    pub secretary: Option<AccountId>,
    /// It takes on the priorities and the linked plans of the pack.
    pub whole: bool,
}

pub(crate) fn of(conn: &mut Conn, id: BoardId) -> Result<Of> {
    load(conn, id)?;
    Ok(Of::only(id))
}

/// A board by its id: that it is there, and what it is for, is no secret.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn load(conn: &mut Conn, id: BoardId) -> Result<Board> {
    Ok(board::table.find(id).select(Board::as_select()).first(conn)?)
}

/// A board, for those who may see something of it.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, sight: &Sight<BoardId>) -> Result<Board> {
    load(conn, sight.subject())
}

/// All boards that have not ended, by name.
pub fn list(conn: &mut Conn) -> Result<Vec<Board>> {
    Ok(board::table.filter(board::ended_at.is_null()).order(board::name).select(Board::as_select()).load(conn)?)
}

/// Founds a board with its chair and its secretary; the first meeting is owed at once.
///
/// # Errors
/// Every [`rules::CannotKeep`] that holds.
pub fn found(
    tx: &mut Tx<'_>,
    _: &Permit<Nobody, nobody::FoundBoard>,
    pack: &Pack,
    new: &NewBoard,
) -> web::Result<BoardId> {
    let said = rules::Keeping { name: &new.name, purpose: &new.purpose, every: new.every };
    let same = new.chair == new.secretary;
    rules::found(said, new.chair.is_some(), new.secretary.is_some(), same)?;
    super::say(&[&new.purpose, &new.answers_to])?;
    let today = tx.now.date();
    let row = Board {
        id: BoardId::new(),
        name: new.name.clone(),
        purpose: new.purpose.clone(),
        answers_to: new.answers_to.clone(),
        every: new.every.unwrap_or(2),
        founded_on: today,
        ended_at: None,
        version: 1,
    };
    diesel::insert_into(board::table).values(&row).execute(tx.conn())?;
    tx.record(events::BOARD.on(row.id.0).detail(json!({"name": row.name})))?;
    let until = today + Months::new(pack.number("board-term"));
    for (account, capacity) in [(new.chair, rules::Capacity::Chair), (new.secretary, rules::Capacity::Secretary)] {
        seats::seat_first(tx, pack, row.id, (account, capacity), (today, until))?;
    }
    if new.whole {
        priorities::take_on(tx, pack, row.id)?;
        if let Some(watcher) = new.secretary {
            linked::take_on(tx, pack, row.id, watcher)?;
        }
    }
    want_meeting(tx, pack, &row)?;
    super::assessing::want(tx, pack, row.id, today)?;
    Ok(row.id)
}

/// Changes a board, unless somebody else has changed it since this `version`. One that is no more owes no meetings; its
/// actions go on until they are done.
///
/// # Errors
/// Every [`rules::CannotKeep`] that holds; [`store::Error::Stale`].
pub fn change(tx: &mut Tx<'_>, permit: &Permit<BoardId, acts::Seat>, version: i64, new: &NewBoard) -> web::Result<()> {
    rules::keep(rules::Keeping { name: &new.name, purpose: &new.purpose, every: new.every })?;
    super::say(&[&new.purpose, &new.answers_to])?;
    let before = find(tx.conn(), permit)?;
    if before.version != version {
        return Err(store::Error::Stale.into());
    }
    let ended = new.ended.then(|| before.ended_at.unwrap_or(tx.now));
    diesel::update(board::table.find(before.id))
        .set((
            (board::name.eq(&new.name), board::purpose.eq(&new.purpose), board::answers_to.eq(&new.answers_to)),
            (board::every.eq(new.every.unwrap_or(2)), board::ended_at.eq(ended), board::version.eq(version + 1)),
        ))
        .execute(tx.conn())?;
    if new.ended {
        let mut over = super::meetings::open_ids(tx.conn(), before.id)?;
        over.extend(super::strategies::ids(tx.conn(), before.id)?);
        over.extend(seats::ever(tx.conn(), before.id)?.into_iter().map(|seat| seat.id.0));
        over.push(before.id.0);
        over.into_iter().try_for_each(|subject| tasks::done(tx, subject, None))?;
    }
    tx.record(events::BOARD.on(before.id.0).detail(json!({"name": new.name, "ended": new.ended})))?;
    Ok(())
}

/// Who does what is owed of a board today: its secretary, else its chair, else the deputy, else the head of early help.
pub fn keeper(conn: &mut Conn, of: BoardId, today: NaiveDate) -> Result<Option<AccountId>> {
    let mut keepers = seats::keepers(conn, of, today)?;
    keepers.sort_by_key(|(_, capacity)| match capacity {
        rules::Capacity::Secretary => 0,
        rules::Capacity::Chair => 1,
        _ => 2,
    });
    match keepers.first() {
        Some((keeper, _)) => Ok(Some(*keeper)),
        None => Ok(accounts::with_role(conn, Role::Head)?.into_iter().next()),
    }
}

/// Where no meeting is planned, planning one is owed: early enough that its papers can be out in time.
pub(crate) fn want_meeting(tx: &mut Tx<'_>, pack: &Pack, of: &Board) -> Result<()> {
    let today = tx.now.date();
    if of.ended_at.is_some() || super::meetings::next_open(tx.conn(), of.id)?.is_some() {
        return tasks::done(tx, of.id.0, Some(kinds::PLAN));
    }
    if tasks::is_owed(tx.conn(), kinds::PLAN, of.id.0)? {
        return Ok(());
    }
    let last = super::meetings::last_held(tx.conn(), of.id)?.unwrap_or(of.founded_on);
    let by = of.next_by(last);
    let due_on = pack.calendar().minus_working(by, 2 * pack.number("board-papers"));
    let title = format!("Plan the next meeting: {}, to be held by {}", of.name, web::dates::day(by));
    let task = NewTask::new(kinds::PLAN, of.id.0, title, format!("/boards/{}/meetings/new", of.id), due_on);
    let keeper = keeper(tx.conn(), of.id, today)?;
    tasks::add(tx, task.owed_by(keeper))?;
    Ok(())
}
