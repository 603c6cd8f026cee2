//! Pages of the area profile and of equality, one file a page.

mod action;
mod authorisation;
mod begin;
mod document;
mod editions;
mod evidence;
mod grid;
mod import;
mod indicator;
mod list;
mod monitoring;
mod profile;
mod words;

use access::{Page, get, nobody, post};

/// Every page: method, address, what it needs, handler.
pub(crate) fn all() -> Vec<Page> {
    [of_area(), of_equality(), of_monitoring()].concat()
}

fn of_area() -> Vec<Page> {
    vec![
        get("/area", nobody::SeeProfile, profile::page),
        get("/area/import", nobody::KeepProfile, import::page),
        post("/area/import", nobody::KeepProfile, import::submit),
        post("/area/imports/{id}/end", nobody::KeepProfile, import::end),
        get("/area/{code}", nobody::SeeProfile, indicator::page),
    ]
}

fn of_equality() -> Vec<Page> {
    use nobody::{AuthoriseEquality as Authorise, KeepEquality as Keep, SeeEquality as See};
    vec![
        get("/equality", See, list::page),
        get("/equality/new", Keep, begin::page),
        post("/equality/new", Keep, begin::submit),
        get("/equality/{id}", See, document::page),
        get("/equality/{id}/editions/{n}", See, editions::page),
        get("/equality/{id}/words", Keep, words::page),
        post("/equality/{id}/words", Keep, words::submit),
        get("/equality/{id}/impacts", Keep, grid::page),
        post("/equality/{id}/impacts", Keep, grid::submit),
        get("/equality/{id}/evidence", Keep, evidence::page),
        post("/equality/{id}/evidence", Keep, evidence::submit),
        get("/equality/{id}/actions/new", Keep, action::new_page),
        post("/equality/{id}/actions/new", Keep, action::new_submit),
        get("/equality-actions/{id}", Keep, action::page),
        post("/equality-actions/{id}", Keep, action::submit),
        post("/equality/{id}/hand-in", Keep, document::hand_in).also(See),
        post("/equality/{id}/next", Keep, document::begin_again),
        get("/equality/{id}/authorisation", Authorise, authorisation::page),
        post("/equality/{id}/authorisation", Authorise, authorisation::submit),
    ]
}

fn of_monitoring() -> Vec<Page> {
    use nobody::{AuthoriseEquality as Authorise, KeepEquality as Keep, SeeEquality as See};
    vec![
        get("/equality/monitoring", See, monitoring::list),
        post("/equality/monitoring", Keep, monitoring::freeze).also(See),
        get("/equality/monitoring/{id}", See, monitoring::page),
        post("/equality/monitoring/{id}/publish", Authorise, monitoring::publish).also(See),
        post("/equality/monitoring/{id}/end", Authorise, monitoring::end),
    ]
}

/// Yes, no, or nothing yet.
fn yes_or_no(text: &str) -> Option<bool> {
    match text {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

/// How one reads it.
const fn word(said: Option<bool>) -> &'static str {
    match said {
        Some(true) => "Yes",
        Some(false) => "No",
        None => "–",
    }
}
