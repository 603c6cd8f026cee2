//! Due work in lists: one's own, a team's, a worker's. Each is one or two queries, however long it is.

use crate::{
    ids::TaskId,
    tasks::{Task, task},
};
use access::{
    AccountId, Actor, FamilyId, Nobody, Permit,
    guard::{self, guard as guard_table},
    nobody,
};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::BTreeMap;
use store::{Conn, Result, each};

/// What this actor owes, soonest first, as far as they may still see the family it is about.
pub fn mine(conn: &mut Conn, permit: &Permit<Nobody, nobody::SeeMyWork>, most: i64) -> Result<Vec<Task>> {
    let Some(account) = permit.actor().account else { return Ok(vec![]) };
    let rows: Vec<Task> = each!(conn, c => task::table
        .filter(task::owner_id.eq(account).and(task::done_at.is_null()))
        .order((task::due_on, task::id))
        .limit(most)
        .select(Task::as_select())
        .load(c))?;
    let families: Vec<FamilyId> = rows.iter().filter_map(|task| task.family_id).collect();
    let open = guard::visible_among(conn, permit.actor(), &families)?;
    Ok(rows.into_iter().filter(|task| task.family_id.is_none_or(|family| open.contains(&family))).collect())
}

/// What is next about each of these families, whoever owes it: their next step, and where there is none yet what is due
/// soonest. Callers show it to those who may open them.
pub fn next_of(conn: &mut Conn, families: &[FamilyId]) -> Result<BTreeMap<FamilyId, Task>> {
    if families.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<Task> = task::table
        .filter(task::family_id.eq_any(families).and(task::done_at.is_null()))
        .order((task::is_next, task::due_on.desc(), task::id.desc()))
        .select(Task::as_select())
        .load(conn)?;
    // the next step comes last, and stays
    Ok(rows.into_iter().filter_map(|task| Some((task.family_id?, task))).collect())
}

/// A page of a team's due work, the worst first: what is late longest, then what is due soonest.
#[derive(Debug, Clone)]
pub struct TeamWork {
    /// The work of this page.
    pub shown: Vec<Task>,
    /// How much there is in all.
    pub count: usize,
    /// How much of it is late.
    pub late: usize,
    /// Everybody who owes any of it.
    pub owners: Vec<AccountId>,
}

/// What is found by index alone.
type Light = (NaiveDate, TaskId, Option<AccountId>);

/// What this manager's teams owe, as far as it is not hidden from the manager.
pub fn of_teams(
    conn: &mut Conn,
    permit: &Permit<Nobody, nobody::SeeTeam>,
    today: NaiveDate,
    (page, size): (usize, usize),
) -> Result<TeamWork> {
    let mut all = light(conn, permit.actor())?;
    all.sort_unstable();
    let mut owners: Vec<AccountId> = all.iter().filter_map(|(_, _, owner)| *owner).collect();
    owners.sort_unstable();
    owners.dedup();

    let ids: Vec<TaskId> = all.iter().skip(page * size).take(size).map(|(_, id, _)| *id).collect();
    let mut shown: Vec<Task> = task::table.filter(task::id.eq_any(&ids)).select(Task::as_select()).load(conn)?;
    shown.sort_unstable_by_key(|task| (task.due_on, task.id));
    let late = all.iter().filter(|(due_on, ..)| *due_on < today).count();
    Ok(TeamWork { shown, count: all.len(), late, owners })
}

/// How much somebody owes in a manager's teams.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Load {
    /// How much of it is late.
    pub late: usize,
    /// When the next of the rest is due.
    pub next: Option<NaiveDate>,
}

/// What each worker owes in this manager's teams.
pub fn by_owner(
    conn: &mut Conn,
    permit: &Permit<Nobody, nobody::SeeTeam>,
    today: NaiveDate,
) -> Result<BTreeMap<AccountId, Load>> {
    let mut loads: BTreeMap<AccountId, Load> = BTreeMap::new();
    for (due_on, _, owner) in light(conn, permit.actor())? {
        let Some(owner) = owner else { continue };
        let load = loads.entry(owner).or_default();
        if due_on < today {
            load.late += 1;
        } else {
            load.next = Some(load.next.map_or(due_on, |next| next.min(due_on)));
        }
    }
    Ok(loads)
}

/// What somebody owes in a manager's teams, soonest first, as far as it is not hidden from the manager.
pub fn of_worker(conn: &mut Conn, permit: &Permit<Nobody, nobody::SeeTeam>, worker: AccountId) -> Result<Vec<Task>> {
    let manager = permit.actor();
    let hidden = guard::hidden_from(conn, manager)?;
    let held = guard_table::table.filter(guard_table::team_id.eq_any(&manager.manages)).select(guard_table::family_id);
    let mut all: Vec<Task> = task::table
        .filter(task::owner_id.eq(worker).and(task::done_at.is_null()))
        .filter(task::family_id.eq_any(held.nullable()).and(task::family_id.ne_all(hidden)))
        .select(Task::as_select())
        .load(conn)?;
    let of_teams: Vec<Task> = task::table
        .filter(task::owner_id.eq(worker).and(task::done_at.is_null()))
        .filter(task::family_id.is_null().and(task::team_id.eq_any(&manager.manages)))
        .select(Task::as_select())
        .load(conn)?;
    all.extend(of_teams);
    all.sort_unstable_by_key(|task| (task.due_on, task.id));
    Ok(all)
}

/// All that a manager's teams owe: found by index alone, and only what is shown is read.
fn light(conn: &mut Conn, manager: &Actor) -> Result<Vec<Light>> {
    let hidden = guard::hidden_from(conn, manager)?;
    let held = guard_table::table.filter(guard_table::team_id.eq_any(&manager.manages)).select(guard_table::family_id);
    let mut all: Vec<Light> = task::table
        .filter(task::done_at.is_null().and(task::family_id.eq_any(held.nullable())))
        .filter(task::family_id.ne_all(&hidden))
        .select((task::due_on, task::id, task::owner_id))
        .load(conn)?;
    let of_teams: Vec<Light> = task::table
        .filter(task::done_at.is_null().and(task::family_id.is_null()))
        .filter(task::team_id.eq_any(&manager.manages))
        .select((task::due_on, task::id, task::owner_id))
        .load(conn)?;
    all.extend(of_teams);
    Ok(all)
}
