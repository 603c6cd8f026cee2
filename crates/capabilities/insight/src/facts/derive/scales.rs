//! Distance travelled: how far somebody moved on a scale between the first time and the last, as the same rater says.

use super::{Telling, day};
use crate::facts::{About, Fact, Kind};
use chrono::NaiveDate;
use pack::Kind as Asked;
use std::collections::BTreeMap;

pub(super) fn tell(telling: &Telling<'_>, facts: &mut Vec<Fact>) {
    assessed(telling, facts);
    measured(telling, facts);
}

/// One number: on which day, how much.
type Number = (NaiveDate, i64);

/// Between versions of an assessment: by area, child and rater.
fn assessed(telling: &Telling<'_>, facts: &mut Vec<Fact>) {
    let areas: BTreeMap<&str, &str> = telling
        .pack
        .areas
        .iter()
        .flat_map(|area| area.questions.iter().map(move |question| (area, question)))
        .filter(|(_, question)| question.kind == Asked::Scale)
        .map(|(area, question)| (question.id.as_str(), area.code.as_str()))
        .collect();
    for episode in telling.episodes() {
        let mut said: BTreeMap<(String, String), Vec<Number>> = BTreeMap::new();
        let versions = telling.history.assessments.iter().filter(|version| version.episode_id == episode.id);
        for version in versions {
            let Some(authorised) = version.authorised_at.map(day) else { continue };
            for (key, number) in numbers(&version.answers.0) {
                let question = key.split('.').next().unwrap_or_default();
                if let Some(area) = areas.get(question) {
                    said.entry(((*area).to_owned(), key)).or_default().push((authorised, number));
                }
            }
        }
        for ((area, key), numbers) in said {
            let rater = key.rsplit('.').next().unwrap_or_default();
            let about =
                About { what: Some(format!("{area}.{rater}")), ..telling.help(episode, day(episode.opened_at)) };
            facts.extend(between(&numbers, episode.id.0, about));
        }
    }
}

fn numbers(answers: &serde_json::Value) -> Vec<(String, i64)> {
    let Some(answers) = answers.as_object() else { return vec![] };
    let parsed = answers.iter().filter_map(|(key, said)| Some((key.clone(), said.as_str()?.parse().ok()?)));
    parsed.collect()
}

/// From the first number to the last, if there are two.
fn between(numbers: &[Number], subject: store::Uuid, about: About) -> Option<Fact> {
    let (first, last) = (numbers.iter().min()?, numbers.iter().max()?);
    let moved = last.1 - first.1;
    (first.0 < last.0).then(|| Fact {
        value: Some(moved),
        yes: moved > 0,
        about,
        ..Fact::new(Kind::Travelled, last.0, subject)
    })
}

/// Before and after a group: in tenths of its scale, so that tools of other lengths stand beside each other.
fn measured(telling: &Telling<'_>, facts: &mut Vec<Fact>) {
    for place in &telling.history.enrolments {
        let mut said: BTreeMap<(String, String), Vec<Number>> = BTreeMap::new();
        for measure in telling.history.measurements.iter().filter(|measure| measure.enrolment_id == place.id) {
            let length = measure.most - measure.least;
            if length > 0.0 {
                let tenths = ((measure.value - measure.least) / length * 10.0).round();
                #[expect(clippy::cast_possible_truncation, reason = "it lies between 0 and 10")]
                let number = (measure.taken_on, tenths as i64);
                said.entry((measure.question.clone(), measure.rater.clone())).or_default().push(number);
            }
        }
        for ((question, rater), numbers) in said {
            let mut about = About { what: Some(format!("group-{question}.{rater}")), ..About::default() };
            about.service = Some(place.programme_id.to_string());
            facts.extend(between(&numbers, place.id.0, about));
        }
    }
}
