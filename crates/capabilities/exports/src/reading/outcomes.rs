//! A row for each outcome of each plan that ran in the window.

use super::{Asked, BATCH, Known, episodes::Episode, episodes::needs_of};
use crate::field::{Field, Line, Rule};
use access::{EpisodeId, FamilyId};
use cases::records::episode;
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::BTreeMap;
use store::{AnyId, Conn, Instant, MultiBackend, Result, Uuid};

diesel::table! {
    use cases::EpisodeUid;
    use diesel::sql_types::*;
    use store::types::{Uid, Utc};

    plan (id) {
        id -> Uid,
        episode_id -> EpisodeUid,
        started_at -> Utc,
        ended_at -> Nullable<Utc>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Uid, Utc};

    outcome (id) {
        id -> Uid,
        plan_id -> Uid,
        by_on -> Date,
        framework -> Text,
        result -> Nullable<Text>,
        result_at -> Nullable<Utc>,
    }
}

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = plan, check_for_backend(MultiBackend))]
struct Plan {
    id: AnyId,
    episode_id: EpisodeId,
    started_at: Instant,
}

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = outcome, check_for_backend(MultiBackend))]
struct Outcome {
    id: AnyId,
    plan_id: AnyId,
    by_on: NaiveDate,
    framework: String,
    result: Option<String>,
    result_at: Option<Instant>,
}

pub(super) fn read(
    conn: &mut Conn,
    asked: &Asked<'_>,
    known: &Known,
    hand: &mut dyn FnMut(Line) -> Result<()>,
) -> Result<()> {
    let mut after = AnyId(Uuid::nil());
    loop {
        let from = asked.from();
        let ran = plan::ended_at.is_null().or(plan::ended_at.ge(from).assume_not_null());
        let plans: Vec<Plan> = plan::table
            .filter(plan::id.gt(after).and(plan::started_at.lt(asked.until())))
            .filter(ran)
            .order(plan::id)
            .limit(BATCH)
            .select(Plan::as_select())
            .load(conn)?;
        let Some(last) = plans.last() else { return Ok(()) };
        after = last.id;
        batch(conn, (asked, known), &plans, hand)?;
    }
}

fn batch(
    conn: &mut Conn,
    (asked, known): (&Asked<'_>, &Known),
    plans: &[Plan],
    hand: &mut dyn FnMut(Line) -> Result<()>,
) -> Result<()> {
    let ids: Vec<EpisodeId> = plans.iter().map(|plan| plan.episode_id).collect();
    let episodes: Vec<Episode> =
        episode::table.filter(episode::id.eq_any(ids)).select(Episode::as_select()).load(conn)?;
    let needs = needs_of(conn, &episodes)?;
    let families: Vec<FamilyId> = episodes.iter().map(|episode| episode.family_id).collect();
    let names = people::records::names(conn, &families)?;
    let episodes: BTreeMap<EpisodeId, &Episode> = episodes.iter().map(|episode| (episode.id, episode)).collect();
    let outcomes = outcomes_of(conn, plans)?;

    for plan in plans {
        let Some(episode) = episodes.get(&plan.episode_id) else { continue };
        let came = episode.contact_id.and_then(|id: AnyId| needs.get(&id)).map_or(&[][..], Vec::as_slice);
        for outcome in outcomes.get(&plan.id).into_iter().flatten() {
            let mut line = episode.line(asked);
            line.group = plan.id.0;
            known.mark(&mut line, None);
            line.set(Field::FamilyReference, names.get(&episode.family_id).map(|(_, reference)| reference.clone()));
            line.set(Field::PlanStart, plan.started_at.date());
            tell(asked, &mut line, outcome, came);
            hand(line)?;
        }
    }
    Ok(())
}

fn outcomes_of(conn: &mut Conn, plans: &[Plan]) -> Result<BTreeMap<AnyId, Vec<Outcome>>> {
    let ids: Vec<AnyId> = plans.iter().map(|plan| plan.id).collect();
    let rows: Vec<Outcome> = outcome::table
        .filter(outcome::plan_id.eq_any(ids))
        .order((outcome::plan_id, outcome::id))
        .select(Outcome::as_select())
        .load(conn)?;
    let mut all: BTreeMap<AnyId, Vec<Outcome>> = BTreeMap::new();
    for row in rows {
        all.entry(row.plan_id).or_default().push(row);
    }
    Ok(all)
}

fn tell(asked: &Asked<'_>, line: &mut Line, outcome: &Outcome, came: &[String]) {
    let national = asked.pack.framework("national");
    let term = national.and_then(|national| asked.pack.through(pack::OWN, &outcome.framework, national));
    match term {
        Some(term) => {
            line.set(Field::National, term.returned.as_str());
            line.set(Field::NationalLabel, term.label.as_str());
        }
        None => line.mark(Rule::NoCounterpart),
    }
    let other = asked.definition.may_be.iter().any(|may| {
        may.framework == outcome.framework
            && term.is_none_or(|term| may.outcome != term.returned)
            && may.needs.iter().any(|need| came.contains(need))
    });
    if other {
        line.mark(Rule::MayBeOther);
    }
    line.set(Field::OutcomeId, outcome.id.to_string());
    line.set(Field::FrameworkLabel, asked.pack.label("outcome-framework", &outcome.framework));
    line.set(Field::By, outcome.by_on);
    if let Some(at) = outcome.result_at.filter(|at| *at < asked.until()) {
        line.set(Field::ResultLabel, outcome.result.as_deref().map(|code| asked.pack.label("result", code)));
        line.set(Field::ResultOn, at.date());
    }
}
