//! Due work: one table that every capability feeds in the same transaction, so that My work and a team's overdue work
//! are one query each (T34).

use crate::{EpisodeId, EpisodeUid, events, records::episode};
use access::{AccountId, Actor, FamilyId, guard};
use chrono::NaiveDate;
use diesel::prelude::*;
use store::{AnyId, Conn, Instant, MultiBackend, Result, Tx, each};

pub(crate) const DDL: &str = "
CREATE TABLE task (id $UUID PRIMARY KEY NOT NULL, owner_id $UUID REFERENCES account(id), family_id $UUID REFERENCES family(id),
  episode_id $UUID REFERENCES episode(id), kind TEXT NOT NULL, subject_id $UUID NOT NULL, title TEXT NOT NULL, href TEXT NOT NULL,
  due_on $DATE NOT NULL, opened_at $INSTANT NOT NULL, done_at $INSTANT) $STRICT;
CREATE INDEX task_owner ON task(owner_id, due_on) WHERE done_at IS NULL;
CREATE INDEX task_episode ON task(episode_id) WHERE done_at IS NULL;
CREATE INDEX task_subject ON task(subject_id);";

store::strict_id!(
    /// A piece of due work.
    TaskId,
    TaskUid
);

diesel::table! { use diesel::sql_types::*; use access::{FamilyUid, AccountUid}; use store::types::{Utc, Uid}; use super::{EpisodeUid, TaskUid};
task (id) { id -> TaskUid, owner_id -> Nullable<AccountUid>, family_id -> Nullable<FamilyUid>, episode_id -> Nullable<EpisodeUid>,
    kind -> Text, subject_id -> Uid, title -> Text, href -> Text, due_on -> Date, opened_at -> Utc, done_at -> Nullable<Utc>, } }
diesel::allow_tables_to_appear_in_same_query!(task, episode);

store::coded! {
    /// What is owed.
    pub enum TaskKind {
        /// More was asked about a contact.
        Information = "information",
        /// Take or decline the lead.
        HandOver = "hand-over",
        /// Complete the assessment.
        Assessment = "assessment",
        /// Authorise or return an assessment.
        Authorise = "authorise",
        /// An action of the plan.
        Action = "action",
        /// Hold the review.
        Review = "review",
        /// Report to a review.
        Report = "report",
        /// Answer of social care to a step up.
        StepUp = "step-up",
    }
}

/// A piece of due work.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = task, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Task {
    pub id: TaskId,
    pub owner_id: Option<AccountId>,
    pub family_id: Option<FamilyId>,
    pub episode_id: Option<EpisodeId>,
    pub kind: TaskKind,
    pub subject_id: AnyId,
    pub title: String,
    pub href: String,
    pub due_on: NaiveDate,
    pub opened_at: Instant,
    pub done_at: Option<Instant>,
}

/// Work to be owed. Titles are shown only to its owner and to those who may open the family.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "as the columns of task")]
pub struct NewTask {
    pub owner: Option<AccountId>,
    pub family: Option<FamilyId>,
    pub episode: Option<EpisodeId>,
    pub kind: TaskKind,
    pub subject: store::Uuid,
    pub title: String,
    pub href: String,
    pub due_on: NaiveDate,
}

/// Someone owes something from now on.
pub fn add(tx: &mut Tx<'_>, new: NewTask) -> Result<TaskId> {
    let row = Task {
        id: TaskId::new(),
        owner_id: new.owner,
        family_id: new.family,
        episode_id: new.episode,
        kind: new.kind,
        subject_id: AnyId(new.subject),
        title: new.title,
        href: new.href,
        due_on: new.due_on,
        opened_at: tx.now,
        done_at: None,
    };
    each!(tx.conn(), c => diesel::insert_into(task::table).values(&row).execute(c))?;
    Ok(row.id)
}

/// What was owed about this subject is done, by whichever kind; `None` for all kinds.
pub fn done(tx: &mut Tx<'_>, subject: store::Uuid, kind: Option<TaskKind>) -> Result<()> {
    let now = tx.now;
    let open = task::table.filter(task::subject_id.eq(AnyId(subject)).and(task::done_at.is_null()));
    match kind {
        Some(kind) => {
            diesel::update(open.filter(task::kind.eq(kind))).set(task::done_at.eq(Some(now))).execute(tx.conn())?
        }
        None => diesel::update(open).set(task::done_at.eq(Some(now))).execute(tx.conn())?,
    };
    Ok(())
}

/// What this person owed about this subject is done; others may still owe it.
pub fn done_by(tx: &mut Tx<'_>, subject: store::Uuid, kind: TaskKind, owner: AccountId) -> Result<()> {
    let now = tx.now;
    let open = task::table.filter(task::subject_id.eq(AnyId(subject)).and(task::done_at.is_null()));
    diesel::update(open.filter(task::kind.eq(kind).and(task::owner_id.eq(owner))))
        .set(task::done_at.eq(Some(now)))
        .execute(tx.conn())?;
    Ok(())
}

/// The episode is over: nothing is owed any more.
pub fn drop_all(tx: &mut Tx<'_>, episode: EpisodeId) -> Result<()> {
    let now = tx.now;
    diesel::update(task::table.filter(task::episode_id.eq(episode)).filter(task::done_at.is_null()))
        .set(task::done_at.eq(Some(now)))
        .execute(tx.conn())?;
    Ok(())
}

/// Everything this episode's former lead owed as lead is the new lead's.
pub fn move_lead_work(tx: &mut Tx<'_>, episode: EpisodeId, to: AccountId) -> Result<()> {
    let lead_work = [TaskKind::Assessment, TaskKind::Review, TaskKind::StepUp];
    let open =
        task::table.filter(task::episode_id.eq(episode).and(task::done_at.is_null()).and(task::kind.eq_any(lead_work)));
    diesel::update(open).set(task::owner_id.eq(Some(to))).execute(tx.conn())?;
    Ok(())
}

/// Gives one piece of work to someone else; a manager does.
///
/// # Errors
/// [`store::Error::Missing`] when it is done already.
pub fn reassign(tx: &mut Tx<'_>, id: TaskId, family: Option<FamilyId>, to: AccountId) -> Result<()> {
    let open = task::table.filter(task::id.eq(id).and(task::done_at.is_null()));
    if diesel::update(open).set(task::owner_id.eq(Some(to))).execute(tx.conn())? == 0 {
        return Err(store::Error::Missing);
    }
    tx.record(events::REASSIGNED.on(id.0).family(family).detail(serde_json::json!({"to": to})))?;
    Ok(())
}

/// One piece of work.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, id: TaskId) -> Result<Task> {
    Ok(task::table.find(id).select(Task::as_select()).first(conn)?)
}

/// What this actor owes, soonest first, as far as they may still see the family it is about.
pub fn mine(conn: &mut Conn, actor: &Actor, most: i64) -> Result<Vec<Task>> {
    let Some(account) = actor.account else { return Ok(vec![]) };
    let rows: Vec<Task> = each!(conn, c => task::table
        .filter(task::owner_id.eq(account).and(task::done_at.is_null()))
        .order((task::due_on, task::id))
        .limit(most)
        .select(Task::as_select())
        .load(c))?;
    let families: Vec<FamilyId> = rows.iter().filter_map(|t| t.family_id).collect();
    let open = visible_among(conn, actor, &families)?;
    Ok(rows.into_iter().filter(|t| t.family_id.is_none_or(|f| open.contains(&f))).collect())
}

/// Those of `families` whose record this actor may open.
pub fn visible_among(
    conn: &mut Conn,
    actor: &Actor,
    families: &[FamilyId],
) -> Result<std::collections::BTreeSet<FamilyId>> {
    if families.is_empty() {
        return Ok(std::collections::BTreeSet::new());
    }
    let ids: Vec<FamilyId> = guard::guard::table
        .filter(guard::guard::family_id.eq_any(families))
        .filter(guard::visible_to(actor))
        .select(guard::guard::family_id)
        .load(conn)?;
    Ok(ids.into_iter().collect())
}

/// What is owed for an episode, soonest first.
pub fn of_episode(conn: &mut Conn, episode: EpisodeId) -> Result<Vec<Task>> {
    Ok(each!(conn, c => task::table
        .filter(task::episode_id.eq(episode).and(task::done_at.is_null()))
        .order((task::due_on, task::id))
        .select(Task::as_select())
        .load(c))?)
}

/// What is overdue in this actor's teams, the newest first, and how much there is in all.
pub fn overdue(
    conn: &mut Conn,
    actor: &Actor,
    hidden: &[FamilyId],
    today: NaiveDate,
    most: i64,
) -> Result<(Vec<Task>, i64)> {
    let mine = episode::table.filter(episode::team_id.eq_any(&actor.manages).and(episode::closed_at.is_null()));
    // what is late is found and counted by index alone; only those shown are read
    let mut late: Vec<(NaiveDate, TaskId)> = task::table
        .filter(task::done_at.is_null().and(task::due_on.lt(today)))
        .filter(task::episode_id.eq_any(mine.select(episode::id.nullable())))
        .filter(task::family_id.is_null().or(task::family_id.ne_all(hidden).assume_not_null()))
        .select((task::due_on, task::id))
        .load(conn)?;
    let many = i64::try_from(late.len()).unwrap_or(i64::MAX);
    late.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    late.truncate(usize::try_from(most).unwrap_or(0));
    let ids: Vec<TaskId> = late.into_iter().map(|(_, id)| id).collect();
    let mut newest: Vec<Task> = task::table.filter(task::id.eq_any(&ids)).select(Task::as_select()).load(conn)?;
    newest.sort_unstable_by(|a, b| b.due_on.cmp(&a.due_on).then(a.id.cmp(&b.id)));
    Ok((newest, many))
}
