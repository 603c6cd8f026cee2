//! From pairs to people: which records are all one person.

use crate::{
    batch::{Found, Pair, Records},
    compare::{Memo, apart, compare},
};
use std::collections::HashMap;

/// No person has more records than this; a chain that long is a mistake.
const MOST: usize = 200;

/// Groups records by the pairs that are at least as likely as `least`, the likeliest first. Two groups are not joined
/// when a record of one and a record of the other are held apart: a chain from a twin over a record without a first
/// name to the other twin joins neither.
pub fn clusters(records: &Records, found: &Found, least: f64) -> Vec<Vec<u32>> {
    let likely = |pair: &&Pair| f64::from(pair.probability) >= least && !pair.apart;
    let mut order: Vec<&Pair> = found.pairs.iter().filter(likely).collect();
    order.sort_by(|x, y| y.weight.total_cmp(&x.weight).then((x.a, x.b).cmp(&(y.a, y.b))));
    let mut group: Vec<u32> = (0..).take(records.all.len()).collect();
    let mut members: HashMap<u32, Vec<u32>> = HashMap::new();
    let mut memo = Memo::default();

    for pair in order {
        let (x, y) = (group[pair.a as usize], group[pair.b as usize]);
        if x == y {
            continue;
        }

        let one = members.remove(&x).unwrap_or_else(|| vec![pair.a]);
        let other = members.remove(&y).unwrap_or_else(|| vec![pair.b]);
        let mut held_apart = |a: u32, b: u32| {
            let (a, b) = (&records.all[a as usize], &records.all[b as usize]);
            let pattern = compare(&records.lexicon, &mut memo, a, b);
            apart(found.model.households, a, b, &pattern)
        };
        let conflict = one.len() + other.len() > MOST || one.iter().any(|a| other.iter().any(|b| held_apart(*a, *b)));
        if conflict {
            members.insert(x, one);
            members.insert(y, other);
            continue;
        }
        for n in &other {
            group[*n as usize] = x;
        }
        members.insert(x, one.into_iter().chain(other).collect());
    }

    let mut found: Vec<Vec<u32>> = members.into_values().filter(|group| group.len() > 1).collect();
    found.iter_mut().for_each(|group| group.sort_unstable());
    found.sort();
    found
}

/// Pairs that follow from others: of one group, and not likely enough by themselves. Each is as likely as the weakest
/// pair without which the group would fall apart.
pub fn implied(records: &Records, found: &Found, groups: &[Vec<u32>], least: f64) -> Vec<Pair> {
    let known: HashMap<(u32, u32), f32> = found.pairs.iter().map(|pair| ((pair.a, pair.b), pair.probability)).collect();
    let mut memo = Memo::default();
    let mut more = Vec::new();
    for group in groups.iter().filter(|group| group.len() > 2) {
        for (n, a) in group.iter().enumerate() {
            for b in &group[n + 1..] {
                if known.contains_key(&(*a, *b)) || !records.crosses(*a, *b) {
                    continue;
                }

                // the best way round over one other record; longer ways are weaker still
                let edge = |x: u32, y: u32| known.get(&(x.min(y), x.max(y))).copied().unwrap_or(0.0);
                let best = group.iter().map(|c| edge(*a, *c).min(edge(*c, *b))).fold(0.0_f32, f32::max);
                let (x, y) = (&records.all[*a as usize], &records.all[*b as usize]);
                let pattern = compare(&records.lexicon, &mut memo, x, y);
                let weight = found.model.weight(&records.lexicon, &pattern, x, y) as f32;
                let probability = best.max(least as f32);
                more.push(Pair { a: *a, b: *b, weight, probability, apart: false });
            }
        }
    }
    more
}
