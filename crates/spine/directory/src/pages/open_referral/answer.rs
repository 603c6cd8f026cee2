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
use web::{Error, Fields, Result};

/// Under which licence anyone may use the data.
pub(in crate::pages) const LICENCE: &str = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/";
const LICENCE_LINK: &str =
    "<https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/>; rel=\"license\"";

/// The answer, or what went wrong, as a problem; to any site.
pub(super) fn answer(headers: &HeaderMap, result: Result<Value>) -> Response {
    let mut response = match result {
        Ok(value) => tagged(headers, &value.to_string()),
        Err(error) => error.json(),
    };
    open(response.headers_mut());
    response
}

/// The text, unless whoever asks has it already.
fn tagged(headers: &HeaderMap, text: &str) -> Response {
    let tag = format!("\"{}\"", records::derived_id(&["answer", text]).simple());
    let had = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let same = had.is_some_and(|had| had.contains(&tag));
    let tag = [(header::ETAG, tag)];
    if same {
        return (StatusCode::NOT_MODIFIED, tag).into_response();
    }
    let kind = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "public, max-age=60")];
    let vary = [(header::VARY, "accept-encoding")];
    match packed(headers, text) {
        Some(packed) => (kind, tag, vary, [(header::CONTENT_ENCODING, "gzip")], packed).into_response(),
        None => (kind, tag, vary, text.to_owned()).into_response(),
    }
}

/// Shorter than this is not worth packing.
const SHORT: usize = 1_000;

/// The text packed, for whoever reads that. It is the same for everybody and holds no secret, as nothing else that is
/// packed may.
fn packed(headers: &HeaderMap, text: &str) -> Option<Vec<u8>> {
    use std::io::Write;

    let takes = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).is_some_and(takes_gzip);
    if !takes || text.len() < SHORT {
        return None;
    }
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(text.as_bytes()).ok()?;
    packer.finish().ok()
}

/// `gzip`, unless it is said to be worth nothing.
fn takes_gzip(said: &str) -> bool {
    said.split(',').map(str::trim).any(|one| {
        let (name, more) = one.split_once(';').unwrap_or((one, ""));
        let refused = more.trim().strip_prefix("q=").is_some_and(|worth| worth.parse() == Ok(0.0_f32));
        name.trim() == "gzip" && !refused
    })
}

fn open(headers: &mut HeaderMap) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("etag"));
    headers.insert(header::LINK, HeaderValue::from_static(LICENCE_LINK));
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

/// What `make` gives for the query, as JSON; a parameter that is none of these is refused by its name.
pub(super) async fn json_page<F>(
    visit: Visit,
    headers: HeaderMap,
    known: &'static [&'static str],
    mut make: F,
) -> Response
where
    F: FnMut(&mut Conn, &Pack, &Fields) -> Result<Value> + Send + 'static,
{
    let fields = visit.queries();
    if let Some((strange, _)) = fields.pairs().iter().find(|(name, _)| !known.contains(&name.as_str())) {
        let all = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        let told = format!("There is no parameter called {strange:?} here. Those that there are: {all}.");
        return answer(&headers, Err(Error::Unreadable(told)));
    }
    let result = visit
        .public_view(move |v| {
            let pack = v.pack.clone();
            make(v.conn(), &pack, &fields)
        })
        .await;
    answer(&headers, result)
}
