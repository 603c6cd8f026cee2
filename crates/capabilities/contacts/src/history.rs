//! Contacts of which another system knew before this one. One that was decided there is closed here, and nobody owes
//! anything on it; one that was not waits in the queue. Without a permit: an import runs for nobody and shows nothing.

use crate::{
    ContactId, events,
    intake::Named,
    records::{self, Contact, Network, contact, contact_person, information_request},
};
use access::{FamilyId, guard};
use chrono::NaiveDate;
use diesel::prelude::*;
use people::PersonId;
use serde_json::{Value, json};
use store::{Conn, Instant, Json, Result, Tx};

/// The kind of a contact that was brought over: a word of the pack's `contact-kind`.
pub const IMPORT: &str = "import";

/// A contact as another system kept it. Codes are words of the practice pack.
#[derive(Debug, Clone)]
pub struct OldContact {
    /// About whom.
    pub family: FamilyId,
    /// Of `source`.
    pub source: String,
    /// Of `channel`.
    pub channel: String,
    /// Who made it, and in which system it was kept.
    pub maker: String,
    /// What was said.
    pub summary: String,
    /// Of `need`.
    pub needs: Vec<String>,
    /// `given`, `refused`, `not-asked`.
    pub agreement: String,
    /// When it came.
    pub received_at: Instant,
    /// By when it was, or is, to be decided.
    pub decide_by: NaiveDate,
    /// The first half of the first child's postcode; empty where it is not to be known.
    pub area: String,
    /// The family was helped, or decided on, within the pack's span before.
    pub again: bool,
    /// What was decided, where it was.
    pub decided: Option<OldDecision>,
}

/// What was decided on a contact, of which the maker was told.
#[derive(Debug, Clone)]
pub struct OldDecision {
    /// When.
    pub at: Instant,
    /// Of `decision-outcome`.
    pub outcome: String,
    /// How the chronology calls it.
    pub label: String,
    /// The level of need.
    pub level: String,
    /// Why.
    pub reason: String,
}

/// Keeps a contact with its days and the people of its family. `run` goes into the detail of its event, `told` signs
/// its line.
pub fn add_contact(
    tx: &mut Tx<'_>,
    old: &OldContact,
    people: &[(PersonId, Named)],
    run: &Value,
    told: &str,
) -> Result<ContactId> {
    let row = row(old);
    diesel::insert_into(contact::table).values(&row).execute(tx.conn())?;
    let named: Vec<_> = (1..).zip(people).map(|(place, (id, one))| records::known(&row, place, one, *id)).collect();
    for person in &named {
        diesel::insert_into(contact_person::table).values(person).execute(tx.conn())?;
    }
    records::keep_words(tx.conn(), &row, &named)?;

    let detail = json!({"kind": row.kind, "source": row.source, "needs": row.needs.0, "run": run});
    match &old.decided {
        Some(decided) => {
            let event = events::DECIDED.on(row.id.0).family(old.family).detail(detail);
            let title = format!("Contact decided: {}", decided.label.to_lowercase());
            tx.record(event.line(title, decided.reason.as_str(), told).occurred(decided.at))?;
        }
        None => {
            guard::count_undecided(tx.conn(), old.family, 1)?;
            tx.record(events::RECEIVED.on(row.id.0).family(old.family).detail(detail))?;
        }
    }
    Ok(row.id)
}

fn row(old: &OldContact) -> Contact {
    let (id, decided) = (ContactId::new(), old.decided.as_ref());
    let at = decided.map(|decided| decided.at);
    Contact {
        id,
        reference: people::rules::reference("C", id.0),
        kind: IMPORT.into(),
        source: old.source.clone(),
        channel: old.channel.clone(),
        maker_id: None,
        maker_name: old.maker.clone(),
        maker_reach: String::new(),
        organisation_id: None,
        summary: old.summary.clone(),
        hoped_for: String::new(),
        danger: false,
        agreement: old.agreement.clone(),
        agreement_note: String::new(),
        network: Json(Network::default()),
        needs: Json(old.needs.clone()),
        family_id: Some(old.family),
        received_at: old.received_at,
        decide_by: old.decide_by,
        asked_at: None,
        decided_at: at,
        decided_by: None,
        outcome: decided.map(|decided| decided.outcome.clone()),
        level: decided.map(|decided| decided.level.clone()).filter(|level| !level.is_empty()),
        reason: decided.map(|decided| decided.reason.clone()).unwrap_or_default(),
        answered_at: at,
        answer: String::new(),
        closed_at: at,
        version: 1,
        area: old.area.clone(),
        alike: None,
        again: old.again,
    }
}

/// Takes back contacts that were brought over.
///
/// # Errors
/// The engine's own word where something else still stands on them.
pub fn take_back(conn: &mut Conn, family: FamilyId, contacts: &[ContactId]) -> Result<()> {
    if contacts.is_empty() {
        return Ok(());
    }
    let theirs = || contact::table.filter(contact::id.eq_any(contacts));
    let waiting: i64 = theirs().filter(contact::decided_at.is_null()).count().get_result(conn)?;
    guard::count_undecided(conn, family, -waiting)?;
    records::forget_words(conn, contacts)?;
    diesel::delete(information_request::table.filter(information_request::contact_id.eq_any(contacts)))
        .execute(conn)?;
    diesel::delete(contact_person::table.filter(contact_person::contact_id.eq_any(contacts))).execute(conn)?;
    diesel::delete(theirs()).execute(conn)?;
    Ok(())
}
