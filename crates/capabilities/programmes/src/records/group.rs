//! A group: those who have or had a place in a run, as its facilitators know them. Nobody whose family is restricted
//! from whoever looks, and nobody after the agreement has ended on which their sight rests (T17, T26).

use super::{
    enrolments::{Enrolment, all_of_run},
    runs::RunId,
};
use access::{Actor, FamilyId, Sight, guard};
use diesel::prelude::*;
use people::{PersonId, PersonUid};
use std::collections::BTreeMap;
use store::{Conn, Result};

diesel::table! {
    use diesel::sql_types::*;
    use super::PersonUid;

    person (id) {
        id -> PersonUid,
        given_name -> Text,
        family_name -> Text,
    }
}

/// Somebody in a group.
#[derive(Debug, Clone)]
pub struct Member {
    /// Their place.
    pub place: Enrolment,
    /// By which name they go in the group.
    pub name: String,
}

/// Those who have, had or were offered a place in a run, as far as whoever looks may know of them; and how many more
/// there are.
pub fn group(conn: &mut Conn, sight: &Sight<RunId>) -> Result<(Vec<Member>, usize)> {
    let all = all_of_run(conn, sight.subject())?;
    known_among(conn, sight.actor(), all)
}

/// Those of these places whose families whoever looks may know of, with their names; and how many more there are.
pub(crate) fn known_among(conn: &mut Conn, actor: &Actor, all: Vec<Enrolment>) -> Result<(Vec<Member>, usize)> {
    let families: Vec<FamilyId> = all.iter().map(|one| one.family_id).collect();
    let told = guard::told_of(conn, actor, &families, true)?;
    let withdrawn = people::agreement::withdrawn_among(conn, &families)?;
    let many = all.len();
    let known = |one: &Enrolment| {
        told.contains(&one.family_id) && one.person_id.is_none_or(|person| !withdrawn.contains(&person))
    };
    let shown: Vec<Enrolment> = all.into_iter().filter(known).collect();
    let hidden = many - shown.len();
    let names = names_of(conn, &shown)?;
    let named = shown.into_iter().zip(names).map(|(place, name)| Member { place, name });
    Ok((named.collect(), hidden))
}

/// By which name each of these places goes: the person's, else the family's. Callers show them only to those who may
/// know of them.
pub fn names_of(conn: &mut Conn, all: &[Enrolment]) -> Result<Vec<String>> {
    let persons: Vec<PersonId> = all.iter().filter_map(|one| one.person_id).collect();
    let rows: Vec<(PersonId, String, String)> = match persons.is_empty() {
        true => vec![],
        false => person::table
            .filter(person::id.eq_any(&persons))
            .select((person::id, person::given_name, person::family_name))
            .load(conn)?,
    };
    let known: BTreeMap<PersonId, String> =
        rows.into_iter().map(|(id, given, family)| (id, format!("{given} {family}").trim().to_owned())).collect();
    let families: Vec<FamilyId> = all.iter().filter(|one| one.person_id.is_none()).map(|one| one.family_id).collect();
    let families = if families.is_empty() { BTreeMap::new() } else { people::records::names(conn, &families)? };
    let name = |one: &Enrolment| match one.person_id {
        Some(person) => known.get(&person).cloned().unwrap_or_default(),
        None => families.get(&one.family_id).map(|(name, _)| format!("{name} family")).unwrap_or_default(),
    };
    Ok(all.iter().map(name).collect())
}

/// The name of one place.
pub(crate) fn name_of(conn: &mut Conn, place: &Enrolment) -> Result<String> {
    Ok(names_of(conn, std::slice::from_ref(place))?.pop().unwrap_or_default())
}
