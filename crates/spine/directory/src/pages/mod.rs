//! Pages of the directory.

mod add;
mod beside;
mod data;
mod double;
mod doubt;
mod edit;
mod entries;
mod entry;
mod find;
mod import;
mod keep;
mod linked;
mod open_referral;
mod ours;
mod proposal;
mod provider;
mod referral;
mod service;
mod show;
pub mod suggestions;

pub use ours::my_directory;
pub use referral::panel;

use access::{
    Page, Public, family, get, nobody, post,
    service::{Edit, Publish},
};

/// Every page: method, address, what it needs, handler.
pub(crate) fn all() -> Vec<Page> {
    [open_to_all(), of_an_entry(), of_keepers(), of_referrals(), open_data()].concat()
}

/// What anybody may see and say.
fn open_to_all() -> Vec<Page> {
    vec![
        get("/services", Public, find::page),
        get("/services/list", Public, service::list),
        get("/services/data", Public, data::page),
        get("/services/{id}", Public, service::page),
        get("/services/{id}/wrong", Public, doubt::wrong_page),
        post("/services/{id}/wrong", Public, doubt::wrong_submit),
        get("/services/{id}/thanks", Public, doubt::thanks),
    ]
}

/// What those do who run a service, and the council's keepers for them.
fn of_an_entry() -> Vec<Page> {
    vec![
        get("/services/ours", nobody::SeeOurServices, ours::page),
        get("/services/new", nobody::SeeOurServices, add::page),
        post("/services/new", nobody::SeeOurServices, add::submit).also(nobody::KeepDirectory).also(Edit).also(Publish),
        get("/services/doubts/{id}", nobody::SeeOurServices, doubt::page).also(Edit),
        post("/services/doubts/{id}", nobody::SeeOurServices, doubt::submit).also(Edit),
        get("/services/{id}/edit", Edit, edit::page),
        post("/services/{id}/edit", Edit, edit::submit).also(Publish),
        post("/services/{id}/assured", Edit, beside::assured),
        get("/services/{id}/capacity", Edit, beside::capacity_page),
        post("/services/{id}/capacity", Edit, beside::capacity_submit),
        get("/services/{id}/withdrawal", Edit, beside::withdrawal_page),
        post("/services/{id}/withdrawal", Edit, beside::withdrawal_submit),
    ]
}

/// What the council's keepers do.
fn of_keepers() -> Vec<Page> {
    vec![
        get("/directory", nobody::KeepDirectory, keep::page).report(),
        get("/directory/entries", nobody::KeepDirectory, entries::page).report(),
        post("/directory/entries", nobody::KeepDirectory, entries::submit),
        get("/directory/import", nobody::KeepDirectory, import::page),
        post("/directory/import", nobody::KeepDirectory, import::submit),
        get("/directory/providers/{id}", nobody::KeepDirectory, provider::page),
        post("/directory/providers/{id}", nobody::KeepDirectory, provider::submit),
        get("/directory/proposals/{id}", nobody::KeepDirectory, proposal::page),
        post("/directory/proposals/{id}", nobody::KeepDirectory, proposal::submit),
        get("/directory/doubles/{one}/{two}", nobody::KeepDirectory, double::page),
        post("/directory/doubles/{one}/{two}", nobody::KeepDirectory, double::submit),
    ]
}

fn of_referrals() -> Vec<Page> {
    vec![
        get("/referrals", nobody::SeeMyWork, referral::list),
        get("/referrals/{id}", access::referral::See, referral::page),
        post("/referrals/{id}", access::referral::Answer, referral::submit),
        get("/families/{id}/referrals/new/{service}", family::OfferService, referral::new_page),
        post("/families/{id}/referrals/new/{service}", family::OfferService, referral::new_submit),
    ]
}

/// The directory as open data, for any program.
fn open_data() -> Vec<Page> {
    use open_referral as uk;
    let pages = vec![
        get("/open-referral/v3", Public, uk::root),
        get("/open-referral/v3/", Public, uk::root),
        get("/open-referral/v3/openapi.json", Public, uk::openapi),
        get("/open-referral/v3/services", Public, uk::services),
        get("/open-referral/v3/removed", Public, uk::removed),
        get("/open-referral/v3/services/{id}", Public, uk::service),
        get("/open-referral/v3/taxonomies", Public, uk::taxonomies),
        get("/open-referral/v3/taxonomies/{id}", Public, uk::taxonomy),
        get("/open-referral/v3/taxonomy_terms", Public, uk::terms),
        get("/open-referral/v3/taxonomy_terms/{id}", Public, uk::term),
        get("/open-referral/v3/service_at_locations", Public, uk::at_locations),
        get("/open-referral/v3/service_at_locations/{id}", Public, uk::at_location),
    ];
    pages.into_iter().map(|page| page.report().preflight(uk::preflight)).collect()
}
