//! Pages of the directory.

mod edit;
mod entry;
mod find;
mod keep;
mod open_referral;
mod ours;
mod provider;
mod referral;
mod service;
mod show;
pub mod suggestions;

use axum::routing::{get, post};
pub use referral::panel;

/// This crate's routes.
pub fn routes() -> access::Routes {
    access::Routes::new()
        .route("/services", get(find::page))
        .route("/services/list", get(service::list))
        .route("/services/ours", get(ours::page))
        .route("/services/new", get(edit::new_page).post(edit::new_submit))
        .route("/services/doubts/{id}", get(keep::doubt_page).post(keep::doubt_submit))
        .route("/services/{id}", get(service::page))
        .route("/services/{id}/edit", get(edit::page).post(edit::submit))
        .route("/services/{id}/assured", post(edit::assured))
        .route("/services/{id}/capacity", get(edit::capacity_page).post(edit::capacity_submit))
        .route("/services/{id}/withdrawal", get(edit::withdrawal_page).post(edit::withdrawal_submit))
        .route("/services/{id}/wrong", get(keep::wrong_page).post(keep::wrong_submit))
        .route("/services/{id}/thanks", get(keep::thanks))
        .route("/directory", get(keep::page))
        .route("/directory/providers/{id}", get(provider::page).post(provider::submit))
        .route("/directory/proposals/{id}", get(keep::proposal_page).post(keep::proposal_submit))
        .route("/directory/doubles/{one}/{two}", get(keep::double_page).post(keep::double_submit))
        .route("/referrals", get(referral::list))
        .route("/referrals/{id}", get(referral::page).post(referral::submit))
        .route("/families/{id}/referrals/new/{service}", get(referral::new_page).post(referral::new_submit))
        .merge(open_data())
}

fn open_data() -> access::Routes {
    use open_referral as uk;
    access::Routes::new()
        .route("/open-referral/v3", get(uk::root).options(uk::preflight))
        .route("/open-referral/v3/", get(uk::root).options(uk::preflight))
        .route("/open-referral/v3/openapi.json", get(uk::openapi).options(uk::preflight))
        .route("/open-referral/v3/services", get(uk::services).options(uk::preflight))
        .route("/open-referral/v3/services/{id}", get(uk::service).options(uk::preflight))
        .route("/open-referral/v3/taxonomies", get(uk::taxonomies).options(uk::preflight))
        .route("/open-referral/v3/taxonomies/{id}", get(uk::taxonomy).options(uk::preflight))
        .route("/open-referral/v3/taxonomy_terms", get(uk::terms).options(uk::preflight))
        .route("/open-referral/v3/taxonomy_terms/{id}", get(uk::term).options(uk::preflight))
        .route("/open-referral/v3/service_at_locations", get(uk::at_locations).options(uk::preflight))
        .route("/open-referral/v3/service_at_locations/{id}", get(uk::at_location).options(uk::preflight))
}

/// What each needs.
pub const ROUTES: &[(&str, &str, &str)] = &[
    ("GET", "/services", "public"),
    ("GET", "/services/list", "public"),
    ("GET", "/services/ours", "see-our-services"),
    ("GET", "/services/new", "see-our-services"),
    ("POST", "/services/new", "see-our-services"),
    ("GET", "/services/doubts/{id}", "edit-service"),
    ("POST", "/services/doubts/{id}", "edit-service"),
    ("GET", "/services/{id}", "public"),
    ("GET", "/services/{id}/edit", "edit-service"),
    ("POST", "/services/{id}/edit", "edit-service"),
    ("POST", "/services/{id}/assured", "edit-service"),
    ("GET", "/services/{id}/capacity", "edit-service"),
    ("POST", "/services/{id}/capacity", "edit-service"),
    ("GET", "/services/{id}/withdrawal", "edit-service"),
    ("POST", "/services/{id}/withdrawal", "edit-service"),
    ("GET", "/services/{id}/wrong", "public"),
    ("POST", "/services/{id}/wrong", "public"),
    ("GET", "/services/{id}/thanks", "public"),
    ("GET", "/directory", "keep-directory"),
    ("GET", "/directory/providers/{id}", "keep-directory"),
    ("POST", "/directory/providers/{id}", "keep-directory"),
    ("GET", "/directory/proposals/{id}", "keep-directory"),
    ("POST", "/directory/proposals/{id}", "keep-directory"),
    ("GET", "/directory/doubles/{one}/{two}", "keep-directory"),
    ("POST", "/directory/doubles/{one}/{two}", "keep-directory"),
    ("GET", "/referrals", "see-my-work"),
    ("GET", "/referrals/{id}", "see-referral"),
    ("POST", "/referrals/{id}", "answer-referral"),
    ("GET", "/families/{id}/referrals/new/{service}", "offer-service"),
    ("POST", "/families/{id}/referrals/new/{service}", "offer-service"),
    ("GET", "/open-referral/v3", "public"),
    ("GET", "/open-referral/v3/", "public"),
    ("GET", "/open-referral/v3/openapi.json", "public"),
    ("GET", "/open-referral/v3/services", "public"),
    ("GET", "/open-referral/v3/services/{id}", "public"),
    ("GET", "/open-referral/v3/taxonomies", "public"),
    ("GET", "/open-referral/v3/taxonomies/{id}", "public"),
    ("GET", "/open-referral/v3/taxonomy_terms", "public"),
    ("GET", "/open-referral/v3/taxonomy_terms/{id}", "public"),
    ("GET", "/open-referral/v3/service_at_locations", "public"),
    ("GET", "/open-referral/v3/service_at_locations/{id}", "public"),
];
