//! Plans: one runs for a family at a time.

use crate::{
    events,
    rules::{self, PlanKind},
};
use access::{FamilyFacts, FamilyId, family, policy::Act};
use cases::{Case, EpisodeId, EpisodeUid, team};
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

/// How far a plan is.
#[derive(Debug, Clone, Copy, Queryable, Selectable)]
#[diesel(table_name = plan, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "as the columns of plan")]
pub struct HowFar {
    pub id: PlanId,
    pub agreed_at: Option<Instant>,
    pub ended_at: Option<Instant>,
}

/// Starts a plan; the database keeps, too, that there is one at a time.
///
/// # Errors
/// [`rules::CannotPlan`].
pub fn start(tx: &mut Tx<'_>, case: &Case<family::WritePlan>, kind: PlanKind, factors: Vec<String>) -> Result<PlanId> {
    let episode = case.episode.id;
    let running = list_running(tx, episode)?;
    let helpers = team::list(tx.conn(), &case.permit, episode)?;
    let assessed = assessments::records::is_authorised(tx.conn(), &case.permit, episode)?;
    rules::start(case.episode.is_open(), !running.is_empty(), team::organisations(&helpers), assessed, kind)
        .map_err(Refusal::from)?;

    let row = Plan {
        id: PlanId::new(),
        episode_id: episode,
        family_id: case.family(),
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
    let event = events::STARTED.on(row.id.0).family(row.family_id).detail(json!({"kind": kind}));
    tx.record(event.line(format!("{} was started", kind.label()), "", case.signature()))?;
    Ok(row.id)
}

/// Ends the running plan of an episode that closes, if there is one.
pub fn end(tx: &mut Tx<'_>, case: &Case<family::CloseEpisode>) -> store::Result<()> {
    let now = tx.now;
    for id in list_running(tx, case.episode.id)? {
        diesel::update(plan::table.find(id)).set(plan::ended_at.eq(Some(now))).execute(tx.conn())?;
        tx.record(events::ENDED.on(id.0).family(case.family()))?;
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

fn list_running(tx: &mut Tx<'_>, episode: EpisodeId) -> store::Result<Vec<PlanId>> {
    let running = plan::table.filter(plan::episode_id.eq(episode).and(plan::ended_at.is_null()));
    Ok(running.select(plan::id).load(tx.conn())?)
}
