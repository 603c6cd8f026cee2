//! A plan with all that is in it, and the family's yes to it.

use super::{
    action::{Action, action},
    outcome::{Outcome, outcome},
    plan::{Plan, plan},
};
use crate::{
    events, kinds,
    rules::{self, PlanKind},
};
use access::{FamilyId, Sight, family};
use cases::{Case, EpisodeId};
use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use store::{Conn, Instant, Tx, each};
use web::{Refusal, Result};
use work::{NewTask, tasks};

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
    /// The actions of one outcome.
    pub fn actions_of(&self, outcome: &Outcome) -> impl Iterator<Item = &Action> {
        let id = outcome.id;
        self.actions.iter().filter(move |action| action.outcome_id == id)
    }

    /// Outcomes without an action.
    pub fn without_action(&self) -> usize {
        self.outcomes.iter().filter(|outcome| self.actions_of(outcome).next().is_none()).count()
    }

    /// Outcomes without a result.
    pub fn without_result(&self) -> usize {
        self.outcomes.iter().filter(|outcome| outcome.result.is_none()).count()
    }

    /// The days on which something was done or achieved.
    pub fn progress(&self) -> Vec<NaiveDate> {
        let done = self.actions.iter().filter_map(|action| action.done_at);
        let counts = |outcome: &&Outcome| matches!(outcome.result.as_deref(), Some("achieved" | "partly"));
        let achieved = self.outcomes.iter().filter(counts).filter_map(|outcome| outcome.result_at);
        done.chain(achieved).map(Instant::date).collect()
    }

    /// Actions neither done nor dropped.
    pub fn open_actions(&self) -> impl Iterator<Item = &Action> {
        self.actions.iter().filter(|action| action.is_open())
    }
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

/// That the family agrees.
#[derive(Debug, Clone)]
pub struct Agreement {
    /// Who of the family.
    pub by: String,
    /// What they said.
    pub words: String,
}

/// The family agrees the plan: its clock starts, and the first review is due.
///
/// # Errors
/// [`rules::CannotPlan`]: all that stands against it.
pub fn agree(tx: &mut Tx<'_>, case: &Case<family::WritePlan>, agreement: &Agreement, pack: &Pack) -> Result<()> {
    let whole = current(tx.conn(), &case.permit, case.episode.id)?.ok_or(store::Error::Missing)?;
    let (plan, Agreement { by, words }) = (&whole.plan, agreement);
    rules::runs(!plan.is_running()).map_err(Refusal::from)?;
    rules::check(rules::agree(plan.agreed_at.is_some(), whole.outcomes.len(), whole.without_action(), by))?;

    let (now, today) = (tx.now, tx.now.date());
    let days = |setting: &str| Days::new(pack.number(setting).into());
    let ends_on = (plan.kind == PlanKind::Intervention).then(|| today + days("plan-latest"));
    diesel::update(plan::table.find(plan.id))
        .set((plan::agreed_at.eq(Some(now)), plan::agreed_by.eq(by), plan::words.eq(words), plan::ends_on.eq(ends_on)))
        .execute(tx.conn())?;

    let (title, href) = ("Schedule the first review", format!("/episodes/{}/reviews/new", case.episode.id));
    let first = NewTask::new(kinds::REVIEW, plan.id.0, title, href, today + days("review-due"));
    tasks::add(tx, first.owed_by(case.episode.lead_id).about(case.family()).within(case.episode.id))?;
    let event = events::AGREED.on(plan.id.0).family(case.family()).detail(json!({"ends_on": ends_on}));
    tx.record(event.line(format!("{by} agreed the plan"), words.as_str(), case.signature()))?;
    Ok(())
}
