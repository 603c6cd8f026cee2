//! Until when a family agrees to be supported, as far as access depends on it: a service that a family was referred to
//! reads of the family while somebody agrees, or while a sharing decision with its organisation is in force (T26).

use super::{guard, listed, sharing_grant};
use crate::{Actor, FamilyId, OrganisationId};
use chrono::NaiveDate;
use diesel::{dsl::exists, prelude::*};
use std::collections::BTreeSet;
use store::{Conn, Result, each};

/// Until when somebody's agreement is in force; `None` where nobody agrees. Kept by whoever records agreement, in the
/// same transaction.
pub fn agree(conn: &mut Conn, family: FamilyId, until: Option<NaiveDate>) -> Result<()> {
    diesel::update(guard::table.find(family)).set(guard::agreed_until.eq(until)).execute(conn)?;
    Ok(())
}

/// Until when somebody's agreement is in force.
pub fn agreed_until(conn: &mut Conn, family: FamilyId) -> Result<Option<NaiveDate>> {
    Ok(each!(conn, c => guard::table.find(family).select(guard::agreed_until).first(c))?)
}

/// Whether this organisation may be told of the family: somebody agrees, or a sharing decision with it is in force.
/// Outside organisations that have no account here are none; then agreement alone counts.
pub fn may_be_told(
    conn: &mut Conn,
    family: FamilyId,
    organisation: Option<OrganisationId>,
    today: NaiveDate,
) -> Result<bool> {
    let until: Option<NaiveDate> = each!(conn, c => guard::table.find(family).select(guard::agreed_until).first(c))?;
    if until.is_some_and(|until| until >= today) {
        return Ok(true);
    }

    match organisation {
        Some(organisation) => is_shared(conn, family, organisation, today),
        None => Ok(false),
    }
}

/// Whether a sharing decision with this organisation is in force (T26).
pub fn is_shared(conn: &mut Conn, family: FamilyId, organisation: OrganisationId, today: NaiveDate) -> Result<bool> {
    let granted: Option<Option<NaiveDate>> = each!(conn, c => sharing_grant::table
        .find((family, organisation))
        .select(sharing_grant::until_on)
        .first(c))
    .optional()?;
    Ok(granted.is_some_and(|until| until.is_none_or(|until| until >= today)))
}

/// Those of `families` of which somebody who was referred to, or who referred, may still read: none that is restricted
/// from them, and for a service (`of_service`) only while agreement or a sharing decision holds.
pub fn told_of(conn: &mut Conn, actor: &Actor, families: &[FamilyId], of_service: bool) -> Result<BTreeSet<FamilyId>> {
    let (Some(account), Some(organisation)) = (actor.account, actor.organisation) else { return Ok(BTreeSet::new()) };
    let today = actor.as_of.date();
    let on_the_list = listed::family_id.eq(guard::family_id).and(listed::account_id.eq(account));
    let in_force = sharing_grant::until_on.is_null().or(sharing_grant::until_on.ge(today)).assume_not_null();
    let with_them = sharing_grant::family_id.eq(guard::family_id).and(sharing_grant::organisation_id.eq(organisation));
    let agreed = guard::agreed_until.is_not_null().and(guard::agreed_until.assume_not_null().ge(today));

    let known = guard::table
        .filter(guard::family_id.eq_any(families))
        .filter(guard::restricted.eq(false).or(exists(listed::table.filter(on_the_list))))
        .select(guard::family_id);
    let ids: Vec<FamilyId> = if of_service {
        let granted = exists(sharing_grant::table.filter(with_them.and(in_force)));
        known.filter(agreed.or(granted)).load(conn)?
    } else {
        known.load(conn)?
    };
    Ok(ids.into_iter().collect())
}
