//! `POST /api/v1/contacts` and `GET /api/v1/contacts/{id}`: the same checks and rules as the pages.

use crate::{
    ContactId,
    intake::{self, NewContact},
    records::{self, Contact, ContactPerson},
};
use access::{Permits, Visit, contact, nobody};
use axum::{
    Json,
    body::Bytes,
    extract::{Path, rejection::PathRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, PoisonError};
use web::{Error, Refusal, Result};

fn body(c: &Contact, people: &[ContactPerson]) -> Value {
    let people: Vec<Value> = people
        .iter()
        .map(|p| {
            let d = &p.details.0;
            // a protected address never leaves by this door (T16)
            let address = (!d.protected).then(|| json!({"line_1": d.address[0], "line_2": d.address[1], "town": d.address[2], "postcode": d.address[3]}));
            json!({
                "role": p.role, "given_name": p.given_name, "family_name": p.family_name, "date_of_birth": p.date_of_birth,
                "expected_on": p.expected_on, "nhs_number": p.nhs_number, "upn": d.upn, "phone": if d.protected { "" } else { &d.phone }, "address": address,
            })
        })
        .collect();
    let decision =
        c.decided_at.map(|at| json!({"at": at.rfc3339(), "outcome": c.outcome, "level": c.level, "reason": c.reason}));
    let answer = c.answered_at.map(|at| json!({"at": at.rfc3339(), "text": c.answer}));
    json!({
        "id": c.id, "reference": c.reference, "state": c.state(), "kind": c.kind, "source": c.source, "channel": c.channel,
        "summary": c.summary, "hoped_for": c.hoped_for, "needs": c.needs.0, "network": c.network.0.looked_at, "agreement": c.agreement,
        "danger": c.danger, "people": people, "received_at": c.received_at.rfc3339(), "decide_by": c.decide_by,
        "decision": decision, "answer": answer, "version": c.version,
    })
}

fn problem(e: Error) -> Response {
    e.problem().json()
}

fn refused(name: &'static str, told: impl Into<String>) -> Response {
    problem(Refusal::new(name, told).into())
}

/// Receives a contact: 201 with its address. The same `Idempotency-Key` gives the same answer.
pub async fn create(visit: Visit, headers: HeaderMap, bytes: Bytes) -> Response {
    let key = headers.get("idempotency-key").and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    if key.len() > 200 {
        return refused("key-too-long", "An Idempotency-Key has at most 200 characters");
    }
    let parsed = String::from_utf8(bytes.to_vec())
        .map_err(|_| Error::Unreadable("The body must be JSON in UTF-8.".into()))
        .and_then(|text| Ok((parse(&text)?, text)));
    let (new, text) = match parsed {
        Ok(parsed) => parsed,
        // who asks is looked at first, so that a stranger learns nothing of the form
        Err(wrong) => {
            let asked = visit.view(|v| v.allow(nobody::RecordContact).map(|_| ())).await;
            return problem(asked.err().unwrap_or(wrong));
        }
    };
    // only the id is kept with the key, never the people; who sends it again reads the contact anew
    let made: Arc<Mutex<Option<Value>>> = Arc::default();
    let out = made.clone();
    let result = visit.clone().api_change(&key, text, move |change, _| receive(change, &new, &out)).await;
    let id: ContactId = match result.map(|id| id.parse()) {
        Ok(Ok(id)) => id,
        Ok(Err(_)) => return problem(Error::Fault("a key without a contact".into())),
        Err(e) => return problem(e),
    };
    // a request that was done before has its first answer, and what was made of it now is undone
    let made = made.lock().unwrap_or_else(PoisonError::into_inner).take().filter(|body| body["id"] == id.to_string());
    let body = match made {
        Some(body) => Ok(body),
        None => read(visit, id).await,
    };
    match body {
        Ok(body) => {
            (StatusCode::CREATED, [(header::LOCATION, format!("/api/v1/contacts/{id}"))], Json(body)).into_response()
        }
        Err(e) => problem(e),
    }
}

fn parse(text: &str) -> Result<NewContact> {
    if text.contains("\\u0000") {
        return Err(Error::Unreadable("A text must not hold the character U+0000.".into()));
    }
    serde_json::from_str(text).map_err(|e| {
        if e.is_data() {
            Refusal::new("invalid", e.to_string()).into()
        } else {
            Error::Unreadable(format!("The body is not JSON: {e}"))
        }
    })
}

async fn read(visit: Visit, id: ContactId) -> Result<Value> {
    visit
        .view(move |v| {
            let permit = v.permit(contact::See, id)?;
            let contact = records::find(v.conn(), &permit)?;
            let people = records::people(v.conn(), &permit)?;
            Ok(body(&contact, &people))
        })
        .await
}

fn receive(change: &mut access::Change<'_, '_>, new: &NewContact, made: &Mutex<Option<Value>>) -> Result<String> {
    change.allow(nobody::RecordContact)?;
    let (actor, pack, today) = (change.actor.clone(), change.pack.clone(), change.today);
    let valid = intake::check(new, &pack, today, false).map_err(|errors| {
        let told: Vec<String> = errors.iter().map(|(field, told)| format!("{field}: {told}")).collect();
        Refusal::new("invalid", told.join("; "))
    })?;
    let (contact, people) = records::receive(change.tx, &actor, &pack, &valid, false)?;
    *made.lock().unwrap_or_else(PoisonError::into_inner) = Some(body(&contact, &people));
    Ok(contact.id.to_string())
}

/// Gives a contact back with its state, decision and answer.
pub async fn show(visit: Visit, id: std::result::Result<Path<ContactId>, PathRejection>) -> Response {
    let Ok(Path(id)) = id else { return problem(Error::NotFound) };
    match read(visit, id).await {
        Ok(body) => Json(body).into_response(),
        Err(e) => problem(e),
    }
}
