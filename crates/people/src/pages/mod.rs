//! Pages about people.
mod search;

use axum::routing::get;

/// This crate's routes.
pub fn routes() -> access::Routes {
    access::Routes::new().route("/people", get(search::page)).route("/api/v1/people", get(crate::api::search))
}
/// What each needs.
pub const ROUTES: &[(&str, &str, &str)] =
    &[("GET", "/people", "search-people"), ("GET", "/api/v1/people", "search-people")];
