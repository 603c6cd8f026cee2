//! `/runs/{id}/calendar.ics`: the sessions for a calendar, without a name of anybody (RFC 5545).

use crate::records::{self, Run, RunId, Session};
use access::{Permits, Visit, run};
use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use chrono::NaiveTime;
use store::Instant;
use web::Result;

/// The sessions as a calendar file. Its events are called as the programme is, and lie where it meets, unless the place
/// may not be known.
fn ics(name: &str, run: &Run, sessions: &[Session], made: Instant) -> String {
    let mut lines =
        vec!["BEGIN:VCALENDAR".to_owned(), "VERSION:2.0".into(), "PRODID:-//earlyhelp//programmes//EN".into()];
    for session in sessions {
        lines.push("BEGIN:VEVENT".into());
        lines.push(format!("UID:{}@earlyhelp", session.id));
        lines.push(format!("DTSTAMP:{}", utc(made)));
        lines.push(format!("DTSTART:{}", utc(at(session, session.opens))));
        lines.push(format!("DTEND:{}", utc(at(session, session.closes))));
        lines.push(format!("SUMMARY:{}", escape(&format!("{name}, session {}", session.n))));
        if !run.place().is_empty() {
            lines.push(format!("LOCATION:{}", escape(&run.place())));
        }
        lines.push("END:VEVENT".into());
    }
    lines.push("END:VCALENDAR".into());
    lines.iter().map(|line| fold(line)).collect()
}

fn at(session: &Session, minutes: i64) -> Instant {
    let seconds = u32::try_from(minutes * 60).unwrap_or(0);
    let time = NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0).unwrap_or(NaiveTime::MIN);
    Instant::at_london(session.on_day.and_time(time))
}

/// `20260414T090000Z`.
fn utc(at: Instant) -> String {
    at.rfc3339().chars().filter(|c| !matches!(c, '-' | ':')).take(15).collect::<String>() + "Z"
}

fn escape(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,");
    text.replace('\n', "\\n")
}

/// A line of at most 75 octets, and what is longer on lines that begin with a space.
fn fold(line: &str) -> String {
    let mut folded = String::new();
    let mut room = 75;
    for c in line.chars() {
        if c.len_utf8() > room {
            folded.push_str("\r\n ");
            room = 74;
        }
        folded.push(c);
        room -= c.len_utf8();
    }
    folded + "\r\n"
}

pub(super) async fn file(visit: Visit, Path(id): Path<RunId>) -> Result<Response> {
    let text = visit
        .view(move |v| {
            let permit = v.permit(run::See, id)?;
            let run = records::find_run(v.conn(), &permit)?;
            let name = records::find_programme(v.conn(), run.programme_id)?.name;
            let sessions = records::sessions_of(v.conn(), id)?;
            Ok(ics(&name, &run, &sessions, v.now))
        })
        .await?;
    let kind = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"group.ics\""),
    ];
    Ok((kind, text).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_folded_and_a_comma_escaped() {
        assert_eq!(escape("Hub, Chatham"), "Hub\\, Chatham");
        let folded = fold(&"é".repeat(60));
        assert!(folded.lines().all(|line| line.len() <= 75), "{folded}");
        assert_eq!(folded.replace("\r\n ", "").trim_end(), "é".repeat(60));
    }
}
