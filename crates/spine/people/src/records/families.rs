//! A family's record: its reference, and the name by which it goes.

use crate::{events, rules};
use access::{FamilyId, Sight, guard};
use diesel::prelude::*;
use std::collections::BTreeMap;
use store::{Conn, Instant, MultiBackend, Result, Tx, each};

diesel::table! {
    use diesel::sql_types::*;
    use access::FamilyUid;
    use store::types::Utc;

    family (id) {
        id -> FamilyUid,
        reference -> Text,
        name -> Text,
        begun_at -> Utc,
    }
}

/// A family's record.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = family, check_for_backend(MultiBackend))]
pub struct Family {
    /// Its id.
    pub id: FamilyId,
    /// What people read out: `F-7K2M-9QXA`.
    pub reference: String,
    /// By which it goes: `Okoro and Bell`.
    pub name: String,
    /// When the record was begun.
    pub begun_at: Instant,
}

/// The family.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn family(conn: &mut Conn, sight: &Sight<FamilyId>) -> Result<Family> {
    Ok(each!(conn, c => family::table.find(sight.subject()).select(Family::as_select()).first(c))?)
}

/// Begins a family's record. Whoever decides on a contact does, under the permit for that.
pub fn begin_family(tx: &mut Tx<'_>, name: &str) -> Result<Family> {
    let id = FamilyId::new();
    guard::admit(tx.conn(), id)?;

    let row = insert_family(tx, id, name, tx.now)?;
    tx.record(events::FAMILY_BEGUN.on(id.0).family(id))?;
    Ok(row)
}

/// The record of a family that is guarded already.
pub(crate) fn insert_family(tx: &mut Tx<'_>, id: FamilyId, name: &str, begun_at: Instant) -> Result<Family> {
    let row = Family { id, reference: rules::reference("F", id.0), name: name.into(), begun_at };
    each!(tx.conn(), c => diesel::insert_into(family::table).values(&row).execute(c))?;
    Ok(row)
}

/// Takes away the record of a family in which nobody is any more.
pub(crate) fn forget_family(conn: &mut Conn, id: FamilyId) -> Result<()> {
    diesel::delete(family::table.find(id)).execute(conn)?;
    Ok(())
}

/// The family with this reference, as people read it out: for a command that asks whether its actor may know of it.
pub fn by_reference(conn: &mut Conn, reference: &str) -> Result<Option<FamilyId>> {
    let reference = reference.trim().to_uppercase();
    Ok(family::table.filter(family::reference.eq(reference)).select(family::id).first(conn).optional()?)
}

/// Names and references of families that were found through a list that is itself permitted.
pub fn names(conn: &mut Conn, ids: &[FamilyId]) -> Result<BTreeMap<FamilyId, (String, String)>> {
    let rows: Vec<(FamilyId, String, String)> = family::table
        .filter(family::id.eq_any(ids))
        .select((family::id, family::name, family::reference))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, name, reference)| (id, (name, reference))).collect())
}
