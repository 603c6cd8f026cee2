//! What the feed says of itself, for programs.

use super::answer::answer;
use access::Visit;
use axum::{http::HeaderMap, response::Response};
use serde_json::{Value, json};

const PAGING: [&str; 2] = ["page", "per_page"];

const SERVICES: [&str; 11] = [
    "search",
    "page",
    "per_page",
    "taxonomy_term_id",
    "taxonomy_id",
    "minimum_age",
    "maximum_age",
    "start_time",
    "end_time",
    "day",
    "full",
];

/// Parameters of the query: none has to be given.
fn query(names: &[&str]) -> Value {
    let one = |name: &&str| json!({"name": name, "in": "query", "required": false, "schema": {"type": "string"}});
    names.iter().map(one).collect()
}

fn id() -> Value {
    json!([{"name": "id", "in": "path", "required": true, "schema": {"type": "string", "format": "uuid"}}])
}

fn get(summary: &str, parameters: Value) -> Value {
    let responses = json!({
        "200": {"description": "As in HSDS-UK 3.0"},
        "400": {"description": "A parameter cannot be read"},
    });
    json!({"get": {"summary": summary, "parameters": parameters, "responses": responses}})
}

pub(in crate::pages) async fn root(visit: Visit, headers: HeaderMap) -> Response {
    let about = json!({
        "version": "HSDS-UK-3.0",
        "profile": "https://docs.openreferraluk.org/",
        "openapi_url": format!("{}/open-referral/v3/openapi.json", visit.app.url),
    });
    answer(&headers, Ok(about))
}

pub(in crate::pages) async fn openapi(visit: Visit, headers: HeaderMap) -> Response {
    let places = [SERVICES.as_slice(), &["postcode", "proximity"]].concat();
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "Service directory, Open Referral UK", "version": "3.0"},
        "servers": [{"url": format!("{}/open-referral/v3", visit.app.url)}],
        "paths": {
            "/": get("About this feed", json!([])),
            "/services": get("Services", query(&SERVICES)),
            "/services/{id}": get("A service, whole", id()),
            "/taxonomies": get("Taxonomies", query(&PAGING)),
            "/taxonomies/{id}": get("A taxonomy", id()),
            "/taxonomy_terms": get("Terms", query(&PAGING)),
            "/taxonomy_terms/{id}": get("A term", id()),
            "/service_at_locations": get("Services at places", query(&places)),
            "/service_at_locations/{id}": get("A service at a place, whole", id()),
        },
    });
    answer(&headers, Ok(document))
}
