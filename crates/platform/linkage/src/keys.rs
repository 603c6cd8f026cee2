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
    let (a, b) = (sound(one), sound(other));
    key_of(9, &[(&a).min(&b), (&a).max(&b)])
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
    let p = lexicon.prepare(record);
    let words = |w: crate::Word| -> Vec<String> {
        lexicon.text(w).split(' ').filter(|t| !t.is_empty()).take(3).map(ToOwned::to_owned).collect()
    };
    let sounds = |all: &[String]| -> Vec<String> {
        let mut sounds: Vec<String> = all.iter().map(|w| sound(w)).filter(|s| !s.is_empty()).collect();
        sounds.sort();
        sounds.dedup();
        sounds
    };
    let mut given = words(p.given);
    let forms: Vec<String> =
        given.iter().flat_map(|g| nicknames::full_forms(g)).take(4).map(ToOwned::to_owned).collect();
    given.extend(forms);
    let mut family = words(p.family);
    family.extend(words(p.former));
    let (given, family) = (sounds(&given), sounds(&family));
    let (year, month, day) = (p.born / 10_000, p.born / 100 % 100, p.born % 100);
    // exchanged day and month meet
    let of_year = month.min(day) * 100 + month.max(day);
    let mut keys: Vec<(u8, i64)> = Vec::new();
    let mut add = |kind: u8, parts: &[&dyn std::fmt::Display]| keys.push((kind, key_of(kind, parts)));
    let text = |w| lexicon.text(w);
    for (kind, word) in [(1, p.nhs), (2, p.upn), (3, p.email)] {
        if !word.is_empty() {
            add(kind, &[&text(word)]);
        }
    }
    if p.phone > 0 {
        add(4, &[&p.phone]);
    }
    for f in &family {
        if p.born > 0 {
            add(5, &[&year, &of_year, f]);
            add(6, &[&of_year, f]);
        }
    }
    for g in &given {
        if p.born > 0 {
            add(7, &[&year, &of_year, g]);
        }
        if !p.postcode.is_empty() {
            add(8, &[&text(p.postcode), g]);
        }
        for f in &family {
            let (x, y) = (g.min(f), g.max(f));
            add(9, &[x, y]);
        }
    }
    // a name whose sound a slip has changed still begins as it did
    for initial in words(p.given).iter().chain(&words(p.family)).filter_map(|w| w.chars().next()) {
        if p.born > 0 {
            add(12, &[&year, &of_year, &initial]);
        }
    }
    for word in words(p.given).iter().chain(&words(p.family)).chain(&words(p.former)) {
        add(11, &[&sound(word)]);
    }
    if !p.postcode.is_empty() && of_year > 0 {
        add(10, &[&text(p.postcode), &of_year]);
    }
    keys
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
