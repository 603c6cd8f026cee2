//! What agreement weighs: Fellegi and Sunter's model (1969), learned without labels.
//!
//! For each field and level, *m* is how often that level is met among pairs that are one person, *u* among pairs that
//! are two. The weight of a level is log2(m/u), in bits; weights of fields add up (they are taken as independent, which
//! addresses of one household are not: see [`crate::compare::apart`]). The prior is the share of all possible pairs
//! that are one person. *u* is counted on random pairs, nearly all of which are two people; *m* is found by expectation
//! maximisation over pairs that agree in something else (Winkler 1988; in the form of Enamorado, Fifield and Imai 2019
//! and of Linacre and others 2022). A rare name that agrees weighs more than a common one (Winkler's term-frequency
//! adjustment).
//!
//! Two people may be strangers, or of one household. Strangers agree by chance in each field; people of one household
//! share name, address and telephone together. So a pair that is two people is a mixture of both, in the shares in
//! which they are met: a last name and an address that agree say "one household" far sooner than "one person". [`KIN`]
//! says how often people of one household agree.

use crate::{
    compare::{ALL, FIELDS, Field, Households, LEVELS, Pattern, UNKNOWN, apart},
    record::{Column, Lexicon, Prepared, Word},
};

/// How often each level of a field is met among two people of one household; a field that is not here says no more of
/// them than of strangers. Judgements: seven in ten share a last name; one pair of children in a hundred is of one
/// birthday.
pub(crate) const KIN: [Option<[f64; LEVELS]>; FIELDS] = [
    Some([0.0, 0.01, 0.003, 0.004, 0.01, 0.004, 0.004, 0.02, 0.000_2, 0.001, 0.943_8]),
    Some([0.0, 0.72, 0.03, 0.03, 0.01, 0.01, 0.20, 0.0, 0.0, 0.0, 0.0]),
    Some([0.0, 0.01, 0.07, 0.01, 0.91, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]),
    Some([0.0, 0.01, 0.000_1, 0.001, 0.002, 0.01, 0.03, 0.12, 0.826_9, 0.0, 0.0]),
    Some([0.0, 0.90, 0.05, 0.015, 0.015, 0.005, 0.005, 0.005, 0.005, 0.0, 0.0]),
    Some([0.0, 0.5, 0.01, 0.49, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]),
    Some([0.0, 0.3, 0.02, 0.05, 0.63, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]),
    None,
    None,
];

/// The weight of evidence, learned or as given.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// How often each level is met among pairs that are one person.
    pub m: [[f64; LEVELS]; FIELDS],
    /// How often each level is met among pairs that are two.
    pub u: [[f64; LEVELS]; FIELDS],
    /// The share of all possible pairs that are one person.
    pub prior: f64,
    /// The share of all possible pairs that are two people of one household.
    pub kin: f64,
    /// Whether brothers and sisters are to be reckoned with.
    pub households: Households,
}

impl Default for Model {
    /// Before anything was learned: from what is known of names, dates and addresses in England, and a prior of one
    /// pair in a hundred thousand.
    fn default() -> Self {
        let mut model = Self {
            m: [[0.0; LEVELS]; FIELDS],
            u: [[0.0; LEVELS]; FIELDS],
            prior: 1e-5,
            kin: 5e-5,
            households: Households::Seen,
        };
        for (field, levels) in ALL.iter().enumerate() {
            for (level, given) in levels.iter().enumerate() {
                model.m[field][level] = given.m;
                model.u[field][level] = given.u;
            }
        }
        model
    }
}

/// One line of the reckoning.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// In words: `last name agrees and is rare`.
    pub words: String,
    /// In bits: one bit doubles the odds.
    pub bits: f64,
}

/// How likely it is that two records are one person.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// 0 to 1.
    pub probability: f64,
    /// The sum of the evidence in bits, without the prior.
    pub weight: f64,
    /// Perhaps a brother, sister or twin: never taken for one person without somebody who looks.
    pub apart: bool,
}

/// A pair held apart is at most as likely as this.
pub const APART: f64 = 0.4;

/// Two records and how far they agree.
struct Compared<'a> {
    lexicon: &'a Lexicon,
    pattern: &'a Pattern,
    a: &'a Prepared,
    b: &'a Prepared,
}

/// Which text an agreement rests on, where a rare one says more than a common one.
fn column(field: usize, level: u8, a: &Prepared, b: &Prepared) -> Option<(Column, [Word; 2])> {
    match (field, level) {
        (0, 1) => Some((Column::Given, [a.given, b.given])),
        (0, 9) if a.given == b.family => Some((Column::Given, [a.given, a.given])),
        (0, 9) if b.given == a.family => Some((Column::Given, [b.given, b.given])),
        (1, 1) => Some((Column::Family, [a.family, b.family])),
        (4, 1) => Some((Column::Line, [a.line, b.line])),
        (4, 2 | 5) if a.postcode.is_empty() || b.postcode.is_empty() => Some((Column::Line, [a.line, b.line])),
        (4, 4) => Some((Column::Postcode, [a.postcode, b.postcode])),
        (4, 7) => Some((Column::Town, [a.town, b.town])),
        (6, 1) => Some((Column::Email, [a.email, b.email])),
        _ => None,
    }
}

impl Model {
    /// For asking of one person whether they are among so many: three in ten are, and as many have someone of their
    /// household there.
    pub fn among(people: u32) -> Self {
        let people = f64::from(people.max(1_000));
        Self { prior: 0.3 / people, kin: 0.5 / people, ..Self::default() }
    }

    /// The evidence of one field, in bits, and how rare the shared value is beside the usual one.
    fn bits(&self, pair: &Compared<'_>, field: usize) -> (f64, f64) {
        let level = pair.pattern[field];
        if level == UNKNOWN {
            return (0.0, 1.0);
        }

        let (m, u) = (self.m[field][usize::from(level)], self.u[field][usize::from(level)]);
        let share =
            column(field, level, pair.a, pair.b).and_then(|(column, words)| pair.lexicon.share_beside(column, words));
        match share {
            // the chance that another person has this very value, never less than one in the number of people
            Some(share) => ((m / share.max(1e-7)).log2().clamp(-12.0, 22.0), share / u),
            None => ((m / u.max(1e-9)).log2().clamp(-12.0, 24.0), 1.0),
        }
    }

    /// The evidence of all fields, in bits: against strangers, and less what people of one household share.
    pub(crate) fn weight(&self, lexicon: &Lexicon, pattern: &Pattern, a: &Prepared, b: &Prepared) -> f64 {
        let pair = Compared { lexicon, pattern, a, b };
        let strangers: f64 = (0..FIELDS).map(|field| self.bits(&pair, field).0).sum();
        strangers - self.shared(pattern, strangers)
    }

    /// What of the evidence against strangers is no evidence against people of one household, in bits.
    fn shared(&self, pattern: &Pattern, strangers: f64) -> f64 {
        let mut household = -self.kin.max(1e-12).log2();
        for (field, level) in pattern.iter().enumerate().filter(|(_, level)| **level != UNKNOWN) {
            let level = usize::from(*level);
            let kin = KIN[field].map_or(self.u[field][level], |kin| kin[level]).max(1e-9);
            household += (self.m[field][level].max(1e-9) / kin).log2();
        }
        // log2(2^-strangers + 2^-household) + strangers, without overflow
        (1.0 + (strangers - household).min(900.0).exp2()).log2()
    }

    /// The probability that this much evidence gives with the prior.
    pub fn probability(&self, weight: f64) -> f64 {
        let bits = weight + (self.prior / (1.0 - self.prior)).log2();
        1.0 / (1.0 + (-bits).exp2())
    }

    /// Scores a pair that was compared.
    pub fn score(&self, lexicon: &Lexicon, pattern: &Pattern, a: &Prepared, b: &Prepared) -> Score {
        let weight = self.weight(lexicon, pattern, a, b);
        let probability = self.probability(weight);
        let apart = apart(self.households, a, b, pattern);
        Score { probability: if apart { probability.min(APART) } else { probability }, weight, apart }
    }

    /// The reckoning, the strongest evidence first.
    pub fn explain(&self, lexicon: &Lexicon, pattern: &Pattern, a: &Prepared, b: &Prepared) -> Vec<Step> {
        let pair = Compared { lexicon, pattern, a, b };
        let mut steps: Vec<Step> = (0..FIELDS)
            .filter(|field| pattern[*field] != UNKNOWN)
            .map(|field| {
                let (bits, rarity) = self.bits(&pair, field);
                let words = ALL[field][usize::from(pattern[field])].words;
                let rare = match rarity {
                    _ if field > Field::Family as usize => "",
                    rarity if rarity < 0.3 => " and is rare",
                    rarity if rarity > 3.0 => " and is common",
                    _ => "",
                };
                Step { words: format!("{words}{rare}"), bits }
            })
            .collect();
        steps.sort_by(|x, y| y.bits.abs().total_cmp(&x.bits.abs()));

        let shared = self.shared(pattern, steps.iter().map(|step| step.bits).sum());
        if shared > 0.05 {
            steps.push(Step { words: "people of one household share this, too".into(), bits: -shared });
        }
        if apart(self.households, a, b, pattern) {
            steps.push(Step {
                words: "perhaps brother or sister, or parent and child: one family, not one person".into(),
                bits: 0.0,
            });
        }
        steps
    }
}

/// The reckoning on one line: `last name agrees and is rare +9.1; address differs -1.2`.
pub fn in_words(steps: &[Step]) -> String {
    let line = |Step { words, bits }: &Step| if *bits == 0.0 { words.clone() } else { format!("{words} {bits:+.1}") };
    steps.iter().map(line).collect::<Vec<_>>().join("; ")
}
