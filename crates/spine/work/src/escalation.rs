//! Late work is told (T33, T34): to whoever owes it, then to their manager, then to the head of service. Only doing the
//! work, or putting it off with a reason, ends that. Each rung is climbed once.

use crate::{
    events,
    letters::LateWork,
    news::{self, News, Told},
    rules,
    tasks::{TaskId, task},
};
use access::{
    AccountId, Role, TeamId, accounts,
    capability::{Capabilities, Late, send},
    guard::guard,
};
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use std::collections::BTreeMap;
use store::{AnyId, Conn, Db, FamilyId, MultiBackend, Result, Tx, each};

diesel::table! {
    use diesel::sql_types::*;
    use access::accounts::TeamUid;
    use store::types::{Uid, Utc};

    escalation (subject_id, rung) {
        subject_id -> Uid,
        rung -> BigInt,
        kind -> Text,
        team_id -> Nullable<TeamUid>,
        at -> Utc,
    }
}

diesel::allow_columns_to_appear_in_same_group_by_clause!(guard::team_id, task::due_on, task::team_id);

/// Some at a time, so that nobody's save waits for long. Begun again after a fault, it goes on where it was: a rung is
/// climbed once.
const SOME: i64 = 100;

/// The daily round: everything that is late climbs as far as it is due.
pub(crate) fn daily(db: &Db, pack: &Pack, all: Capabilities) -> Result<()> {
    let today = db.now().date();
    for late_work in all.iter().filter_map(|capability| capability.late) {
        let late = late_work(&mut db.connect()?, pack, today)?;
        for some in late.chunks(usize::try_from(SOME).unwrap_or(1)) {
            db.alone(&pack.hash, |tx| climb(tx, pack, some))?;
        }
    }

    let mut after = None;
    loop {
        let (some, last) = late_tasks(&mut db.connect()?, today, after, SOME)?;
        if last.is_none() {
            return Ok(());
        }
        db.alone(&pack.hash, |tx| climb(tx, pack, &some))?;
        after = last;
    }
}

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = task, check_for_backend(MultiBackend))]
struct LateTask {
    id: TaskId,
    kind: String,
    due_on: NaiveDate,
    owner_id: Option<AccountId>,
    family_id: Option<FamilyId>,
    team_id: Option<TeamId>,
}

/// Tasks that are late, a page after `after`, in the order of their ids.
fn late_tasks(
    conn: &mut Conn,
    today: NaiveDate,
    after: Option<TaskId>,
    most: i64,
) -> Result<(Vec<Late>, Option<TaskId>)> {
    let mut query = task::table
        .filter(task::done_at.is_null().and(task::due_on.lt(today)))
        .order(task::id)
        .limit(most)
        .select(LateTask::as_select())
        .into_boxed::<MultiBackend>();
    if let Some(after) = after {
        query = query.filter(task::id.gt(after));
    }
    let rows: Vec<LateTask> = query.load(conn)?;
    let last = rows.last().map(|row| row.id);

    let families: Vec<FamilyId> = rows.iter().filter_map(|row| row.family_id).collect();
    let teams: Vec<(FamilyId, Option<TeamId>)> = guard::table
        .filter(guard::family_id.eq_any(&families))
        .select((guard::family_id, guard::team_id))
        .load(conn)?;
    let teams: BTreeMap<FamilyId, Option<TeamId>> = teams.into_iter().collect();
    let late = rows.into_iter().map(|row| Late {
        subject: AnyId(row.id.0),
        kind: row.kind.into(),
        due_on: row.due_on,
        owners: row.owner_id.into_iter().collect(),
        team: row.team_id.or_else(|| row.family_id.and_then(|family| teams.get(&family).copied().flatten())),
        group: "No team",
        family: row.family_id,
    });
    Ok((late.collect(), last))
}

/// Climbs every rung that is due and not climbed yet; whoever is to be told is written to once a day.
fn climb(tx: &mut Tx<'_>, pack: &Pack, late: &[Late]) -> Result<usize> {
    let (now, today) = (tx.now, tx.now.date());
    let steps = rules::steps(pack);
    let mut climbed = 0;
    for one in late {
        let days = pack.calendar().working_between(one.due_on, today);
        for rung in 1..=rules::rung(days, steps) {
            let row = (
                escalation::subject_id.eq(one.subject),
                escalation::rung.eq(rung),
                escalation::kind.eq(&*one.kind),
                escalation::team_id.eq(one.team),
                escalation::at.eq(now),
            );
            let insert = diesel::insert_into(escalation::table).values(row).on_conflict_do_nothing();
            let new = each!(tx.conn(), c => insert.execute(c))?;
            if new == 0 {
                continue;
            }
            climbed += 1;
            let told = told(tx.conn(), one, rung)?;
            for account in &told {
                tell(tx, *account, rung)?;
            }
            let detail = json!({"kind": one.kind, "rung": rung, "due_on": one.due_on, "told": told});
            tx.record(events::ESCALATED.on(one.subject.0).family(one.family).detail(detail))?;
        }
    }
    Ok(climbed)
}

/// Tells somebody by a letter of its own, or leaves it to the next morning's, as they have chosen.
fn tell(tx: &mut Tx<'_>, account: AccountId, rung: i64) -> Result<()> {
    let letter = LateWork { account, rung };
    if news::how(tx.conn(), account, news::LATE)? == Told::AtOnce {
        // one letter a person and day, however much is late
        let today = tx.now.date();
        return send(tx, &letter, format!("late-message {account} {today}"));
    }
    let (text, page) = letter.says();
    news::wait(tx, account, &News::new(news::LATE, text, format!("/{page}")))
}

/// Who is told on a rung; where nobody is there to be told, the next one up is.
fn told(conn: &mut Conn, late: &Late, rung: i64) -> Result<Vec<AccountId>> {
    let managers = |conn: &mut Conn| match late.team {
        Some(team) => accounts::managers_of(conn, team),
        None => accounts::with_role(conn, Role::Manager),
    };
    let mut told = match rung {
        1 => in_use(conn, &late.owners)?,
        2 => managers(conn)?,
        _ => vec![],
    };
    if told.is_empty() && rung == 1 {
        told = managers(conn)?;
    }
    if told.is_empty() {
        told = accounts::with_role(conn, Role::Head)?;
    }
    Ok(told)
}

/// Those who can still be told: what somebody owes whose account is disabled is told to their managers at once (T35).
fn in_use(conn: &mut Conn, owners: &[AccountId]) -> Result<Vec<AccountId>> {
    let known = accounts::known(conn, owners)?;
    Ok(owners.iter().copied().filter(|id| known.get(id).is_some_and(|known| known.in_use)).collect())
}

/// How much is late in each team, by the day on which it was due: nobody's name.
pub(crate) fn late_by_team(conn: &mut Conn, today: NaiveDate) -> Result<Vec<(Option<TeamId>, NaiveDate, i64)>> {
    let rows: Vec<(Option<TeamId>, Option<TeamId>, NaiveDate, i64)> = task::table
        .left_join(guard::table.on(task::family_id.eq(guard::family_id.nullable())))
        .filter(task::done_at.is_null().and(task::due_on.lt(today)))
        .group_by((guard::team_id, task::team_id, task::due_on))
        .select((task::team_id, guard::team_id.nullable(), task::due_on, diesel::dsl::count_star()))
        .load(conn)?;
    Ok(rows.into_iter().map(|(own, held, due_on, many)| (own.or(held), due_on, many)).collect())
}

/// How far these pieces of work were told of is forgotten: they are taken back.
pub(crate) fn forget(conn: &mut Conn, tasks: &[TaskId]) -> Result<()> {
    let subjects: Vec<AnyId> = tasks.iter().map(|task| AnyId(task.0)).collect();
    diesel::delete(escalation::table.filter(escalation::subject_id.eq_any(subjects))).execute(conn)?;
    Ok(())
}
