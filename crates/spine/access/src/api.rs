//! What all addresses of the API have in common: how they answer, and what of that the document says.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::{
    IntoResponses, ToSchema,
    openapi::{ContentBuilder, Ref, RefOr, Response as Described, ResponseBuilder},
};

/// Why something was not done (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// `urn:earlyhelp:problem:` and the name of the rule or situation, which does not change.
    #[serde(rename = "type")]
    pub kind: String,
    /// In a few words.
    pub title: String,
    /// The status of the answer.
    pub status: u16,
    /// What to do.
    pub detail: String,
}

/// The problems that any address may answer with.
pub struct Problems;

impl IntoResponses for Problems {
    fn responses() -> BTreeMap<String, RefOr<Described>> {
        let all = [
            ("400", "It cannot be read"),
            ("401", "No token, or one that is not good any more"),
            (
                "403",
                "The caller may know of it but not see it, or the token is for something else; detail says how to ask",
            ),
            ("404", "There is no such thing, or the caller may not know of it"),
            ("503", "Busy, or not saved: send it again in a moment"),
        ];
        all.into_iter().map(|(status, about)| (status.into(), problem(about).into())).collect()
    }
}

/// The problem of a request whose content is not right.
pub struct Invalid;

impl IntoResponses for Invalid {
    fn responses() -> BTreeMap<String, RefOr<Described>> {
        BTreeMap::from([("422".into(), problem("Something in it is not right; detail names each field").into())])
    }
}

fn problem(about: &str) -> Described {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    ResponseBuilder::new().description(about).content("application/problem+json", content).build()
}

/// The answer of a handler: its value as JSON, or the problem.
pub fn answer<T: Serialize>(result: web::Result<T>) -> Response {
    match result {
        Ok(body) => Json(body).into_response(),
        Err(e) => e.json(),
    }
}
