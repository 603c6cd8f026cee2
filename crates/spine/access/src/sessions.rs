//! Sessions and invitations: 128-bit secrets, of which only hashes are kept (T22).

use crate::{
    AccountId, Actor,
    accounts::{self, account},
    attempts, browsers,
    tokens::api_token,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use diesel::prelude::*;
use sha2::{Digest, Sha256};
use store::{Conn, Instant, MultiBackend, Result, Vault, each, seal::hex};

/// Its hash is the migration's: a line that ends with `\` is broken here, and not in the text.
pub(crate) const DDL: &str = "
CREATE TABLE session (token TEXT PRIMARY KEY NOT NULL, account_id $UUID NOT NULL REFERENCES account(id), \
  stage TEXT NOT NULL,
  began_at $INSTANT NOT NULL, seen_at $INSTANT NOT NULL) $STRICT;
CREATE INDEX session_account ON session(account_id);
CREATE TABLE invitation (token TEXT PRIMARY KEY NOT NULL, account_id $UUID NOT NULL REFERENCES account(id),
  totp_secret TEXT NOT NULL, made_at $INSTANT NOT NULL, used_at $INSTANT) $STRICT;
CREATE TABLE api_token (token TEXT PRIMARY KEY NOT NULL, account_id $UUID NOT NULL REFERENCES account(id), \
  scope TEXT NOT NULL,
  made_at $INSTANT NOT NULL) $STRICT;
CREATE TABLE attempt (about TEXT NOT NULL, at $INSTANT NOT NULL) $STRICT;
CREATE INDEX attempt_about ON attempt(about, at);";

diesel::table! {
    use diesel::sql_types::*;
    use store::{AccountUid, types::Utc};

    session (token) {
        token -> Text,
        account_id -> AccountUid,
        stage -> Text,
        began_at -> Utc,
        seen_at -> Utc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::{AccountUid, types::Utc};

    invitation (token) {
        token -> Text,
        account_id -> AccountUid,
        totp_secret -> Text,
        made_at -> Utc,
        used_at -> Nullable<Utc>,
    }
}

/// A secret as the browser or program holds it.
#[derive(Debug, Clone)]
pub struct Secret(String);

impl Secret {
    /// A new one: 128 bits from the operating system.
    pub fn new() -> Self {
        Self(URL_SAFE_NO_PAD.encode(store::ids::random::<16>()))
    }

    /// One that came in a request; whether it is any good is for the look-up.
    pub fn given(text: &str) -> Self {
        Self(text.into())
    }

    /// As it is sent to its owner, once.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// As it is stored.
    pub fn hash(&self) -> String {
        hex(&Sha256::digest(&self.0))
    }

    /// A token that shows that a form was made for this session, without telling the session.
    pub fn form_token(&self) -> String {
        hex(&Sha256::digest(format!("form {}", self.0))[..16])
    }
}

impl Default for Secret {
    fn default() -> Self {
        Self::new()
    }
}

/// Whose form a token stands in, also when its session has ended: what they typed is kept for them, and shown to nobody
/// else.
pub(crate) const FORMS: &str = "
CREATE TABLE form_owner (form TEXT PRIMARY KEY NOT NULL, account_id $UUID NOT NULL REFERENCES account(id),
  made_at $INSTANT NOT NULL) $STRICT;
CREATE INDEX form_owner_age ON form_owner(made_at);";

diesel::table! {
    use diesel::sql_types::*;
    use store::{AccountUid, types::Utc};

    form_owner (form) {
        form -> Text,
        account_id -> AccountUid,
        made_at -> Utc,
    }
}

/// For so long after sign-in a form that was open then is known, in seconds.
const FORM: i64 = 3 * 86_400;

store::coded! {
    /// How far a sign-in has come.
    pub enum Stage {
        /// The password was right; the second factor is still to come.
        Password = "password",
        /// Signed in.
        Full = "full",
    }
}

/// A session.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = session, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Session {
    pub token: String,
    pub account_id: AccountId,
    pub stage: Stage,
    pub began_at: Instant,
    pub seen_at: Instant,
}

/// How long sessions and accounts live.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Seconds without a request.
    pub idle: i64,
    /// Seconds from sign-in.
    pub absolute: i64,
    /// Seconds after which an account that was not used may not act (T20).
    pub account_idle: i64,
}

/// A half-finished sign-in is good for ten minutes.
const HALF: i64 = 600;

/// Begins a session; its secret is always new (T22).
pub fn begin(conn: &mut Conn, now: Instant, id: AccountId, stage: Stage) -> Result<Secret> {
    let secret = Secret::new();
    let row = Session { token: secret.hash(), account_id: id, stage, began_at: now, seen_at: now };
    diesel::insert_into(session::table).values(&row).execute(conn)?;
    if stage == Stage::Full {
        touch_account(conn, now, id)?;
        let form =
            (form_owner::form.eq(secret.form_token()), form_owner::account_id.eq(id), form_owner::made_at.eq(now));
        diesel::insert_into(form_owner::table).values(form).execute(conn)?;
    }
    Ok(secret)
}

/// Whose form it is that holds this token: a session of theirs made it, which may have ended.
pub fn form_owner(conn: &mut Conn, now: Instant, token: &str) -> Result<Option<AccountId>> {
    let lately = form_owner::made_at.gt(now.plus_seconds(-FORM));
    let of = form_owner::table.find(token).filter(lately).select(form_owner::account_id);
    Ok(each!(conn, c => of.first(c)).optional()?)
}

/// The session and its actor, if both are still good.
pub fn find(conn: &mut Conn, now: Instant, secret: &Secret, limits: Limits) -> Result<Option<(Session, Actor)>> {
    let row: Option<Session> =
        each!(conn, c => session::table.find(secret.hash()).select(Session::as_select()).first(c)).optional()?;
    let Some(row) = row else { return Ok(None) };

    // a clock that was set back must not make a session live longer: both ends are bounded (T11)
    let idle = now.seconds_since(row.seen_at);
    let age = now.seconds_since(row.began_at);
    let most = if row.stage == Stage::Full { limits.absolute } else { HALF };
    if idle > limits.idle || age > most || idle.min(age) < -60 {
        return Ok(None);
    }
    Ok(accounts::actor(conn, now, row.account_id)?.map(|actor| (row, actor)))
}

/// Notes that an account was used.
pub fn touch_account(conn: &mut Conn, now: Instant, id: AccountId) -> Result<()> {
    diesel::update(account::table.find(id)).set(account::seen_at.eq(now)).execute(conn)?;
    Ok(())
}

/// Notes that a session was used.
pub fn touch(conn: &mut Conn, now: Instant, token: &str, account: AccountId) -> Result<()> {
    diesel::update(session::table.find(token)).set(session::seen_at.eq(now)).execute(conn)?;
    touch_account(conn, now, account)
}

/// Ends one session.
pub fn end(conn: &mut Conn, secret: &Secret) -> Result<()> {
    diesel::delete(session::table.find(secret.hash())).execute(conn)?;
    Ok(())
}

/// Ends every session and token of an account.
pub fn end_all(conn: &mut Conn, account: AccountId) -> Result<()> {
    end_sessions(conn, account)?;
    diesel::delete(api_token::table.filter(api_token::account_id.eq(account))).execute(conn)?;
    Ok(())
}

/// Ends every session of an account; its tokens go on.
pub(crate) fn end_sessions(conn: &mut Conn, account: AccountId) -> Result<()> {
    diesel::delete(session::table.filter(session::account_id.eq(account))).execute(conn)?;
    Ok(())
}

/// Where an account is signed in, last seen first.
pub(crate) fn list(conn: &mut Conn, now: Instant, account: AccountId, limits: Limits) -> Result<Vec<Session>> {
    let all: Vec<Session> = session::table
        .filter(session::account_id.eq(account).and(session::stage.eq(Stage::Full)))
        .order(session::seen_at.desc())
        .select(Session::as_select())
        .load(conn)?;
    let live = |one: &Session| {
        now.seconds_since(one.seen_at) <= limits.idle && now.seconds_since(one.began_at) <= limits.absolute
    };
    Ok(all.into_iter().filter(live).collect())
}

/// Forgets sessions, tries and browsers that can be of no use.
pub fn forget_old(conn: &mut Conn, now: Instant) -> Result<()> {
    let days_ago = |days: i64| now.plus_seconds(-days * 86_400);
    diesel::delete(session::table.filter(session::seen_at.lt(days_ago(2)))).execute(conn)?;
    diesel::delete(form_owner::table.filter(form_owner::made_at.lt(now.plus_seconds(-FORM)))).execute(conn)?;
    attempts::forget_old(conn, days_ago(1))?;
    crate::own_sessions::forget_old(conn, days_ago(1))?;
    browsers::forget_old(conn, now)
}

/// Makes an invitation; the earlier ones of this account are void.
pub fn invite(conn: &mut Conn, vault: &Vault, now: Instant, account: AccountId) -> Result<Secret> {
    diesel::delete(invitation::table.filter(invitation::account_id.eq(account))).execute(conn)?;
    let secret = Secret::new();
    let totp = totp_rs::Secret::Raw(store::ids::random::<20>().to_vec()).to_encoded().to_string();
    diesel::insert_into(invitation::table)
        .values((
            invitation::token.eq(secret.hash()),
            invitation::account_id.eq(account),
            invitation::totp_secret.eq(vault.seal(&totp, &authenticator(account))?),
            invitation::made_at.eq(now),
        ))
        .execute(conn)?;
    Ok(secret)
}

/// Makes the invitations void that an account has not used.
pub(crate) fn withdraw(conn: &mut Conn, account: AccountId) -> Result<()> {
    let open = invitation::account_id.eq(account).and(invitation::used_at.is_null());
    diesel::delete(invitation::table.filter(open)).execute(conn)?;
    Ok(())
}

/// What the sealed secret of an account's authenticator app is about.
pub(crate) fn authenticator(account: AccountId) -> String {
    format!("authenticator {account}")
}

/// A secret of an authenticator app that is kept in plain text.
pub(crate) struct Unsealed {
    account: AccountId,
    /// The invitation that offers it; none where it is the account's own.
    invitation: Option<String>,
    plain: String,
}

/// What was kept in plain text before there was a vault.
pub(crate) fn unsealed(conn: &mut Conn) -> Result<Vec<Unsealed>> {
    let own: Vec<(AccountId, Option<String>)> = account::table
        .filter(account::totp_secret.is_not_null())
        .select((account::id, account::totp_secret))
        .load(conn)?;
    let own = own.into_iter().map(|(account, plain)| (account, None, plain.unwrap_or_default()));
    let offered: Vec<(AccountId, String, String)> =
        invitation::table.select((invitation::account_id, invitation::token, invitation::totp_secret)).load(conn)?;
    let offered = offered.into_iter().map(|(account, token, plain)| (account, Some(token), plain));

    let all = own.chain(offered).filter(|(_, _, text)| !Vault::is_sealed(text));
    Ok(all.map(|(account, invitation, plain)| Unsealed { account, invitation, plain }).collect())
}

/// Seals one of them where it is kept.
pub(crate) fn seal(conn: &mut Conn, vault: &Vault, unsealed: &Unsealed) -> Result<()> {
    let sealed = vault.seal(&unsealed.plain, &authenticator(unsealed.account))?;
    match &unsealed.invitation {
        Some(token) => {
            diesel::update(invitation::table.find(token)).set(invitation::totp_secret.eq(sealed)).execute(conn)?
        }
        None => diesel::update(account::table.find(unsealed.account))
            .set(account::totp_secret.eq(Some(sealed)))
            .execute(conn)?,
    };
    Ok(())
}

/// The account and second-factor secret of an invitation that can still be used: 7 days, once.
pub fn invited(conn: &mut Conn, vault: &Vault, now: Instant, secret: &Secret) -> Result<Option<(AccountId, String)>> {
    let found: Option<(AccountId, String)> = invitation::table
        .find(secret.hash())
        .filter(invitation::used_at.is_null().and(invitation::made_at.gt(now.plus_seconds(-7 * 86_400))))
        .select((invitation::account_id, invitation::totp_secret))
        .first(conn)
        .optional()?;
    found.map(|(account, sealed)| Ok((account, vault.unseal(&sealed, &authenticator(account))?))).transpose()
}

/// Uses an invitation up: the account can sign in from now on, with this hash of a password. The code of `step` is
/// spent.
pub(crate) fn accept(conn: &mut Conn, now: Instant, secret: &Secret, hash: &str, step: i64) -> Result<()> {
    let token = secret.hash();
    let of_invitation = (invitation::account_id, invitation::totp_secret);
    let (id, totp): (AccountId, String) = invitation::table.find(&token).select(of_invitation).first(conn)?;
    diesel::update(invitation::table.find(&token)).set(invitation::used_at.eq(Some(now))).execute(conn)?;
    diesel::update(account::table.find(id))
        .set((
            account::password.eq(Some(hash)),
            account::totp_secret.eq(Some(totp)),
            account::totp_step.eq(step),
            account::seen_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// The time step of a right code that was not used before (RFC 6238: a code is good once); one step either side.
pub fn totp_step(secret: &str, code: &str, now: Instant, used: i64) -> Option<i64> {
    let bytes = totp_rs::Secret::Encoded(secret.into()).to_bytes().ok()?;
    let totp = totp_rs::TOTP::new_unchecked(totp_rs::Algorithm::SHA1, 6, 0, 30, bytes);
    let code: String = code.chars().filter(char::is_ascii_digit).collect();
    let at = now.0.div_euclid(30_000_000);
    (at - 1..=at + 1).filter(|step| *step > used).find(|step| {
        let seconds = u64::try_from(*step * 30).unwrap_or(0);
        totp.generate(seconds) == code
    })
}

/// The step is spent.
pub fn spend_step(conn: &mut Conn, id: AccountId, step: i64) -> Result<()> {
    diesel::update(account::table.find(id)).set(account::totp_step.eq(step)).execute(conn)?;
    Ok(())
}
