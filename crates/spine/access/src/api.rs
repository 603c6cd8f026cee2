//! What all addresses of the API have in common: how they answer, and what of that the document says.

use axum::{
    Json,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde::{Serialize, de::DeserializeOwned};
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

/// The longest key of a request, in bytes.
const LONGEST_KEY: usize = 200;

/// The caller's own name for a request that changes something: sent again with the same, it is done once.
///
/// # Errors
/// A refusal `key-missing` or `key-too-long`.
pub fn key(headers: &HeaderMap) -> web::Result<String> {
    let key = headers.get("idempotency-key").and_then(|value| value.to_str().ok()).unwrap_or_default().trim();
    if key.is_empty() {
        let told = "Send an Idempotency-Key with it: any text of your own that is another for each request. \
                    If the answer is lost, send the same again with the same key; it is done once.";
        return Err(web::Refusal::new("key-missing", told).into());
    }
    if key.len() > LONGEST_KEY {
        let told = format!("An Idempotency-Key has at most {LONGEST_KEY} characters");
        return Err(web::Refusal::new("key-too-long", told).into());
    }
    Ok(key.to_owned())
}

/// What was sent, and its text. Unknown fields are refused by name.
///
/// # Errors
/// [`web::Error::Unreadable`] where it is no JSON; a refusal `invalid` where it is JSON of something else.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> web::Result<(T, String)> {
    let text = String::from_utf8(bytes.to_vec());
    let text = text.map_err(|_| web::Error::Unreadable("The body must be JSON in UTF-8.".into()))?;
    if text.contains("\\u0000") {
        return Err(web::Error::Unreadable("A text must not hold the character U+0000.".into()));
    }
    match serde_json::from_str(&text) {
        Ok(new) => Ok((new, text)),
        Err(e) if e.is_data() => Err(web::Refusal::new("invalid", e.to_string()).into()),
        Err(e) => Err(web::Error::Unreadable(format!("The body is not JSON: {e}"))),
    }
}

/// The answer of a handler: its value as JSON, or the problem.
pub fn answer<T: Serialize>(result: web::Result<T>) -> Response {
    match result {
        Ok(body) => Json(body).into_response(),
        Err(e) => e.json(),
    }
}
