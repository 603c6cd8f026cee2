//! A family's record kept to a list of people (T17): not even its lead or manager is let in unless listed.

use super::{guard, listed};
use crate::{AccountId, FamilyId, Permit, events, family, last_change, rules};
use diesel::prelude::*;
use serde_json::json;
use std::collections::BTreeSet;
use store::{Conn, Result, Tx};

/// Who may know of a record from now on.
#[derive(Debug, Clone, Default)]
pub struct NewRestriction {
    /// Those who may.
    pub listed: BTreeSet<AccountId>,
    /// Everyone again who could before, whoever is listed.
    pub lift: bool,
    /// Why.
    pub reason: String,
}

/// Restricts a family to those listed, or lifts the restriction.
///
/// # Errors
/// [`rules::CannotRestrict`].
pub fn restrict(tx: &mut Tx<'_>, permit: &Permit<FamilyId, family::Restrict>, new: &NewRestriction) -> web::Result<()> {
    let family = permit.subject();
    rules::restrict(&new.reason, new.listed.len(), new.lift)?;

    diesel::update(guard::table.find(family)).set(guard::restricted.eq(!new.lift)).execute(tx.conn())?;
    diesel::delete(listed::table.filter(listed::family_id.eq(family))).execute(tx.conn())?;
    if !new.lift {
        list(tx, family, &new.listed)?;
    }

    let kind = if new.lift { events::UNRESTRICTED } else { events::RESTRICTED };
    tx.record(kind.on(family.0).family(family).detail(json!({"reason": new.reason, "listed": new.listed})))?;
    Ok(())
}

pub(super) fn list(tx: &mut Tx<'_>, family: FamilyId, accounts: &BTreeSet<AccountId>) -> Result<()> {
    let now = tx.now;
    for account in accounts {
        diesel::insert_into(listed::table)
            .values((listed::family_id.eq(family), listed::account_id.eq(*account), listed::since_at.eq(now)))
            .execute(tx.conn())?;
    }
    Ok(())
}

/// Who changed the list last, and when.
pub fn restriction_changed(
    conn: &mut Conn,
    permit: &Permit<FamilyId, family::Restrict>,
) -> Result<Option<web::Changed>> {
    last_change(conn, permit.subject().0, &[events::RESTRICTED, events::UNRESTRICTED])
}

/// Who is listed, where the family is restricted.
pub fn restriction(
    conn: &mut Conn,
    permit: &Permit<FamilyId, family::Restrict>,
) -> Result<Option<BTreeSet<AccountId>>> {
    let family = permit.subject();
    let restricted: bool = guard::table.find(family).select(guard::restricted).first(conn)?;
    if !restricted {
        return Ok(None);
    }

    let there: Vec<AccountId> =
        listed::table.filter(listed::family_id.eq(family)).select(listed::account_id).load(conn)?;
    Ok(Some(there.into_iter().collect()))
}
