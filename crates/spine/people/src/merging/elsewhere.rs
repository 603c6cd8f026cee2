//! Where else people of a family are recorded: as much of it as whoever reads may know.

use super::joins::{records_of, same_person};
use crate::{
    PersonId,
    records::{self, member},
};
use access::{
    FamilyId, Sight,
    guard::{self, Knowing},
};
use diesel::prelude::*;
use store::{Conn, Result, each};

/// Where else people of this family are recorded, for its page: the other family, if the actor may open it; that
/// there is one, if they may know of it.
#[derive(Debug, Clone)]
pub struct Elsewhere {
    /// Who of this family.
    pub person: PersonId,
    /// The other family, when it may be opened.
    pub family: Option<(FamilyId, String)>,
}

/// See [`Elsewhere`].
pub fn elsewhere(conn: &mut Conn, sight: &Sight<FamilyId>) -> Result<Vec<Elsewhere>> {
    let mut found = Vec::new();
    for person in joined_in(conn, sight.subject())? {
        for other in records_of(conn, person)?.into_iter().filter(|other| *other != person) {
            for family in records::families_of(conn, other)? {
                match guard::knowing(conn, sight.actor(), family)? {
                    Knowing::Open => {
                        let names = records::names(conn, &[family])?.remove(&family);
                        let name = names.map(|(name, _)| name).unwrap_or_default();
                        found.push(Elsewhere { person, family: Some((family, name)) });
                    }
                    Knowing::Exists => found.push(Elsewhere { person, family: None }),
                    Knowing::Nothing => {}
                }
            }
        }
    }
    found.dedup_by_key(|one| (one.person, one.family.as_ref().map(|(family, _)| *family)));
    Ok(found)
}

/// People of this family who were joined with another record; two plain look-ups by key, so that a family in which
/// nobody was joined costs next to nothing.
fn joined_in(conn: &mut Conn, family: FamilyId) -> Result<Vec<PersonId>> {
    let live = same_person::parted_at.is_null();
    let mut people: Vec<PersonId> = each!(conn, c => same_person::table
        .inner_join(member::table.on(member::person_id.eq(same_person::other_id)))
        .filter(member::family_id.eq(family).and(live))
        .select(same_person::other_id)
        .load(c))?;
    let standing: Vec<PersonId> = each!(conn, c => same_person::table
        .inner_join(member::table.on(member::person_id.eq(same_person::kept_id)))
        .filter(member::family_id.eq(family).and(live))
        .select(same_person::kept_id)
        .load(c))?;
    people.extend(standing);
    Ok(people)
}
