//! Who sits on a board, as what, and until when.

use super::{BoardId, BoardUid, Of, SeatId, SeatUid, boards};
use crate::{
    events, kinds,
    rules::boards::{self as rules, Capacity},
};
use access::{AccountId, AccountUid, Actor, Permit, Role, Sight, accounts, board as acts};
use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use store::{Conn, MultiBackend, Result, Tx};
use work::{NewTask, tasks};

diesel::table! {
    use diesel::sql_types::*;
    use super::{AccountUid, BoardUid, SeatUid};

    board_seat (id) {
        id -> SeatUid,
        board_id -> BoardUid,
        account_id -> Nullable<AccountUid>,
        name -> Text,
        job -> Text,
        organisation -> Text,
        capacity -> Text,
        from_on -> Date,
        until_on -> Date,
        version -> BigInt,
    }
}

/// Somebody's term.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = board_seat, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Seat {
    pub id: SeatId,
    pub board_id: BoardId,
    /// Who sits without an account is only named, and sees nothing here.
    pub account_id: Option<AccountId>,
    pub name: String,
    pub job: String,
    pub organisation: String,
    pub capacity: Capacity,
    pub from_on: NaiveDate,
    /// The last day.
    pub until_on: NaiveDate,
    pub version: i64,
}

impl Seat {
    /// Whether it includes this day.
    pub fn holds(&self, on: NaiveDate) -> bool {
        self.from_on <= on && on <= self.until_on
    }

    fn meets(&self, (from, until): (NaiveDate, NaiveDate)) -> bool {
        self.from_on <= until && from <= self.until_on
    }
}

/// Who is to sit.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "as the columns of board_seat")]
pub struct NewSeat {
    pub account: Option<AccountId>,
    pub name: String,
    pub job: String,
    pub organisation: String,
    pub capacity: Option<Capacity>,
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
}

pub(crate) fn of(conn: &mut Conn, id: SeatId) -> Result<Of> {
    Ok(Of::only(board_seat::table.find(id).select(board_seat::board_id).first(conn)?))
}

/// Whether this account sits on the board on this day, and whether as one who keeps it.
pub(crate) fn sits(conn: &mut Conn, of: BoardId, account: AccountId, on: NaiveDate) -> Result<(bool, bool)> {
    let theirs: Vec<Capacity> = board_seat::table
        .filter(board_seat::account_id.eq(Some(account)).and(board_seat::board_id.eq(of)))
        .filter(board_seat::from_on.le(on).and(board_seat::until_on.ge(on)))
        .select(board_seat::capacity)
        .load(conn)?;
    Ok((!theirs.is_empty(), theirs.iter().any(|capacity| capacity.keeps())))
}

/// A term.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, sight: &Sight<SeatId>) -> Result<Seat> {
    Ok(board_seat::table.find(sight.subject()).select(Seat::as_select()).first(conn)?)
}

/// Every term of a board, the chair first. Who sits on a board is no secret.
pub fn ever(conn: &mut Conn, of: BoardId) -> Result<Vec<Seat>> {
    let mut all: Vec<Seat> = board_seat::table
        .filter(board_seat::board_id.eq(of))
        .order((board_seat::from_on.desc(), board_seat::name))
        .select(Seat::as_select())
        .load(conn)?;
    all.sort_by_key(|seat| Capacity::ALL.iter().position(|one| *one == seat.capacity));
    Ok(all)
}

/// Those whose term includes this day.
pub fn on(conn: &mut Conn, of: BoardId, day: NaiveDate) -> Result<Vec<Seat>> {
    let mut all = ever(conn, of)?;
    all.retain(|seat| seat.holds(day));
    Ok(all)
}

/// The accounts in use of those who keep a board on this day, and as what.
pub(super) fn keepers(conn: &mut Conn, of: BoardId, day: NaiveDate) -> Result<Vec<(AccountId, Capacity)>> {
    let mut keepers = Vec::new();
    for seat in on(conn, of, day)?.into_iter().filter(|seat| seat.capacity.keeps()) {
        let Some(account) = seat.account_id else { continue };
        if accounts::find(conn, account)?.disabled_at.is_none() {
            keepers.push((account, seat.capacity));
        }
    }
    Ok(keepers)
}

/// The boards on which this actor sits today.
pub fn boards_of(conn: &mut Conn, actor: &Actor) -> Result<Vec<boards::Board>> {
    let (Some(account), today) = (actor.account, actor.as_of.date()) else { return Ok(vec![]) };
    let theirs: Vec<BoardId> = board_seat::table
        .filter(board_seat::account_id.eq(Some(account)))
        .filter(board_seat::from_on.le(today).and(board_seat::until_on.ge(today)))
        .select(board_seat::board_id)
        .load(conn)?;
    let mut all = boards::list(conn)?;
    all.retain(|board| theirs.contains(&board.id));
    Ok(all)
}

/// The accounts of those who sit today, to tell them something.
pub(crate) fn accounts_on(conn: &mut Conn, of: BoardId, day: NaiveDate) -> Result<Vec<AccountId>> {
    Ok(on(conn, of, day)?.into_iter().filter_map(|seat| seat.account_id).collect())
}

/// Only one is chair, deputy or secretary at a time.
fn is_taken(
    all: &[Seat],
    but: Option<SeatId>,
    capacity: Option<Capacity>,
    term: Option<(NaiveDate, NaiveDate)>,
) -> bool {
    let (Some(capacity), Some(term)) = (capacity.filter(|one| one.keeps()), term) else { return false };
    all.iter().any(|seat| Some(seat.id) != but && seat.capacity == capacity && seat.meets(term))
}

/// Somebody sits on a board for a term.
///
/// # Errors
/// Every [`rules::CannotSeat`] that holds.
pub fn seat(tx: &mut Tx<'_>, permit: &Permit<BoardId, acts::Seat>, pack: &Pack, new: &NewSeat) -> web::Result<SeatId> {
    let of = permit.subject();
    let all = ever(tx.conn(), of)?;
    let term = new.from.zip(new.until);
    let same = |seat: &Seat| match new.account {
        Some(account) => seat.account_id == Some(account),
        None => seat.account_id.is_none() && seat.name == new.name,
    };
    rules::seat(rules::Seating {
        named: new.account.is_some() || !new.name.trim().is_empty(),
        account: new.account.is_some(),
        capacity: new.capacity,
        twice: term.is_some_and(|term| all.iter().any(|seat| same(seat) && seat.meets(term))),
        taken: is_taken(&all, None, new.capacity, term),
        term,
    })?;
    let (Some(capacity), Some(term)) = (new.capacity, term) else { return Err(web::Error::NotFound) };
    let words = [new.name.clone(), new.job.clone(), new.organisation.clone()];
    Ok(insert(tx, pack, of, (new.account, words), capacity, term)?)
}

pub(super) fn seat_first(
    tx: &mut Tx<'_>,
    pack: &Pack,
    of: BoardId,
    (account, capacity): (Option<AccountId>, Capacity),
    term: (NaiveDate, NaiveDate),
) -> Result<SeatId> {
    insert(tx, pack, of, (account, Default::default()), capacity, term)
}

fn insert(
    tx: &mut Tx<'_>,
    pack: &Pack,
    of: BoardId,
    (account, words): (Option<AccountId>, [String; 3]),
    capacity: Capacity,
    (from_on, until_on): (NaiveDate, NaiveDate),
) -> Result<SeatId> {
    let [name, job, organisation] = match account {
        Some(account) => {
            let known = accounts::colleague(tx.conn(), account)?;
            [known.name, known.job_title, known.organisation]
        }
        None => words,
    };
    let row = Seat {
        id: SeatId::new(),
        board_id: of,
        account_id: account,
        name,
        job,
        organisation,
        capacity,
        from_on,
        until_on,
        version: 1,
    };
    diesel::insert_into(board_seat::table).values(&row).execute(tx.conn())?;
    tx.record(events::SEAT.on(of.0).detail(json!({"seat": row.id, "capacity": capacity, "until": until_on})))?;
    owe_renewal(tx, pack, &row)?;
    hand_on(tx, of)?;
    Ok(row.id)
}

/// Before a term ends somebody renews it, or finds another.
fn owe_renewal(tx: &mut Tx<'_>, pack: &Pack, seat: &Seat) -> Result<()> {
    tasks::done(tx, seat.id.0, Some(kinds::TERM))?;
    let today = tx.now.date();
    if seat.until_on <= today {
        return Ok(());
    }
    let due_on = seat.until_on - Days::new(pack.number("board-term-notice").into());
    let keeper = boards::keeper(tx.conn(), seat.board_id, today)?;
    let until = web::dates::day(seat.until_on);
    let title = format!("{}, {}: the term ends on {until}", seat.name, seat.capacity.label().to_lowercase());
    let task = NewTask::new(kinds::TERM, seat.id.0, title, format!("/board-seats/{}", seat.id), due_on.max(today));
    tasks::add(tx, task.owed_by(keeper))?;
    Ok(())
}

/// Changes the days of a term: it is renewed, or ends sooner. Access ends with it (T20).
///
/// # Errors
/// Every [`rules::CannotSeat`] that holds; [`store::Error::Stale`].
pub fn change_term(
    tx: &mut Tx<'_>,
    permit: &Permit<SeatId, acts::Seat>,
    pack: &Pack,
    version: i64,
    term: Option<(NaiveDate, NaiveDate)>,
) -> web::Result<()> {
    let before = find(tx.conn(), permit)?;
    if before.version != version {
        return Err(store::Error::Stale.into());
    }
    let today = tx.now.date();
    let all = ever(tx.conn(), before.board_id)?;
    let tomorrow = today + Days::new(1);
    let keeps_on = |seat: &Seat, from: NaiveDate| seat.capacity.keeps() && seat.until_on >= from;
    // whoever keeps the board and leaves it now is followed by somebody who keeps it
    let ends = term.is_some_and(|(_, until)| until <= tomorrow);
    let followed = all.iter().any(|seat| seat.id != before.id && keeps_on(seat, tomorrow));
    let last = before.capacity.keeps() && ends && !followed;
    rules::term(term, last, is_taken(&all, Some(before.id), Some(before.capacity), term))?;
    let Some((from_on, until_on)) = term else { return Err(web::Error::NotFound) };
    diesel::update(board_seat::table.find(before.id))
        .set((board_seat::from_on.eq(from_on), board_seat::until_on.eq(until_on), board_seat::version.eq(version + 1)))
        .execute(tx.conn())?;
    tx.record(events::SEAT.on(before.board_id.0).detail(json!({"seat": before.id, "until": until_on})))?;
    owe_renewal(tx, pack, &Seat { from_on, until_on, ..before.clone() })?;
    Ok(hand_on(tx, before.board_id)?)
}

/// What whoever keeps a board owes.
const KEPT: [work::Kind; 8] =
    [kinds::PLAN, kinds::SEND, kinds::HOLD, kinds::MINUTES, kinds::TERM, kinds::REVIEW, kinds::NEXT, kinds::ASSESS];

/// What was owed by somebody who keeps the board no more is owed by whoever keeps it now. Who covers for a keeper that
/// is away goes on covering.
pub(crate) fn hand_on(tx: &mut Tx<'_>, of: BoardId) -> Result<()> {
    let today = tx.now.date();
    let Some(keeper) = boards::keeper(tx.conn(), of, today)? else { return Ok(()) };
    let all = ever(tx.conn(), of)?;
    let heads = accounts::with_role(tx.conn(), Role::Head)?;
    let now: Vec<AccountId> = keepers(tx.conn(), of, today)?.into_iter().map(|(account, _)| account).collect();
    let keeps = |account: AccountId| now.contains(&account);
    let kept = |account: AccountId| all.iter().any(|seat| seat.account_id == Some(account) && seat.capacity.keeps());
    let gone = |account: AccountId| !keeps(account) && (kept(account) || heads.contains(&account));
    let mut subjects = super::meetings::open_ids(tx.conn(), of)?;
    subjects.push(of.0);
    subjects.extend(all.iter().filter(|seat| seat.until_on >= today).map(|seat| seat.id.0));
    subjects.extend(super::strategies::ids(tx.conn(), of)?);
    for subject in subjects {
        for kind in KEPT {
            if tasks::owner_of(tx.conn(), kind, subject)?.is_some_and(gone) {
                tasks::give(tx, subject, keeper)?;
            }
        }
        if tasks::owner_of(tx.conn(), kinds::APPROVE, subject)?.is_some_and(gone) {
            super::minutes::hand_on(tx, of, subject)?;
        }
    }
    Ok(())
}

/// As [`seat`], for made-up worlds.
pub fn seat_by_program(
    tx: &mut Tx<'_>,
    pack: &Pack,
    of: BoardId,
    (account, capacity): (AccountId, Capacity),
    term: (NaiveDate, NaiveDate),
) -> Result<SeatId> {
    insert(tx, pack, of, (Some(account), Default::default()), capacity, term)
}
