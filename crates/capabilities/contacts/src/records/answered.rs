//! The answer that whoever made a contact is owed, and its end.

use super::{
    news::{ContactNews, News},
    received::{self, Contact},
    tables::{ContactId, contact},
};
use crate::{events, rules};
use access::{Permit, accounts};
use diesel::prelude::*;
use store::{Conn, Result, Tx};
use web::Refusal;

/// Answers whoever made it: on their page, and by a message that says only that there is an answer.
///
/// # Errors
/// [`rules::CannotAnswer`].
pub fn answer(tx: &mut Tx<'_>, permit: &Permit<ContactId, access::contact::Answer>, text: &str) -> web::Result<()> {
    let contact = received::find(tx.conn(), permit)?;
    rules::answer(contact.state(), text).map_err(Refusal::from)?;

    let now = tx.now;
    diesel::update(contact::table.find(contact.id))
        .set((contact::answered_at.eq(Some(now)), contact::answer.eq(text), contact::version.eq(contact::version + 1)))
        .execute(tx.conn())?;
    notify(tx, &contact, News::Answer)?;
    tx.record(events::ANSWERED.on(contact.id.0).family(contact.family_id))?;
    Ok(())
}

/// Closes a contact that was answered.
///
/// # Errors
/// [`rules::CannotClose`]: every contact is answered first (000: seventy in a hundred got no response).
pub fn close(tx: &mut Tx<'_>, permit: &Permit<ContactId, access::contact::Close>) -> web::Result<()> {
    let contact = received::find(tx.conn(), permit)?;
    rules::close(contact.state()).map_err(Refusal::from)?;

    let now = tx.now;
    diesel::update(contact::table.find(contact.id))
        .set((contact::closed_at.eq(Some(now)), contact::version.eq(contact::version + 1)))
        .execute(tx.conn())?;
    tx.record(events::CLOSED.on(contact.id.0).family(contact.family_id))?;
    Ok(())
}

/// Asks for a message to whoever made it; without an e-mail address nobody is written to, and the front door calls.
pub(super) fn notify(tx: &mut Tx<'_>, contact: &Contact, what: News) -> Result<()> {
    let once = format!("{}-{}-{}", contact.id, what.code(), tx.now.0);
    access::capability::send(tx, &ContactNews { contact: contact.id, what }, once)
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

/// The address of whoever made a contact, and its reference. No permit: the job that writes to them runs for nobody,
/// and says nothing of what the contact is about.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn addressee(conn: &mut Conn, id: ContactId) -> Result<Addressee> {
    let contact = received::load(conn, id)?;
    let account = contact.maker_id.map(|maker| accounts::find(conn, maker)).transpose()?;
    let left = || contact.maker_reach.split(", ").find(|way| way.contains('@')).map(ToOwned::to_owned);
    let email = account.map(|account| account.email).or_else(left);
    Ok(Addressee { email, signs_in: contact.maker_id.is_some(), reference: contact.reference })
}
