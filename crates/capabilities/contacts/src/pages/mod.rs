//! Pages of the front door: asking, the queue, deciding, answering. One file a page.

mod about;
mod agreement;
mod answer;
mod begin;
mod check;
mod contact;
mod decision;
mod draft;
mod information;
mod late;
mod matching;
mod people;
mod triage;
mod worries;

use axum::routing::{get, post};
pub use contact::panel;
use draft::Way;

/// This crate's routes. The same questions are asked of workers and of families, each under an address of its own.
pub fn routes() -> access::Routes {
    let mut routes = access::Routes::new()
        .route("/triage", get(triage::page))
        .route("/late", get(late::page))
        .route("/contacts", get(contact::mine))
        .route("/contacts/{id}", get(contact::page))
        .route("/contacts/{id}/people", get(matching::page).post(matching::submit))
        .route("/contacts/{id}/information-request", get(information::ask_page).post(information::ask_submit))
        .route("/contacts/{id}/information", get(information::give_page).post(information::give_submit))
        .route("/contacts/{id}/decision", get(decision::page).post(decision::submit))
        .route("/contacts/{id}/answer", get(answer::page).post(answer::submit))
        .route("/contacts/{id}/closure", post(answer::close))
        .route("/ask-for-help/sent", get(check::sent))
        .route("/api/v1/contacts", post(crate::api::create))
        .route("/api/v1/contacts/{id}", get(crate::api::show));
    for way in [Way::Worker, Way::Family] {
        let at = |step: &str| format!("{}{step}", way.base());
        routes = routes
            .route(&at(""), get(move |v| begin::page(v, way)))
            .route(
                &at("/danger"),
                get(move |v| begin::danger_page(v, way)).post(move |v, h, f| begin::danger_submit(v, way, h, f)),
            )
            .route(
                &at("/about"),
                get(move |v, h| about::page(v, way, h)).post(move |v, h, f| about::submit(v, way, h, f)),
            )
            .route(
                &at("/people"),
                get(move |v, h| people::page(v, way, h)).post(move |v, h, f| people::remove(v, way, h, f)),
            )
            .route(
                &at("/people/{n}"),
                get(move |v, h, n| people::one_page(v, way, h, n))
                    .post(move |v, h, n, f| people::one_submit(v, way, h, n, f)),
            )
            .route(
                &at("/worries"),
                get(move |v, h| worries::page(v, way, h)).post(move |v, h, f| worries::submit(v, way, h, f)),
            )
            .route(
                &at("/agreement"),
                get(move |v, h| agreement::page(v, way, h)).post(move |v, h, f| agreement::submit(v, way, h, f)),
            )
            .route(
                &at("/check"),
                get(move |v, h| check::page(v, way, h)).post(move |v, h, f| check::submit(v, way, h, f)),
            );
    }
    routes
}

/// What each needs.
pub const ROUTES: &[(&str, &str, &str)] = &[
    ("GET", "/triage", "see-triage"),
    ("GET", "/late", "see-late"),
    ("GET", "/contacts", "record-contact"),
    ("GET", "/contacts/{id}", "see-contact"),
    ("GET", "/contacts/{id}/people", "match-people"),
    ("POST", "/contacts/{id}/people", "match-people"),
    ("GET", "/contacts/{id}/information-request", "ask-information"),
    ("POST", "/contacts/{id}/information-request", "ask-information"),
    ("GET", "/contacts/{id}/information", "give-information"),
    ("POST", "/contacts/{id}/information", "give-information"),
    ("GET", "/contacts/{id}/decision", "decide-contact"),
    ("POST", "/contacts/{id}/decision", "decide-contact"),
    ("GET", "/contacts/{id}/answer", "answer-contact"),
    ("POST", "/contacts/{id}/answer", "answer-contact"),
    ("POST", "/contacts/{id}/closure", "close-contact"),
    ("POST", "/api/v1/contacts", "record-contact"),
    ("GET", "/api/v1/contacts/{id}", "see-contact"),
    ("GET", "/contacts/new", "record-contact"),
    ("GET", "/contacts/new/danger", "record-contact"),
    ("POST", "/contacts/new/danger", "record-contact"),
    ("GET", "/contacts/new/about", "record-contact"),
    ("POST", "/contacts/new/about", "record-contact"),
    ("GET", "/contacts/new/people", "record-contact"),
    ("POST", "/contacts/new/people", "record-contact"),
    ("GET", "/contacts/new/people/{n}", "record-contact"),
    ("POST", "/contacts/new/people/{n}", "record-contact"),
    ("GET", "/contacts/new/worries", "record-contact"),
    ("POST", "/contacts/new/worries", "record-contact"),
    ("GET", "/contacts/new/agreement", "record-contact"),
    ("POST", "/contacts/new/agreement", "record-contact"),
    ("GET", "/contacts/new/check", "record-contact"),
    ("POST", "/contacts/new/check", "record-contact"),
    ("GET", "/ask-for-help", "public"),
    ("GET", "/ask-for-help/sent", "public"),
    ("GET", "/ask-for-help/danger", "public"),
    ("POST", "/ask-for-help/danger", "public"),
    ("GET", "/ask-for-help/about", "public"),
    ("POST", "/ask-for-help/about", "public"),
    ("GET", "/ask-for-help/people", "public"),
    ("POST", "/ask-for-help/people", "public"),
    ("GET", "/ask-for-help/people/{n}", "public"),
    ("POST", "/ask-for-help/people/{n}", "public"),
    ("GET", "/ask-for-help/worries", "public"),
    ("POST", "/ask-for-help/worries", "public"),
    ("GET", "/ask-for-help/agreement", "public"),
    ("POST", "/ask-for-help/agreement", "public"),
    ("GET", "/ask-for-help/check", "public"),
    ("POST", "/ask-for-help/check", "public"),
];
