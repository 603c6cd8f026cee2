//! Who is let in, and who is shut out: an administrator's commands, and how an invitation is accepted. What the program
//! does of it for itself stands in [`program`].

mod back;
mod changing;
pub mod groups;
pub mod own;
pub mod program;

use crate::{
    AccountId, Nobody, Permit, TeamId,
    accounts::{self, Account, NewAccount},
    events, guard, nobody,
    password::Chosen,
    rules::{self, Disabling},
    sessions::{self, Secret},
};
use store::{Conn, Instant, Tx, Vault};
use web::{Error, Result};

/// Adds an account, and makes the invitation with which its owner comes in.
///
/// # Errors
/// [`rules::CannotAdd`].
pub fn invite(
    tx: &mut Tx<'_>,
    _: &Permit<Nobody, nobody::ManageAccounts>,
    vault: &Vault,
    new: &NewAccount,
) -> Result<Secret> {
    let id = program::add(tx, new)?;
    let now = tx.now;
    Ok(sessions::invite(tx.conn(), vault, now, id)?)
}

/// Disables an account: its sessions and tokens end with the next request.
///
/// # Errors
/// [`rules::CannotDisable`]; [`Error::NotFound`].
pub fn disable(tx: &mut Tx<'_>, permit: &Permit<Nobody, nobody::ManageAccounts>, id: AccountId) -> Result<()> {
    let account = accounts::find(tx.conn(), id)?;
    rules::disable(Disabling {
        own: permit.actor().account == Some(id),
        leads: guard::count_led(tx.conn(), id)?,
        last_administrator: accounts::is_last_administrator(tx.conn(), id)?,
        already: account.disabled_at.is_some(),
    })?;
    program::disable(tx, id)
}

/// Makes another invitation for somebody who did not come in yet; the earlier ones are void.
///
/// # Errors
/// [`rules::NoWayBack`]; [`Error::NotFound`].
pub fn invite_again(
    tx: &mut Tx<'_>,
    _: &Permit<Nobody, nobody::ManageAccounts>,
    vault: &Vault,
    id: AccountId,
) -> Result<Secret> {
    back::invite_again(tx, vault, id)
}

/// Resets password and second factor: every session and token ends, and the invitation leads to new ones.
///
/// # Errors
/// [`rules::NoWayBack::Disabled`]; [`Error::NotFound`].
pub fn reset(
    tx: &mut Tx<'_>,
    _: &Permit<Nobody, nobody::ManageAccounts>,
    vault: &Vault,
    id: AccountId,
) -> Result<Secret> {
    back::reset(tx, vault, id)
}

/// Enables an account. Where its address was given to another account it needs a new one, `email`, and an invitation.
///
/// # Errors
/// [`rules::NoWayBack::InUse`] and what [`rules::CannotAdd`] says of the address; [`Error::NotFound`].
pub fn enable(
    tx: &mut Tx<'_>,
    _: &Permit<Nobody, nobody::ManageAccounts>,
    id: AccountId,
    email: Option<&str>,
) -> Result<()> {
    back::enable(tx, id, email)
}

/// Changes what is said of an account, its roles, and its teams, each with whether it manages it. Another address or
/// other roles end its sessions.
///
/// # Errors
/// [`rules::CannotAdd`], [`rules::CannotChange`]; [`Error::NotFound`].
pub fn change(
    tx: &mut Tx<'_>,
    permit: &Permit<Nobody, nobody::ManageAccounts>,
    id: AccountId,
    new: &NewAccount,
    teams: &[(TeamId, bool)],
) -> Result<()> {
    changing::change(tx, permit.actor().account, id, new, teams)
}

/// Revokes the API token of an account whose hash begins so.
///
/// # Errors
/// [`rules::CannotRevoke`]; [`Error::NotFound`].
pub fn revoke(
    tx: &mut Tx<'_>,
    _: &Permit<Nobody, nobody::ManageAccounts>,
    id: AccountId,
    beginning: &str,
) -> Result<()> {
    back::revoke(tx, id, beginning)
}

/// Someone who was invited and did not come in yet.
pub(crate) struct Invited {
    /// Whose account it is.
    pub account: Account,
    /// The secret that their authenticator app and this program share.
    pub totp: String,
}

/// Whom this invitation is for. Whoever holds its secret may know.
///
/// # Errors
/// [`Error::Forbidden`] when it was used already or is too old.
pub(crate) fn invited(conn: &mut Conn, vault: &Vault, now: Instant, secret: &Secret) -> Result<Invited> {
    let told = "This invitation was used already, or is older than 7 days. Ask whoever invited you for a new one.";
    let found = sessions::invited(conn, vault, now, secret)?;
    let (id, totp) = found.ok_or_else(|| Error::Forbidden(told.into()))?;
    Ok(Invited { account: accounts::find(conn, id)?, totp })
}

/// Uses an invitation up: its owner can sign in from now on. Whoever holds its secret may; `code` shows that their app
/// holds the other one.
///
/// # Errors
/// As [`invited`]; [`rules::CannotAccept`].
pub(crate) fn accept(tx: &mut Tx<'_>, vault: &Vault, secret: &Secret, chosen: &Chosen, code: &str) -> Result<()> {
    let now = tx.now;
    let Invited { account, totp } = invited(tx.conn(), vault, now, secret)?;
    let step = sessions::totp_step(&totp, code, now, 0);
    let (hash, step) = rules::accept(chosen, &account.email, step)?;

    sessions::accept(tx.conn(), now, secret, hash, step)?;
    tx.who.account = Some(account.id);
    tx.record(events::INVITATION_ACCEPTED.on(account.id.0))?;
    Ok(())
}
