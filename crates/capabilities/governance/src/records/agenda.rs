//! The agenda of a meeting: its items, who declared an interest, what was decided.

use super::{
    ItemId, ItemUid, MeetingId, MeetingUid, Of, SeatId, SeatUid,
    boards::Board,
    meetings::{self, Meeting, board_meeting},
    seats::Seat,
};
use crate::{
    events,
    rules::{
        check,
        meetings::{self as rules, Attended, CannotDeclare, CannotMeet, Outcome, Quorum, Wants},
    },
};
use access::{Permit, Sight, board as acts};
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use std::collections::BTreeMap;
use store::{Conn, Instant, Json, MultiBackend, Result, Tx};

diesel::table! {
    use diesel::sql_types::*;
    use store::types::Jsonb;
    use super::{ItemUid, MeetingUid};

    board_item (id) {
        id -> ItemUid,
        meeting_id -> MeetingUid,
        n -> BigInt,
        title -> Text,
        takes -> BigInt,
        lead -> Text,
        wants -> Text,
        asked -> Text,
        outcome -> Nullable<Text>,
        decided -> Text,
        took_part -> Jsonb,
        kept_by -> Text,
        put_off -> BigInt,
        version -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::Utc;
    use super::{ItemUid, SeatUid};

    board_interest (item_id, seat_id) {
        item_id -> ItemUid,
        seat_id -> SeatUid,
        what -> Text,
        kept_by -> Text,
        at -> Utc,
    }
}

/// An item.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = board_item, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Item {
    pub id: ItemId,
    pub meeting_id: MeetingId,
    /// Where it stands on the agenda.
    pub n: i64,
    pub title: String,
    /// Minutes.
    pub takes: i64,
    pub lead: String,
    pub wants: Wants,
    /// The decision that is wanted.
    pub asked: String,
    pub outcome: Option<Outcome>,
    pub decided: String,
    /// Who decided.
    pub took_part: Json<Vec<SeatId>>,
    pub kept_by: String,
    /// How often it was put off before.
    pub put_off: i64,
    pub version: i64,
}

/// A declared interest.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = board_interest, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Interest {
    pub item_id: ItemId,
    pub seat_id: SeatId,
    pub what: String,
    pub kept_by: String,
    pub at: Instant,
}

/// What is said of an item.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "as the columns of board_item")]
pub struct NewItem {
    pub title: String,
    pub takes: Option<i64>,
    pub lead: String,
    pub wants: Option<Wants>,
    pub asked: String,
    /// Where it is to stand; last where nobody says.
    pub n: Option<i64>,
}

/// What became of an item.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "as the columns of board_item")]
pub struct NewDecision {
    pub outcome: Option<Outcome>,
    pub decided: String,
    pub took_part: Vec<SeatId>,
}

pub(crate) fn of(conn: &mut Conn, id: ItemId) -> Result<Of> {
    let meeting: MeetingId = board_item::table.find(id).select(board_item::meeting_id).first(conn)?;
    meetings::of(conn, meeting)
}

/// An item.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, sight: &Sight<ItemId>) -> Result<Item> {
    Ok(board_item::table.find(sight.subject()).select(Item::as_select()).first(conn)?)
}

/// The agenda.
pub fn list(conn: &mut Conn, sight: &Sight<MeetingId>) -> Result<Vec<Item>> {
    items(conn, sight.subject())
}

fn items(conn: &mut Conn, of: MeetingId) -> Result<Vec<Item>> {
    Ok(board_item::table
        .filter(board_item::meeting_id.eq(of))
        .order((board_item::n, board_item::id))
        .select(Item::as_select())
        .load(conn)?)
}

/// The meeting of an item.
pub fn meeting_of(conn: &mut Conn, sight: &Sight<ItemId>) -> Result<Meeting> {
    let of = find(conn, sight)?.meeting_id;
    meetings::load(conn, of)
}

/// The interests that were declared in a meeting, by item.
pub fn interests(conn: &mut Conn, sight: &Sight<MeetingId>) -> Result<BTreeMap<ItemId, Vec<Interest>>> {
    let items: Vec<ItemId> =
        board_item::table.filter(board_item::meeting_id.eq(sight.subject())).select(board_item::id).load(conn)?;
    let mut all: BTreeMap<ItemId, Vec<Interest>> = BTreeMap::new();
    for one in of_items(conn, &items)? {
        all.entry(one.item_id).or_default().push(one);
    }
    Ok(all)
}

fn of_items(conn: &mut Conn, items: &[ItemId]) -> Result<Vec<Interest>> {
    Ok(board_interest::table
        .filter(board_interest::item_id.eq_any(items))
        .order(board_interest::at)
        .select(Interest::as_select())
        .load(conn)?)
}

fn row(meeting: MeetingId, n: i64, new: &NewItem) -> Item {
    Item {
        id: ItemId::new(),
        meeting_id: meeting,
        n,
        title: new.title.clone(),
        takes: new.takes.unwrap_or(10),
        lead: new.lead.clone(),
        wants: new.wants.unwrap_or(Wants::Information),
        asked: new.asked.clone(),
        outcome: None,
        decided: String::new(),
        took_part: Json(vec![]),
        kept_by: String::new(),
        put_off: 0,
        version: 1,
    }
}

/// What stands on every agenda, and what was put off.
pub(super) fn begin(tx: &mut Tx<'_>, of: &Board, meeting: &Meeting) -> Result<()> {
    let always: [(&str, i64, Wants, &str); 2] = [
        ("Declarations of interest, and the minutes of the last meeting", 5, Wants::Decision, MINUTES),
        ("Actions of the last meetings", 10, Wants::Discussion, ""),
    ];
    for (n, (title, takes, wants, asked)) in (1..).zip(always) {
        let new = NewItem {
            title: title.into(),
            takes: Some(takes),
            lead: "Chair".into(),
            wants: Some(wants),
            asked: asked.into(),
            n: None,
        };
        diesel::insert_into(board_item::table).values(&row(meeting.id, n, &new)).execute(tx.conn())?;
    }
    put_on(tx, of)
}

/// What was put off and stands on no later agenda goes on the next one, if there is one.
pub(super) fn put_on(tx: &mut Tx<'_>, of: &Board) -> Result<()> {
    let Some(next) = meetings::next_open(tx.conn(), of.id)? else { return Ok(()) };
    let mut last: Vec<Meeting> = board_meeting::table
        .filter(board_meeting::board_id.eq(of.id).and(board_meeting::closed_at.is_not_null()))
        .order((board_meeting::held_on.desc(), board_meeting::closed_at.desc()))
        .limit(3)
        .select(Meeting::as_select())
        .load(tx.conn())?;
    last.reverse();
    let mut there: Vec<String> = items(tx.conn(), next.id)?.into_iter().map(|item| item.title).collect();
    let mut n = i64::try_from(there.len()).unwrap_or(0);
    // the last word on an item is what counts: one that was decided later is not put off any more
    let mut open: BTreeMap<String, Item> = BTreeMap::new();
    for meeting in &last {
        for item in items(tx.conn(), meeting.id)? {
            match item.outcome {
                Some(Outcome::PutOff) => open.insert(item.title.clone(), item),
                _ => open.remove(&item.title),
            };
        }
    }
    for item in open.into_values().filter(|item| item.asked != MINUTES) {
        if there.contains(&item.title) {
            continue;
        }
        n += 1;
        let new = Item {
            id: ItemId::new(),
            meeting_id: next.id,
            n,
            outcome: None,
            decided: String::new(),
            took_part: Json(vec![]),
            kept_by: String::new(),
            put_off: item.put_off + 1,
            version: 1,
            ..item
        };
        there.push(new.title.clone());
        diesel::insert_into(board_item::table).values(&new).execute(tx.conn())?;
    }
    Ok(())
}

/// A meeting is not held: everything on its agenda is put off.
pub(super) fn put_off_all(tx: &mut Tx<'_>, of: MeetingId) -> Result<()> {
    let open = board_item::table.filter(board_item::meeting_id.eq(of).and(board_item::outcome.is_null()));
    diesel::update(open).set(board_item::outcome.eq(Some(Outcome::PutOff))).execute(tx.conn())?;
    Ok(())
}

/// Puts an item on the agenda.
///
/// # Errors
/// Every [`rules::CannotPut`] that holds; [`CannotMeet::Closed`].
pub fn put(tx: &mut Tx<'_>, permit: &Permit<MeetingId, acts::Keep>, new: &NewItem) -> web::Result<ItemId> {
    let meeting = meetings::find(tx.conn(), permit)?;
    may_put(meeting.closed_at.is_some(), new)?;
    let last = items(tx.conn(), meeting.id)?.iter().map(|item| item.n).max().unwrap_or(0);
    let row = row(meeting.id, new.n.unwrap_or(last + 1).clamp(1, 99), new);
    diesel::insert_into(board_item::table).values(&row).execute(tx.conn())?;
    tx.record(events::AGENDA.on(meeting.id.0).detail(json!({"item": row.id})))?;
    Ok(row.id)
}

fn may_put(closed: bool, new: &NewItem) -> web::Result<()> {
    check([(closed, CannotMeet::Closed)])?;
    rules::put(rules::Item {
        title: &new.title,
        takes: new.takes,
        lead: &new.lead,
        wants: new.wants,
        asked: &new.asked,
    })?;
    super::say(&[&new.title, &new.asked, &new.lead])
}

/// Changes an item, unless somebody else has changed it since this `version`.
///
/// # Errors
/// Every [`rules::CannotPut`] that holds; [`CannotMeet::Closed`]; [`store::Error::Stale`].
pub fn change(tx: &mut Tx<'_>, permit: &Permit<ItemId, acts::Keep>, version: i64, new: &NewItem) -> web::Result<()> {
    let (before, meeting) = (find(tx.conn(), permit)?, meeting_of(tx.conn(), permit)?);
    if before.version != version {
        return Err(store::Error::Stale.into());
    }
    may_put(meeting.closed_at.is_some(), new)?;
    diesel::update(board_item::table.find(before.id))
        .set((
            (board_item::title.eq(&new.title), board_item::takes.eq(new.takes.unwrap_or(before.takes))),
            (board_item::lead.eq(&new.lead), board_item::wants.eq(new.wants.unwrap_or(before.wants))),
            (board_item::asked.eq(&new.asked), board_item::n.eq(new.n.unwrap_or(before.n).clamp(1, 99))),
            board_item::version.eq(version + 1),
        ))
        .execute(tx.conn())?;
    tx.record(events::AGENDA.on(meeting.id.0).detail(json!({"item": before.id})))?;
    Ok(())
}

/// When this board decides.
pub fn quorum(pack: &Pack) -> Quorum {
    Quorum { percent: pack.number("board-quorum"), organisations: pack.number("board-organisations") }
}

/// Keeps what became of an item, unless somebody else has kept it since this `version`. It can be put right until the
/// meeting is closed.
///
/// # Errors
/// Every [`rules::CannotDecide`] and [`CannotMeet`] that holds; [`store::Error::Stale`].
pub fn decide(
    tx: &mut Tx<'_>,
    permit: &Permit<ItemId, acts::Keep>,
    pack: &Pack,
    version: i64,
    new: &NewDecision,
) -> web::Result<()> {
    let (before, meeting) = (find(tx.conn(), permit)?, meeting_of(tx.conn(), permit)?);
    if before.version != version {
        return Err(store::Error::Stale.into());
    }
    let seats = meetings::seats(tx.conn(), &meeting)?;
    let came = meetings::came(tx.conn(), meeting.id)?;
    let interests = of_items(tx.conn(), &[before.id])?;
    let has_interest = |seat: SeatId| interests.iter().any(|one| one.seat_id == seat);
    let takes_part: Vec<&Seat> = seats.iter().filter(|seat| new.took_part.contains(&seat.id)).collect();
    let there = |seat: &Seat| seat.capacity.votes() && came.get(&seat.id) == Some(&Attended::Came);
    let voting = seats.iter().filter(|seat| seat.capacity.votes()).count();
    let from: Vec<&str> = takes_part.iter().filter(|seat| there(seat)).map(|seat| seat.organisation.as_str()).collect();
    let me = permit.actor().account;
    rules::decide(rules::Deciding {
        closed: meeting.closed_at.is_some(),
        to_come: meeting.held_on > tx.now.date(),
        came_kept: !came.is_empty(),
        outcome: new.outcome,
        words: &new.decided,
        quorate: quorum(pack).holds(voting, &from),
        interested: new.took_part.iter().any(|seat| has_interest(*seat)),
        records: seats.iter().any(|seat| seat.account_id == me && me.is_some() && has_interest(seat.id)),
        term_over: takes_part.len() < new.took_part.len(),
        absent: takes_part.iter().any(|seat| !there(seat)),
    })?;
    super::say(&[&new.decided])?;
    diesel::update(board_item::table.find(before.id))
        .set((
            (board_item::outcome.eq(new.outcome), board_item::decided.eq(&new.decided)),
            (board_item::took_part.eq(Json(new.took_part.clone())), board_item::kept_by.eq(&permit.actor().name)),
            board_item::version.eq(version + 1),
        ))
        .execute(tx.conn())?;
    let outcome = new.outcome.map(Outcome::code);
    tx.record(events::DECIDED.on(before.id.0).detail(json!({"outcome": outcome, "decided": new.took_part.len()})))?;
    Ok(())
}

/// Keeps that somebody has an interest in an item: they step out of deciding it.
///
/// # Errors
/// Every [`CannotDeclare`] that holds; [`CannotMeet::Closed`].
pub fn declare(
    tx: &mut Tx<'_>,
    permit: &Permit<ItemId, acts::Keep>,
    seat: Option<SeatId>,
    what: &str,
) -> web::Result<()> {
    let (item, meeting) = (find(tx.conn(), permit)?, meeting_of(tx.conn(), permit)?);
    check([(meeting.closed_at.is_some(), CannotMeet::Closed)])?;
    let seats = meetings::seats(tx.conn(), &meeting)?;
    let known = seat.filter(|seat| seats.iter().any(|one| one.id == *seat));
    let there = of_items(tx.conn(), &[item.id])?;
    check([
        (known.is_none(), CannotDeclare::Nobody),
        (what.trim().is_empty(), CannotDeclare::NoWords),
        (there.iter().any(|one| Some(one.seat_id) == known), CannotDeclare::Twice),
        (known.is_some_and(|seat| item.took_part.0.contains(&seat)), CannotDeclare::Decided),
    ])?;
    super::say(&[what])?;
    let Some(seat_id) = known else { return Err(web::Error::NotFound) };
    let (kept_by, at) = (permit.actor().name.clone(), tx.now);
    let row = Interest { item_id: item.id, seat_id, what: what.into(), kept_by, at };
    diesel::insert_into(board_interest::table).values(&row).execute(tx.conn())?;
    tx.record(events::INTEREST.on(item.id.0).detail(json!({"seat": seat_id})))?;
    Ok(())
}

/// Takes back an interest that was kept by mistake, before the meeting is closed; that it was declared stays in the
/// log.
///
/// # Errors
/// [`CannotMeet::Closed`]; [`store::Error::Missing`].
pub fn take_back(tx: &mut Tx<'_>, permit: &Permit<ItemId, acts::Keep>, seat: SeatId) -> web::Result<()> {
    let meeting = meeting_of(tx.conn(), permit)?;
    check([(meeting.closed_at.is_some(), CannotMeet::Closed)])?;
    let there = board_interest::item_id.eq(permit.subject()).and(board_interest::seat_id.eq(seat));
    if diesel::delete(board_interest::table.filter(there)).execute(tx.conn())? == 0 {
        return Err(store::Error::Missing.into());
    }
    tx.record(events::INTEREST.on(permit.subject().0).detail(json!({"seat": seat, "taken_back": true})))?;
    Ok(())
}

/// The words of what stands on every agenda.
const MINUTES: &str = "Approve the minutes";

/// Whether a decision is worth telling later: not that the minutes were approved.
fn is_told(item: &Item) -> bool {
    item.outcome.is_some_and(Outcome::decides) && item.asked != MINUTES
}

/// The latest decisions of a board, the newest first: with the day of each meeting.
pub fn decisions(conn: &mut Conn, of: &Sight<super::BoardId>, most: usize) -> Result<Vec<(Meeting, Item)>> {
    let held: Vec<Meeting> = meetings::list(conn, of.subject(), 40)?
        .into_iter()
        .filter(|meeting| meeting.closed_at.is_some() && meeting.not_held.is_empty())
        .collect();
    let ids: Vec<MeetingId> = held.iter().map(|meeting| meeting.id).collect();
    let all: Vec<Item> = board_item::table
        .filter(board_item::meeting_id.eq_any(ids))
        .order((board_item::n, board_item::id))
        .select(Item::as_select())
        .load(conn)?;
    let mut decisions = Vec::new();
    for meeting in &held {
        let of = all.iter().filter(|item| item.meeting_id == meeting.id && is_told(item));
        decisions.extend(of.map(|item| (meeting.clone(), item.clone())));
    }
    decisions.truncate(most);
    Ok(decisions)
}
