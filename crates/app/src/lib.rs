//! The program: its list of capabilities, its settings, its work in the background, demo data.
//!
//! It decides nothing that a practitioner would argue about.

pub mod commands;
pub mod demo;
mod mail;
mod openapi;
pub mod private;
pub mod router;
pub mod settings;
pub mod work;

/// The tables of every crate, in the order of their arrows.
pub fn migrations() -> Vec<store::Migration> {
    [
        store::migrations(),
        access::migrations(),
        directory::migrations(),
        people::migrations(),
        cases::migrations(),
        contacts::migrations(),
        assessments::migrations(),
        plans::migrations(),
        reviews::migrations(),
    ]
    .concat()
}

/// Every kind of event, for `docs/generated/events.md`.
pub fn events() -> Vec<store::log::Kind> {
    [
        access::events::ALL,
        directory::events::ALL,
        people::events::ALL,
        cases::events::ALL,
        contacts::events::ALL,
        assessments::events::ALL,
        plans::events::ALL,
        reviews::events::ALL,
        &[demo::MADE],
    ]
    .concat()
}

/// Every route with what it needs, for `docs/generated/routes.md`.
pub fn routes() -> Vec<(&'static str, &'static str, &'static str)> {
    let own: &[(&str, &str, &str)] = &[("GET", "/assets/{file}", "public"), ("GET", "/api/v1/openapi.json", "public")];
    [
        own,
        access::pages::ROUTES,
        directory::ROUTES,
        people::ROUTES,
        cases::ROUTES,
        contacts::ROUTES,
        assessments::ROUTES,
        plans::ROUTES,
        reviews::ROUTES,
    ]
    .concat()
}
