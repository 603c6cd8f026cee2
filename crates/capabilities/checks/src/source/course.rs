//! The plans of an episode, as plain facts.

use super::tables::{action, outcome, plan};
use crate::rules::{Planned, file::Outcome};
use cases::EpisodeId;
use chrono::NaiveDate;
use diesel::prelude::*;
use store::{AnyId, Conn, Instant, Result, each};

/// What is looked at of plans.
#[derive(Debug, Default)]
pub(super) struct Plans {
    /// The one that runs, else the last.
    pub shown: Option<Planned>,
    /// Of the last that the family agreed: how many outcomes, and how many were achieved.
    pub results: (usize, usize),
}

type Row = (AnyId, Instant, Option<Instant>, String, Option<Instant>);

type OutcomeRow = (AnyId, AnyId, String, String, NaiveDate, String, Option<String>, Option<Instant>);

pub(super) fn plans(conn: &mut Conn, episode: EpisodeId) -> Result<Plans> {
    let all: Vec<Row> = each!(conn, c => plan::table
        .filter(plan::episode_id.eq(episode))
        .order((plan::started_at, plan::id))
        .select((plan::id, plan::started_at, plan::agreed_at, plan::words, plan::ended_at))
        .load(c))?;
    let Some(shown) = all.iter().find(|row| row.4.is_none()).or(all.last()) else { return Ok(Plans::default()) };
    let agreed = all.iter().rev().find(|row| row.2.is_some()).map(|row| row.0);
    let wanted: Vec<AnyId> = agreed.into_iter().chain([shown.0]).collect();
    let outcomes: Vec<OutcomeRow> = each!(conn, c => outcome::table
        .filter(outcome::plan_id.eq_any(wanted))
        .order(outcome::id)
        .select((
            outcome::id,
            outcome::plan_id,
            outcome::words,
            outcome::measure,
            outcome::by_on,
            outcome::area,
            outcome::result,
            outcome::result_at,
        ))
        .load(c))?;
    let done: Vec<Option<Instant>> = each!(conn, c => action::table
        .filter(action::plan_id.eq(shown.0).and(action::done_at.is_not_null()))
        .select(action::done_at)
        .load(c))?;

    let of_agreed = || outcomes.iter().filter(|row| Some(row.1) == agreed);
    let achieved = of_agreed().filter(|row| row.6.as_deref() == Some("achieved")).count();
    let results = (of_agreed().count(), achieved);
    let counts = |row: &&OutcomeRow| matches!(row.6.as_deref(), Some("achieved" | "partly"));
    let of_shown = || outcomes.iter().filter(|row| row.1 == shown.0);
    let reached = of_shown().filter(counts).filter_map(|row| row.7);
    let planned = Planned {
        id: shown.0.0,
        agreed_on: shown.2.map(Instant::date),
        runs: shown.4.is_none(),
        words: shown.3.clone(),
        progress: done.into_iter().flatten().chain(reached).map(Instant::date).collect(),
        outcomes: of_shown().map(told).collect(),
    };
    Ok(Plans { shown: Some(planned), results })
}

fn told((id, _, words, measure, by_on, area, result, _): &OutcomeRow) -> Outcome {
    let (words, measure, area) = (words.clone(), measure.clone(), area.clone());
    Outcome { id: id.0, words, measure, by_on: *by_on, area, result: result.clone() }
}
