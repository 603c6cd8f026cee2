//! Plans, outcomes, actions.

use crate::{
    events, kinds,
    rules::{CannotPlan, PlanKind},
};
use access::{AccountId, FamilyId, Permit, Sight, family};
use cases::{Episode, EpisodeId, EpisodeUid};
use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use serde_json::json;
use store::{Conn, Instant, Json, MultiBackend, Tx, each};
use web::{Refusal, Result};
use work::{NewTask, tasks};

pub(crate) const DDL: &str = "
CREATE TABLE plan (id $UUID PRIMARY KEY NOT NULL, episode_id $UUID NOT NULL REFERENCES episode(id),
  family_id $UUID NOT NULL REFERENCES family(id), kind TEXT NOT NULL, factors $JSON NOT NULL, started_at $INSTANT NOT NULL,
  agreed_at $INSTANT, agreed_by TEXT NOT NULL, words TEXT NOT NULL, ends_on $DATE, ended_at $INSTANT) $STRICT;
CREATE UNIQUE INDEX plan_one ON plan(family_id) WHERE ended_at IS NULL;
CREATE INDEX plan_episode ON plan(episode_id);
CREATE TABLE outcome (id $UUID PRIMARY KEY NOT NULL, plan_id $UUID NOT NULL REFERENCES plan(id), words TEXT NOT NULL,
  measure TEXT NOT NULL, by_on $DATE NOT NULL, framework TEXT NOT NULL, area TEXT NOT NULL, result TEXT, result_why TEXT NOT NULL,
  result_at $INSTANT) $STRICT;
CREATE INDEX outcome_plan ON outcome(plan_id);
CREATE TABLE action (id $UUID PRIMARY KEY NOT NULL, outcome_id $UUID NOT NULL REFERENCES outcome(id), plan_id $UUID NOT NULL REFERENCES plan(id),
  text TEXT NOT NULL, owner_id $UUID REFERENCES account(id), owner_name TEXT NOT NULL, due_on $DATE NOT NULL, done_at $INSTANT,
  dropped_at $INSTANT, progress TEXT NOT NULL) $STRICT;
CREATE INDEX action_plan ON action(plan_id);";

store::strict_id!(
    /// A plan.
    PlanId,
    PlanUid
);

store::strict_id!(
    /// An outcome.
    OutcomeId,
    OutcomeUid
);

store::strict_id!(
    /// An action.
    ActionId,
    ActionUid
);

diesel::table! { use diesel::sql_types::*; use access::FamilyUid; use store::types::{Utc, Jsonb}; use super::{EpisodeUid, PlanUid};
plan (id) { id -> PlanUid, episode_id -> EpisodeUid, family_id -> FamilyUid, kind -> Text, factors -> Jsonb, started_at -> Utc,
    agreed_at -> Nullable<Utc>, agreed_by -> Text, words -> Text, ends_on -> Nullable<Date>, ended_at -> Nullable<Utc>, } }
diesel::table! { use diesel::sql_types::*; use store::types::Utc; use super::{OutcomeUid, PlanUid};
outcome (id) { id -> OutcomeUid, plan_id -> PlanUid, words -> Text, measure -> Text, by_on -> Date, framework -> Text, area -> Text,
    result -> Nullable<Text>, result_why -> Text, result_at -> Nullable<Utc>, } }
diesel::table! { use diesel::sql_types::*; use access::AccountUid; use store::types::Utc; use super::{ActionUid, OutcomeUid, PlanUid};
action (id) { id -> ActionUid, outcome_id -> OutcomeUid, plan_id -> PlanUid, text -> Text, owner_id -> Nullable<AccountUid>,
    owner_name -> Text, due_on -> Date, done_at -> Nullable<Utc>, dropped_at -> Nullable<Utc>, progress -> Text, } }
/// A plan.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = plan, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Plan {
    pub id: PlanId,
    pub episode_id: EpisodeId,
    pub family_id: FamilyId,
    pub kind: PlanKind,
    pub factors: Json<Vec<String>>,
    pub started_at: Instant,
    pub agreed_at: Option<Instant>,
    pub agreed_by: String,
    pub words: String,
    pub ends_on: Option<NaiveDate>,
    pub ended_at: Option<Instant>,
}

/// An outcome.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = outcome, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Outcome {
    pub id: OutcomeId,
    pub plan_id: PlanId,
    pub words: String,
    pub measure: String,
    pub by_on: NaiveDate,
    pub framework: String,
    pub area: String,
    pub result: Option<String>,
    pub result_why: String,
    pub result_at: Option<Instant>,
}

/// An action.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = action, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Action {
    pub id: ActionId,
    pub outcome_id: OutcomeId,
    pub plan_id: PlanId,
    pub text: String,
    pub owner_id: Option<AccountId>,
    pub owner_name: String,
    pub due_on: NaiveDate,
    pub done_at: Option<Instant>,
    pub dropped_at: Option<Instant>,
    pub progress: String,
}

impl Action {
    /// Whether it is neither done nor dropped.
    pub fn is_open(&self) -> bool {
        self.done_at.is_none() && self.dropped_at.is_none()
    }
}

/// A plan with all that is in it.
#[derive(Debug, Clone)]
pub struct Whole {
    /// The plan.
    pub plan: Plan,
    /// Its outcomes, in the order in which they were added.
    pub outcomes: Vec<Outcome>,
    /// Their actions.
    pub actions: Vec<Action>,
}

impl Whole {
    /// Outcomes without an action.
    pub fn without_action(&self) -> usize {
        self.outcomes.iter().filter(|o| self.actions.iter().all(|a| a.outcome_id != o.id)).count()
    }

    /// Outcomes without a result.
    pub fn without_result(&self) -> usize {
        self.outcomes.iter().filter(|o| o.result.is_none()).count()
    }

    /// The days on which something was done or achieved.
    pub fn progress(&self) -> Vec<NaiveDate> {
        let done = self.actions.iter().filter_map(|a| a.done_at);
        let achieved = self.outcomes.iter().filter(|o| matches!(o.result.as_deref(), Some("achieved" | "partly")));
        done.chain(achieved.filter_map(|o| o.result_at)).map(Instant::date).collect()
    }

    /// Actions neither done nor dropped.
    pub fn open_actions(&self) -> usize {
        self.actions.iter().filter(|a| a.is_open()).count()
    }
}

fn no<T>(rule: CannotPlan) -> Result<T> {
    Err(Refusal::from(rule).into())
}

/// The running plan of an episode, else its last.
pub fn current(conn: &mut Conn, sight: &Sight<FamilyId>, episode: EpisodeId) -> store::Result<Option<Whole>> {
    let found: Option<Plan> = each!(conn, c => plan::table
        .filter(plan::episode_id.eq(episode).and(plan::family_id.eq(sight.subject())))
        .order((plan::ended_at.is_null().desc(), plan::started_at.desc()))
        .select(Plan::as_select())
        .first(c))
    .optional()?;
    let Some(found) = found else { return Ok(None) };
    let outcomes = each!(conn, c => outcome::table
        .filter(outcome::plan_id.eq(found.id))
        .order(outcome::id)
        .select(Outcome::as_select())
        .load(c))?;
    let actions = each!(conn, c => action::table
        .filter(action::plan_id.eq(found.id))
        .order((action::due_on, action::id))
        .select(Action::as_select())
        .load(c))?;
    Ok(Some(Whole { plan: found, outcomes, actions }))
}

/// The episode of an outcome.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn episode_of_outcome(conn: &mut Conn, id: OutcomeId) -> store::Result<EpisodeId> {
    let plan: PlanId = outcome::table.find(id).select(outcome::plan_id).first(conn)?;
    Ok(plan::table.find(plan).select(plan::episode_id).first(conn)?)
}

/// The episode of an action.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn episode_of_action(conn: &mut Conn, id: ActionId) -> store::Result<EpisodeId> {
    let plan: PlanId = action::table.find(id).select(action::plan_id).first(conn)?;
    Ok(plan::table.find(plan).select(plan::episode_id).first(conn)?)
}

/// Starts a plan. The rule has been asked; the database keeps that there is one at a time.
pub fn start(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::WritePlan>,
    e: &Episode,
    kind: PlanKind,
    factors: Vec<String>,
) -> Result<PlanId> {
    let row = Plan {
        id: PlanId::new(),
        episode_id: e.id,
        family_id: e.family_id,
        kind,
        factors: Json(factors),
        started_at: tx.now,
        agreed_at: None,
        agreed_by: String::new(),
        words: String::new(),
        ends_on: None,
        ended_at: None,
    };
    diesel::insert_into(plan::table).values(&row).execute(tx.conn())?;
    let event = events::STARTED.on(row.id.0).family(e.family_id).detail(json!({"kind": kind}));
    tx.record(event.line(format!("{} was started", kind.label()), "", permit.actor().signature()))?;
    Ok(row.id)
}

/// What an outcome is made of.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "as the columns of outcome")]
pub struct NewOutcome {
    pub words: String,
    pub measure: String,
    pub by_on: NaiveDate,
    pub framework: String,
    pub area: String,
}

/// Adds an outcome. The rule has been asked.
///
/// # Errors
/// [`CannotPlan::Ended`].
pub fn add_outcome(tx: &mut Tx<'_>, p: &Plan, new: NewOutcome) -> Result<OutcomeId> {
    if p.ended_at.is_some() {
        return no(CannotPlan::Ended);
    }
    let row = Outcome {
        id: OutcomeId::new(),
        plan_id: p.id,
        words: new.words,
        measure: new.measure,
        by_on: new.by_on,
        framework: new.framework,
        area: new.area,
        result: None,
        result_why: String::new(),
        result_at: None,
    };
    diesel::insert_into(outcome::table).values(&row).execute(tx.conn())?;
    tx.record(
        events::OUTCOME.on(row.id.0).family(p.family_id).detail(json!({"framework": row.framework, "area": row.area})),
    )?;
    Ok(row.id)
}

/// Changes the words of an outcome, its measure or date. The rule has been asked.
///
/// # Errors
/// [`CannotPlan::Ended`].
pub fn reword_outcome(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::WritePlan>,
    p: &Plan,
    o: &Outcome,
    new: NewOutcome,
) -> Result<()> {
    if p.ended_at.is_some() {
        return no(CannotPlan::Ended);
    }
    diesel::update(outcome::table.find(o.id))
        .set((
            outcome::words.eq(&new.words),
            outcome::measure.eq(&new.measure),
            outcome::by_on.eq(new.by_on),
            outcome::framework.eq(&new.framework),
            outcome::area.eq(&new.area),
        ))
        .execute(tx.conn())?;
    let event = events::OUTCOME_REWORDED.on(o.id.0).family(p.family_id);
    // what the family agreed to is told as it was, too
    let event = if p.agreed_at.is_some() && o.words != new.words {
        event.line(
            format!("An outcome of the plan was reworded: {}", new.words),
            format!("It was: {}", o.words),
            permit.actor().signature(),
        )
    } else {
        event
    };
    tx.record(event)?;
    Ok(())
}

/// What an action is made of.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "as the columns of action")]
pub struct NewAction {
    pub text: String,
    pub owner: Option<AccountId>,
    pub owner_name: String,
    pub due_on: NaiveDate,
}

/// Adds an action; a worker who owns it finds it under My work.
///
/// # Errors
/// [`CannotPlan`].
pub fn add_action(tx: &mut Tx<'_>, p: &Plan, outcome: OutcomeId, new: NewAction) -> Result<ActionId> {
    if p.ended_at.is_some() {
        return no(CannotPlan::Ended);
    }
    if new.owner_name.trim().is_empty() {
        return no(CannotPlan::NoOwner);
    }
    let row = Action {
        id: ActionId::new(),
        outcome_id: outcome,
        plan_id: p.id,
        text: new.text,
        owner_id: new.owner,
        owner_name: new.owner_name,
        due_on: new.due_on,
        done_at: None,
        dropped_at: None,
        progress: String::new(),
    };
    diesel::insert_into(action::table).values(&row).execute(tx.conn())?;
    owe(tx, p, &row)?;
    tx.record(events::ACTION.on(row.id.0).family(p.family_id).detail(json!({"owner": row.owner_id})))?;
    Ok(row.id)
}

/// Changes what an action says, who does it and by when. A later date needs a reason, which stays with the action.
///
/// # Errors
/// [`CannotPlan`].
pub fn change_action(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::WritePlan>,
    p: &Plan,
    a: &Action,
    new: NewAction,
    why: &str,
) -> Result<()> {
    if p.ended_at.is_some() {
        return no(CannotPlan::Ended);
    }
    if !a.is_open() {
        return no(CannotPlan::ActionOver);
    }
    if new.due_on > a.due_on && why.trim().is_empty() {
        return no(CannotPlan::NoReason);
    }
    let progress = match (why.trim(), a.progress.as_str()) {
        ("", had) => had.to_owned(),
        (why, "") => why.to_owned(),
        (why, had) => format!("{had}\n{why}"),
    };
    diesel::update(action::table.find(a.id))
        .set((
            action::text.eq(&new.text),
            action::owner_id.eq(new.owner),
            action::owner_name.eq(&new.owner_name),
            action::due_on.eq(new.due_on),
            action::progress.eq(progress),
        ))
        .execute(tx.conn())?;
    tasks::done(tx, a.id.0, Some(kinds::ACTION))?;
    let changed =
        Action { text: new.text, owner_id: new.owner, owner_name: new.owner_name, due_on: new.due_on, ..a.clone() };
    owe(tx, p, &changed)?;
    let detail = json!({"owner": changed.owner_id, "due_on": changed.due_on, "was_due_on": a.due_on});
    tx.record(events::ACTION_CHANGED.on(a.id.0).family(permit.subject()).detail(detail))?;
    Ok(())
}

/// A worker who owns an action finds it under My work.
fn owe(tx: &mut Tx<'_>, p: &Plan, a: &Action) -> Result<()> {
    if a.owner_id.is_some() {
        let title: String = a.text.chars().take(80).collect();
        let new = NewTask::new(kinds::ACTION, a.id.0, title, format!("/actions/{}", a.id), a.due_on);
        tasks::add(tx, new.owed_by(a.owner_id).about(p.family_id).within(p.episode_id))?;
    }
    Ok(())
}

store::coded! {
    /// How far an action is.
    pub enum Progress {
        /// Done.
        Done = "done",
        /// It will not be done.
        Dropped = "not-done",
        /// It goes on.
        Going = "going-on",
    }
}

/// Says how far an action is.
///
/// # Errors
/// [`CannotPlan::NoReason`] when it is dropped without one.
pub fn update_action(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::UpdateAction>,
    a: &Action,
    progress: Progress,
    note: &str,
) -> Result<()> {
    if progress == Progress::Dropped && note.trim().is_empty() {
        return no(CannotPlan::NoReason);
    }
    let now = tx.now;
    let text = match (a.progress.is_empty(), note.trim()) {
        (_, "") => a.progress.clone(),
        (true, note) => note.to_owned(),
        (false, note) => format!("{}\n{note}", a.progress),
    };
    diesel::update(action::table.find(a.id))
        .set((
            action::done_at.eq((progress == Progress::Done).then_some(now)),
            action::dropped_at.eq((progress == Progress::Dropped).then_some(now)),
            action::progress.eq(text),
        ))
        .execute(tx.conn())?;
    if progress != Progress::Going {
        tasks::done(tx, a.id.0, Some(kinds::ACTION))?;
    }
    let event = events::ACTION_UPDATED.on(a.id.0).family(permit.subject()).detail(json!({"progress": progress}));
    let event = match progress {
        Progress::Done => event.line(format!("Done: {}", a.text), note, permit.actor().signature()),
        _ => event,
    };
    tx.record(event)?;
    Ok(())
}

/// The family agrees the plan: its clock starts, and the first review is due. The rule has been asked.
pub fn agree(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::WritePlan>,
    p: &Plan,
    lead: Option<AccountId>,
    by: &str,
    words: &str,
    days: (u32, u32),
) -> Result<()> {
    let (now, today) = (tx.now, tx.now.date());
    let (review, latest) = days;
    let ends_on = (p.kind == PlanKind::Intervention).then(|| today + Days::new(latest.into()));
    diesel::update(plan::table.find(p.id))
        .set((plan::agreed_at.eq(Some(now)), plan::agreed_by.eq(by), plan::words.eq(words), plan::ends_on.eq(ends_on)))
        .execute(tx.conn())?;
    let (title, href) = ("Schedule the first review", format!("/episodes/{}/reviews/new", p.episode_id));
    let first = NewTask::new(kinds::REVIEW, p.id.0, title, href, today + Days::new(review.into()));
    tasks::add(tx, first.owed_by(lead).about(p.family_id).within(p.episode_id))?;
    let event = events::AGREED.on(p.id.0).family(p.family_id).detail(json!({"ends_on": ends_on}));
    tx.record(event.line(format!("{by} agreed the plan"), words, permit.actor().signature()))?;
    Ok(())
}

/// The result of an outcome; no longer relevant needs a reason.
///
/// # Errors
/// [`CannotPlan::NoReason`].
pub fn set_result(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::WritePlan>,
    o: &Outcome,
    result: (&str, &str),
    why: &str,
) -> Result<()> {
    let (code, label) = result;
    if code == "not-relevant" && why.trim().is_empty() {
        return no(CannotPlan::NoReason);
    }
    let now = tx.now;
    diesel::update(outcome::table.find(o.id))
        .set((outcome::result.eq(Some(code)), outcome::result_why.eq(why), outcome::result_at.eq(Some(now))))
        .execute(tx.conn())?;
    let event = events::RESULT.on(o.id.0).family(permit.subject()).detail(json!({"result": code}));
    tx.record(event.line(format!("{label}: {}", o.words), why, permit.actor().signature()))?;
    Ok(())
}

/// Ends the running plan of an episode, if there is one: another may be made, or the episode closes.
pub fn end(tx: &mut Tx<'_>, episode: EpisodeId, family: FamilyId) -> store::Result<()> {
    let now = tx.now;
    let running = plan::table.filter(plan::episode_id.eq(episode).and(plan::ended_at.is_null()));
    let ids: Vec<PlanId> = running.select(plan::id).load(tx.conn())?;
    for id in ids {
        diesel::update(plan::table.find(id)).set(plan::ended_at.eq(Some(now))).execute(tx.conn())?;
        tx.record(events::ENDED.on(id.0).family(family))?;
    }
    Ok(())
}
