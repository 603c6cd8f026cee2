//! What must not stand in a text that leaves the team: a protected place, and people of another family (T16, T28).

use crate::rules;
use access::FamilyId;
use diesel::prelude::*;
use people::{
    PersonId,
    records::{address, member, person_name},
};
use std::collections::BTreeSet;
use store::{Conn, Result, each};

/// The most pairs of words that are looked up.
const MOST: usize = 60;

/// Whether a text tells where somebody of this family lives whose address is protected. The place itself is told to nobody.
pub fn tells_protected(conn: &mut Conn, family: FamilyId, text: &str) -> Result<bool> {
    let people: Vec<PersonId> = each!(conn, c => member::table
        .filter(member::family_id.eq(family))
        .select(member::person_id)
        .load(c))?;
    let places: Vec<(String, String)> = each!(conn, c => address::table
        .filter(address::person_id.eq_any(&people).and(address::protected.eq(true)))
        .select((address::postcode, address::line_1))
        .load(c))?;
    let (postcodes, lines): (Vec<String>, Vec<String>) = places.into_iter().unzip();
    Ok(rules::tells_place(text, &postcodes, &lines))
}

/// Whether anybody of a family other than this person has a protected address.
pub fn others_protected(conn: &mut Conn, family: FamilyId, person: PersonId) -> Result<bool> {
    let others =
        member::table.filter(member::family_id.eq(family).and(member::person_id.ne(person))).select(member::person_id);
    let others: Vec<PersonId> = each!(conn, c => others.load(c))?;
    let protected: i64 = each!(conn, c => address::table
        .filter(address::person_id.eq_any(&others).and(address::protected.eq(true)))
        .filter(address::until_at.is_null())
        .count()
        .get_result(c))?;
    Ok(protected > 0)
}

/// Pairs of words in a text that are the name of somebody who is known here and not of this family, as they stand in it;
/// and whether something in it leads to somebody: a telephone number, a date of birth, a postcode.
pub fn names_others(conn: &mut Conn, family: FamilyId, text: &str) -> Result<Vec<String>> {
    let words: Vec<&str> = text
        .split(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '-' | '\'')))
        .filter(|w| !w.is_empty())
        .collect();
    let capital = |word: &&str| word.starts_with(char::is_uppercase);
    let mut pairs: BTreeSet<(&str, &str)> = BTreeSet::new();
    for pair in words.windows(2).filter(|pair| pair.iter().all(capital)) {
        pairs.insert((pair[0], pair[1]));
    }

    let mut named = Vec::new();
    for (given, last) in pairs.into_iter().take(MOST) {
        if is_of_others(conn, family, given, last)? {
            named.push(format!("{given} {last}"));
        }
    }
    if web::names_somebody(text) {
        named.push("a telephone number, an email address, a date or a postcode".into());
    }
    Ok(named)
}

fn is_of_others(conn: &mut Conn, family: FamilyId, given: &str, last: &str) -> Result<bool> {
    let (given, last) = (people::rules::fold(given), people::rules::fold(last));
    let with_last: Vec<PersonId> = each!(conn, c => person_name::table
        .filter(person_name::word.eq(&last).and(person_name::part.eq("family")))
        .select(person_name::person_id)
        .limit(200)
        .load(c))?;
    let both: Vec<PersonId> = each!(conn, c => person_name::table
        .filter(person_name::person_id.eq_any(&with_last).and(person_name::word.eq(&given)))
        .select(person_name::person_id)
        .load(c))?;
    if both.is_empty() {
        return Ok(false);
    }
    let ours: Vec<PersonId> = each!(conn, c => member::table
        .filter(member::family_id.eq(family).and(member::person_id.eq_any(&both)))
        .select(member::person_id)
        .load(c))?;
    // where somebody of this family is called so, it is most likely they
    Ok(ours.is_empty())
}
