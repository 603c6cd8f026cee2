//! Finding people: one box for names, dates of birth, NHS numbers, postcodes and references.
//!
//! Someone with a relationship to the family sees the person and a way to the record. Anyone else who works with
//! families learns only that a child is known and whom to call, and only when they already know the child well enough
//! to name them in full or give a date of birth with a name; of a restricted family, nothing (issue: need to know).

mod by_name;
mod hit;
pub mod kept;
mod matches;
mod query;

pub use hit::{Hit, Lead, leads};
pub use matches::{Match, Matches, matches};
pub use query::Query;

use crate::{
    MemberRole, PersonId, agreement,
    records::{Person, address, family, member, person},
    rules,
};
use access::{Actor, FamilyId, Nobody, Permit, Permits, guard, nobody};
use diesel::prelude::*;
use hit::tell_leads;
use std::cmp::Reverse;
use store::{Conn, Result};

/// The most records that are looked at for one question.
const MOST_LOOKED_AT: i64 = 60;

/// What a search found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Best first; those who are only known come last.
    pub hits: Vec<Hit>,
    /// Whether there were more.
    pub more: bool,
    /// Of which families something was told, for the access log alone: whoever may not open one does not learn which
    /// it is.
    pub families: Vec<FamilyId>,
}

/// Finds people, best first, as far as this actor may see. Who may look for a family by its reference to govern it gets
/// that and nothing else.
///
/// # Errors
/// As [`Permits::permit`].
pub fn find(
    inside: &mut impl Permits,
    permit: &Permit<Nobody, nobody::SearchPeople>,
    query: &Query,
    most: usize,
) -> web::Result<Found> {
    if query.is_empty() {
        return Ok(Found::default());
    }
    if let Some(reference) = &query.reference
        && inside.context().may_alone(nobody::FindGoverned)
    {
        let governed = inside.allow(nobody::FindGoverned)?;
        return Ok(find_governed(inside.conn(), &governed, reference)?);
    }

    let conn = inside.conn();
    let rows = look(conn, permit.actor(), query)?;
    Ok(sift(conn, permit.actor(), query, rows, most)?)
}

/// The one family with this reference.
fn find_governed(conn: &mut Conn, _: &Permit<Nobody, nobody::FindGoverned>, reference: &str) -> Result<Found> {
    let there = family::table.filter(family::reference.eq(reference)).select(family::id);
    let found: Option<FamilyId> = there.first(conn).optional()?;
    let hits = found.map(|family| Hit::Governed { family, reference: reference.to_owned() });
    Ok(Found { hits: hits.into_iter().collect(), more: false, families: found.into_iter().collect() })
}

/// Somebody in a family, and whether they left it: one who stands in two is two rows.
type Row = (Person, MemberRole, FamilyId, String, bool);

/// Everyone who fits, the closest first. Not yet permitted: [`sift`] decides what of them may be shown.
fn look(conn: &mut Conn, actor: &Actor, query: &Query) -> Result<Vec<Row>> {
    let mut ids = ids(conn, actor, query)?;
    ids.sort_unstable();
    ids.dedup();
    let mut rows: Vec<Row> = member::table
        .inner_join(person::table)
        .inner_join(family::table)
        .filter(person::id.eq_any(&ids))
        .order((person::family_name, person::given_name, person::id))
        .select((Person::as_select(), member::role, family::id, family::name, member::until_at.is_not_null()))
        .load(conn)?;
    rows.sort_by_key(|(person, ..)| Reverse(closeness(person, &query.words)));
    Ok(rows)
}

fn ids(conn: &mut Conn, actor: &Actor, query: &Query) -> Result<Vec<PersonId>> {
    let people = person::table.limit(MOST_LOOKED_AT);
    if let Some(nhs) = &query.nhs {
        return Ok(people.filter(person::nhs_number.eq(nhs)).select(person::id).load(conn)?);
    }
    if let Some(upn) = &query.upn {
        return Ok(people.filter(person::upn.eq(upn)).select(person::id).load(conn)?);
    }
    if let Some(postcode) = &query.postcode {
        return at_postcode(conn, postcode);
    }
    if let Some(reference) = &query.reference {
        let of_family = member::table.inner_join(family::table).filter(family::reference.eq(reference));
        return Ok(of_family.select(member::person_id).load(conn)?);
    }
    match query.born {
        None => by_name::by_name(conn, actor, &query.words, MOST_LOOKED_AT),
        Some(born) => {
            let born = people.filter(person::date_of_birth.eq(born)).select(Person::as_select()).load(conn)?;
            Ok(born.into_iter().filter(|person| is_begun(person, &query.words)).map(|person| person.id).collect())
        }
    }
}

/// Whether each word begins one of this person's names.
fn is_begun(person: &Person, words: &[String]) -> bool {
    let names = rules::fold(&format!("{} {}", person.given_name, person.family_name));
    words.iter().all(|word| names.split(' ').any(|name| name.starts_with(word.as_str())))
}

/// People who live at a postcode. It names nobody, so that only people of families that may be opened are shown;
/// never by a protected address (T16).
fn at_postcode(conn: &mut Conn, postcode: &str) -> Result<Vec<PersonId>> {
    let here = address::postcode.eq(postcode).and(address::until_at.is_null()).and(address::protected.eq(false));
    Ok(address::table.filter(here).select(address::person_id).limit(MOST_LOOKED_AT).load(conn)?)
}

/// How close a person's names are to what was typed: whole words first, then begun ones, then those that sound alike.
fn closeness(person: &Person, words: &[String]) -> u32 {
    let former = person.former_family_name.as_deref().unwrap_or_default();
    let names = rules::fold(&format!("{} {} {former}", person.given_name, person.family_name));
    let one = |word: &String| {
        let score = |name: &str| match name {
            name if name == word => 100,
            name if name.starts_with(word.as_str()) => 80,
            // 0 to 60 by how alike they are
            name => (linkage::text::alike(name, word) * 60.0) as u32,
        };
        names.split(' ').map(score).max().unwrap_or(0)
    };
    words.iter().map(one).sum()
}

/// What of those who fit this actor may see: the records that they may open; of other children, if they were named well
/// enough, that they are known and whom to call.
fn sift(conn: &mut Conn, actor: &Actor, query: &Query, rows: Vec<Row>, most: usize) -> Result<Found> {
    let families: Vec<FamilyId> = rows.iter().map(|(.., family, _, _)| *family).collect();
    let visible = guard::visible_among(conn, actor, &families)?;
    let named = rows.iter().filter(|(person, role, family, _, left)| {
        role.is_child() && !left && !visible.contains(family) && query.names(person)
    });
    let named: Vec<FamilyId> = named.map(|(.., family, _, _)| *family).collect();
    let told_of = guard::known_among(conn, actor, &named)?;
    let mut hits: Vec<(Hit, FamilyId)> = Vec::new();
    let mut known: Vec<PersonId> = Vec::new();
    for (person, role, family, family_name, left) in rows {
        if visible.contains(&family) {
            if agreement::withheld_from(conn, actor, family)?.contains(&person.id) {
                continue;
            }
            let person = Box::new(person);
            hits.push((Hit::Open { person, role, family, family_name, left, lead: None }, family));
        } else if role.is_child()
            && !left
            && query.names(&person)
            && !known.contains(&person.id)
            && told_of.contains(&family)
        {
            known.push(person.id);
            // as they were named: what else they are called is not told
            hits.push((Hit::Known { name: query.text.clone(), lead: None }, family));
        }
        if hits.len() > most {
            break;
        }
    }

    let more = hits.len() > most;
    hits.truncate(most);
    hits.sort_by_key(|(hit, _)| matches!(hit, Hit::Known { .. }));
    tell_leads(conn, hits.iter_mut().map(|(hit, family)| (hit, *family)))?;
    let (hits, families) = hits.into_iter().unzip();
    Ok(Found { hits, more, families })
}
