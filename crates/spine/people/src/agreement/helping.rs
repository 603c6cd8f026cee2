//! Whether help may go on for a family, for what comes next: without a permit, since it runs under that of the change that
//! it ends, and shows nothing.

use super::{
    agreed::{AgreementState, agreement},
    bases::lawful_basis,
};
use access::{FamilyId, guard};
use chrono::NaiveDate;
use diesel::prelude::*;
use store::{Conn, Instant, Result, each};

/// Whether somebody agrees, or the record rests on another lawful basis.
pub fn may_help(conn: &mut Conn, family: FamilyId, today: NaiveDate) -> Result<bool> {
    if guard::agreed_until(conn, family)?.is_some_and(|until| until >= today) {
        return Ok(true);
    }
    let last: Option<String> = each!(conn, c => lawful_basis::table
        .filter(lawful_basis::family_id.eq(family))
        .order(lawful_basis::recorded_at.desc())
        .select(lawful_basis::basis)
        .first(c))
    .optional()?;
    Ok(last.is_some_and(|basis| basis != "agreement"))
}

/// The day on which somebody first agreed, since this one.
pub fn first_agreed(conn: &mut Conn, family: FamilyId, since: NaiveDate) -> Result<Option<NaiveDate>> {
    let from = Instant::at_london(since.and_time(chrono::NaiveTime::MIN));
    let said = agreement::state.eq(AgreementState::Given).and(agreement::recorded_at.ge(from));
    let first: Option<Instant> = each!(conn, c => agreement::table
        .filter(agreement::family_id.eq(family).and(said))
        .order(agreement::recorded_at)
        .select(agreement::recorded_at)
        .first(c))
    .optional()?;
    Ok(first.map(Instant::date))
}
