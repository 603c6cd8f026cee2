//! Pages about people: one file a page.

mod beside;
mod duplicates;
mod join;
mod pair;
mod search;

use access::{Page, api, get, nobody, post};
use utoipa_axum::routes;

/// Every page: method, address, what it needs, handler.
pub(crate) fn all() -> Vec<Page> {
    vec![
        get("/people", nobody::SearchPeople, search::page),
        post("/people", nobody::SearchPeople, search::submit),
        get("/people/found/{id}", nobody::SearchPeople, search::found).also(nobody::FindGoverned),
        get("/duplicates", nobody::ReviewDuplicates, duplicates::page).report(),
        get("/duplicates/{one}/{two}", nobody::ReviewDuplicates, pair::page),
        post("/duplicates/{one}/{two}", nobody::ReviewDuplicates, pair::submit),
        get("/joins/{id}", nobody::ReviewDuplicates, join::page),
        post("/joins/{id}", nobody::ReviewDuplicates, join::submit),
        api(nobody::SearchPeople, routes!(crate::api::search)).also(nobody::FindGoverned),
        api(nobody::SearchPeople, routes!(crate::api::matches)),
    ]
}
