//! Security headers on every answer; personal pages are never kept by a browser or a proxy.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

/// No inline code, nothing from elsewhere, no framing.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Browsers that have seen it ask this host by https only, for a year. Hosts below this one are not ours to speak for.
pub const HSTS: (&str, &str) = ("strict-transport-security", "max-age=31536000");

/// Adds [`HSTS`].
pub fn add_hsts(headers: &mut HeaderMap) {
    headers.insert(HeaderName::from_static(HSTS.0), HeaderValue::from_static(HSTS.1));
}

/// Adds what a handler did not set itself; where the public address is `https`, [`HSTS`] too.
pub async fn secure(State(https): State<bool>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;

    let headers = response.headers_mut();
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in fixed {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if https {
        add_hsts(headers);
    }
    response
}
