//! Contacts with the front door, and what was decided.

use super::{Ids, Known, Old, each, fields::CONTACTS};
use crate::{file::Row, map::Map, rules};
use chrono::NaiveDate;
use std::path::Path;

/// What is said of agreement.
const AGREEMENT: [&str; 3] = ["given", "refused", "not-asked"];

/// A contact as its old system knew it.
#[derive(Debug, Clone)]
pub struct Contact {
    pub id: String,
    pub received_on: NaiveDate,
    pub source: String,
    pub channel: String,
    pub made_by: String,
    pub summary: String,
    pub needs: Vec<String>,
    pub agreement: String,
    /// What was decided; it waits to be decided here where that is nothing.
    pub decided: Option<Decision>,
}

/// What was decided.
#[derive(Debug, Clone)]
pub struct Decision {
    pub on: NaiveDate,
    pub outcome: String,
    pub level: String,
    pub reason: String,
}

pub(super) fn read(old: &mut Old, dir: &Path, map: &Map, known: &Known<'_>) {
    let mut ids = Ids::default();
    each(old, dir, map, map.contacts.as_ref(), CONTACTS, |old, row| {
        row.family = row.given("family");
        let id = ids.next(row);
        let family = old.family(row, "family");
        let contact = contact(row, known);
        if let (Some(id), Some(family), Some(contact)) = (id, family, contact) {
            old.families[family].contacts.push(Contact { id, ..contact });
        }
    });
}

fn contact(row: &mut Row<'_>, known: &Known<'_>) -> Option<Contact> {
    row.must("received_on");
    let received_on = row.past("received_on", known.today);
    row.must("source");
    let source = row.code(known.pack, "source", "source");
    let channel = match row.given("channel") {
        Some(_) => row.code(known.pack, "channel", "channel"),
        None => Some("system".into()),
    };
    let needs = row.codes(known.pack, "needs", "need");
    let agreement = row.given("agreement").unwrap_or_else(|| "not-asked".into());
    if !AGREEMENT.contains(&agreement.as_str()) {
        let why = format!("the map has no word of ours for it. Ours are: {}", AGREEMENT.join(", "));
        row.fault("agreement", "unknown-code", why);
    }
    let decided = decision(row, known, received_on);
    Some(Contact {
        id: String::new(),
        received_on: received_on?,
        source: source?,
        channel: channel?,
        made_by: row.get("made_by"),
        summary: row.get("summary"),
        needs,
        agreement,
        decided,
    })
}

fn decision(row: &mut Row<'_>, known: &Known<'_>, received_on: Option<NaiveDate>) -> Option<Decision> {
    let on = row.past("decided_on", known.today);
    let outcome = row.code(known.pack, "outcome", "decision-outcome");
    let level = row.get("level");
    if !level.is_empty() && known.pack.level(&level).is_none() {
        row.fault("level", "unknown-code", "it is no level of need of the practice pack");
    }
    let said = (row.given("decided_on").is_some(), row.given("outcome").is_some());
    for wrong in rules::decision(said, received_on.zip(on)) {
        let rule: web::Refusal = wrong.into();
        row.fault(&rule.field.clone().unwrap_or_default(), rule.name, rule.message);
    }
    Some(Decision { on: on?, outcome: outcome?, level, reason: row.get("reason") })
}
