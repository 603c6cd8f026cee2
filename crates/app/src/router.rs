//! All routes, and what stands around every request.

use crate::capabilities;
use access::App;
use axum::{
    Router,
    body::Body,
    extract::{MatchedPath, Request, State},
    http::{StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use store::AnyId;
use web::Error;

/// The web application: every page of every capability, and what stands around each request.
pub fn router(app: App) -> Router {
    let https = app.url.starts_with("https:");
    capabilities::pages()
        .into_iter()
        .fold(Router::new(), |router, page| page.serve(router))
        .fallback(|| async { Error::NotFound.into_response() })
        .with_state(app.clone())
        .layer(middleware::from_fn_with_state(app, from_our_pages))
        .layer(middleware::from_fn(plain_errors))
        .layer(tower_http::catch_panic::CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(https, web::headers::secure))
        .layer(middleware::from_fn(log))
}

fn panicked(_: Box<dyn std::any::Any + Send>) -> Response<Body> {
    // what it says may hold personal data: only that it happened is logged, with the request's id
    Error::Fault("a handler panicked".into()).into_response()
}

/// Forms come from our own pages; programs say who they are in every request.
async fn from_our_pages(State(app): State<App>, request: Request, next: Next) -> Response {
    let program = request.uri().path().starts_with("/api/");
    if !program && web::origin::is_foreign(request.method(), request.headers(), &app.url) {
        return Error::Stranger.into_response();
    }
    next.run(request).await
}

/// An address or a request that the framework itself could not read becomes one of our pages.
async fn plain_errors(request: Request, next: Next) -> Response {
    let json = request.uri().path().starts_with("/api/");
    let response = next.run(request).await;
    let plain = response.headers().get(header::CONTENT_TYPE).is_none_or(|v| v.as_bytes().starts_with(b"text/plain"));
    let error = match response.status() {
        StatusCode::NOT_FOUND if json && !is_problem(&response) => Error::NotFound,
        StatusCode::BAD_REQUEST if plain => Error::NotFound,
        StatusCode::METHOD_NOT_ALLOWED if plain => Error::NotFound,
        StatusCode::PAYLOAD_TOO_LARGE if plain => Error::Unreadable("What was sent is too large.".into()),
        StatusCode::UNPROCESSABLE_ENTITY | StatusCode::UNSUPPORTED_MEDIA_TYPE if plain => {
            Error::Unreadable("It is not of the form that this address takes.".into())
        }
        _ => return response,
    };
    if json { error.json() } else { error.into_response() }
}

fn is_problem(response: &Response) -> bool {
    response.headers().get(header::CONTENT_TYPE).is_some_and(|v| v.as_bytes().starts_with(b"application/problem"))
}

/// One line a request: the route as it was declared, never the address with its ids or query.
async fn log(mut request: Request, next: Next) -> Response {
    let id = AnyId::new();
    request.extensions_mut().insert(id);
    let began = tokio::time::Instant::now();
    let route = request.extensions().get::<MatchedPath>().map_or("unknown", |m| m.as_str()).to_owned();
    let method = request.method().clone();
    let mut response = next.run(request).await;
    let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(request = %id, %method, route, status = response.status().as_u16(), ms, "request");
    if let Ok(value) = id.to_string().parse() {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}
