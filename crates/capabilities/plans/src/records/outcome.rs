//! Outcomes: what will be different, in the family's words.

use super::plan::{Plan, PlanId, PlanUid, find_running, plan};
use crate::{
    events,
    rules::{self, CannotPlan, NewOutcome},
};
use access::family;
use cases::{Case, EpisodeId};
use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use pack::{Pack, Term};
use serde_json::json;
use store::{Conn, Instant, Json, MultiBackend, Tx};
use web::{Refusal, Result};

store::strict_id!(
    /// An outcome.
    OutcomeId,
    OutcomeUid
);

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Jsonb, Utc};
    use super::{OutcomeUid, PlanUid};

    outcome (id) {
        id -> OutcomeUid,
        plan_id -> PlanUid,
        words -> Text,
        measure -> Text,
        by_on -> Date,
        framework -> Text,
        area -> Text,
        result -> Nullable<Text>,
        result_why -> Text,
        result_at -> Nullable<Utc>,
        former_id -> Nullable<OutcomeUid>,
        builds -> Jsonb,
    }
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
    pub former_id: Option<OutcomeId>,
    /// Words of the pack's `protective-factor`.
    pub builds: Json<Vec<String>>,
}

/// The result of an outcome that was reached, as the pack calls it.
pub(super) const ACHIEVED: &str = "achieved";

/// The result of an outcome that does not matter any more, as the pack calls it.
const NOT_RELEVANT: &str = "not-relevant";

impl Outcome {
    /// Whether it was not achieved and still matters.
    pub fn is_unfinished(&self) -> bool {
        !matches!(self.result.as_deref(), Some(ACHIEVED | NOT_RELEVANT))
    }

    /// Who changed it last, and when.
    pub fn changed(&self, conn: &mut Conn) -> store::Result<Option<web::Changed>> {
        access::last_change(conn, self.id.0, &[events::OUTCOME, events::OUTCOME_REWORDED, events::RESULT])
    }
}

/// The episode of an outcome. Without a permit, as it is what one is asked for with; it tells nothing of the family.
///
/// # Errors
/// [`store::Error::Missing`].
pub(crate) fn episode_of_outcome(conn: &mut Conn, id: OutcomeId) -> store::Result<EpisodeId> {
    let plan: PlanId = outcome::table.find(id).select(outcome::plan_id).first(conn)?;
    Ok(plan::table.find(plan).select(plan::episode_id).first(conn)?)
}

/// Adds an outcome.
///
/// # Errors
/// [`CannotPlan`]: all that stands against it.
pub fn add_outcome(
    tx: &mut Tx<'_>,
    case: &Case<family::WritePlan>,
    plan: PlanId,
    new: NewOutcome,
    pack: &Pack,
) -> Result<OutcomeId> {
    let plan = find_running(tx, case, plan)?;
    let there: i64 = outcome::table.filter(outcome::plan_id.eq(plan.id)).count().get_result(tx.conn())?;
    let there = usize::try_from(there).unwrap_or(usize::MAX);
    let room = rules::room(plan.kind, there, pack.number("plan-outcomes"));
    let today = tx.now.date();
    let last = rules::last(plan.kind, plan.ends_on, today, pack.number("plan-latest"));
    let faults = room.err().into_iter().chain(rules::outcome(&new, today, last));
    rules::check(faults.collect())?;

    let row = Outcome {
        id: OutcomeId::new(),
        plan_id: plan.id,
        words: new.words,
        measure: new.measure,
        by_on: new.by_on.ok_or(Refusal::from(CannotPlan::NoDate))?,
        framework: new.framework,
        area: new.area,
        result: None,
        result_why: String::new(),
        result_at: None,
        former_id: None,
        builds: Json(new.builds),
    };
    diesel::insert_into(outcome::table).values(&row).execute(tx.conn())?;
    let detail = json!({"framework": row.framework, "area": row.area, "builds": row.builds.0});
    tx.record(events::OUTCOME.on(row.id.0).family(case.family()).detail(detail))?;
    Ok(row.id)
}

/// An outcome and its plan, if that is this episode's and still runs.
///
/// # Errors
/// [`CannotPlan::Ended`]; [`store::Error::Missing`].
pub(super) fn find(tx: &mut Tx<'_>, case: &Case<family::WritePlan>, id: OutcomeId) -> Result<(Plan, Outcome)> {
    let found: Outcome = outcome::table.find(id).select(Outcome::as_select()).first(tx.conn())?;
    Ok((find_running(tx, case, found.plan_id)?, found))
}

/// Changes the words of an outcome, its measure or date.
///
/// # Errors
/// [`CannotPlan`]: all that stands against it.
pub fn reword_outcome(
    tx: &mut Tx<'_>,
    case: &Case<family::WritePlan>,
    id: OutcomeId,
    new: NewOutcome,
    pack: &Pack,
) -> Result<()> {
    let (plan, was) = find(tx, case, id)?;
    let today = tx.now.date();
    let last = rules::last(plan.kind, plan.ends_on, today, pack.number("plan-latest"));
    rules::check(rules::reword(&new, was.by_on, today, last))?;

    let by_on = new.by_on.ok_or(Refusal::from(CannotPlan::NoDate))?;
    diesel::update(outcome::table.find(was.id))
        .set((
            outcome::words.eq(&new.words),
            outcome::measure.eq(&new.measure),
            outcome::by_on.eq(by_on),
            outcome::framework.eq(&new.framework),
            outcome::area.eq(&new.area),
            outcome::builds.eq(Json(new.builds)),
        ))
        .execute(tx.conn())?;

    let event = events::OUTCOME_REWORDED.on(was.id.0).family(case.family());
    // what the family agreed to is told as it was, too
    let event = if plan.agreed_at.is_some() && was.words != new.words {
        let title = format!("An outcome of the plan was reworded: {}", new.words);
        event.line(title, format!("It was: {}", was.words), case.signature())
    } else {
        event
    };
    tx.record(event)?;
    Ok(())
}

/// Copies those outcomes of the plan before that go on in this one, each with where it comes from; as part of the
/// command that starts the plan. One whose day has passed, or comes after the last of this plan, is due when the
/// shortest intervention plan would end: the family says otherwise by rewording it.
pub(super) fn carry_over(
    tx: &mut Tx<'_>,
    before: &Plan,
    into: &Plan,
    carried: &[OutcomeId],
    pack: &Pack,
) -> Result<()> {
    let today = tx.now.date();
    let last = rules::last(into.kind, into.ends_on, today, pack.number("plan-latest"));
    let shortest = today + Days::new(pack.number("plan-shortest").into());
    let there: Vec<Outcome> = outcome::table
        .filter(outcome::plan_id.eq(before.id).and(outcome::id.eq_any(carried)))
        .order(outcome::id)
        .select(Outcome::as_select())
        .load(tx.conn())?;

    for (nth, former) in there.into_iter().filter(Outcome::is_unfinished).enumerate() {
        rules::room(into.kind, nth, pack.number("plan-outcomes")).map_err(Refusal::from)?;
        let row = Outcome {
            id: OutcomeId::new(),
            plan_id: into.id,
            by_on: if former.by_on > today && former.by_on <= last.on { former.by_on } else { shortest.min(last.on) },
            result: None,
            result_why: String::new(),
            result_at: None,
            former_id: Some(former.id),
            ..former
        };
        diesel::insert_into(outcome::table).values(&row).execute(tx.conn())?;
        let detail = json!({"framework": row.framework, "area": row.area, "former": row.former_id});
        tx.record(events::OUTCOME.on(row.id.0).family(into.family_id).detail(detail))?;
    }
    Ok(())
}

/// Keeps the result of an outcome, a word of the pack's `result`; no longer relevant needs a reason.
///
/// # Errors
/// [`CannotPlan::NoReason`].
pub fn set_result(
    tx: &mut Tx<'_>,
    case: &Case<family::WritePlan>,
    id: OutcomeId,
    result: &Term,
    why: &str,
) -> Result<()> {
    let (_, of) = find(tx, case, id)?;
    rules::result(&result.code, why).map_err(Refusal::from)?;

    let now = tx.now;
    diesel::update(outcome::table.find(of.id))
        .set((outcome::result.eq(Some(&result.code)), outcome::result_why.eq(why), outcome::result_at.eq(Some(now))))
        .execute(tx.conn())?;
    let event = events::RESULT.on(of.id.0).family(case.family()).detail(json!({"result": result.code}));
    tx.record(event.line(format!("{}: {}", result.label, of.words), why, case.signature()))?;
    Ok(())
}
