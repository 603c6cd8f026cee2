//! Minutes: drafted by one who keeps the board, approved by another at the next meeting.

use super::{
    BoardId, MeetingId, boards,
    meetings::{self, Meeting, board_meeting},
    seats,
};
use crate::{
    events, kinds, news,
    rules::{boards::Capacity, check, meetings::CannotMinute},
};
use access::{AccountId, Permit, accounts, board as acts};
use chrono::Months;
use diesel::prelude::*;
use serde_json::json;
use store::{AnyId, Conn, Result, Tx, Uuid};
use work::{NewTask, news::News, tasks};

/// Writes the minutes, and gives them to the members where `give`: they are approved at the next meeting.
///
/// # Errors
/// Every [`CannotMinute`] that holds; [`store::Error::Stale`] where somebody else has changed them since.
pub fn write(
    tx: &mut Tx<'_>,
    permit: &Permit<MeetingId, acts::Keep>,
    version: i64,
    text: &str,
    give: bool,
) -> web::Result<()> {
    let (before, now) = (meetings::find(tx.conn(), permit)?, tx.now);
    check([
        (before.approved_at.is_some(), CannotMinute::Approved),
        (before.closed_at.is_none() || !before.not_held.is_empty(), CannotMinute::NotClosed),
        (give && text.trim().is_empty(), CannotMinute::NoWords),
    ])?;
    if before.version != version {
        return Err(store::Error::Stale.into());
    }
    super::say(&[text])?;
    let given = if give { Some(now) } else { before.minutes_at };
    let by = permit.actor();
    diesel::update(board_meeting::table.find(before.id))
        .set((
            (board_meeting::minutes.eq(text), board_meeting::minutes_by.eq(by.account)),
            (board_meeting::minutes_name.eq(&by.name), board_meeting::minutes_at.eq(given)),
            board_meeting::version.eq(version + 1),
        ))
        .execute(tx.conn())?;
    if give {
        tasks::done(tx, before.id.0, Some(kinds::MINUTES))?;
        ask_to_approve(tx, &before, by.account)?;
    }
    tx.record(events::MINUTES.on(before.id.0).detail(json!({"given": give})))?;
    Ok(())
}

/// Whoever chairs approves them at the next meeting; where they wrote them themselves, another who keeps the board.
fn ask_to_approve(tx: &mut Tx<'_>, meeting: &Meeting, writer: Option<AccountId>) -> Result<()> {
    tasks::done(tx, meeting.id.0, Some(kinds::APPROVE))?;
    let (of, today) = (boards::load(tx.conn(), meeting.board_id)?, tx.now.date());
    let approver = approver(tx.conn(), of.id, today, writer)?;
    let due_on = match meetings::next_open(tx.conn(), of.id)? {
        Some(next) => next.held_on,
        None => of.next_by(meeting.held_on),
    };
    let title = format!("Approve the minutes: {}, {}", of.name, web::dates::day(meeting.held_on));
    let task = NewTask::new(kinds::APPROVE, meeting.id.0, title, format!("{}/approval", meeting.href()), due_on);
    tasks::add(tx, task.owed_by(approver))?;
    let who = seats::accounts_on(tx.conn(), of.id, today)?;
    let title = format!("{}: minutes of {}", of.name, web::dates::day(meeting.held_on));
    work::news::tell_all(tx, &who, &News::new(news::MINUTES, title, meeting.href()))
}

fn approver(
    conn: &mut Conn,
    of: BoardId,
    today: chrono::NaiveDate,
    writer: Option<AccountId>,
) -> Result<Option<AccountId>> {
    let mut keepers = seats::keepers(conn, of, today)?;
    keepers.retain(|(account, _)| Some(*account) != writer);
    keepers.sort_by_key(|(_, capacity)| match capacity {
        Capacity::Chair => 0,
        Capacity::Deputy => 1,
        _ => 2,
    });
    match keepers.first() {
        Some((account, _)) => Ok(Some(*account)),
        // nobody else keeps the board: the head says who does
        None => Ok(accounts::with_role(conn, access::Role::Head)?.into_iter().next()),
    }
}

/// Approving is owed by whoever chairs now.
pub(super) fn hand_on(tx: &mut Tx<'_>, of: BoardId, subject: Uuid) -> Result<()> {
    let today = tx.now.date();
    let writer: Option<AccountId> = board_meeting::table
        .filter(board_meeting::id.eq(MeetingId(AnyId(subject).0)))
        .select(board_meeting::minutes_by)
        .first(tx.conn())?;
    match approver(tx.conn(), of, today, writer)? {
        Some(approver) => tasks::give(tx, subject, approver),
        None => Ok(()),
    }
}

/// Approves minutes, with what was put right in them.
///
/// # Errors
/// Every [`CannotMinute`] that holds: not whoever wrote them, and not before the next meeting.
pub fn approve(tx: &mut Tx<'_>, permit: &Permit<MeetingId, acts::Keep>, corrections: &str) -> web::Result<()> {
    let (meeting, now) = (meetings::find(tx.conn(), permit)?, tx.now);
    let by = permit.actor();
    let next = next_came(tx.conn(), &meeting, now.date())?;
    may_approve(&meeting, by.account)?;
    check([(!next, CannotMinute::BeforeNext)])?;
    super::say(&[corrections])?;
    diesel::update(board_meeting::table.find(meeting.id))
        .set((
            (board_meeting::approved_at.eq(Some(now)), board_meeting::approved_name.eq(&by.name)),
            (board_meeting::corrections.eq(corrections), board_meeting::version.eq(meeting.version + 1)),
        ))
        .execute(tx.conn())?;
    tasks::done(tx, meeting.id.0, Some(kinds::APPROVE))?;
    tx.record(events::APPROVED.on(meeting.id.0).detail(json!({"approved": true})))?;
    Ok(())
}

fn may_approve(meeting: &Meeting, by: Option<AccountId>) -> web::Result<()> {
    Ok(check([
        (meeting.approved_at.is_some(), CannotMinute::Approved),
        (meeting.minutes_at.is_none(), CannotMinute::NotGiven),
        (meeting.minutes_by.is_some() && meeting.minutes_by == by, CannotMinute::Own),
    ])?)
}

/// Whether a meeting after this one has come, so that its minutes can be approved there.
fn next_came(conn: &mut Conn, meeting: &Meeting, today: chrono::NaiveDate) -> Result<bool> {
    let later = board_meeting::table
        .filter(board_meeting::board_id.eq(meeting.board_id).and(board_meeting::held_on.gt(meeting.held_on)))
        .filter(board_meeting::held_on.le(today).and(board_meeting::not_held.eq("")));
    let count: i64 = later.count().get_result(conn)?;
    Ok(count > 0)
}

/// Gives minutes back to whoever wrote them, with what is to be put right.
///
/// # Errors
/// Every [`CannotMinute`] that holds.
pub fn give_back(tx: &mut Tx<'_>, permit: &Permit<MeetingId, acts::Keep>, why: &str) -> web::Result<()> {
    let meeting = meetings::find(tx.conn(), permit)?;
    may_approve(&meeting, permit.actor().account)?;
    check([(why.trim().is_empty(), CannotMinute::NoWhy)])?;
    super::say(&[why])?;
    diesel::update(board_meeting::table.find(meeting.id))
        .set((
            board_meeting::minutes_at.eq(None::<store::Instant>),
            board_meeting::corrections.eq(why),
            board_meeting::version.eq(meeting.version + 1),
        ))
        .execute(tx.conn())?;
    tasks::done(tx, meeting.id.0, Some(kinds::APPROVE))?;
    let (of, today) = (boards::load(tx.conn(), meeting.board_id)?, tx.now.date());
    let title = format!("Put the minutes right: {}, {}", of.name, web::dates::day(meeting.held_on));
    let due_on = meetings::next_open(tx.conn(), of.id)?.map_or(today + Months::new(1), |next| next.held_on.max(today));
    let href = format!("{}/minutes", meeting.href());
    let task = NewTask::new(kinds::MINUTES, meeting.id.0, title, href.clone(), due_on);
    let writer = match meeting.minutes_by {
        Some(writer) if seats::sits(tx.conn(), of.id, writer, today)?.1 => Some(writer),
        _ => boards::keeper(tx.conn(), of.id, today)?,
    };
    tasks::add(tx, task.owed_by(writer))?;
    if let Some(writer) = writer {
        let title = format!("{}: your minutes of {} were given back", of.name, web::dates::day(meeting.held_on));
        work::news::tell(tx, writer, &News::new(news::BACK, title, href))?;
    }
    tx.record(events::APPROVED.on(meeting.id.0).detail(json!({"approved": false})))?;
    Ok(())
}
