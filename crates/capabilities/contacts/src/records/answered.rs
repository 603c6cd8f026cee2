//! The answer that whoever made a contact is owed, and its end.

use super::{
    news::{ContactNews, News},
    reach,
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
/// [`rules::CannotAnswer`]; [`store::Error::Stale`] when it was changed since this `version`.
pub fn answer(
    tx: &mut Tx<'_>,
    permit: &Permit<ContactId, access::contact::Answer>,
    version: i64,
    text: &str,
) -> web::Result<()> {
    let contact = received::find(tx.conn(), permit)?;
    rules::answer(contact.state(), text).map_err(Refusal::from)?;

    let now = tx.now;
    let count = diesel::update(as_it_was(contact.id, version))
        .set((contact::answered_at.eq(Some(now)), contact::answer.eq(text), contact::version.eq(contact::version + 1)))
        .execute(tx.conn())?;
    if count == 0 {
        return Err(store::Error::Stale.into());
    }
    notify(tx, &contact, News::Answer)?;
    tx.record(events::ANSWERED.on(contact.id.0).family(contact.family_id))?;
    Ok(())
}

/// Closes a contact that was answered.
///
/// # Errors
/// [`rules::CannotClose`]: every contact is answered first (000: seventy in a hundred got no response);
/// [`store::Error::Stale`] when it was changed since this `version`.
pub fn close(tx: &mut Tx<'_>, permit: &Permit<ContactId, access::contact::Close>, version: i64) -> web::Result<()> {
    let contact = received::find(tx.conn(), permit)?;
    rules::close(contact.state()).map_err(Refusal::from)?;

    let now = tx.now;
    let count = diesel::update(as_it_was(contact.id, version))
        .set((contact::closed_at.eq(Some(now)), contact::version.eq(contact::version + 1)))
        .execute(tx.conn())?;
    if count == 0 {
        return Err(store::Error::Stale.into());
    }
    tx.record(events::CLOSED.on(contact.id.0).family(contact.family_id))?;
    Ok(())
}

/// The contact, unless it was changed since.
#[diesel::dsl::auto_type(no_type_alias)]
fn as_it_was(id: ContactId, version: i64) -> _ {
    contact::table.filter(contact::id.eq(id).and(contact::version.eq(version)))
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
    /// Somebody at home is the danger: a message says not even where to read.
    pub discreet: bool,
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
    let safe = reach::of(conn, id)?.unwrap_or_default().reach.safe();
    // who said how they can be reached safely is written to only if it may be so
    let left = left().filter(|_| safe.may(rules::ReachBy::Email, "").is_ok());
    let email = account.map(|account| account.email).or(left);
    let discreet = !safe.others_may_be_told();
    Ok(Addressee { email, signs_in: contact.maker_id.is_some(), reference: contact.reference, discreet })
}
