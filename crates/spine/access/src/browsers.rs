//! Browsers with which the owner of an account has signed in before: others' wrong tries do not keep them out. A
//! browser holds a secret, of which only the hash is kept; it opens nothing.

use crate::{AccountId, sessions::Secret};
use diesel::prelude::*;
use store::{Conn, Instant, Result, each};

pub(crate) const DDL: &str = "
CREATE TABLE known_browser (token TEXT NOT NULL, account_id $UUID NOT NULL REFERENCES account(id),
  seen_at $INSTANT NOT NULL, PRIMARY KEY (token, account_id)) $STRICT;
CREATE INDEX known_browser_account ON known_browser(account_id, seen_at);
CREATE INDEX known_browser_age ON known_browser(seen_at);";

diesel::table! {
    use diesel::sql_types::*;
    use store::{AccountUid, types::Utc};

    known_browser (token, account_id) {
        token -> Text,
        account_id -> AccountUid,
        seen_at -> Utc,
    }
}

/// Seconds after its last sign-in for which a browser is known.
pub(crate) const KNOWN: i64 = 90 * 86_400;

/// The most browsers of an account.
const MOST: i64 = 10;

/// The hash of this browser's secret, if the account's owner has signed in with it.
pub(crate) fn known(
    conn: &mut Conn,
    now: Instant,
    secret: Option<&Secret>,
    account: AccountId,
) -> Result<Option<String>> {
    let Some(token) = secret.map(Secret::hash) else { return Ok(None) };
    let found = known_browser::table
        .find((&token, account))
        .filter(known_browser::seen_at.gt(now.plus_seconds(-KNOWN)))
        .count();
    let found: i64 = each!(conn, c => found.get_result(c))?;
    Ok((found > 0).then_some(token))
}

/// Remembers a browser in which somebody has just signed in; its new secret. It stays known to others who share it.
pub(crate) fn remember(conn: &mut Conn, now: Instant, old: Option<&Secret>, account: AccountId) -> Result<Secret> {
    let secret = Secret::new();
    if let Some(old) = old {
        diesel::update(known_browser::table.filter(known_browser::token.eq(old.hash())))
            .set(known_browser::token.eq(secret.hash()))
            .execute(conn)?;
    }

    let row =
        (known_browser::token.eq(secret.hash()), known_browser::account_id.eq(account), known_browser::seen_at.eq(now));
    each!(conn, c => diesel::insert_into(known_browser::table)
        .values(row)
        .on_conflict((known_browser::token, known_browser::account_id))
        .do_update()
        .set(known_browser::seen_at.eq(now))
        .execute(c))?;
    keep_newest(conn, account)?;
    Ok(secret)
}

fn keep_newest(conn: &mut Conn, account: AccountId) -> Result<()> {
    let too_many: Vec<String> = known_browser::table
        .filter(known_browser::account_id.eq(account))
        .order((known_browser::seen_at.desc(), known_browser::token))
        .offset(MOST)
        .limit(i64::MAX)
        .select(known_browser::token)
        .load(conn)?;
    for token in too_many {
        diesel::delete(known_browser::table.find((token, account))).execute(conn)?;
    }
    Ok(())
}

/// Forgets the browsers of an account.
pub(crate) fn forget(conn: &mut Conn, account: AccountId) -> Result<()> {
    diesel::delete(known_browser::table.filter(known_browser::account_id.eq(account))).execute(conn)?;
    Ok(())
}

/// Forgets those that nobody has signed in with for long.
pub(crate) fn forget_old(conn: &mut Conn, now: Instant) -> Result<()> {
    let old = known_browser::seen_at.lt(now.plus_seconds(-KNOWN));
    diesel::delete(known_browser::table.filter(old)).execute(conn)?;
    Ok(())
}

/// How many browsers of an account are known.
pub(crate) fn count(conn: &mut Conn, now: Instant, account: AccountId) -> Result<i64> {
    let live = known_browser::account_id.eq(account).and(known_browser::seen_at.gt(now.plus_seconds(-KNOWN)));
    Ok(known_browser::table.filter(live).count().get_result(conn)?)
}
