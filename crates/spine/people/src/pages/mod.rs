//! Pages about people.

mod duplicates;
mod search;

use axum::routing::{get, post};

/// This crate's routes.
pub fn routes() -> access::Routes {
    access::Routes::new()
        .route("/people", get(search::page))
        .route("/duplicates", get(duplicates::page))
        .route("/duplicates/{one}/{two}", get(duplicates::pair).post(duplicates::say))
        .route("/joins/{id}", get(duplicates::join_page).post(duplicates::join_submit))
        .route("/api/v1/people", get(crate::api::search))
        .route("/api/v1/people/matches", post(crate::api::matches))
}

/// What each needs.
pub const ROUTES: &[(&str, &str, &str)] = &[
    ("GET", "/people", "search-people"),
    ("GET", "/duplicates", "review-duplicates"),
    ("GET", "/duplicates/{one}/{two}", "review-duplicates"),
    ("POST", "/duplicates/{one}/{two}", "review-duplicates"),
    ("GET", "/joins/{id}", "review-duplicates"),
    ("POST", "/joins/{id}", "review-duplicates"),
    ("GET", "/api/v1/people", "search-people"),
    ("POST", "/api/v1/people/matches", "search-people"),
];
