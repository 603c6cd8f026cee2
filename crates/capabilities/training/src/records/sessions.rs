//! Sessions: the days on which a course, or a part of it, is held.

use super::courses::{Course, CourseId, CourseUid};
use access::{AccountId, AccountUid};
use chrono::{NaiveDate, NaiveTime};
use diesel::prelude::*;
use store::{Conn, Instant, MultiBackend, Result, each};

store::strict_id!(
    /// A session of a course.
    SessionId,
    SessionUid
);

diesel::table! {
    use diesel::sql_types::*;
    use store::types::Utc;
    use super::{AccountUid, CourseUid, SessionUid};

    training_session (id) {
        id -> SessionUid,
        course_id -> CourseUid,
        part -> BigInt,
        on_day -> Date,
        opens -> BigInt,
        closes -> BigInt,
        place -> Text,
        places -> BigInt,
        trainer_id -> AccountUid,
        note -> Text,
        planned_at -> Utc,
        cancelled_at -> Nullable<Utc>,
        cancelled_why -> Text,
        kept_at -> Nullable<Utc>,
        kept_by -> Text,
        version -> BigInt,
    }
}

/// A session of a course.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = training_session, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Session {
    pub id: SessionId,
    pub course_id: CourseId,
    /// Which part of the course, from 1.
    pub part: i64,
    pub on_day: NaiveDate,
    /// Minutes since midnight, in London.
    pub opens: i64,
    pub closes: i64,
    /// Where it is, or how one joins from elsewhere.
    pub place: String,
    pub places: i64,
    pub trainer_id: AccountId,
    /// What whoever comes should know or bring.
    pub note: String,
    pub planned_at: Instant,
    pub cancelled_at: Option<Instant>,
    pub cancelled_why: String,
    /// When its register was kept last, and by whom.
    pub kept_at: Option<Instant>,
    pub kept_by: String,
    pub version: i64,
}

/// `09:30` of minutes since midnight.
pub(crate) fn clock(minutes: i64) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

impl Session {
    /// Whether a place in it can still be asked for.
    pub fn is_open(&self, today: NaiveDate) -> bool {
        self.cancelled_at.is_none() && self.kept_at.is_none() && self.on_day > today
    }

    /// `10:00 to 12:00`.
    pub fn hours(&self) -> String {
        format!("{} to {}", clock(self.opens), clock(self.closes))
    }

    /// `14 April 2026, 10:00 to 12:00`.
    pub fn when(&self) -> String {
        format!("{}, {}", web::dates::day(self.on_day), self.hours())
    }

    /// The moment of so many minutes of its day.
    pub(crate) fn at(&self, minutes: i64) -> Instant {
        let seconds = u32::try_from(minutes * 60).unwrap_or(0);
        let time = NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0).unwrap_or(NaiveTime::MIN);
        Instant::at_london(self.on_day.and_time(time))
    }

    /// Where it is shown.
    pub fn href(&self) -> String {
        format!("/training/sessions/{}", self.id)
    }

    /// What it is called with its course: `Neglect, 14 April 2026`.
    pub fn title(&self, course: &Course) -> String {
        format!("{}, {}", course.part_name(self.part), web::dates::day(self.on_day))
    }
}

/// A session.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, id: SessionId) -> Result<Session> {
    Ok(each!(conn, c => training_session::table.find(id).select(Session::as_select()).first(c))?)
}

/// The sessions of a course, the last first.
pub fn of_course(conn: &mut Conn, id: CourseId) -> Result<Vec<Session>> {
    let all = training_session::table.filter(training_session::course_id.eq(id));
    let all = all.order((training_session::on_day.desc(), training_session::opens.desc()));
    Ok(all.limit(200).select(Session::as_select()).load(conn)?)
}

/// The sessions from this day on that are not cancelled, the soonest first.
pub fn coming(conn: &mut Conn, from: NaiveDate) -> Result<Vec<Session>> {
    let there = training_session::cancelled_at.is_null().and(training_session::on_day.ge(from));
    let there = training_session::table.filter(there);
    let there = there.order((training_session::on_day, training_session::opens, training_session::id));
    Ok(there.limit(500).select(Session::as_select()).load(conn)?)
}

/// The sessions of this part of a course after this day in which places can be had, the soonest first.
pub fn later(conn: &mut Conn, (course, part): (CourseId, i64), after: NaiveDate) -> Result<Vec<Session>> {
    let mut all = coming(conn, after)?;
    all.retain(|one| one.course_id == course && one.part == part && one.on_day > after && one.kept_at.is_none());
    Ok(all)
}

/// The sessions that somebody holds on this day and is to hold, besides one.
pub fn held_by(conn: &mut Conn, trainer: AccountId, on: NaiveDate, besides: Option<SessionId>) -> Result<Vec<Session>> {
    let theirs = training_session::trainer_id.eq(trainer).and(training_session::on_day.eq(on));
    let theirs = training_session::table.filter(theirs.and(training_session::cancelled_at.is_null()));
    let mut all: Vec<Session> = theirs.select(Session::as_select()).load(conn)?;
    all.retain(|one| Some(one.id) != besides);
    Ok(all)
}

/// The sessions that somebody holds from this day on, the soonest first.
pub fn of_trainer(conn: &mut Conn, trainer: AccountId, from: NaiveDate) -> Result<Vec<Session>> {
    let theirs = training_session::trainer_id.eq(trainer).and(training_session::on_day.ge(from));
    let theirs = training_session::table.filter(theirs.and(training_session::cancelled_at.is_null()));
    let theirs = theirs.order((training_session::on_day, training_session::opens));
    Ok(theirs.limit(50).select(Session::as_select()).load(conn)?)
}

/// The sessions of these days, the soonest first.
pub fn between(conn: &mut Conn, from: NaiveDate, until: NaiveDate) -> Result<Vec<Session>> {
    let there = training_session::table.filter(training_session::on_day.between(from, until));
    Ok(there.order((training_session::on_day, training_session::id)).select(Session::as_select()).load(conn)?)
}
