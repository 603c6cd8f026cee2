//! Front-end files, embedded, with hashed names: a browser keeps them for a year.

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};

/// A file in three encodings.
pub struct Asset {
    /// The name that pages use: `govuk.css`.
    pub name: &'static str,
    /// The hashed name under `/assets/`.
    pub file: &'static str,
    kind: &'static str,
    plain: &'static [u8],
    gzip: &'static [u8],
    brotli: &'static [u8],
}
include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The address of a file, for a page.
pub fn href(name: &str) -> String {
    let file = ASSETS.iter().find(|a| a.name == name).map_or("missing", |a| a.file);
    format!("/assets/{file}")
}

/// `GET /assets/{file}`.
pub async fn serve(Path(file): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = ASSETS.iter().find(|a| a.file == file) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let accepts = headers.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let (encoding, body) = if accepts.contains("br") {
        ("br", asset.brotli)
    } else if accepts.contains("gzip") {
        ("gzip", asset.gzip)
    } else {
        ("identity", asset.plain)
    };
    let headers = [
        (header::CONTENT_TYPE, asset.kind),
        (header::CONTENT_ENCODING, encoding),
        (header::VARY, "accept-encoding"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, body).into_response()
}
