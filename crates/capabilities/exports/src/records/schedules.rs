//! Who makes a return, how often, and when it is due next. It is a person who makes it: the program reminds them, and
//! says what is doubtful.

use crate::{
    definition::{Definition, Every},
    events, kinds,
};
use access::{AccountId, Nobody, Permit, nobody};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::json;
use store::{Conn, MultiBackend, Result, Tx};
use web::Refusal;
use work::NewTask;

store::strict_id!(
    /// Who makes a return and when.
    ScheduleId,
    ScheduleUid
);

diesel::table! {
    use super::ScheduleUid;
    use access::AccountUid;
    use diesel::sql_types::*;

    export_schedule (id) {
        id -> ScheduleUid,
        definition -> Text,
        every -> Text,
        keeper_id -> AccountUid,
        next_on -> Date,
        told_for -> Nullable<Date>,
        version -> BigInt,
    }
}

/// Who makes a return, and when.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = export_schedule, check_for_backend(MultiBackend))]
pub struct Schedule {
    /// Which.
    pub id: ScheduleId,
    /// The return.
    pub definition: String,
    /// How often.
    pub every: Every,
    /// Who makes it.
    pub keeper_id: AccountId,
    /// When it is due next.
    pub next_on: NaiveDate,
    /// The day of which they were reminded last.
    pub told_for: Option<NaiveDate>,
    /// Goes up with every change.
    pub version: i64,
}

/// Of this return, if it is planned.
pub fn schedule(conn: &mut Conn, _: &Permit<Nobody, nobody::Export>, definition: &str) -> Result<Option<Schedule>> {
    of(conn, definition)
}

fn of(conn: &mut Conn, definition: &str) -> Result<Option<Schedule>> {
    let theirs = export_schedule::table.filter(export_schedule::definition.eq(definition));
    Ok(theirs.select(Schedule::as_select()).first(conn).optional()?)
}

/// Of all returns that are planned.
pub fn all_schedules(conn: &mut Conn, _: &Permit<Nobody, nobody::Export>) -> Result<Vec<Schedule>> {
    Ok(export_schedule::table.order(export_schedule::next_on).select(Schedule::as_select()).load(conn)?)
}

/// Says who makes a return, how often, and when it is due next.
///
/// # Errors
/// The day is over, or somebody changed it since `version`.
pub fn set_schedule(
    tx: &mut Tx<'_>,
    permit: &Permit<Nobody, nobody::Export>,
    definition: &Definition,
    (every, keeper_id, next_on): (Every, AccountId, NaiveDate),
    version: i64,
) -> web::Result<()> {
    if next_on < permit.actor().as_of.date() {
        return Err(Refusal::new("return-day-over", "Choose today or a day to come").at("next").into());
    }
    let there = of(tx.conn(), &definition.id)?;
    if there.as_ref().map_or(0, |one| one.version) != version {
        return Err(store::Error::Stale.into());
    }

    let id = there.as_ref().map_or_else(ScheduleId::new, |one| one.id);
    let row = Schedule {
        id,
        definition: definition.id.clone(),
        every,
        keeper_id,
        next_on,
        told_for: None,
        version: version + 1,
    };
    diesel::delete(export_schedule::table.find(id)).execute(tx.conn())?;
    diesel::insert_into(export_schedule::table).values(&row).execute(tx.conn())?;
    // what was owed under the former plan is not owed any more
    work::tasks::done(tx, id.0, Some(kinds::RETURN))?;
    let detail = json!({"return": row.definition, "every": every, "keeper": keeper_id, "next_on": next_on});
    tx.record(events::SCHEDULED.on(id.0).detail(detail))?;
    Ok(())
}

/// Plans that are due by this day and of which nobody was reminded yet. For the day's work, which runs for nobody.
pub(crate) fn due(conn: &mut Conn, by: NaiveDate) -> Result<Vec<Schedule>> {
    let all: Vec<Schedule> = export_schedule::table
        .filter(export_schedule::next_on.le(by))
        .order(export_schedule::next_on)
        .select(Schedule::as_select())
        .load(conn)?;
    Ok(all.into_iter().filter(|one| one.told_for != Some(one.next_on)).collect())
}

/// Whoever makes it owes it from now on, with what is doubtful today.
pub(crate) fn remind(tx: &mut Tx<'_>, schedule: &Schedule, title: &str) -> Result<()> {
    let href = format!("/exports/{}", schedule.definition);
    let task = NewTask::new(kinds::RETURN, schedule.id.0, title, href, schedule.next_on);
    work::tasks::add(tx, task.owed_by(schedule.keeper_id))?;
    diesel::update(export_schedule::table.find(schedule.id))
        .set(export_schedule::told_for.eq(Some(schedule.next_on)))
        .execute(tx.conn())?;
    let detail = json!({"return": schedule.definition, "due_on": schedule.next_on});
    tx.record(events::REMINDED.on(schedule.id.0).detail(detail))?;
    Ok(())
}

/// A return was made for this day: where it was owed it is done, and due again.
pub(super) fn is_made(tx: &mut Tx<'_>, definition: &str, as_of: NaiveDate) -> Result<()> {
    let Some(schedule) = of(tx.conn(), definition)? else { return Ok(()) };
    let owed = work::tasks::is_owed(tx.conn(), kinds::RETURN, schedule.id.0)?;
    let today = tx.now.date();
    if !owed || as_of < schedule.next_on.min(today) {
        return Ok(());
    }
    let mut next = schedule.every.after(schedule.next_on);
    while next <= today {
        next = schedule.every.after(next);
    }
    work::tasks::done(tx, schedule.id.0, Some(kinds::RETURN))?;
    diesel::update(export_schedule::table.find(schedule.id))
        .set((export_schedule::next_on.eq(next), export_schedule::version.eq(schedule.version + 1)))
        .execute(tx.conn())?;
    Ok(())
}
