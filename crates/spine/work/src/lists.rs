//! Due work in lists: one's own, a team's, a worker's. Each is one or two queries, however long it is.

use crate::tasks::{Task, task};
use access::{
    AccountId, Actor, FamilyId, Nobody, Permit,
    guard::{self, guard as guard_table},
    nobody,
};
use chrono::NaiveDate;
use diesel::{
    dsl::{count_star, sql},
    prelude::*,
    sql_types::{BigInt, Bool, Date, Nullable},
};
use std::collections::BTreeMap;
use store::{Conn, MultiBackend, Result, each};

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

/// What this manager's teams owe, as far as it is not hidden from the manager.
pub fn of_teams(
    conn: &mut Conn,
    permit: &Permit<Nobody, nobody::SeeTeam>,
    today: NaiveDate,
    (page, size): (usize, usize),
) -> Result<TeamWork> {
    let hidden = guard::hidden_from(conn, permit.actor())?;
    let (skip, most) = (page * size, i64::try_from((page + 1) * size).unwrap_or(i64::MAX));
    let mut shown = Vec::new();
    for part in Part::ALL {
        let theirs: Vec<Task> = task::table
            .filter(part.owed_in(permit.actor(), &hidden))
            .order((task::due_on, task::id))
            .limit(most)
            .select(Task::as_select())
            .load(conn)?;
        shown.extend(theirs);
    }
    shown.sort_unstable_by_key(|task| (task.due_on, task.id));
    let shown = shown.into_iter().skip(skip).take(size).collect();

    let all = loads(conn, permit.actor(), &hidden, today)?;
    let (count, late) = all.values().fold((0, 0), |(count, late), load| (count + load.count, late + load.late));
    Ok(TeamWork { shown, count, late, owners: all.keys().copied().flatten().collect() })
}

/// How much somebody owes in a manager's teams.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Load {
    /// How much there is.
    pub count: usize,
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
    let hidden = guard::hidden_from(conn, permit.actor())?;
    let all = loads(conn, permit.actor(), &hidden, today)?;
    Ok(all.into_iter().filter_map(|(owner, load)| Some((owner?, load))).collect())
}

/// What somebody owes in a manager's teams, soonest first, as far as it is not hidden from the manager.
pub fn of_worker(conn: &mut Conn, permit: &Permit<Nobody, nobody::SeeTeam>, worker: AccountId) -> Result<Vec<Task>> {
    let hidden = guard::hidden_from(conn, permit.actor())?;
    let mut all: Vec<Task> = Vec::new();
    for part in Part::ALL {
        let theirs: Vec<Task> = task::table
            .filter(task::owner_id.eq(worker).assume_not_null())
            .filter(part.owed_in(permit.actor(), &hidden))
            .select(Task::as_select())
            .load(conn)?;
        all.extend(theirs);
    }
    all.sort_unstable_by_key(|task| (task.due_on, task.id));
    Ok(all)
}

/// A part of what a manager's teams owe. Each is found by an index of its own.
#[derive(Debug, Clone, Copy)]
enum Part {
    /// About a family that one of them holds.
    Families,
    /// About no family.
    Teams,
}

impl Part {
    const ALL: [Self; 2] = [Self::Families, Self::Teams];

    /// What of it is owed, as far as it is not `hidden`.
    fn owed_in(self, manager: &Actor, hidden: &[FamilyId]) -> Owed {
        let teams = manager.manages.clone();
        match self {
            Self::Families => {
                let held = guard_table::table.filter(guard_table::team_id.eq_any(teams)).select(guard_table::family_id);
                let theirs = task::family_id.eq_any(held.nullable()).and(task::family_id.ne_all(hidden.to_vec()));
                Box::new(task::done_at.is_null().and(theirs.assume_not_null()))
            }
            Self::Teams => {
                let theirs = task::family_id.is_null().and(task::team_id.eq_any(teams).assume_not_null());
                Box::new(task::done_at.is_null().and(theirs))
            }
        }
    }
}

type Owed = Box<dyn BoxableExpression<task::table, MultiBackend, SqlType = Bool>>;

/// How much each owes in a manager's teams; under nobody what no one owes. Counted where it lies: a team may owe thousands.
fn loads(
    conn: &mut Conn,
    manager: &Actor,
    hidden: &[FamilyId],
    today: NaiveDate,
) -> Result<BTreeMap<Option<AccountId>, Load>> {
    let mut all: BTreeMap<Option<AccountId>, Load> = BTreeMap::new();
    for part in Part::ALL {
        let late = sql::<BigInt>("COUNT(CASE WHEN due_on < ").bind::<Date, _>(today).sql(" THEN 1 END)");
        let next = sql::<Nullable<Date>>("MIN(CASE WHEN due_on >= ").bind::<Date, _>(today).sql(" THEN due_on END)");
        let rows: Vec<(Option<AccountId>, i64, i64, Option<NaiveDate>)> = task::table
            .filter(part.owed_in(manager, hidden))
            .group_by(task::owner_id)
            .select((task::owner_id, count_star(), late, next))
            .load(conn)?;
        for (owner, count, late, next) in rows {
            let load = all.entry(owner).or_default();
            load.count += usize::try_from(count).unwrap_or(0);
            load.late += usize::try_from(late).unwrap_or(0);
            load.next = [load.next, next].into_iter().flatten().min();
        }
    }
    Ok(all)
}
