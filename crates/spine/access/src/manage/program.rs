//! What the program does for itself: from the command line, for the demo, and in the daily sweep. No permit is asked
//! for, because nobody is signed in; no page calls this.

use crate::{
    AccountId,
    accounts::{self, NewAccount, account},
    events, rules,
    sessions::{self, Secret},
};
use diesel::prelude::*;
use serde_json::json;
use store::{Result, Tx};

/// Adds an account that nobody can sign in to until an invitation is used.
///
/// # Errors
/// [`rules::CannotAdd`].
pub fn add(tx: &mut Tx<'_>, new: &NewAccount) -> web::Result<AccountId> {
    let taken = accounts::find_by_email(tx.conn(), &new.email)?.is_some();
    let organisation = rules::add(new, taken)?;

    let id = accounts::insert(tx, new, organisation)?;
    let roles: Vec<&str> = new.roles.iter().map(|role| role.code()).collect();
    tx.record(events::ACCOUNT_ADDED.on(id.0).detail(json!({"roles": roles, "organisation": organisation})))?;
    Ok(id)
}

/// Disables an account, also that of somebody who leads: at the machine one can shut anyone out at once, and the daily
/// sweep spares nobody. An administrator's [`crate::manage::disable`] asks the rule first.
pub fn disable(tx: &mut Tx<'_>, id: AccountId) -> Result<()> {
    let now = tx.now;
    diesel::update(account::table.find(id)).set(account::disabled_at.eq(Some(now))).execute(tx.conn())?;
    sessions::end_all(tx.conn(), id)?;
    tx.record(events::ACCOUNT_DISABLED.on(id.0))?;
    Ok(())
}

/// Disables accounts that nobody has used for so long (T20); how many.
pub(crate) fn disable_idle(tx: &mut Tx<'_>, idle_seconds: i64) -> Result<usize> {
    let unused = account::seen_at.lt(tx.now.plus_seconds(-idle_seconds));
    let ids: Vec<AccountId> =
        account::table.filter(account::disabled_at.is_null().and(unused)).select(account::id).load(tx.conn())?;
    for id in &ids {
        disable(tx, *id)?;
    }
    Ok(ids.len())
}

/// Makes an API token for an account; it is shown once.
pub fn add_token(tx: &mut Tx<'_>, account: AccountId, scope: &str) -> Result<Secret> {
    tx.record(events::TOKEN_ADDED.on(account.0).detail(json!({"scope": scope})))?;
    let now = tx.now;
    sessions::add_token(tx.conn(), now, account, scope)
}
