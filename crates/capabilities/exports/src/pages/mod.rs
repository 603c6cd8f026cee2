//! Pages of returns, and of the questions of other services.

mod file;
mod list;
mod queries;
mod run;
mod schedule;
mod today;

use access::{Page, get, nobody, post};
use utoipa_axum::routes;

/// Every page: method, address, what it needs, handler.
pub(crate) fn all() -> Vec<Page> {
    vec![
        get("/exports", nobody::Export, list::page),
        get("/exports/{id}", nobody::Export, today::page).report(),
        get("/exports/{id}/file", nobody::Export, file::page),
        post("/exports/{id}/file", nobody::Export, file::submit),
        get("/exports/{id}/schedule", nobody::Export, schedule::page),
        post("/exports/{id}/schedule", nobody::Export, schedule::submit),
        get("/export-runs/{id}", nobody::Export, run::page),
        get("/export-runs/{id}/file", nobody::Export, run::file).report(),
        get("/person-queries", nobody::ReviewQueries, queries::list),
        get("/person-queries/{id}", nobody::ReviewQueries, queries::page),
        post("/person-queries/{id}", nobody::ReviewQueries, queries::submit),
        access::api(nobody::QueryPerson, routes!(crate::query::ask)),
    ]
}
