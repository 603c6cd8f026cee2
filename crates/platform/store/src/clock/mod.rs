//! The one clock, injected; civil dates are those of Europe/London (T11).

mod mark;
mod steady;

pub(crate) use mark::DDL;
pub use mark::{Mark, find as find_mark, is_steady, mark};
pub use steady::{Jump, last_jump};

use crate::types::Instant;
use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeZone};
use chrono_tz::Europe::London;

/// Where "now" comes from. Only `steady.rs` reads the machine's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// The machine's clock, which is not followed when it jumps.
    System,
    /// The machine's clock, moved by so many microseconds (demo).
    Shifted(i64),
    /// Always the same moment (demo, tests).
    Fixed(Instant),
}

impl Clock {
    /// The moment it is.
    pub fn now(self) -> Instant {
        match self {
            Self::System => steady::now(),
            Self::Shifted(by) => Instant(steady::now().0.saturating_add(by)),
            Self::Fixed(at) => at,
        }
    }

    /// Reads `EARLYHELP_CLOCK`: an RFC 3339 instant (`2026-03-04T09:00:00Z`) or a shift (`+7d`, `-36h`, `+90m`).
    ///
    /// # Errors
    /// Says what form is wanted.
    pub fn parse(text: &str) -> Result<Self, String> {
        if let Ok(at) = DateTime::parse_from_rfc3339(text) {
            return Ok(Self::Fixed(Instant(at.timestamp_micros())));
        }
        let wrong = || format!("{text:?} is neither an instant (2026-03-04T09:00:00Z) nor a shift (+7d, -36h, +90m)");
        let unit = text.chars().last().ok_or_else(wrong)?;
        let seconds = match unit {
            'd' => 86_400,
            'h' => 3_600,
            'm' => 60,
            _ => return Err(wrong()),
        };
        let amount: i64 = text[..text.len() - 1].parse().map_err(|_| wrong())?;
        amount.checked_mul(seconds * 1_000_000).map(Self::Shifted).ok_or_else(wrong)
    }
}

impl Instant {
    /// So much later (or earlier).
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// Seconds from `earlier` to this.
    pub fn seconds_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0) / 1_000_000
    }

    /// The civil date and time on a clock in Europe/London.
    pub fn london(self) -> NaiveDateTime {
        DateTime::from_timestamp_micros(self.0).unwrap_or_default().with_timezone(&London).naive_local()
    }

    /// The civil date in Europe/London.
    pub fn date(self) -> NaiveDate {
        self.london().date()
    }

    /// The moment at which the clocks of London show this (the earlier of two, the later side of a gap).
    pub fn at_london(local: NaiveDateTime) -> Self {
        let later = || London.from_local_datetime(&(local + chrono::TimeDelta::hours(1))).earliest();
        let at = London.from_local_datetime(&local).earliest().or_else(later);
        Self(at.map_or_else(|| local.and_utc().timestamp_micros(), |at| at.timestamp_micros()))
    }

    /// RFC 3339 in UTC, for the API and logs.
    pub fn rfc3339(self) -> String {
        let at = DateTime::from_timestamp_micros(self.0).unwrap_or_default();
        at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_after_midnight_in_summer_time_is_the_new_day() {
        let Clock::Fixed(at) = Clock::parse("2026-06-30T23:01:00Z").expect("an instant") else { panic!("fixed") };
        assert_eq!(at.date(), NaiveDate::from_ymd_opt(2026, 7, 1).expect("a date"));
    }

    #[test]
    fn both_changes_of_summer_time_round_trip() {
        for text in ["2026-03-29T00:59:59", "2026-03-29T02:00:00", "2026-10-25T00:30:00", "2026-10-25T02:30:00"] {
            let local: NaiveDateTime = text.parse().expect("a local time");
            assert_eq!(Instant::at_london(local).london(), local);
        }
        let gap: NaiveDateTime = "2026-03-29T01:30:00".parse().expect("a local time");
        assert_eq!(Instant::at_london(gap).london().to_string(), "2026-03-29 02:30:00");
    }

    #[test]
    fn a_shift_needs_a_unit() {
        assert_eq!(Clock::parse("+2h"), Ok(Clock::Shifted(7_200_000_000)));
        assert!(Clock::parse("+2").is_err());
        assert!(Clock::parse("").is_err());
    }
}
