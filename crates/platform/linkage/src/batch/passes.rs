//! Which pairs to look at: records of one person are likely to meet in one pass or another.

use super::Records;
use crate::{
    Word,
    record::{Lexicon, Prepared},
    text::sound,
};
use std::{
    collections::{HashSet, hash_map::DefaultHasher},
    hash::{Hash, Hasher},
};

/// Ways in which records of one person are likely to meet; each is one pass. `None`: this record has nothing for it.
pub(super) const PASSES: usize = 26;

/// In a block larger than this only neighbours in the order of their names are compared.
const BLOCK: usize = 120;
const NEIGHBOURS: usize = 12;

/// The key of a record in each pass, 0 where it has none.
pub(super) type Keys = [u32; PASSES];

/// The blocks of each pass that were too large to be compared whole: none yet.
pub(super) fn none_large() -> Vec<HashSet<u32>> {
    vec![HashSet::new(); PASSES]
}

pub(super) fn hash(pass: usize, parts: &[&dyn std::fmt::Display]) -> u32 {
    let mut hasher = DefaultHasher::new();
    pass.hash(&mut hasher);
    for part in parts {
        part.to_string().hash(&mut hasher);
        0xffu8.hash(&mut hasher);
    }
    // 0 says that there is no key
    (hasher.finish() as u32).max(1)
}

/// The keys of a record.
pub(super) fn keys(lexicon: &Lexicon, person: &Prepared) -> Keys {
    let mut keys = [0; PASSES];
    let (given, family) = (lexicon.sound(person.given), lexicon.sound(person.family));
    let year = person.born / 10_000;
    // exchanged day and month meet
    let (month, of_month) = (person.born / 100 % 100, person.born % 100);
    let day = month.min(of_month) * 100 + month.max(of_month);
    let known = |text: &str| !text.is_empty();
    let letter = |word: Word| lexicon.text(word).get(..1).unwrap_or_default().to_owned();
    let initial = letter(person.given);
    let mut sounds = [given.clone(), family.clone()];
    sounds.sort();
    let last_word = lexicon.text(person.family).rsplit(' ').next().unwrap_or_default().to_owned();

    let mut set = |pass: usize, there: bool, parts: &[&dyn std::fmt::Display]| {
        if there {
            keys[pass] = hash(pass, parts);
        }
    };
    set(0, !person.nhs.is_empty(), &[&person.nhs.0]);
    set(1, !person.upn.is_empty(), &[&person.upn.0]);
    set(2, person.phone > 0, &[&person.phone]);
    set(3, !person.email.is_empty(), &[&person.email.0]);
    set(4, person.born > 0 && known(&family), &[&person.born, &family]);
    set(5, person.born > 0 && known(&given), &[&person.born, &given]);
    set(6, known(&given) && known(&family) && year > 0, &[&sounds[0], &sounds[1], &year]);
    set(7, known(&given) && known(&family), &[&sounds[0], &sounds[1]]);
    set(8, !person.given.is_empty() && !person.family.is_empty(), &[&person.given.0, &person.family.0]);
    set(9, !person.postcode.is_empty() && person.born > 0, &[&person.postcode.0, &day]);
    set(10, !person.postcode.is_empty() && known(&given), &[&person.postcode.0, &given]);
    set(11, !person.line.is_empty() && known(&initial), &[&person.line.0, &initial]);
    set(12, known(&last_word) && day > 0, &[&last_word, &day]);
    set(13, !person.given.is_empty() && person.born > 0, &[&person.given.0, &day, &(year % 10)]);

    let mut letters = [letter(person.given), letter(person.family)];
    letters.sort();
    set(14, person.born > 0 && known(&letters[1]), &[&person.born, &letters[0], &letters[1]]);

    let line = lexicon.text(person.line);
    let begins = |of: fn(&char) -> bool| line.split(' ').find(|word| word.chars().next().as_ref().is_some_and(of));
    let house = begins(char::is_ascii_digit).unwrap_or_default();
    let street = begins(char::is_ascii_alphabetic).unwrap_or_default();
    set(15, known(street) && known(&family), &[&house, &sound(street), &family]);

    // those whose names went wrong meet where they live, those who moved by what is left of their names
    let (postcode, town) = (lexicon.text(person.postcode), sound(lexicon.text(person.town)));
    let street = sound(street);
    set(16, known(postcode) && known(&street), &[&postcode, &street]);
    set(17, known(postcode) && known(house), &[&postcode, &house]);
    set(18, known(&town) && known(&street) && known(house), &[&town, &street, &house]);
    set(19, known(postcode) && known(&family), &[&postcode, &family]);
    set(20, known(&town) && person.born > 0, &[&town, &person.born]);
    set(21, known(&town) && known(&family) && known(&given), &[&town, &sounds[0], &sounds[1]]);
    set(22, known(&street) && person.born > 0, &[&street, &day, &year]);
    set(23, known(&street) && known(&given), &[&street, &given]);
    set(24, known(&town) && known(house) && known(&given), &[&town, &house, &given]);
    set(25, known(&town) && known(house) && known(&family), &[&town, &house, &family]);
    keys
}

/// Runs over the candidate pairs of one pass, each that no earlier pass has brought.
pub(super) fn pass(
    records: &Records,
    keys: &[Keys],
    number: usize,
    large: &mut [HashSet<u32>],
    mut take: impl FnMut(u32, u32),
) {
    let mut order: Vec<(u32, u32)> =
        (0..).zip(keys).filter(|(_, keys)| keys[number] != 0).map(|(n, keys)| (keys[number], n)).collect();
    order.sort_unstable();
    let met_before = |large: &[HashSet<u32>], a: u32, b: u32| {
        let (x, y) = (&keys[a as usize], &keys[b as usize]);
        (0..number).any(|pass| x[pass] != 0 && x[pass] == y[pass] && !large[pass].contains(&x[pass]))
    };

    for block in order.chunk_by_mut(|x, y| x.0 == y.0) {
        let reach = if block.len() > BLOCK {
            large[number].insert(block[0].0);
            let text = |n: u32| {
                let person = &records.all[n as usize];
                (records.lexicon.text(person.family), records.lexicon.text(person.given), person.born)
            };
            block.sort_unstable_by(|x, y| text(x.1).cmp(&text(y.1)));
            NEIGHBOURS
        } else {
            block.len()
        };

        for (n, (_, a)) in block.iter().enumerate() {
            for (_, b) in block.iter().skip(n + 1).take(reach) {
                let (a, b) = (*a.min(b), *a.max(b));
                if records.crosses(a, b) && !met_before(large, a, b) {
                    take(a, b);
                }
            }
        }
    }
}

/// As [`pass`] alone: of what earlier passes have brought nothing is left out, so that the lesson is whole.
pub(super) fn lesson(records: &Records, keys: &[Keys], number: usize, take: impl FnMut(u32, u32)) {
    let only: Vec<Keys> = keys.iter().map(|keys| alone(number, keys[number])).collect();
    pass(records, &only, number, &mut none_large(), take);
}

/// This key alone.
pub(super) fn alone(number: usize, key: u32) -> Keys {
    let mut keys = [0; PASSES];
    keys[number] = key;
    keys
}
