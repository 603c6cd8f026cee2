//! How places move: offered to those who wait, the longest first; passed on when nobody answers; carried to the next
//! session when one is cancelled.

use crate::{
    events, kinds,
    letters::{Note, What},
    news,
    records::{
        Booking, BookingId, Course, Session, SessionId,
        bookings::{self, training_booking},
        courses, sessions,
    },
    rules::{self, State},
};
use access::capability::send;
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use store::{Conn, Result, Tx};
use work::{NewTask, news::News, tasks};

/// Tells whoever has a place: on My work with an account, by letter without one, and where there is no address whoever
/// booked them.
pub(crate) fn tell(tx: &mut Tx<'_>, of: &Booking, new: &News, what: What) -> Result<()> {
    match (of.account_id, of.asked_by) {
        (Some(account), _) => work::news::tell(tx, account, new),
        (None, _) if !of.email.is_empty() => send(tx, &Note { booking: of.id, what }, None),
        (None, Some(booker)) => work::news::tell(tx, booker, new),
        (None, None) => Ok(()),
    }
}

/// A place is from now on as it says here.
pub(crate) fn set(
    tx: &mut Tx<'_>,
    id: BookingId,
    (session, state, answer_by): (Option<SessionId>, State, Option<NaiveDate>),
) -> Result<()> {
    diesel::update(training_booking::table.find(id))
        .set((
            training_booking::session_id.eq(session),
            training_booking::state.eq(state),
            training_booking::answer_by.eq(answer_by),
        ))
        .execute(tx.conn())?;
    tasks::done(tx, id.0, Some(kinds::ANSWER))?;
    tx.record(events::MOVED.on(id.0).detail(json!({"state": state.code(), "session": session})))?;
    Ok(())
}

/// How many places are free.
pub(crate) fn free(conn: &mut Conn, session: &Session) -> Result<i64> {
    let taken = bookings::of_session(conn, session.id)?.iter().filter(|one| one.state.takes_a_place()).count();
    Ok(session.places - i64::try_from(taken).unwrap_or(session.places))
}

/// Who waits for a place in this session: for it alone, or for whichever comes.
fn waiting_for(conn: &mut Conn, session: &Session) -> Result<Vec<Booking>> {
    let mut all = bookings::in_state(conn, State::Waiting)?;
    all.retain(|one| {
        let any = one.session_id.is_none() && one.course_id == session.course_id && one.part == session.part;
        any || one.session_id == Some(session.id)
    });
    Ok(all)
}

/// Free places of a session are offered to those who wait, the longest first, as long as there is a day to answer.
pub(crate) fn offer_free(tx: &mut Tx<'_>, pack: &Pack, id: SessionId) -> Result<()> {
    let session = sessions::find(tx.conn(), id)?;
    let (course, today) = (courses::find(tx.conn(), session.course_id)?, tx.now.date());
    let by = rules::answer_by(pack.calendar(), today, session.on_day, pack.number("training-answer"));
    let Some(by) = by.filter(|_| session.is_open(today) && course.is_given()) else { return Ok(()) };
    let free = free(tx.conn(), &session)?;
    for one in waiting_for(tx.conn(), &session)?.into_iter().take(usize::try_from(free).unwrap_or(0)) {
        let title = format!("A place is free for you: {}. Answer by {}", session.title(&course), web::dates::day(by));
        offer(tx, (&session, &course), &one, by)?;
        tell(tx, &one, &News::new(news::PLACE, title, one.href()), What::Offered)?;
    }
    Ok(())
}

fn offer(tx: &mut Tx<'_>, (session, course): (&Session, &Course), to: &Booking, by: NaiveDate) -> Result<()> {
    set(tx, to.id, (Some(session.id), State::Offered, Some(by)))?;
    if let Some(account) = to.account_id {
        let title = format!("Answer to the place that is offered: {}", session.title(course));
        tasks::add(tx, NewTask::new(kinds::ANSWER, to.id.0, title, to.href(), by).owed_by(account))?;
    }
    Ok(())
}

/// A session is cancelled: those who had a place in it come first in the next, and those who waited wait on.
pub(crate) fn carry_on(tx: &mut Tx<'_>, pack: &Pack, cancelled: &Session, why: &str) -> Result<()> {
    let (course, today) = (courses::find(tx.conn(), cancelled.course_id)?, tx.now.date());
    let mut all = bookings::of_session(tx.conn(), cancelled.id)?;
    all.retain(|one| one.state.is_live());
    all.sort_by_key(|one| !one.state.takes_a_place());
    for one in &all {
        let next = if one.state.takes_a_place() { next(tx, pack, cancelled)? } else { None };
        let title = format!("Cancelled: {}. {why}", cancelled.title(&course));
        match &next {
            Some((session, by)) => offer(tx, (session, &course), one, *by)?,
            None => set(tx, one.id, (None, State::Waiting, None))?,
        }
        tell(tx, one, &News::new(news::CHANGED, title, one.href()), What::Cancelled)?;
    }
    for later in sessions::later(tx.conn(), (cancelled.course_id, cancelled.part), today)? {
        offer_free(tx, pack, later.id)?;
    }
    Ok(())
}

/// The next session of the same with a free place and a day to answer.
fn next(tx: &mut Tx<'_>, pack: &Pack, after: &Session) -> Result<Option<(Session, NaiveDate)>> {
    let today = tx.now.date();
    for session in sessions::later(tx.conn(), (after.course_id, after.part), today)? {
        let by = rules::answer_by(pack.calendar(), today, session.on_day, pack.number("training-answer"));
        if let Some(by) = by.filter(|_| session.id != after.id)
            && free(tx.conn(), &session)? > 0
        {
            return Ok(Some((session, by)));
        }
    }
    Ok(None)
}

/// Nobody answered in time: the place goes to the next.
pub(crate) fn lapse(tx: &mut Tx<'_>, pack: &Pack, of: &Booking) -> Result<()> {
    set(tx, of.id, (of.session_id, State::Off, None))?;
    let course = courses::find(tx.conn(), of.course_id)?;
    let title = format!("No answer in time: the place went to the next. {}", course.part_name(of.part));
    tell(tx, of, &News::new(news::PLACE, title, of.href()), What::Lapsed)?;
    match of.session_id {
        Some(session) => offer_free(tx, pack, session),
        None => Ok(()),
    }
}
