//! People found by their names: as they are spelled or begin, else as they sound. Nothing here is permitted yet:
//! [`super::find`] decides what of it may be shown.

use crate::{
    PersonId,
    records::{member, person_key, person_name},
};
use access::{Actor, FamilyId, Role, guard};
use diesel::{dsl::exists, prelude::*};
use std::collections::HashMap;
use store::{Conn, MultiBackend, Result, dialect::after_prefix, each};

/// With fewer than this it is looked for in another way, too.
const FEW: usize = 5;

/// So many of one's own families are enough for a page that shows the closest 25.
const OWN: usize = 40;

/// Those with a name are looked through in these steps for one's own, so that a common name costs little where one has
/// many families. After them one's own families are looked through for the name.
const STEPS: [i64; 4] = [100, 300, 900, 1_700];

/// So many families are few.
const FEW_FAMILIES: usize = 150;

/// People with these names: as they are spelled or begin, else as they sound. Of those whose record this actor may not
/// open only whoever is named in full is found: of others a search tells nothing.
pub(super) fn by_name(conn: &mut Conn, actor: &Actor, words: &[String], most: i64) -> Result<Vec<PersonId>> {
    let full = |found: usize| i64::try_from(found).unwrap_or(i64::MAX) >= most;
    let mut ids = if words.len() > 1 { by_whole_words(conn, words, most)? } else { vec![] };
    if ids.len() < FEW || full(ids.len()) {
        ids.extend(own(conn, actor, words)?);
    }
    if ids.len() < FEW {
        ids.extend(by_sound(conn, words, most)?);
    }
    Ok(ids)
}

/// People of families that this actor may open, all of whose `words` are whole or begun words of their names.
fn own(conn: &mut Conn, actor: &Actor, words: &[String]) -> Result<Vec<PersonId>> {
    // whoever answers for no team has few families, and each of their people is looked at
    let few = actor.manages.is_empty() && !actor.is_any(&[Role::FrontDoor, Role::SocialCare]);
    let mine = if few { guard::near(conn, actor)? } else { vec![] };
    if few && mine.len() <= FEW_FAMILIES {
        return own_of(conn, words, &mine);
    }
    let (mut found, mut looked) = (Vec::new(), 0);
    for some in STEPS {
        let named = by_words(conn, words, some, looked)?;
        let families: Vec<FamilyId> = named.iter().map(|(_, family)| *family).collect();
        let visible = guard::visible_among(conn, actor, &families)?;
        let many = i64::try_from(named.len()).unwrap_or(some);
        found.extend(named.into_iter().filter(|(_, family)| visible.contains(family)).map(|(person, _)| person));
        looked += many;
        if many < some || found.len() >= OWN {
            return Ok(found);
        }
    }
    let mine = guard::near(conn, actor)?;
    own_of(conn, words, &mine)
}

/// People of these families, all of whose `words` are whole or begun words of their names.
fn own_of(conn: &mut Conn, words: &[String], families: &[FamilyId]) -> Result<Vec<PersonId>> {
    let named: Vec<(PersonId, String)> = member::table
        .inner_join(person_name::table.on(person_name::person_id.eq(member::person_id)))
        .filter(member::family_id.eq_any(families))
        .select((person_name::person_id, person_name::word))
        .load(conn)?;
    let mut names: HashMap<PersonId, Vec<String>> = HashMap::new();
    for (id, word) in named {
        names.entry(id).or_default().push(word);
    }
    let begun = |names: &[String]| words.iter().all(|word| names.iter().any(|name| name.starts_with(word.as_str())));
    Ok(names.into_iter().filter(|(_, names)| begun(names)).map(|(id, _)| id).collect())
}

/// People all of whose `words` are whole or begun words of their names, each with a family: whole words come first.
fn by_words(conn: &mut Conn, words: &[String], most: i64, after: i64) -> Result<Vec<(PersonId, FamilyId)>> {
    let Some((first, rest)) = words.split_first() else { return Ok(vec![]) };
    let range = |word: &str| (word.to_owned(), after_prefix(word));
    let (from, to) = range(first);
    // in the order of the index, so that no more is read than is asked for
    let mut query = person_name::table
        .inner_join(member::table.on(member::person_id.eq(person_name::person_id)))
        .filter(person_name::word.ge(from).and(person_name::word.lt(to)))
        .order((person_name::word, person_name::person_id))
        .select((person_name::person_id, member::family_id))
        .limit(most)
        .offset(after)
        .into_boxed::<MultiBackend>();
    for word in rest {
        let (from, to) = range(word);
        let other = diesel::alias!(person_name as other);
        let begun = other.field(person_name::word).ge(from).and(other.field(person_name::word).lt(to));
        let theirs = other.field(person_name::person_id).eq(person_name::person_id);
        query = query.filter(exists(other.filter(theirs.and(begun))));
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
