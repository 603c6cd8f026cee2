//! Working days of England by a list, and months.

use chrono::{Datelike, Months, NaiveDate, Weekday};

/// The bank holidays of England and Wales (gov.uk/bank-holidays).
const HOLIDAYS: &[&str] = &[
    "2022-01-03",
    "2022-04-15",
    "2022-04-18",
    "2022-05-02",
    "2022-06-02",
    "2022-06-03",
    "2022-08-29",
    "2022-09-19",
    "2022-12-26",
    "2022-12-27",
    "2023-01-02",
    "2023-04-07",
    "2023-04-10",
    "2023-05-01",
    "2023-05-08",
    "2023-05-29",
    "2023-08-28",
    "2023-12-25",
    "2023-12-26",
    "2024-01-01",
    "2024-03-29",
    "2024-04-01",
    "2024-05-06",
    "2024-05-27",
    "2024-08-26",
    "2024-12-25",
    "2024-12-26",
    "2025-01-01",
    "2025-04-18",
    "2025-04-21",
    "2025-05-05",
    "2025-05-26",
    "2025-08-25",
    "2025-12-25",
    "2025-12-26",
    "2026-01-01",
    "2026-04-03",
    "2026-04-06",
    "2026-05-04",
    "2026-05-25",
];

fn is_working(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !HOLIDAYS.contains(&day.to_string().as_str())
}

/// Working days after `from`, until and with `to`.
pub fn working_days(from: NaiveDate, to: NaiveDate) -> i64 {
    let after = from.iter_days().skip(1).take_while(|day| *day <= to);
    after.map(|day| i64::from(is_working(day))).sum()
}

/// The same day so many months before.
pub fn months_before(day: NaiveDate, months: u32) -> NaiveDate {
    day - Months::new(months)
}
