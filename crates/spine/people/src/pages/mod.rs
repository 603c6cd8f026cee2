//! Pages about people.

mod duplicates;
mod search;

use access::{Page, get, nobody, post};

/// Every page: method, address, what it needs, handler.
pub(crate) fn all() -> Vec<Page> {
    vec![
        get("/people", nobody::SearchPeople, search::page),
        get("/duplicates", nobody::ReviewDuplicates, duplicates::page),
        get("/duplicates/{one}/{two}", nobody::ReviewDuplicates, duplicates::pair),
        post("/duplicates/{one}/{two}", nobody::ReviewDuplicates, duplicates::say),
        get("/joins/{id}", nobody::ReviewDuplicates, duplicates::join_page),
        post("/joins/{id}", nobody::ReviewDuplicates, duplicates::join_submit),
        get("/api/v1/people", nobody::SearchPeople, crate::api::search),
        post("/api/v1/people/matches", nobody::SearchPeople, crate::api::matches),
    ]
}
