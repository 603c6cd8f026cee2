//! Priorities: what the partnership has set itself, how each stands in words, and what shows it (001 s8).

use super::{BoardId, BoardUid, Of, PriorityId, PriorityUid};
use crate::{
    events,
    rules::{
        check,
        meetings::is_address,
        plan::{CannotPlan, Shows, State},
    },
};
use access::{Permit, Sight, board as acts};
use diesel::prelude::*;
use insight::papers::Line;
use pack::Pack;
use serde_json::json;
use store::{AnyId, Conn, Instant, MultiBackend, Result, Tx};

diesel::table! {
    use diesel::sql_types::*;
    use store::types::Utc;
    use super::{BoardUid, PriorityUid};

    board_priority (id) {
        id -> PriorityUid,
        board_id -> BoardUid,
        code -> Text,
        title -> Text,
        n -> BigInt,
        state -> Text,
        words -> Text,
        said_by -> Text,
        said_at -> Nullable<Utc>,
        ended_at -> Nullable<Utc>,
        version -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Uid, Utc};
    use super::PriorityUid;

    board_evidence (id) {
        id -> Uid,
        priority_id -> PriorityUid,
        kind -> Text,
        label -> Text,
        href -> Text,
        by_name -> Text,
        at -> Utc,
    }
}

/// A priority.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = board_priority, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Priority {
    pub id: PriorityId,
    pub board_id: BoardId,
    /// As the pack calls it; empty where it was set here.
    pub code: String,
    pub title: String,
    pub n: i64,
    pub state: State,
    /// How it stands, and how one knows.
    pub words: String,
    pub said_by: String,
    pub said_at: Option<Instant>,
    pub ended_at: Option<Instant>,
    pub version: i64,
}

/// What shows how a priority goes.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = board_evidence, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Evidence {
    pub id: AnyId,
    pub priority_id: PriorityId,
    pub kind: Shows,
    pub label: String,
    pub href: String,
    pub by_name: String,
    pub at: Instant,
}

pub(crate) fn of(conn: &mut Conn, id: PriorityId) -> Result<Of> {
    Ok(Of::only(board_priority::table.find(id).select(board_priority::board_id).first(conn)?))
}

/// A priority.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, sight: &Sight<PriorityId>) -> Result<Priority> {
    Ok(board_priority::table.find(sight.subject()).select(Priority::as_select()).first(conn)?)
}

/// The priorities of a board, in their order.
pub fn list(conn: &mut Conn, sight: &Sight<BoardId>) -> Result<Vec<Priority>> {
    all_of(conn, sight.subject())
}

fn all_of(conn: &mut Conn, of: BoardId) -> Result<Vec<Priority>> {
    Ok(board_priority::table
        .filter(board_priority::board_id.eq(of).and(board_priority::ended_at.is_null()))
        .order((board_priority::n, board_priority::id))
        .select(Priority::as_select())
        .load(conn)?)
}

/// What everybody may read: the titles and how each stands, of every board.
pub fn public(conn: &mut Conn) -> Result<Vec<Priority>> {
    Ok(board_priority::table
        .filter(board_priority::ended_at.is_null())
        .order((board_priority::board_id, board_priority::n))
        .select(Priority::as_select())
        .load(conn)?)
}

/// As a paper shows them.
pub(super) fn lines(conn: &mut Conn, of: BoardId) -> Result<Vec<Line>> {
    let all = all_of(conn, of)?.into_iter();
    Ok(all
        .map(|one| Line {
            figure: one.n.to_string(),
            name: one.title,
            value: one.state.label().into(),
            beside: one.words,
        })
        .collect())
}

/// What shows how a priority goes, the newest first.
pub fn evidence(conn: &mut Conn, sight: &Sight<PriorityId>) -> Result<Vec<Evidence>> {
    Ok(board_evidence::table
        .filter(board_evidence::priority_id.eq(sight.subject()))
        .order((board_evidence::at.desc(), board_evidence::id.desc()))
        .select(Evidence::as_select())
        .load(conn)?)
}

/// How much evidence each priority has.
pub fn evidence_of_all(conn: &mut Conn, sight: &Sight<BoardId>) -> Result<Vec<Evidence>> {
    let ids: Vec<PriorityId> = list(conn, sight)?.into_iter().map(|one| one.id).collect();
    Ok(board_evidence::table
        .filter(board_evidence::priority_id.eq_any(ids))
        .order(board_evidence::at.desc())
        .select(Evidence::as_select())
        .load(conn)?)
}

/// The board takes on the priorities of the pack.
pub(super) fn take_on(tx: &mut Tx<'_>, pack: &Pack, of: BoardId) -> Result<()> {
    for (n, term) in (1..).zip(pack.choices("board-priority", tx.now.date())) {
        insert(tx, of, (&term.code, &term.label), n)?;
    }
    Ok(())
}

fn insert(tx: &mut Tx<'_>, of: BoardId, (code, title): (&str, &str), n: i64) -> Result<PriorityId> {
    let row = Priority {
        id: PriorityId::new(),
        board_id: of,
        code: code.into(),
        title: title.into(),
        n,
        state: State::NotBegun,
        words: String::new(),
        said_by: String::new(),
        said_at: None,
        ended_at: None,
        version: 1,
    };
    diesel::insert_into(board_priority::table).values(&row).execute(tx.conn())?;
    tx.record(events::PRIORITY.on(row.id.0).detail(json!({"board": of, "n": n})))?;
    Ok(row.id)
}

/// Sets a priority of this board's own, after the others.
///
/// # Errors
/// [`CannotPlan::NoTitle`].
pub fn set(tx: &mut Tx<'_>, permit: &Permit<BoardId, acts::Keep>, title: &str) -> web::Result<PriorityId> {
    check([(title.trim().is_empty(), CannotPlan::NoTitle)])?;
    super::say(&[title])?;
    let last = list(tx.conn(), permit)?.iter().map(|one| one.n).max().unwrap_or(0);
    Ok(insert(tx, permit.subject(), ("", title), last + 1)?)
}

/// What is said of how a priority stands.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "as the columns of board_priority")]
pub struct Said {
    pub title: String,
    pub state: Option<State>,
    pub words: String,
    /// The board does not follow it any more.
    pub ended: bool,
}

/// Says how a priority stands, unless somebody else has since this `version`.
///
/// # Errors
/// Every [`CannotPlan`] that holds; [`store::Error::Stale`].
pub fn say(tx: &mut Tx<'_>, permit: &Permit<PriorityId, acts::Keep>, version: i64, said: &Said) -> web::Result<()> {
    let before = find(tx.conn(), permit)?;
    if before.version != version {
        return Err(store::Error::Stale.into());
    }
    check([
        (said.title.trim().is_empty(), CannotPlan::NoTitle),
        (said.state.is_none(), CannotPlan::NoState),
        (said.words.trim().is_empty(), CannotPlan::NoWords),
    ])?;
    super::say(&[&said.title, &said.words])?;
    let now = tx.now;
    let ended = said.ended.then(|| before.ended_at.unwrap_or(now));
    diesel::update(board_priority::table.find(before.id))
        .set((
            (board_priority::title.eq(&said.title), board_priority::words.eq(&said.words)),
            (board_priority::state.eq(said.state.unwrap_or(before.state)), board_priority::ended_at.eq(ended)),
            (board_priority::said_by.eq(&permit.actor().name), board_priority::said_at.eq(Some(now))),
            board_priority::version.eq(version + 1),
        ))
        .execute(tx.conn())?;
    let state = said.state.map(State::code);
    tx.record(events::PRIORITY.on(before.id.0).detail(json!({"state": state, "ended": said.ended})))?;
    Ok(())
}

/// Links what shows how a priority goes.
///
/// # Errors
/// Every [`CannotPlan`] that holds.
pub fn link(
    tx: &mut Tx<'_>,
    permit: &Permit<PriorityId, acts::Keep>,
    kind: Option<Shows>,
    (label, href): (&str, &str),
) -> web::Result<()> {
    check([
        (kind.is_none(), CannotPlan::NoShows),
        (label.trim().is_empty(), CannotPlan::NoLabel),
        (!href.is_empty() && !is_address(href), CannotPlan::NoAddress),
    ])?;
    super::say(&[label])?;
    find(tx.conn(), permit)?;
    let row = Evidence {
        id: AnyId::new(),
        priority_id: permit.subject(),
        kind: kind.unwrap_or(Shows::Other),
        label: label.into(),
        href: href.into(),
        by_name: permit.actor().name.clone(),
        at: tx.now,
    };
    diesel::insert_into(board_evidence::table).values(&row).execute(tx.conn())?;
    tx.record(events::EVIDENCE.on(row.priority_id.0).detail(json!({"kind": row.kind})))?;
    Ok(())
}
