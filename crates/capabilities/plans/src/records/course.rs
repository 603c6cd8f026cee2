//! How a plan begins, is agreed by the family, and ends inside its episode.

use super::{
    outcome::{self, OutcomeId},
    plan::{Plan, PlanId, agreed_interventions, list, plan},
    whole::{self, Whole},
};
use crate::{
    events, kinds,
    rules::{self, CannotPlan, Follows, PlanKind, Required},
};
use access::{FamilyId, Sight, family};
use cases::{Case, EpisodeId, records::NeedLevel, team};
use chrono::Days;
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use std::collections::BTreeSet;
use store::{Conn, Json, Tx};
use web::{Refusal, Result};
use work::{NewTask, tasks};

/// A plan to be started.
#[derive(Debug, Clone)]
pub struct NewPlan {
    /// What kind.
    pub kind: PlanKind,
    /// Codes of the pack's `family-intervention-factor`.
    pub factors: Vec<String>,
    /// Why another intervention plan, where it is one.
    pub again_why: String,
    /// Outcomes of the plan before that go on in this one.
    pub carried: Vec<OutcomeId>,
}

impl NewPlan {
    /// One of this kind, with nothing from before.
    pub fn of(kind: PlanKind) -> Self {
        Self { kind, factors: vec![], again_why: String::new(), carried: vec![] }
    }
}

/// Starts a plan; the database keeps, too, that there is one at a time. Outcomes of the plan before that go on are
/// copied, with where they come from.
///
/// # Errors
/// [`rules::CannotPlan`]: all that stands against it.
pub fn start(tx: &mut Tx<'_>, case: &Case<family::WritePlan>, new: NewPlan, pack: &Pack) -> Result<PlanId> {
    let episode = case.episode.id;
    let all = list(tx.conn(), &case.permit, episode)?;
    let faults = rules::start(
        new.kind,
        &rules::Starting {
            open: case.episode.is_open(),
            running: all.iter().any(Plan::is_running),
            assessed: assessments::records::is_authorised(tx.conn(), &case.permit, episode)?,
            before: agreed_interventions(&all),
            again: pack.number("plan-again"),
            why: &new.again_why,
        },
    );
    rules::check(faults)?;

    let row = Plan {
        id: PlanId::new(),
        episode_id: episode,
        family_id: case.family(),
        kind: new.kind,
        factors: Json(new.factors),
        started_at: tx.now,
        agreed_at: None,
        agreed_by: String::new(),
        words: String::new(),
        ends_on: None,
        ended_at: None,
        complex: None,
        complex_why: String::new(),
        again_why: new.again_why,
        follows: None,
    };
    diesel::insert_into(plan::table).values(&row).execute(tx.conn())?;
    let event = events::STARTED.on(row.id.0).family(row.family_id).detail(json!({"kind": row.kind}));
    let why = row.again_why.clone();
    tx.record(event.line(format!("{} was started", row.kind.label()), why, case.signature()))?;

    if let Some(before) = all.first() {
        outcome::carry_over(tx, before, &row, &new.carried, pack)?;
    }
    Ok(row.id)
}

/// That the family agrees.
#[derive(Debug, Clone, Default)]
pub struct Agreement {
    /// Who of the family.
    pub by: String,
    /// What they said.
    pub words: String,
    /// Whether needs are complex, where that decides whether an assessment comes first.
    pub complex: Option<bool>,
    /// Why.
    pub complex_why: String,
}

/// Whether an assessment comes before a plan of this kind: who helps, what is known, how the pack reads it.
#[derive(Debug, Clone)]
pub struct Standing {
    /// As the pack reads it.
    pub required: Required,
    /// There is an authorised assessment.
    pub assessed: bool,
    /// The organisations that help.
    pub organisations: Vec<String>,
    /// A child is above the lowest level of need, or nobody has set one.
    pub additional: bool,
}

impl Standing {
    /// What the rule is asked.
    pub fn need<'a>(&self, kind: PlanKind, complex: Option<bool>, complex_why: &'a str) -> rules::Need<'a> {
        let Self { required, assessed, additional, .. } = *self;
        let organisations = self.organisations.len();
        rules::Need { required, kind, assessed, complex, complex_why, organisations, additional }
    }
}

/// How it stands now.
pub fn standing(conn: &mut Conn, sight: &Sight<FamilyId>, episode: EpisodeId, pack: &Pack) -> Result<Standing> {
    let helpers = team::list(conn, sight, episode)?;
    let levels = cases::records::levels(conn, sight)?;
    Ok(Standing {
        required: Required::of(pack),
        assessed: assessments::records::is_authorised(conn, sight, episode)?,
        organisations: team::organisations(conn, &helpers)?,
        additional: has_additional_needs(&levels, pack),
    })
}

/// Levels come newest first: the first of each child is where the child is now.
fn has_additional_needs(levels: &[NeedLevel], pack: &Pack) -> bool {
    let lowest = pack.levels.first().map(|level| level.code.as_str());
    let mut seen = BTreeSet::new();
    let mut now = levels.iter().filter(|level| seen.insert(level.person_id));
    levels.is_empty() || now.any(|level| Some(level.level.as_str()) != lowest)
}

/// The family agrees the plan: its clock starts, and the first review is due. An intervention plan ends by its last
/// day, which the lead owes.
///
/// # Errors
/// [`rules::CannotPlan`]: all that stands against it; `help-without-grounds`, where those who must agree have not.
pub fn agree(tx: &mut Tx<'_>, case: &Case<family::WritePlan>, agreement: &Agreement, pack: &Pack) -> Result<()> {
    let episode = case.episode.id;
    let whole = whole::current(tx.conn(), &case.permit, episode)?.ok_or(store::Error::Missing)?;
    let (plan, Agreement { by, words, complex, complex_why }) = (&whole.plan, agreement);
    rules::runs(!plan.is_running()).map_err(Refusal::from)?;
    let standing = standing(tx.conn(), &case.permit, episode, pack)?;
    let need = standing.need(plan.kind, *complex, complex_why);
    rules::check(rules::agree(&rules::Agreeing {
        agreed: plan.agreed_at.is_some(),
        outcomes: whole.outcomes.len(),
        without_action: whole.without_action(),
        by,
        need,
    }))?;
    let (now, today) = (tx.now, tx.now.date());
    let grounds = people::agreement::grounds(tx.conn(), &case.permit, pack, today)?;
    grounds.check().map_err(|missing| Refusal::from(missing).at("who"))?;

    let days = |setting: &str| Days::new(pack.number(setting).into());
    let ends_on = (plan.kind == PlanKind::Intervention).then(|| today + days("plan-latest"));
    diesel::update(plan::table.find(plan.id))
        .set((plan::agreed_at.eq(Some(now)), plan::agreed_by.eq(by), plan::words.eq(words), plan::ends_on.eq(ends_on)))
        .execute(tx.conn())?;
    if need.is_asked() {
        diesel::update(plan::table.find(plan.id))
            .set((plan::complex.eq(*complex), plan::complex_why.eq(complex_why)))
            .execute(tx.conn())?;
    }

    owe_review(tx, case, &whole, today + days("review-due"))?;
    if let Some(last) = ends_on {
        let (title, href) = ("End the plan, or go on with an assessment", format!("/episodes/{episode}/plan/end"));
        let ending = NewTask::new(kinds::PLAN_END, plan.id.0, title, href, last);
        tasks::add(tx, ending.owed_by(case.episode.lead_id).about(case.family()).within(episode))?;
    }
    let detail = json!({"ends_on": ends_on, "complex": complex.filter(|_| need.is_asked())});
    let event = events::AGREED.on(plan.id.0).family(case.family()).detail(detail);
    tx.record(event.line(format!("{by} agreed the plan"), words.as_str(), case.signature()))?;
    Ok(())
}

/// The first review of the plan has to be scheduled by then, unless one is planned already.
fn owe_review(tx: &mut Tx<'_>, case: &Case<family::WritePlan>, whole: &Whole, by: chrono::NaiveDate) -> Result<()> {
    let (episode, plan) = (case.episode.id, whole.plan.id);
    let owed = tasks::of_family(tx.conn(), &case.permit)?;
    let mut reviews = owed.iter().filter(|task| task.kind == kinds::REVIEW.code());
    // a review that has only to be scheduled stands under its episode or plan; one that is planned, under itself
    if reviews.any(|task| ![episode.0, plan.0].contains(&task.subject_id.0)) {
        return Ok(());
    }

    tasks::done(tx, episode.0, Some(kinds::REVIEW))?;
    let (title, href) = ("Schedule the first review", format!("/episodes/{episode}/reviews/new"));
    let first = NewTask::new(kinds::REVIEW, plan.0, title, href, by);
    tasks::add(tx, first.owed_by(case.episode.lead_id).about(case.family()).within(episode))?;
    Ok(())
}

/// Ends the running plan inside the episode, and says what follows: nothing of it is owed any more. An intervention
/// plan ends within its weeks, a plan of either kind when another takes its place.
///
/// # Errors
/// [`rules::CannotPlan`]: all that stands against it.
pub fn end_plan(
    tx: &mut Tx<'_>,
    case: &Case<family::EndPlan>,
    follows: Option<Follows>,
    words: &str,
    pack: &Pack,
) -> Result<Follows> {
    let episode = case.episode.id;
    let whole = whole::current(tx.conn(), &case.permit, episode)?.ok_or(store::Error::Missing)?;
    rules::runs(!whole.plan.is_running()).map_err(Refusal::from)?;
    let all = list(tx.conn(), &case.permit, episode)?;
    let faults = rules::end(&rules::Ending {
        agreed: whole.plan.agreed_at.is_some(),
        without_result: whole.without_result(),
        open_actions: whole.open_actions().count(),
        follows,
        assessed: assessments::records::is_authorised(tx.conn(), &case.permit, episode)?,
        with_this: agreed_interventions(&all),
        again: pack.number("plan-again"),
    });
    rules::check_end(faults)?;
    let follows = follows.ok_or_else(|| Refusal::from(CannotPlan::NothingFollows))?;

    let now = tx.now;
    diesel::update(plan::table.find(whole.plan.id))
        .set((plan::ended_at.eq(Some(now)), plan::follows.eq(Some(follows))))
        .execute(tx.conn())?;
    tasks::done(tx, whole.plan.id.0, None)?;
    for action in whole.open_actions() {
        tasks::done(tx, action.id.0, Some(kinds::ACTION))?;
    }
    let event = events::ENDED.on(whole.plan.id.0).family(case.family()).detail(json!({"follows": follows}));
    let title = format!("The plan ended. What follows: {}", follows.label().to_lowercase());
    tx.record(event.line(title, words, case.signature()))?;
    Ok(follows)
}
