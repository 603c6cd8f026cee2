//! A contact as whoever made it without an account reads it: with a code that was shown to them once, redeemed for a
//! session that opens this contact, and nothing else, for some minutes.

use super::{
    reach,
    received::{self, Contact},
    tables::{ContactId, ContactUid, contact, information_request},
};
use crate::{
    events, kinds,
    rules::{self, Saying},
};
use access::{
    AccountId, Actor, AnswerFacts, FamilyId, Permit, Role, Sight, Subject, accounts, answer, letter_code::LetterCode,
    sessions::Secret,
};
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use store::{AnyId, Conn, Db, Instant, MultiBackend, Result, Tx, each, log};
use web::Refusal;
use work::{NewTask, tasks};

pub(crate) const DDL: &str = "
CREATE TABLE answer_code (code TEXT PRIMARY KEY NOT NULL, contact_id $UUID NOT NULL REFERENCES contact(id), \
  made_at $INSTANT NOT NULL) $STRICT;
CREATE INDEX answer_code_contact ON answer_code(contact_id);
CREATE TABLE answer_session (token TEXT PRIMARY KEY NOT NULL, code TEXT NOT NULL, \
  contact_id $UUID NOT NULL REFERENCES contact(id), seen_at $INSTANT NOT NULL) $STRICT;
CREATE INDEX answer_session_seen ON answer_session(seen_at);
CREATE TABLE contact_said (id $UUID PRIMARY KEY NOT NULL, contact_id $UUID NOT NULL REFERENCES contact(id), \
  saying TEXT NOT NULL, text TEXT NOT NULL, at $INSTANT NOT NULL, read_by $UUID REFERENCES account(id), \
  read_at $INSTANT) $STRICT;
CREATE INDEX contact_said_contact ON contact_said(contact_id, at);";

diesel::table! {
    use super::ContactUid;
    use diesel::sql_types::*;
    use store::types::Utc;

    answer_code (code) {
        code -> Text,
        contact_id -> ContactUid,
        made_at -> Utc,
    }
}

diesel::table! {
    use super::ContactUid;
    use diesel::sql_types::*;
    use store::types::Utc;

    answer_session (token) {
        token -> Text,
        code -> Text,
        contact_id -> ContactUid,
        seen_at -> Utc,
    }
}

diesel::table! {
    use super::ContactUid;
    use access::AccountUid;
    use diesel::sql_types::*;
    use store::types::{Uid, Utc};

    contact_said (id) {
        id -> Uid,
        contact_id -> ContactUid,
        saying -> Text,
        text -> Text,
        at -> Utc,
        read_by -> Nullable<AccountUid>,
        read_at -> Nullable<Utc>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(answer_code, contact);

/// What whoever made a contact has said of it since.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = contact_said, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Said {
    pub id: AnyId,
    pub contact_id: ContactId,
    pub saying: Saying,
    pub text: String,
    pub at: Instant,
    pub read_by: Option<AccountId>,
    pub read_at: Option<Instant>,
}

/// The contact that a session opens.
#[derive(Debug, Clone, Copy)]
pub struct Own {
    contact: ContactId,
    /// Whether the session was live when it was looked up.
    live: bool,
}

impl Subject for Own {
    type Facts = AnswerFacts;
    const KIND: &'static str = "own-contact";

    fn id(&self) -> Option<store::Uuid> {
        Some(self.contact.0)
    }

    fn facts(&self, conn: &mut Conn, _: &Pack, _: &Actor) -> Result<(AnswerFacts, Option<FamilyId>)> {
        let contact = received::load(conn, self.contact)?;
        Ok((AnswerFacts { holds: self.live }, contact.family_id))
    }
}

/// The contact that is open to whoever holds this secret; nothing where it was redeemed too long ago, or its code
/// ended.
///
/// # Errors
/// The engine's own word.
pub fn held(conn: &mut Conn, pack: &Pack, now: Instant, secret: &Secret) -> Result<Option<Own>> {
    let session = answer_session::table.find(secret.hash());
    let found: Option<(String, Instant)> =
        session.select((answer_session::code, answer_session::seen_at)).first(conn).optional()?;
    let Some((code, seen_at)) = found else { return Ok(None) };
    let idle = now.seconds_since(seen_at);
    // a clock that was set back must not make it live longer
    if idle > i64::from(pack.number("answer-idle")) * 60 || idle < -60 {
        return Ok(None);
    }
    Ok(opened_by(conn, pack, now, &code)?.map(|contact| Own { contact: contact.id, live: true }))
}

/// The contact whose code has this hash, while it can be read.
///
/// # Errors
/// The engine's own word.
pub fn opened_by(conn: &mut Conn, pack: &Pack, now: Instant, code: &str) -> Result<Option<Contact>> {
    let of: Option<ContactId> = answer_code::table.find(code).select(answer_code::contact_id).first(conn).optional()?;
    let Some(of) = of else { return Ok(None) };
    let contact = received::load(conn, of)?;
    let until = readable_until(&contact, pack);
    Ok(Some(contact).filter(|_| until.is_none_or(|until| now.date() <= until)))
}

/// The last day on which it can be read; none while no answer was given.
pub fn readable_until(contact: &Contact, pack: &Pack) -> Option<NaiveDate> {
    contact.answered_at.map(|at| rules::readable_until(at.date(), pack.number("answer-code")))
}

/// Keeps the code of a contact that is being received.
pub(crate) fn give(tx: &mut Tx<'_>, contact: ContactId, code: &LetterCode) -> Result<()> {
    let row = (answer_code::code.eq(code.hash()), answer_code::contact_id.eq(contact), answer_code::made_at.eq(tx.now));
    each!(tx.conn(), c => diesel::insert_into(answer_code::table).values(row).execute(c))?;
    Ok(())
}

/// Gives whoever made it another code, to be told by the front door; the codes from before are void, and what they had
/// opened is closed.
///
/// # Errors
/// [`rules::CannotReach`] where it is to go by letter and they did not say that one is safe.
pub fn give_anew(tx: &mut Tx<'_>, permit: &Permit<ContactId, access::contact::GiveCode>) -> web::Result<LetterCode> {
    let contact = permit.subject();
    let safe = reach::of(tx.conn(), contact)?.unwrap_or_default().reach.safe();
    safe.may(rules::ReachBy::Letter, "").map_err(Refusal::from)?;

    end(tx.conn(), &[contact])?;
    let code = LetterCode::new();
    give(tx, contact, &code)?;
    let family = received::load(tx.conn(), contact)?.family_id;
    tx.record(events::CODE_GIVEN.on(contact.0).family(family))?;
    Ok(code)
}

/// Whether there is a code with which it can be read: whoever holds it finds the answer by themselves.
///
/// # Errors
/// The engine's own word.
pub fn has_code(conn: &mut Conn, of: ContactId) -> Result<bool> {
    Ok(answer_code::table.filter(answer_code::contact_id.eq(of)).count().get_result::<i64>(conn)? > 0)
}

/// Opens a contact to a browser, for as long as it is used.
pub(crate) fn begin(conn: &mut Conn, now: Instant, code: &str, contact: ContactId) -> Result<Secret> {
    let secret = Secret::new();
    let row = (
        answer_session::token.eq(secret.hash()),
        answer_session::code.eq(code),
        answer_session::contact_id.eq(contact),
        answer_session::seen_at.eq(now),
    );
    each!(conn, c => diesel::insert_into(answer_session::table).values(row).execute(c))?;
    Ok(secret)
}

/// It is used: it stays open.
pub(crate) fn touch(conn: &mut Conn, now: Instant, secret: &Secret) -> Result<()> {
    diesel::update(answer_session::table.find(secret.hash())).set(answer_session::seen_at.eq(now)).execute(conn)?;
    Ok(())
}

/// Whoever reads it leaves.
pub(crate) fn leave(conn: &mut Conn, secret: &Secret) -> Result<()> {
    diesel::delete(answer_session::table.find(secret.hash())).execute(conn)?;
    Ok(())
}

fn end(conn: &mut Conn, contacts: &[ContactId]) -> Result<()> {
    diesel::delete(answer_session::table.filter(answer_session::contact_id.eq_any(contacts))).execute(conn)?;
    diesel::delete(answer_code::table.filter(answer_code::contact_id.eq_any(contacts))).execute(conn)?;
    Ok(())
}

/// So many are looked at in one go.
const AT_ONCE: i64 = 500;

/// Throws away codes that open nothing any more, and sessions that have ended.
pub(crate) fn forget(db: &Db, pack: &Pack) -> Result<()> {
    let (now, days) = (db.now(), i64::from(pack.number("answer-code")));
    let idle = i64::from(pack.number("answer-idle")) * 60;
    db.connect()?.write(move |conn| {
        // a day more than what is promised: the last day ends at midnight
        let before = now.plus_seconds(-(days + 1) * 86_400);
        let over = contact::table.filter(contact::answered_at.lt(Some(before))).select(contact::id);
        let codes: Vec<ContactId> = answer_code::table
            .filter(answer_code::contact_id.eq_any(over))
            .select(answer_code::contact_id)
            .limit(AT_ONCE)
            .load(conn)?;
        end(conn, &codes)?;
        let ended = answer_session::seen_at.lt(now.plus_seconds(-idle));
        diesel::delete(answer_session::table.filter(ended)).execute(conn)?;
        Ok(())
    })
}

/// Who reads it, as whoever made it may know them: a first name and where they work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    /// Their first name, and no more.
    pub first_name: String,
    /// Their team or organisation.
    pub team: String,
}

/// What whoever made it may know of it. Not the reason of the decision as it was noted, nor anybody else's words.
#[derive(Debug)]
pub struct Reading {
    /// The contact.
    pub contact: Contact,
    /// Who read it last.
    pub reader: Option<Reader>,
    /// The question that waits for a reply.
    pub question: Option<String>,
    /// What they have said since.
    pub said: Vec<Said>,
}

/// It, for whoever made it.
///
/// # Errors
/// The engine's own word.
pub fn read(conn: &mut Conn, sight: &Sight<Own>) -> Result<Reading> {
    let contact = received::load(conn, sight.subject().contact)?;
    let reader = reader(conn, &contact)?;
    let question = match contact.asked_at.filter(|_| contact.decided_at.is_none()) {
        Some(_) => information_request::table
            .filter(information_request::contact_id.eq(contact.id).and(information_request::answered_at.is_null()))
            .order(information_request::asked_at.desc())
            .select(information_request::question)
            .first(conn)
            .optional()?,
        None => None,
    };
    let said = said_of(conn, contact.id)?;
    Ok(Reading { contact, reader, question, said })
}

/// The officer who opened it last, by what the access log says.
fn reader(conn: &mut Conn, contact: &Contact) -> Result<Option<Reader>> {
    let Some(account) = last_reader(conn, contact)? else { return Ok(None) };
    let found = accounts::colleague(conn, account)?;
    let first_name = found.name.split_whitespace().next().unwrap_or_default().to_owned();
    let team = accounts::teams_of(conn, account)?.into_iter().next().map_or(found.organisation, |(team, _)| team.name);
    Ok(Some(Reader { first_name, team }))
}

fn last_reader(conn: &mut Conn, contact: &Contact) -> Result<Option<AccountId>> {
    let because = [access::Because::FrontDoor.code(), access::Because::OnCall.code()];
    let seen = log::seen_last(conn, AnyId(contact.id.0), contact.family_id, &because)?;
    Ok(seen.and_then(|entry| entry.actor_id))
}

/// What whoever made it has said of it since, the first first.
///
/// # Errors
/// The engine's own word.
pub fn said(conn: &mut Conn, sight: &Sight<ContactId>) -> Result<Vec<Said>> {
    said_of(conn, sight.subject())
}

fn said_of(conn: &mut Conn, contact: ContactId) -> Result<Vec<Said>> {
    Ok(contact_said::table
        .filter(contact_said::contact_id.eq(contact))
        .order((contact_said::at, contact_said::id))
        .select(Said::as_select())
        .load(conn)?)
}

/// Says something of one's own contact. Somebody at the front door owes it to read it.
///
/// # Errors
/// [`rules::CannotSay`].
pub fn say(
    tx: &mut Tx<'_>,
    permit: &Permit<Own, answer::Say>,
    pack: &Pack,
    saying: Saying,
    text: &str,
) -> web::Result<()> {
    let own = read(tx.conn(), permit)?;
    let withdrawn = own.said.iter().any(|said| said.saying == Saying::Withdrawal);
    rules::say(saying, text, own.question.is_some(), withdrawn).map_err(Refusal::from)?;

    let (contact, now) = (own.contact, tx.now);
    let row = Said {
        id: AnyId::new(),
        contact_id: contact.id,
        saying,
        text: text.into(),
        at: now,
        read_by: None,
        read_at: None,
    };
    each!(tx.conn(), c => diesel::insert_into(contact_said::table).values(&row).execute(c))?;

    let asked_by = match saying {
        Saying::Reply => replied(tx, &contact, text)?,
        Saying::Withdrawal if contact.decided_at.is_none() => {
            let note = format!("Since {}: they say that they do not want help now.", web::dates::day(now.date()));
            let as_said = (
                contact::agreement.eq("refused"),
                contact::agreement_note.eq(note),
                contact::version.eq(contact::version + 1),
            );
            diesel::update(contact::table.find(contact.id)).set(as_said).execute(tx.conn())?;
            None
        }
        Saying::Withdrawal | Saying::More => None,
    };
    owe(tx, pack, &contact, &row, asked_by)?;
    tx.record(
        events::SAID.on(contact.id.0).family(contact.family_id).detail(serde_json::json!({"saying": saying.code()})),
    )?;
    Ok(())
}

/// The question is answered, and the contact is in triage again; who asked it.
fn replied(tx: &mut Tx<'_>, contact: &Contact, text: &str) -> Result<Option<AccountId>> {
    let open = information_request::contact_id.eq(contact.id).and(information_request::answered_at.is_null());
    let asked_by: Option<Option<AccountId>> =
        information_request::table.filter(open).select(information_request::asked_by).first(tx.conn()).optional()?;
    let now = tx.now;
    diesel::update(information_request::table.filter(open))
        .set((information_request::answered_at.eq(Some(now)), information_request::answer.eq(text)))
        .execute(tx.conn())?;
    diesel::update(contact::table.find(contact.id)).set(contact::asked_at.eq(None::<Instant>)).execute(tx.conn())?;
    Ok(asked_by.flatten())
}

/// Whoever asked reads it; else whoever decided; else who read the contact last; else the front door's first.
fn owe(tx: &mut Tx<'_>, pack: &Pack, contact: &Contact, said: &Said, asked_by: Option<AccountId>) -> Result<()> {
    let mut likely: Vec<AccountId> = [asked_by, contact.decided_by].into_iter().flatten().collect();
    likely.extend(last_reader(tx.conn(), contact)?);
    let officers = accounts::with_role(tx.conn(), Role::FrontDoor)?;
    let owner = likely.into_iter().chain(officers.iter().copied()).find(|account| officers.contains(account));

    let due_on = pack.calendar().plus_working(tx.now.date(), pack.number("said-read"));
    let title = format!("{}: contact {}", saying_title(said.saying), contact.reference);
    let href = format!("/contacts/{}#said", contact.id);
    tasks::add(tx, NewTask::new(kinds::SAID, said.id.0, title, href, due_on).owed_by(owner))?;
    Ok(())
}

/// What is owed, in words.
const fn saying_title(saying: Saying) -> &'static str {
    match saying {
        Saying::Reply => "Read the reply to your question",
        Saying::More => "Read what the family has added",
        Saying::Withdrawal => "The family says that it wants no help now",
    }
}

/// It was read: nobody owes that any more.
///
/// # Errors
/// The engine's own word.
pub fn hear(tx: &mut Tx<'_>, permit: &Permit<ContactId, access::contact::Hear>) -> Result<()> {
    let (contact, now, by) = (received::find(tx.conn(), permit)?, tx.now, tx.who.account);
    let unread: Vec<AnyId> = contact_said::table
        .filter(contact_said::contact_id.eq(contact.id).and(contact_said::read_at.is_null()))
        .select(contact_said::id)
        .load(tx.conn())?;
    diesel::update(contact_said::table.filter(contact_said::id.eq_any(&unread)))
        .set((contact_said::read_at.eq(Some(now)), contact_said::read_by.eq(by)))
        .execute(tx.conn())?;
    for said in &unread {
        tasks::done(tx, said.0, Some(kinds::SAID))?;
    }
    tx.record(events::HEARD.on(contact.id.0).family(contact.family_id))?;
    Ok(())
}
