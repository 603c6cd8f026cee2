//! Indicators of the area: those of the pack and those that were imported, as one; and what a number says beside its
//! comparator and the number before. Pure.

use pack::{IndicatorOf, IndicatorValue, Pack};
use serde::{Deserialize, Serialize};

/// A number that describes the area.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "as those of the pack")]
pub struct Indicator {
    pub code: String,
    pub label: String,
    pub group: String,
    pub unit: String,
    pub better: String,
    pub note: String,
    pub missing: Vec<String>,
    pub beside: String,
    /// Oldest first.
    pub values: Vec<Value>,
}

/// One value of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "as those of the pack")]
pub struct Value {
    pub year: String,
    /// Empty for the whole area.
    pub ward: String,
    pub value: Option<f64>,
    pub comparator: String,
    pub theirs: Option<f64>,
    pub compared: String,
    pub source: String,
    /// When the next is due.
    pub next_release: Option<chrono::NaiveDate>,
}

impl From<&IndicatorValue> for Value {
    fn from(of: &IndicatorValue) -> Self {
        Self {
            year: of.year.clone(),
            ward: of.ward.clone(),
            value: of.value,
            comparator: of.comparator.clone(),
            theirs: of.theirs,
            compared: of.compared.clone(),
            source: of.source.clone(),
            next_release: None,
        }
    }
}

impl From<&IndicatorOf> for Indicator {
    fn from(of: &IndicatorOf) -> Self {
        Self {
            code: of.code.clone(),
            label: of.label.clone(),
            group: of.group.clone(),
            unit: of.unit.clone(),
            better: of.better.clone(),
            note: of.note.clone(),
            missing: of.missing.clone(),
            beside: of.beside.clone(),
            values: of.values.iter().map(Value::from).collect(),
        }
    }
}

/// The indicators of the pack, in its order.
pub fn of_pack(pack: &Pack) -> Vec<Indicator> {
    pack.indicators.iter().map(Indicator::from).collect()
}

/// The year in which `2011-12` or `mid-2019` begins, for the order of values.
pub fn begins(year: &str) -> i32 {
    let mut digits = String::new();
    for letter in year.chars() {
        match letter {
            '0'..='9' => digits.push(letter),
            _ => digits.clear(),
        }
        if digits.len() == 4 {
            return digits.parse().unwrap_or(0);
        }
    }
    0
}

/// A number as it is printed: with commas, without a point where it is whole.
#[expect(clippy::cast_possible_truncation, reason = "numbers of people and shares of them")]
pub fn number(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    if rounded.fract() != 0.0 {
        return format!("{rounded}");
    }
    let digits = format!("{}", (rounded as i64).abs());
    let mut grouped = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if rounded < 0.0 { format!("-{grouped}") } else { grouped }
}

impl Indicator {
    /// The values of the whole area, oldest first.
    pub fn whole(&self) -> impl DoubleEndedIterator<Item = &Value> {
        self.values.iter().filter(|value| value.ward.is_empty())
    }

    /// The newest value of the whole area.
    pub fn newest(&self) -> Option<&Value> {
        self.whole().next_back()
    }

    /// The values of the newest year in which wards are told apart.
    pub fn by_ward(&self) -> Vec<&Value> {
        let of_wards = || self.values.iter().filter(|value| !value.ward.is_empty());
        let newest = of_wards().map(|value| begins(&value.year)).max();
        of_wards().filter(|value| Some(begins(&value.year)) == newest).collect()
    }

    /// `18.8 %`, `66 per 1,000 people`.
    pub fn with_unit(&self, value: f64) -> String {
        match self.unit.as_str() {
            "%" => format!("{} %", number(value)),
            unit => format!("{} {unit}", number(value)),
        }
    }

    /// How a value stands to its comparator, in words: `worse than England (30.7)`.
    pub fn standing(&self, value: &Value) -> Option<String> {
        if value.comparator.is_empty() {
            return None;
        }
        let word = match (value.value, value.theirs) {
            (Some(ours), Some(theirs)) if (ours - theirs).abs() < 1e-9 => "similar",
            (Some(ours), Some(theirs)) => self.judged(ours > theirs),
            _ => match value.compared.as_str() {
                "higher" => self.judged(true),
                "lower" => self.judged(false),
                "" => return Some(format!("no comparison with {}", value.comparator)),
                said => said,
            },
        };
        let theirs = value.theirs.map(|theirs| format!(" ({})", number(theirs))).unwrap_or_default();
        let than = if word == "similar" { "similar to" } else { &format!("{word} than") };
        Some(format!("{than} {}{theirs}", value.comparator))
    }

    fn judged(&self, higher: bool) -> &'static str {
        match (self.better.as_str(), higher) {
            ("higher", true) | ("lower", false) => "better",
            ("higher", false) | ("lower", true) => "worse",
            (_, true) => "higher",
            (_, false) => "lower",
        }
    }

    /// How it went on from the value before: `falling from 19 % in 2017`. Nothing where there is no number before.
    pub fn direction(&self) -> Option<String> {
        let mut numbers = self.whole().rev().filter_map(|value| Some((value, value.value?)));
        let (now, then) = (numbers.next()?, numbers.next()?);
        let change = now.1 - then.1;
        let way = if change.abs() < 1e-9 {
            "unchanged since"
        } else if change > 0.0 {
            "rising from"
        } else {
            "falling from"
        };
        let gap = self.gap(&then.0.year, &now.0.year).map(|gap| format!("; {gap} is missing")).unwrap_or_default();
        Some(format!("{way} {} in {}{}{gap}", self.with_unit(then.1), then.0.year, self.by(then.1, change)))
    }

    /// By how much: in percent of a number, in points of a share.
    fn by(&self, then: f64, change: f64) -> String {
        let share = (change / then * 1000.0).round() / 10.0;
        match self.unit.as_str() {
            "%" => format!(", by {} points", number(change.abs())),
            _ if then == 0.0 || self.code.ends_with("-rank") => String::new(),
            _ => format!(", by {} %", number(share.abs())),
        }
    }

    /// The years between two values of which the source says nothing.
    fn gap(&self, from: &str, to: &str) -> Option<String> {
        let between = |year: &&String| begins(from) < begins(year) && begins(year) < begins(to);
        let missing: Vec<&str> = self.missing.iter().filter(between).map(String::as_str).collect();
        (!missing.is_empty()).then(|| missing.join(", "))
    }

    /// The sentence beside the number: `worse than England, falling from 19 % in 2017, by 3.8 points`.
    pub fn sentence(&self) -> String {
        let Some(newest) = self.newest() else { return String::new() };
        let parts: Vec<String> = [self.standing(newest), self.direction()].into_iter().flatten().collect();
        parts.join(", ")
    }

    /// The wards where it is worse than in the whole area, or, where no number of that is known, than in the middle ward.
    pub fn worse_wards(&self) -> Vec<&Value> {
        let wards = self.by_ward();
        let mut numbers: Vec<f64> = wards.iter().filter_map(|ward| ward.value).collect();
        numbers.sort_by(f64::total_cmp);
        let middle = numbers.get(numbers.len() / 2).copied();
        let Some(line) = self.newest().and_then(|value| value.value).or(middle) else { return vec![] };
        let worse = |value: f64| if self.better == "higher" { value < line } else { value > line };
        wards.into_iter().filter(|ward| ward.value.is_some_and(worse)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn medway() -> Vec<Indicator> {
        let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../packs/medway");
        of_pack(&Pack::read(&dir).expect("the pack"))
    }

    fn of(code: &str) -> Indicator {
        medway().into_iter().find(|one| one.code == code).expect("an indicator")
    }

    #[test]
    fn the_pack_of_medway_has_forty_five_indicators_and_the_standard_one_none() {
        assert_eq!(medway().len(), 45);
        let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../packs/standard");
        assert!(Pack::read(&dir).expect("the pack").indicators.is_empty());
    }

    #[test]
    fn a_rise_is_worked_out_and_not_as_it_was_misprinted() {
        let sentence = of("social-care-referrals").sentence();
        assert_eq!(sentence, "rising from 5,364 referrals in 2011-12, by 37.2 %");
        assert!(of("social-care-referrals").note.contains("prints 38"));
    }

    #[test]
    fn a_missing_year_is_said_and_bridged_by_nothing() {
        let sentence = of("domestic-abuse").sentence();
        assert!(sentence.ends_with("; 2011-12 is missing"), "{sentence}");
    }

    #[test]
    fn conceptions_are_per_thousand_and_worse_than_england() {
        let one = of("teenage-conceptions");
        assert_eq!(one.unit, "per 1,000 females under 18");
        assert_eq!(one.sentence(), "worse than England (30.7)");
        assert!(one.note.contains("Printed as per 100"));
    }

    #[test]
    fn a_number_has_a_sentence_beside_it() {
        assert_eq!(
            of("smoking-in-pregnancy").sentence(),
            "worse than England, falling from 19 % in 2017, by 3.8 points"
        );
        assert_eq!(of("self-harm").sentence(), "better than England");
        assert_eq!(of("mmr").sentence(), "worse than the recommended coverage (95)");
        assert_eq!(of("child-poverty").sentence(), "similar to England");
        assert_eq!(of("gcse").sentence(), "worse than England");
        assert_eq!(
            of("deprivation-rank").direction().expect("a way"),
            "falling from 132 of England's authorities in 2010"
        );
    }

    #[test]
    fn a_year_is_found_in_what_its_source_calls_it() {
        assert_eq!([begins("2011-12"), begins("mid-2019"), begins("2010"), begins("last")], [2011, 2019, 2010, 0]);
        assert_eq!(
            [number(278_556.0), number(38.8), number(-1_200.0), number(0.0)],
            ["278,556", "38.8", "-1,200", "0"]
        );
    }
}
