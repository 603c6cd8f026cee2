//! Pages of sign-in and administration: one file a page.

mod admin;
mod code;
mod demo;
mod draft;
mod invitation;
mod sign_in;
mod sign_out;
mod start;

use axum::routing::{get, post};

/// This crate's routes.
pub fn routes() -> crate::Routes {
    crate::Routes::new()
        .route("/", get(start::page))
        .route("/sign-in", get(sign_in::page).post(sign_in::submit))
        .route("/sign-in/code", get(code::page).post(code::submit))
        .route("/sign-out", post(sign_out::submit))
        .route("/sign-out/everywhere", post(sign_out::everywhere))
        .route("/invitation/{token}", get(invitation::page).post(invitation::submit))
        .route("/demo/sign-in", post(demo::submit))
        .route("/drafts", post(draft::submit))
        .route("/drafts/discard", post(draft::discard))
        .route("/admin", get(admin::page))
        .route("/admin/accounts/new", get(admin::new_page).post(admin::new_submit))
        .route("/admin/accounts/{id}/disable", get(admin::disable_page).post(admin::disable_submit))
}

/// The permit or way in that each route needs, for `docs/generated/routes.md`.
pub const ROUTES: &[(&str, &str, &str)] = &[
    ("GET", "/", "public"),
    ("GET", "/sign-in", "public"),
    ("POST", "/sign-in", "public"),
    ("GET", "/sign-in/code", "half-finished sign-in"),
    ("POST", "/sign-in/code", "half-finished sign-in"),
    ("POST", "/sign-out", "signed in"),
    ("POST", "/sign-out/everywhere", "signed in"),
    ("GET", "/invitation/{token}", "an invitation's secret"),
    ("POST", "/invitation/{token}", "an invitation's secret"),
    ("POST", "/demo/sign-in", "demo data only"),
    ("POST", "/drafts", "signed in"),
    ("POST", "/drafts/discard", "signed in"),
    ("GET", "/admin", "see-system"),
    ("GET", "/admin/accounts/new", "manage-accounts"),
    ("POST", "/admin/accounts/new", "manage-accounts"),
    ("GET", "/admin/accounts/{id}/disable", "manage-accounts"),
    ("POST", "/admin/accounts/{id}/disable", "manage-accounts"),
];
