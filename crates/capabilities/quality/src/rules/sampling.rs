//! A sample is drawn by a number that is kept, from a list that is kept: whoever doubts it draws it again.

use super::refuse;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use web::{Refusal, Refusals};

/// What the files of an audit have in common. What is left empty narrows nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SampleRule {
    /// Only help that ended in the period; else all that touches it.
    pub ended: bool,
    /// Codes of the pack's needs that the contact named.
    pub needs: Vec<String>,
    /// Levels of need when help was decided.
    pub levels: Vec<String>,
    /// Teams, by id.
    pub teams: Vec<String>,
    /// Organisations of the lead professional, by id.
    pub agencies: Vec<String>,
    /// Why help ended: words of the pack's `closing-reason`.
    pub outcomes: Vec<String>,
}

/// Why an audit cannot be set up, or drawn, so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotSample {
    /// It has no title.
    NoTitle,
    /// Nobody knows what it is about.
    NoTheme,
    /// A text leads to somebody.
    Named,
    /// The first or last day is missing.
    NoTime,
    /// The last day lies before the first.
    TimeWrong,
    /// The period is longer than can be looked at.
    TooLong,
    /// The period has not begun.
    NotYet,
    /// No standard to grade.
    NoStandards,
    /// More files than two auditors can read.
    Size,
    /// More tracked children than the pack allows.
    TooManyTracked,
    /// The seed is no number.
    Seed,
    /// The sample was drawn already.
    Drawn,
    /// Nothing fits.
    Nobody,
}

/// The most files of one audit.
pub const MOST: i64 = 60;

/// The largest seed, small enough to be read aloud.
pub const LARGEST_SEED: i64 = 999_999_999;

impl From<CannotSample> for Refusal {
    fn from(rule: CannotSample) -> Self {
        let of = |name, told: &str, field| Self::new(name, told).at(field);
        match rule {
            CannotSample::NoTitle => of("audit-without-title", "Enter what the audit is called", "title"),
            CannotSample::NoTheme => of("audit-without-theme", "Write what you want to find out", "theme"),
            CannotSample::Named => of(
                "audit-names-somebody",
                "Leave out telephone numbers, dates of birth, email addresses and postcodes",
                "theme",
            ),
            CannotSample::NoTime => of("audit-without-time", "Enter the first and the last day of the period", "from"),
            CannotSample::TimeWrong => of("audit-time-wrong", "The last day must not be before the first", "until"),
            CannotSample::TooLong => of("audit-too-long", "Choose at most three years", "from"),
            CannotSample::NotYet => of("audit-not-yet", "The period has not begun", "from"),
            CannotSample::NoStandards => {
                of("audit-without-standards", "Choose at least one standard to grade", "standards")
            }
            CannotSample::Size => of("audit-size", "Enter a number of files from 1 to 60, or leave it empty", "files"),
            CannotSample::TooManyTracked => {
                of("audit-too-many-tracked", "Track five or six children, not more", "files")
            }
            CannotSample::Seed => {
                of("audit-seed", "Enter a whole number from 1 to 999,999,999, or leave it empty", "seed")
            }
            CannotSample::Drawn => Self::new("audit-drawn", "The sample was drawn already, and stays as it was drawn"),
            CannotSample::Nobody => {
                Self::new("audit-nobody-to-draw", "No case file fits. Widen the period or the rule, then draw")
            }
        }
    }
}

/// An audit as it is set up.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "as the rules ask")]
pub struct Sampling<'a> {
    pub title: &'a str,
    pub theme: &'a str,
    pub time: (Option<NaiveDate>, Option<NaiveDate>),
    pub today: NaiveDate,
    pub standards: usize,
    /// `None` for the share of the pack.
    pub files: Option<i64>,
    pub files_wrong: bool,
    /// The most tracked children, where it is such an audit.
    pub tracked: Option<i64>,
    pub drawn: bool,
}

/// May it be set up so?
///
/// # Errors
/// Every [`CannotSample`] that holds.
pub fn sample(new: Sampling<'_>) -> Result<(), Refusals> {
    let both = match new.time {
        (Some(from), Some(until)) => Some((from, until)),
        _ => None,
    };
    let size = new.files.is_some_and(|files| !(1..=MOST).contains(&files));
    let tracked = new.tracked.is_some_and(|most| new.files.is_some_and(|files| files > most));
    refuse([
        (new.drawn, CannotSample::Drawn),
        (new.title.trim().is_empty(), CannotSample::NoTitle),
        (new.theme.trim().is_empty(), CannotSample::NoTheme),
        (web::names_somebody(new.title) || web::names_somebody(new.theme), CannotSample::Named),
        (both.is_none(), CannotSample::NoTime),
        (both.is_some_and(|(from, until)| until < from), CannotSample::TimeWrong),
        (both.is_some_and(|(from, until)| (until - from).num_days() > 3 * 366), CannotSample::TooLong),
        (both.is_some_and(|(from, _)| from > new.today), CannotSample::NotYet),
        (new.standards == 0, CannotSample::NoStandards),
        (new.files_wrong || size, CannotSample::Size),
        (tracked, CannotSample::TooManyTracked),
    ])
}

/// May it be drawn?
///
/// # Errors
/// Every [`CannotSample`] that holds.
pub fn draw(drawn: bool, seed: Option<i64>, seed_wrong: bool, fits: usize) -> Result<(), Refusals> {
    let seed = seed.is_some_and(|seed| !(1..=LARGEST_SEED).contains(&seed));
    refuse([(drawn, CannotSample::Drawn), (seed_wrong || seed, CannotSample::Seed), (fits == 0, CannotSample::Nobody)])
}

/// How many files are drawn of so many: a number that was said, or the share of the pack, rounded up; at least one.
pub fn size(fits: usize, files: Option<i64>, percent: u32) -> usize {
    let most = usize::try_from(MOST).unwrap_or(usize::MAX);
    let wanted = match files {
        Some(files) => usize::try_from(files).unwrap_or(1),
        None => (fits * usize::try_from(percent).unwrap_or(5)).div_ceil(100),
    };
    wanted.clamp(1, most).min(fits)
}

/// The places of a list in the order in which this seed draws them. Fisher and Yates's shuffle with the generator of
/// Steele, Lea and Flood (SplitMix64, 2014): the same on every machine and in every version.
pub fn order(seed: i64, many: usize) -> Vec<usize> {
    let mut state = u64::try_from(seed).unwrap_or_default();
    let mut next = move || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    };
    let mut places: Vec<usize> = (0..many).collect();
    for last in (1..many).rev() {
        // the high half of a product is even over all places, but for less than one in 2^40
        let below = u128::from(next()) * (last as u128 + 1);
        places.swap(last, usize::try_from(below >> 64).unwrap_or(0));
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIVE_BY_SEVEN: [usize; 5] = [3, 4, 2, 0, 1];

    #[test]
    fn the_same_seed_draws_the_same_files_and_another_draws_others() {
        let first = order(20_261, 200);
        assert_eq!(first, order(20_261, 200));
        assert_ne!(first, order(20_262, 200));
        let mut all = first.clone();
        all.sort_unstable();
        assert_eq!(all, (0..200).collect::<Vec<_>>());
        // what was drawn years ago is drawn again: these never change
        assert_eq!(order(7, 5), FIVE_BY_SEVEN);
    }

    #[test]
    fn every_place_is_drawn_first_about_as_often_as_any_other() {
        let mut first = [0_u32; 10];
        for seed in 1..=10_000 {
            first[order(seed, 10)[0]] += 1;
        }
        assert!(first.iter().all(|many| (850..1_150).contains(many)), "{first:?}");
    }

    #[test]
    fn one_in_twenty_is_drawn_rounded_up_and_at_least_one() {
        assert_eq!([0, 1, 20, 21, 300, 5_000].map(|fits| size(fits, None, 5)), [0, 1, 1, 2, 15, 60]);
        assert_eq!(size(4, Some(6), 5), 4);
        assert_eq!(size(40, Some(6), 5), 6);
    }

    #[test]
    fn what_an_audit_leaves_out_is_told_all_at_once() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 4).expect("a day");
        let nothing = Sampling {
            title: "",
            theme: " ",
            time: (None, None),
            today: day,
            standards: 0,
            files: Some(0),
            files_wrong: false,
            tracked: None,
            drawn: false,
        };
        let refused = sample(nothing).expect_err("refused");
        for name in ["without-title", "without-theme", "without-time", "without-standards", "size"] {
            assert!(refused.names(&format!("audit-{name}")), "{name}");
        }
        assert!(draw(true, Some(0), false, 0).expect_err("refused").names("audit-nobody-to-draw"));
    }
}
