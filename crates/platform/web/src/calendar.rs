//! Calendar files (RFC 5545): days, hours and places of meetings and groups. Nobody is ever named in one.

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, NaiveDate, Utc};
use icalendar::{Calendar, Component, Event, EventLike};
use store::Instant;

/// When something is.
#[derive(Debug, Clone, Copy)]
pub enum When {
    /// All of this day.
    Day(NaiveDate),
    /// From one moment to the other.
    Hours(Instant, Instant),
}

/// Something in a calendar.
#[derive(Debug, Clone)]
pub struct Entry {
    /// By which a calendar knows it again.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Where; empty where that may not be known.
    pub place: String,
    /// When.
    pub when: When,
}

fn utc(at: Instant) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(at.0).unwrap_or_default()
}

fn text(entries: &[Entry], made: Instant) -> String {
    let mut calendar = Calendar::new();
    for entry in entries {
        let mut event = Event::new();
        event.uid(&format!("{}@earlyhelp", entry.id)).timestamp(utc(made)).summary(&entry.title);
        if !entry.place.is_empty() {
            event.location(&entry.place);
        }
        match entry.when {
            When::Day(on) => event.all_day(on),
            When::Hours(from, until) => event.starts(utc(from)).ends(utc(until)),
        };
        calendar.push(event.done());
    }
    calendar.done().to_string()
}

/// A calendar file of these, called so.
pub fn file(name: &str, entries: &[Entry], made: Instant) -> Response {
    let kind = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.ics\"")),
    ];
    (kind, text(entries, made)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_folded_a_comma_escaped_and_hours_are_those_of_greenwich() {
        let on = NaiveDate::from_ymd_opt(2026, 7, 6).expect("a day");
        let at = |hour| Instant::at_london(on.and_hms_opt(hour, 0, 0).expect("an hour"));
        let entry =
            |title: &str, when| Entry { id: "1".into(), title: title.into(), place: "Hub, Chatham".into(), when };
        let file = text(&[entry(&"é".repeat(60), When::Day(on)), entry("Group", When::Hours(at(10), at(12)))], at(9));
        assert!(file.lines().all(|line| line.len() <= 75), "{file}");
        assert!(file.replace("\r\n ", "").contains(&format!("SUMMARY:{}", "é".repeat(60))), "{file}");
        assert!(file.contains("LOCATION:Hub\\, Chatham"), "{file}");
        // in July London is an hour ahead
        assert!(file.contains("DTSTART:20260706T090000Z") && file.contains("DTEND:20260706T110000Z"), "{file}");
        assert!(file.contains("DTSTART;VALUE=DATE:20260706"), "{file}");
    }
}
