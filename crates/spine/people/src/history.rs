//! Families and people of whom another system knew before this one: brought in with the days on which that was so, and
//! taken back while nobody has worked with them. Without a permit: an import runs for nobody and shows nothing; whoever
//! calls writes the event.

use crate::{
    Details, Family, MemberRole, NewPerson, PersonId,
    matching::Sought,
    merging,
    records::{self, person},
    weighing,
};
use access::{AccountId, FamilyId, guard};
use diesel::prelude::*;
use linkage::batch::Records;
use std::collections::BTreeSet;
use store::{Conn, Instant, Result, Tx};

/// A family as another system knew it.
#[derive(Debug, Clone)]
pub struct OldFamily {
    /// By which it goes.
    pub name: String,
    /// When something was first known of it.
    pub since: Instant,
    /// Those who alone may know of it, where it is restricted (T17).
    pub restricted_to: Option<BTreeSet<AccountId>>,
}

/// Begins its record. It is restricted before anything of it is there.
pub fn begin_family(tx: &mut Tx<'_>, old: &OldFamily) -> Result<Family> {
    let id = FamilyId::new();
    match &old.restricted_to {
        Some(listed) => guard::admit_restricted(tx, id, listed)?,
        None => guard::admit(tx.conn(), id)?,
    }
    records::insert_family(tx, id, &old.name, old.since)
}

/// Enters somebody who has belonged to the family since then.
pub fn add_person(
    tx: &mut Tx<'_>,
    family: FamilyId,
    role: MemberRole,
    new: &NewPerson,
    since: Instant,
) -> Result<PersonId> {
    records::add_old_person(tx, family, role, new, since)
}

/// Somebody who is known belongs to this family, too, since then.
pub fn join(tx: &mut Tx<'_>, family: FamilyId, person: PersonId, role: MemberRole, since: Instant) -> Result<()> {
    records::join_since(tx, family, person, role, since)
}

/// Everybody who is known, as they are held against others; whose each is, in the same order.
pub fn everyone(conn: &mut Conn) -> Result<(Records, Vec<PersonId>)> {
    crate::sweep::everyone(conn)
}

/// How likely somebody is each of these, as the matcher weighs one person at a time; whom it takes for a brother or
/// sister is left out.
pub fn weigh(conn: &mut Conn, sought: &Sought, people: &[PersonId]) -> Result<Vec<(PersonId, f64)>> {
    let found = weighing::weigh(conn, &sought.evidence(), people)?;
    Ok(found.into_iter().filter(|one| !one.apart).map(|one| (one.person.id, one.probability)).collect())
}

/// What is known of somebody, for a contact that names them.
pub fn details(conn: &mut Conn, id: PersonId) -> Result<Details> {
    Ok(records::find_person(conn, id)?.details)
}

/// Whether somebody said of one of these that they are another, or are not: that is work, and is kept.
pub fn was_judged(conn: &mut Conn, people: &[PersonId]) -> Result<bool> {
    merging::was_judged(conn, people)
}

/// Takes back what was entered: everybody of `people` who belongs to no other family, and the family itself where it is
/// `whole`. Who stays because they belong elsewhere.
///
/// # Errors
/// The engine's own word where something else still stands on them.
pub fn take_back(conn: &mut Conn, family: FamilyId, people: &[PersonId], whole: bool) -> Result<Vec<PersonId>> {
    let stay = records::part_from(conn, family, people, whole)?;
    let gone: Vec<PersonId> = people.iter().copied().filter(|person| !stay.contains(person)).collect();
    merging::forget(conn, &gone)?;
    records::forget_people(conn, &gone)?;
    diesel::delete(person::table.filter(person::id.eq_any(&gone))).execute(conn)?;
    if whole {
        records::forget_family(conn, family)?;
        guard::dismiss(conn, family)?;
    }
    Ok(stay)
}
