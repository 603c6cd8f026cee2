//! `/training/sessions/{id}/calendar.ics`: a session for a calendar.

use crate::records::SessionId;
use access::{Permits, Visit, nobody};
use axum::{extract::Path, response::Response};
use web::{
    Result,
    calendar::{self, Entry, When},
};

pub(super) async fn file(visit: Visit, Path(id): Path<SessionId>) -> Result<Response> {
    visit
        .view(move |v| {
            v.allow(nobody::BookTraining)?;
            let (session, of) = super::found(v, id)?;
            let entry = Entry {
                id: session.id.to_string(),
                title: of.part_name(session.part),
                place: session.place.clone(),
                when: When::Hours(session.at(session.opens), session.at(session.closes)),
            };
            Ok(calendar::file("training", &[entry], v.now))
        })
        .await
}
