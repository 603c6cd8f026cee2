//! A plan with all that is in it.

use super::{
    action::{Action, action},
    outcome::{ACHIEVED, Outcome, outcome},
    plan::{Plan, PlanId, list, plan},
};
use access::{FamilyId, Sight};
use cases::EpisodeId;
use chrono::NaiveDate;
use diesel::prelude::*;
use store::{Conn, Instant, each};

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

    /// Outcomes that were achieved.
    pub fn achieved(&self) -> usize {
        self.outcomes.iter().filter(|outcome| outcome.result.as_deref() == Some(ACHIEVED)).count()
    }

    /// Outcomes that can go on in another plan: those that were not achieved and still matter.
    pub fn unfinished(&self) -> impl Iterator<Item = &Outcome> {
        self.outcomes.iter().filter(|outcome| outcome.is_unfinished())
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
    found.map(|found| whole(conn, found)).transpose()
}

/// The last plan of an episode that the family agreed, running or not: what closing and its results are about.
pub fn last_agreed(conn: &mut Conn, sight: &Sight<FamilyId>, episode: EpisodeId) -> store::Result<Option<Whole>> {
    let agreed = list(conn, sight, episode)?.into_iter().find(|plan| plan.agreed_at.is_some());
    agreed.map(|found| whole(conn, found)).transpose()
}

fn whole(conn: &mut Conn, found: Plan) -> store::Result<Whole> {
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
    Ok(Whole { plan: found, outcomes, actions })
}

/// Every outcome of an episode, of whichever of its plans.
pub fn all_outcomes(conn: &mut Conn, sight: &Sight<FamilyId>, episode: EpisodeId) -> store::Result<Vec<Outcome>> {
    let of_episode: Vec<PlanId> = list(conn, sight, episode)?.iter().map(|plan| plan.id).collect();
    Ok(outcome::table
        .filter(outcome::plan_id.eq_any(of_episode))
        .order(outcome::id)
        .select(Outcome::as_select())
        .load(conn)?)
}
