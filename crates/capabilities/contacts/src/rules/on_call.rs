//! Who is on call, and what becomes of an alarm: a child who may be in danger waits for no form and no office hours.

use chrono::{Datelike, Days, NaiveDateTime, Timelike};
use web::{Refusal, Refusals};

/// Minutes of a day.
const DAY: i64 = 24 * 60;

/// When somebody is on call: on these days of the week, from and until these minutes of the day. Hours that end before
/// they begin go on into the next morning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    /// A bit a day, Monday first.
    pub days: i64,
    /// Minutes after midnight.
    pub from: i64,
    /// Minutes after midnight; the same as `from` means the whole day.
    pub until: i64,
}

impl Hours {
    /// Whether this moment, as clocks in London show it, lies within.
    pub fn cover(self, at: NaiveDateTime) -> bool {
        let minute = i64::from(at.hour() * 60 + at.minute());
        let on = |at: NaiveDateTime| self.days & (1 << at.weekday().num_days_from_monday()) != 0;
        if self.from < self.until {
            return on(at) && (self.from..self.until).contains(&minute);
        }
        let evening = on(at) && minute >= self.from;
        let morning = on(at - Days::new(1)) && minute < self.until;
        evening || morning
    }
}

/// The minutes after midnight that `22:30` says.
pub fn minutes(text: &str) -> Option<i64> {
    let (hour, minute) = text.trim().split_once([':', '.'])?;
    let (hour, minute): (i64, i64) = (hour.parse().ok()?, minute.parse().ok()?);
    let within = (0..24).contains(&hour) && (0..60).contains(&minute) || (hour, minute) == (24, 0);
    within.then_some((hour * 60 + minute) % DAY)
}

/// Why somebody cannot be put on call so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotBeOnCall {
    /// Nobody is named.
    Nobody,
    /// No telephone number.
    NoReach,
    /// No day.
    NoDay,
    /// No hours.
    NoHours(&'static str),
}

impl From<CannotBeOnCall> for Refusal {
    fn from(rule: CannotBeOnCall) -> Self {
        match rule {
            CannotBeOnCall::Nobody => {
                Self::new("on-call-without-name", "Choose a colleague, or write down who it is").at("name")
            }
            CannotBeOnCall::NoReach => {
                Self::new("on-call-without-telephone", "Enter a telephone number that is answered in those hours")
                    .at("reach")
            }
            CannotBeOnCall::NoDay => Self::new("on-call-without-days", "Choose at least one day").at("days"),
            CannotBeOnCall::NoHours(field) => {
                Self::new("on-call-without-hours", "Enter a time like 8:30 or 22:00").at(field)
            }
        }
    }
}

/// May they be put on call so?
///
/// # Errors
/// Every [`CannotBeOnCall`] that holds.
pub fn on_call(named: bool, reach: &str, days: i64, from: &str, until: &str) -> Result<Hours, Refusals> {
    let (begins, ends) = (minutes(from), minutes(until));
    let faults = [
        (!named, CannotBeOnCall::Nobody),
        (reach.chars().filter(char::is_ascii_digit).count() < 5, CannotBeOnCall::NoReach),
        (days == 0, CannotBeOnCall::NoDay),
        (begins.is_none(), CannotBeOnCall::NoHours("from")),
        (ends.is_none(), CannotBeOnCall::NoHours("until")),
    ];
    Refusals::check(faults.into_iter().filter(|(holds, _)| *holds).map(|(_, rule)| rule.into()).collect())?;
    Ok(Hours { days, from: begins.unwrap_or(0), until: ends.unwrap_or(0) })
}

/// Why an alarm cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CannotTake {
    /// There is none.
    NoAlarm,
    /// Somebody has taken it: who.
    Taken(String),
}

impl From<CannotTake> for Refusal {
    fn from(rule: CannotTake) -> Self {
        match rule {
            CannotTake::NoAlarm => Self::new("no-alarm", "Nobody has said that a child in this contact is in danger"),
            CannotTake::Taken(who) => Self::new("alarm-is-taken", format!("{who} has taken it already")),
        }
    }
}

/// May it be taken? Once, by name.
///
/// # Errors
/// The rule that says no.
pub fn take(raised: bool, taken_by: Option<String>) -> Result<(), CannotTake> {
    match (raised, taken_by) {
        (false, _) => Err(CannotTake::NoAlarm),
        (true, Some(who)) => Err(CannotTake::Taken(who)),
        (true, None) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        text.parse().expect("a moment")
    }

    #[test]
    fn whoever_is_on_call_by_night_is_so_until_the_next_morning() {
        // Friday and Saturday, 22:00 to 7:00
        let nights = Hours { days: 0b11_0000, from: 22 * 60, until: 7 * 60 };
        assert!(nights.cover(at("2026-03-06T23:10:00")), "Friday night");
        assert!(nights.cover(at("2026-03-07T06:59:00")), "Saturday morning");
        assert!(!nights.cover(at("2026-03-07T07:00:00")));
        assert!(nights.cover(at("2026-03-08T01:00:00")), "the night after Saturday");
        assert!(!nights.cover(at("2026-03-08T23:00:00")), "Sunday night");
        let always = Hours { days: 0b111_1111, from: 0, until: 0 };
        assert!(always.cover(at("2026-12-25T03:00:00")));
    }

    #[test]
    fn hours_are_read_as_people_write_them() {
        assert_eq!((minutes("8:30"), minutes("22.00"), minutes("24:00")), (Some(510), Some(1320), Some(0)));
        assert_eq!((minutes("25:00"), minutes("noon"), minutes("8:75")), (None, None, None));
    }

    #[test]
    fn nobody_is_on_call_without_name_number_days_and_hours() {
        let refused = on_call(false, "call me", 0, "soon", "").expect_err("refused");
        let names: Vec<&str> = refused.iter().map(|no| no.name).collect();
        let hours = "on-call-without-hours";
        assert_eq!(names, ["on-call-without-name", "on-call-without-telephone", "on-call-without-days", hours, hours]);
        assert!(on_call(true, "01634 000111", 1, "8:30", "17:00").is_ok());
    }

    #[test]
    fn an_alarm_is_taken_once_and_by_name() {
        assert_eq!(take(true, None), Ok(()));
        assert_eq!(take(false, None), Err(CannotTake::NoAlarm));
        assert_eq!(take(true, Some("Ruth".into())), Err(CannotTake::Taken("Ruth".into())));
    }
}
