//! People found by their names: as they are spelled or begin, else as they sound. Nothing here is permitted yet:
//! [`super::find`] decides what of it may be shown.

use crate::{
    PersonId,
    records::{member, person_key, person_name},
};
use access::{Actor, FamilyId, guard};
use diesel::prelude::*;
use std::collections::{HashMap, HashSet};
use store::{Conn, MultiBackend, Result, dialect::after_prefix, each};

/// With fewer than this it is looked for in another way, too.
const FEW: usize = 5;

/// Of a common name so many are looked through for those of one's own families.
const LOOKED_THROUGH: i64 = 3_000;

/// People with these names: as they are spelled or begin, else as they sound. Where a name is so common that not all
/// can be looked through, the families of this actor are, so that one's own are always found.
pub(super) fn by_name(conn: &mut Conn, actor: &Actor, words: &[String], limit: i64) -> Result<Vec<PersonId>> {
    let full = |found: usize| i64::try_from(found).unwrap_or(i64::MAX) >= limit;
    let mut ids = if words.len() > 1 { by_whole_words(conn, words, limit)? } else { vec![] };
    if ids.len() < FEW {
        ids.extend(by_words(conn, words, limit)?);
    }
    if ids.len() < FEW {
        ids.extend(by_sound(conn, words, limit)?);
    }
    if full(ids.len()) {
        let mine = guard::near(conn, actor)?;
        ids.extend(by_words_among(conn, words, &mine, limit)?);
    }
    Ok(ids)
}

/// People all of whose `words` are whole or begun words of their names; the last may be begun.
fn by_words(conn: &mut Conn, words: &[String], most: i64) -> Result<Vec<PersonId>> {
    let Some((first, rest)) = words.split_first() else { return Ok(vec![]) };
    let range = |word: &str| (word.to_owned(), after_prefix(word));
    let (from, to) = range(first);
    let mut query = person_name::table
        .filter(person_name::word.ge(from).and(person_name::word.lt(to)))
        .select(person_name::person_id)
        .distinct()
        .limit(most)
        .into_boxed::<MultiBackend>();
    for word in rest {
        let (from, to) = range(word);
        let other = diesel::alias!(person_name as other);
        let begun = other.field(person_name::word).ge(from).and(other.field(person_name::word).lt(to));
        let also = other.filter(begun).select(other.field(person_name::person_id));
        query = query.filter(person_name::person_id.eq_any(also));
    }
    Ok(query.load(conn)?)
}

/// People one of whose names sounds like this word, or two of whose names sound like these.
fn by_sound(conn: &mut Conn, words: &[String], most: i64) -> Result<Vec<PersonId>> {
    let key = match words {
        [] => return Ok(vec![]),
        [one] => linkage::sound_key(one),
        [one, .., last] => linkage::sounds_key(one, last),
    };
    let sounding = person_key::table.filter(person_key::key.eq(key)).limit(most);
    Ok(each!(conn, c => sounding.select(person_key::person_id).load(c))?)
}

/// People each of whose names are whole words of these: found by how the first and the last of them sound together,
/// which is one key, and not by two long lists of common names.
fn by_whole_words(conn: &mut Conn, words: &[String], most: i64) -> Result<Vec<PersonId>> {
    let sounding = by_sound(conn, words, most * 2)?;
    let named: Vec<(PersonId, String)> = each!(conn, c => person_name::table
        .filter(person_name::person_id.eq_any(&sounding))
        .select((person_name::person_id, person_name::word))
        .load(c))?;
    let mut names: HashMap<PersonId, Vec<String>> = HashMap::new();
    for (id, word) in named {
        names.entry(id).or_default().push(word);
    }

    let whole = |id: &PersonId| names.get(id).is_some_and(|all| words.iter().all(|word| all.contains(word)));
    Ok(sounding.into_iter().filter(whole).take(usize::try_from(most).unwrap_or(0)).collect())
}

/// As [`by_words`] among the people of these families. Both sides are read by index and met here: a join of the two
/// would be planned from one or the other, and either may be the long one.
fn by_words_among(conn: &mut Conn, words: &[String], families: &[FamilyId], most: i64) -> Result<Vec<PersonId>> {
    let mine: Vec<PersonId> = member::table
        .filter(member::family_id.eq_any(families).and(member::until_at.is_null()))
        .select(member::person_id)
        .load(conn)?;
    let mine: HashSet<PersonId> = mine.into_iter().collect();
    let named = if words.len() > 1 {
        by_whole_words(conn, words, LOOKED_THROUGH)?
    } else {
        by_words(conn, words, LOOKED_THROUGH)?
    };
    Ok(named.into_iter().filter(|id| mine.contains(id)).take(usize::try_from(most).unwrap_or(0)).collect())
}
