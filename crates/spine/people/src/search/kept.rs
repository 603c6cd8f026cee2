//! What somebody looked for, kept for a day: names, numbers and dates of birth travel in no address (T23), and a search
//! can be gone back to all the same.

use access::{AccountId, Nobody, Permit, policy::Act};
use diesel::prelude::*;
use store::{Conn, Instant, Result, Tx, each};

pub(crate) const DDL: &str = "
CREATE TABLE kept_search (id $UUID PRIMARY KEY NOT NULL, account_id $UUID NOT NULL REFERENCES account(id), \
  asked TEXT NOT NULL,
  made_at $INSTANT NOT NULL) $STRICT;
CREATE INDEX kept_search_age ON kept_search(made_at);";

store::strict_id!(
    /// A search that is kept.
    SearchId,
    SearchUid
);

diesel::table! {
    use super::SearchUid;
    use access::AccountUid;
    use diesel::sql_types::*;
    use store::types::Utc;

    kept_search (id) {
        id -> SearchUid,
        account_id -> AccountUid,
        asked -> Text,
        made_at -> Utc,
    }
}

/// The longest question, in characters.
const LONGEST: usize = 200;

/// For so long one can go back to it, in seconds.
const DAY: i64 = 86_400;

/// Keeps what somebody looks for, people or contacts; only they find it again.
///
/// # Errors
/// [`store::Error::Missing`] where nobody is signed in.
pub fn keep<A: Act>(tx: &mut Tx<'_>, permit: &Permit<Nobody, A>, asked: &str) -> Result<SearchId> {
    let account: AccountId = permit.actor().account.ok_or(store::Error::Missing)?;
    let (id, now) = (SearchId::new(), tx.now);
    let asked: String = asked.chars().take(LONGEST).collect();
    let row = (
        kept_search::id.eq(id),
        kept_search::account_id.eq(account),
        kept_search::asked.eq(asked),
        kept_search::made_at.eq(now),
    );
    each!(tx.conn(), c => diesel::insert_into(kept_search::table).values(row).execute(c))?;
    // a question changes nobody's record; what it shows is logged when it is shown
    tx.nothing_new();
    Ok(id)
}

/// What this actor looked for.
///
/// # Errors
/// [`store::Error::Missing`] where it was somebody else, or longer than a day ago.
pub fn find<A: Act>(conn: &mut Conn, permit: &Permit<Nobody, A>, now: Instant, id: SearchId) -> Result<String> {
    let account: AccountId = permit.actor().account.ok_or(store::Error::Missing)?;
    let theirs = kept_search::account_id.eq(account).and(kept_search::made_at.gt(now.plus_seconds(-DAY)));
    Ok(each!(conn, c => kept_search::table.find(id).filter(theirs).select(kept_search::asked).first(c))?)
}

/// Forgets what is older than a day.
pub(crate) fn forget_old(conn: &mut Conn, now: Instant) -> Result<usize> {
    let old = kept_search::table.filter(kept_search::made_at.lt(now.plus_seconds(-DAY)));
    Ok(diesel::delete(old).execute(conn)?)
}
