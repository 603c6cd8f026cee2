//! Working days in England: not Saturdays, Sundays, or bank holidays. The holidays follow from the Banking and
//! Financial Dealings Act 1971, schedule 1, and the proclamations that repeat every year; a pack adds and removes
//! single days (jubilees, moved days).

use chrono::{Datelike, Days, NaiveDate, Weekday};
use std::collections::{BTreeMap, BTreeSet};

/// Which days are working days.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    added: BTreeMap<NaiveDate, String>,
    removed: BTreeSet<NaiveDate>,
}

impl Calendar {
    pub(crate) fn add(&mut self, on: NaiveDate, name: &str) {
        self.added.insert(on, name.to_owned());
    }

    pub(crate) fn remove(&mut self, on: NaiveDate) {
        self.removed.insert(on);
    }

    /// Whether it is a bank holiday in England.
    pub fn is_holiday(&self, on: NaiveDate) -> bool {
        self.added.contains_key(&on) || (!self.removed.contains(&on) && by_rule(on))
    }

    /// Why people are not expected at work on this day, as one says it: `Christmas Day`, `a Saturday`; `None` on a
    /// working day.
    pub fn day_off(&self, on: NaiveDate) -> Option<&str> {
        if let Some(name) = self.added.get(&on) {
            return Some(name);
        }
        let named = known_by_name(on);
        if named.is_some() || !self.removed.contains(&on) && by_rule(on) {
            return Some(named.unwrap_or("a bank holiday"));
        }
        match on.weekday() {
            Weekday::Sat => Some("a Saturday"),
            Weekday::Sun => Some("a Sunday"),
            _ => None,
        }
    }

    /// Whether people are expected at work.
    pub fn is_working(&self, on: NaiveDate) -> bool {
        !matches!(on.weekday(), Weekday::Sat | Weekday::Sun) && !self.is_holiday(on)
    }

    /// The day that is `days` working days after `from`. Zero gives `from` itself or the next working day.
    pub fn plus_working(&self, from: NaiveDate, days: u32) -> NaiveDate {
        let mut on = from;
        let mut left = days;
        while left > 0 || !self.is_working(on) {
            on = on + Days::new(1);
            if left > 0 && self.is_working(on) {
                left -= 1;
            }
        }
        on
    }

    /// The last day from which `days` working days lead to `to`, or to a day before it.
    pub fn minus_working(&self, to: NaiveDate, days: u32) -> NaiveDate {
        let mut from = to;
        while self.working_between(from, to) < i64::from(days) {
            match from.pred_opt() {
                Some(before) => from = before,
                None => return from,
            }
        }
        from
    }

    /// Working days after `from` up to and including `to`; negative when `to` is before.
    pub fn working_between(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        if to < from {
            return -self.working_between(to, from);
        }
        from.iter_days().skip(1).take_while(|d| *d <= to).map(|d| i64::from(self.is_working(d))).sum()
    }
}

fn by_rule(on: NaiveDate) -> bool {
    use Weekday::{Mon, Sat, Sun, Tue};
    let (month, day, weekday) = (on.month(), on.day(), on.weekday());
    match (month, day) {
        // New Year's Day, or the Monday after when it falls on a weekend
        (1, 1) => !matches!(weekday, Sat | Sun),
        (1, 2 | 3) => weekday == Mon,
        // Early May: the first Monday; spring: the last Monday of May
        (5, 1..=7) => weekday == Mon,
        (5, 25..=31) => weekday == Mon,
        // Summer: the last Monday of August
        (8, 25..=31) => weekday == Mon,
        // Christmas Day and Boxing Day; a weekend moves them to the next Monday and Tuesday
        (12, 25 | 26) => !matches!(weekday, Sat | Sun),
        (12, 27 | 28) => matches!(weekday, Mon | Tue) && moved_from_weekend(on),
        _ => {
            let easter = easter(on.year());
            on + Days::new(2) == easter || on == easter + Days::new(1)
        }
    }
}

/// Days that have a name of their own, whether or not they are holidays of that year.
fn known_by_name(on: NaiveDate) -> Option<&'static str> {
    match (on.month(), on.day()) {
        (1, 1) => Some("New Year's Day"),
        (12, 25) => Some("Christmas Day"),
        (12, 26) => Some("Boxing Day"),
        _ => match (on - easter(on.year())).num_days() {
            -2 => Some("Good Friday"),
            0 => Some("Easter Sunday"),
            1 => Some("Easter Monday"),
            _ => None,
        },
    }
}

/// 27 and 28 December are holidays in place of those of 25 and 26 that fell on a weekend.
fn moved_from_weekend(on: NaiveDate) -> bool {
    let two_before = on - Days::new(2);
    matches!(two_before.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Easter Sunday, by the anonymous Gregorian computus (Meeus, Astronomical Algorithms, 1991, chapter 8).
fn easter(year: i32) -> NaiveDate {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let (month, day) = ((h + l - 7 * m + 114) / 31, (h + l - 7 * m + 114) % 31 + 1);
    NaiveDate::from_ymd_opt(year, month.unsigned_abs(), day.unsigned_abs()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn holidays(year: i32) -> Vec<String> {
        let calendar = Calendar::default();
        let first = NaiveDate::from_ymd_opt(year, 1, 1).expect("a date");
        first
            .iter_days()
            .take_while(|d| d.year() == year)
            .filter(|d| calendar.is_holiday(*d))
            .map(|d| d.to_string())
            .collect()
    }

    #[test]
    fn five_working_days_before_a_monday_after_easter_leave_the_holidays_out() {
        let calendar = Calendar::default();
        // Good Friday and Easter Monday 2026 are 3 and 6 April
        assert_eq!(calendar.minus_working(on("2026-04-13"), 5), on("2026-04-06"));
        assert_eq!(calendar.plus_working(on("2026-04-03"), 5), on("2026-04-13"));
        assert_eq!(calendar.minus_working(on("2026-03-04"), 0), on("2026-03-04"));
    }

    #[test]
    fn the_holidays_of_2021_2022_2026_and_2027_are_those_that_the_government_lists() {
        // gov.uk/bank-holidays, England and Wales; 2022 without its two extra days, which are in the pack
        assert_eq!(
            holidays(2021),
            [
                "2021-01-01",
                "2021-04-02",
                "2021-04-05",
                "2021-05-03",
                "2021-05-31",
                "2021-08-30",
                "2021-12-27",
                "2021-12-28"
            ]
        );
        assert_eq!(
            holidays(2022),
            [
                "2022-01-03",
                "2022-04-15",
                "2022-04-18",
                "2022-05-02",
                "2022-05-30",
                "2022-08-29",
                "2022-12-26",
                "2022-12-27"
            ]
        );
        assert_eq!(
            holidays(2026),
            [
                "2026-01-01",
                "2026-04-03",
                "2026-04-06",
                "2026-05-04",
                "2026-05-25",
                "2026-08-31",
                "2026-12-25",
                "2026-12-28"
            ]
        );
        assert_eq!(
            holidays(2027),
            [
                "2027-01-01",
                "2027-03-26",
                "2027-03-29",
                "2027-05-03",
                "2027-05-31",
                "2027-08-30",
                "2027-12-27",
                "2027-12-28"
            ]
        );
    }

    #[test]
    fn a_day_off_is_called_by_its_name() {
        let mut calendar = Calendar::default();
        calendar.add(on("2022-09-19"), "The funeral of Queen Elizabeth II");
        let days = ["2026-12-25", "2027-12-25", "2026-12-28", "2026-04-03", "2026-04-04", "2022-09-19", "2026-04-08"];
        let off = days.map(|day| calendar.day_off(on(day)));
        let named = [
            Some("Christmas Day"),
            Some("Christmas Day"),
            Some("a bank holiday"),
            Some("Good Friday"),
            Some("a Saturday"),
            Some("The funeral of Queen Elizabeth II"),
            None,
        ];
        assert_eq!(off, named);
    }

    #[test]
    fn one_working_day_after_the_thursday_before_easter_is_the_tuesday_after() {
        let calendar = Calendar::default();
        assert_eq!(calendar.plus_working(on("2026-04-02"), 1), on("2026-04-07"));
        assert_eq!(calendar.plus_working(on("2026-04-04"), 0), on("2026-04-07"));
        assert_eq!(calendar.working_between(on("2026-04-02"), on("2026-04-07")), 1);
        assert_eq!(calendar.working_between(on("2026-04-07"), on("2026-04-02")), -1);
    }
}
