//! `/api/v1/openapi.json`: OpenAPI 3.1 of what the API does.

use axum::{Json, response::IntoResponse};
use serde_json::{Value, json};

fn problem(description: &str) -> Value {
    json!({"description": description, "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}})
}

fn answers(ok: &str, description: &str, schema: &str) -> Value {
    let mut all = json!({
        "401": problem("No token, or one that is not good any more"),
        "403": problem("The caller may know of it but not see it; detail says how to ask"),
        "404": problem("There is no such thing, or the caller may not know of it"),
        "503": problem("Busy, or not saved: send it again with the same Idempotency-Key"),
    });
    all[ok] = json!({"description": description, "content": {"application/json": {"schema": {"$ref": format!("#/components/schemas/{schema}")}}}});
    all
}

fn parameter(name: &str, place: &str, required: bool, description: &str) -> Value {
    json!({"name": name, "in": place, "required": required, "description": description, "schema": {"type": "string"}})
}

/// The document.
pub fn document() -> Value {
    let text = json!({"type": "string"});
    let maybe = json!({"type": ["string", "null"]});
    let address = json!({"type": "object", "additionalProperties": false, "properties": {
        "line_1": text, "line_2": text, "town": text, "postcode": text, "protected": {"type": "boolean"}}});
    let person = json!({"type": "object", "additionalProperties": false, "required": ["role"], "properties": {
        "role": {"type": "string", "enum": ["child", "unborn", "parent", "carer", "wider-family", "other"]},
        "given_name": text, "family_name": text, "former_family_name": text, "date_of_birth": {"type": ["string", "null"], "format": "date"},
        "expected_on": {"type": ["string", "null"], "format": "date"}, "nhs_number": text, "upn": text, "phone": text, "email": text, "language": text,
        "interpreter": {"type": "boolean"}, "school": text, "address": address}});
    let maker = json!({"type": "object", "additionalProperties": false, "properties": {"name": text, "phone": text, "email": text, "relation": text}});
    let new_contact = json!({"type": "object", "additionalProperties": false, "required": ["kind", "source", "channel", "summary", "needs", "agreement", "people"],
        "properties": {"kind": text, "source": text, "channel": text, "summary": text, "hoped_for": text,
        "needs": {"type": "array", "items": text}, "network": {"type": "array", "items": text}, "network_note": text,
        "agreement": {"type": "string", "enum": ["given", "refused", "not-asked"]}, "agreement_note": text, "danger": {"type": "boolean"},
        "people": {"type": "array", "items": person, "maxItems": 20}, "maker": maker}});
    let mut post = answers("201", "Received; the same Idempotency-Key gives the same answer", "Contact");
    post["422"] = problem("Something in it is not right; detail names each field");
    json!({
        "openapi": "3.1.0",
        "info": {"title": "earlyhelp", "version": env!("CARGO_PKG_VERSION"), "description": "Early help for families: the same rules as the pages."},
        "security": [{"token": []}],
        "paths": {
            "/api/v1/contacts": {"post": {"operationId": "createContact", "summary": "Bring a concern to the front door",
                "parameters": [parameter("Idempotency-Key", "header", false, "Sent again with the same key, it is done once")],
                "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewContact"}}}},
                "responses": post}},
            "/api/v1/contacts/{id}": {"get": {"operationId": "showContact", "summary": "A contact with its state, decision and answer",
                "parameters": [parameter("id", "path", true, "Its id")], "responses": answers("200", "The contact", "Contact")}},
            "/api/v1/people": {"get": {"operationId": "findPeople", "summary": "People, as far as the caller may see",
                "parameters": [parameter("q", "query", true, "Name, date of birth, NHS number, postcode or family reference")],
                "responses": answers("200", "Those found", "People")}},
            "/api/v1/people/matches": {"post": {"operationId": "matchPerson", "summary": "Whom somebody may be, before a record is made of them; best first, as far as the caller may see",
                "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Sought"}}}},
                "responses": answers("200", "Those it may be", "Matches")}},
            "/api/v1/families/{id}": {"get": {"operationId": "showFamily", "summary": "A family's record, in short",
                "parameters": [parameter("id", "path", true, "Its id")], "responses": answers("200", "The family", "Family")}},
            "/api/v1/events": {"get": {"operationId": "listEvents", "summary": "The event feed, oldest first",
                "parameters": [parameter("after", "query", false, "The id of the last event seen")], "responses": answers("200", "Events", "Events")}},
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {
                "Problem": {"type": "object", "required": ["type", "title", "status", "detail"], "properties": {"type": text, "title": text, "status": {"type": "integer"}, "detail": text}},
                "NewContact": new_contact,
                "Contact": {"type": "object", "required": ["id", "reference", "state"], "properties": {"id": text, "reference": text,
                    "state": {"type": "string", "enum": ["received", "information-asked", "decided", "answered", "closed"]},
                    "decision": {"type": ["object", "null"]}, "answer": {"type": ["object", "null"]}, "version": {"type": "integer"}}},
                "People": {"type": "object", "required": ["items"], "properties": {"items": {"type": "array", "items": {"type": "object",
                    "properties": {"id": maybe, "name": text, "date_of_birth": maybe, "known_to": maybe, "family_id": maybe}}}, "more": {"type": "boolean"}}},
                "Sought": {"type": "object", "additionalProperties": false, "properties": {"given_name": text, "family_name": text, "former_family_name": maybe,
                    "date_of_birth": {"type": ["string", "null"], "format": "date"}, "expected_on": {"type": ["string", "null"], "format": "date"}, "nhs_number": maybe, "upn": maybe, "phone": text,
                    "address": {"type": "object", "additionalProperties": false, "properties": {"line_1": text, "line_2": text, "town": text, "postcode": text}}}},
                "Matches": {"type": "object", "required": ["items"], "properties": {"items": {"type": "array", "items": {"type": "object",
                    "properties": {"id": maybe, "name": text, "date_of_birth": maybe, "known_to": maybe, "family_id": maybe, "probability": {"type": ["number", "null"]}, "why": maybe}}}}},
                "Family": {"type": "object", "required": ["id", "reference", "people"], "properties": {"id": text, "reference": text, "name": text, "people": {"type": "array"}, "episode": {"type": ["object", "null"]}}},
                "Events": {"type": "object", "required": ["items"], "properties": {"items": {"type": "array"}, "next": maybe}},
            }
        }
    })
}

/// Serves it.
pub async fn serve() -> impl IntoResponse {
    Json(document())
}
