//! Pages of figures: what is published, and for those who answer for the work what is so now.

mod board;
mod definitions;
mod figure;
mod late;
mod now;
mod publication;
mod publications;
mod published;
mod rows;
mod shown;

use access::{Page, get, nobody, post};

/// Every page: method, address, what it needs, handler.
pub(crate) fn all() -> Vec<Page> {
    vec![
        get("/insight", nobody::SeeInsight, board::page),
        get("/insight/published/{id}/{figure}", nobody::SeeInsight, published::page),
        get("/insight/published/{id}/{figure}/late", nobody::SeeFigures, late::page).report(),
        get("/insight/publications", nobody::PublishFigures, publications::page),
        post("/insight/publications", nobody::PublishFigures, publications::submit),
        get("/insight/publications/{id}", nobody::PublishFigures, publication::page),
        post("/insight/publications/{id}/publish", nobody::PublishFigures, publication::publish),
        post("/insight/publications/{id}/end", nobody::PublishFigures, publication::end),
        get("/insight/definitions", nobody::SeeInsight, definitions::page),
        get("/insight/now", nobody::SeeFigures, now::page).report(),
        get("/insight/figures/{id}", nobody::SeeFigures, figure::page).report(),
        get("/insight/figures/{id}/rows", nobody::SeeFigures, rows::page).report(),
    ]
}
