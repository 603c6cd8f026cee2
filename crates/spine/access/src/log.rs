//! The logs of one family's record, for those who may read them. Nobody else calls the data layer's own readers.

use crate::{FamilyId, Permit, Sight, Themself, family, own_place};
use store::{
    Conn, Result,
    log::{self, AccessEntry, Before, Entry, Event},
};

/// The family's story, newest first.
#[expect(clippy::disallowed_methods, reason = "this is the way to it: with a permit")]
pub fn chronology(conn: &mut Conn, sight: &Sight<FamilyId>, before: Before, most: i64) -> Result<Vec<Entry>> {
    log::chronology_of(conn, sight.subject(), before, most)
}

/// Who saw the record, by itself or in a list, and who asked and was refused; newest first.
#[expect(clippy::disallowed_methods, reason = "this is the way to it: with a permit")]
pub fn access_entries(
    conn: &mut Conn,
    permit: &Permit<FamilyId, family::SeeAccessLog>,
    most: i64,
) -> Result<Vec<AccessEntry>> {
    log::access_of(conn, permit.subject(), most)
}

/// Who looked at the record of somebody's family, for themself: newest first.
#[expect(clippy::disallowed_methods, reason = "this is the way to it: with a permit")]
pub fn looked_at<S: Themself>(
    conn: &mut Conn,
    permit: &Permit<S, own_place::See>,
    most: i64,
) -> Result<Vec<AccessEntry>> {
    log::access_of(conn, permit.subject().family(), most)
}

/// The changes to the record, newest first.
#[expect(clippy::disallowed_methods, reason = "this is the way to it: with a permit")]
pub fn events(conn: &mut Conn, permit: &Permit<FamilyId, family::SeeAccessLog>, most: i64) -> Result<Vec<Event>> {
    log::events_of(conn, permit.subject(), most)
}
