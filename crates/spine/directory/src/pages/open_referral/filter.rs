//! The parameters that `/services` and `/service_at_locations` share, as words, facets and conditions.

use crate::{
    body::{Day, Time},
    facets,
    open_referral::{self as uk, TAXONOMIES},
    records::{service as row, service_opening as opening},
    search::{self, Query},
};
use chrono::{DateTime, NaiveDate, NaiveTime};
use pack::Pack;
use store::{
    Instant, Uuid,
    text::{Condition, Test, Wanted},
};
use web::{Error, Fields, Result};

/// What is asked for.
pub(super) fn wanted(pack: &Pack, fields: &Fields) -> Result<Wanted> {
    let text = fields.get("search").chars().take(200).collect();
    let mut wanted = search::strict(pack, &Query { text, ..Query::default() });
    terms(pack, fields, &mut wanted);
    ages(fields, &mut wanted)?;
    hours(fields, &mut wanted)?;
    wanted.also.extend(since(fields)?.map(|at| Condition::Since("modified_at", at)));
    Ok(wanted)
}

/// The moment after which something changed.
pub(super) fn since(fields: &Fields) -> Result<Option<Instant>> {
    let read = |text: &str| {
        let moment = DateTime::parse_from_rfc3339(text).ok().map(|at| at.timestamp_micros());
        let day =
            || text.parse::<NaiveDate>().ok().map(|day| day.and_time(NaiveTime::MIN).and_utc().timestamp_micros());
        moment.or_else(day).map(Instant)
    };
    typed(fields, "modified_after", read, "a moment, like 2026-03-04T09:30:00Z, or a day, like 2026-03-04")
}

fn terms(pack: &Pack, fields: &Fields, wanted: &mut Wanted) {
    // every service has a way in; a facet that no service has finds nothing
    let nothing = || vec!["nothingx0".to_owned()];
    if !fields.get("taxonomy_term_id").is_empty() {
        let id: Option<Uuid> = fields.get("taxonomy_term_id").parse().ok();
        let term = uk::all_terms(pack).into_iter().find(|term| Some(term.id()) == id);
        wanted.facets.push(term.map_or_else(nothing, |term| vec![facets::word(kind(term.taxonomy), &term.code)]));
    }
    if !fields.get("taxonomy_id").is_empty() {
        let id: Option<Uuid> = fields.get("taxonomy_id").parse().ok();
        let code = TAXONOMIES.iter().find(|(code, ..)| Some(uk::taxonomy_id(code)) == id);
        let terms = code.map(|(code, ..)| uk::terms(pack, code)).unwrap_or_default();
        let any: Vec<String> = terms.iter().map(|term| facets::word(kind(term.taxonomy), &term.code)).collect();
        wanted.facets.push(if any.is_empty() { nothing() } else { any });
    }
}

/// The kind of facet that a taxonomy is.
fn kind(taxonomy: &str) -> &'static str {
    match taxonomy {
        "need" => "need",
        "service-group" => "group",
        "service-for" => "who",
        "service-mode" => "mode",
        _ => "ask",
    }
}

fn ages(fields: &Fields, wanted: &mut Wanted) -> Result<()> {
    let age = |name: &str| {
        let read = |text: &str| text.parse::<f64>().ok().filter(|age| (0.0..=200.0).contains(age));
        typed(fields, name, read, "an age in years")
    };
    let youngest = age("minimum_age")?.map(|age| Test::at_least(row::minimum_age, age));
    let oldest = age("maximum_age")?.map(|age| Test::at_most(row::maximum_age, age));
    wanted.also.extend(youngest.into_iter().chain(oldest).map(Condition::Row));
    Ok(())
}

fn hours(fields: &Fields, wanted: &mut Wanted) -> Result<()> {
    let time = |name: &str| {
        let read = |text: &str| Time::parse(text).map(|time| i64::from(time.0));
        typed(fields, name, read, "a time of day, like 09:30")
    };
    let day = typed(fields, "day", day, "MO, TU, WE, TH, FR, SA or SU")?;
    let from = time("start_time")?.map(|time| Test::at_least(opening::opens, time));
    let to = time("end_time")?.map(|time| Test::at_most(opening::closes, time));

    wanted.facets.extend(day.map(|day| vec![facets::day(day)]));
    // a day alone is a facet, and need not be looked up
    if from.is_some() || to.is_some() {
        let on = day.map(|day| Test::is(opening::day, day as i64));
        wanted.also.push(Condition::Opening(on.into_iter().chain(from).chain(to).collect()));
    }
    Ok(())
}

/// `MO`, or as much of `Monday` as there is.
fn day(text: &str) -> Option<Day> {
    let text = text.to_uppercase();
    let is = |day: &&Day| {
        let begins = || text.starts_with(day.code()) && day.label().to_uppercase().starts_with(&text);
        text == day.code() || begins()
    };
    Day::ALL.iter().find(is).copied()
}

/// A parameter that may be left out; `like` is told when it cannot be read.
fn typed<T>(fields: &Fields, name: &str, read: impl Fn(&str) -> Option<T>, like: &str) -> Result<Option<T>> {
    match fields.get(name) {
        "" => Ok(None),
        text => match read(text) {
            Some(value) => Ok(Some(value)),
            None => Err(Error::Unreadable(format!("{name} must be {like}."))),
        },
    }
}
