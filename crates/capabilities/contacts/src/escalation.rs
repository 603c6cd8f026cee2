//! A contact that waits too long, for a decision or for its answer, is late work of the whole front door (T33).

use crate::records::{ContactId, contact};
use access::{Role, accounts, capability::Late};
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use store::{AnyId, Conn, FamilyId, Instant, Result};

/// Contacts that are late, with the whole front door as their owners. The job that tells late work runs for nobody.
pub(crate) fn late_contacts(conn: &mut Conn, pack: &Pack, today: NaiveDate) -> Result<Vec<Late>> {
    type Row = (ContactId, NaiveDate, Option<Instant>, Option<FamilyId>);
    let rows: Vec<Row> = contact::table
        .filter(contact::closed_at.is_null().and(contact::answered_at.is_null()))
        .filter(contact::decide_by.lt(today))
        .select((contact::id, contact::decide_by, contact::decided_at, contact::family_id))
        .load(conn)?;
    let owners = if rows.is_empty() { vec![] } else { accounts::with_role(conn, Role::FrontDoor)? };

    let late = rows.into_iter().filter_map(|(id, decide_by, decided, family)| {
        // an answer is owed a working day after the decision
        let due_on = decided.map_or(decide_by, |at| pack.calendar().plus_working(at.date(), 1).max(decide_by));
        (due_on < today).then(|| Late {
            subject: AnyId(id.0),
            kind: if decided.is_some() { "answer" } else { "decision" }.into(),
            due_on,
            owners: owners.clone(),
            team: None,
            group: "Front door",
            family,
        })
    });
    Ok(late.collect())
}
