//! Pages of checks, one file a page.

mod file;
mod finding;
mod panel;
mod team;

pub(crate) use panel::panel;

use access::{Page, family, get, nobody, post};

/// Every page: method, address, what it needs, handler. None takes a worker.
pub(crate) fn all() -> Vec<Page> {
    vec![
        get("/team/checks", nobody::SeeChecks, team::page).report(),
        get("/episodes/{id}/checks", family::Open, file::page),
        get("/episodes/{id}/checks/{key}", family::Open, finding::page),
        post("/episodes/{id}/checks/{key}", family::AnswerCheck, finding::submit).also(family::Open),
    ]
}
