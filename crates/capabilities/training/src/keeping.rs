//! Courses and sessions are planned, changed, and come to an end.

use crate::{
    events, kinds,
    letters::What,
    news, places,
    records::{
        Course, CourseId, Session, SessionId, bookings,
        courses::{self, training_course},
        sessions::{self, training_session},
    },
    rules::{self, Held, Hours, NewCourse, NewSession, Planning, State},
};
use access::{AccountId, Nobody, Permit, Role, accounts, course, nobody};
use chrono::Days;
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use store::{Conn, Json, Tx};
use web::{Error, Result};
use work::{NewTask, news::News, tasks};

type Keeps = Permit<Nobody, nobody::KeepTraining>;
type Runs = Permit<CourseId, course::Run>;

/// Those of `all` who can sign in.
pub(crate) fn in_use(conn: &mut Conn, all: &[AccountId]) -> store::Result<Vec<AccountId>> {
    let known = accounts::known(conn, all)?;
    Ok(all.iter().copied().filter(|id| known.get(id).is_some_and(|known| known.in_use)).collect())
}

fn check(conn: &mut Conn, of: Option<&Course>, new: &NewCourse) -> Result<()> {
    let all = courses::list(conn)?;
    let others = all.iter().filter(|one| of.is_none_or(|of| of.id != one.id) && one.is_given());
    let planned = match of {
        Some(of) => sessions::of_course(conn, of.id)?,
        None => vec![],
    };
    let around = Planning {
        over: of.is_some_and(|of| !of.is_given()),
        name_taken: others.clone().any(|one| one.name.to_lowercase() == new.name.trim().to_lowercase()),
        trainers_able: in_use(conn, &new.trainers)?.len() == new.trainers.len(),
        other_for_leads: others.clone().any(|one| one.for_leads),
        last_part: planned.iter().filter(|one| one.cancelled_at.is_none()).map(|one| one.part).max().unwrap_or(0),
    };
    Ok(rules::course(new, around)?)
}

/// Adds a course.
///
/// # Errors
/// Every [`rules::CannotPlan`] that holds.
pub fn add_course(tx: &mut Tx<'_>, permit: &Keeps, new: &NewCourse) -> Result<CourseId> {
    check(tx.conn(), None, new)?;
    let row = Course {
        id: CourseId::new(),
        name: new.name.trim().into(),
        what: new.what.clone(),
        for_whom: new.for_whom.clone(),
        strategies: Json(new.strategies.clone()),
        for_leads: new.for_leads,
        parts: new.parts.unwrap_or(1),
        renew_months: new.renew_months,
        keeper_id: permit.actor().account.ok_or(Error::NotFound)?,
        begun_at: tx.now,
        ended_at: None,
        version: 1,
    };
    diesel::insert_into(training_course::table).values(&row).execute(tx.conn())?;
    courses::set_trainers(tx.conn(), row.id, &new.trainers)?;
    tx.record(events::COURSE.on(row.id.0).detail(json!({"name": row.name})))?;
    Ok(row.id)
}

/// Changes a course, unless somebody else has since this `version`. Sessions that whoever is no trainer any more was to
/// hold need another.
///
/// # Errors
/// Every [`rules::CannotPlan`] that holds; [`store::Error::Stale`].
pub fn change_course(
    tx: &mut Tx<'_>,
    _: &Keeps,
    pack: &Pack,
    (id, version): (CourseId, i64),
    new: &NewCourse,
) -> Result<()> {
    let before = courses::find(tx.conn(), id)?;
    check(tx.conn(), Some(&before), new)?;
    if before.version != version {
        return Err(store::Error::Stale.into());
    }
    diesel::update(training_course::table.find(id))
        .set((
            (training_course::name.eq(new.name.trim()), training_course::what.eq(&new.what)),
            (training_course::for_whom.eq(&new.for_whom), training_course::strategies.eq(Json(new.strategies.clone()))),
            (training_course::for_leads.eq(new.for_leads), training_course::parts.eq(new.parts.unwrap_or(1))),
            (training_course::renew_months.eq(new.renew_months), training_course::version.eq(version + 1)),
        ))
        .execute(tx.conn())?;
    courses::set_trainers(tx.conn(), id, &new.trainers)?;
    tx.record(events::COURSE.on(id.0).detail(json!({"name": new.name})))?;
    for session in sessions::of_course(tx.conn(), id)? {
        see_to_trainer(tx, pack, &session)?;
    }
    Ok(())
}

/// A course is given no more. Whoever still waits for it is off the list, and told.
///
/// # Errors
/// [`rules::CannotPlan::Over`], [`rules::CannotPlan::StillPlanned`].
pub fn end_course(tx: &mut Tx<'_>, _: &Keeps, id: CourseId) -> Result<()> {
    let (found, today, now) = (courses::find(tx.conn(), id)?, tx.now.date(), tx.now);
    let planned = sessions::of_course(tx.conn(), id)?;
    let open = planned.iter().any(|one| one.cancelled_at.is_none() && one.kept_at.is_none() && one.on_day >= today);
    rules::end((!found.is_given(), open))?;
    diesel::update(training_course::table.find(id))
        .set((training_course::ended_at.eq(Some(now)), training_course::version.eq(found.version + 1)))
        .execute(tx.conn())?;
    for one in bookings::of_course(tx.conn(), id)?.iter().filter(|one| one.state == State::Waiting) {
        places::set(tx, one.id, (one.session_id, State::Off, None))?;
        let title = format!("{} is given no more: you wait for it no longer", found.name);
        places::tell(tx, one, &News::new(news::CHANGED, title, one.href()), What::Lapsed)?;
    }
    tx.record(events::COURSE_ENDED.on(id.0))?;
    Ok(())
}

/// What is so around a session that is to be planned.
fn around(tx: &mut Tx<'_>, pack: &Pack, of: &Course, before: Option<&Session>, new: &NewSession) -> Result<Held> {
    let trainer = new.trainer;
    let of_the_course = match trainer {
        Some(trainer) => courses::is_trainer(tx.conn(), of.id, trainer)? && !in_use(tx.conn(), &[trainer])?.is_empty(),
        None => false,
    };
    let others = match (trainer, new.on_day) {
        (Some(trainer), Some(day)) => sessions::held_by(tx.conn(), trainer, day, before.map(|one| one.id))?,
        _ => vec![],
    };
    let meets =
        |one: &Session| new.hours.is_some_and(|hours| hours.meets(Hours { opens: one.opens, closes: one.closes }));
    let taken = match before {
        Some(before) => before.places - places::free(tx.conn(), before)?,
        None => 0,
    };
    Ok(Held {
        course_over: !of.is_given(),
        parts: of.parts,
        cancelled: before.is_some_and(|one| one.cancelled_at.is_some()),
        kept: before.is_some_and(|one| one.kept_at.is_some()),
        moved: before.is_none_or(|one| Some(one.on_day) != new.on_day),
        taken,
        of_the_course,
        holds_another: others.iter().any(meets),
        day_off: new.on_day.and_then(|day| pack.calendar().day_off(day)).map(ToOwned::to_owned),
    })
}

/// Plans a session; those who wait for the next are offered its places.
///
/// # Errors
/// Every [`rules::CannotPlan`] that holds.
pub fn plan(tx: &mut Tx<'_>, permit: &Runs, pack: &Pack, new: &NewSession) -> Result<SessionId> {
    let of = courses::find(tx.conn(), permit.subject())?;
    let around = around(tx, pack, &of, None, new)?;
    rules::session(new, &around, tx.now.date())?;
    let (Some(on_day), Some(hours), Some(places), Some(trainer_id)) = (new.on_day, new.hours, new.places, new.trainer)
    else {
        return Err(Error::NotFound);
    };
    let row = Session {
        id: SessionId::new(),
        course_id: of.id,
        part: new.part,
        on_day,
        opens: hours.opens,
        closes: hours.closes,
        place: new.place.clone(),
        places,
        trainer_id,
        note: new.note.clone(),
        planned_at: tx.now,
        cancelled_at: None,
        cancelled_why: String::new(),
        kept_at: None,
        kept_by: String::new(),
        version: 1,
    };
    diesel::insert_into(training_session::table).values(&row).execute(tx.conn())?;
    tx.record(events::SESSION.on(row.id.0).detail(json!({"course": of.id, "on": on_day})))?;
    owe_register(tx, &of, &row)?;
    places::offer_free(tx, pack, row.id)?;
    Ok(row.id)
}

/// Whoever holds a session owes its register on the day, and is told.
fn owe_register(tx: &mut Tx<'_>, of: &Course, session: &Session) -> Result<()> {
    tasks::done(tx, session.id.0, Some(kinds::REGISTER))?;
    let (title, href) = (format!("Register: {}", session.title(of)), format!("{}/register", session.href()));
    let task = NewTask::new(kinds::REGISTER, session.id.0, title, href, session.on_day);
    tasks::add(tx, task.owed_by(session.trainer_id))?;
    let told = format!("You hold {}, {}", session.title(of), session.hours());
    work::news::tell(tx, session.trainer_id, &News::new(news::HOLDS, told, session.href()))?;
    Ok(())
}

/// Changes a session, unless somebody else has since this `version`: another day, place or number of places, or somebody
/// else holds it because its trainer is ill.
///
/// # Errors
/// Every [`rules::CannotPlan`] that holds; [`store::Error::Stale`].
pub fn change(
    tx: &mut Tx<'_>,
    permit: &Runs,
    pack: &Pack,
    (id, version): (SessionId, i64),
    new: &NewSession,
) -> Result<()> {
    let before = of_course(tx.conn(), permit, id)?;
    let of = courses::find(tx.conn(), before.course_id)?;
    let around = around(tx, pack, &of, Some(&before), new)?;
    rules::session(new, &around, tx.now.date())?;
    if before.version != version {
        return Err(store::Error::Stale.into());
    }
    let (Some(on_day), Some(hours), Some(places), Some(trainer)) = (new.on_day, new.hours, new.places, new.trainer)
    else {
        return Err(Error::NotFound);
    };
    diesel::update(training_session::table.find(id))
        .set((
            (training_session::on_day.eq(on_day), training_session::place.eq(&new.place)),
            (training_session::opens.eq(hours.opens), training_session::closes.eq(hours.closes)),
            (training_session::places.eq(places), training_session::trainer_id.eq(trainer)),
            (training_session::note.eq(&new.note), training_session::version.eq(version + 1)),
        ))
        .execute(tx.conn())?;
    tx.record(events::SESSION.on(id.0).detail(json!({"on": on_day, "trainer": trainer})))?;
    let after = sessions::find(tx.conn(), id)?;
    follow(tx, pack, &of, (&before, &after))
}

/// What follows for those who hold it, are booked, or wait.
fn follow(tx: &mut Tx<'_>, pack: &Pack, of: &Course, (before, after): (&Session, &Session)) -> Result<()> {
    if before.trainer_id != after.trainer_id {
        let told = format!("Somebody else holds {}", before.title(of));
        work::news::tell(tx, before.trainer_id, &News::new(news::HOLDS, told, after.href()))?;
    }
    if (before.trainer_id, before.on_day) != (after.trainer_id, after.on_day) {
        owe_register(tx, of, after)?;
    }
    see_to_trainer(tx, pack, after)?;
    if (before.on_day, before.hours(), &before.place) != (after.on_day, after.hours(), &after.place) {
        let told = format!("{} is now on {}, {}", before.title(of), after.when(), after.place);
        for one in bookings::of_session(tx.conn(), after.id)?.iter().filter(|one| one.state.is_live()) {
            if let Some(by) = one.answer_by {
                let by = by.min(after.on_day - Days::new(1));
                diesel::update(bookings::training_booking::table.find(one.id))
                    .set(bookings::training_booking::answer_by.eq(Some(by)))
                    .execute(tx.conn())?;
                tasks::redate(tx, one.id.0, kinds::ANSWER, by)?;
            }
            places::tell(tx, one, &News::new(news::CHANGED, told.clone(), one.href()), What::Changed)?;
        }
    }
    places::offer_free(tx, pack, after.id)?;
    Ok(())
}

/// Cancels a session: everybody is told, and offered the next or waits for it.
///
/// # Errors
/// Every [`rules::CannotPlan`] that holds.
pub fn cancel(tx: &mut Tx<'_>, permit: &Runs, pack: &Pack, id: SessionId, why: &str) -> Result<()> {
    let (session, now) = (of_course(tx.conn(), permit, id)?, tx.now);
    rules::cancel((session.cancelled_at.is_some(), session.kept_at.is_some()), why)?;
    diesel::update(training_session::table.find(id))
        .set((
            training_session::cancelled_at.eq(Some(now)),
            training_session::cancelled_why.eq(why),
            training_session::version.eq(session.version + 1),
        ))
        .execute(tx.conn())?;
    tasks::done(tx, id.0, None)?;
    tx.record(events::CANCELLED.on(id.0))?;
    let of = courses::find(tx.conn(), session.course_id)?;
    let told = format!("Cancelled: {}. {why}", session.title(&of));
    work::news::tell(tx, session.trainer_id, &News::new(news::HOLDS, told, session.href()))?;
    places::carry_on(tx, pack, &session, why)?;
    Ok(())
}

/// A session of the course that the permit is for; those of others are not there.
pub(crate) fn of_course(conn: &mut Conn, permit: &Runs, id: SessionId) -> Result<Session> {
    let session = sessions::find(conn, id)?;
    if session.course_id == permit.subject() { Ok(session) } else { Err(Error::NotFound) }
}

/// A session whose trainer cannot sign in any more, or is none of the course, needs another: owed by whoever keeps the
/// course, and done when there is one.
pub(crate) fn see_to_trainer(tx: &mut Tx<'_>, pack: &Pack, session: &Session) -> store::Result<()> {
    let today = tx.now.date();
    let lies_ahead = session.cancelled_at.is_none() && session.kept_at.is_none() && session.on_day >= today;
    let of_course = courses::is_trainer(tx.conn(), session.course_id, session.trainer_id)?;
    let able = of_course && !in_use(tx.conn(), &[session.trainer_id])?.is_empty();
    match (lies_ahead && !able, tasks::is_owed(tx.conn(), kinds::FIND, session.id.0)?) {
        (true, false) => {
            let of = courses::find(tx.conn(), session.course_id)?;
            let title = format!("Find somebody who holds {}", session.title(&of));
            let due_on = pack.calendar().plus_working(today, 1);
            let keeper = keeper(tx.conn(), &of)?;
            let task = NewTask::new(kinds::FIND, session.id.0, title, format!("{}/change", session.href()), due_on);
            tasks::add(tx, task.owed_by(keeper))?;
            tx.record(events::TRAINER_GONE.on(session.id.0))?;
        }
        (false, true) => tasks::done(tx, session.id.0, Some(kinds::FIND))?,
        _ => {}
    }
    Ok(())
}

/// The manager who keeps a course; where their account is disabled another.
fn keeper(conn: &mut Conn, of: &Course) -> store::Result<AccountId> {
    let all = [vec![of.keeper_id], accounts::with_role(conn, Role::Manager)?, accounts::with_role(conn, Role::Head)?];
    Ok(in_use(conn, &all.concat())?.first().copied().unwrap_or(of.keeper_id))
}
