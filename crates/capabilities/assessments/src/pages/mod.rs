//! Pages of the assessment.

mod area;
mod assessment;
mod authorisation;

pub use assessment::panel;
use axum::routing::get;

/// This crate's routes.
pub fn routes() -> access::Routes {
    access::Routes::new()
        .route("/episodes/{id}/assessment", get(assessment::page).post(assessment::submit))
        .route("/episodes/{id}/assessment/areas/{area}", get(area::page).post(area::submit))
        .route("/episodes/{id}/assessment/authorisation", get(authorisation::page).post(authorisation::submit))
}

/// What each needs.
pub const ROUTES: &[(&str, &str, &str)] = &[
    ("GET", "/episodes/{id}/assessment", "open-family"),
    ("POST", "/episodes/{id}/assessment", "write-assessment"),
    ("GET", "/episodes/{id}/assessment/areas/{area}", "write-assessment"),
    ("POST", "/episodes/{id}/assessment/areas/{area}", "write-assessment"),
    ("GET", "/episodes/{id}/assessment/authorisation", "authorise-assessment"),
    ("POST", "/episodes/{id}/assessment/authorisation", "authorise-assessment"),
];
