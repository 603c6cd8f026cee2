//! Pages: those of the person, under `/my`, and those of workers, inside a family's record.

mod lead;
mod own;

use access::{Holding, Page, Public, family as act, get, own_place, post};

/// What the pages of a place need.
const OWN: Holding = Holding("a place of their own");

/// Every page: method, address, what it needs, handler.
pub(crate) fn all() -> Vec<Page> {
    vec![
        get("/my", OWN, own::home::page).also(own_place::See),
        get("/my/sign-in", Public, own::door::page),
        post("/my/sign-in", Public, own::door::submit),
        get("/my/begin", Public, own::begin::page),
        post("/my/begin", Public, own::begin::submit),
        get("/my/request", OWN, own::request::page).also(own_place::See),
        get("/my/people", OWN, own::people::page).also(own_place::See),
        get("/my/plan", OWN, own::plan::page).also(own_place::See),
        get("/my/actions/{id}", OWN, own::action::page).also(own_place::See),
        post("/my/actions/{id}", OWN, own::action::submit).also(own_place::See).also(own_place::Tick),
        get("/my/sharing", OWN, own::sharing::page).also(own_place::See),
        get("/my/sharing/{id}", OWN, own::sharing::end_page).also(own_place::See),
        post("/my/sharing/{id}", OWN, own::sharing::end).also(own_place::See).also(own_place::Decide),
        get("/my/agreement", OWN, own::agreement::page).also(own_place::See),
        post("/my/agreement", OWN, own::agreement::submit).also(own_place::See).also(own_place::Decide),
        get("/my/say", OWN, own::say::page).also(own_place::See),
        post("/my/say", OWN, own::say::submit).also(own_place::See).also(own_place::Say),
        get("/my/releases/{id}/disagree", OWN, own::say::about).also(own_place::See),
        post("/my/releases/{id}/disagree", OWN, own::say::submit_about).also(own_place::See).also(own_place::Say),
        get("/my/services", OWN, own::services::page).also(own_place::See),
        get("/my/good-days", OWN, own::pictures::page).also(own_place::See),
        post("/my/good-days", OWN, own::pictures::submit).also(own_place::See).also(own_place::KeepPicture),
        get("/my/good-days/{id}", OWN, own::pictures::file).also(own_place::See),
        post("/my/good-days/{id}/forget", OWN, own::pictures::forget).also(own_place::See).also(own_place::KeepPicture),
        get("/my/looked", OWN, own::looked::page).also(own_place::See),
        get("/families/{id}/own-places", act::KeepOwnPlaces, lead::list::page),
        get("/families/{id}/own-places/new", act::KeepOwnPlaces, lead::invite::page),
        post("/families/{id}/own-places/new", act::KeepOwnPlaces, lead::invite::submit),
        get("/families/{id}/own-places/{place}/letter/{code}", act::KeepOwnPlaces, lead::invite::letter),
        post("/families/{id}/own-places/{place}/code", act::KeepOwnPlaces, lead::invite::new_code),
        get("/families/{id}/own-places/{place}/close", act::KeepOwnPlaces, lead::close::page),
        post("/families/{id}/own-places/{place}/close", act::KeepOwnPlaces, lead::close::submit),
        get("/families/{id}/own-places/{place}/release/{kind}", act::KeepOwnPlaces, lead::prepare::page),
        post("/families/{id}/own-places/{place}/release/{kind}", act::KeepOwnPlaces, lead::prepare::submit),
        get("/families/{id}/own-places/releases/{release}", act::KeepOwnPlaces, lead::release::page),
        post("/families/{id}/own-places/releases/{release}", act::ApproveRelease, lead::release::submit),
        post("/families/{id}/own-places/releases/{release}/end", act::KeepOwnPlaces, lead::release::end),
        get("/families/{id}/own-places/releases/{release}/sheet", act::KeepOwnPlaces, lead::release::sheet),
        get("/families/{id}/own-places/said/{saying}", act::KeepOwnPlaces, lead::said::page),
        post("/families/{id}/own-places/said/{saying}", act::KeepOwnPlaces, lead::said::submit),
    ]
}
