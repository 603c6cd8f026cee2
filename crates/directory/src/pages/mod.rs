//! Pages of the directory.
mod find;
mod open_referral;
mod service;
mod show;

use axum::routing::get;

/// This crate's routes.
pub fn routes() -> access::Routes {
    access::Routes::new()
        .route("/services", get(find::page))
        .route("/services/list", get(service::list))
        .route("/services/{id}", get(service::page))
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
    ("GET", "/services/{id}", "public"),
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
