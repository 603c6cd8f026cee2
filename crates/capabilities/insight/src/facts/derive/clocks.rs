//! The clocks of the road: from what to what, by when, and how long it took. A clock that still runs has no end.

use super::{Telling, day};
use crate::{
    facts::{Fact, Kind},
    source::tables::Episode,
};
use chrono::NaiveDate;

pub(super) fn tell(telling: &Telling<'_>, facts: &mut Vec<Fact>) {
    for episode in telling.episodes() {
        naming(telling, episode, facts);
        visiting(telling, episode, facts);
        assessing(telling, episode, facts);
        planning(telling, episode, facts);
    }
    reviews(telling, facts);
}

/// A clock of an episode: where help ended before it stopped, it is none.
fn clock(
    telling: &Telling<'_>,
    episode: &Episode,
    (kind, from, stopped): (Kind, NaiveDate, Option<NaiveDate>),
    setting: &str,
) -> Option<Fact> {
    if stopped.is_none() && episode.closed_at.is_some() {
        return None;
    }
    let calendar = telling.pack.calendar();
    let by = calendar.plus_working(from, telling.pack.number(setting));
    let stopped = stopped.map(|stopped| stopped.max(from));
    Some(Fact {
        until: stopped,
        mark: Some(by),
        value: stopped.map(|stopped| calendar.working_between(from, stopped)),
        yes: stopped.is_some_and(|stopped| stopped <= by),
        about: telling.help(episode, from),
        ..Fact::new(kind, from, episode.id.0)
    })
}

fn led_on(telling: &Telling<'_>, episode: &Episode) -> Option<NaiveDate> {
    let over = telling.history.hand_overs.iter().filter(|over| over.episode_id == episode.id);
    over.filter_map(|over| over.accepted_at).min().map(day)
}

fn naming(telling: &Telling<'_>, episode: &Episode, facts: &mut Vec<Fact>) {
    let from = day(episode.opened_at);
    facts.extend(clock(telling, episode, (Kind::Naming, from, led_on(telling, episode)), "lead-named"));
}

/// From the day on which somebody leads to the first visit, meeting or piece of direct work with the family.
fn visiting(telling: &Telling<'_>, episode: &Episode, facts: &mut Vec<Fact>) {
    let Some(from) = led_on(telling, episode) else { return };
    let with_them = |kind: &str| matches!(kind, "visit" | "direct-work");
    let notes = telling.history.notes.iter().filter(|note| note.struck_at.is_none() && with_them(&note.kind));
    let visited = notes.map(|note| note.occurred_on).filter(|on| *on >= from).min();
    let visited = visited.filter(|on| episode.closed_at.is_none_or(|closed| *on <= day(closed)));
    facts.extend(clock(telling, episode, (Kind::Visiting, from, visited), "first-visit"));
}

/// From the first agreement of the episode to the first complete assessment.
fn assessing(telling: &Telling<'_>, episode: &Episode, facts: &mut Vec<Fact>) {
    let versions = telling.history.assessments.iter().filter(|version| version.episode_id == episode.id);
    let Some(started) = versions.clone().map(|version| version.started_at).min() else { return };
    let agreed = telling.history.agreements.iter().filter(|agreement| agreement.state == "given");
    let agreed = agreed.filter(|agreement| agreement.recorded_at >= episode.opened_at);
    let first = agreed.min_by_key(|agreement| (agreement.recorded_at, agreement.id));
    let from = day(first.map_or(started, |agreed| agreed.recorded_at));
    let complete = versions.filter_map(|version| version.completed_at).min().map(day);
    facts.extend(clock(telling, episode, (Kind::Assessing, from, complete), "assessment-complete"));
}

/// From the beginning of help to the first plan that the family agreed; support by one agency has none.
fn planning(telling: &Telling<'_>, episode: &Episode, facts: &mut Vec<Fact>) {
    if episode.kind == "single-agency" {
        return;
    }
    let plans = telling.history.plans.iter().filter(|plan| plan.episode_id == episode.id);
    let agreed = plans.filter_map(|plan| plan.agreed_at).min().map(day);
    let from = day(episode.opened_at);
    facts.extend(clock(telling, episode, (Kind::Planning, from, agreed), "assessment-complete").map(|mut fact| {
        // no document sets a time from the beginning of help to the plan: only how long it takes is told
        fact.mark = None;
        fact.yes = fact.until.is_some();
        fact
    }));
}

/// Every review that is due, on its latest day; that of help that ended before it is none.
fn reviews(telling: &Telling<'_>, facts: &mut Vec<Fact>) {
    for review in &telling.history.reviews {
        let Some(episode) = telling.episode(review.episode_id) else { continue };
        let closed = episode.closed_at.map(day);
        if review.held_on.is_none() && closed.is_some_and(|closed| closed <= review.latest_on) {
            continue;
        }
        let mut fact = Fact::new(Kind::Review, review.latest_on, review.id.0);
        fact.about = telling.help(episode, review.latest_on);
        fact.about.what = review.decision.clone();
        fact.until = review.held_on;
        fact.value = review.held_on.map(|held| (held - review.latest_on).num_days());
        fact.yes = review.held_on.is_some_and(|held| held <= review.latest_on);
        facts.push(fact);
    }
}
