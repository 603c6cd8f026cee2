//! Under what a person is found again: keys for an index in a database, kept by the change that changes the person.

use crate::{Lexicon, Record, nicknames, text::sound};

/// What is kept for one person: [`seek_keys`] and how each word of their names sounds, some thirty numbers.
pub fn keys(record: &Record) -> Vec<i64> {
    sorted(of_kinds(record))
}

/// How one word of a name sounds, as kept by [`keys`].
pub fn sound_key(folded: &str) -> i64 {
    key_of(11, &[&sound(folded)])
}

/// How two words of a name sound together, in either order, as kept by [`keys`].
pub fn sounds_key(one: &str, other: &str) -> i64 {
    let (one, other) = (sound(one), sound(other));
    key_of(9, &[(&one).min(&other), (&one).max(&other)])
}

fn sorted(kinds: Vec<(u8, i64)>) -> Vec<i64> {
    let mut all: Vec<i64> = kinds.into_iter().map(|(_, key)| key).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// What is looked up for someone who may be known: some twenty numbers. Two records of one person share at least one of
/// them nearly always: `tests/properties.rs` holds it over 0.99 for nine kinds of slip.
pub fn seek_keys(record: &Record) -> Vec<i64> {
    sorted(of_kinds(record).into_iter().filter(|(kind, _)| *kind != 11).collect())
}

/// Those of [`keys`] that two strangers seldom share: a number, or a birthday and how a name sounds.
pub fn strong_keys(record: &Record) -> Vec<i64> {
    of_kinds(record).into_iter().filter(|(kind, _)| matches!(kind, 1 | 2 | 5 | 7)).map(|(_, key)| key).collect()
}

/// FNV-1a, 64 bits, without the sign: keys are stored, so that they must never change.
fn key_of(kind: u8, parts: &[&dyn std::fmt::Display]) -> i64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut take = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    take(kind);
    for part in parts {
        part.to_string().bytes().for_each(&mut take);
        take(0xff);
    }
    (hash >> 1) as i64
}

fn of_kinds(record: &Record) -> Vec<(u8, i64)> {
    let mut lexicon = Lexicon::new();
    let person = lexicon.prepare(record);
    let text = |word| lexicon.text(word);
    let words = |name| words(text(name));

    let mut given = words(person.given);
    let forms = given.iter().flat_map(|name| nicknames::full_forms(name)).take(4);
    given.extend(forms.map(Into::into).collect::<Vec<String>>());
    let mut family = words(person.family);
    family.extend(words(person.former));
    let (given, family) = (sounds(&given), sounds(&family));

    let (year, month, day) = (person.born / 10_000, person.born / 100 % 100, person.born % 100);
    // exchanged day and month meet
    let of_year = month.min(day) * 100 + month.max(day);

    let mut keys: Vec<(u8, i64)> = Vec::new();
    let mut add = |kind: u8, parts: &[&dyn std::fmt::Display]| keys.push((kind, key_of(kind, parts)));
    for (kind, word) in [(1, person.nhs), (2, person.upn), (3, person.email)] {
        if !word.is_empty() {
            add(kind, &[&text(word)]);
        }
    }
    if person.phone > 0 {
        add(4, &[&person.phone]);
    }
    for last in &family {
        if person.born > 0 {
            add(5, &[&year, &of_year, last]);
            add(6, &[&of_year, last]);
        }
    }
    for first in &given {
        if person.born > 0 {
            add(7, &[&year, &of_year, first]);
        }
        if !person.postcode.is_empty() {
            add(8, &[&text(person.postcode), first]);
        }
        for last in &family {
            add(9, &[first.min(last), first.max(last)]);
        }
    }

    // a name whose sound a slip has changed still begins as it did
    for initial in words(person.given).iter().chain(&words(person.family)).filter_map(|word| word.chars().next()) {
        if person.born > 0 {
            add(12, &[&year, &of_year, &initial]);
        }
    }
    for word in words(person.given).iter().chain(&words(person.family)).chain(&words(person.former)) {
        add(11, &[&sound(word)]);
    }
    if !person.postcode.is_empty() && of_year > 0 {
        add(10, &[&text(person.postcode), &of_year]);
    }
    keys
}

/// The first words of a name.
fn words(name: &str) -> Vec<String> {
    name.split(' ').filter(|word| !word.is_empty()).take(3).map(ToOwned::to_owned).collect()
}

/// How words sound, each sound once.
fn sounds(words: &[String]) -> Vec<String> {
    let mut sounds: Vec<String> = words.iter().map(|word| sound(word)).filter(|sound| !sound.is_empty()).collect();
    sounds.sort();
    sounds.dedup();
    sounds
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(given: &str, family: &str, born: &str) -> Vec<i64> {
        keys(&Record {
            given_name: given.into(),
            family_name: family.into(),
            date_of_birth: born.into(),
            ..Record::default()
        })
    }

    #[test]
    fn other_spellings_exchanged_names_pet_forms_and_wrong_dates_are_found_again() {
        let known = of("Catherine", "O'Brien", "2016-02-07");
        for other in [
            of("Kathryn", "OBrian", "2016-02-07"),
            of("O'Brien", "Catherine", ""),
            of("Kate", "O'Brien", ""),
            of("Catherine", "O'Brien", "2016-07-02"),
            of("Cathrine", "Obrien", "2006-02-07"),
        ] {
            assert!(other.iter().any(|k| known.contains(k)));
        }
        assert!(!of("Ada", "Okoro", "2016-02-08").iter().any(|k| known.contains(k)));
    }
}
