//! Pages of the review and of closing.

use access::{Page, family, get, post};
mod closure;
mod report;
mod review;
mod schedule;

pub use review::panel;

/// Every page: method, address, what it needs, handler.
pub(crate) fn all() -> Vec<Page> {
    vec![
        get("/episodes/{id}/reviews/new", family::HoldReview, schedule::page),
        post("/episodes/{id}/reviews/new", family::HoldReview, schedule::submit),
        get("/reviews/{id}", family::Open, review::page),
        post("/reviews/{id}", family::HoldReview, review::submit).also(family::UpdateAction),
        get("/reviews/{id}/date", family::HoldReview, schedule::move_page),
        post("/reviews/{id}/date", family::HoldReview, schedule::move_submit),
        get("/reviews/{id}/report", family::ReportToReview, report::page),
        post("/reviews/{id}/report", family::ReportToReview, report::submit),
        post("/reviews/{id}/absence", family::HoldReview, schedule::absence),
        get("/episodes/{id}/closure", family::CloseEpisode, closure::page),
        post("/episodes/{id}/closure", family::CloseEpisode, closure::submit),
        get("/episodes/{id}/reopening", family::ReopenEpisode, closure::reopen_page),
        post("/episodes/{id}/reopening", family::ReopenEpisode, closure::reopen_submit),
    ]
}
