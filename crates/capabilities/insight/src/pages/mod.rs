//! Pages of figures: what is published, and for those who answer for the work what is so now.

pub(crate) mod board;
mod definitions;
mod figure;
mod file;
mod late;
mod now;
mod publication;
mod publications;
mod published;
mod rows;
pub(crate) mod shown;
mod views;

use access::{Page, get, nobody, post};
use utoipa_axum::routes;

/// Every page: method, address, what it needs, handler.
pub(crate) fn all() -> Vec<Page> {
    vec![
        get("/insight", nobody::SeeInsight, board::page).also(nobody::SeeFigures).also(nobody::PublishFigures),
        get("/insight/published/{id}/{figure}", nobody::SeeInsight, published::page)
            .also(nobody::SeeFigures)
            .also(nobody::PublishFigures),
        get("/insight/published/{id}/{figure}/late", nobody::SeeFigures, late::page).report(),
        get("/insight/published/{id}/{figure}/file", nobody::SeeInsight, file::published).report(),
        get("/insight/views", nobody::SeeInsight, views::page),
        post("/insight/views", nobody::SeeInsight, views::submit),
        post("/insight/views/{id}/forget", nobody::SeeInsight, views::forget),
        post("/insight/figures/{id}/file", nobody::SeeFigures, file::submit),
        get("/insight/files/{id}", nobody::SeeFigures, file::taken).report(),
        get("/insight/publications", nobody::PublishFigures, publications::page),
        post("/insight/publications", nobody::PublishFigures, publications::submit),
        get("/insight/publications/{id}", nobody::PublishFigures, publication::page),
        post("/insight/publications/{id}/publish", nobody::PublishFigures, publication::publish),
        post("/insight/publications/{id}/end", nobody::PublishFigures, publication::end),
        get("/insight/definitions", nobody::SeeInsight, definitions::page),
        get("/insight/definitions/{id}", nobody::SeeInsight, definitions::one),
        get("/insight/now", nobody::SeeFigures, now::page).report(),
        get("/insight/figures/{id}", nobody::SeeFigures, figure::page).report(),
        get("/insight/figures/{id}/rows", nobody::SeeFigures, rows::page).report(),
        access::api(nobody::SeeInsight, routes!(crate::api::published)),
        access::api(nobody::SeeFigures, routes!(crate::api::figure)),
    ]
}
