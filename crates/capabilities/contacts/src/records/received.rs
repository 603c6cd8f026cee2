//! A contact, as it was received and as it stands.

use super::{
    alarm, follow_up, identified,
    named::{self, ContactPerson},
    police, reach, senders,
    tables::{ContactId, contact, contact_person},
    words,
};
use crate::{
    events,
    intake::{Maker, NewContact, POLICE, Valid},
    news,
    rules::State,
};
use access::{
    AccountId, Actor, ContactFacts, FamilyFacts, FamilyId, OrganisationId, Permit, Sight, Subject, contact::Owes, guard,
};
use chrono::{Months, NaiveDate};
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use std::net::IpAddr;
use store::{Conn, Instant, Json, MultiBackend, Result, Tx, each};
use work::news::{News, tell_who_asked};

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
    /// The outward half of the first child's postcode; empty where it is not known, or anybody's address is protected.
    pub area: String,
    /// A mark of its sender and its words, where nobody signed in sent it.
    pub alike: Option<String>,
    /// The family was helped, or decided on, within the pack's span before: a re-referral. Kept as it was when the family
    /// was known.
    pub again: bool,
}

/// What of a contact concerns whoever asks.
struct OfActor {
    /// They were told that a child in it may be in danger.
    alarmed: bool,
    /// Who owes what comes of its decision.
    owed: Option<Owes>,
    /// They respond to the notification of the police that it is.
    responds: bool,
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

    fn facts(&self, of_actor: OfActor, open_from: NaiveDate, family: Option<FamilyFacts>) -> ContactFacts {
        let OfActor { alarmed, owed, responds } = of_actor;
        ContactFacts {
            alarmed,
            owed,
            maker: self.maker_id,
            decided: self.decided_at.is_some(),
            lately: self.decided_at.is_some_and(|at| at.date() >= open_from),
            responds,
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

    fn facts(&self, conn: &mut Conn, pack: &Pack, actor: &Actor) -> Result<(ContactFacts, Option<FamilyId>)> {
        let contact = load(conn, *self)?;
        let family = contact.family_id.map(|family| guard::facts(conn, family, actor)).transpose()?;
        let owed = match contact.decided_at {
            Some(_) => follow_up::owes(conn, contact.id)?,
            None => None,
        };
        let alarmed = match actor.account.filter(|_| contact.danger) {
            Some(account) => alarm::is_alarmed(conn, contact.id, account)?,
            None => false,
        };
        let responds = match actor.account {
            Some(account) if contact.kind == POLICE => police::responds(conn, contact.id, account)?,
            _ => false,
        };
        let open_from = actor.as_of.date() - Months::new(pack.number("decided-open"));
        let of_actor = OfActor { alarmed, owed, responds };
        Ok((contact.facts(of_actor, open_from, family), contact.family_id))
    }
}

/// The way by which a contact comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Through {
    /// An account: a worker's page, or a program.
    Account,
    /// The page for everybody, by this client (`Visit::client`) where there is one. The address itself is never kept.
    Public(Option<IpAddr>),
}

/// Receives a contact: its clock starts now. It takes no permit, since families bring theirs without an account;
/// workers are let in by the page.
pub fn receive(
    tx: &mut Tx<'_>,
    actor: &Actor,
    pack: &Pack,
    valid: &Valid,
    through: Through,
) -> Result<(Contact, Vec<ContactPerson>)> {
    // danger knows no weekend: it is due today, and in minutes (`alarm`)
    let decide_by = match valid.new.danger {
        true => tx.now.date(),
        false => pack.calendar().plus_working(tx.now.date(), pack.number("decision")),
    };
    let alike = match (through, actor.account) {
        (Through::Public(Some(from)), None) => Some(senders::alike(tx, from, valid)?),
        _ => None,
    };
    let public = through != Through::Account;
    let row = Contact { decide_by, area: area(valid), alike, ..brought(&valid.new, actor, tx.now, public) };
    each!(tx.conn(), c => diesel::insert_into(contact::table).values(&row).execute(c))?;

    let people: Vec<ContactPerson> =
        valid.people.iter().zip(1..).map(|(person, place)| named::of(row.id, place, person)).collect();
    for person in &people {
        // one statement for any number of people, which is kept prepared
        each!(tx.conn(), c => diesel::insert_into(contact_person::table).values(person).execute(c))?;
    }
    words::keep(tx.conn(), &row, &people)?;
    if public {
        reach::keep(tx.conn(), row.id, &valid.new.asked)?;
    }
    if let Some(notice) = &valid.notice {
        police::add(tx, row.id, notice)?;
    }

    let detail = json!({
        "kind": row.kind, "source": row.source, "channel": row.channel, "needs": row.needs.0, "danger": row.danger,
    });
    tx.record(events::RECEIVED.on(row.id.0).detail(detail))?;
    let came =
        News::new(news::CONTACT_CAME, format!("A contact came: {}", row.reference), format!("/contacts/{}", row.id));
    tell_who_asked(tx, &came)?;
    // the same words from one sender again are one alarm
    if row.danger && !alarm::is_raised(tx.conn(), row.alike.as_deref())? {
        alarm::raise(tx, pack, row.id)?;
    }
    Ok((row, people))
}

/// Receives a contact about a family from whoever works with it: its people are who they are, and nobody has to match
/// them.
pub fn receive_about(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, access::family::Open>,
    pack: &Pack,
    valid: &Valid,
) -> Result<Contact> {
    let family = permit.subject();
    let members = people::records::members(tx.conn(), permit)?;
    let (contact, named) = receive(tx, permit.actor(), pack, valid, Through::Account)?;
    let now = tx.now;
    let known = members.iter().filter(|member| !member.withheld);
    for (named, member) in named.iter().zip(known) {
        let who = (contact_person::person_id.eq(Some(member.person.id)), contact_person::looked_at.eq(Some(now)));
        diesel::update(contact_person::table.find(named.id)).set(who).execute(tx.conn())?;
    }
    diesel::update(contact::table.find(contact.id)).set(contact::family_id.eq(Some(family))).execute(tx.conn())?;
    guard::count_undecided(tx.conn(), family, 1)?;
    identified::tell_the_lead(tx, &contact, Some(family))?;
    let event = events::MATCHED.on(contact.id.0).family(family);
    tx.record(event.line("A contact was made: a child may be in danger", "", permit.actor().signature()))?;
    Ok(contact)
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
        maker_reach: ways_left(&new.maker),
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
        area: String::new(),
        alike: None,
        again: false,
    }
}

/// The outward half of the postcode of the first child who has one: an area of thousands of homes. Nothing where
/// anybody's address is to be kept from someone (T16).
fn area(valid: &Valid) -> String {
    if valid.people.iter().any(|named| named.person.protected) {
        return String::new();
    }
    let children = valid.people.iter().filter(|named| named.role.is_child());
    let code = children.map(|child| child.person.address.postcode.as_str()).find(|code| !code.is_empty());
    code.and_then(|code| code.split(' ').next()).unwrap_or_default().to_owned()
}

fn signed(maker: &Maker) -> String {
    if maker.relation.is_empty() { maker.name.clone() } else { format!("{} ({})", maker.name, maker.relation) }
}

fn ways_left(maker: &Maker) -> String {
    let not = if maker.unreachable { "says that they cannot be called back" } else { "" };
    let ways: Vec<&str> = [&*maker.email, &*maker.phone, not].into_iter().filter(|way| !way.is_empty()).collect();
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
