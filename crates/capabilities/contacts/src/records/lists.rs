//! Many contacts at once: one's own, a family's; and numbers.

use super::{received::Contact, tables::contact};
use access::{FamilyId, Nobody, Permit, Sight, nobody};
use cases::records::episode;
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::BTreeSet;
use store::{Conn, Instant, Result, each};

/// The contacts that this actor made, newest first.
pub fn made_by(conn: &mut Conn, permit: &Permit<Nobody, nobody::RecordContact>, most: i64) -> Result<Vec<Contact>> {
    let Some(account) = permit.actor().account else { return Ok(vec![]) };
    Ok(contact::table
        .filter(contact::maker_id.eq(account))
        // ids sort by age, also those of one moment
        .order((contact::received_at.desc(), contact::id.desc()))
        .limit(most)
        .select(Contact::as_select())
        .load(conn)?)
}

/// The contacts about a family, newest first.
pub fn of_family(conn: &mut Conn, sight: &Sight<FamilyId>) -> Result<Vec<Contact>> {
    Ok(each!(conn, c => contact::table
        .filter(contact::family_id.eq(sight.subject()))
        .order(contact::received_at.desc())
        .select(Contact::as_select())
        .load(c))?)
}

/// How many wait for a decision, and how many of those are late. No permit: two numbers, for the metrics, too.
pub fn waiting(conn: &mut Conn, today: NaiveDate) -> Result<(i64, i64)> {
    let open = contact::table.filter(contact::closed_at.is_null().and(contact::decided_at.is_null()));
    Ok((open.count().get_result(conn)?, open.filter(contact::decide_by.lt(today)).count().get_result(conn)?))
}

/// Those of `families` whose last episode closed, or whose last contact was decided, since `from`: another contact
/// about them is a re-referral (practice 3). For rows of the queue, which was asked for with its own permit.
pub(crate) fn helped_since(conn: &mut Conn, families: &[FamilyId], from: Instant) -> Result<BTreeSet<FamilyId>> {
    if families.is_empty() {
        return Ok(BTreeSet::new());
    }
    let closed: Vec<FamilyId> = episode::table
        .filter(episode::family_id.eq_any(families).and(episode::closed_at.gt(from)))
        .select(episode::family_id)
        .load(conn)?;
    let decided: Vec<Option<FamilyId>> = contact::table
        .filter(contact::family_id.eq_any(families).and(contact::decided_at.gt(from)))
        .select(contact::family_id)
        .load(conn)?;
    Ok(closed.into_iter().chain(decided.into_iter().flatten()).collect())
}
