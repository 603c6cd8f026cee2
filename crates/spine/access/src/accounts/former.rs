//! Addresses that accounts had a moment ago: the letter that says so goes there, too.

use super::holders::account;
use crate::AccountId;
use diesel::prelude::*;
use store::{AnyId, Conn, Instant, Result, Tx};

pub(crate) const FORMER: &str = "
CREATE TABLE former_address (id $UUID PRIMARY KEY NOT NULL, account_id $UUID NOT NULL REFERENCES account(id),
  email TEXT NOT NULL, until_at $INSTANT NOT NULL) $STRICT;
CREATE INDEX former_address_age ON former_address(until_at);";

diesel::table! {
    use diesel::sql_types::*;
    use store::{AccountUid, types::{Uid, Utc}};

    former_address (id) {
        id -> Uid,
        account_id -> AccountUid,
        email -> Text,
        until_at -> Utc,
    }
}

/// Keeps the address of an account that is about to have another.
pub(crate) fn keep_former(tx: &mut Tx<'_>, id: AccountId, email: &str) -> Result<AnyId> {
    let (former, now) = (AnyId::new(), tx.now);
    diesel::insert_into(former_address::table)
        .values((
            former_address::id.eq(former),
            former_address::account_id.eq(id),
            former_address::email.eq(email),
            former_address::until_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(former)
}

/// Such an address, as long as it is kept.
pub(crate) fn find_former(conn: &mut Conn, id: AnyId) -> Result<Option<String>> {
    Ok(former_address::table.find(id).select(former_address::email).first(conn).optional()?)
}

/// Forgets them after a week: a letter has then long gone.
pub(crate) fn forget_former(conn: &mut Conn, now: Instant) -> Result<()> {
    let old = former_address::until_at.lt(now.plus_seconds(-7 * 86_400));
    diesel::delete(former_address::table.filter(old)).execute(conn)?;
    Ok(())
}

/// Takes the address, and all with which one signs in, from an account that is disabled: somebody else has it now.
pub(crate) fn release(conn: &mut Conn, id: AccountId) -> Result<()> {
    diesel::update(account::table.find(id))
        .set((
            account::email.eq(id.to_string()),
            account::password.eq(None::<String>),
            account::totp_secret.eq(None::<String>),
        ))
        .execute(conn)?;
    Ok(())
}
