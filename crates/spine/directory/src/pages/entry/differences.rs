//! Two entries side by side.

use crate::body::{Body, Contact, Cost, Opening, Place};
use pack::Pack;
use web::{Markup, html, parts};

/// What is different: what, one, the other.
pub(in crate::pages) type Difference = (&'static str, String, String);

/// What an entry says, row by row.
fn rows(pack: &Pack, body: &Body) -> Vec<(&'static str, String)> {
    let yes = |on: bool| if on { "yes" } else { "no" }.to_owned();
    vec![
        ("Name", body.name.clone()),
        ("What it is", body.summary.clone()),
        ("Does it run", body.status.code().into()),
        ("News", body.alert.clone()),
        ("Who runs it", pack.label("service-group", &body.group).to_owned()),
        ("Needs", labels(pack, "need", &body.needs)),
        ("What it builds", labels(pack, "protective-factor", &body.builds)),
        ("Who it is for", labels(pack, "service-for", &body.who)),
        ("Ages", body.ages()),
        ("Who can come", body.criteria.clone()),
        ("How to get in", body.how.clone()),
        ("A professional has to ask", yes(body.referral_only)),
        ("Free", yes(body.free)),
        ("Cost", lines(&body.costs, Cost::words)),
        ("How", body.modes.iter().map(|mode| mode.label()).collect::<Vec<_>>().join(", ")),
        ("Languages", body.languages.join(", ")),
        ("Confidential", yes(body.confidential)),
        ("Places", lines(&body.places, |place| place_words(pack, place))),
        ("Area", body.areas.join(", ")),
        ("Open", lines(&body.openings, Opening::words)),
        ("Contacts", lines(&body.contacts, contact_words)),
        ("Email", body.email.clone()),
        ("Web page", body.url.clone()),
        ("Good to know", body.accreditations.clone()),
        ("Other words", body.keywords.join(", ")),
    ]
}

/// In the order of the pack, so that another order of ticks is no difference.
fn labels(pack: &Pack, vocabulary: &'static str, codes: &[String]) -> String {
    let chosen = pack.terms(vocabulary).iter().filter(|term| codes.contains(&term.code));
    chosen.map(|term| term.label.as_str()).collect::<Vec<_>>().join(", ")
}

fn lines<T>(all: &[T], words: impl Fn(&T) -> String) -> String {
    all.iter().map(words).collect::<Vec<_>>().join("\n")
}

fn place_words(pack: &Pack, place: &Place) -> String {
    joined(&[&place.line(), &labels(pack, "accessibility", &place.access), &place.note], ". ")
}

fn contact_words(contact: &Contact) -> String {
    joined(&[&contact.name, &contact.phone, &contact.email], ", ")
}

fn joined(texts: &[&str], between: &str) -> String {
    texts.iter().filter(|text| !text.is_empty()).copied().collect::<Vec<_>>().join(between)
}

/// Where two entries differ.
pub(in crate::pages) fn differences(pack: &Pack, one: &Body, other: &Body) -> Vec<Difference> {
    let pairs = rows(pack, one).into_iter().zip(rows(pack, other));
    pairs.filter(|((_, one), (_, other))| one != other).map(|((what, one), (_, other))| (what, one, other)).collect()
}

/// Where they differ, as a table under these two heads.
pub(in crate::pages) fn compared(rows: &[Difference], one: &str, other: &str) -> Markup {
    if rows.is_empty() {
        return html! { p.govuk-body { "Nothing differs." } };
    }
    let rows = rows.iter().map(|(what, one, other)| {
        vec![html! { strong { (what) } }, html! { span.eh-pre { (one) } }, html! { span.eh-pre { (other) } }]
    });
    parts::table("Differences", &["What", one, other], rows.collect())
}
