//! The fair order: the level of need first, then how soon, then how long, then how young (000 s7, s10(2): one forum
//! prioritises and allocates). It is shown, and whoever departs from it says why.

use super::Priority;
use chrono::NaiveDate;
use std::cmp::Reverse;

/// What stands in the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing<'a> {
    /// `1`, `2` or `3`; empty where it is not set.
    pub level: &'a str,
    /// How soon.
    pub priority: Priority,
    /// Since when they wait.
    pub since: NaiveDate,
    /// The age of the youngest child; none where it is not known.
    pub age: Option<i64>,
}

/// The key by which those who wait are sorted, the first of whom is the next.
pub fn fair<'a>(one: &Standing<'a>) -> (Reverse<&'a str>, Priority, NaiveDate, i64) {
    (Reverse(one.level), one.priority, one.since, one.age.unwrap_or(i64::MAX))
}

/// How many of those who wait stand before this one.
pub fn ahead(one: &Standing<'_>, all: &[Standing<'_>]) -> usize {
    all.iter().filter(|other| fair(other) < fair(one)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(level: &str, priority: Priority, day: u32, age: Option<i64>) -> Standing<'_> {
        Standing { level, priority, since: NaiveDate::from_ymd_opt(2026, 3, day).expect("a day"), age }
    }

    #[test]
    fn the_level_goes_before_how_soon_how_soon_before_how_long_and_how_long_before_how_young() {
        let mut all = [
            standing("2", Priority::Routine, 1, Some(1)),
            standing("2", Priority::Routine, 2, Some(9)),
            standing("2", Priority::Routine, 2, Some(3)),
            standing("2", Priority::Urgent, 9, None),
            standing("3", Priority::Routine, 9, None),
        ];
        all.sort_by_key(fair);
        let told: Vec<_> = all.iter().map(|one| (one.level, one.priority, one.age)).collect();
        assert_eq!(
            told,
            [
                ("3", Priority::Routine, None),
                ("2", Priority::Urgent, None),
                ("2", Priority::Routine, Some(1)),
                ("2", Priority::Routine, Some(3)),
                ("2", Priority::Routine, Some(9)),
            ]
        );
        assert_eq!(ahead(&all[3], &all), 3);
    }
}
