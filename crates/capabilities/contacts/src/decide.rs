//! What a decision does: people who are new get a record, a family and an episode begin, unmet need is counted.

use crate::{
    ContactId, events, kinds,
    records::{Contact, ContactPerson, contact, contact_person, find, load, people_of},
    rules,
};
use access::{Permit, TeamId, guard};

use chrono::NaiveDate;
use diesel::prelude::*;
use directory::suggest::Wish;
use people::merging::Said;
use serde_json::json;
use store::{AnyId, Conn, Instant, Result, Tx};
use work::tasks;

/// A decision that the rules allow.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the words of the form")]
pub struct Decision {
    pub level: String,
    pub indicators: Vec<String>,
    pub outcome: String,
    pub outcome_label: String,
    pub reason: String,
    pub no_further_action: Option<String>,
    pub team: Option<TeamId>,
    pub unmet: Option<Unmet>,
    pub offers: Vec<directory::ServiceId>,
    pub version: i64,
}

/// Needs that no service meets, and what is missing.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the words of the form")]
pub struct Unmet {
    pub needs: Vec<String>,
    pub note: String,
}

/// Decides: people who are new get a record, the family is begun if there is none, an episode is opened if the outcome
/// is help.
///
/// # Errors
/// [`store::Error::Stale`] when it was changed meanwhile.
pub fn decide(tx: &mut Tx<'_>, permit: &Permit<ContactId, access::contact::Decide>, d: &Decision) -> Result<Contact> {
    let c = find(tx.conn(), permit)?;
    let now = tx.now;
    let by = tx.who.account;
    let there = contact::table
        .filter(contact::id.eq(c.id).and(contact::version.eq(d.version)).and(contact::decided_at.is_null()));
    let people = people_of(tx.conn(), &[c.id])?;
    let (family, counted) = match c.family_id {
        Some(family) => (family, true),
        None => (people::records::begin_family(tx, &family_name(&people))?.id, false),
    };
    let count = diesel::update(there)
        .set((
            contact::decided_at.eq(Some(now)),
            contact::decided_by.eq(by),
            contact::outcome.eq(Some(&d.outcome)),
            contact::level.eq(Some(&d.level)),
            contact::reason.eq(&d.reason),
            contact::family_id.eq(Some(family)),
            contact::asked_at.eq(None::<Instant>),
            contact::version.eq(contact::version + 1),
        ))
        .execute(tx.conn())?;
    if count == 0 {
        return Err(store::Error::Stale);
    }
    let mut children = Vec::new();
    for p in &people {
        let id = match p.person_id {
            Some(known) => {
                people::records::join(tx, family, known, p.role)?;
                known
            }
            None => {
                let id = people::records::add_person(tx, family, p.role, &p.to_person())?;
                let said = if p.unsure { Said::NotSure } else { Said::NotSame };
                for other in &p.offered.0 {
                    people::merging::say(tx, id, *other, said)?;
                }
                id
            }
        };
        if p.role.is_child() {
            children.push(id);
        }
        diesel::update(contact_person::table.find(p.id))
            .set(contact_person::person_id.eq(Some(id)))
            .execute(tx.conn())?;
    }
    if counted {
        guard::count_undecided(tx.conn(), family, -1)?;
    }
    for child in children {
        cases::records::set_level(tx, family, child, &d.level, &d.indicators, &d.reason)?;
    }
    let author = permit.actor().signature();
    // one episode at a time: help that goes on already goes on, with this contact in its record
    let goes_on = cases::records::current(tx.conn(), family)?.is_some_and(|e| e.is_open());
    if let (true, false, Some(team)) = (rules::opens_episode(&d.outcome), goes_on, d.team) {
        let opening = cases::records::Opening { family, contact: Some(AnyId(c.id.0)), team, kind: d.outcome.clone() };
        cases::records::open(tx, permit, &opening)?;
    }
    if !c.needs.0.is_empty() {
        directory::offers::seek_also(tx, family, &c.needs.0)?;
    }
    directory::offers::offer(tx, family, &d.offers, &author)?;
    if let Some(unmet) = &d.unmet {
        record_unmet(tx, &people, unmet)?;
    }
    tasks::done(tx, c.id.0, Some(kinds::INFORMATION))?;
    let detail = json!({"level": d.level, "outcome": d.outcome, "indicators": d.indicators, "no_further_action": d.no_further_action});
    let event = events::DECIDED.on(c.id.0).family(family).detail(detail);
    tx.record(event.line(format!("Contact decided: {}", d.outcome_label.to_lowercase()), d.reason.clone(), author))?;
    load(tx.conn(), c.id)
}

fn family_name(people: &[ContactPerson]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for p in people.iter().filter(|p| p.role.is_child()).chain(people) {
        if !p.family_name.is_empty() && !names.contains(&&*p.family_name) && names.len() < 2 {
            names.push(&p.family_name);
        }
    }
    if names.is_empty() { "Unknown".into() } else { names.join(" and ") }
}

/// A need that no service can meet, with area, age and place (practice 3); no name.
fn record_unmet(tx: &mut Tx<'_>, people: &[ContactPerson], unmet: &Unmet) -> Result<()> {
    let today = tx.now.date();
    let child = people.iter().find(|p| p.role.is_child());
    let age = child.and_then(|p| p.date_of_birth).and_then(|b| u8::try_from(web::dates::years(b, today)).ok());
    // the outward half of a postcode is an area of thousands of homes
    let area = postcode(people).and_then(|p| p.split(' ').next().map(ToOwned::to_owned)).unwrap_or_default();
    directory::offers::unmet(tx, &unmet.needs, &area, age, &unmet.note)
}

/// The postcode of the first child whose address may be known; none where anybody's is protected (T16).
fn postcode(people: &[ContactPerson]) -> Option<String> {
    if people.iter().any(|p| p.details.0.protected) {
        return None;
    }
    let children = people.iter().filter(|p| p.role.is_child()).chain(people);
    children.map(|p| p.details.0.address[3].clone()).find(|code| !code.is_empty())
}

/// What services are looked for: the contact's needs, the children's ages, near them, as far as they agreed.
pub fn wish(conn: &mut Conn, today: NaiveDate, c: &Contact, people: &[ContactPerson]) -> Result<Wish> {
    let born = people.iter().filter(|p| p.role.is_child()).filter_map(|p| p.date_of_birth);
    let near = match postcode(people) {
        Some(code) => directory::postcodes::find(conn, &code)?.map(|(at, _)| (at.lat, at.lon)),
        None => None,
    };
    Ok(Wish {
        needs: c.needs.0.clone(),
        ages: born.filter_map(|b| u8::try_from(web::dates::years(b, today)).ok()).collect(),
        near,
        agreed: c.agreement == "given",
        not: match c.family_id {
            Some(family) => directory::offers::offered(conn, family)?,
            None => vec![],
        },
    })
}
