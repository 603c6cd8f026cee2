//! Two records, field by field; what differs is marked in words, not by colour alone.

use crate::merging::Pair;
use chrono::NaiveDate;
use web::{Markup, html, parts, parts::Colour};

/// The row of the families, which are never compared.
const RECORD: &str = "Record";

/// A table with a row for each field of which at least one record knows something.
pub(super) fn beside(pair: &Pair) -> Markup {
    let (one, two) = (&pair.one, &pair.two);
    let fields = [
        ("First name", one.given_name.clone(), two.given_name.clone()),
        ("Last name", one.family_name.clone(), two.family_name.clone()),
        ("Former last name", text(&one.former_family_name), text(&two.former_family_name)),
        ("Date of birth", date(one.date_of_birth), date(two.date_of_birth)),
        ("Expected", date(one.expected_on), date(two.expected_on)),
        ("NHS number", text(&one.nhs_number), text(&two.nhs_number)),
        ("Pupil number", text(&one.upn), text(&two.upn)),
        (RECORD, references(pair, 0), references(pair, 1)),
    ];
    let known = fields.iter().filter(|(_, older, newer)| !older.is_empty() || !newer.is_empty());
    let rows = known
        .map(|(label, older, newer)| vec![html! { (label) }, cell(older), cell(newer), compared(label, older, newer)]);
    parts::table("Both records", &["What", "Older record", "Newer record", "Compared"], rows.collect())
}

fn text(text: &Option<String>) -> String {
    text.clone().unwrap_or_default()
}

fn date(date: Option<NaiveDate>) -> String {
    date.map(web::dates::day).unwrap_or_default()
}

fn references(pair: &Pair, side: usize) -> String {
    let references = pair.families[side].iter().map(|(_, reference)| reference.as_str());
    references.collect::<Vec<_>>().join(", ")
}

fn cell(text: &str) -> Markup {
    html! { @if text.is_empty() { span.eh-muted { "Not known" } } @else { (text) } }
}

fn compared(label: &str, older: &str, newer: &str) -> Markup {
    if older.is_empty() || newer.is_empty() {
        html! { "Cannot be compared" }
    } else if label == RECORD {
        html! { "Each keeps its own" }
    } else if older == newer {
        html! { "Agrees" }
    } else {
        parts::tag("Differs", Colour::Yellow)
    }
}
