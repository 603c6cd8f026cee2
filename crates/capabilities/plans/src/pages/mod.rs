//! Pages of the plan.

mod action;
mod agreement;
mod outcome;
mod plan;
mod services;

use axum::routing::{get, post};
pub use plan::panel;

/// This crate's routes.
pub fn routes() -> access::Routes {
    access::Routes::new()
        .route("/episodes/{id}/plan", get(plan::page).post(plan::submit))
        .route("/episodes/{id}/plan/outcomes/new", get(outcome::new_page).post(outcome::new_submit))
        .route("/episodes/{id}/plan/agreement", get(agreement::page).post(agreement::submit))
        .route("/episodes/{id}/services", get(services::page).post(services::submit))
        .route("/episodes/{id}/services/needs", post(services::needs))
        .route("/episodes/{id}/services/answers", post(services::answer))
        .route("/outcomes/{id}/actions/new", get(action::new_page).post(action::new_submit))
        .route("/outcomes/{id}", get(outcome::page).post(outcome::submit))
        .route("/outcomes/{id}/result", get(outcome::result_page).post(outcome::result_submit))
        .route("/actions/{id}", get(action::page).post(action::submit))
        .route("/actions/{id}/change", get(action::change_page).post(action::change_submit))
}

/// What each needs.
pub const ROUTES: &[(&str, &str, &str)] = &[
    ("GET", "/episodes/{id}/plan", "open-family"),
    ("POST", "/episodes/{id}/plan", "write-plan"),
    ("GET", "/episodes/{id}/plan/outcomes/new", "write-plan"),
    ("POST", "/episodes/{id}/plan/outcomes/new", "write-plan"),
    ("GET", "/episodes/{id}/plan/agreement", "write-plan"),
    ("POST", "/episodes/{id}/plan/agreement", "write-plan"),
    ("GET", "/episodes/{id}/services", "offer-service"),
    ("POST", "/episodes/{id}/services", "offer-service"),
    ("POST", "/episodes/{id}/services/needs", "offer-service"),
    ("POST", "/episodes/{id}/services/answers", "offer-service"),
    ("GET", "/outcomes/{id}/actions/new", "write-plan"),
    ("POST", "/outcomes/{id}/actions/new", "write-plan"),
    ("GET", "/outcomes/{id}", "write-plan"),
    ("POST", "/outcomes/{id}", "write-plan"),
    ("GET", "/outcomes/{id}/result", "write-plan"),
    ("POST", "/outcomes/{id}/result", "write-plan"),
    ("GET", "/actions/{id}", "update-action"),
    ("POST", "/actions/{id}", "update-action"),
    ("GET", "/actions/{id}/change", "write-plan"),
    ("POST", "/actions/{id}/change", "write-plan"),
];
