//! The letters to the owner of an account: that something was done to it, and never a name.

use crate::{
    AccountId, accounts,
    capability::{Letter, Words},
};
use serde::{Deserialize, Serialize};
use store::{AnyId, Conn, Instant, Result, Tx, jobs};

store::coded! {
    /// What was done to an account.
    pub enum Done {
        /// Its password and second factor were reset.
        Reset = "reset",
        /// It has another e-mail address.
        Email = "email",
        /// It was disabled.
        Disabled = "disabled",
        /// It was enabled.
        Enabled = "enabled",
        /// Somebody tried to sign in to it too often, and did not.
        Guessed = "guessed",
    }
}

impl Done {
    const fn subject(self) -> &'static str {
        match self {
            Self::Reset => "Your early help account was reset",
            Self::Email => "The email address of your early help account was changed",
            Self::Disabled => "Your early help account was disabled",
            Self::Enabled => "Your early help account can be used again",
            Self::Guessed => "Too many tries to sign in to your early help account",
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::Reset => {
                "An administrator has reset the password and the authenticator app of your early help account. You are \
                signed out everywhere, and tokens of programs have ended. You come in again with the link that the \
                administrator gives you. If you did not ask for this, tell them at once."
            }
            Self::Email => {
                "The email address with which you sign in to early help was changed. You are signed out everywhere. \
                If you did not ask for this, tell an administrator at once."
            }
            Self::Disabled => {
                "Your early help account was disabled, and you are signed out everywhere. If you still need it, ask an \
                administrator."
            }
            Self::Enabled => {
                "Your early help account was enabled again. If you did not expect this, tell an administrator."
            }
            Self::Guessed => {
                "Somebody tried too often to sign in to your early help account, and did not get in. Nothing was \
                changed, and a browser with which you signed in before still lets you in. If it was not you, tell an \
                administrator."
            }
        }
    }
}

/// To the owner of an account, whether it is in use or not.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct AccountMessage {
    account: AccountId,
    done: Done,
    /// An address that the account had before, where the letter goes there.
    former: Option<AnyId>,
}

impl Letter for AccountMessage {
    const KIND: &'static str = "account-message";

    fn word(&self, conn: &mut Conn) -> Result<Option<Words>> {
        let to = match self.former {
            Some(id) => accounts::find_former(conn, id)?,
            None => Some(accounts::find(conn, self.account)?.email),
        };
        // an account whose address was given to another has none
        let to = to.filter(|to| to.contains('@'));
        let (subject, text) = (self.done.subject(), self.done.text().to_owned());
        Ok(to.map(|to| Words { to, subject: subject.into(), text, page: None }))
    }
}

/// Tells the owner of an account what was done to it.
pub(crate) fn tell(tx: &mut Tx<'_>, account: AccountId, done: Done) -> Result<()> {
    crate::capability::send(tx, &AccountMessage { account, done, former: None }, None)
}

/// Tells them of their new address at the one that they had before.
pub(crate) fn tell_former(tx: &mut Tx<'_>, account: AccountId, former: AnyId) -> Result<()> {
    crate::capability::send(tx, &AccountMessage { account, done: Done::Email, former: Some(former) }, None)
}

/// Tells them, once a day, that somebody tries to get in.
pub(crate) fn tell_of_guesses(conn: &mut Conn, now: Instant, account: AccountId) -> Result<()> {
    let message = AccountMessage { account, done: Done::Guessed, former: None };
    let payload = serde_json::to_value(&message).map_err(|error| store::Error::Outside(error.to_string()))?;
    let once = format!("{} guessed {account} {}", AccountMessage::KIND, now.date());
    jobs::insert(conn, now, jobs::NewJob::now(AccountMessage::KIND, payload).once(once))
}
