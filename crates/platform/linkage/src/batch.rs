//! Whole files: which pairs to look at, what a file teaches of itself, and all pairs that are likely one person.

use crate::{
    compare::{Field, Households, Memo, Pattern, compare},
    model::{Learned, Model, Patterns, agree, learn_m, learn_u},
    record::{Lexicon, Prepared},
};
use std::{
    collections::{HashSet, hash_map::DefaultHasher},
    hash::{Hash, Hasher},
};

/// Records of one file, or of two beside each other.
#[derive(Debug, Default)]
pub struct Records {
    /// Their texts and how often they occur.
    pub lexicon: Lexicon,
    /// The records.
    pub all: Vec<Prepared>,
    /// Where the second file begins, when two are linked: only pairs across are looked at.
    pub second: Option<usize>,
}

impl Records {
    /// None yet.
    pub fn new() -> Self {
        Self { lexicon: Lexicon::new(), all: vec![], second: None }
    }

    /// Adds a record.
    pub fn push(&mut self, record: &crate::Record) {
        let prepared = self.lexicon.prepare(record);
        self.lexicon.count(&prepared);
        self.all.push(prepared);
    }

    fn pairs(&self) -> f64 {
        let n = self.all.len() as f64;
        match self.second {
            Some(second) => second as f64 * (n - second as f64),
            None => n * (n - 1.0) / 2.0,
        }
    }

    pub(crate) fn crosses(&self, a: u32, b: u32) -> bool {
        self.second.is_none_or(|second| ((a as usize) < second) != ((b as usize) < second))
    }
}

/// A pair that is likely one person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// The earlier record.
    pub a: u32,
    /// The later one.
    pub b: u32,
    /// In bits, without the prior.
    pub weight: f32,
    /// 0 to 1.
    pub probability: f32,
    /// Perhaps a brother or sister.
    pub apart: bool,
}

/// What was found.
#[derive(Debug)]
pub struct Found {
    /// What the file taught.
    pub model: Model,
    /// Pairs, each once, by record.
    pub pairs: Vec<Pair>,
    /// How many pairs were compared.
    pub compared: u64,
}

/// Ways in which records of one person are likely to meet; each is one pass. `None`: this record has nothing for it.
const PASSES: usize = 16;

/// In a block larger than this only neighbours in the order of their names are compared.
const BLOCK: usize = 120;
const NEIGHBOURS: usize = 12;

/// Pairs that teach *m*, for each pass.
const LESSONS: usize = 100_000;

/// Pairs drawn at random that teach *u*.
const RANDOM: u64 = 250_000;

fn hash(pass: usize, parts: &[&dyn std::fmt::Display]) -> u32 {
    let mut hasher = DefaultHasher::new();
    pass.hash(&mut hasher);
    for part in parts {
        part.to_string().hash(&mut hasher);
        0xffu8.hash(&mut hasher);
    }
    // 0 says that there is no key
    (hasher.finish() as u32).max(1)
}

/// The key of a record in each pass, 0 where it has none.
fn keys(lexicon: &Lexicon, p: &Prepared) -> [u32; PASSES] {
    let mut keys = [0; PASSES];
    let (given, family) = (lexicon.sound(p.given), lexicon.sound(p.family));
    let year = p.born / 10_000;
    // exchanged day and month meet
    let (month, of_month) = (p.born / 100 % 100, p.born % 100);
    let day = month.min(of_month) * 100 + month.max(of_month);
    let known = |t: &str| !t.is_empty();
    let initial = lexicon.text(p.given).get(..1).unwrap_or_default().to_owned();
    let mut sounds = [given.clone(), family.clone()];
    sounds.sort();
    let last_word = lexicon.text(p.family).rsplit(' ').next().unwrap_or_default().to_owned();
    let mut set = |pass: usize, there: bool, parts: &[&dyn std::fmt::Display]| {
        if there {
            keys[pass] = hash(pass, parts);
        }
    };
    set(0, !p.nhs.is_empty(), &[&p.nhs.0]);
    set(1, !p.upn.is_empty(), &[&p.upn.0]);
    set(2, p.phone > 0, &[&p.phone]);
    set(3, !p.email.is_empty(), &[&p.email.0]);
    set(4, p.born > 0 && known(&family), &[&p.born, &family]);
    set(5, p.born > 0 && known(&given), &[&p.born, &given]);
    set(6, known(&given) && known(&family) && year > 0, &[&sounds[0], &sounds[1], &year]);
    set(7, known(&given) && known(&family), &[&sounds[0], &sounds[1]]);
    set(8, !p.given.is_empty() && !p.family.is_empty(), &[&p.given.0, &p.family.0]);
    set(9, !p.postcode.is_empty() && p.born > 0, &[&p.postcode.0, &day]);
    set(10, !p.postcode.is_empty() && known(&given), &[&p.postcode.0, &given]);
    set(11, !p.line.is_empty() && known(&initial), &[&p.line.0, &initial]);
    set(12, known(&last_word) && day > 0, &[&last_word, &day]);
    set(13, !p.given.is_empty() && p.born > 0, &[&p.given.0, &day, &(year % 10)]);
    let letter = |w: crate::Word| lexicon.text(w).get(..1).unwrap_or_default().to_owned();
    let mut letters = [letter(p.given), letter(p.family)];
    letters.sort();
    set(14, p.born > 0 && known(&letters[1]), &[&p.born, &letters[0], &letters[1]]);
    let line = lexicon.text(p.line);
    let house = line.split(' ').find(|w| w.starts_with(|c: char| c.is_ascii_digit())).unwrap_or_default();
    let street = line.split(' ').find(|w| w.starts_with(|c: char| c.is_ascii_alphabetic())).unwrap_or_default();
    set(15, known(street) && known(&family), &[&house, &crate::text::sound(street), &family]);
    keys
}

/// Runs over the candidate pairs of one pass, each that no earlier pass has brought.
fn pass(
    records: &Records,
    keys: &[[u32; PASSES]],
    number: usize,
    large: &mut [HashSet<u32>],
    mut take: impl FnMut(u32, u32),
) {
    let mut order: Vec<(u32, u32)> =
        (0..).zip(keys).filter(|(_, k)| k[number] != 0).map(|(n, k)| (k[number], n)).collect();
    order.sort_unstable();
    let met_before = |large: &[HashSet<u32>], a: u32, b: u32| {
        let (x, y) = (&keys[a as usize], &keys[b as usize]);
        (0..number).any(|p| x[p] != 0 && x[p] == y[p] && !large[p].contains(&x[p]))
    };
    for block in order.chunk_by_mut(|x, y| x.0 == y.0) {
        let reach = if block.len() > BLOCK {
            large[number].insert(block[0].0);
            let text = |n: u32| {
                let p = &records.all[n as usize];
                (records.lexicon.text(p.family), records.lexicon.text(p.given), p.born)
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

/// Passes that teach *m*, with the fields in which their pairs agree by choice.
const TEACH: &[(usize, &[Field])] = &[
    (4, &[Field::Born, Field::Family]),
    (5, &[Field::Born, Field::Given]),
    (8, &[Field::Given, Field::Family]),
    (10, &[Field::Place, Field::Given]),
    (3, &[Field::Email]),
    (2, &[Field::Phone]),
    (9, &[Field::Place, Field::Born]),
];

fn teach(records: &Records, keys: &[[u32; PASSES]], memo: &mut Memo) -> Model {
    let mut model = Model::default();
    let (n, mut random) = (records.all.len() as u64, Patterns::new());
    // a fixed sequence, so that the same files give the same answer
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut draw = |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) % below.max(1)
    };
    let many = (n * n / 4).min(n * 12).min(RANDOM);
    for _ in 0..many {
        let (a, b) = match records.second {
            Some(second) => (draw(second as u64), second as u64 + draw(n - second as u64)),
            None => (draw(n), draw(n)),
        };
        if a != b && n > 1 {
            let (a, b) = (&records.all[a as usize], &records.all[b as usize]);
            *random.entry(compare(&records.lexicon, memo, a, b)).or_default() += 1.0;
        }
    }
    learn_u(&mut model, &random);
    let mut learned: Vec<Learned> = Vec::new();
    for (number, blocked) in TEACH {
        let mut patterns = Patterns::new();
        let (mut taken, mut none) = (0, vec![HashSet::new(); PASSES]);
        lesson(records, keys, *number, &mut none, |a, b| {
            if taken < LESSONS {
                taken += 1;
                let (a, b) = (&records.all[a as usize], &records.all[b as usize]);
                *patterns.entry(compare(&records.lexicon, memo, a, b)).or_default() += 1.0;
            }
        });
        if taken > 0 {
            learned.push(learn_m(&model, &patterns, blocked));
        }
    }
    agree(&mut model, &learned);
    (model.households, model.kin) = households(records, memo);
    model
}

/// Whether people of other first names and birthdays share an address and a last name here, and the share of all pairs that
/// does.
fn households(records: &Records, memo: &mut Memo) -> (Households, f64) {
    let keys: Vec<[u32; PASSES]> = records
        .all
        .iter()
        .map(|p| {
            let mut one = [0; PASSES];
            if !p.household.is_empty() {
                one[0] = hash(0, &[&p.household.0]);
            } else if !p.line.is_empty() {
                one[0] = hash(0, &[&p.line.0, &p.postcode.0]);
            }
            one
        })
        .collect();
    if keys.iter().all(|k| k[0] == 0) {
        // as many as there are in England: 2.4 people to a household
        return (Households::Unknown, (2.0 / records.all.len().max(2) as f64).min(0.1));
    }
    let (mut others, mut same) = (0_u32, 0_u32);
    pass(records, &keys, 0, &mut vec![HashSet::new(); PASSES], |a, b| {
        if others + same < 2_000_000 {
            let (a, b) = (&records.all[a as usize], &records.all[b as usize]);
            let pattern = compare(&records.lexicon, memo, a, b);
            let (given, family, born) = (pattern[0], pattern[1], pattern[Field::Born as usize]);
            if matches!(family, 1..=4) {
                if matches!(given, 6 | 9) && born >= 5 {
                    others += 1;
                } else if given != 0 && born != 0 {
                    same += 1;
                }
            }
        }
    });
    let seen = f64::from(others) > f64::from(same) * 0.08;
    // where there are none, those that were met are mistakes in writing
    let many = if seen { f64::from(others) * 1.4 } else { f64::from(others) * 0.1 };
    let share = (many + 0.5) / records.pairs().max(1.0);
    (if seen { Households::Seen } else { Households::NotSeen }, share.min(0.2))
}

/// As [`pass`] alone: of what earlier passes have brought nothing is left out, so that the lesson is whole.
fn lesson(
    records: &Records,
    keys: &[[u32; PASSES]],
    number: usize,
    large: &mut [HashSet<u32>],
    take: impl FnMut(u32, u32),
) {
    let only: Vec<[u32; PASSES]> = keys
        .iter()
        .map(|k| {
            let mut one = [0; PASSES];
            one[number] = k[number];
            one
        })
        .collect();
    pass(records, &only, number, large, take);
}

/// Evidence below this is not worth keeping, whatever the prior turns out to be.
const LEAST_BITS: f64 = 6.0;

/// Learns from the records and finds all pairs at least as likely as `least`.
pub fn link(records: &Records, least: f64) -> Found {
    let keys: Vec<[u32; PASSES]> = records.all.iter().map(|p| keys(&records.lexicon, p)).collect();
    let mut memo = Memo::default();
    let mut model = teach(records, &keys, &mut memo);
    let mut large = vec![HashSet::new(); PASSES];
    let (mut kept, mut compared) = (Vec::<Pair>::new(), 0_u64);
    for number in 0..PASSES {
        // two cores: candidates of a pass are compared in two halves
        let mut candidates: Vec<(u32, u32)> = Vec::new();
        let mut flush = |candidates: &mut Vec<(u32, u32)>, kept: &mut Vec<Pair>| {
            compared += candidates.len() as u64;
            kept.extend(look(records, &model, candidates));
            candidates.clear();
        };
        pass(records, &keys, number, &mut large, |a, b| {
            candidates.push((a, b));
            if candidates.len() >= 1 << 21 {
                flush(&mut candidates, &mut kept);
            }
        });
        flush(&mut candidates, &mut kept);
    }
    kept.sort_unstable_by_key(|p| (p.a, p.b));
    kept.dedup_by_key(|p| (p.a, p.b));
    model.prior = prior(records, &model, &kept);
    for pair in &mut kept {
        let probability = model.probability(f64::from(pair.weight));
        pair.probability = if pair.apart { probability.min(crate::model::APART) } else { probability } as f32;
    }
    kept.retain(|p| f64::from(p.probability) >= least);
    Found { model, pairs: kept, compared }
}

fn look(records: &Records, model: &Model, candidates: &[(u32, u32)]) -> Vec<Pair> {
    let half = candidates.len().div_ceil(2).max(1);
    let one = |part: &[(u32, u32)]| -> Vec<Pair> {
        let mut memo = Memo::default();
        let pairs = part.iter().filter_map(|(a, b)| {
            let (x, y) = (&records.all[*a as usize], &records.all[*b as usize]);
            let pattern: Pattern = compare(&records.lexicon, &mut memo, x, y);
            let weight = model.weight(&records.lexicon, &pattern, x, y);
            (weight >= LEAST_BITS).then(|| Pair {
                a: *a,
                b: *b,
                weight: weight as f32,
                probability: 0.0,
                apart: crate::compare::apart(model.households, x, y, &pattern),
            })
        });
        pairs.collect()
    };
    if candidates.len() < 20_000 {
        return one(candidates);
    }
    let (first, second) = candidates.split_at(half);
    std::thread::scope(|scope| {
        let other = scope.spawn(|| one(second));
        let mut all = one(first);
        all.extend(other.join().unwrap_or_default());
        all
    })
}

/// The share of pairs that are one person: the one under which the evidence adds up to itself.
fn prior(records: &Records, model: &Model, kept: &[Pair]) -> f64 {
    let total = records.pairs().max(1.0);
    let sure = kept.iter().filter(|p| !p.apart && p.weight > 20.0).count() as f64;
    let mut model = model.clone();
    model.prior = ((sure + 1.0) / total).clamp(1e-12, 0.5);
    for _ in 0..12 {
        let expected: f64 = kept.iter().filter(|p| !p.apart).map(|p| model.probability(f64::from(p.weight))).sum();
        model.prior = ((expected + 0.5) / total).clamp(1e-12, 0.5);
    }
    model.prior
}

/// How many of these pairs the passes bring together at all: the ceiling of what any score can find.
pub fn recall_of_candidates(records: &Records, truth: &[(u32, u32)]) -> f64 {
    let keys: Vec<[u32; PASSES]> = records.all.iter().map(|p| keys(&records.lexicon, p)).collect();
    let wanted: HashSet<(u32, u32)> = truth.iter().map(|(a, b)| (*a.min(b), *a.max(b))).collect();
    let (mut large, mut met) = (vec![HashSet::new(); PASSES], HashSet::new());
    for number in 0..PASSES {
        pass(records, &keys, number, &mut large, |a, b| {
            if wanted.contains(&(a, b)) {
                met.insert((a, b));
            }
        });
    }
    if wanted.is_empty() { 1.0 } else { met.len() as f64 / wanted.len() as f64 }
}
