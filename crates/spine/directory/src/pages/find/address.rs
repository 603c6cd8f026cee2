//! A search as an address: read, and written with one filter less.

use crate::{
    ServiceId,
    body::{Day, Mode},
    facets::Part,
    search::Query,
};
use pack::Pack;
use store::Instant;
use web::Fields;

/// The longest words of a search, and the longest code of a filter.
const WORDS: usize = 200;
const CODE: usize = 40;

/// The most that are ticked for a list.
pub(super) const TICKED: usize = 20;

/// The fields of the page, each as often as it may be given: an address holds no more.
pub(super) fn fields(all: &Fields) -> Fields {
    const ONE: [&str; 14] = [
        "q", "postcode", "age", "day", "part", "free", "oneself", "open", "language", "miles", "page", "done", "sort",
        "counts",
    ];
    const SEVERAL: [&str; 6] = ["group", "need", "builds", "who", "mode", "access"];
    let mut fields = Fields::default();
    for name in ONE.into_iter().filter(|name| all.has(name)) {
        fields.set(name, all.get(name).chars().take(WORDS).collect::<String>());
    }
    for name in SEVERAL {
        all.all(name).filter(|code| code.len() <= CODE).take(10).for_each(|code| fields.add(name, code));
    }
    let mut ticked: Vec<&str> = all.all("s").filter(|id| id.parse::<ServiceId>().is_ok()).collect();
    ticked.sort_unstable();
    ticked.dedup();
    ticked.into_iter().take(TICKED).for_each(|id| fields.add("s", id));
    fields
}

/// The query of an address; what cannot be is left out.
pub(super) fn query(pack: &Pack, fields: &Fields, now: Instant) -> Query {
    let known = |vocabulary: &'static str, name: &'static str| -> Vec<String> {
        let codes = fields.all(name).filter(|code| pack.terms(vocabulary).iter().any(|term| term.code == *code));
        codes.map(ToOwned::to_owned).collect()
    };
    let language = known("language", "language").pop();
    Query {
        text: fields.get("q").chars().take(WORDS).collect(),
        group: known("service-group", "group"),
        need: known("need", "need"),
        builds: known("protective-factor", "builds"),
        who: known("service-for", "who"),
        age: fields.get("age").parse().ok().filter(|age| *age <= 120),
        day: Day::parse(fields.get("day")),
        part: Part::parse(fields.get("part")),
        free: fields.get("free") == "yes",
        oneself: fields.get("oneself") == "yes",
        mode: fields.all("mode").filter_map(Mode::parse).collect(),
        language: language.map(|code| pack.label("language", &code).to_owned()).unwrap_or_default(),
        access: known("accessibility", "access"),
        now: (fields.get("open") == "now").then_some(now),
        near: None,
        miles: fields.get("miles").parse().ok().filter(|miles| (1..=100).contains(miles)),
        assured: None,
    }
}

/// The same address without one of its filters, or with another page.
pub(super) fn address(fields: &Fields, without: Option<(&str, &str)>, with: Option<(&str, String)>) -> String {
    let stays = |(name, value): &(&str, &str)| {
        !value.is_empty() && !matches!(*name, "page" | "done") && without != Some((*name, *value))
    };
    let there = fields.pairs().iter().map(|(name, value)| (name.as_str(), value.as_str())).filter(stays);
    let mut pairs: Vec<String> =
        there.map(|(name, value)| format!("{}={}", Fields::escape(name), Fields::escape(value))).collect();
    pairs.extend(with.map(|(name, value)| format!("{name}={}", Fields::escape(&value))));
    if pairs.is_empty() { "/services".into() } else { format!("/services?{}", pairs.join("&")) }
}

/// The filters that are on, in words, each with the address without it.
pub(super) fn chosen(pack: &Pack, fields: &Fields) -> Vec<(String, String, String)> {
    let on = fields.pairs().iter().filter(|(_, value)| !value.is_empty()).take(30);
    let without = |name: &str, value: &str| address(fields, Some((name, value)), None);
    on.filter_map(|(name, value)| Some((word(pack, name, value)?, without(name, value), name.clone()))).collect()
}

/// What was asked that cannot be a filter: each with its field, and what to do.
pub(super) fn strange(fields: &Fields, query: &Query, placed: bool) -> Vec<(&'static str, &'static str)> {
    let asked = |name: &str| !fields.get(name).is_empty();
    let faults = [
        (asked("age") && query.age.is_none(), "age", "Enter the age in whole years, like 5, or leave it empty"),
        (
            asked("miles") && !placed && !asked("postcode"),
            "postcode",
            "Enter a postcode, so that we know from where to measure the distance",
        ),
    ];
    faults.into_iter().filter(|(wrong, ..)| *wrong).map(|(_, field, why)| (field, why)).collect()
}

/// A filter in words.
fn word(pack: &Pack, name: &str, value: &str) -> Option<String> {
    Some(match name {
        "group" => pack.label("service-group", value).to_owned(),
        "need" => pack.label("need", value).to_owned(),
        "builds" => format!("Makes stronger: {}", pack.label("protective-factor", value)),
        "who" => pack.label("service-for", value).to_owned(),
        "age" => format!("Aged {}", value.parse::<u8>().ok()?),
        "day" => Day::parse(value)?.label().to_owned(),
        "part" => Part::parse(value)?.code().to_owned(),
        "free" => "Free".into(),
        "oneself" => "No referral needed".into(),
        "mode" => Mode::parse(value)?.label().to_owned(),
        "language" => pack.label("language", value).to_owned(),
        "access" => pack.label("accessibility", value).to_owned(),
        "open" => "Open now".into(),
        "miles" => format!("Within {value} miles"),
        "postcode" => format!("Near {value}"),
        _ => return None,
    })
}
