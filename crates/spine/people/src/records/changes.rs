//! Entering a person and changing what is known of them: details, names, address and keys in one.

use super::{
    addresses::{Address, AddressRow, address, close_address, living_at, set_address},
    keys,
    members::{self, Member, MemberRole},
    persons::{Person, PersonId, index_names, insert_names, person, person_name},
};
use crate::{Protected, details::NewPerson, events, rules};
use access::{FamilyId, Permit, family};
use chrono::NaiveDate;
use diesel::prelude::*;
use store::{Conn, Instant, Result, Tx, each};

/// Adds a person to a family. A place that is protected there is protected for them, too, and the other way round.
pub fn add_person(tx: &mut Tx<'_>, family: FamilyId, role: MemberRole, new: &NewPerson) -> Result<PersonId> {
    let id = insert_person(tx, family, new)?;
    members::join(tx, family, id, role)?;
    if new.protected {
        protect_with(tx, family, id, &new.address)?;
    }
    Ok(id)
}

/// As [`add_person`], of somebody who has been in the family since then; whoever calls writes the event.
pub(crate) fn add_old_person(
    tx: &mut Tx<'_>,
    family: FamilyId,
    role: MemberRole,
    new: &NewPerson,
    since: Instant,
) -> Result<PersonId> {
    let id = insert_person(tx, family, new)?;
    members::join_since(tx, family, id, role, since)?;
    if new.protected {
        protect_with(tx, family, id, &new.address)?;
    }
    Ok(id)
}

fn insert_person(tx: &mut Tx<'_>, family: FamilyId, new: &NewPerson) -> Result<PersonId> {
    let protected = new.protected || is_secret_in(tx.conn(), family, &new.address)?;
    let row = Person::new(new.details.clone(), tx.now.date());
    each!(tx.conn(), c => diesel::insert_into(person::table).values(&row).execute(c))?;
    insert_names(tx.conn(), &row)?;
    set_address(tx, Some(family), row.id, &new.address, protected)?;
    keys::index(tx.conn(), &row, (!protected).then(|| new.address.clone()))?;
    Ok(row.id)
}

/// Takes away people of whom nothing but their own record is left: names, keys and addresses first.
pub(crate) fn forget_people(conn: &mut Conn, people: &[PersonId]) -> Result<()> {
    diesel::delete(address::table.filter(address::person_id.eq_any(people))).execute(conn)?;
    diesel::delete(person_name::table.filter(person_name::person_id.eq_any(people))).execute(conn)?;
    diesel::delete(keys::person_key::table.filter(keys::person_key::person_id.eq_any(people))).execute(conn)?;
    Ok(())
}

/// Which of their numbers somebody has looked at and found right, though they did not change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Checked {
    /// The NHS number.
    pub nhs_number: bool,
    /// The unique pupil number.
    pub upn: bool,
}

/// Somebody's details as they are to be, and what was said of the place where they live.
#[derive(Debug, Clone)]
pub struct Correction {
    /// All of them.
    pub new: NewPerson,
    /// If their place is no secret any more: that somebody was asked, and is sure.
    pub unprotect: bool,
    /// Which numbers were checked.
    pub checked: Checked,
}

/// Changes what is known of someone, address among it; the former address stays in the record. A place that the permit
/// does not open is left as it is. One that becomes protected is protected for all who live there; one that is no
/// secret any more is open for all of this family who do (T16).
///
/// # Errors
/// [`store::Error::Stale`] when somebody else changed it meanwhile; [`rules::CannotUnprotect`].
pub fn correct(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::ChangePeople>,
    member: &Member,
    correction: &Correction,
) -> web::Result<()> {
    if member.withheld {
        return Err(web::Error::NotFound);
    }
    let (was, new) = (&member.person, &correction.new);
    let place = match &member.address {
        None => Some(Address::default()),
        Some(address) => address.open(permit).cloned(),
    };
    let mut details = new.details.clone();
    if place.is_none() {
        details.phone.clone_from(&was.phone);
        details.school.clone_from(&was.school);
        details.gp.clone_from(&was.gp);
    }

    let closed = member.address.as_ref().is_some_and(Protected::is_closed);
    let ends = closed && place.is_some() && !new.protected;
    let shown = if ends { those_at(tx.conn(), permit, member, place.as_ref())? } else { vec![] };
    if ends {
        let who = shown.iter().map(|member| member.person.given_name.clone()).collect();
        rules::unprotect(correction.unprotect, who)?;
    }
    let today = tx.now.date();
    let checked_on = |was: (&Option<String>, Option<NaiveDate>), now: &Option<String>, sure: bool| match (was, now) {
        (_, None) => None,
        ((before, _), Some(_)) if before != now || sure => Some(today),
        ((_, before), Some(_)) => before,
    };
    let sure = correction.checked;
    let nhs_checked_on = checked_on((&was.nhs_number, was.nhs_checked_on), &details.nhs_number, sure.nhs_number);
    let upn_checked_on = checked_on((&was.upn, was.upn_checked_on), &details.upn, sure.upn);
    change_person(tx, permit, &Person { details, nhs_checked_on, upn_checked_on, ..was.clone() })?;

    if place.is_some_and(|place| place != new.address || closed != new.protected) {
        let family = permit.subject();
        let protected = new.protected || (!ends && is_secret_in(tx.conn(), family, &new.address)?);
        set_address(tx, Some(family), was.id, &new.address, protected)?;
        if new.protected {
            protect_with(tx, family, was.id, &new.address)?;
        }
        for other in shown.iter().filter(|other| other.person.id != was.id) {
            reopen(tx, permit, other)?;
        }
    }
    Ok(reindex(tx.conn(), was.id)?)
}

/// Whether somebody of this family lives at this place, which is protected.
pub(super) fn is_secret_in(conn: &mut Conn, family: FamilyId, place: &Address) -> Result<bool> {
    let there = living_at(conn, place)?;
    Ok(there.iter().any(|row| row.protected && row.family_id == Some(family)))
}

/// Those of the family who live with a member at this protected place, that member first.
fn those_at(
    conn: &mut Conn,
    permit: &Permit<FamilyId, family::ChangePeople>,
    member: &Member,
    place: Option<&Address>,
) -> Result<Vec<Member>> {
    let with = |other: &Member| {
        let closed = other.address.as_ref().filter(|address| address.is_closed());
        let open = closed.and_then(|address| address.open(permit));
        open.zip(place).is_some_and(|(theirs, place)| theirs.is_empty() || rules::is_one_place(theirs, place))
    };
    let mut all = members::members(conn, permit)?;
    all.retain(|other| other.person.id == member.person.id || with(other));
    all.sort_by_key(|other| other.person.id != member.person.id);
    Ok(all)
}

/// Protects everyone who lives where this person does: in this family also the children of whom nobody said where.
/// Each stays with the family through which the address is known, which alone can be cleared for it.
fn protect_with(tx: &mut Tx<'_>, family: FamilyId, person: PersonId, place: &Address) -> Result<()> {
    let there = living_at(tx.conn(), place)?;
    for row in there.into_iter().filter(|row| !row.protected && row.person_id != person) {
        let (other, home) = (row.person_id, row.family_id);
        let home = match home {
            Some(home) => Some(home),
            None => members::families_of(tx.conn(), other)?.first().copied(),
        };
        let place = row.unprotected().unwrap_or_default();
        set_address(tx, home, other, &place, true)?;
        reindex(tx.conn(), other)?;
        tx.record(events::PLACE_PROTECTED.on(other.0).family(home))?;
    }

    let homeless = |member: &Member| member.address.is_none() && member.role.is_child() && member.person.id != person;
    for child in members::members_of(tx.conn(), family)?.iter().filter(|member| homeless(member)) {
        set_address(tx, Some(family), child.person.id, &Address::default(), true)?;
        reindex(tx.conn(), child.person.id)?;
        tx.record(events::PLACE_PROTECTED.on(child.person.id.0).family(family))?;
    }
    tx.record(events::PLACE_PROTECTED.on(person.0).family(family))?;
    Ok(())
}

/// Somebody who is known already said that where they live is a secret: from now on it is one, with all who live there.
pub fn protect(tx: &mut Tx<'_>, person: PersonId) -> Result<()> {
    let current = address::table.filter(address::person_id.eq(person).and(address::until_at.is_null()));
    let row: Option<AddressRow> = current.select(AddressRow::as_select()).first(tx.conn()).optional()?;
    let first = members::families_of(tx.conn(), person)?.first().copied();
    let Some(home) = row.as_ref().and_then(|row| row.family_id).or(first) else { return Ok(()) };

    let place = match row {
        Some(row) if row.protected => return Ok(()),
        Some(row) => row.unprotected().unwrap_or_default(),
        None => Address::default(),
    };
    set_address(tx, Some(home), person, &place, true)?;
    reindex(tx.conn(), person)?;
    protect_with(tx, home, person, &place)
}

/// Their place is no secret any more.
fn reopen(tx: &mut Tx<'_>, permit: &Permit<FamilyId, family::ChangePeople>, member: &Member) -> Result<()> {
    let Some(place) = member.address.as_ref().and_then(|address| address.open(permit)) else { return Ok(()) };
    if place.is_empty() {
        close_address(tx, member.person.id)?;
    } else {
        set_address(tx, Some(permit.subject()), member.person.id, place, false)?;
    }
    reindex(tx.conn(), member.person.id)
}

/// Changes a person's details, if nobody else did meanwhile.
///
/// # Errors
/// [`store::Error::Stale`] when the version is not the one that was read.
fn change_person(tx: &mut Tx<'_>, permit: &Permit<FamilyId, family::ChangePeople>, changed: &Person) -> Result<()> {
    let there = person::table.filter(person::id.eq(changed.id).and(person::version.eq(changed.version)));
    let checked =
        (person::nhs_checked_on.eq(changed.nhs_checked_on), person::upn_checked_on.eq(changed.upn_checked_on));
    let new = (&changed.details, checked, person::version.eq(person::version + 1));
    let count = diesel::update(there).set(new).execute(tx.conn())?;
    if count == 0 {
        return Err(store::Error::Stale);
    }

    index_names(tx.conn(), changed)?;
    tx.record(events::PERSON_CHANGED.on(changed.id.0).family(permit.subject()))?;
    Ok(())
}

/// Keeps the keys of a person as the record stands.
pub(super) fn reindex(conn: &mut Conn, id: PersonId) -> Result<()> {
    let (person, place): (Person, Option<AddressRow>) = person::table
        .left_join(address::table.on(address::person_id.eq(person::id).and(address::until_at.is_null())))
        .filter(person::id.eq(id))
        .select((Person::as_select(), Option::<AddressRow>::as_select()))
        .first(conn)?;
    keys::index(conn, &person, place.and_then(AddressRow::unprotected))
}
