//! Pages of those who wait.

mod answer;
mod begin;
mod end;
mod figures;
mod list;
mod look;
mod offer;
mod panel;
mod place;

pub(crate) use panel::panel;

use access::{Page, contact, family, get, nobody, post, waiting};
use utoipa_axum::routes;

/// Every page: method, address, what it needs, handler.
pub(crate) fn all() -> Vec<Page> {
    vec![
        get("/waiting", nobody::SeeWaiting, list::page),
        get("/waiting/figures", nobody::SeeWaiting, figures::page).report(),
        get("/waiting/{id}", waiting::See, place::page),
        get("/waiting/{id}/look", waiting::Keep, look::page),
        post("/waiting/{id}/look", waiting::Keep, look::submit),
        get("/waiting/{id}/offer", waiting::Keep, offer::page),
        post("/waiting/{id}/offer", waiting::Keep, offer::submit),
        get("/waiting/{id}/answer", waiting::Keep, answer::page),
        post("/waiting/{id}/answer", waiting::Keep, answer::submit),
        get("/waiting/{id}/end", waiting::Keep, end::page),
        post("/waiting/{id}/end", waiting::Keep, end::submit),
        get("/families/{id}/waiting", family::OfferService, begin::of_family_page),
        post("/families/{id}/waiting", family::OfferService, begin::of_family_submit),
        get("/contacts/{id}/waiting", contact::FollowUp, begin::of_contact_page),
        post("/contacts/{id}/waiting", contact::FollowUp, begin::of_contact_submit),
        access::api(nobody::SeeWaiting, routes!(crate::api::list)),
    ]
}
