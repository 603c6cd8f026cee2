//! What a service says of itself: one value, kept whole, versioned whole. Tables and indexes are made from it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use store::Uuid;

store::coded! {
    /// Whether it runs (HSDS-UK `service.status`).
    #[derive(Default)]
    pub enum Status {
        /// It runs.
        #[default]
        Active = "active",
        /// It does not run at present.
        Inactive = "inactive",
        /// It has ended.
        Defunct = "defunct",
        /// It is closed for a time.
        Closed = "temporarily closed",
    }
}

store::coded! {
    /// How help is given.
    pub enum Mode {
        /// At a place.
        InPerson = "in-person",
        /// By video, telephone or a site.
        Online = "online",
        /// In the family's home.
        Home = "home",
    }
}

impl Mode {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::InPerson => "In person",
            Self::Online => "Online or by telephone",
            Self::Home => "At home",
        }
    }
}

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
        let minute: u16 = parts.next().map_or(Some(0), |m| m.trim().parse().ok())?;
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
    /// `Mondays and Fridays, 9:30am to midday`.
    pub fn words(&self) -> String {
        let week = Day::ALL.iter().take(5).all(|d| self.days.contains(d));
        let days = match (self.days.len(), week) {
            (7, _) => "Every day".to_owned(),
            (5, true) => "Monday to Friday".to_owned(),
            _ => join_words(&self.days.iter().map(|d| format!("{}s", d.label())).collect::<Vec<_>>()),
        };
        let often = match &self.every {
            Every::Week => String::new(),
            Every::Weeks(2, from) => format!(", every other week from {}", web::dates::day(*from)),
            Every::Weeks(n, from) => format!(", every {n} weeks from {}", web::dates::day(*from)),
            Every::Month(-1) => ", the last of the month".into(),
            Every::Month(n) => format!(
                ", the {} of the month",
                ["first", "second", "third", "fourth", "fifth"][usize::from(n.unsigned_abs().clamp(1, 5)) - 1]
            ),
        };
        let times = match (self.opens, self.closes) {
            (Some(a), Some(b)) => format!(", {} to {}", a.words(), b.words()),
            (Some(a), None) => format!(", from {}", a.words()),
            _ => String::new(),
        };
        let span = match (self.from_on, self.until_on) {
            (Some(a), Some(b)) => format!(", {} to {}", web::dates::day(a), web::dates::day(b)),
            (Some(a), None) => format!(", from {}", web::dates::day(a)),
            (None, Some(b)) => format!(", until {}", web::dates::day(b)),
            _ => String::new(),
        };
        let note = if self.note.is_empty() { String::new() } else { format!(". {}", self.note) };
        format!("{days}{often}{times}{span}{note}")
    }
}

/// `a, b and c`.
pub fn join_words(all: &[String]) -> String {
    match all {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// Where it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Place {
    /// Of the location, stable over versions and feeds.
    pub id: Uuid,
    /// `Elm Street Hub`.
    pub name: String,
    /// House and street.
    pub line_1: String,
    /// Town.
    pub town: String,
    /// `ME4 4TR`.
    pub postcode: String,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// Words of the pack's `accessibility`.
    pub access: Vec<String>,
    /// How to find it, buses, parking.
    pub note: String,
}

impl Place {
    /// On one line.
    pub fn line(&self) -> String {
        let parts = [&self.name, &self.line_1, &self.town, &self.postcode];
        parts.into_iter().filter(|p| !p.is_empty()).cloned().collect::<Vec<_>>().join(", ")
    }
}

/// Whom to ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Contact {
    /// Author, or which desk.
    pub name: String,
    /// Telephone.
    pub phone: String,
    /// Email.
    pub email: String,
}

/// What it costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Cost {
    /// For whom or what: `Each session`.
    pub option: String,
    /// In pence.
    pub pence: Option<i64>,
    /// More about it.
    pub note: String,
}

impl Cost {
    /// `Each session: £2.50`.
    pub fn words(&self) -> String {
        let amount = self.pence.map(|p| if p == 0 { "free".into() } else { format!("£{}.{:02}", p / 100, p % 100) });
        let parts: Vec<String> =
            [amount, Some(self.note.clone())].into_iter().flatten().filter(|t| !t.is_empty()).collect();
        match (self.option.is_empty(), parts.is_empty()) {
            (true, _) => parts.join(", "),
            (false, true) => self.option.clone(),
            (false, false) => format!("{}: {}", self.option, parts.join(", ")),
        }
    }
}

/// What a service says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
#[expect(missing_docs, reason = "each says what it is, or is a word list of the pack")]
pub struct Body {
    pub name: String,
    /// What it is, in plain words.
    pub summary: String,
    pub status: Status,
    /// A word of `service-group`.
    pub group: String,
    /// Words of `need`.
    pub needs: Vec<String>,
    /// Words of `service-for`.
    pub who: Vec<String>,
    /// Years, both included.
    pub minimum_age: Option<u8>,
    pub maximum_age: Option<u8>,
    /// Who can come.
    pub criteria: String,
    /// How to get in.
    pub how: String,
    /// Whether anyone may ask, or a professional has to.
    pub referral_only: bool,
    pub free: bool,
    pub costs: Vec<Cost>,
    pub modes: Vec<Mode>,
    /// In English, as people call them.
    pub languages: Vec<String>,
    pub places: Vec<Place>,
    pub openings: Vec<Opening>,
    pub contacts: Vec<Contact>,
    pub url: String,
    pub email: String,
    /// For a short time: `Closed on 3 May`.
    pub alert: String,
    /// The area it serves, by name.
    pub areas: Vec<String>,
    pub accreditations: String,
    /// Its place may not be known (T16): it then has none here.
    pub confidential: bool,
    /// Other words by which it is looked for.
    pub keywords: Vec<String>,
}

impl Body {
    /// `0 to 5 years`, `from 16 years`, empty for all ages.
    pub fn ages(&self) -> String {
        match (self.minimum_age.filter(|a| *a > 0), self.maximum_age) {
            (None, None) => String::new(),
            (None, Some(b)) => format!("up to {}", years(b)),
            (Some(a), None) => format!("{} and over", years(a)),
            (Some(a), Some(b)) if a == b => years(a),
            (Some(a), Some(b)) => format!("{a} to {}", years(b)),
        }
    }

    /// Whether a person of this age can come.
    pub fn takes_age(&self, age: u8) -> bool {
        self.minimum_age.is_none_or(|a| a <= age) && self.maximum_age.is_none_or(|b| age <= b)
    }

    /// A place that may not be known is not kept: nothing can leak that is not there (T16).
    pub fn without_place_if_confidential(mut self) -> Self {
        if self.confidential {
            self.places.clear();
            self.areas.clear();
        }
        self
    }
}

fn years(n: u8) -> String {
    web::dates::plural(i64::from(n), "year")
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

    #[test]
    fn a_confidential_service_keeps_no_place() {
        let body = Body { confidential: true, places: vec![Place::default()], ..Body::default() };
        assert!(body.without_place_if_confidential().places.is_empty());
    }
}
