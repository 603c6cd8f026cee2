//! What checks find in files, and what was answered: never of a worker.

use super::{Telling, day};
use crate::{
    facts::{About, Fact, Kind},
    source::tables::Episode,
};
use chrono::NaiveDate;
use std::collections::BTreeMap;

pub(super) fn tell(telling: &Telling<'_>, facts: &mut Vec<Fact>) {
    for episode in telling.episodes() {
        findings(telling, episode, facts);
        answers(telling, episode, facts);
    }
}

/// From when to when, as far as it is over.
type Span = (NaiveDate, Option<NaiveDate>);

/// A file counts once for a check, as long as anything that it found stands.
fn findings(telling: &Telling<'_>, episode: &Episode, facts: &mut Vec<Fact>) {
    let mut of_check: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    for finding in telling.history.findings.iter().filter(|finding| finding.episode_id == episode.id) {
        let until = [finding.ended_on, finding.answered_on].into_iter().flatten().min();
        let span = (finding.found_on, until.map(|until| until.max(finding.found_on)));
        of_check.entry(&finding.code).or_default().push(span);
    }
    for (code, spans) in of_check {
        for (on, until) in joined(spans) {
            let about = About { what: Some(code.to_owned()), ..telling.help(episode, on) };
            facts.push(Fact { until, about, ..Fact::new(Kind::Finding, on, episode.id.0) });
        }
    }
}

/// The same days, each once.
fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort();
    let mut joined: Vec<Span> = Vec::new();
    for (on, until) in spans {
        match joined.last_mut().filter(|(_, last)| last.is_none_or(|last| on <= last)) {
            Some((_, last)) => *last = last.zip(until).map(|(last, until)| last.max(until)),
            None => joined.push((on, until)),
        }
    }
    joined
}

fn answers(telling: &Telling<'_>, episode: &Episode, facts: &mut Vec<Fact>) {
    let theirs = telling.history.not_so.iter().filter(|answer| answer.episode_id == episode.id);
    for answer in theirs.filter(|answer| answer.taken_back_at.is_none()) {
        let on = day(answer.answered_at);
        let about = About { what: Some(answer.code.clone()), ..telling.help(episode, on) };
        facts.push(Fact { about, ..Fact::new(Kind::NotSo, on, answer.id.0) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_on_which_two_findings_stand_count_once() {
        let on = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let (first, second, third, fourth) = (on("2026-01-01"), on("2026-01-05"), on("2026-01-09"), on("2026-02-01"));
        assert_eq!(joined(vec![(second, Some(fourth)), (first, Some(third))]), [(first, Some(fourth))]);
        assert_eq!(joined(vec![(first, Some(second)), (third, None)]), [(first, Some(second)), (third, None)]);
        assert_eq!(joined(vec![(first, None), (second, Some(third))]), [(first, None)]);
    }
}
