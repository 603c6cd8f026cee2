//! The way back into an account, for pages and commands alike: who asks for it was decided before.

use crate::{
    AccountId,
    accounts::{self, account},
    browsers, events,
    letters::{self, Done},
    rules,
    sessions::{self, Secret},
    tokens,
};
use diesel::prelude::*;
use serde_json::json;
use store::{Tx, Vault};
use web::Result;

/// A new invitation for somebody who did not come in yet; the earlier ones are void.
pub(super) fn invite_again(tx: &mut Tx<'_>, vault: &Vault, id: AccountId) -> Result<Secret> {
    let account = accounts::find(tx.conn(), id)?;
    rules::invite_again(account.disabled_at.is_some(), account.password.is_some())?;

    let now = tx.now;
    // an account that waits for its owner is not one that nobody uses
    sessions::touch_account(tx.conn(), now, id)?;
    let secret = sessions::invite(tx.conn(), vault, now, id)?;
    tx.record(events::INVITED_AGAIN.on(id.0))?;
    Ok(secret)
}

/// Takes away all with which somebody signs in, and ends all that they are signed in with: their next invitation.
pub(super) fn reset(tx: &mut Tx<'_>, vault: &Vault, id: AccountId) -> Result<Secret> {
    let account = accounts::find(tx.conn(), id)?;
    rules::reset(account.disabled_at.is_some())?;

    let now = tx.now;
    diesel::update(account::table.find(id))
        .set((account::password.eq(None::<String>), account::totp_secret.eq(None::<String>), account::seen_at.eq(now)))
        .execute(tx.conn())?;
    sessions::end_all(tx.conn(), id)?;
    browsers::forget(tx.conn(), id)?;
    let secret = sessions::invite(tx.conn(), vault, now, id)?;

    letters::tell(tx, id, Done::Reset)?;
    tx.record(events::ACCOUNT_RESET.on(id.0))?;
    Ok(secret)
}

/// Enables an account; where its address was given to another, it has `email` from now on.
pub(super) fn enable(tx: &mut Tx<'_>, id: AccountId, email: Option<&str>) -> Result<()> {
    let account = accounts::find(tx.conn(), id)?;
    let released = account.address().is_none();
    let email = released.then(|| email.unwrap_or_default().trim().to_lowercase());
    let holder = match &email {
        Some(email) => accounts::find_by_email(tx.conn(), email)?,
        None => None,
    };
    let taken = holder.as_ref().is_some_and(|holder| holder.disabled_at.is_none());
    rules::enable(account.disabled_at.is_some(), email.as_deref(), taken)?;

    if let Some(holder) = holder {
        release(tx, holder.id)?;
    }
    let now = tx.now;
    diesel::update(account::table.find(id))
        .set((
            account::email.eq(email.unwrap_or(account.email)),
            account::disabled_at.eq(None::<store::Instant>),
            account::seen_at.eq(now),
        ))
        .execute(tx.conn())?;
    letters::tell(tx, id, Done::Enabled)?;
    tx.record(events::ACCOUNT_ENABLED.on(id.0).detail(json!({"new_address": released})))?;
    Ok(())
}

/// Takes its address from an account that is disabled, for another. Its name stays, for the record.
pub(super) fn release(tx: &mut Tx<'_>, id: AccountId) -> store::Result<()> {
    accounts::release(tx.conn(), id)?;
    sessions::withdraw(tx.conn(), id)?;
    browsers::forget(tx.conn(), id)?;
    tx.record(events::ADDRESS_RELEASED.on(id.0))?;
    Ok(())
}

/// Revokes the one token of an account that begins so, or that is this one.
pub(super) fn revoke(tx: &mut Tx<'_>, id: AccountId, beginning: &str) -> Result<()> {
    /// Fewer letters are no sign that one meant it.
    const FEWEST: usize = 4;
    accounts::find(tx.conn(), id)?;
    let whole = Secret::given(beginning).hash();
    let meant =
        |token: &tokens::Token| token.token == whole || beginning.len() >= FEWEST && token.token.starts_with(beginning);
    let all: Vec<_> = tokens::list(tx.conn(), id)?.into_iter().filter(meant).collect();
    rules::revoke(all.len())?;

    for token in all {
        tokens::end(tx.conn(), &token)?;
        tx.record(events::TOKEN_REVOKED.on(id.0).detail(json!({"token": token.mark(), "scope": token.scope})))?;
    }
    Ok(())
}
