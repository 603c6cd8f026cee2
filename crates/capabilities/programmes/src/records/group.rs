//! A group: those who have or had a place in a run, as its facilitators know them. Nobody whose family is restricted
//! from whoever looks, and nobody after the agreement has ended on which their sight rests (T17, T26).

use super::{
    enrolments::{Enrolment, all_of_run, open_of_run},
    runs::RunId,
};
use access::{Actor, FamilyId, Sight, guard};
use diesel::prelude::*;
use people::{PersonId, PersonUid};
use std::collections::{BTreeMap, BTreeSet};
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

/// How many of a list whoever looks may not know of, beside those that are shown.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hidden {
    /// All of them.
    pub(crate) many: usize,
    /// Those whose family is not kept from whoever looks, and of whom nothing may be told because nobody agrees.
    pub(crate) untold: Vec<Enrolment>,
}

/// Those who have, had or were offered a place in a run, as far as whoever looks may know of them; and how many more
/// there are.
pub fn group(conn: &mut Conn, sight: &Sight<RunId>) -> Result<(Vec<Member>, usize)> {
    let all = all_of_run(conn, sight.subject())?;
    let (shown, hidden) = known_among(conn, sight.actor(), all)?;
    Ok((shown, hidden.many))
}

/// Those who have or were offered a place in a run and of whom nothing may be told any more, as nobody agrees: for
/// whoever keeps the run, who frees their places.
pub(crate) fn untold(conn: &mut Conn, sight: &Sight<RunId>) -> Result<Vec<Enrolment>> {
    let all = open_of_run(conn, sight.subject())?;
    Ok(known_among(conn, sight.actor(), all)?.1.untold)
}

/// Those of these places whose families whoever looks may know of, with their names; and those who are hidden.
pub(crate) fn known_among(conn: &mut Conn, actor: &Actor, all: Vec<Enrolment>) -> Result<(Vec<Member>, Hidden)> {
    let families: Vec<FamilyId> = all.iter().map(|one| one.family_id).collect();
    let told = guard::told_of(conn, actor, &families, true)?;
    let withdrawn = people::agreement::withdrawn_among(conn, &families)?;
    let known = |one: &Enrolment| {
        told.contains(&one.family_id) && one.person_id.is_none_or(|person| !withdrawn.contains(&person))
    };
    let (shown, hidden): (Vec<Enrolment>, Vec<Enrolment>) = all.into_iter().partition(known);
    let many = hidden.len();
    // that somebody is hidden by a restriction is told to nobody (T17)
    let families: Vec<FamilyId> = hidden.iter().map(|one| one.family_id).collect();
    let kept_from = if many == 0 { BTreeSet::new() } else { guard::hidden_among(conn, actor, &families)? };
    let untold = hidden.into_iter().filter(|one| !kept_from.contains(&one.family_id)).collect();
    let names = names_of(conn, &shown)?;
    let named = shown.into_iter().zip(names).map(|(place, name)| Member { place, name });
    Ok((named.collect(), Hidden { many, untold }))
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

/// The first name of one place, for the title of a task of those who run the group; none of a whole family.
pub(crate) fn first_name_of(conn: &mut Conn, place: &Enrolment) -> Result<String> {
    let Some(id) = place.person_id else { return Ok(String::new()) };
    Ok(person::table.find(id).select(person::given_name).first(conn)?)
}
