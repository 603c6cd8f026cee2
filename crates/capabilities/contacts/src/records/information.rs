//! What was asked of whoever made a contact, and what they gave.

use super::{
    answered::notify,
    news::News,
    received::{self, Contact},
    tables::{ContactId, contact, information_request},
};
use crate::{events, kinds, rules};
use access::{AccountId, Permit, Sight};
use diesel::prelude::*;
use pack::Pack;
use store::{AnyId, Conn, Instant, MultiBackend, Result, Tx};
use web::Refusal;
use work::{NewTask, tasks};

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

/// What was asked about it, newest first.
pub fn requests(conn: &mut Conn, sight: &Sight<ContactId>) -> Result<Vec<InformationRequest>> {
    Ok(information_request::table
        .filter(information_request::contact_id.eq(sight.subject()))
        .order(information_request::asked_at.desc())
        .select(InformationRequest::as_select())
        .load(conn)?)
}

/// Asks whoever made it for more; they owe it, with a reminder after the pack's clock.
///
/// # Errors
/// [`rules::CannotAsk`].
pub fn ask(
    tx: &mut Tx<'_>,
    permit: &Permit<ContactId, access::contact::AskInformation>,
    pack: &Pack,
    question: &str,
) -> web::Result<()> {
    let contact = received::find(tx.conn(), permit)?;
    rules::ask(contact.state(), question).map_err(Refusal::from)?;

    let now = tx.now;
    let row = InformationRequest {
        id: AnyId::new(),
        contact_id: contact.id,
        question: question.into(),
        asked_by: tx.who.account,
        asked_at: now,
        answer: String::new(),
        answered_at: None,
    };
    diesel::insert_into(information_request::table).values(&row).execute(tx.conn())?;
    diesel::update(contact::table.find(contact.id)).set(contact::asked_at.eq(Some(now))).execute(tx.conn())?;

    if contact.maker_id.is_some() {
        tasks::add(tx, owed_by_its_maker(&contact, pack, now))?;
    }
    notify(tx, &contact, News::Question)?;
    tx.record(events::ASKED.on(contact.id.0).family(contact.family_id))?;
    Ok(())
}

fn owed_by_its_maker(contact: &Contact, pack: &Pack, now: Instant) -> NewTask {
    let due_on = pack.calendar().plus_working(now.date(), pack.number("information-reminder"));
    let title = format!("More information about contact {}", contact.reference);
    NewTask::new(kinds::INFORMATION, contact.id.0, title, format!("/contacts/{}", contact.id), due_on)
        .owed_by(contact.maker_id)
}

/// Gives what was asked for; the contact is in triage again.
///
/// # Errors
/// [`rules::CannotInform`].
pub fn inform(
    tx: &mut Tx<'_>,
    permit: &Permit<ContactId, access::contact::GiveInformation>,
    text: &str,
) -> web::Result<()> {
    let contact = received::find(tx.conn(), permit)?;
    rules::inform(contact.state(), text).map_err(Refusal::from)?;

    let now = tx.now;
    let open = information_request::contact_id.eq(contact.id).and(information_request::answered_at.is_null());
    diesel::update(information_request::table.filter(open))
        .set((information_request::answered_at.eq(Some(now)), information_request::answer.eq(text)))
        .execute(tx.conn())?;
    diesel::update(contact::table.find(contact.id)).set(contact::asked_at.eq(None::<Instant>)).execute(tx.conn())?;

    tasks::done(tx, contact.id.0, Some(kinds::INFORMATION))?;
    tx.record(events::INFORMED.on(contact.id.0).family(contact.family_id))?;
    Ok(())
}
