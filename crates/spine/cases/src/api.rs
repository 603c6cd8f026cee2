//! `GET /api/v1/families/{id}` and `GET /api/v1/events?after=`.

use crate::records;
use access::{FamilyId, Permits, Visit, family, nobody};
use axum::{
    Json,
    extract::Path,
    response::{IntoResponse, Response},
};
use serde_json::json;
use store::{AnyId, log};

/// A family as the caller may see it.
pub async fn family(visit: Visit, id: Result<Path<FamilyId>, axum::extract::rejection::PathRejection>) -> Response {
    let Ok(Path(id)) = id else { return web::Error::NotFound.problem().json() };
    let result = visit
        .view(move |v| {
            let permit = v.permit(family::Open, id)?;
            let family = people::records::family(v.conn(), &permit)?;
            let members = people::records::members(v.conn(), &permit)?;
            let levels = records::levels(v.conn(), &permit)?;
            let episode = records::current(v.conn(), id)?;
            let people: Vec<_> = members
                .iter()
                .map(|m| {
                    let address = m.address.as_ref().and_then(|a| a.open(&permit));
                    let level = levels.iter().find(|l| l.person_id == m.person.id).map(|l| &l.level);
                    json!({
                        "id": m.person.id, "role": m.role, "given_name": m.person.given_name, "family_name": m.person.family_name,
                        "date_of_birth": m.person.date_of_birth, "expected_on": m.person.expected_on, "level_of_need": level,
                        "address": address.map(|a| json!({"line_1": a.line_1, "line_2": a.line_2, "town": a.town, "postcode": a.postcode})),
                    })
                })
                .collect();
            let episode = episode.map(|e| {
                json!({
                    "id": e.id, "reference": e.reference, "kind": e.kind, "opened_at": e.opened_at.rfc3339(), "lead_id": e.lead_id,
                    "closed_at": e.closed_at.map(store::Instant::rfc3339), "closing_reason": e.closing_reason, "version": e.version,
                })
            });
            Ok(json!({"id": family.id, "reference": family.reference, "name": family.name, "people": people, "episode": episode}))
        })
        .await;
    answer(result)
}

/// The event feed, oldest first: kinds, subjects and codes, no names.
pub async fn events(visit: Visit) -> Response {
    let after = visit.query("after");
    let result = visit
        .view(move |v| {
            let permit = v.allow(nobody::ReadEvents)?;
            let after = if after.is_empty() { None } else { Some(AnyId(after.parse().map_err(|_| web::Error::Unreadable("after must be the id of an event".into()))?)) };
            let events = log::events_after(v.conn(), after, 500)?;
            v.showed(&permit, events.len(), &[]);
            let next = events.last().map(|e| e.id);
            let items: Vec<_> = events
                .iter()
                .map(|e| json!({"id": e.id, "at": e.at.rfc3339(), "kind": e.kind, "subject_kind": e.subject_kind, "subject_id": e.subject_id, "family_id": e.family_id}))
                .collect();
            Ok(json!({"items": items, "next": next}))
        })
        .await;
    answer(result)
}

fn answer(result: web::Result<serde_json::Value>) -> Response {
    match result {
        Ok(body) => Json(body).into_response(),
        Err(e) => e.problem().json(),
    }
}
