//! What a version says, for reading: on the paper on which it was written.

use crate::{
    paper::{Paper, Someone},
    records::{Assessment, Mark},
    rules::{self, Entry, Meetings, Seen},
};
use pack::{Area, Kind};
use web::{Markup, dates, html, parts, parts::Row};

/// All of it.
pub(super) fn whole(paper: &Paper, version: &Assessment) -> Markup {
    html! {
        (people(paper))
        (met(paper, &version.meetings.0))
        @for part in &paper.parts { (area(paper, part, version)) }
    }
}

/// Of whom it speaks, as they were.
fn people(paper: &Paper) -> Markup {
    let rows = paper.people.iter().map(|someone| vec![html! { (someone.name) }, html! { (someone.born) }]);
    parts::table("The family", &["Name", "Born"], rows.collect())
}

/// Who was seen, and who was asked.
fn met(paper: &Paper, meetings: &Meetings) -> Markup {
    let seen: Vec<(String, String)> = rules::to_be_seen(paper)
        .filter(|child| !child.withheld)
        .filter_map(|child| Some((child.called.clone(), how_seen(child, meetings.seen.get(&child.id)?)?)))
        .collect();
    let asked = meetings.consulted.iter().map(|one| {
        let who = [one.name.as_str(), &one.job, &one.organisation];
        let who: Vec<&str> = who.into_iter().filter(|text| !text.is_empty()).collect();
        vec![html! { (who.join(", ")) }, html! { @if let Some(on) = one.on { (dates::day(on)) } }]
    });
    let asked: Vec<_> = asked.collect();
    html! {
        @if !seen.is_empty() {
            h2.govuk-heading-m { "Who was seen" }
            (parts::summary_list(seen.iter().map(|(name, how)| Row::new(name, how)).collect()))
        }
        @if !asked.is_empty() { (parts::table("Who was asked", &["Who", "When"], asked)) }
    }
}

/// `Seen on 4 March 2026, alone`, or why not; nothing where neither was said.
pub(super) fn how_seen(child: &Someone, seen: &Seen) -> Option<String> {
    let Some(on) = seen.on else {
        return (!seen.not_because.is_empty()).then(|| format!("Not seen: {}", seen.not_because));
    };
    let alone = match seen.alone.filter(|_| child.stage.speaks()) {
        Some(true) => ", alone",
        Some(false) => ", not alone",
        None => "",
    };
    Some(format!("Seen on {}{alone}", dates::day(on)))
}

/// A part with all that was answered, each child's section under the child's name.
fn area(paper: &Paper, part: &Area, version: &Assessment) -> Markup {
    let mut rows: Vec<(String, Markup)> = Vec::new();
    for entry in rules::entries(paper, part) {
        let text = entry.text();
        let said = said(paper, &entry, version);
        match rows.last_mut().filter(|(last, _)| entry.rater.is_some() && *last == text) {
            Some((_, numbers)) => *numbers = html! { (numbers) (said) },
            None => rows.push((text, said)),
        }
    }
    rows.extend(before_each_child_was_asked(paper, part, version));
    html! {
        h2.govuk-heading-m { (part.label) }
        (parts::summary_list(rows.iter().map(|(key, value)| Row::new(key, value)).collect()))
    }
}

fn said(paper: &Paper, entry: &Entry<'_>, version: &Assessment) -> Markup {
    if entry.person.is_some_and(|someone| someone.withheld) {
        return html! { span.eh-muted { "Not shared" } };
    }

    let text = version.answer(&entry.key);
    let told = version.marks.0.get(&entry.key).and_then(Mark::told);
    html! {
        @match (entry.question.kind, entry.rater) {
            (Kind::Scale, Some(rater)) => { @if !text.is_empty() { (rater.label) ": " (text) " of 10" br; } },
            (Kind::Needs | Kind::UnderlyingNeeds, _) => (paper.needs_in(text)),
            _ => span.eh-pre { (text) },
        }
        @if let Some(told) = told { br; span.eh-muted { (told) } }
    }
}

/// Numbers that were said of all children together, when each was not yet asked about.
fn before_each_child_was_asked(paper: &Paper, part: &Area, version: &Assessment) -> Vec<(String, Markup)> {
    let scales = part.questions.iter().filter(|question| question.kind == Kind::Scale && question.per_child);
    let of_all = |id: &str| -> Vec<(String, String)> {
        let number = |code: &str| version.answer(&format!("{id}.{code}")).to_owned();
        let all = paper.raters.iter().map(|rater| (rater.label.clone(), number(&rater.code)));
        all.filter(|(_, number)| !number.is_empty()).collect()
    };
    let rows = scales.map(|question| of_all(&question.id)).filter(|numbers| !numbers.is_empty());
    rows.map(|numbers| {
        let said = html! { @for (rater, number) in &numbers { (rater) ": " (number) " of 10" br; } };
        ("How are things for the children, from 0 to 10?".to_owned(), said)
    })
    .collect()
}
