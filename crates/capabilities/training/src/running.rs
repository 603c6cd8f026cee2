//! The register of a session, the certificates of those who came, what they say, and a reminder to those who lead
//! families.

use crate::{
    events, keeping, kinds, news,
    records::{
        Booking, BookingId, Certificate, CertificateId, Course, CourseId, Session, SessionId,
        bookings::{self, training_booking},
        certificates::{self, training_certificate},
        courses,
        evaluations::{Evaluation, of_bookings, training_evaluation},
        leads,
        sessions::{self, training_session},
    },
    rules::{self, Certifying, Evaluating, Mark, Moment, Register, State},
};
use access::{AccountId, Permit, booking, course};
use chrono::{Months, NaiveDate};
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use std::collections::BTreeMap;
use store::{Conn, Json, Tx};
use web::Result;
use work::{NewTask, news::News, tasks};

type Runs = Permit<CourseId, course::Run>;

/// Who is expected at a session, in the order in which they booked: whoever has not answered to an offer is not.
pub fn expected(conn: &mut Conn, id: SessionId) -> store::Result<Vec<Booking>> {
    let mut all = bookings::of_session(conn, id)?;
    all.retain(|one| one.state.takes_a_place() && one.state != State::Offered);
    Ok(all)
}

/// Keeps the register of a session; kept again it is put right. `everybody` of whom nothing is said came.
///
/// # Errors
/// Every [`rules::CannotRun`] that holds.
pub fn register(
    tx: &mut Tx<'_>,
    permit: &Runs,
    pack: &Pack,
    id: SessionId,
    (said, everybody): (&BTreeMap<BookingId, Mark>, bool),
) -> Result<()> {
    let (session, now) = (keeping::of_course(tx.conn(), permit, id)?, tx.now);
    let group = expected(tx.conn(), id)?;
    let mut certified = false;
    for one in &group {
        let no_more = one.state == State::Came && said.get(&one.id).is_some_and(|mark| *mark != Mark::Came);
        certified |= no_more && certificates::of_booking(tx.conn(), one.id)?.is_some();
    }
    let cancelled = session.cancelled_at.is_some();
    rules::register(Register { on_day: session.on_day, today: now.date(), cancelled, certified })?;
    let marks: Vec<Option<Mark>> = group.iter().map(|one| said.get(&one.id).copied()).collect();
    let marks = rules::complete(&marks, everybody)?;

    for (one, mark) in group.iter().zip(marks) {
        diesel::update(training_booking::table.find(one.id))
            .set((training_booking::state.eq(mark.state()), training_booking::marked_at.eq(Some(now))))
            .execute(tx.conn())?;
    }
    diesel::update(training_session::table.find(id))
        .set((training_session::kept_at.eq(Some(now)), training_session::kept_by.eq(&permit.actor().name)))
        .execute(tx.conn())?;
    tasks::done(tx, id.0, Some(kinds::REGISTER))?;
    tasks::done(tx, id.0, Some(kinds::FIND))?;
    tx.record(events::REGISTER.on(id.0).detail(json!({"people": group.len()})))?;
    after_register(tx, pack, &session)
}

/// Those who came are asked what they take with them, once; their certificates are owed.
fn after_register(tx: &mut Tx<'_>, pack: &Pack, session: &Session) -> Result<()> {
    let of = courses::find(tx.conn(), session.course_id)?;
    for one in expected(tx.conn(), session.id)?.iter().filter(|one| one.state == State::Came) {
        let title = format!("What do you take with you from {}?", of.part_name(session.part));
        let href = format!("{}/evaluation/after", one.href());
        if let (Some(account), true) = (one.account_id, session.kept_at.is_none()) {
            work::news::tell(tx, account, &News::new(news::ASKED, title, href))?;
        }
    }
    let left = to_certify(tx.conn(), &of, session.id)?.len();
    match (left > 0, tasks::is_owed(tx.conn(), kinds::CERTIFY, session.id.0)?) {
        (true, false) => {
            let due_on = pack.calendar().plus_working(tx.now.date(), pack.number("training-certificates"));
            let title = format!("Give the certificates: {}", session.title(&of));
            let task = NewTask::new(kinds::CERTIFY, session.id.0, title, session.href(), due_on);
            tasks::add(tx, task.owed_by(session.trainer_id))?;
        }
        (false, true) => tasks::done(tx, session.id.0, Some(kinds::CERTIFY))?,
        _ => {}
    }
    Ok(())
}

/// Whose certificate is to be given: who came, was at all parts, and has none of it.
pub fn to_certify(conn: &mut Conn, of: &Course, id: SessionId) -> store::Result<Vec<Booking>> {
    let mut left = Vec::new();
    for one in expected(conn, id)? {
        if rules::certify(certifying(conn, of, &one)?).is_ok() {
            left.push(one);
        }
    }
    Ok(left)
}

fn certifying(conn: &mut Conn, of: &Course, one: &Booking) -> store::Result<Certifying> {
    let already = certificates::of_booking(conn, one.id)?.is_some();
    if of.parts <= 1 || one.state != State::Came {
        return Ok(Certifying { state: one.state, all_parts: true, already });
    }
    let all = bookings::of_course(conn, of.id)?;
    let mut theirs: Vec<Booking> =
        all.into_iter().filter(|other| other.is_of(one.account_id, &one.name, &one.organisation)).collect();
    // what a certificate was given for is used up: whoever goes again goes to all of it again
    let last = theirs.iter().filter(|other| other.id != one.id).map(|other| certificates::of_booking(conn, other.id));
    let last = last.collect::<store::Result<Vec<_>>>()?.into_iter().flatten().map(|earned| earned.given_on).max();
    theirs.retain(|other| other.state == State::Came);
    let mut parts = Vec::new();
    for other in &theirs {
        let Some(session) = other.session_id else { continue };
        let on_day = sessions::find(conn, session)?.on_day;
        if last.is_none_or(|last| on_day > last) {
            parts.push(other.part);
        }
    }
    Ok(Certifying { state: one.state, all_parts: (1..=of.parts).all(|part| parts.contains(&part)), already })
}

/// Gives somebody their certificate. What was owed for the one before is done.
///
/// # Errors
/// Every [`rules::CannotRun`] that holds.
pub fn certify(tx: &mut Tx<'_>, permit: &Runs, pack: &Pack, id: BookingId) -> Result<CertificateId> {
    let (one, now) = (bookings::find(tx.conn(), id)?, tx.now);
    let of = courses::find(tx.conn(), permit.subject())?;
    let session = match one.session_id {
        Some(session) => keeping::of_course(tx.conn(), permit, session)?,
        None => return Err(rules_refusal()),
    };
    rules::certify(certifying(tx.conn(), &of, &one)?)?;
    let renew_on = of.renew_months.and_then(|months| u32::try_from(months).ok());
    let row = Certificate {
        id: CertificateId::new(),
        course_id: of.id,
        booking_id: id,
        account_id: one.account_id,
        organisation: one.organisation.clone(),
        given_on: session.on_day,
        renew_on: renew_on.map(|months| session.on_day + Months::new(months)),
        given_by: permit.actor().name.clone(),
        given_at: now,
        asked_at: None,
        ended_at: None,
        ended_why: String::new(),
    };
    diesel::insert_into(training_certificate::table).values(&row).execute(tx.conn())?;
    tx.record(events::CERTIFICATE.on(row.id.0).detail(json!({"course": of.id, "booking": id})))?;
    if let Some(account) = one.account_id {
        for before in certificates::of_account(tx.conn(), account)?.iter().filter(|one| one.course_id == of.id) {
            tasks::done(tx, before.id.0, Some(kinds::RENEW))?;
        }
        let title = format!("Your certificate: {}", of.name);
        let told = News::new(news::CERTIFICATE, title, format!("{}/certificate", one.href()));
        work::news::tell(tx, account, &told)?;
    }
    after_register(tx, pack, &session)?;
    Ok(row.id)
}

fn rules_refusal() -> web::Error {
    web::Refusal::from(rules::CannotRun::NotThere).into()
}

/// Gives all who came to a session, and to the other parts, theirs; how many that were.
///
/// # Errors
/// [`rules::CannotRun::NotThere`] where there is nobody.
pub fn certify_all(tx: &mut Tx<'_>, permit: &Runs, pack: &Pack, id: SessionId) -> Result<usize> {
    let session = keeping::of_course(tx.conn(), permit, id)?;
    let of = courses::find(tx.conn(), session.course_id)?;
    let left = to_certify(tx.conn(), &of, id)?;
    if left.is_empty() {
        return Err(rules_refusal());
    }
    for one in &left {
        certify(tx, permit, pack, one.id)?;
    }
    Ok(left.len())
}

/// Takes a certificate back that was given in error.
///
/// # Errors
/// Every [`rules::CannotRun`] that holds.
pub fn take_back(tx: &mut Tx<'_>, permit: &Runs, id: BookingId, why: &str) -> Result<()> {
    let (one, now) = (bookings::find(tx.conn(), id)?, tx.now);
    let there = certificates::of_booking(tx.conn(), id)?.filter(|earned| earned.course_id == permit.subject());
    rules::take_back(there.is_some(), why)?;
    let Some(earned) = there else { return Ok(()) };
    diesel::update(training_certificate::table.find(earned.id))
        .set((training_certificate::ended_at.eq(Some(now)), training_certificate::ended_why.eq(why)))
        .execute(tx.conn())?;
    tasks::done(tx, earned.id.0, Some(kinds::RENEW))?;
    tx.record(events::TAKEN_BACK.on(earned.id.0))?;
    if let Some(account) = one.account_id {
        let of = courses::find(tx.conn(), earned.course_id)?;
        let title = format!("Your certificate was taken back: {}. {why}", of.name);
        work::news::tell(tx, account, &News::new(news::CERTIFICATE, title, one.href()))?;
    }
    Ok(())
}

/// What somebody says at one moment: a number from 0 to 10 for each question, and a word if they like.
///
/// # Errors
/// Every [`rules::CannotRun`] that holds.
pub fn evaluate(
    tx: &mut Tx<'_>,
    permit: &Permit<BookingId, booking::Evaluate>,
    pack: &Pack,
    moment: Moment,
    (answers, words): (&BTreeMap<String, i64>, &str),
) -> Result<()> {
    let one = bookings::find(tx.conn(), permit.subject())?;
    let today = tx.now.date();
    rules::evaluate(evaluating(tx.conn(), (pack, today), &one, moment)?)?;
    let asked = pack.terms("training-question");
    let answered = |code: &str| answers.get(code).is_some_and(|number| (0..=10).contains(number));
    if !asked.iter().all(|term| answered(&term.code)) {
        return Err(web::Refusal::from(rules::CannotRun::Unanswered).into());
    }
    let row =
        Evaluation { booking_id: one.id, moment, answers: Json(answers.clone()), words: words.into(), at: tx.now };
    diesel::insert_into(training_evaluation::table).values(&row).execute(tx.conn())?;
    tx.record(events::EVALUATED.on(one.id.0).detail(json!({"moment": moment.code()})))?;
    if let Some(account) = one.account_id {
        work::news::over(tx, account, &format!("{}/evaluation/{}", one.href(), moment.code()))?;
    }
    Ok(())
}

/// On what it depends whether this can be said now.
pub(crate) fn evaluating(
    conn: &mut Conn,
    (pack, today): (&Pack, NaiveDate),
    one: &Booking,
    moment: Moment,
) -> store::Result<Evaluating> {
    let on_day = match one.session_id {
        Some(id) => Some(sessions::find(conn, id)?.on_day),
        None => None,
    };
    let said = of_bookings(conn, &[one.id])?;
    Ok(Evaluating {
        moment,
        state: one.state,
        on_day,
        today,
        later: u64::from(pack.number("training-later")),
        already: said.iter().any(|said| said.moment == moment),
    })
}

/// Reminds somebody who leads families of the course for it. It locks nothing.
pub(crate) fn remind(tx: &mut Tx<'_>, account: AccountId, of: &Course, by: &str) -> store::Result<()> {
    let now = tx.now;
    leads::remind(tx.conn(), account, now, by)?;
    tx.record(events::REMINDED.on(account.0).detail(json!({"course": of.id})))?;
    let title = format!("You lead families: {} helps with it. Ask for a place when it suits", of.name);
    work::news::tell(tx, account, &News::new(news::LEADS, title, format!("/training/courses/{}", of.id)))
}
