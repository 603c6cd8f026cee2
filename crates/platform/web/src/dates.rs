//! Dates and ages as people read them: 4 March 2026, 2:05pm, aged 9, due 3 May 2026.

use crate::tongue;
use chrono::{Datelike, NaiveDate, Timelike};
use store::Instant;

/// `4 March 2026`.
pub fn day(on: NaiveDate) -> String {
    if tongue::now().is_none() {
        return on.format("%-d %B %Y").to_string();
    }
    format!("{} {} {}", on.day(), tongue::tell(&on.format("%B").to_string()), on.year())
}

/// `4 March 2026 at 2:05pm`, in London.
pub fn moment(at: Instant) -> String {
    let local = at.london();
    let (pm, hour) = local.hour12();
    format!("{} at {hour}:{:02}{}", day(local.date()), local.minute(), if pm { "pm" } else { "am" })
}

/// Whole years; nobody is minus one.
pub fn years(born: NaiveDate, today: NaiveDate) -> u32 {
    today.years_since(born).unwrap_or(0)
}

/// `aged 9`, `3 weeks old`, `7 months old`.
pub fn age(born: NaiveDate, today: NaiveDate) -> String {
    let days = (today - born).num_days();
    match (years(born, today), days) {
        (_, ..0) => "not yet born".into(),
        (0, ..14) => plural(days, "day") + " old",
        (0, ..92) => plural(days / 7, "week") + " old",
        (0, _) => {
            let months = i64::from(today.month()) - i64::from(born.month()) - i64::from(today.day() < born.day());
            plural((months + 12) % 12, "month") + " old"
        }
        (years, _) => format!("aged {years}"),
    }
}

/// `1 day`, `2 days`.
pub fn plural(n: i64, word: &str) -> String {
    if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") }
}

/// `today`, `tomorrow`, `in 5 days`, `3 days overdue`.
pub fn due(on: NaiveDate, today: NaiveDate) -> String {
    match (on - today).num_days() {
        0 => "today".into(),
        1 => "tomorrow".into(),
        n @ 2.. => format!("in {n} days"),
        n => format!("{} overdue", plural(-n, "day")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn a_child_born_on_29_february_has_a_birthday_on_1_march() {
        assert_eq!(age(on("2016-02-29"), on("2026-02-28")), "aged 9");
        assert_eq!(age(on("2016-02-29"), on("2026-03-01")), "aged 10");
    }

    #[test]
    fn a_baby_is_days_then_weeks_then_months_old() {
        assert_eq!(age(on("2026-03-01"), on("2026-03-02")), "1 day old");
        assert_eq!(age(on("2026-01-30"), on("2026-03-01")), "4 weeks old");
        assert_eq!(age(on("2025-06-15"), on("2026-03-01")), "8 months old");
        assert_eq!(age(on("2026-06-15"), on("2026-03-01")), "not yet born");
    }

    #[test]
    fn midnight_and_noon_are_not_written_as_zero() {
        assert_eq!(moment(Instant(0)), "1 January 1970 at 1:00am");
        assert_eq!(due(on("2026-03-01"), on("2026-03-02")), "1 day overdue");
    }
}
