//! Actions: who does what by when.

use super::{
    outcome::{self, OutcomeId, OutcomeUid},
    plan::{PlanId, PlanUid, find_running, plan},
};
use crate::{
    events, kinds, news,
    rules::{self, CannotPlan, NewAction},
};
use access::{AccountId, FamilyFacts, family, policy::Act};
use cases::{Case, EpisodeId};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::json;
use store::{Conn, Instant, MultiBackend, Tx};
use web::{Refusal, Result};
use work::{NewTask, news::News, tasks};

store::strict_id!(
    /// An action.
    ActionId,
    ActionUid
);

diesel::table! {
    use access::AccountUid;
    use diesel::sql_types::*;
    use store::types::Utc;
    use super::{ActionUid, OutcomeUid, PlanUid};

    action (id) {
        id -> ActionUid,
        outcome_id -> OutcomeUid,
        plan_id -> PlanUid,
        text -> Text,
        owner_id -> Nullable<AccountUid>,
        owner_name -> Text,
        due_on -> Date,
        done_at -> Nullable<Utc>,
        dropped_at -> Nullable<Utc>,
        progress -> Text,
    }
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

    /// A mark of all that can be changed of it.
    pub fn stand(&self) -> String {
        let Self { text, owner_name, due_on, progress, .. } = self;
        let [done, dropped] =
            [self.done_at, self.dropped_at].map(|at| at.map(store::Instant::rfc3339).unwrap_or_default());
        web::stand(&[text, owner_name, &due_on.to_string(), progress, &done, &dropped])
    }

    /// Who changed it last, and when.
    pub fn changed(&self, conn: &mut Conn) -> store::Result<Option<web::Changed>> {
        access::last_change(conn, self.id.0, &[events::ACTION, events::ACTION_CHANGED, events::ACTION_UPDATED])
    }

    /// What has been said of it, with this beneath.
    pub(super) fn progress_with(&self, note: &str) -> String {
        match (self.progress.as_str(), note.trim()) {
            (said, "") => said.to_owned(),
            ("", note) => note.to_owned(),
            (said, note) => format!("{said}\n{note}"),
        }
    }
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

/// The episode of an action. Without a permit, as it is what one is asked for with; it tells nothing of the family.
///
/// # Errors
/// [`store::Error::Missing`].
pub(crate) fn episode_of_action(conn: &mut Conn, id: ActionId) -> store::Result<EpisodeId> {
    let plan: PlanId = action::table.find(id).select(action::plan_id).first(conn)?;
    Ok(plan::table.find(plan).select(plan::episode_id).first(conn)?)
}

/// An action, if it is of a plan of this episode that still runs.
///
/// # Errors
/// [`CannotPlan::Ended`]; [`store::Error::Missing`].
fn find<A>(tx: &mut Tx<'_>, case: &Case<A>, id: ActionId) -> Result<Action>
where
    A: Act<Facts = FamilyFacts>,
{
    let found: Action = action::table.find(id).select(Action::as_select()).first(tx.conn())?;
    find_running(tx, case, found.plan_id)?;
    Ok(found)
}

/// Adds an action; a worker who owns it finds it under My work.
///
/// # Errors
/// [`CannotPlan`]: all that stands against it.
pub fn add_action(
    tx: &mut Tx<'_>,
    case: &Case<family::WritePlan>,
    outcome: OutcomeId,
    new: NewAction,
) -> Result<ActionId> {
    let (plan, outcome) = outcome::find(tx, case, outcome)?;
    rules::check(rules::action(&new, tx.now.date()))?;

    let row = Action {
        id: ActionId::new(),
        outcome_id: outcome.id,
        plan_id: plan.id,
        text: new.text,
        owner_id: new.owner,
        owner_name: new.owner_name,
        due_on: new.due_on.ok_or(Refusal::from(CannotPlan::NoDueDate))?,
        done_at: None,
        dropped_at: None,
        progress: String::new(),
    };
    diesel::insert_into(action::table).values(&row).execute(tx.conn())?;
    owe(tx, case, &row)?;
    tx.record(events::ACTION.on(row.id.0).family(case.family()).detail(json!({"owner": row.owner_id})))?;
    Ok(row.id)
}

/// Changes what an action of the running plan says, who does it and by when. A later date needs a reason, which stays
/// with the action.
///
/// # Errors
/// [`CannotPlan`]: all that stands against it.
pub fn change_action(
    tx: &mut Tx<'_>,
    case: &Case<family::WritePlan>,
    id: ActionId,
    new: NewAction,
    why: &str,
) -> Result<()> {
    let was = find(tx, case, id)?;
    rules::check(rules::change_action(was.is_open(), was.due_on, &new, why, tx.now.date()))?;

    let changed = Action {
        text: new.text,
        owner_id: new.owner,
        owner_name: new.owner_name,
        due_on: new.due_on.ok_or(Refusal::from(CannotPlan::NoDueDate))?,
        progress: was.progress_with(why),
        ..was.clone()
    };
    diesel::update(action::table.find(was.id))
        .set((
            action::text.eq(&changed.text),
            action::owner_id.eq(changed.owner_id),
            action::owner_name.eq(&changed.owner_name),
            action::due_on.eq(changed.due_on),
            action::progress.eq(&changed.progress),
        ))
        .execute(tx.conn())?;

    tasks::done(tx, was.id.0, Some(kinds::ACTION))?;
    owe(tx, case, &changed)?;
    let detail = json!({"owner": changed.owner_id, "due_on": changed.due_on, "was_due_on": was.due_on});
    tx.record(events::ACTION_CHANGED.on(was.id.0).family(case.family()).detail(detail))?;
    Ok(())
}

/// A worker who owns an action finds it under My work.
fn owe(tx: &mut Tx<'_>, case: &Case<family::WritePlan>, action: &Action) -> Result<()> {
    if action.owner_id.is_some() {
        let task = NewTask::new(
            kinds::ACTION,
            action.id.0,
            short(&action.text),
            format!("/actions/{}", action.id),
            action.due_on,
        );
        tasks::add(tx, task.owed_by(action.owner_id).about(case.family()).within(case.episode.id))?;
    }
    Ok(())
}

fn short(text: &str) -> String {
    text.chars().take(80).collect()
}

/// Says how far an action is.
///
/// # Errors
/// [`CannotPlan::DroppedWithoutReason`].
pub fn update_action(
    tx: &mut Tx<'_>,
    case: &Case<family::UpdateAction>,
    id: ActionId,
    progress: Progress,
    note: &str,
) -> Result<()> {
    let of = find(tx, case, id)?;
    if progress == Progress::Dropped {
        rules::drop_action(note).map_err(Refusal::from)?;
    }

    let now = tx.now;
    diesel::update(action::table.find(of.id))
        .set((
            action::done_at.eq((progress == Progress::Done).then_some(now)),
            action::dropped_at.eq((progress == Progress::Dropped).then_some(now)),
            action::progress.eq(of.progress_with(note)),
        ))
        .execute(tx.conn())?;
    let kind = match progress {
        Progress::Done => Some(news::ACTION_DONE),
        Progress::Dropped => Some(news::ACTION_DROPPED),
        Progress::Going => None,
    };
    if let Some(kind) = kind {
        tasks::done(tx, of.id.0, Some(kinds::ACTION))?;
        if let Some(lead) = case.episode.lead_id {
            let told = if progress == Progress::Done { "Done" } else { "Not done" };
            let title = format!("{told}: {}", short(&of.text));
            work::news::tell(tx, lead, &News::new(kind, title, format!("/actions/{}", of.id)).about(case.family()))?;
        }
    }

    let event = events::ACTION_UPDATED.on(of.id.0).family(case.family()).detail(json!({"progress": progress}));
    let event = match progress {
        Progress::Done => event.line(format!("Done: {}", of.text), note, case.signature()),
        Progress::Dropped | Progress::Going => event,
    };
    tx.record(event)?;
    Ok(())
}
