//! What the feed says of itself, for programs.

use super::answer::{LICENCE, answer};
use access::Visit;
use axum::{http::HeaderMap, response::Response};
use serde_json::{Value, json};

/// The parameters of a list that is only turned.
pub(super) const PAGING: [&str; 2] = ["page", "per_page"];

/// Those of the terms.
pub(super) const TERMS: [&str; 3] = ["taxonomy_id", "page", "per_page"];

/// Those of what is gone.
pub(super) const REMOVED: [&str; 3] = ["modified_after", "page", "per_page"];

/// Those of services, also at their places.
pub(super) const SERVICES: [&str; 14] = [
    "modified_after",
    "postcode",
    "proximity",
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
        "license": LICENCE,
        "documentation": format!("{}/services/data", visit.app.url),
        "openapi_url": format!("{}/open-referral/v3/openapi.json", visit.app.url),
    });
    answer(&headers, Ok(about))
}

pub(in crate::pages) async fn openapi(visit: Visit, headers: HeaderMap) -> Response {
    let document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Service directory, Open Referral UK",
            "version": "3.0",
            "license": {"name": "Open Government Licence v3.0", "url": LICENCE},
        },
        "servers": [{"url": format!("{}/open-referral/v3", visit.app.url)}],
        "paths": {
            "/": get("About this feed", json!([])),
            "/services": get("Services", query(&SERVICES)),
            "/removed": get("Services that are no longer in the directory: their ids, and since when", query(&REMOVED)),
            "/services/{id}": get("A service, whole", id()),
            "/taxonomies": get("Taxonomies", query(&PAGING)),
            "/taxonomies/{id}": get("A taxonomy", id()),
            "/taxonomy_terms": get("Terms", query(&TERMS)),
            "/taxonomy_terms/{id}": get("A term", id()),
            "/service_at_locations": get("Services at places", query(&SERVICES)),
            "/service_at_locations/{id}": get("A service at a place, whole", id()),
        },
    });
    answer(&headers, Ok(document))
}
