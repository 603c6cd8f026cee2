//! `/runs/{id}/calendar.ics`: the sessions for a calendar, without a name of anybody.

use crate::records::{self, Run, RunId, Session};
use access::{Permits, Visit, run};
use axum::{extract::Path, response::Response};
use chrono::NaiveTime;
use store::Instant;
use web::{
    Result,
    calendar::{self, Entry, When},
};

/// A session as a calendar knows it: called as the programme is, and where it meets, unless the place may not be known.
fn entry(name: &str, run: &Run, session: &Session) -> Entry {
    Entry {
        id: session.id.to_string(),
        title: format!("{name}, session {}", session.n),
        place: run.place(),
        when: When::Hours(at(session, session.opens), at(session, session.closes)),
    }
}

fn at(session: &Session, minutes: i64) -> Instant {
    let seconds = u32::try_from(minutes * 60).unwrap_or(0);
    let time = NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0).unwrap_or(NaiveTime::MIN);
    Instant::at_london(session.on_day.and_time(time))
}

pub(super) async fn file(visit: Visit, Path(id): Path<RunId>) -> Result<Response> {
    visit
        .view(move |v| {
            let permit = v.permit(run::See, id)?;
            let run = records::find_run(v.conn(), &permit)?;
            let name = records::find_programme(v.conn(), run.programme_id)?.name;
            let sessions = records::sessions_of(v.conn(), id)?;
            let entries: Vec<Entry> = sessions.iter().map(|session| entry(&name, &run, session)).collect();
            Ok(calendar::file("group", &entries, v.now))
        })
        .await
}
