//! Pages of figures: what is published, and for those who answer for the work what is so now.

mod definitions;
mod figure;
mod now;
mod rows;
mod shown;

use access::{Page, get, nobody};

/// Every page: method, address, what it needs, handler.
pub(crate) fn all() -> Vec<Page> {
    vec![
        get("/insight/definitions", nobody::SeeInsight, definitions::page),
        get("/insight/now", nobody::SeeFigures, now::page).report(),
        get("/insight/figures/{id}", nobody::SeeFigures, figure::page).report(),
        get("/insight/figures/{id}/rows", nobody::SeeFigures, rows::page).report(),
    ]
}
