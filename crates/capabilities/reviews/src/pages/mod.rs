//! Pages of the review and of closing.

mod closure;
mod report;
mod review;
mod schedule;

use axum::routing::get;
pub use review::panel;

/// This crate's routes.
pub fn routes() -> access::Routes {
    access::Routes::new()
        .route("/episodes/{id}/reviews/new", get(schedule::page).post(schedule::submit))
        .route("/reviews/{id}", get(review::page).post(review::submit))
        .route("/reviews/{id}/date", get(schedule::move_page).post(schedule::move_submit))
        .route("/reviews/{id}/absence", axum::routing::post(schedule::absence))
        .route("/reviews/{id}/report", get(report::page).post(report::submit))
        .route("/episodes/{id}/closure", get(closure::page).post(closure::submit))
        .route("/episodes/{id}/reopening", get(closure::reopen_page).post(closure::reopen_submit))
}

/// What each needs.
pub const ROUTES: &[(&str, &str, &str)] = &[
    ("GET", "/episodes/{id}/reviews/new", "hold-review"),
    ("POST", "/episodes/{id}/reviews/new", "hold-review"),
    ("GET", "/reviews/{id}", "open-family"),
    ("POST", "/reviews/{id}", "hold-review"),
    ("GET", "/reviews/{id}/date", "hold-review"),
    ("POST", "/reviews/{id}/date", "hold-review"),
    ("POST", "/reviews/{id}/absence", "hold-review"),
    ("GET", "/reviews/{id}/report", "report-to-review"),
    ("POST", "/reviews/{id}/report", "report-to-review"),
    ("GET", "/episodes/{id}/closure", "close-episode"),
    ("POST", "/episodes/{id}/closure", "close-episode"),
    ("GET", "/episodes/{id}/reopening", "reopen-episode"),
    ("POST", "/episodes/{id}/reopening", "reopen-episode"),
];
