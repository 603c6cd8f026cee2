//! Every morning: offers that nobody answered go to the next, what is near is told, what runs out is owed, what is no
//! longer needed of people without an account is removed.

use crate::{
    events, keeping, kinds,
    letters::What,
    news, places,
    records::{
        Booking, Certificate, Course, Session,
        bookings::{self, training_booking},
        certificates::{self, training_certificate},
        courses, evaluations, leads, sessions,
    },
    rules::{Moment, State},
    running,
};
use access::{AccountId, capability::Capabilities};
use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use std::collections::BTreeSet;
use store::{Conn, Db, Result, Tx};
use work::{NewTask, news::News, tasks};

pub(crate) fn daily(db: &Db, pack: &Pack, _: Capabilities) -> Result<()> {
    let mut conn = db.connect()?;
    let today = db.now().date();
    for one in bookings::in_state(&mut conn, State::Offered)? {
        if one.answer_by.is_some_and(|by| by < today) {
            db.alone(&pack.hash, |tx| lapse(tx, pack, one.id))?;
        }
    }
    for one in bookings::in_state(&mut conn, State::Waiting)? {
        db.alone(&pack.hash, |tx| wait_on(tx, &one))?;
    }
    for session in sessions::coming(&mut conn, today)? {
        db.alone(&pack.hash, |tx| look_after(tx, pack, session.id))?;
    }
    ask_later(db, pack, &mut conn)?;
    renewals(db, pack, &mut conn)?;
    remind_leads(db, pack, &mut conn)?;
    for one in bookings::by_name(&mut conn)? {
        db.alone(&pack.hash, |tx| forget(tx, pack, &one))?;
    }
    Ok(())
}

fn lapse(tx: &mut Tx<'_>, pack: &Pack, id: crate::BookingId) -> Result<()> {
    let one = bookings::find(tx.conn(), id)?;
    if one.state == State::Offered {
        return places::lapse(tx, pack, &one);
    }
    tx.nothing_new();
    Ok(())
}

/// The session for which they waited has been: they wait for whichever comes next.
fn wait_on(tx: &mut Tx<'_>, one: &Booking) -> Result<()> {
    tx.nothing_new();
    let today = tx.now.date();
    let Some(session) = one.session_id else { return Ok(()) };
    if sessions::find(tx.conn(), session)?.on_day <= today {
        places::set(tx, one.id, (None, State::Waiting, None))?;
    }
    Ok(())
}

/// Free places are offered, a trainer is looked for where there is none, and whoever comes is reminded.
fn look_after(tx: &mut Tx<'_>, pack: &Pack, id: crate::SessionId) -> Result<()> {
    tx.nothing_new();
    let session = sessions::find(tx.conn(), id)?;
    keeping::see_to_trainer(tx, pack, &session)?;
    places::offer_free(tx, pack, id)?;
    let (now, today) = (tx.now, tx.now.date());
    if today < near(pack, session.on_day) || !session.is_open(today) {
        return Ok(());
    }
    let of = courses::find(tx.conn(), session.course_id)?;
    let due = |one: &Booking| one.state == State::Booked && one.reminded_at.is_none();
    let all: Vec<Booking> = bookings::of_session(tx.conn(), id)?.into_iter().filter(due).collect();
    for one in &all {
        diesel::update(training_booking::table.find(one.id))
            .set(training_booking::reminded_at.eq(Some(now)))
            .execute(tx.conn())?;
        let title = format!("{}, {}, {}", session.title(&of), session.hours(), session.place);
        places::tell(tx, one, &News::new(news::NEAR, title, one.href()), What::Near)?;
    }
    if !all.is_empty() {
        tx.record(events::ASKED.on(id.0).detail(json!({"near": all.len()})))?;
    }
    Ok(())
}

/// From when on those who are booked are reminded of a session: a working day, so that a question can still be asked.
fn near(pack: &Pack, on_day: NaiveDate) -> NaiveDate {
    let mut near = pack.calendar().minus_working(on_day, pack.number("training-remind"));
    while !pack.calendar().is_working(near) {
        near = near - Days::new(1);
    }
    near
}

/// So many days after the day on which it is asked, it is asked no more.
const ASKED_FOR: u64 = 60;

/// Three months on they are asked what it changed.
fn ask_later(db: &Db, pack: &Pack, conn: &mut Conn) -> Result<()> {
    let until = db.now().date() - Days::new(u64::from(pack.number("training-later")));
    for session in sessions::between(conn, until - Days::new(ASKED_FOR), until)? {
        db.alone(&pack.hash, |tx| ask_those(tx, &session))?;
    }
    Ok(())
}

fn ask_those(tx: &mut Tx<'_>, session: &Session) -> Result<()> {
    tx.nothing_new();
    let (of, now) = (courses::find(tx.conn(), session.course_id)?, tx.now);
    let due = |one: &Booking| one.state == State::Came && one.asked_later_at.is_none();
    let all: Vec<Booking> = bookings::of_session(tx.conn(), session.id)?.into_iter().filter(due).collect();
    for one in &all {
        diesel::update(training_booking::table.find(one.id))
            .set(training_booking::asked_later_at.eq(Some(now)))
            .execute(tx.conn())?;
        let said = evaluations::of_bookings(tx.conn(), &[one.id])?;
        if said.iter().all(|said| said.moment != Moment::Later) {
            let title = format!("Three months on: what did {} change?", of.part_name(session.part));
            let href = format!("{}/evaluation/later", one.href());
            places::tell(tx, one, &News::new(news::ASKED, title, href), What::Later)?;
        }
    }
    if !all.is_empty() {
        tx.record(events::ASKED.on(session.id.0).detail(json!({"later": all.len()})))?;
    }
    Ok(())
}

/// Whether somebody has a newer certificate of the same course than this.
fn is_renewed(all: &[Certificate], of: &Certificate) -> bool {
    let newer = |one: &&Certificate| one.course_id == of.course_id && one.given_on > of.given_on;
    all.iter().filter(newer).any(|one| one.account_id.is_some() && one.account_id == of.account_id)
}

fn renewals(db: &Db, pack: &Pack, conn: &mut Conn) -> Result<()> {
    let all = certificates::list(conn)?;
    let from = db.now().date() + Days::new(u64::from(pack.number("training-renew")));
    let due = |one: &&Certificate| one.asked_at.is_none() && one.renew_on.is_some_and(|on| on <= from);
    for one in all.iter().filter(due).filter(|one| !is_renewed(&all, one)) {
        db.alone(&pack.hash, |tx| renew(tx, one))?;
    }
    Ok(())
}

/// Going again is owed by the day on which the certificate runs out, unless the course is given no more.
fn renew(tx: &mut Tx<'_>, one: &Certificate) -> Result<()> {
    let (of, now) = (courses::find(tx.conn(), one.course_id)?, tx.now);
    diesel::update(training_certificate::table.find(one.id))
        .set(training_certificate::asked_at.eq(Some(now)))
        .execute(tx.conn())?;
    tx.record(events::RENEWAL.on(one.id.0))?;
    let Some(due_on) = one.renew_on.filter(|_| of.is_given()) else { return Ok(()) };
    let (title, href) = (format!("Go again: {}", of.name), format!("/training/courses/{}", of.id));
    match one.account_id {
        Some(account) if keeping::in_use(tx.conn(), &[account])?.is_empty() => {}
        Some(account) => {
            // what ran out while nobody looked is not late at once
            let due_on = due_on.max(now.date() + Days::new(14));
            let task = NewTask::new(kinds::RENEW, one.id.0, title, href.clone(), due_on);
            tasks::add(tx, task.owed_by(account))?;
            let title = format!("Your certificate runs out: {}", of.name);
            work::news::tell(tx, account, &News::new(news::CERTIFICATE, title, href))?;
        }
        None => {
            let place = bookings::find(tx.conn(), one.booking_id)?;
            let title = format!("A certificate runs out of somebody whom you booked: {}", of.name);
            places::tell(tx, &place, &News::new(news::CERTIFICATE, title, href), What::RunsOut)?;
        }
    }
    Ok(())
}

/// Those who lead families, whose certificate of the course for it does not hold today, who have no place in it.
pub(crate) fn without_course(conn: &mut Conn, of: &Course, today: NaiveDate) -> Result<BTreeSet<AccountId>> {
    let hold = certificates::of_course(conn, of.id)?;
    let hold = hold.into_iter().filter(|one| one.holds(today)).filter_map(|one| one.account_id);
    let hold: BTreeSet<AccountId> = hold.collect();
    Ok(leads::leads(conn)?.into_keys().filter(|account| !hold.contains(account)).collect())
}

fn remind_leads(db: &Db, pack: &Pack, conn: &mut Conn) -> Result<()> {
    let Some(of) = courses::for_leads(conn)? else { return Ok(()) };
    let today = db.now().date();
    let since = today - Days::new(u64::from(pack.number("training-leads")));
    let reminded = leads::reminded(conn)?;
    let live: BTreeSet<AccountId> = bookings::of_course(conn, of.id)?
        .into_iter()
        .filter(|one| one.state.is_live())
        .filter_map(|one| one.account_id)
        .collect();
    for account in without_course(conn, &of, today)? {
        let lately = reminded.get(&account).is_some_and(|(at, _)| at.date() > since);
        if !lately && !live.contains(&account) {
            db.alone(&pack.hash, |tx| running::remind(tx, account, &of, ""))?;
        }
    }
    Ok(())
}

/// Name and address of somebody without an account are removed when nothing needs them: so many days after their session,
/// and where they have a certificate that runs out, when it has.
fn forget(tx: &mut Tx<'_>, pack: &Pack, one: &Booking) -> Result<()> {
    tx.nothing_new();
    let (now, today) = (tx.now, tx.now.date());
    let last = match one.session_id {
        Some(id) => sessions::find(tx.conn(), id)?.on_day.max(one.asked_at.date()),
        None => one.asked_at.date(),
    };
    let until = last + Days::new(u64::from(pack.number("training-forget")));
    let holds = certificates::of_booking(tx.conn(), one.id)?.and_then(|earned| earned.renew_on);
    if today <= holds.map_or(until, |on| on.max(until)) || one.state == State::Waiting {
        return Ok(());
    }
    diesel::update(training_booking::table.find(one.id))
        .set((
            training_booking::name.eq(""),
            training_booking::email.eq(""),
            training_booking::forgotten_at.eq(Some(now)),
        ))
        .execute(tx.conn())?;
    tx.record(events::FORGOTTEN.on(one.id.0))?;
    Ok(())
}
