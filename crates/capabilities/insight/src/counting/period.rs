//! Periods that people name: a day, a week, a month, a quarter, a calendar, financial or school year.

use super::Window;
use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

/// A period that has a name. Its code stands in addresses: `2026-09-30`, `2026-w39`, `2026-09`, `2026-q3`, `2026`,
/// `fy2026` (April 2026 to March 2027), `sy2026` (September 2026 to August 2027).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Period {
    /// One day.
    Day(NaiveDate),
    /// A week, by its Monday.
    Week(NaiveDate),
    /// A month, by its first day.
    Month(NaiveDate),
    /// A quarter of the calendar year, by its first day.
    Quarter(NaiveDate),
    /// A calendar year.
    Year(i32),
    /// A financial year, by the year in which it begins.
    Financial(i32),
    /// A school year, by the year in which it begins.
    School(i32),
}

fn first(year: i32, month: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, 1)
}

/// The day before the first of the month that begins so many months after this day.
fn months_on(from: NaiveDate, months: u32) -> NaiveDate {
    from.checked_add_months(Months::new(months)).and_then(|next| next.pred_opt()).unwrap_or(from)
}

impl Period {
    /// The period of this code.
    pub fn parse(code: &str) -> Option<Self> {
        let year = |text: &str| text.parse::<i32>().ok().filter(|year| (1990..2100).contains(year));
        if let Some(rest) = code.strip_prefix("fy") {
            return Some(Self::Financial(year(rest)?));
        }
        if let Some(rest) = code.strip_prefix("sy") {
            return Some(Self::School(year(rest)?));
        }
        let Some((y, rest)) = code.split_once('-') else { return Some(Self::Year(year(code)?)) };
        let y = year(y)?;
        if let Some(quarter) = rest.strip_prefix('q') {
            let quarter: u32 = quarter.parse().ok().filter(|quarter| (1..=4).contains(quarter))?;
            return Some(Self::Quarter(first(y, quarter * 3 - 2)?));
        }
        if let Some(week) = rest.strip_prefix('w') {
            return Some(Self::Week(NaiveDate::from_isoywd_opt(y, week.parse().ok()?, Weekday::Mon)?));
        }
        if rest.len() == 2 {
            return Some(Self::Month(first(y, rest.parse().ok()?)?));
        }
        Some(Self::Day(code.parse().ok()?))
    }

    /// Its code.
    pub fn code(self) -> String {
        match self {
            Self::Day(day) => day.to_string(),
            Self::Week(monday) => format!("{}-w{:02}", monday.iso_week().year(), monday.iso_week().week()),
            Self::Month(from) => from.format("%Y-%m").to_string(),
            Self::Quarter(from) => format!("{}-q{}", from.year(), from.month0() / 3 + 1),
            Self::Year(year) => year.to_string(),
            Self::Financial(year) => format!("fy{year}"),
            Self::School(year) => format!("sy{year}"),
        }
    }

    /// Its days.
    pub fn window(self) -> Window {
        let (from, to) = match self {
            Self::Day(day) => (day, day),
            Self::Week(monday) => (monday, monday + Days::new(6)),
            Self::Month(from) => (from, months_on(from, 1)),
            Self::Quarter(from) => (from, months_on(from, 3)),
            Self::Year(year) => of_year(year, 1),
            Self::Financial(year) => of_year(year, 4),
            Self::School(year) => of_year(year, 9),
        };
        Window { from, to }
    }

    /// In words: `July to September 2026`.
    pub fn label(self) -> String {
        match self {
            Self::Day(day) => day.format("%-d %B %Y").to_string(),
            Self::Week(monday) => format!("Week from {}", monday.format("%-d %B %Y")),
            Self::Month(from) => from.format("%B %Y").to_string(),
            Self::Quarter(from) => format!("{} to {}", from.format("%B"), self.window().to.format("%B %Y")),
            Self::Year(year) => year.to_string(),
            Self::Financial(year) => format!("Financial year {year} to {}", year + 1),
            Self::School(year) => format!("School year {year} to {}", year + 1),
        }
    }

    /// The one before, and the same a year before.
    pub fn compared(self) -> (Self, Self) {
        let back = |from: NaiveDate, months| from.checked_sub_months(Months::new(months)).unwrap_or(from);
        match self {
            Self::Day(day) => (Self::Day(day - Days::new(1)), Self::Day(back(day, 12))),
            Self::Week(monday) => (Self::Week(monday - Days::new(7)), Self::Week(monday - Days::new(364))),
            Self::Month(from) => (Self::Month(back(from, 1)), Self::Month(back(from, 12))),
            Self::Quarter(from) => (Self::Quarter(back(from, 3)), Self::Quarter(back(from, 12))),
            Self::Year(year) => (Self::Year(year - 1), Self::Year(year - 1)),
            Self::Financial(year) => (Self::Financial(year - 1), Self::Financial(year - 1)),
            Self::School(year) => (Self::School(year - 1), Self::School(year - 1)),
        }
    }

    /// The financial year in which it lies: periods of one are decided together when they are published.
    pub fn financial_year(self) -> i32 {
        let from = self.window().from;
        if from.month() >= 4 { from.year() } else { from.year() - 1 }
    }

    /// Whether it can be published: a quarter or a financial year, whose sums fit into each other.
    pub const fn is_published(self) -> bool {
        matches!(self, Self::Quarter(_) | Self::Financial(_))
    }

    /// The quarter of a day.
    pub fn quarter_of(day: NaiveDate) -> Self {
        Self::Quarter(first(day.year(), day.month0() / 3 * 3 + 1).unwrap_or(day))
    }

    /// The quarter before that of a day: the last that is over.
    pub fn last_quarter(today: NaiveDate) -> Self {
        Self::quarter_of(today).compared().0
    }

    /// The quarters of a financial year, and the year.
    pub fn of_financial_year(year: i32) -> Vec<Self> {
        let months = [(year, 4), (year, 7), (year, 10), (year + 1, 1)];
        let quarters = months.into_iter().filter_map(|(year, month)| Some(Self::Quarter(first(year, month)?)));
        quarters.chain([Self::Financial(year)]).collect()
    }
}

fn of_year(year: i32, month: u32) -> (NaiveDate, NaiveDate) {
    let from = first(year, month).unwrap_or_default();
    (from, months_on(from, 12))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn every_code_leads_back_to_its_period() {
        for code in ["2026-09-30", "2026-w39", "2026-09", "2026-q3", "2026", "fy2026", "sy2026", "2024-02-29"] {
            assert_eq!(Period::parse(code).map(Period::code).as_deref(), Some(code));
        }
    }

    #[test]
    fn what_is_no_period_is_none() {
        for code in ["", "q3", "2026-q5", "2026-13", "2026-w60", "fy", "2026-02-30", "26-01", "2026-q", "1;DROP"] {
            assert_eq!(Period::parse(code), None, "{code}");
        }
    }

    #[test]
    fn a_financial_year_ends_with_march_and_a_school_year_with_august() {
        let window = Period::Financial(2023).window();
        assert_eq!((window.from, window.to), (on("2023-04-01"), on("2024-03-31")));
        let window = Period::School(2023).window();
        assert_eq!((window.from, window.to), (on("2023-09-01"), on("2024-08-31")));
    }

    #[test]
    fn a_quarter_is_compared_with_the_one_before_and_that_of_a_year_ago() {
        let period = Period::parse("2026-q1").expect("a quarter");
        let (before, year) = period.compared();
        assert_eq!((before.code().as_str(), year.code().as_str()), ("2025-q4", "2025-q1"));
        assert_eq!(period.financial_year(), 2025);
    }

    #[test]
    fn four_quarters_make_a_financial_year() {
        let periods = Period::of_financial_year(2025);
        let codes: Vec<String> = periods.iter().map(|period| period.code()).collect();
        assert_eq!(codes, ["2025-q2", "2025-q3", "2025-q4", "2026-q1", "fy2025"]);
    }
}
