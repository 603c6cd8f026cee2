//! Late work is told (T33, T34): to whoever owes it, then to their manager, then to the head of service. Only doing the
//! work, or putting it off with a reason, ends that. Each rung is climbed once.

use crate::{
    EpisodeId, events,
    records::episode,
    rules,
    tasks::{TaskId, TaskKind, task},
};
use access::{AccountId, Role, TeamId, accounts};
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use std::collections::BTreeMap;
use store::{AnyId, Conn, FamilyId, Result, Tx, each, jobs::NewJob};

pub(crate) const DDL: &str = "
CREATE TABLE escalation (subject_id $UUID NOT NULL, rung $INT8 NOT NULL, kind TEXT NOT NULL, team_id $UUID, at $INSTANT NOT NULL,
  PRIMARY KEY (subject_id, rung)) $STRICT;";
diesel::table! { use diesel::sql_types::*; use access::accounts::TeamUid; use store::types::{Uid, Utc};
escalation (subject_id, rung) { subject_id -> Uid, rung -> BigInt, kind -> Text, team_id -> Nullable<TeamUid>, at -> Utc, } }

diesel::allow_columns_to_appear_in_same_group_by_clause!(episode::team_id, task::due_on);

/// The job that writes to one person, once a day.
pub const MESSAGE: &str = "late-message";

/// Something that is late.
#[derive(Debug, Clone)]
pub struct Late {
    /// The task or contact.
    pub subject: AnyId,
    /// What is owed: a code.
    pub kind: &'static str,
    /// Since when it should have been done.
    pub due_on: NaiveDate,
    /// Who owes it.
    pub owners: Vec<AccountId>,
    /// Whose managers are told.
    pub team: Option<TeamId>,
    /// About whom.
    pub family: Option<FamilyId>,
}

/// Tasks that are late, a page after `after`, in the order of their ids.
pub fn late_tasks(
    conn: &mut Conn,
    today: NaiveDate,
    after: Option<TaskId>,
    most: i64,
) -> Result<(Vec<Late>, Option<TaskId>)> {
    type Row = (TaskId, TaskKind, NaiveDate, Option<AccountId>, Option<FamilyId>, Option<EpisodeId>);
    let mut query = task::table
        .filter(task::done_at.is_null().and(task::due_on.lt(today)))
        .order(task::id)
        .limit(most)
        .select((task::id, task::kind, task::due_on, task::owner_id, task::family_id, task::episode_id))
        .into_boxed::<store::MultiBackend>();
    if let Some(after) = after {
        query = query.filter(task::id.gt(after));
    }
    let rows: Vec<Row> = query.load(conn)?;
    let last = rows.last().map(|r| r.0);
    let episodes: Vec<EpisodeId> = rows.iter().filter_map(|r| r.5).collect();
    let teams: Vec<(EpisodeId, Option<TeamId>)> =
        episode::table.filter(episode::id.eq_any(&episodes)).select((episode::id, episode::team_id)).load(conn)?;
    let teams: BTreeMap<EpisodeId, Option<TeamId>> = teams.into_iter().collect();
    let late = rows.into_iter().map(|(id, kind, due_on, owner, family, episode)| Late {
        subject: AnyId(id.0),
        kind: kind.code(),
        due_on,
        owners: owner.into_iter().collect(),
        team: episode.and_then(|e| teams.get(&e).copied().flatten()),
        family,
    });
    Ok((late.collect(), last))
}

/// Climbs every rung that is due and not climbed yet; whoever is to be told is written to once a day.
pub fn climb(tx: &mut Tx<'_>, pack: &Pack, late: &[Late]) -> Result<usize> {
    let (now, today) = (tx.now, tx.now.date());
    let steps = ["escalate-first", "escalate-second", "escalate-third"].map(|s| i64::from(pack.number(s)));
    let mut climbed = 0;
    for one in late {
        let days = pack.calendar().working_between(one.due_on, today);
        for rung in 1..=rules::rung(days, steps) {
            let row = (
                escalation::subject_id.eq(one.subject),
                escalation::rung.eq(rung),
                escalation::kind.eq(one.kind),
                escalation::team_id.eq(one.team),
                escalation::at.eq(now),
            );
            let new = each!(tx.conn(), c => diesel::insert_into(escalation::table).values(row).on_conflict_do_nothing().execute(c))?;
            if new == 0 {
                continue;
            }
            climbed += 1;
            let told = told(tx.conn(), one, rung)?;
            for account in &told {
                let job = NewJob::now(MESSAGE, json!({"account": account, "rung": rung}));
                tx.ask(job.once(format!("{MESSAGE} {account} {today}")))?;
            }
            let detail = json!({"kind": one.kind, "rung": rung, "due_on": one.due_on, "told": told});
            tx.record(events::ESCALATED.on(one.subject.0).family(one.family).detail(detail))?;
        }
    }
    Ok(climbed)
}

/// Who is told on a rung; where nobody is there to be told, the next one up is.
fn told(conn: &mut Conn, late: &Late, rung: i64) -> Result<Vec<AccountId>> {
    let managers = |conn: &mut Conn| match late.team {
        Some(team) => accounts::managers_of(conn, team),
        None => accounts::with_role(conn, Role::Manager),
    };
    let mut told = match rung {
        1 => late.owners.clone(),
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

/// How much is late in each team, by the day on which it was due: nobody's name.
pub fn late_by_team(conn: &mut Conn, today: NaiveDate) -> Result<Vec<(Option<TeamId>, NaiveDate, i64)>> {
    Ok(task::table
        .left_join(episode::table.on(task::episode_id.eq(episode::id.nullable())))
        .filter(task::done_at.is_null().and(task::due_on.lt(today)))
        .group_by((episode::team_id, task::due_on))
        .select((episode::team_id.nullable(), task::due_on, diesel::dsl::count_star()))
        .load(conn)?)
}
