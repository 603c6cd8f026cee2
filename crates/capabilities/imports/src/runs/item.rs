//! What was brought over, one row a thing: by its old id it is known again, and by its run it is taken back.

use super::run::{RunId, RunUid};
use access::FamilyId;
use diesel::prelude::*;
use store::{AnyId, Conn, MultiBackend, Result, each};

diesel::table! {
    use super::RunUid;
    use access::FamilyUid;
    use diesel::sql_types::*;
    use store::types::Uid;

    import_item (system, kind, old_id) {
        system -> Text,
        kind -> Text,
        old_id -> Text,
        run_id -> RunUid,
        our_id -> Uid,
        family_id -> FamilyUid,
        made -> Bool,
    }
}

store::coded! {
    /// What was brought over.
    pub enum What {
        /// A family.
        Family = "family",
        /// Somebody in one.
        Person = "person",
        /// A contact.
        Contact = "contact",
        /// An episode.
        Episode = "episode",
        /// A document.
        Document = "document",
    }
}

/// Something that was brought over.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = import_item, check_for_backend(MultiBackend))]
pub(crate) struct Item {
    /// From which system.
    pub(crate) system: String,
    /// What it is.
    pub(crate) kind: What,
    /// Its id there.
    pub(crate) old_id: String,
    /// By which run.
    pub(crate) run_id: RunId,
    /// Its id here.
    pub(crate) our_id: AnyId,
    /// In whose record.
    pub(crate) family_id: FamilyId,
    /// It was made; else it was known here already.
    pub(crate) made: bool,
}

/// Keeps that something was brought over.
pub(crate) fn add(conn: &mut Conn, item: &Item) -> Result<()> {
    each!(conn, c => diesel::insert_into(import_item::table).values(item).execute(c))?;
    Ok(())
}

/// What is here of this kind from this system: its old ids, and its ids here.
pub(crate) fn known(conn: &mut Conn, system: &str, kind: What) -> Result<Vec<(String, AnyId)>> {
    let theirs = import_item::table.filter(import_item::system.eq(system).and(import_item::kind.eq(kind)));
    Ok(theirs.select((import_item::old_id, import_item::our_id)).load(conn)?)
}

/// A family of this system, if it is here.
pub(crate) fn of_family(conn: &mut Conn, system: &str, old_id: &str) -> Result<Option<FamilyId>> {
    let there = import_item::table.find((system, What::Family, old_id)).select(import_item::family_id);
    Ok(each!(conn, c => there.first(c).optional())?)
}

/// The families of a run, in the order of their old ids.
pub(crate) fn of_run(conn: &mut Conn, run: RunId) -> Result<Vec<Item>> {
    let families = import_item::table.filter(import_item::run_id.eq(run).and(import_item::kind.eq(What::Family)));
    Ok(families.order(import_item::old_id).select(Item::as_select()).load(conn)?)
}

/// All that a run brought into a family's record.
pub(crate) fn family_items(conn: &mut Conn, run: RunId, family: FamilyId) -> Result<Vec<Item>> {
    let theirs = import_item::table.filter(import_item::family_id.eq(family).and(import_item::run_id.eq(run)));
    Ok(theirs.select(Item::as_select()).load(conn)?)
}

/// Forgets all that a run brought into a family's record: it was taken back.
pub(crate) fn forget(conn: &mut Conn, run: RunId, family: FamilyId) -> Result<()> {
    let theirs = import_item::table.filter(import_item::family_id.eq(family).and(import_item::run_id.eq(run)));
    diesel::delete(theirs).execute(conn)?;
    Ok(())
}

/// Somebody whom a run made stands in this family's record from now on: the one in which they were met is taken back.
pub(crate) fn move_to(conn: &mut Conn, item: &Item, family: FamilyId) -> Result<()> {
    let row = import_item::table.find((&item.system, item.kind, &item.old_id));
    diesel::update(row).set(import_item::family_id.eq(family)).execute(conn)?;
    Ok(())
}
