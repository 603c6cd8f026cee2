//! What the program does for itself: from the command line, for the demo, and in the daily sweep. No permit is asked
//! for, because nobody is signed in; no page calls this.

use super::{back, changing};
use crate::{
    AccountId, TeamId,
    accounts::{self, NewAccount, account},
    events,
    letters::{self, Done},
    rules,
    sessions::{self, Secret},
    tokens::{self, Scope},
};
use diesel::prelude::*;
use serde_json::json;
use store::{Conn, Result, Tx, Uuid, Vault};

/// Adds an account that nobody can sign in to until an invitation is used. The address of a disabled account is free.
///
/// # Errors
/// [`rules::CannotAdd`]; [`web::Error::NotFound`] when there is no such organisation.
pub fn add(tx: &mut Tx<'_>, new: &NewAccount) -> web::Result<AccountId> {
    let holder = accounts::find_by_email(tx.conn(), &new.email)?;
    let taken = holder.as_ref().is_some_and(|holder| holder.disabled_at.is_none());
    let organisation = rules::add(new, taken)?;
    accounts::find_organisation(tx.conn(), organisation)?;
    if let Some(holder) = holder {
        back::release(tx, holder.id)?;
    }

    let id = accounts::insert(tx, new, organisation)?;
    let roles: Vec<&str> = new.roles.iter().map(|role| role.code()).collect();
    tx.record(events::ACCOUNT_ADDED.on(id.0).detail(json!({"roles": roles, "organisation": organisation})))?;
    Ok(id)
}

/// Disables an account, also that of somebody who leads: at the machine one can shut anyone out at once, and the daily
/// sweep spares none but the last administrator, who could let the others in again. An administrator's
/// [`crate::manage::disable`] asks its own rule first.
///
/// # Errors
/// [`rules::CannotDisable::LastAdministrator`].
pub fn disable(tx: &mut Tx<'_>, id: AccountId) -> web::Result<()> {
    rules::disable_last(accounts::is_last_administrator(tx.conn(), id)?)?;
    Ok(shut(tx, id)?)
}

fn shut(tx: &mut Tx<'_>, id: AccountId) -> Result<()> {
    let now = tx.now;
    diesel::update(account::table.find(id)).set(account::disabled_at.eq(Some(now))).execute(tx.conn())?;
    sessions::end_all(tx.conn(), id)?;
    letters::tell(tx, id, Done::Disabled)?;
    tx.record(events::ACCOUNT_DISABLED.on(id.0))?;
    Ok(())
}

/// Disables accounts that nobody has used for so long (T20), the longest unused first; how many. The last administrator
/// stays.
pub(crate) fn disable_idle(tx: &mut Tx<'_>, idle_seconds: i64) -> Result<usize> {
    let unused = account::seen_at.lt(tx.now.plus_seconds(-idle_seconds));
    let ids: Vec<AccountId> = account::table
        .filter(account::disabled_at.is_null().and(unused))
        .order((account::seen_at, account::id))
        .select(account::id)
        .load(tx.conn())?;

    let mut many = 0;
    for id in ids {
        if !accounts::is_last_administrator(tx.conn(), id)? {
            shut(tx, id)?;
            many += 1;
        }
    }
    Ok(many)
}

/// Makes an API token for an account, for this scope and called so; it is shown once.
pub fn add_token(tx: &mut Tx<'_>, account: AccountId, scope: Scope, name: &str) -> Result<Secret> {
    tx.record(events::TOKEN_ADDED.on(account.0).detail(json!({"scope": scope})))?;
    let now = tx.now;
    tokens::add(tx.conn(), now, account, scope, name)
}

/// Revokes the one token of an account that begins so, or that is this one.
///
/// # Errors
/// [`rules::CannotRevoke`].
pub fn revoke(tx: &mut Tx<'_>, account: AccountId, beginning: &str) -> web::Result<()> {
    back::revoke(tx, account, beginning)
}

/// As [`crate::manage::invite_again`].
///
/// # Errors
/// [`rules::NoWayBack`].
pub fn invite_again(tx: &mut Tx<'_>, vault: &Vault, id: AccountId) -> web::Result<Secret> {
    back::invite_again(tx, vault, id)
}

/// As [`crate::manage::reset`].
///
/// # Errors
/// [`rules::NoWayBack::Disabled`].
pub fn reset(tx: &mut Tx<'_>, vault: &Vault, id: AccountId) -> web::Result<Secret> {
    back::reset(tx, vault, id)
}

/// As [`crate::manage::enable`].
///
/// # Errors
/// [`rules::NoWayBack::InUse`] and what [`rules::CannotAdd`] says of the address.
pub fn enable(tx: &mut Tx<'_>, id: AccountId, email: Option<&str>) -> web::Result<()> {
    back::enable(tx, id, email)
}

/// As [`crate::manage::change`]; at the machine there is nobody whose own roles they would be.
///
/// # Errors
/// [`rules::CannotAdd`], [`rules::CannotChange`].
pub fn change(tx: &mut Tx<'_>, id: AccountId, new: &NewAccount, teams: &[(TeamId, bool)]) -> web::Result<()> {
    changing::change(tx, None, id, new, teams)
}

/// How many secrets of authenticator apps are kept in plain text, from before there was a vault.
pub fn count_unsealed(conn: &mut Conn) -> Result<usize> {
    Ok(sessions::unsealed(conn)?.len())
}

/// Seals them; how many. Servers of the release before cannot read what is sealed.
pub fn seal_secrets(tx: &mut Tx<'_>, vault: &Vault) -> Result<usize> {
    let all = sessions::unsealed(tx.conn())?;
    for plain in &all {
        sessions::seal(tx.conn(), vault, plain)?;
    }
    if all.is_empty() {
        tx.nothing_new();
    } else {
        tx.record(events::SECRETS_SEALED.on(Uuid::nil()).detail(json!({"count": all.len()})))?;
    }
    Ok(all.len())
}
