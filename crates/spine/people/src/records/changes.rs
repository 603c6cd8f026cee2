//! Entering a person and changing what is known of them: details, names, address and keys in one.

use super::{
    addresses::{Address, AddressRow, address, set_address},
    keys,
    members::{self, Member, MemberRole},
    persons::{Person, PersonId, index_names, person},
};
use crate::{Protected, details::NewPerson, events};
use access::{FamilyId, Permit, family};
use diesel::prelude::*;
use store::{Conn, Result, Tx, each};

/// Adds a person to a family.
pub fn add_person(tx: &mut Tx<'_>, family: FamilyId, role: MemberRole, new: &NewPerson) -> Result<PersonId> {
    let row = Person { id: PersonId::new(), details: new.details.clone(), version: 1 };
    each!(tx.conn(), c => diesel::insert_into(person::table).values(&row).execute(c))?;
    index_names(tx.conn(), &row)?;
    set_address(tx, row.id, &new.address, new.protected)?;
    keys::index(tx.conn(), &row, (!new.protected).then(|| new.address.clone()))?;
    members::join(tx, family, row.id, role)?;
    Ok(row.id)
}

/// Changes what is known of someone, address among it; the former address stays in the record. A place that the permit
/// does not open is left as it is (T16).
///
/// # Errors
/// [`store::Error::Stale`] when somebody else changed it meanwhile.
pub fn correct(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::ChangePeople>,
    member: &Member,
    new: &NewPerson,
) -> Result<()> {
    let was = &member.person;
    let place = match &member.address {
        None => Some(Address::default()),
        Some(address) => address.open(permit).cloned(),
    };
    let mut details = new.details.clone();
    if place.is_none() {
        details.phone.clone_from(&was.phone);
        details.school.clone_from(&was.school);
    }
    change_person(tx, permit, &Person { id: was.id, details, version: was.version })?;

    let closed = member.address.as_ref().is_some_and(Protected::is_closed);
    if place.is_some_and(|place| place != new.address || closed != new.protected) {
        set_address(tx, was.id, &new.address, new.protected)?;
    }
    reindex(tx.conn(), was.id)
}

/// Changes a person's details, if nobody else did meanwhile.
///
/// # Errors
/// [`store::Error::Stale`] when the version is not the one that was read.
fn change_person(tx: &mut Tx<'_>, permit: &Permit<FamilyId, family::ChangePeople>, changed: &Person) -> Result<()> {
    let there = person::table.filter(person::id.eq(changed.id).and(person::version.eq(changed.version)));
    let count =
        diesel::update(there).set((&changed.details, person::version.eq(person::version + 1))).execute(tx.conn())?;
    if count == 0 {
        return Err(store::Error::Stale);
    }

    index_names(tx.conn(), changed)?;
    tx.record(events::PERSON_CHANGED.on(changed.id.0).family(permit.subject()))?;
    Ok(())
}

/// Keeps the keys of a person as the record stands.
fn reindex(conn: &mut Conn, id: PersonId) -> Result<()> {
    let (person, place): (Person, Option<AddressRow>) = person::table
        .left_join(address::table.on(address::person_id.eq(person::id).and(address::until_at.is_null())))
        .filter(person::id.eq(id))
        .select((Person::as_select(), Option::<AddressRow>::as_select()))
        .first(conn)?;
    keys::index(conn, &person, place.and_then(AddressRow::unprotected))
}
