//! Since when a family agrees, for what comes next: without a permit, since it runs under that of the change that it ends,
//! and shows nothing.

use super::agreed::{AgreementState, agreement};
use access::FamilyId;
use chrono::NaiveDate;
use diesel::prelude::*;
use store::{Conn, Instant, Result, each};

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

/// Whether anybody of the family was ever asked, whatever they said: until then what was said to whoever made a contact
/// stands.
pub fn anybody_said(conn: &mut Conn, family: FamilyId) -> Result<bool> {
    let count: i64 = each!(conn, c => agreement::table
        .filter(agreement::family_id.eq(family))
        .count()
        .get_result(c))?;
    Ok(count > 0)
}
