//! Pages of the review and of closing.

mod closure;
mod exit_plan;
mod holding;
mod list;
mod moving;
mod reopening;
mod report;
mod review;
mod schedule;

pub use review::panel;

use access::{Page, family, get, post};

/// Every page: method, address, what it needs, handler.
pub(crate) fn all() -> Vec<Page> {
    vec![
        get("/episodes/{id}/reviews", family::Open, list::page),
        get("/episodes/{id}/reviews/new", family::HoldReview, schedule::page),
        post("/episodes/{id}/reviews/new", family::HoldReview, schedule::submit),
        get("/reviews/{id}", family::Open, review::page),
        post("/reviews/{id}", family::HoldReview, review::submit).also(family::UpdateAction).also(family::HandOver),
        get("/reviews/{id}/date", family::HoldReview, moving::page),
        post("/reviews/{id}/date", family::HoldReview, moving::submit),
        get("/reviews/{id}/report", family::ReportToReview, report::page),
        post("/reviews/{id}/report", family::ReportToReview, report::submit),
        post("/reviews/{id}/absence", family::HoldReview, moving::absence),
        get("/episodes/{id}/closure", family::CloseEpisode, closure::page),
        post("/episodes/{id}/closure", family::CloseEpisode, closure::submit).also(family::CloseInError),
        get("/episodes/{id}/exit-plan", access::exit_plan::Read, exit_plan::page),
        get("/episodes/{id}/reopening", family::ReopenEpisode, reopening::page),
        post("/episodes/{id}/reopening", family::ReopenEpisode, reopening::submit),
    ]
}
