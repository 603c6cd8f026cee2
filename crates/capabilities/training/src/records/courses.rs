//! Courses: what they are for, which strategies they serve, how often one goes again, and who their trainers are.

use access::{AccountId, AccountUid};
use diesel::prelude::*;
use store::{Conn, Instant, Json, MultiBackend, Result, each};

store::strict_id!(
    /// A course of training.
    CourseId,
    CourseUid
);

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Jsonb, Utc};
    use super::{AccountUid, CourseUid};

    training_course (id) {
        id -> CourseUid,
        name -> Text,
        what -> Text,
        for_whom -> Text,
        strategies -> Jsonb,
        for_leads -> Bool,
        parts -> BigInt,
        renew_months -> Nullable<BigInt>,
        keeper_id -> AccountUid,
        begun_at -> Utc,
        ended_at -> Nullable<Utc>,
        version -> BigInt,
    }
}

diesel::table! {
    use super::{AccountUid, CourseUid};

    training_trainer (course_id, account_id) {
        course_id -> CourseUid,
        account_id -> AccountUid,
    }
}

/// A course of training.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = training_course, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Course {
    pub id: CourseId,
    pub name: String,
    /// What one can do afterwards.
    pub what: String,
    pub for_whom: String,
    /// Words of the pack's `training-strategy`.
    pub strategies: Json<Vec<String>>,
    /// It is the course for lead professionals.
    pub for_leads: bool,
    /// Of so many sessions, one after the other, it consists.
    pub parts: i64,
    /// One goes again after so many months; never where it says nothing.
    pub renew_months: Option<i64>,
    /// The manager who sees to it.
    pub keeper_id: AccountId,
    pub begun_at: Instant,
    pub ended_at: Option<Instant>,
    pub version: i64,
}

impl Course {
    /// Whether it is still given.
    pub fn is_given(&self) -> bool {
        self.ended_at.is_none()
    }

    /// `Signs of Safety`, or `Signs of Safety, part 2`.
    pub fn part_name(&self, part: i64) -> String {
        if self.parts > 1 { format!("{}, part {part}", self.name) } else { self.name.clone() }
    }
}

/// A course.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, id: CourseId) -> Result<Course> {
    Ok(each!(conn, c => training_course::table.find(id).select(Course::as_select()).first(c))?)
}

/// All courses, those that are still given first, by name.
pub fn list(conn: &mut Conn) -> Result<Vec<Course>> {
    let mut all: Vec<Course> =
        training_course::table.order(training_course::name).select(Course::as_select()).load(conn)?;
    all.sort_by_key(|course| !course.is_given());
    Ok(all)
}

/// The course for lead professionals, where there is one that is still given.
pub fn for_leads(conn: &mut Conn) -> Result<Option<Course>> {
    let there = training_course::for_leads.eq(true).and(training_course::ended_at.is_null());
    Ok(training_course::table.filter(there).select(Course::as_select()).first(conn).optional()?)
}

/// Who holds a course.
pub fn trainers(conn: &mut Conn, id: CourseId) -> Result<Vec<AccountId>> {
    Ok(each!(conn, c => training_trainer::table
        .filter(training_trainer::course_id.eq(id))
        .order(training_trainer::account_id)
        .select(training_trainer::account_id)
        .load(c))?)
}

/// The courses of which somebody is a trainer.
pub fn trained_by(conn: &mut Conn, account: AccountId) -> Result<Vec<CourseId>> {
    let theirs = training_trainer::table.filter(training_trainer::account_id.eq(account));
    Ok(theirs.select(training_trainer::course_id).load(conn)?)
}

/// Whether somebody is a trainer of this course.
pub fn is_trainer(conn: &mut Conn, id: CourseId, account: AccountId) -> Result<bool> {
    let there: i64 = each!(conn, c => training_trainer::table.find((id, account)).count().get_result(c))?;
    Ok(there > 0)
}

/// These hold it, and nobody else.
pub(crate) fn set_trainers(conn: &mut Conn, id: CourseId, all: &[AccountId]) -> Result<()> {
    diesel::delete(training_trainer::table.filter(training_trainer::course_id.eq(id))).execute(conn)?;
    for account in all {
        let row = (training_trainer::course_id.eq(id), training_trainer::account_id.eq(*account));
        each!(conn, c => diesel::insert_into(training_trainer::table).values(row).execute(c))?;
    }
    Ok(())
}
