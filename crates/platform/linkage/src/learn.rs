//! Learning without labels: *u* from pairs drawn at random, *m* by expectation maximisation.

use crate::{
    compare::{ALL, FIELDS, Field, LEVELS, Pattern, UNKNOWN},
    model::{KIN, Model},
};
use std::collections::BTreeMap;

/// How often each pattern was met; in order, so that sums come out the same each time.
pub(crate) type Patterns = BTreeMap<Pattern, f64>;

/// How many pairs the given figures count for, so that a small file does not teach nonsense.
const TRUST_M: f64 = 200.0;
const TRUST_U: f64 = 2_000.0;

/// *u* from pairs drawn at random.
pub(crate) fn learn_u(model: &mut Model, random: &Patterns) {
    let given = Model::default();
    for field in 0..FIELDS {
        let known: f64 = random.iter().filter(|(p, _)| p[field] != UNKNOWN).map(|(_, n)| n).sum();
        if known < 1.0 {
            continue;
        }
        for level in 1..ALL[field].len() {
            let met: f64 = random.iter().filter(|(p, _)| usize::from(p[field]) == level).map(|(_, n)| n).sum();
            model.u[field][level] = (met + given.u[field][level] * TRUST_U) / (known + TRUST_U);
        }
    }
}

/// What one pass of expectation maximisation found.
pub(crate) struct Learned {
    /// *m* of each field.
    m: [[f64; LEVELS]; FIELDS],
    /// How many pairs that are one person it rests on.
    pub matches: f64,
    /// Their share of the pairs of the pass.
    share: f64,
}

/// *m* from pairs that agree in something: a mixture of pairs that are one person, pairs of one household, and
/// strangers; the last two are known. Of the fields in which these pairs agree by choice, `blocked`, they teach
/// nothing.
pub(crate) fn learn_m(model: &Model, pairs: &Patterns, blocked: &[Field]) -> Learned {
    let total: f64 = pairs.values().sum();
    let given = Model::default();
    let free: Vec<usize> = (0..FIELDS).filter(|field| !blocked.iter().any(|b| *b as usize == *field)).collect();
    let mut m = model.m;
    let mut shares = [0.2, 0.2, 0.6];
    let mut matches = 0.0;
    for _ in 0..60 {
        let met = expect(&Mixture { model, m: &m, shares, free: &free }, pairs);
        matches = met.matches;
        for field in free.iter().copied() {
            let (met, given) = (&met.levels[field], &given.m[field]);
            let known: f64 = met[1..].iter().sum();
            for level in 1..ALL[field].len() {
                m[field][level] = (met[level] + given[level] * TRUST_M) / (known + TRUST_M);
            }
        }

        let one = ((met.matches + 1.0) / (total + 5.0)).clamp(1e-6, 0.95);
        let kin = ((met.kin + 1.0) / (total + 5.0)).clamp(1e-6, 0.95);
        let still = (one - shares[0]).abs() < 1e-7;
        shares = [one, kin, (1.0 - one - kin).max(1e-6)];
        if still {
            break;
        }
    }

    for (field, levels) in m.iter_mut().enumerate() {
        if !free.contains(&field) {
            *levels = [f64::NAN; LEVELS];
        }
    }
    Learned { m, matches, share: matches / total.max(1.0) }
}

/// What the pairs of a pass are taken for, for the time being.
struct Mixture<'a> {
    model: &'a Model,
    m: &'a [[f64; LEVELS]; FIELDS],
    /// Of one person, of one household, of strangers.
    shares: [f64; 3],
    /// The fields that teach something.
    free: &'a [usize],
}

/// What was met among the pairs, each counted as far as it is taken for one person, or for two of one household.
struct Met {
    levels: [[f64; LEVELS]; FIELDS],
    matches: f64,
    kin: f64,
}

/// One step of expectation.
fn expect(mixture: &Mixture<'_>, pairs: &Patterns) -> Met {
    let Mixture { model, m, shares, free } = *mixture;
    let mut met = Met { levels: [[0.0; LEVELS]; FIELDS], matches: 0.0, kin: 0.0 };
    for (pattern, n) in pairs {
        let [mut one, mut kin, mut two] = shares;
        for field in free.iter().copied().filter(|field| pattern[*field] != UNKNOWN) {
            let level = usize::from(pattern[field]);
            let u = model.u[field][level].max(1e-12);
            one *= m[field][level].max(1e-9);
            kin *= KIN[field].map_or(u, |kin| kin[level].max(1e-9));
            two *= u;
        }

        let all = one + kin + two;
        let sure = n * one / all;
        met.matches += sure;
        met.kin += n * kin / all;
        for field in free.iter().copied() {
            met.levels[field][usize::from(pattern[field])] += sure;
        }
    }
    met
}

/// The most that a field may differ among pairs that are one person: whatever a file seems to teach, someone's birthday
/// is not another one half of the time.
const DIFFERS: [f64; FIELDS] = [0.2, 0.2, 0.4, 0.12, 0.6, 0.8, 0.7, 0.1, 0.1];

/// What little agreement may weigh at most, as a ratio of m to u: to be born about the same time is no evidence.
const LITTLE: [(Field, usize, f64); 4] =
    [(Field::Born, 7, 1.0), (Field::Born, 6, 2.0), (Field::Given, 6, 4.0), (Field::Given, 7, 8.0)];

/// A pass of which fewer pairs than this are one person teaches nothing reliable: chance agreements look like them.
const RICH: f64 = 0.05;

/// The mean of what several passes found, each weighed by how many pairs it rests on.
pub(crate) fn agree(model: &mut Model, passes: &[Learned]) {
    for field in 0..FIELDS {
        let of: Vec<&Learned> = passes
            .iter()
            .filter(|pass| !pass.m[field][1].is_nan() && pass.matches > 0.5 && pass.share > RICH)
            .collect();
        let weight: f64 = of.iter().map(|pass| pass.matches.min(20_000.0)).sum();
        if weight <= 0.0 {
            continue;
        }
        for level in 1..ALL[field].len() {
            model.m[field][level] =
                of.iter().map(|pass| pass.m[field][level] * pass.matches.min(20_000.0)).sum::<f64>() / weight;
        }

        let last = ALL[field].len() - 1;
        let differs = model.m[field][last];
        if differs > DIFFERS[field] {
            let rest = (1.0 - DIFFERS[field]) / (1.0 - differs).max(1e-6);
            model.m[field][1..last].iter_mut().for_each(|m| *m *= rest);
            model.m[field][last] = DIFFERS[field];
        }
        for (_, level, most) in LITTLE.iter().filter(|(f, ..)| *f as usize == field) {
            model.m[field][*level] = model.m[field][*level].min(model.u[field][*level] * most);
        }
    }
}
