//! Plans: one runs for a family at a time.

use crate::{
    events,
    rules::{self, Follows, PlanKind},
};
use access::{FamilyFacts, FamilyId, Sight, family, policy::Act};
use cases::{Case, EpisodeId, EpisodeUid};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::json;
use store::{Conn, Instant, Json, MultiBackend, Tx, each};
use web::{Refusal, Result};

store::strict_id!(
    /// A plan.
    PlanId,
    PlanUid
);

diesel::table! {
    use access::FamilyUid;
    use diesel::sql_types::*;
    use store::types::{Jsonb, Utc};
    use super::{EpisodeUid, PlanUid};

    plan (id) {
        id -> PlanUid,
        episode_id -> EpisodeUid,
        family_id -> FamilyUid,
        kind -> Text,
        factors -> Jsonb,
        started_at -> Utc,
        agreed_at -> Nullable<Utc>,
        agreed_by -> Text,
        words -> Text,
        ends_on -> Nullable<Date>,
        ended_at -> Nullable<Utc>,
        complex -> Nullable<Bool>,
        complex_why -> Text,
        again_why -> Text,
        follows -> Nullable<Text>,
    }
}

diesel::table! {
    use access::FamilyUid;
    use diesel::sql_types::*;
    use store::types::{Uid, Utc};
    use super::EpisodeUid;

    assessment (id) {
        id -> Uid,
        episode_id -> EpisodeUid,
        family_id -> FamilyUid,
        authorised_at -> Nullable<Utc>,
    }
}

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
    pub complex: Option<bool>,
    pub complex_why: String,
    pub again_why: String,
    pub follows: Option<Follows>,
}

impl Plan {
    /// Whether it is still followed.
    pub fn is_running(&self) -> bool {
        self.ended_at.is_none()
    }
}

/// The running plan of an episode, else its last: when it was started, agreed and ended. For what comes next, which
/// shows nothing.
pub fn how_far(conn: &mut Conn, family: FamilyId, episode: EpisodeId) -> store::Result<Option<HowFar>> {
    Ok(each!(conn, c => plan::table
        .filter(plan::episode_id.eq(episode).and(plan::family_id.eq(family)))
        .order((plan::ended_at.is_null().desc(), plan::started_at.desc()))
        .select(HowFar::as_select())
        .first(c))
    .optional()?)
}

/// When an assessment of the episode was last authorised. For what comes next and when, which shows nothing.
pub fn authorised_on(conn: &mut Conn, family: FamilyId, episode: EpisodeId) -> store::Result<Option<NaiveDate>> {
    let last: Option<Instant> = each!(conn, c => assessment::table
        .filter(assessment::episode_id.eq(episode).and(assessment::family_id.eq(family)))
        .filter(assessment::authorised_at.is_not_null())
        .order(assessment::authorised_at.desc())
        .select(assessment::authorised_at.assume_not_null())
        .first(c))
    .optional()?;
    Ok(last.map(Instant::date))
}

/// How far a plan is.
#[derive(Debug, Clone, Copy, Queryable, Selectable)]
#[diesel(table_name = plan, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "as the columns of plan")]
pub struct HowFar {
    pub id: PlanId,
    pub agreed_at: Option<Instant>,
    pub ended_at: Option<Instant>,
    pub follows: Option<Follows>,
}

/// Which of the five family intervention factors are in place (000 s4), codes of the pack.
///
/// # Errors
/// [`rules::CannotPlan::Ended`].
pub fn set_factors(tx: &mut Tx<'_>, case: &Case<family::WritePlan>, id: PlanId, factors: Vec<String>) -> Result<()> {
    let of = find_running(tx, case, id)?;
    let event = events::FACTORS.on(of.id.0).family(case.family()).detail(json!({"factors": factors}));
    diesel::update(plan::table.find(of.id)).set(plan::factors.eq(Json(factors))).execute(tx.conn())?;
    tx.record(event)?;
    Ok(())
}

/// Ends the running plan of an episode that closes, if there is one.
pub fn end(tx: &mut Tx<'_>, case: &Case<family::CloseEpisode>) -> store::Result<()> {
    let now = tx.now;
    let all = list(tx.conn(), &case.permit, case.episode.id)?;
    for running in all.iter().filter(|plan| plan.is_running()) {
        diesel::update(plan::table.find(running.id)).set(plan::ended_at.eq(Some(now))).execute(tx.conn())?;
        tx.record(events::ENDED.on(running.id.0).family(case.family()))?;
    }
    Ok(())
}

/// The plan of this id, if it is this episode's and still runs.
///
/// # Errors
/// [`rules::CannotPlan::Ended`]; [`store::Error::Missing`].
pub(super) fn find_running<A>(tx: &mut Tx<'_>, case: &Case<A>, id: PlanId) -> Result<Plan>
where
    A: Act<Facts = FamilyFacts>,
{
    let there = plan::table.filter(plan::id.eq(id).and(plan::family_id.eq(case.family())));
    let there = there.filter(plan::episode_id.eq(case.episode.id));
    let found: Plan = there.select(Plan::as_select()).first(tx.conn())?;
    rules::runs(!found.is_running()).map_err(Refusal::from)?;
    Ok(found)
}

/// Every plan of an episode, newest first.
pub fn list(conn: &mut Conn, sight: &Sight<FamilyId>, episode: EpisodeId) -> store::Result<Vec<Plan>> {
    Ok(each!(conn, c => plan::table
        .filter(plan::episode_id.eq(episode).and(plan::family_id.eq(sight.subject())))
        .order((plan::started_at.desc(), plan::id.desc()))
        .select(Plan::as_select())
        .load(c))?)
}

/// How many intervention plans the family had agreed.
pub(super) fn agreed_interventions(all: &[Plan]) -> usize {
    all.iter().filter(|plan| plan.kind == PlanKind::Intervention && plan.agreed_at.is_some()).count()
}
