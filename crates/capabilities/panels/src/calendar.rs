//! A panel's meetings as a calendar file (RFC 5545): days, hours and places. No family and no member is named in it.

use crate::records::{Meeting, Panel};
use std::fmt::Write;
use store::Instant;

/// The calendar of a panel.
pub(crate) fn file(panel: &Panel, meetings: &[Meeting], now: Instant, url: &str) -> String {
    let stamp = now.0 / 1_000_000;
    let stamp = chrono::DateTime::from_timestamp(stamp, 0).unwrap_or_default().format("%Y%m%dT%H%M%SZ");
    let mut text =
        String::from("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//earlyhelp//panels//EN\r\nCALSCALE:GREGORIAN\r\n");
    for meeting in meetings {
        let (from, to) = (meeting.held_on, meeting.held_on + chrono::Days::new(1));
        let place = [meeting.starts.as_str(), meeting.place.as_str()];
        let place: Vec<&str> = place.into_iter().filter(|part| !part.is_empty()).collect();
        let lines = [
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}@earlyhelp", meeting.id),
            format!("DTSTAMP:{stamp}"),
            format!("DTSTART;VALUE=DATE:{}", from.format("%Y%m%d")),
            format!("DTEND;VALUE=DATE:{}", to.format("%Y%m%d")),
            format!("SUMMARY:{}", escaped(&panel.name)),
            format!("LOCATION:{}", escaped(&place.join(", "))),
            format!("URL:{url}/panel-meetings/{}", meeting.id),
            "END:VEVENT".to_owned(),
        ];
        for line in lines {
            let _ = write!(text, "{}\r\n", folded(&line));
        }
    }
    text.push_str("END:VCALENDAR\r\n");
    text
}

/// A text in which what means something to a calendar means nothing.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}

/// A line of at most 75 bytes; what is longer goes on after a space.
fn folded(line: &str) -> String {
    let mut folded = String::new();
    let mut width = 0;
    for letter in line.chars() {
        if width + letter.len_utf8() > 74 {
            folded.push_str("\r\n ");
            width = 1;
        }
        folded.push(letter);
        width += letter.len_utf8();
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_to_a_calendar_is_escaped_and_a_long_line_is_folded() {
        assert_eq!(escaped("Gun Wharf, room 2; bring a pass\nThanks"), "Gun Wharf\\, room 2\\; bring a pass\\nThanks");
        let long = folded(&"é".repeat(60));
        assert!(long.split("\r\n").all(|line| line.len() <= 75), "{long}");
        assert_eq!(long.replace("\r\n ", ""), "é".repeat(60));
    }
}
