//! `GET /api/v1/people?q=`: the same search, as JSON.
use crate::search::{self, Hit, Query};
use access::{Action, Inside, Visit};
use axum::{
    Json,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// Answers as far as the caller may see.
pub async fn search(visit: Visit) -> Response {
    let q = visit.query("q");
    let result = visit
        .view(move |v| {
            let permit = v.permit(Action::SearchPeople, access::Anyone)?;
            let query = Query::parse(&q);
            let (hits, more) = if query.is_empty() { (vec![], false) } else { search::find(v, &query, 50)? };
            v.log_rows(&permit, hits.len())?;
            let items: Vec<Value> = hits.into_iter().map(item).collect();
            Ok(json!({"items": items, "more": more}))
        })
        .await;
    match result {
        Ok(body) => Json(body).into_response(),
        Err(e) => e.problem().json(),
    }
}
fn item(hit: Hit) -> Value {
    match hit {
        Hit::Open { person, family, role, .. } => json!({
            "id": person.id, "name": person.name(), "date_of_birth": person.date_of_birth, "role": role,
            "known_to": Value::Null, "family_id": family,
        }),
        Hit::Governed { family, .. } => json!({
            "id": Value::Null, "name": Value::Null, "date_of_birth": Value::Null, "known_to": Value::Null, "family_id": family,
        }),
        Hit::Known { name, call } => json!({
            "id": Value::Null, "name": name, "date_of_birth": Value::Null, "known_to": call, "family_id": Value::Null,
        }),
    }
}
