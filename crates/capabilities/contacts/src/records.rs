//! Contacts, the people named in them, what was asked and answered.

use crate::{
    events,
    intake::Valid,
    kinds,
    letters::{ContactNews, News},
    rules::State,
};
use access::{AccountId, Actor, ContactFacts, FamilyId, OrganisationId, Permit, Sight, Subject, guard};

use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use people::{Address, MemberRole, NewPerson, PersonId, matching};
use serde_json::json;
use store::{AnyId, Conn, Instant, Json, MultiBackend, Result, Tx, each};
use work::{NewTask, tasks};

pub(crate) const DDL: &str = "
CREATE TABLE contact (id $UUID PRIMARY KEY NOT NULL, reference TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, source TEXT NOT NULL,
  channel TEXT NOT NULL, maker_id $UUID REFERENCES account(id), maker_name TEXT NOT NULL, maker_reach TEXT NOT NULL,
  organisation_id $UUID, summary TEXT NOT NULL, hoped_for TEXT NOT NULL, danger $BOOL NOT NULL, agreement TEXT NOT NULL,
  agreement_note TEXT NOT NULL, network $JSON NOT NULL, needs $JSON NOT NULL, family_id $UUID REFERENCES family(id),
  received_at $INSTANT NOT NULL, decide_by $DATE NOT NULL, asked_at $INSTANT, decided_at $INSTANT, decided_by $UUID,
  outcome TEXT, level TEXT, reason TEXT NOT NULL, answered_at $INSTANT, answer TEXT NOT NULL, closed_at $INSTANT,
  version $INT8 NOT NULL) $STRICT;
CREATE INDEX contact_queue ON contact(received_at) WHERE closed_at IS NULL;
CREATE INDEX contact_family ON contact(family_id) WHERE family_id IS NOT NULL;
CREATE INDEX contact_maker ON contact(maker_id, received_at) WHERE maker_id IS NOT NULL;
CREATE TABLE contact_person (id $UUID PRIMARY KEY NOT NULL, contact_id $UUID NOT NULL REFERENCES contact(id), place $INT8 NOT NULL,
  role TEXT NOT NULL, given_name TEXT NOT NULL, family_name TEXT NOT NULL, date_of_birth $DATE, expected_on $DATE,
  nhs_number TEXT, details $JSON NOT NULL, person_id $UUID REFERENCES person(id), looked_at $INSTANT) $STRICT;
CREATE INDEX contact_person_contact ON contact_person(contact_id);
CREATE TABLE information_request (id $UUID PRIMARY KEY NOT NULL, contact_id $UUID NOT NULL REFERENCES contact(id), question TEXT NOT NULL,
  asked_by $UUID, asked_at $INSTANT NOT NULL, answer TEXT NOT NULL, answered_at $INSTANT) $STRICT;
CREATE INDEX information_request_contact ON information_request(contact_id);
CREATE TABLE unmet_need (id $UUID PRIMARY KEY NOT NULL, contact_id $UUID NOT NULL REFERENCES contact(id), need TEXT NOT NULL,
  area TEXT NOT NULL, age $INT8, note TEXT NOT NULL, recorded_at $INSTANT NOT NULL) $STRICT;";
store::strict_id!(
    /// A contact.
    ContactId,
    ContactUid
);

store::strict_id!(
    /// Someone named in a contact.
    ContactPersonId,
    ContactPersonUid
);

diesel::table! { use diesel::sql_types::*; use access::{FamilyUid, AccountUid, OrganisationUid}; use store::types::{Utc, Jsonb}; use super::ContactUid;
contact (id) { id -> ContactUid, reference -> Text, kind -> Text, source -> Text, channel -> Text, maker_id -> Nullable<AccountUid>,
    maker_name -> Text, maker_reach -> Text, organisation_id -> Nullable<OrganisationUid>, summary -> Text, hoped_for -> Text,
    danger -> Bool, agreement -> Text, agreement_note -> Text, network -> Jsonb, needs -> Jsonb, family_id -> Nullable<FamilyUid>,
    received_at -> Utc, decide_by -> Date, asked_at -> Nullable<Utc>, decided_at -> Nullable<Utc>, decided_by -> Nullable<AccountUid>,
    outcome -> Nullable<Text>, level -> Nullable<Text>, reason -> Text, answered_at -> Nullable<Utc>, answer -> Text,
    closed_at -> Nullable<Utc>, version -> BigInt, } }
diesel::table! { use diesel::sql_types::*; use people::PersonUid; use store::types::{Utc, Jsonb}; use super::{ContactUid, ContactPersonUid};
contact_person (id) { id -> ContactPersonUid, contact_id -> ContactUid, place -> BigInt, role -> Text, given_name -> Text,
    family_name -> Text, date_of_birth -> Nullable<Date>, expected_on -> Nullable<Date>, nhs_number -> Nullable<Text>,
    details -> Jsonb, person_id -> Nullable<PersonUid>, looked_at -> Nullable<Utc>, offered -> Jsonb, unsure -> Bool, } }
diesel::table! { use diesel::sql_types::*; use access::AccountUid; use store::types::{Utc, Uid}; use super::ContactUid;
information_request (id) { id -> Uid, contact_id -> ContactUid, question -> Text, asked_by -> Nullable<AccountUid>, asked_at -> Utc,
    answer -> Text, answered_at -> Nullable<Utc>, } }
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

    fn facts(&self, family: Option<access::FamilyFacts>) -> ContactFacts {
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
        let family = contact.family_id.map(|f| guard::facts(conn, f, actor)).transpose()?;
        Ok((contact.facts(family), contact.family_id))
    }
}

/// Someone named in a contact.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = contact_person, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct ContactPerson {
    pub id: ContactPersonId,
    pub contact_id: ContactId,
    pub place: i64,
    pub role: MemberRole,
    pub given_name: String,
    pub family_name: String,
    pub date_of_birth: Option<NaiveDate>,
    pub expected_on: Option<NaiveDate>,
    pub nhs_number: Option<String>,
    pub details: Json<Details>,
    pub person_id: Option<PersonId>,
    pub looked_at: Option<Instant>,
    /// Known people who were shown to the officer as this one and were not taken.
    pub offered: Json<Vec<PersonId>>,
    /// The officer could not tell.
    pub unsure: bool,
}

/// What else was said of someone.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[expect(missing_docs, reason = "as in people::NewPerson")]
pub struct Details {
    pub former_family_name: Option<String>,
    #[serde(default)]
    pub upn: Option<String>,
    pub phone: String,
    pub email: String,
    pub language: String,
    pub interpreter: bool,
    pub school: String,
    pub address: [String; 4],
    pub protected: bool,
}

impl ContactPerson {
    /// In full.
    pub fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name).trim().to_owned()
    }

    /// For the matcher.
    pub fn sought(&self) -> matching::Sought {
        let d = &self.details.0;
        let [line_1, line_2, town, postcode] = d.address.clone();
        // an address that is to be kept from someone is no evidence, so that it shows nowhere
        let address = if d.protected { Address::default() } else { Address { line_1, line_2, town, postcode } };
        matching::Sought {
            given_name: self.given_name.clone(),
            family_name: self.family_name.clone(),
            former_family_name: d.former_family_name.clone(),
            date_of_birth: self.date_of_birth,
            expected_on: self.expected_on,
            nhs_number: self.nhs_number.clone(),
            upn: d.upn.clone(),
            phone: if d.protected { String::new() } else { d.phone.clone() },
            address,
        }
    }

    pub(crate) fn to_person(&self) -> NewPerson {
        let d = &self.details.0;
        let [line_1, line_2, town, postcode] = d.address.clone();
        NewPerson {
            given_name: self.given_name.clone(),
            family_name: self.family_name.clone(),
            former_family_name: d.former_family_name.clone(),
            date_of_birth: self.date_of_birth,
            expected_on: self.expected_on,
            nhs_number: self.nhs_number.clone(),
            upn: d.upn.clone(),
            phone: d.phone.clone(),
            email: d.email.clone(),
            language: d.language.clone(),
            interpreter: d.interpreter,
            school: d.school.clone(),
            address: Address { line_1, line_2, town, postcode },
            protected: d.protected,
        }
    }
}

/// A question to whoever made a contact.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = information_request, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct InformationRequest {
    pub id: AnyId,
    pub contact_id: ContactId,
    pub question: String,
    pub asked_by: Option<AccountId>,
    pub asked_at: Instant,
    pub answer: String,
    pub answered_at: Option<Instant>,
}

/// Receives a contact: its clock starts now.
pub fn receive(
    tx: &mut Tx<'_>,
    actor: &Actor,
    pack: &Pack,
    valid: &Valid,
    public: bool,
) -> Result<(Contact, Vec<ContactPerson>)> {
    let new = &valid.new;
    let id = ContactId::new();
    let reach: Vec<&str> = [&*new.maker.email, &*new.maker.phone].into_iter().filter(|r| !r.is_empty()).collect();
    let relation = if new.maker.relation.is_empty() { String::new() } else { format!(" ({})", new.maker.relation) };
    let row = Contact {
        id,
        reference: people::rules::reference("C", id.0),
        kind: if public { "family-request".into() } else { new.kind.clone() },
        source: if public { "family".into() } else { new.source.clone() },
        channel: if public { "online".into() } else { new.channel.clone() },
        maker_id: actor.account,
        maker_name: if public || !new.maker.name.is_empty() {
            format!("{}{relation}", new.maker.name)
        } else {
            actor.signature()
        },
        maker_reach: reach.join(", "),
        organisation_id: actor.organisation,
        summary: new.summary.clone(),
        hoped_for: new.hoped_for.clone(),
        danger: new.danger,
        agreement: if new.agreement.is_empty() { "not-asked".into() } else { new.agreement.clone() },
        agreement_note: new.agreement_note.clone(),
        network: Json(Network { looked_at: new.network.clone(), note: new.network_note.clone() }),
        needs: Json(new.needs.clone()),
        family_id: None,
        received_at: tx.now,
        decide_by: pack.calendar().plus_working(tx.now.date(), if new.danger { 0 } else { pack.number("decision") }),
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
    };
    each!(tx.conn(), c => diesel::insert_into(contact::table).values(&row).execute(c))?;
    let people: Vec<ContactPerson> = valid.people.iter().zip(1..).map(|(p, place)| named(id, place, p)).collect();
    for person in &people {
        // one statement for any number of people, which is kept prepared
        each!(tx.conn(), c => diesel::insert_into(contact_person::table).values(person).execute(c))?;
    }
    let detail = json!({"kind": row.kind, "source": row.source, "channel": row.channel, "needs": new.needs, "danger": row.danger});
    tx.record(events::RECEIVED.on(id.0).detail(detail))?;
    Ok((row, people))
}

fn named(contact: ContactId, place: i64, p: &crate::intake::Person) -> ContactPerson {
    let d = p.details.clone();
    ContactPerson {
        id: ContactPersonId::new(),
        contact_id: contact,
        place,
        role: p.role,
        given_name: d.given_name,
        family_name: d.family_name,
        date_of_birth: d.date_of_birth,
        expected_on: d.expected_on,
        nhs_number: d.nhs_number,
        details: Json(Details {
            former_family_name: d.former_family_name,
            upn: d.upn,
            phone: d.phone,
            email: d.email,
            language: d.language,
            interpreter: d.interpreter,
            school: d.school,
            address: [d.address.line_1, d.address.line_2, d.address.town, d.address.postcode],
            protected: d.protected,
        }),
        person_id: None,
        looked_at: None,
        offered: Json(vec![]),
        unsure: false,
    }
}

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

/// Everyone named in it, in the order in which they were.
pub fn people(conn: &mut Conn, sight: &Sight<ContactId>) -> Result<Vec<ContactPerson>> {
    people_of(conn, &[sight.subject()])
}

pub(crate) fn people_of(conn: &mut Conn, ids: &[ContactId]) -> Result<Vec<ContactPerson>> {
    Ok(contact_person::table
        .filter(contact_person::contact_id.eq_any(ids))
        .order((contact_person::contact_id, contact_person::place))
        .select(ContactPerson::as_select())
        .load(conn)?)
}

/// What was asked about it, newest first.
pub fn requests(conn: &mut Conn, sight: &Sight<ContactId>) -> Result<Vec<InformationRequest>> {
    Ok(information_request::table
        .filter(information_request::contact_id.eq(sight.subject()))
        .order(information_request::asked_at.desc())
        .select(InformationRequest::as_select())
        .load(conn)?)
}

/// The queue: everything not yet closed, danger first, then what must be decided soonest, then oldest; with the people
/// named. Contacts about families restricted from this actor are left out. The caller holds the permit for the queue.
pub fn queue(conn: &mut Conn, actor: &Actor, most: i64) -> Result<Vec<(Contact, Vec<ContactPerson>)>> {
    let rows: Vec<Contact> = contact::table
        .filter(contact::closed_at.is_null())
        .order((contact::decided_at.is_not_null(), contact::danger.desc(), contact::decide_by, contact::received_at))
        .limit(most)
        .select(Contact::as_select())
        .load(conn)?;
    let mut shown = Vec::with_capacity(rows.len());
    for row in rows {
        let hidden = match row.family_id {
            Some(family) => {
                let facts = guard::facts(conn, family, actor)?;
                facts.restricted && !facts.listed
            }
            None => false,
        };
        if !hidden {
            shown.push(row);
        }
    }
    let ids: Vec<ContactId> = shown.iter().map(|c| c.id).collect();
    let mut people = people_of(conn, &ids)?;
    Ok(shown
        .into_iter()
        .map(|c| {
            let (mine, rest) =
                std::mem::take(&mut people).into_iter().partition(|p: &ContactPerson| p.contact_id == c.id);
            people = rest;
            (c, mine)
        })
        .collect())
}

/// How many wait for a decision, and how many of those are late.
pub fn waiting(conn: &mut Conn, today: NaiveDate) -> Result<(i64, i64)> {
    let open = contact::table.filter(contact::closed_at.is_null().and(contact::decided_at.is_null()));
    Ok((open.count().get_result(conn)?, open.filter(contact::decide_by.lt(today)).count().get_result(conn)?))
}

/// The contacts that this account made, newest first.
pub fn made_by(conn: &mut Conn, account: AccountId, most: i64) -> Result<Vec<Contact>> {
    Ok(contact::table
        .filter(contact::maker_id.eq(account))
        .order(contact::received_at.desc())
        .limit(most)
        .select(Contact::as_select())
        .load(conn)?)
}

/// The contacts about a family, newest first.
pub fn of_family(conn: &mut Conn, sight: &Sight<FamilyId>) -> Result<Vec<Contact>> {
    Ok(each!(conn, c => contact::table
        .filter(contact::family_id.eq(sight.subject()))
        .order(contact::received_at.desc())
        .select(Contact::as_select())
        .load(c))?)
}

/// Those of `families` whose last episode closed, or whose last contact was decided, since `from`: another contact about
/// them is a re-referral (practice 3).
pub fn helped_since(
    conn: &mut Conn,
    families: &[FamilyId],
    from: Instant,
) -> Result<std::collections::BTreeSet<FamilyId>> {
    use cases::records::episode;
    if families.is_empty() {
        return Ok(std::collections::BTreeSet::new());
    }
    let closed: Vec<FamilyId> = episode::table
        .filter(episode::family_id.eq_any(families).and(episode::closed_at.gt(from)))
        .select(episode::family_id)
        .load(conn)?;
    let decided: Vec<Option<FamilyId>> = contact::table
        .filter(contact::family_id.eq_any(families).and(contact::decided_at.gt(from)))
        .select(contact::family_id)
        .load(conn)?;
    Ok(closed.into_iter().chain(decided.into_iter().flatten()).collect())
}

/// Whether someone named may be known already and nobody has looked.
pub fn unmatched(conn: &mut Conn, people: &[ContactPerson]) -> Result<bool> {
    for p in people.iter().filter(|p| p.looked_at.is_none()) {
        // a brother or a namesake is shown to whoever looks, and makes nobody look
        if matching::candidates(conn, &p.sought())?.iter().any(|c| c.probability >= 0.5) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Who someone in a contact is, as the officer says.
#[derive(Debug, Clone)]
pub struct Identified {
    /// Of whom it is said.
    pub id: ContactPersonId,
    /// Known already, as this person; `None`: someone new.
    pub person: Option<PersonId>,
    /// Nobody could tell: they get a record of their own, and the pair waits for somebody who knows.
    pub unsure: bool,
    /// Who was shown.
    pub offered: Vec<PersonId>,
}

/// Says who the people of a contact are: known persons, or new (`None`). The family of the first known child is the family
/// of the contact; the front door can open it until the decision.
pub fn match_people(
    tx: &mut Tx<'_>,
    permit: &Permit<ContactId, access::contact::MatchPeople>,
    choices: &[Identified],
) -> Result<()> {
    let now = tx.now;
    for who in choices {
        let offered: Vec<PersonId> = if who.person.is_some() { vec![] } else { who.offered.clone() };
        diesel::update(
            contact_person::table
                .filter(contact_person::id.eq(who.id).and(contact_person::contact_id.eq(permit.subject()))),
        )
        .set((
            contact_person::person_id.eq(who.person),
            contact_person::looked_at.eq(Some(now)),
            contact_person::offered.eq(Json(offered)),
            contact_person::unsure.eq(who.unsure),
        ))
        .execute(tx.conn())?;
    }
    let mut known = people_of(tx.conn(), &[permit.subject()])?;
    // only a child says whose record it is: a parent may belong to two families (T21)
    known.retain(|p| p.role.is_child());
    known.sort_by_key(|p| p.place);
    let mut family = None;
    for p in known.iter().filter_map(|p| p.person_id) {
        if let Some(first) = people::records::families_of(tx.conn(), p)?.first() {
            family = Some(*first);
            break;
        }
    }
    let before = load(tx.conn(), permit.subject())?.family_id;
    if before != family {
        if let Some(before) = before {
            guard::count_undecided(tx.conn(), before, -1)?;
        }
        if let Some(family) = family {
            guard::count_undecided(tx.conn(), family, 1)?;
        }
        diesel::update(contact::table.find(permit.subject())).set(contact::family_id.eq(family)).execute(tx.conn())?;
    }
    let matched = choices.iter().filter(|w| w.person.is_some()).count();
    let detail = json!({"matched": matched, "new": choices.len() - matched});
    tx.record(events::MATCHED.on(permit.subject().0).family(family).detail(detail))?;
    Ok(())
}

/// Asks whoever made it for more; they owe it, with a reminder after the pack's clock.
pub fn ask(
    tx: &mut Tx<'_>,
    permit: &Permit<ContactId, access::contact::AskInformation>,
    pack: &Pack,
    question: &str,
) -> Result<()> {
    let (now, by) = (tx.now, tx.who.account);
    let c = find(tx.conn(), permit)?;
    let row = InformationRequest {
        id: AnyId::new(),
        contact_id: c.id,
        question: question.into(),
        asked_by: by,
        asked_at: now,
        answer: String::new(),
        answered_at: None,
    };
    diesel::insert_into(information_request::table).values(&row).execute(tx.conn())?;
    diesel::update(contact::table.find(c.id)).set(contact::asked_at.eq(Some(now))).execute(tx.conn())?;
    if c.maker_id.is_some() {
        let due_on = pack.calendar().plus_working(now.date(), pack.number("information-reminder"));
        tasks::add(
            tx,
            NewTask::new(
                kinds::INFORMATION,
                c.id.0,
                format!("More information about contact {}", c.reference),
                format!("/contacts/{}", c.id),
                due_on,
            )
            .owed_by(c.maker_id),
        )?;
    }
    notify(tx, &c, News::Question)?;
    tx.record(events::ASKED.on(c.id.0).family(c.family_id))?;
    Ok(())
}

/// Gives what was asked for; the contact is in triage again.
pub fn inform(tx: &mut Tx<'_>, permit: &Permit<ContactId, access::contact::GiveInformation>, text: &str) -> Result<()> {
    let (now, id) = (tx.now, permit.subject());
    let open = information_request::table
        .filter(information_request::contact_id.eq(id).and(information_request::answered_at.is_null()));
    diesel::update(open)
        .set((information_request::answered_at.eq(Some(now)), information_request::answer.eq(text)))
        .execute(tx.conn())?;
    diesel::update(contact::table.find(id)).set(contact::asked_at.eq(None::<Instant>)).execute(tx.conn())?;
    tasks::done(tx, id.0, Some(kinds::INFORMATION))?;
    let family = load(tx.conn(), id)?.family_id;
    tx.record(events::INFORMED.on(id.0).family(family))?;
    Ok(())
}

/// Answers whoever made it: on their page, and by a message that says only that there is an answer.
pub fn answer(tx: &mut Tx<'_>, permit: &Permit<ContactId, access::contact::Answer>, text: &str) -> Result<()> {
    let (now, c) = (tx.now, find(tx.conn(), permit)?);
    diesel::update(contact::table.find(c.id))
        .set((contact::answered_at.eq(Some(now)), contact::answer.eq(text), contact::version.eq(contact::version + 1)))
        .execute(tx.conn())?;
    notify(tx, &c, News::Answer)?;
    tx.record(events::ANSWERED.on(c.id.0).family(c.family_id))?;
    Ok(())
}

/// Asks for a message to whoever made it; without an e-mail address nobody is written to, and the front door calls.
fn notify(tx: &mut Tx<'_>, c: &Contact, what: News) -> Result<()> {
    let once = format!("{}-{}-{}", c.id, what.code(), tx.now.0);
    access::capability::send(tx, &ContactNews { contact: c.id, what }, once)
}

/// To whom a message about a contact goes.
#[derive(Debug, Clone)]
pub struct Addressee {
    /// Their address, if they left one.
    pub email: Option<String>,
    /// The reference of the contact.
    pub reference: String,
    /// Whether they have an account to read the answer with.
    pub signs_in: bool,
}

/// The address of whoever made a contact, and its reference, for the job that writes to them.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn addressee(conn: &mut Conn, id: ContactId) -> Result<Addressee> {
    let c = load(conn, id)?;
    let account = c.maker_id.map(|m| access::accounts::find(conn, m)).transpose()?;
    let email =
        account.map(|a| a.email).or_else(|| c.maker_reach.split(", ").find(|r| r.contains('@')).map(ToOwned::to_owned));
    Ok(Addressee { email, reference: c.reference, signs_in: c.maker_id.is_some() })
}

/// Closes it.
pub fn close(tx: &mut Tx<'_>, permit: &Permit<ContactId, access::contact::Close>) -> Result<()> {
    let now = tx.now;
    let c = find(tx.conn(), permit)?;
    diesel::update(contact::table.find(c.id))
        .set((contact::closed_at.eq(Some(now)), contact::version.eq(contact::version + 1)))
        .execute(tx.conn())?;
    tx.record(events::CLOSED.on(c.id.0).family(c.family_id))?;
    Ok(())
}
