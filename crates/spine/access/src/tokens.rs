//! API tokens: what a program holds in place of a session. Each is for one scope, and listed and revoked by itself.

use crate::{
    AccountId, Actor, accounts,
    sessions::{Secret, touch_account},
};
use diesel::prelude::*;
use store::{Conn, Instant, MultiBackend, Result, each};
use web::Error;

/// What it is called, and when it was last used.
pub(crate) const DDL: &str = "
ALTER TABLE api_token ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE api_token ADD COLUMN used_at $INSTANT;
CREATE INDEX api_token_account ON api_token(account_id);";

diesel::table! {
    use diesel::sql_types::*;
    use store::{AccountUid, types::Utc};

    api_token (token) {
        token -> Text,
        account_id -> AccountUid,
        scope -> Text,
        made_at -> Utc,
        name -> Text,
        used_at -> Nullable<Utc>,
    }
}

store::coded! {
    /// What an API token is for.
    pub enum Scope {
        /// All addresses of the API.
        Api = "api",
        /// `/api/v1/contacts` and below.
        Contacts = "contacts",
        /// `/api/v1/people` and below.
        People = "people",
        /// `/api/v1/families` and below.
        Families = "families",
        /// `/api/v1/returns`: what the system of a service outside needs to give its returns.
        Returns = "returns",
        /// `/api/v1/events`.
        Events = "events",
    }
}

impl Scope {
    /// Whether an address of the API is one that it is for.
    pub fn allows(self, path: &str) -> bool {
        let room = path.strip_prefix("/api/v1/").and_then(|below| below.split('/').next());
        self == Self::Api || room == Some(self.code())
    }
}

/// A token as it is kept: its owner alone has the secret.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = api_token, check_for_backend(MultiBackend))]
pub struct Token {
    /// The hash of the secret.
    pub token: String,
    /// A code of [`Scope`].
    pub scope: String,
    /// When it was made.
    pub made_at: Instant,
    /// What it was called when it was made; empty for those of before.
    pub name: String,
    /// When it was last used, to the minute; none where it never was, or not since this is kept.
    pub used_at: Option<Instant>,
}

impl Token {
    /// The first eight letters of the hash, by which people tell tokens apart. It opens nothing.
    pub fn mark(&self) -> &str {
        self.token.get(..8).unwrap_or(&self.token)
    }

    /// Says no at an address that it is not for.
    ///
    /// # Errors
    /// [`Error::OutOfScope`].
    pub(crate) fn check(&self, path: &str) -> web::Result<()> {
        if Scope::parse(&self.scope).is_some_and(|scope| scope.allows(path)) {
            return Ok(());
        }
        Err(Error::OutOfScope(self.scope.clone()))
    }
}

/// Makes a token for an account; shown once.
pub fn add(conn: &mut Conn, now: Instant, account: AccountId, scope: Scope, name: &str) -> Result<Secret> {
    let secret = Secret::new();
    touch_account(conn, now, account)?;
    diesel::insert_into(api_token::table)
        .values((
            api_token::token.eq(secret.hash()),
            api_token::account_id.eq(account),
            api_token::scope.eq(scope.code()),
            api_token::made_at.eq(now),
            api_token::name.eq(name),
        ))
        .execute(conn)?;
    Ok(secret)
}

/// The tokens of an account, newest first.
pub fn list(conn: &mut Conn, account: AccountId) -> Result<Vec<Token>> {
    Ok(api_token::table
        .filter(api_token::account_id.eq(account))
        .order((api_token::made_at.desc(), api_token::token))
        .select(Token::as_select())
        .load(conn)?)
}

/// Ends one.
pub(crate) fn end(conn: &mut Conn, token: &Token) -> Result<()> {
    diesel::delete(api_token::table.find(&token.token)).execute(conn)?;
    Ok(())
}

/// Who acts by this secret, and the token that it is.
pub(crate) fn bearer(conn: &mut Conn, now: Instant, secret: &Secret) -> Result<Option<(Actor, Token)>> {
    let row: Option<(AccountId, Token)> = each!(conn, c => api_token::table
        .find(secret.hash())
        .select((api_token::account_id, Token::as_select()))
        .first(c))
    .optional()?;
    let Some((account, token)) = row else { return Ok(None) };

    Ok(accounts::actor(conn, now, account)?.map(|actor| (actor, token)))
}

/// Notes that it was used.
pub(crate) fn touch(conn: &mut Conn, now: Instant, token: &str) -> Result<()> {
    diesel::update(api_token::table.find(token)).set(api_token::used_at.eq(Some(now))).execute(conn)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_for_its_own_addresses_and_api_for_all() {
        assert!(Scope::Api.allows("/api/v1/families/1") && Scope::Contacts.allows("/api/v1/contacts"));
        assert!(Scope::Contacts.allows("/api/v1/contacts/1"));
        for elsewhere in ["/api/v1/people", "/api/v1/contacts-of-all", "/api/v2/contacts", "/contacts", "/api/v1/"] {
            assert!(!Scope::Contacts.allows(elsewhere), "{elsewhere}");
        }
    }
}
