//! Until when social care may read of a family that was stepped up to it, as far as access depends on it: while the
//! step up waits for their answer, and for so long after they accepted it.

use super::{guard, listed};
use crate::{AccountId, FamilyId, Role, accounts};
use chrono::NaiveDate;
use diesel::prelude::*;
use store::{Conn, Result};

/// Until when they may read while nobody has answered: no step up waits for so long.
pub const UNANSWERED: NaiveDate = NaiveDate::from_ymd_opt(9_999, 12, 31).expect("a day");

/// A step up waits for social care ([`UNANSWERED`]), was accepted (until a day), or came back (`None`). Kept by whoever
/// submits or answers one, in the same transaction.
pub fn stepped_up(conn: &mut Conn, family: FamilyId, until: Option<NaiveDate>) -> Result<()> {
    diesel::update(guard::table.find(family)).set(guard::stepped_up_until.eq(until)).execute(conn)?;
    Ok(())
}

/// Whether somebody of social care has an account with which they could answer a step up of this family: of a
/// restricted one, only those who are listed (T17).
pub fn is_attended(conn: &mut Conn, family: FamilyId) -> Result<bool> {
    let there = accounts::anywhere_with_role(conn, Role::SocialCare)?;
    let restricted: bool = guard::table.find(family).select(guard::restricted).first(conn)?;
    if !restricted {
        return Ok(!there.is_empty());
    }
    let named: Vec<AccountId> =
        listed::table.filter(listed::family_id.eq(family)).select(listed::account_id).load(conn)?;
    Ok(there.iter().any(|account| named.contains(account)))
}
