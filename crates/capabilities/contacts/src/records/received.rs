//! A contact, as it was received and as it stands.

use super::{
    named::{self, ContactPerson},
    tables::{ContactId, contact, contact_person},
};
use crate::{
    events,
    intake::{Maker, NewContact, Valid},
    rules::State,
};
use access::{AccountId, Actor, ContactFacts, FamilyFacts, FamilyId, OrganisationId, Sight, Subject, guard};
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use store::{Conn, Instant, Json, MultiBackend, Result, Tx, each};

/// The ordered check of 004 as it was answered.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Network {
    /// What was looked at, as codes.
    pub looked_at: Vec<String>,
    /// What was found.
    pub note: String,
}

/// A contact.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = contact, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Contact {
    pub id: ContactId,
    pub reference: String,
    pub kind: String,
    pub source: String,
    pub channel: String,
    pub maker_id: Option<AccountId>,
    pub maker_name: String,
    pub maker_reach: String,
    pub organisation_id: Option<OrganisationId>,
    pub summary: String,
    pub hoped_for: String,
    pub danger: bool,
    pub agreement: String,
    pub agreement_note: String,
    pub network: Json<Network>,
    pub needs: Json<Vec<String>>,
    pub family_id: Option<FamilyId>,
    pub received_at: Instant,
    pub decide_by: NaiveDate,
    pub asked_at: Option<Instant>,
    pub decided_at: Option<Instant>,
    pub decided_by: Option<AccountId>,
    pub outcome: Option<String>,
    pub level: Option<String>,
    pub reason: String,
    pub answered_at: Option<Instant>,
    pub answer: String,
    pub closed_at: Option<Instant>,
    pub version: i64,
}

impl Contact {
    /// Where it stands.
    pub fn state(&self) -> State {
        match (self.closed_at, self.answered_at, self.decided_at, self.asked_at) {
            (Some(_), ..) => State::Closed,
            (_, Some(_), ..) => State::Answered,
            (_, _, Some(_), _) => State::Decided,
            (.., Some(_)) => State::Asked,
            _ => State::Received,
        }
    }

    fn facts(&self, family: Option<FamilyFacts>) -> ContactFacts {
        ContactFacts {
            maker: self.maker_id,
            decided: self.decided_at.is_some(),
            closed: self.closed_at.is_some(),
            asked: self.asked_at.is_some(),
            family,
        }
    }
}

impl Subject for ContactId {
    type Facts = ContactFacts;
    const KIND: &'static str = "contact";

    fn id(&self) -> Option<store::Uuid> {
        Some(self.0)
    }

    fn facts(&self, conn: &mut Conn, _: &Pack, actor: &Actor) -> Result<(ContactFacts, Option<FamilyId>)> {
        let contact = load(conn, *self)?;
        let family = contact.family_id.map(|family| guard::facts(conn, family, actor)).transpose()?;
        Ok((contact.facts(family), contact.family_id))
    }
}

/// Receives a contact: its clock starts now. It takes no permit, since families bring theirs without an account
/// (`public`); workers are let in by the page.
pub fn receive(
    tx: &mut Tx<'_>,
    actor: &Actor,
    pack: &Pack,
    valid: &Valid,
    public: bool,
) -> Result<(Contact, Vec<ContactPerson>)> {
    let working_days = if valid.new.danger { 0 } else { pack.number("decision") };
    let decide_by = pack.calendar().plus_working(tx.now.date(), working_days);
    let row = Contact { decide_by, ..brought(&valid.new, actor, tx.now, public) };
    each!(tx.conn(), c => diesel::insert_into(contact::table).values(&row).execute(c))?;

    let people: Vec<ContactPerson> =
        valid.people.iter().zip(1..).map(|(person, place)| named::of(row.id, place, person)).collect();
    for person in &people {
        // one statement for any number of people, which is kept prepared
        each!(tx.conn(), c => diesel::insert_into(contact_person::table).values(person).execute(c))?;
    }

    let detail = json!({
        "kind": row.kind, "source": row.source, "channel": row.channel, "needs": row.needs.0, "danger": row.danger,
    });
    tx.record(events::RECEIVED.on(row.id.0).detail(detail))?;
    Ok((row, people))
}

/// A contact that nobody has looked at yet, to be decided today.
fn brought(new: &NewContact, actor: &Actor, now: Instant, public: bool) -> Contact {
    let word = |of_family: &str, said: &str| if public { of_family.to_owned() } else { said.to_owned() };
    let by_name = public || !new.maker.name.is_empty();
    let id = ContactId::new();
    Contact {
        id,
        reference: people::rules::reference("C", id.0),
        kind: word("family-request", &new.kind),
        source: word("family", &new.source),
        channel: word("online", &new.channel),
        maker_id: actor.account,
        maker_name: if by_name { signed(&new.maker) } else { actor.signature() },
        maker_reach: reach(&new.maker),
        organisation_id: actor.organisation,
        summary: new.summary.clone(),
        hoped_for: new.hoped_for.clone(),
        danger: new.danger,
        agreement: if new.agreement.is_empty() { "not-asked".into() } else { new.agreement.clone() },
        agreement_note: new.agreement_note.clone(),
        network: Json(Network { looked_at: new.network.clone(), note: new.network_note.clone() }),
        needs: Json(new.needs.clone()),
        family_id: None,
        received_at: now,
        decide_by: now.date(),
        asked_at: None,
        decided_at: None,
        decided_by: None,
        outcome: None,
        level: None,
        reason: String::new(),
        answered_at: None,
        answer: String::new(),
        closed_at: None,
        version: 1,
    }
}

fn signed(maker: &Maker) -> String {
    if maker.relation.is_empty() { maker.name.clone() } else { format!("{} ({})", maker.name, maker.relation) }
}

fn reach(maker: &Maker) -> String {
    let ways: Vec<&str> = [&*maker.email, &*maker.phone].into_iter().filter(|way| !way.is_empty()).collect();
    ways.join(", ")
}

/// The contact of this id: to ask for a permit on it, and for what runs without a person.
///
/// # Errors
/// [`store::Error::Missing`].
pub(crate) fn load(conn: &mut Conn, id: ContactId) -> Result<Contact> {
    Ok(each!(conn, c => contact::table.find(id).select(Contact::as_select()).first(c))?)
}

/// The contact.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, sight: &Sight<ContactId>) -> Result<Contact> {
    load(conn, sight.subject())
}
