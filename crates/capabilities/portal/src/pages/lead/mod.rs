//! Pages of workers: who of the family has a place of their own, what is released into it, and what was said there.

pub(super) mod close;
pub(super) mod invite;
pub(super) mod list;
pub(super) mod prepare;
pub(super) mod release;
pub(super) mod said;

use crate::records::{self, PlaceId, Row};
use access::{FamilyId, Permit, Permits, family};
use people::Member;
use web::{Error, Result};

/// What the pages of workers are asked with.
pub(super) type Keeps = Permit<FamilyId, family::KeepOwnPlaces>;

/// A place, and whose it is; those who have left are still called by their name.
pub(super) fn of_person(inside: &mut impl Permits, permit: &Keeps, id: PlaceId) -> Result<(Row, String)> {
    let row = records::find(inside.conn(), permit, id)?;
    let members = people::records::members(inside.conn(), permit)?;
    let name = name_in(&members, row.person_id);
    Ok((row, name))
}

/// As somebody of the family is called.
pub(super) fn name_in(members: &[Member], id: people::PersonId) -> String {
    let found = members.iter().find(|member| member.person.id == id);
    found.map_or_else(|| "Somebody who has left the family".into(), |member| member.person.name())
}

/// Somebody of the family who is in it now.
pub(super) fn member(inside: &mut impl Permits, permit: &Keeps, id: people::PersonId) -> Result<Member> {
    let members = people::records::members(inside.conn(), permit)?;
    members.into_iter().find(|member| member.person.id == id).ok_or(Error::NotFound)
}
