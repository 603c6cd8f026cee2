//! The meetings of a board: planned, sent out, held, closed.

use super::{
    BoardId, BoardUid, MeetingId, MeetingUid, Of, SeatId, SeatUid, agenda,
    boards::{self, Board},
    papers,
    seats::{self, Seat},
};
use crate::{
    events, kinds, news,
    rules::{
        check,
        meetings::{self as rules, Attended, CannotMeet},
    },
};
use access::{AccountId, AccountUid, Permit, Sight, board as acts};
use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use std::collections::BTreeMap;
use store::{Conn, Instant, MultiBackend, Result, Tx, Uuid};
use work::{NewTask, news::News, tasks};

diesel::table! {
    use diesel::sql_types::*;
    use store::types::Utc;
    use super::{AccountUid, BoardUid, MeetingUid};

    board_meeting (id) {
        id -> MeetingUid,
        board_id -> BoardUid,
        held_on -> Date,
        starts -> Text,
        place -> Text,
        sent_at -> Nullable<Utc>,
        others -> Text,
        not_held -> Text,
        closed_at -> Nullable<Utc>,
        minutes -> Text,
        minutes_by -> Nullable<AccountUid>,
        minutes_name -> Text,
        minutes_at -> Nullable<Utc>,
        approved_at -> Nullable<Utc>,
        approved_name -> Text,
        corrections -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use super::{MeetingUid, SeatUid};

    board_attendance (meeting_id, seat_id) {
        meeting_id -> MeetingUid,
        seat_id -> SeatUid,
        attended -> Text,
    }
}

/// A meeting.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = board_meeting, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Meeting {
    pub id: MeetingId,
    pub board_id: BoardId,
    pub held_on: NaiveDate,
    pub starts: String,
    pub place: String,
    /// When agenda and papers went out.
    pub sent_at: Option<Instant>,
    /// Who came besides the members.
    pub others: String,
    /// Why it was not held; empty where it was.
    pub not_held: String,
    pub closed_at: Option<Instant>,
    pub minutes: String,
    pub minutes_by: Option<AccountId>,
    pub minutes_name: String,
    /// When they were given to the members.
    pub minutes_at: Option<Instant>,
    pub approved_at: Option<Instant>,
    pub approved_name: String,
    /// What was put right when they were approved, or is to be put right where they were given back.
    pub corrections: String,
    pub version: i64,
}

impl Meeting {
    /// Where it is.
    pub fn href(&self) -> String {
        format!("/board-meetings/{}", self.id)
    }

    /// How far it is, in words.
    pub fn stand(&self) -> &'static str {
        match () {
            () if !self.not_held.is_empty() => "Not held",
            () if self.approved_at.is_some() => "Minutes approved",
            () if self.minutes_at.is_some() => "Minutes to be approved",
            () if self.closed_at.is_some() => "Minutes to be written",
            () if self.sent_at.is_some() => "Papers are out",
            () => "Planned",
        }
    }

    /// The last day on which its papers are in time.
    pub fn papers_by(&self, pack: &Pack) -> NaiveDate {
        pack.calendar().minus_working(self.held_on, pack.number("board-papers"))
    }
}

/// When and where.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "as the columns of board_meeting")]
pub struct When {
    pub on: Option<NaiveDate>,
    pub starts: String,
    pub place: String,
}

pub(crate) fn of(conn: &mut Conn, id: MeetingId) -> Result<Of> {
    Ok(Of::only(board_meeting::table.find(id).select(board_meeting::board_id).first(conn)?))
}

pub(crate) fn load(conn: &mut Conn, id: MeetingId) -> Result<Meeting> {
    Ok(board_meeting::table.find(id).select(Meeting::as_select()).first(conn)?)
}

/// A meeting.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, sight: &Sight<MeetingId>) -> Result<Meeting> {
    load(conn, sight.subject())
}

/// The meetings of a board, the newest first: days and places, nobody's data.
pub fn list(conn: &mut Conn, of: BoardId, most: i64) -> Result<Vec<Meeting>> {
    Ok(board_meeting::table
        .filter(board_meeting::board_id.eq(of))
        .order((board_meeting::held_on.desc(), board_meeting::id.desc()))
        .limit(most)
        .select(Meeting::as_select())
        .load(conn)?)
}

/// The next meeting that is not closed.
pub fn next_open(conn: &mut Conn, of: BoardId) -> Result<Option<Meeting>> {
    Ok(board_meeting::table
        .filter(board_meeting::board_id.eq(of).and(board_meeting::closed_at.is_null()))
        .order((board_meeting::held_on, board_meeting::id))
        .select(Meeting::as_select())
        .first(conn)
        .optional()?)
}

/// The day of the last meeting that was held.
pub fn last_held(conn: &mut Conn, of: BoardId) -> Result<Option<NaiveDate>> {
    Ok(board_meeting::table
        .filter(board_meeting::board_id.eq(of).and(board_meeting::closed_at.is_not_null()))
        .filter(board_meeting::not_held.eq(""))
        .select(diesel::dsl::max(board_meeting::held_on))
        .first(conn)?)
}

/// Meetings of which something is owed still.
pub(crate) fn open_ids(conn: &mut Conn, of: BoardId) -> Result<Vec<Uuid>> {
    let open: Vec<MeetingId> = board_meeting::table
        .filter(board_meeting::board_id.eq(of).and(board_meeting::approved_at.is_null()))
        .filter(board_meeting::not_held.eq(""))
        .select(board_meeting::id)
        .load(conn)?;
    Ok(open.into_iter().map(|id| id.0).collect())
}

fn is_on(conn: &mut Conn, of: BoardId, on: Option<NaiveDate>) -> Result<bool> {
    let Some(on) = on else { return Ok(false) };
    let there = board_meeting::table.filter(board_meeting::board_id.eq(of).and(board_meeting::held_on.eq(on)));
    let count: i64 = there.filter(board_meeting::not_held.eq("")).count().get_result(conn)?;
    Ok(count > 0)
}

/// Plans a meeting. The last minutes, the actions and whatever was put off stand on its agenda at once.
///
/// # Errors
/// Every [`CannotMeet`] that holds.
pub fn plan(tx: &mut Tx<'_>, permit: &Permit<BoardId, acts::Keep>, pack: &Pack, when: &When) -> web::Result<MeetingId> {
    let of = boards::find(tx.conn(), permit)?;
    let twice = is_on(tx.conn(), of.id, when.on)?;
    check([(of.ended_at.is_some(), CannotMeet::Ended)])?;
    rules::plan(when.on, tx.now.date(), twice, false)?;
    let Some(held_on) = when.on else { return Err(web::Error::NotFound) };
    let row = Meeting {
        id: MeetingId::new(),
        board_id: of.id,
        held_on,
        starts: when.starts.clone(),
        place: when.place.clone(),
        sent_at: None,
        others: String::new(),
        not_held: String::new(),
        closed_at: None,
        minutes: String::new(),
        minutes_by: None,
        minutes_name: String::new(),
        minutes_at: None,
        approved_at: None,
        approved_name: String::new(),
        corrections: String::new(),
        version: 1,
    };
    diesel::insert_into(board_meeting::table).values(&row).execute(tx.conn())?;
    agenda::begin(tx, &of, &row)?;
    owe(tx, pack, &of, &row)?;
    boards::want_meeting(tx, pack, &of)?;
    tell(tx, &of, &format!("{} meets on {}", of.name, web::dates::day(held_on)), &row)?;
    tx.record(events::MEETING.on(row.id.0).detail(json!({"board": of.id, "on": held_on})))?;
    Ok(row.id)
}

/// Whoever keeps the board sends its papers in time, and holds and closes it by the day after.
fn owe(tx: &mut Tx<'_>, pack: &Pack, of: &Board, meeting: &Meeting) -> Result<()> {
    let today = tx.now.date();
    let keeper = boards::keeper(tx.conn(), of.id, today)?;
    let send = format!("Send agenda and papers: {}, {}", of.name, web::dates::day(meeting.held_on));
    let by = meeting.papers_by(pack).max(today);
    tasks::add(tx, NewTask::new(kinds::SEND, meeting.id.0, send, meeting.href(), by).owed_by(keeper))?;
    let hold = format!("Hold and close the meeting: {}", of.name);
    let after = pack.calendar().plus_working(meeting.held_on, 1);
    tasks::add(tx, NewTask::new(kinds::HOLD, meeting.id.0, hold, meeting.href(), after).owed_by(keeper))?;
    Ok(())
}

fn tell(tx: &mut Tx<'_>, of: &Board, title: &str, meeting: &Meeting) -> Result<()> {
    let today = tx.now.date();
    let who = seats::accounts_on(tx.conn(), of.id, today)?;
    work::news::tell_all(tx, &who, &News::new(news::MEETING, title, meeting.href()))
}

/// Moves a meeting to another day, hour or place; what is due before it moves with it.
///
/// # Errors
/// Every [`CannotMeet`] that holds; [`store::Error::Stale`].
pub fn move_meeting(
    tx: &mut Tx<'_>,
    permit: &Permit<MeetingId, acts::Keep>,
    pack: &Pack,
    version: i64,
    when: &When,
) -> web::Result<()> {
    let before = find(tx.conn(), permit)?;
    if before.version != version {
        return Err(store::Error::Stale.into());
    }
    let twice = when.on != Some(before.held_on) && is_on(tx.conn(), before.board_id, when.on)?;
    rules::plan(when.on, tx.now.date(), twice, before.closed_at.is_some())?;
    let held_on = when.on.unwrap_or(before.held_on);
    diesel::update(board_meeting::table.find(before.id))
        .set((
            board_meeting::held_on.eq(held_on),
            board_meeting::starts.eq(&when.starts),
            board_meeting::place.eq(&when.place),
            board_meeting::version.eq(version + 1),
        ))
        .execute(tx.conn())?;
    let moved = Meeting { held_on, ..before };
    let by = moved.papers_by(pack).max(tx.now.date());
    tasks::redate(tx, moved.id.0, kinds::SEND, by)?;
    tasks::redate(tx, moved.id.0, kinds::HOLD, pack.calendar().plus_working(held_on, 1))?;
    papers::redate(tx, moved.id, by)?;
    let of = boards::load(tx.conn(), moved.board_id)?;
    tell(tx, &of, &format!("{} meets on {}", of.name, web::dates::day(held_on)), &moved)?;
    tx.record(events::MEETING.on(moved.id.0).detail(json!({"board": of.id, "on": held_on})))?;
    Ok(())
}

/// Sends agenda and papers to everybody who sits on the board; they see them from now on.
///
/// # Errors
/// Every [`CannotMeet`] that holds.
pub fn send(tx: &mut Tx<'_>, permit: &Permit<MeetingId, acts::Keep>) -> web::Result<()> {
    let (meeting, now) = (find(tx.conn(), permit)?, tx.now);
    let items = agenda::list(tx.conn(), permit)?.len();
    check([
        (meeting.closed_at.is_some(), CannotMeet::Closed),
        (meeting.sent_at.is_some(), CannotMeet::SentAlready),
        (items == 0, CannotMeet::NoAgenda),
    ])?;
    diesel::update(board_meeting::table.find(meeting.id))
        .set((board_meeting::sent_at.eq(Some(now)), board_meeting::version.eq(meeting.version + 1)))
        .execute(tx.conn())?;
    tasks::done(tx, meeting.id.0, Some(kinds::SEND))?;
    let of = boards::load(tx.conn(), meeting.board_id)?;
    let who = seats::accounts_on(tx.conn(), of.id, now.date())?;
    let title = format!("{}: agenda and papers for {}", of.name, web::dates::day(meeting.held_on));
    work::news::tell_all(tx, &who, &News::new(news::PAPERS, title, meeting.href()))?;
    tx.record(events::SENT.on(meeting.id.0).detail(json!({"items": items})))?;
    Ok(())
}

/// Those who sit on the board on the day of a meeting.
pub fn seats(conn: &mut Conn, meeting: &Meeting) -> Result<Vec<Seat>> {
    seats::on(conn, meeting.board_id, meeting.held_on)
}

/// Who came, as far as it was kept.
pub fn attendance(conn: &mut Conn, sight: &Sight<MeetingId>) -> Result<BTreeMap<SeatId, Attended>> {
    came(conn, sight.subject())
}

pub(crate) fn came(conn: &mut Conn, of: MeetingId) -> Result<BTreeMap<SeatId, Attended>> {
    let all: Vec<(SeatId, Attended)> = board_attendance::table
        .filter(board_attendance::meeting_id.eq(of))
        .select((board_attendance::seat_id, board_attendance::attended))
        .load(conn)?;
    Ok(all.into_iter().collect())
}

/// Keeps who came, and who came besides.
///
/// # Errors
/// Every [`CannotMeet`] that holds: nobody comes whose term does not include the day.
pub fn keep_attendance(
    tx: &mut Tx<'_>,
    permit: &Permit<MeetingId, acts::Keep>,
    who: &[(SeatId, Attended)],
    others: &str,
) -> web::Result<()> {
    let meeting = find(tx.conn(), permit)?;
    let seats: Vec<SeatId> = seats(tx.conn(), &meeting)?.into_iter().map(|seat| seat.id).collect();
    check([
        (meeting.closed_at.is_some(), CannotMeet::Closed),
        (meeting.held_on > tx.now.date(), CannotMeet::NotYet),
        (who.is_empty(), CannotMeet::NobodyCame),
        (who.iter().any(|(seat, _)| !seats.contains(seat)), CannotMeet::TermOver),
    ])?;
    super::say(&[others])?;
    diesel::delete(board_attendance::table.filter(board_attendance::meeting_id.eq(meeting.id))).execute(tx.conn())?;
    for (seat, attended) in who {
        diesel::insert_into(board_attendance::table)
            .values((
                board_attendance::meeting_id.eq(meeting.id),
                board_attendance::seat_id.eq(seat),
                board_attendance::attended.eq(attended),
            ))
            .execute(tx.conn())?;
    }
    diesel::update(board_meeting::table.find(meeting.id)).set(board_meeting::others.eq(others)).execute(tx.conn())?;
    let came = who.iter().filter(|(_, attended)| *attended == Attended::Came).count();
    tx.record(events::ATTENDED.on(meeting.id.0).detail(json!({"came": came, "of": who.len()})))?;
    Ok(())
}

/// Closes a meeting: its minutes are owed, and the next meeting where none is planned.
///
/// # Errors
/// Every [`CannotMeet`] that holds.
pub fn close(tx: &mut Tx<'_>, permit: &Permit<MeetingId, acts::Keep>, pack: &Pack) -> web::Result<()> {
    let (meeting, today) = (find(tx.conn(), permit)?, tx.now.date());
    let items = agenda::list(tx.conn(), permit)?;
    let came = attendance(tx.conn(), permit)?;
    check([
        (meeting.closed_at.is_some(), CannotMeet::Closed),
        (meeting.held_on > today, CannotMeet::NotYet),
        (!came.values().any(|attended| *attended == Attended::Came), CannotMeet::NobodyCame),
        (items.iter().any(|item| item.outcome.is_none() && item.wants == rules::Wants::Decision), CannotMeet::Open),
    ])?;
    end(tx, &meeting, "")?;
    // what was never sent lay on the table: from now on members see it
    if meeting.sent_at.is_none() {
        let now = Some(tx.now);
        diesel::update(board_meeting::table.find(meeting.id)).set(board_meeting::sent_at.eq(now)).execute(tx.conn())?;
    }
    let of = boards::load(tx.conn(), meeting.board_id)?;
    let due_on = pack.calendar().plus_working(meeting.held_on, pack.number("board-minutes"));
    let title = format!("Write the minutes: {}, {}", of.name, web::dates::day(meeting.held_on));
    let task = NewTask::new(kinds::MINUTES, meeting.id.0, title, format!("{}/minutes", meeting.href()), due_on);
    let keeper = boards::keeper(tx.conn(), of.id, today)?;
    tasks::add(tx, task.owed_by(keeper))?;
    papers::drop_open(tx, meeting.id)?;
    agenda::put_on(tx, &of)?;
    boards::want_meeting(tx, pack, &of)?;
    tx.record(events::CLOSED.on(meeting.id.0).detail(json!({"board": of.id, "held": true})))?;
    Ok(())
}

/// A meeting is not held: what was on its agenda goes on to the next.
///
/// # Errors
/// Every [`CannotMeet`] that holds.
pub fn not_held(tx: &mut Tx<'_>, permit: &Permit<MeetingId, acts::Keep>, pack: &Pack, why: &str) -> web::Result<()> {
    let meeting = find(tx.conn(), permit)?;
    check([(meeting.closed_at.is_some(), CannotMeet::Closed), (why.trim().is_empty(), CannotMeet::NoWhy)])?;
    super::say(&[why])?;
    end(tx, &meeting, why.trim())?;
    agenda::put_off_all(tx, meeting.id)?;
    papers::drop_open(tx, meeting.id)?;
    let of = boards::load(tx.conn(), meeting.board_id)?;
    agenda::put_on(tx, &of)?;
    boards::want_meeting(tx, pack, &of)?;
    tell(tx, &of, &format!("{}: the meeting on {} is not held", of.name, web::dates::day(meeting.held_on)), &meeting)?;
    tx.record(events::CLOSED.on(meeting.id.0).detail(json!({"board": of.id, "held": false})))?;
    Ok(())
}

fn end(tx: &mut Tx<'_>, meeting: &Meeting, why: &str) -> Result<()> {
    let now = tx.now;
    diesel::update(board_meeting::table.find(meeting.id))
        .set((
            board_meeting::closed_at.eq(Some(now)),
            board_meeting::not_held.eq(why),
            board_meeting::version.eq(meeting.version + 1),
        ))
        .execute(tx.conn())?;
    tasks::done(tx, meeting.id.0, None)
}

/// Boards that have not met for too long though a meeting is planned: the day by which they should have.
pub(crate) fn overdue(conn: &mut Conn, today: NaiveDate) -> Result<Vec<(Board, NaiveDate)>> {
    let mut late = Vec::new();
    for of in boards::list(conn)? {
        let by = of.next_by(last_held(conn, of.id)?.unwrap_or(of.founded_on));
        if by < today && next_open(conn, of.id)?.is_some_and(|next| next.held_on + Days::new(1) >= today) {
            late.push((of, by));
        }
    }
    Ok(late)
}
