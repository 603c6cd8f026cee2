//! What a file teaches of itself.

use super::{
    Records,
    passes::{Keys, alone, hash, lesson, none_large, pass},
};
use crate::{
    compare::{Field, Households, Memo, compare},
    learn::{Learned, Patterns, agree, learn_m, learn_u},
    model::Model,
    record::Prepared,
};

/// Pairs that teach *m*, for each pass.
const LESSONS: usize = 100_000;

/// Pairs drawn at random that teach *u*.
const RANDOM: u64 = 250_000;

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

pub(super) fn teach(records: &Records, keys: &[Keys], memo: &mut Memo) -> Model {
    let mut model = Model::default();
    learn_u(&mut model, &random_pairs(records, memo));

    let mut learned: Vec<Learned> = Vec::new();
    for (number, blocked) in TEACH {
        let mut patterns = Patterns::new();
        let mut taken = 0;
        lesson(records, keys, *number, |a, b| {
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

fn random_pairs(records: &Records, memo: &mut Memo) -> Patterns {
    // a fixed sequence, so that the same files give the same answer
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut draw = |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) % below.max(1)
    };

    let (n, mut random) = (records.all.len() as u64, Patterns::new());
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
    random
}

/// Whether people of other first names and birthdays share an address and a last name here, and the share of all pairs
/// that does.
fn households(records: &Records, memo: &mut Memo) -> (Households, f64) {
    let home = |person: &Prepared| match person {
        Prepared { household, .. } if !household.is_empty() => hash(0, &[&household.0]),
        Prepared { line, postcode, .. } if !line.is_empty() => hash(0, &[&line.0, &postcode.0]),
        _ => 0,
    };
    let keys: Vec<Keys> = records.all.iter().map(|person| alone(0, home(person))).collect();
    if keys.iter().all(|keys| keys[0] == 0) {
        // as many as there are in England: 2.4 people to a household
        return (Households::Unknown, (2.0 / records.all.len().max(2) as f64).min(0.1));
    }

    let (mut others, mut same) = (0_u32, 0_u32);
    pass(records, &keys, 0, &mut none_large(), |a, b| {
        if others + same < 2_000_000 {
            let (a, b) = (&records.all[a as usize], &records.all[b as usize]);
            let pattern = compare(&records.lexicon, memo, a, b);
            let (given, family, born) = (pattern[0], pattern[1], pattern[Field::Born as usize]);
            if matches!(family, 1..=4) {
                if matches!(given, 6 | 9 | 10) && born >= 5 {
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
