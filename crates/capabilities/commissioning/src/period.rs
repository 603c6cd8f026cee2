//! The months and quarters for which services give returns.

use chrono::{Datelike, Days, Months, NaiveDate};

store::coded! {
    /// How often a service gives its return.
    pub enum Every {
        /// Once for every month.
        Month = "month",
        /// Once for every quarter of the year: January, April, July, October are the first months of one.
        Quarter = "quarter",
    }
}

impl Every {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Month => "Every month",
            Self::Quarter => "Every quarter",
        }
    }

    const fn months(self) -> u32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
        }
    }
}

/// A month or a quarter, both days included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub until: NaiveDate,
}

impl Period {
    /// The one in which this day lies.
    pub fn of(every: Every, day: NaiveDate) -> Self {
        let months = every.months();
        let month = (day.month0() / months) * months + 1;
        let from = NaiveDate::from_ymd_opt(day.year(), month, 1).unwrap_or(day);
        Self { from, until: from + Months::new(months) - Days::new(1) }
    }

    /// The one after it.
    #[must_use]
    pub fn next(self) -> Self {
        Self::of(self.every(), self.until + Days::new(1))
    }

    /// The one before it.
    #[must_use]
    pub fn before(self) -> Self {
        Self::of(self.every(), self.from - Days::new(1))
    }

    /// How long it is.
    pub fn every(self) -> Every {
        if self.from.month() == self.until.month() { Every::Month } else { Every::Quarter }
    }

    /// `2026-03`, `2026-q1`: as it stands in addresses, files and the API.
    pub fn code(self) -> String {
        match self.every() {
            Every::Month => self.from.format("%Y-%m").to_string(),
            Every::Quarter => format!("{}-q{}", self.from.year(), self.from.month0() / 3 + 1),
        }
    }

    /// The period of this code.
    pub fn parse(code: &str) -> Option<Self> {
        let (year, part) = code.trim().split_once('-')?;
        let year: i32 = year.parse().ok().filter(|year| (1990..2200).contains(year))?;
        let (every, month) = match part.to_ascii_lowercase().strip_prefix('q') {
            Some(quarter) => (Every::Quarter, quarter.parse::<u32>().ok()?.checked_sub(1)?.checked_mul(3)? + 1),
            None => (Every::Month, part.parse().ok().filter(|_| part.len() == 2)?),
        };
        NaiveDate::from_ymd_opt(year, month, 1).map(|day| Self::of(every, day))
    }

    /// `March 2026`, `January to March 2026`.
    pub fn label(self) -> String {
        match self.every() {
            Every::Month => self.from.format("%B %Y").to_string(),
            Every::Quarter => format!("{} to {}", self.from.format("%B"), self.until.format("%B %Y")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_says_itself_and_is_read_back() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 4).expect("a day");
        let (month, quarter) = (Period::of(Every::Month, day), Period::of(Every::Quarter, day));
        assert_eq!((month.code().as_str(), quarter.code().as_str()), ("2026-03", "2026-q1"));
        assert_eq!(quarter.label(), "January to March 2026");
        for period in [month, quarter, month.before(), quarter.next()] {
            assert_eq!(Period::parse(&period.code()), Some(period));
        }
        assert_eq!(quarter.before().code(), "2025-q4");
        for wrong in ["", "2026", "2026-13", "2026-q5", "2026-q0", "26-01", "2026-1"] {
            assert_eq!(Period::parse(wrong), None, "{wrong}");
        }
    }
}
