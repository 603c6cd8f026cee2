//! `GET /api/v1/people?q=`: the same search, as JSON. `POST /api/v1/people/matches`: whom somebody may be.

use crate::{
    matching::Sought,
    rules,
    search::{self, Hit, Match, Query},
};
use access::{Permits, Visit, nobody};
use axum::{
    Json,
    body::Bytes,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// Answers as far as the caller may see.
pub async fn search(visit: Visit) -> Response {
    let q = visit.query("q");
    let result = visit
        .view(move |v| {
            let permit = v.allow(nobody::SearchPeople)?;
            let query = Query::parse(&q);
            let (hits, more) = if query.is_empty() { (vec![], false) } else { search::find(v, &query, 50)? };
            v.showed(&permit, hits.len(), &[]);
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

/// Somebody about to be entered; the same words as in a contact.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Asked {
    given_name: String,
    family_name: String,
    former_family_name: Option<String>,
    date_of_birth: Option<chrono::NaiveDate>,
    expected_on: Option<chrono::NaiveDate>,
    nhs_number: Option<String>,
    upn: Option<String>,
    phone: String,
    address: Place,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Place {
    line_1: String,
    line_2: String,
    town: String,
    postcode: String,
}

impl Asked {
    fn sought(self) -> Result<Sought, web::Error> {
        let wrong = |name: &'static str, told: &str| web::Refusal::new(name, format!("{name}: {told}"));
        let number =
            |name: &'static str, text: Option<String>, check: fn(&str) -> Result<String, &'static str>| match text {
                Some(text) if !text.trim().is_empty() => check(&text).map(Some).map_err(|told| wrong(name, told)),
                _ => Ok(None),
            };
        let nothing = self.given_name.trim().is_empty() && self.family_name.trim().is_empty();
        let sought = Sought {
            nhs_number: number("nhs_number", self.nhs_number, rules::nhs_number)?,
            upn: number("upn", self.upn, rules::upn)?,
            given_name: self.given_name,
            family_name: self.family_name,
            former_family_name: self.former_family_name,
            date_of_birth: self.date_of_birth,
            expected_on: self.expected_on,
            phone: self.phone,
            address: crate::Address {
                line_1: self.address.line_1,
                line_2: self.address.line_2,
                town: self.address.town,
                postcode: number("postcode", Some(self.address.postcode), rules::postcode)?.unwrap_or_default(),
            },
        };
        if nothing && sought.nhs_number.is_none() && sought.upn.is_none() {
            return Err(wrong("given_name", "give a name or a number").into());
        }
        Ok(sought)
    }
}

/// Whom somebody may be, before a new record is made: best first, as far as the caller may see. Nothing is kept but that it
/// was asked.
pub async fn matches(visit: Visit, body: Bytes) -> Response {
    let asked = serde_json::from_slice::<Asked>(&body)
        .map_err(|e| web::Error::Unreadable(format!("The body cannot be read: {e}.")))
        .and_then(Asked::sought);
    let result = visit
        .view(move |v| {
            // who asks is looked at first, so that a stranger learns nothing of the form
            let permit = v.allow(nobody::SearchPeople)?;
            let sought = match &asked {
                Ok(sought) => sought.clone(),
                Err(web::Error::Refused(refusal)) => return Err(refusal.clone().into()),
                Err(web::Error::Unreadable(told)) => return Err(web::Error::Unreadable(told.clone())),
                Err(_) => return Err(web::Error::NotFound),
            };
            let found = search::matches(v, &sought)?;
            v.showed(&permit, found.len(), &[]);
            let items: Vec<Value> = found.into_iter().map(one_match).collect();
            Ok(json!({"items": items}))
        })
        .await;
    match result {
        Ok(body) => Json(body).into_response(),
        Err(e) => e.problem().json(),
    }
}

fn one_match(m: Match) -> Value {
    let open = matches!(m.hit, Hit::Open { .. });
    let mut value = item(m.hit);
    // how likely is told to those who may see why
    value["probability"] = if open { json!((m.probability * 100.0).round() / 100.0) } else { Value::Null };
    value["why"] = if open { json!(m.why) } else { Value::Null };
    value
}
