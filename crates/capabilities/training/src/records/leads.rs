//! Who leads families, and when they were last reminded of the course for it. It is told of people at work, and of no
//! family: how many somebody leads is not asked.

use access::{
    AccountId, AccountUid, TeamId,
    guard::{Tie, guard, tie},
};
use diesel::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use store::{Conn, Instant, Result};

diesel::table! {
    use diesel::sql_types::*;
    use store::types::Utc;
    use super::AccountUid;

    training_reminder (account_id, at) {
        account_id -> AccountUid,
        at -> Utc,
        by_name -> Text,
    }
}

/// Who leads for a family now, and which teams answer for the families they lead.
pub fn leads(conn: &mut Conn) -> Result<BTreeMap<AccountId, BTreeSet<TeamId>>> {
    let live = tie::kind.eq(Tie::Lead).and(tie::until_at.is_null());
    let rows: Vec<(AccountId, Option<TeamId>)> = tie::table
        .inner_join(guard::table.on(guard::family_id.eq(tie::family_id)))
        .filter(live)
        .select((tie::account_id, guard::team_id))
        .distinct()
        .load(conn)?;
    let mut leads: BTreeMap<AccountId, BTreeSet<TeamId>> = BTreeMap::new();
    for (account, team) in rows {
        leads.entry(account).or_default().extend(team);
    }
    Ok(leads)
}

/// When each was last reminded, and by whom.
pub fn reminded(conn: &mut Conn) -> Result<BTreeMap<AccountId, (Instant, String)>> {
    let rows: Vec<(AccountId, Instant, String)> = training_reminder::table
        .order(training_reminder::at)
        .select((training_reminder::account_id, training_reminder::at, training_reminder::by_name))
        .load(conn)?;
    Ok(rows.into_iter().map(|(account, at, by)| (account, (at, by))).collect())
}

/// Keeps that somebody was reminded.
pub(crate) fn remind(conn: &mut Conn, account: AccountId, at: Instant, by: &str) -> Result<()> {
    let row =
        (training_reminder::account_id.eq(account), training_reminder::at.eq(at), training_reminder::by_name.eq(by));
    diesel::insert_into(training_reminder::table).values(row).execute(conn)?;
    Ok(())
}
