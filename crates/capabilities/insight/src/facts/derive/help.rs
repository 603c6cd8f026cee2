//! Families and children who are helped, who leads, how help ends.

use super::{Telling, day};
use crate::{
    facts::{About, Fact, Kind},
    source::tables::Episode,
};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use store::AnyId;

/// The result of an outcome that was reached, as the pack calls it.
const ACHIEVED: &str = "achieved";

pub(super) fn tell(telling: &Telling<'_>, facts: &mut Vec<Fact>) {
    let before = telling.ended_before();
    for episode in telling.episodes() {
        helped(telling, episode, &before, facts);
        led(telling, episode, facts);
        ended(telling, episode, facts);
    }
    children(telling, facts);
    moved(telling, facts);
    seen(telling, facts);
}

fn helped(telling: &Telling<'_>, episode: &Episode, before: &BTreeMap<AnyId, NaiveDate>, facts: &mut Vec<Fact>) {
    let (on, until) = (day(episode.opened_at), episode.closed_at.map(day));
    facts.push(Fact {
        until,
        mark: before.get(&episode.id).copied(),
        value: until.map(|until| (until - on).num_days()),
        about: About { what: Some(episode.kind.clone()), ..telling.help(episode, on) },
        ..Fact::new(Kind::Help, on, episode.family_id.0)
    });
}

/// Each child of the family, from the beginning of help, or from when they came into it, to its end, or until they left.
fn children(telling: &Telling<'_>, facts: &mut Vec<Fact>) {
    let mut last: BTreeMap<AnyId, NaiveDate> = BTreeMap::new();
    let mut episodes: Vec<&Episode> = telling.episodes().collect();
    episodes.sort_by_key(|episode| (episode.opened_at, episode.id));
    for episode in episodes {
        let (on, until) = (day(episode.opened_at), episode.closed_at.map(day));
        for member in &telling.history.members {
            // whoever was entered later was a child of the family before
            let came = on;
            let is_child = telling.children(came).any(|child| child.person_id == member.person_id);
            if !is_child {
                continue;
            }
            let left = member.left_on.or(member.until_at.map(day));
            let died = telling.around.people.get(&member.person_id).and_then(|person| person.died_on);
            let until = [until, left, died].into_iter().flatten().min().map(|end| end.max(came));
            let mut about = telling.help(episode, came);
            about.what = Some(episode.kind.clone());
            about.level = telling.level_of(member.person_id, came).or(about.level);
            telling.person(member.person_id, came, &mut about);
            facts.push(Fact {
                until,
                mark: last.get(&member.person_id).copied(),
                value: until.map(|until| (until - came).num_days()),
                about,
                ..Fact::new(Kind::Child, came, member.person_id.0)
            });
            if let Some(until) = until {
                last.insert(member.person_id, until);
            }
        }
    }
}

/// From the first who accepted the lead until help ends; whose organisation it is whose lead came first.
fn led(telling: &Telling<'_>, episode: &Episode, facts: &mut Vec<Fact>) {
    let over = telling.history.hand_overs.iter().filter(|over| over.episode_id == episode.id);
    let Some((at, first)) =
        over.filter_map(|over| Some((over.accepted_at?, over))).min_by_key(|(at, over)| (*at, over.id))
    else {
        return;
    };
    let (on, until) = (day(at), episode.closed_at.map(day));
    let mut about = telling.help(episode, on);
    telling.around.of_account(Some(first.to_id), &mut about);
    let until = until.map(|until| until.max(on));
    facts.push(Fact { until, about, ..Fact::new(Kind::Led, on, episode.family_id.0) });
}

/// How an episode ended: its outcomes, and what came after.
fn ended(telling: &Telling<'_>, episode: &Episode, facts: &mut Vec<Fact>) {
    let Some(closed_at) = episode.closed_at else { return };
    let (opened, closed) = (day(episode.opened_at), day(closed_at));
    let reason = episode.closing_reason.clone().unwrap_or_default();
    let again = telling.episodes().filter(|other| other.id != episode.id).map(|other| other.opened_at);
    let contacts = telling.history.contacts.iter().map(|contact| contact.received_at);
    let ups = telling.history.step_ups.iter().filter_map(|up| up.submitted_at);
    let back = again.chain(contacts).chain(ups).filter(|at| *at > closed_at).min().map(day);
    facts.push(Fact {
        value: Some((closed - opened).num_days()),
        yes: reason != "step-up" && is_positive(telling, episode),
        mark: back,
        about: About { what: Some(reason), ..telling.help(episode, closed) },
        ..Fact::new(Kind::Ending, closed, episode.id.0)
    });
}

/// At least so many of the outcomes of the last agreed plan were achieved (practice 7: half, set), and there is one.
fn is_positive(telling: &Telling<'_>, episode: &Episode) -> bool {
    let plans = telling.history.plans.iter().filter(|plan| plan.episode_id == episode.id && plan.agreed_at.is_some());
    let Some(plan) = plans.max_by_key(|plan| (plan.started_at, plan.id)) else { return false };
    let outcomes = telling.history.outcomes.iter().filter(|outcome| outcome.plan_id == plan.id);
    let (mut all, mut achieved) = (0_u32, 0_u32);
    for outcome in outcomes {
        all += 1;
        achieved += u32::from(outcome.result.as_deref() == Some(ACHIEVED));
    }
    all > 0 && achieved * 100 >= telling.pack.number("positive-outcomes") * all
}

/// Every time that a child's level of need became another.
fn moved(telling: &Telling<'_>, facts: &mut Vec<Fact>) {
    let mut levels: Vec<_> = telling.history.levels.iter().collect();
    levels.sort_by_key(|level| (level.person_id, level.set_at, level.id));
    for pair in levels.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        if from.person_id != to.person_id || from.level == to.level {
            continue;
        }
        let on = day(to.set_at);
        let mut fact = Fact::new(Kind::Moved, on, to.person_id.0);
        telling.person(to.person_id, on, &mut fact.about);
        fact.about.what = Some(format!("{}-{}", from.level, to.level));
        fact.about.level = Some(to.level.clone());
        fact.yes = to.level < from.level;
        facts.push(fact);
    }
}

/// Every day on which a child was seen while their family was helped.
fn seen(telling: &Telling<'_>, facts: &mut Vec<Fact>) {
    for seen in &telling.history.seen {
        let note = telling.history.notes.iter().find(|note| note.id == seen.note_id && note.struck_at.is_none());
        let Some(note) = note else { continue };
        let on = note.occurred_on;
        let helped = telling
            .episodes()
            .find(|episode| day(episode.opened_at) <= on && episode.closed_at.is_none_or(|closed| day(closed) >= on));
        let Some(episode) = helped else { continue };
        let mut fact = Fact::new(Kind::Seen, on, seen.person_id.0);
        fact.about = telling.help(episode, on);
        telling.person(seen.person_id, on, &mut fact.about);
        fact.about.what = Some(if seen.alone { "alone" } else { "with-others" }.into());
        fact.yes = seen.alone;
        facts.push(fact);
    }
}
