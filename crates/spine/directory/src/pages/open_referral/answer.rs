//! How a feed answers: as JSON, to any site, and not twice the same.

use crate::records;
use access::{Permits, Visit};
use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use pack::Pack;
use serde_json::Value;
use store::Conn;
use web::{Fields, Result};

/// The answer, or what went wrong, as a problem; to any site.
pub(super) fn answer(headers: &HeaderMap, result: Result<Value>) -> Response {
    let mut response = match result {
        Ok(value) => tagged(headers, value.to_string()),
        Err(error) => error.json(),
    };
    open(response.headers_mut());
    response
}

/// The text, unless whoever asks has it already.
fn tagged(headers: &HeaderMap, text: String) -> Response {
    let tag = format!("\"{}\"", records::derived_id(&["answer", &text]).simple());
    let had = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let same = had.is_some_and(|had| had.contains(&tag));
    let tag = [(header::ETAG, tag)];
    if same {
        return (StatusCode::NOT_MODIFIED, tag).into_response();
    }
    let kind = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "public, max-age=60")];
    (kind, tag, text).into_response()
}

fn open(headers: &mut HeaderMap) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("etag"));
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));
}

/// What a browser asks before it asks.
pub(in crate::pages) async fn preflight() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    open(headers);
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, HEAD, OPTIONS"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("*"));
    response
}

/// What `make` gives for the query, as JSON.
pub(super) async fn json_page<F>(visit: Visit, headers: HeaderMap, mut make: F) -> Response
where
    F: FnMut(&mut Conn, &Pack, &Fields) -> Result<Value> + Send + 'static,
{
    let fields = visit.queries();
    let result = visit
        .public_view(move |v| {
            let pack = v.pack.clone();
            make(v.conn(), &pack, &fields)
        })
        .await;
    answer(&headers, result)
}
