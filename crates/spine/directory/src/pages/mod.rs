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

use access::{Page, Public, family, get, nobody, post};
pub use referral::panel;

/// Every page: method, address, what it needs, handler.
pub(crate) fn all() -> Vec<Page> {
    let pages = vec![
        get("/services", Public, find::page),
        get("/services/list", Public, service::list),
        get("/services/ours", nobody::SeeOurServices, ours::page),
        get("/services/new", nobody::SeeOurServices, edit::new_page),
        post("/services/new", nobody::SeeOurServices, edit::new_submit),
        get("/services/doubts/{id}", nobody::SeeOurServices, keep::doubt_page).also(access::service::Edit),
        post("/services/doubts/{id}", nobody::SeeOurServices, keep::doubt_submit).also(access::service::Edit),
        get("/services/{id}", Public, service::page),
        get("/services/{id}/edit", access::service::Edit, edit::page),
        post("/services/{id}/edit", access::service::Edit, edit::submit),
        post("/services/{id}/assured", access::service::Edit, edit::assured),
        get("/services/{id}/capacity", access::service::Edit, edit::capacity_page),
        post("/services/{id}/capacity", access::service::Edit, edit::capacity_submit),
        get("/services/{id}/withdrawal", access::service::Edit, edit::withdrawal_page),
        post("/services/{id}/withdrawal", access::service::Edit, edit::withdrawal_submit),
        get("/services/{id}/wrong", Public, keep::wrong_page),
        post("/services/{id}/wrong", Public, keep::wrong_submit),
        get("/services/{id}/thanks", Public, keep::thanks),
        get("/directory", nobody::KeepDirectory, keep::page),
        get("/directory/providers/{id}", nobody::KeepDirectory, provider::page),
        post("/directory/providers/{id}", nobody::KeepDirectory, provider::submit),
        get("/directory/proposals/{id}", nobody::KeepDirectory, keep::proposal_page),
        post("/directory/proposals/{id}", nobody::KeepDirectory, keep::proposal_submit),
        get("/directory/doubles/{one}/{two}", nobody::KeepDirectory, keep::double_page),
        post("/directory/doubles/{one}/{two}", nobody::KeepDirectory, keep::double_submit),
        get("/referrals", nobody::SeeMyWork, referral::list),
        get("/referrals/{id}", access::referral::See, referral::page),
        post("/referrals/{id}", access::referral::Answer, referral::submit),
        get("/families/{id}/referrals/new/{service}", family::OfferService, referral::new_page),
        post("/families/{id}/referrals/new/{service}", family::OfferService, referral::new_submit),
    ];
    [pages, open_data()].concat()
}

/// The directory as open data, for any program.
fn open_data() -> Vec<Page> {
    use open_referral as uk;
    let pages = vec![
        get("/open-referral/v3", Public, uk::root),
        get("/open-referral/v3/", Public, uk::root),
        get("/open-referral/v3/openapi.json", Public, uk::openapi),
        get("/open-referral/v3/services", Public, uk::services),
        get("/open-referral/v3/services/{id}", Public, uk::service),
        get("/open-referral/v3/taxonomies", Public, uk::taxonomies),
        get("/open-referral/v3/taxonomies/{id}", Public, uk::taxonomy),
        get("/open-referral/v3/taxonomy_terms", Public, uk::terms),
        get("/open-referral/v3/taxonomy_terms/{id}", Public, uk::term),
        get("/open-referral/v3/service_at_locations", Public, uk::at_locations),
        get("/open-referral/v3/service_at_locations/{id}", Public, uk::at_location),
    ];
    pages.into_iter().map(|page| page.preflight(uk::preflight)).collect()
}
