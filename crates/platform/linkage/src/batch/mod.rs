//! Whole files: which pairs to look at, what a file teaches of itself, and all pairs that are likely one person.

mod passes;
mod teach;

use crate::{
    compare::{Memo, Pattern, apart, compare},
    model::{APART, Model},
    record::{Lexicon, Prepared},
};
use passes::{Keys, PASSES, keys, none_large, pass};
use std::collections::HashSet;
use teach::teach;

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
        let all = self.all.len() as f64;
        match self.second {
            Some(second) => second as f64 * (all - second as f64),
            None => all * (all - 1.0) / 2.0,
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

/// Evidence below this is not worth keeping, whatever the prior turns out to be.
const LEAST_BITS: f64 = 6.0;

/// Learns from the records and finds all pairs at least as likely as `least`.
pub fn link(records: &Records, least: f64) -> Found {
    let keys = keys_of(records);
    let mut memo = Memo::default();
    let mut model = teach(records, &keys, &mut memo);
    let mut large = none_large();
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

    kept.sort_unstable_by_key(|pair| (pair.a, pair.b));
    kept.dedup_by_key(|pair| (pair.a, pair.b));
    model.prior = prior(records, &model, &kept);
    for pair in &mut kept {
        let probability = model.probability(f64::from(pair.weight));
        pair.probability = if pair.apart { probability.min(APART) } else { probability } as f32;
    }
    kept.retain(|pair| f64::from(pair.probability) >= least);
    Found { model, pairs: kept, compared }
}

fn keys_of(records: &Records) -> Vec<Keys> {
    records.all.iter().map(|person| keys(&records.lexicon, person)).collect()
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
                apart: apart(model.households, x, y, &pattern),
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
    let sure = kept.iter().filter(|pair| !pair.apart && pair.weight > 20.0).count() as f64;
    let mut model = model.clone();
    model.prior = ((sure + 1.0) / total).clamp(1e-12, 0.5);
    for _ in 0..12 {
        let evident = kept.iter().filter(|pair| !pair.apart);
        let expected: f64 = evident.map(|pair| model.probability(f64::from(pair.weight))).sum();
        model.prior = ((expected + 0.5) / total).clamp(1e-12, 0.5);
    }
    model.prior
}

/// How many of these pairs the passes bring together at all: the ceiling of what any score can find.
pub fn recall_of_candidates(records: &Records, truth: &[(u32, u32)]) -> f64 {
    let keys = keys_of(records);
    let wanted: HashSet<(u32, u32)> = truth.iter().map(|(a, b)| (*a.min(b), *a.max(b))).collect();
    let (mut large, mut met) = (none_large(), HashSet::new());
    for number in 0..PASSES {
        pass(records, &keys, number, &mut large, |a, b| {
            if wanted.contains(&(a, b)) {
                met.insert((a, b));
            }
        });
    }
    if wanted.is_empty() { 1.0 } else { met.len() as f64 / wanted.len() as f64 }
}
