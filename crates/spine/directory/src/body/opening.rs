//! When a service is open, as its entry says it.

use super::join_words;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use web::dates;

store::coded! {
    /// A day of the week (RFC 5545 `BYDAY`).
    pub enum Day {
        /// Monday.
        Mo = "MO",
        /// Tuesday.
        Tu = "TU",
        /// Wednesday.
        We = "WE",
        /// Thursday.
        Th = "TH",
        /// Friday.
        Fr = "FR",
        /// Saturday.
        Sa = "SA",
        /// Sunday.
        Su = "SU",
    }
}

impl Day {
    /// In full.
    pub const fn label(self) -> &'static str {
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][self as usize]
    }

    /// The day of the week of a date.
    pub fn of(on: NaiveDate) -> Self {
        use chrono::Datelike;
        Self::ALL[on.weekday().num_days_from_monday() as usize]
    }
}

/// Minutes since midnight, in London.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Time(pub u16);

impl Time {
    /// `09:30`, `9.30`, `9:30am`, `5pm`, `17:00:00Z`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        let text = text.trim_end_matches('z').split('+').next()?.trim();
        let (body, pm) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
            (Some(body), _) => (body, Some(false)),
            (_, Some(body)) => (body, Some(true)),
            _ => (text, None),
        };
        let mut parts = body.trim().split([':', '.']);
        let hour: u16 = parts.next()?.trim().parse().ok()?;
        let minute: u16 = parts.next().map_or(Some(0), |minute| minute.trim().parse().ok())?;
        let hour = match pm {
            None => hour,
            Some(_) if hour == 0 || hour > 12 => return None,
            Some(pm) => hour % 12 + if pm { 12 } else { 0 },
        };
        (hour < 24 && minute < 60 || hour == 24 && minute == 0).then(|| Self(hour * 60 + minute))
    }

    /// `9:30am`.
    pub fn words(self) -> String {
        let (hour, minute) = (self.0 / 60, self.0 % 60);
        let (twelve, half) = (if hour % 12 == 0 { 12 } else { hour % 12 }, if hour % 24 < 12 { "am" } else { "pm" });
        match (self.0, minute) {
            (720, _) => "midday".into(),
            (0 | 1440, _) => "midnight".into(),
            (_, 0) => format!("{twelve}{half}"),
            _ => format!("{twelve}:{minute:02}{half}"),
        }
    }
}

impl std::fmt::Display for Time {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl From<Time> for String {
    fn from(time: Time) -> Self {
        time.to_string()
    }
}

impl TryFrom<String> for Time {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("{text:?} is no time of day"))
    }
}

/// How often a session comes again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Every {
    /// Every week.
    #[default]
    Week,
    /// Every so many weeks, counted from a day.
    Weeks(u16, NaiveDate),
    /// In a week of the month: 1 first, -1 last.
    Month(i8),
}

impl Every {
    /// `, every other week from 2 March 2026`; nothing for every week.
    fn words(&self) -> String {
        const NTH: [&str; 5] = ["first", "second", "third", "fourth", "fifth"];
        match self {
            Self::Week => String::new(),
            Self::Weeks(2, from) => format!(", every other week from {}", dates::day(*from)),
            Self::Weeks(weeks, from) => format!(", every {weeks} weeks from {}", dates::day(*from)),
            Self::Month(-1) => ", the last of the month".into(),
            Self::Month(nth) => {
                format!(", the {} of the month", NTH[usize::from(nth.unsigned_abs().clamp(1, 5)) - 1])
            }
        }
    }
}

/// When it is open, or a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// The days; all of one set of times.
    pub days: Vec<Day>,
    /// From.
    pub opens: Option<Time>,
    /// To.
    pub closes: Option<Time>,
    /// How often.
    #[serde(default)]
    pub every: Every,
    /// From this day on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_on: Option<NaiveDate>,
    /// To this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_on: Option<NaiveDate>,
    /// `Term time only`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Opening {
    /// Until when it is open, at this minute of this day; nothing where one cannot tell, or where it is closed.
    pub fn open_until(&self, on: NaiveDate, minute: u16) -> Option<Time> {
        let (opens, closes) = (self.opens?, self.closes?);
        let runs = self.from_on.is_none_or(|from| from <= on) && self.until_on.is_none_or(|until| on <= until);
        let now =
            self.every == Every::Week && self.days.contains(&Day::of(on)) && opens.0 <= minute && minute < closes.0;
        (runs && now).then_some(closes)
    }

    /// `Mondays and Fridays, 9:30am to midday`.
    pub fn words(&self) -> String {
        let (days, often, times, span) = (self.days_in_words(), self.every.words(), self.times(), self.span());
        let note = if self.note.is_empty() { String::new() } else { format!(". {}", self.note) };
        format!("{days}{often}{times}{span}{note}")
    }

    fn days_in_words(&self) -> String {
        let workdays = Day::ALL.iter().take(5).all(|day| self.days.contains(day));
        match (self.days.len(), workdays) {
            (7, _) => "Every day".to_owned(),
            (5, true) => "Monday to Friday".to_owned(),
            _ => join_words(&self.days.iter().map(|day| format!("{}s", day.label())).collect::<Vec<_>>()),
        }
    }

    fn times(&self) -> String {
        match (self.opens, self.closes) {
            (Some(opens), Some(closes)) => format!(", {} to {}", opens.words(), closes.words()),
            (Some(opens), None) => format!(", from {}", opens.words()),
            _ => String::new(),
        }
    }

    fn span(&self) -> String {
        match (self.from_on.map(dates::day), self.until_on.map(dates::day)) {
            (Some(from), Some(until)) => format!(", {from} to {until}"),
            (Some(from), None) => format!(", from {from}"),
            (None, Some(until)) => format!(", until {until}"),
            (None, None) => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_as_people_write_it_and_written_as_they_read_it() {
        let read = |t: &str| Time::parse(t).map(Time::words);
        assert_eq!(read("9.30"), Some("9:30am".into()));
        assert_eq!(read("12am"), Some("midnight".into()));
        assert_eq!(read("12:15pm"), Some("12:15pm".into()));
        assert_eq!(read("17:00:00Z"), Some("5pm".into()));
        assert_eq!(read("24:00"), Some("midnight".into()));
        for wrong in ["", "25:00", "9:60", "13pm", "noon", "-1:00"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_opening_reads_like_a_notice_on_a_door() {
        let mut opening = Opening {
            days: vec![Day::Mo, Day::We],
            opens: Time::parse("9:30"),
            closes: Time::parse("12:00"),
            every: Every::Week,
            from_on: None,
            until_on: None,
            note: "Term time only".into(),
        };
        assert_eq!(opening.words(), "Mondays and Wednesdays, 9:30am to midday. Term time only");
        opening.every = Every::Month(-1);
        assert_eq!(opening.words(), "Mondays and Wednesdays, the last of the month, 9:30am to midday. Term time only");
    }
}
