//! When somebody was born, as people write it: a day in any of the usual ways, or about how old they are. Families need
//! not know a day to be helped.

use chrono::{Datelike, NaiveDate};
use web::Refusal;

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Born {
    /// A day.
    On(NaiveDate),
    /// As it was written: a month, a year, or an age.
    About(String),
}

/// It is neither a day nor an age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CannotTell;

impl From<CannotTell> for Refusal {
    fn from(_: CannotTell) -> Self {
        Self::new("birth-not-understood", "Write a date like 3 March 2014 or 3/3/14, or how old they are, like 8 years")
            .at("date_of_birth")
    }
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Words beside an age.
const AROUND: &[&str] = &[
    "about",
    "around",
    "approx",
    "approximately",
    "roughly",
    "nearly",
    "almost",
    "just",
    "over",
    "under",
    "turned",
    "turning",
    "aged",
    "age",
    "is",
    "he",
    "she",
    "they",
    "are",
    "old",
    "born",
    "in",
    "and",
    "a",
    "half",
    "maybe",
    "or",
    "to",
    "year",
    "years",
    "yr",
    "yrs",
    "y",
    "month",
    "months",
    "mth",
    "mths",
    "m",
    "week",
    "weeks",
    "wk",
    "wks",
    "day",
    "days",
];

/// The oldest age that is taken for one.
const OLDEST: u32 = 120;

/// What was written about when somebody was born; nothing where nothing was.
///
/// # Errors
/// [`CannotTell`].
pub fn born(written: &str, today: NaiveDate) -> Result<Option<Born>, CannotTell> {
    let text = written.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Ok(Some(Born::On(day)));
    }
    let parts = parts(text);
    let about = || Ok(Some(Born::About(text.to_owned())));
    // `born in March 2014`
    let bare: Vec<Part> = parts.iter().copied().filter(|part| *part != Part::Word).collect();
    match bare.as_slice() {
        [Part::Number(day), Part::Month(month), Part::Number(year)]
        | [Part::Month(month), Part::Number(day), Part::Number(year)]
        | [Part::Number(day), Part::Number(month), Part::Number(year)] => {
            let day = NaiveDate::from_ymd_opt(whole_year(*year, today), *month, *day).ok_or(CannotTell)?;
            Ok(Some(Born::On(day)))
        }
        [Part::Month(_), Part::Number(_)] => about(),
        [Part::Number(month), Part::Number(year)] if *month <= 12 && *year > 1900 => about(),
        [Part::Number(year)] if (1900..=today.year().unsigned_abs()).contains(year) => about(),
        _ if is_an_age(&parts) => about(),
        _ => Err(CannotTell),
    }
}

/// A piece of what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Number(u32),
    Month(u32),
    /// A word beside an age.
    Word,
    Unknown,
}

/// `3rd of March, 2014` and `8yrs` in pieces.
fn parts(text: &str) -> Vec<Part> {
    let mut apart = String::new();
    let mut last = ' ';
    for sign in text.to_lowercase().chars() {
        // `8yrs`, `3march`
        if last.is_ascii_digit() && sign.is_alphabetic() || last.is_alphabetic() && sign.is_ascii_digit() {
            apart.push(' ');
        }
        apart.push(if sign.is_alphanumeric() { sign } else { ' ' });
        last = sign;
    }
    apart
        .split_whitespace()
        .filter(|word| !matches!(*word, "st" | "nd" | "rd" | "th" | "of" | "the"))
        .map(part)
        .collect()
}

fn part(word: &str) -> Part {
    if let Ok(number) = word.parse() {
        return Part::Number(number);
    }
    let month = word.get(..3).and_then(|start| MONTHS.iter().position(|month| *month == start));
    let months = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    match month.and_then(|at| Some((u32::try_from(at + 1).ok()?, months.get(at)?))) {
        Some((number, name)) if name.starts_with(word) || word == "sept" => Part::Month(number),
        _ if AROUND.contains(&word) => Part::Word,
        _ => Part::Unknown,
    }
}

/// `14` is 2014, and `85` is 1985: nobody is born tomorrow.
fn whole_year(year: u32, today: NaiveDate) -> i32 {
    let year = i32::try_from(year).unwrap_or(i32::MAX);
    if year > 99 {
        return year;
    }
    let this = today.year();
    let of_now = this - this % 100 + year;
    if of_now > this { of_now - 100 } else { of_now }
}

/// One or two numbers that may be an age, and words that stand beside one.
fn is_an_age(parts: &[Part]) -> bool {
    let numbers: Vec<u32> =
        parts.iter().filter_map(|part| if let Part::Number(number) = part { Some(*number) } else { None }).collect();
    let readable = parts.iter().all(|part| matches!(part, Part::Number(_) | Part::Word));
    readable && matches!(numbers.len(), 1 | 2) && numbers.iter().all(|number| *number <= OLDEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 4).expect("a day")
    }

    fn on(year: i32, month: u32, day: u32) -> Option<Born> {
        NaiveDate::from_ymd_opt(year, month, day).map(Born::On)
    }

    #[test]
    fn a_day_is_understood_however_people_write_it() {
        for written in [
            "3 March 2014",
            "3/3/14",
            "03.03.2014",
            "3rd of March 2014",
            "March 3, 2014",
            "3 mar 14",
            "2014-03-03",
            "3-3-2014",
            "3march2014",
        ] {
            assert_eq!(born(written, today()).expect(written), on(2014, 3, 3), "{written}");
        }
        assert_eq!(born("1 Sept 85", today()), Ok(on(1985, 9, 1)), "nobody is born in 2085 yet");
        assert_eq!(born("29 February 2016", today()), Ok(on(2016, 2, 29)));
        assert_eq!(born(" ", today()), Ok(None));
    }

    #[test]
    fn who_does_not_know_the_day_says_about_when_and_it_stands_as_they_wrote_it() {
        for written in [
            "March 2014",
            "03/2014",
            "2014",
            "about 8 years",
            "8",
            "8 and a half",
            "8yrs",
            "nearly 9",
            "6 months old",
            "7 or 8",
            "born in March 2014",
        ] {
            assert_eq!(born(written, today()), Ok(Some(Born::About(written.into()))), "{written}");
        }
    }

    #[test]
    fn what_is_neither_a_day_nor_an_age_is_asked_again() {
        for written in ["31 February 2014", "40/40/2014", "a long time ago", "8000", "Tuesday"] {
            assert_eq!(born(written, today()), Err(CannotTell), "{written}");
        }
    }
}
