//! Pages of the assessment.

use access::{Page, family, get, post};

mod area;
mod assessment;
mod authorisation;
mod seen;
mod text;

pub use assessment::panel;

/// Every page: method, address, what it needs, handler.
pub(crate) fn all() -> Vec<Page> {
    vec![
        get("/episodes/{id}/assessment", family::Open, assessment::page),
        post("/episodes/{id}/assessment", family::WriteAssessment, assessment::submit),
        get("/episodes/{id}/assessment/seen", family::WriteAssessment, seen::page),
        post("/episodes/{id}/assessment/seen", family::WriteAssessment, seen::submit),
        get("/episodes/{id}/assessment/areas/{area}", family::WriteAssessment, area::page),
        post("/episodes/{id}/assessment/areas/{area}", family::WriteAssessment, area::submit),
        get("/episodes/{id}/assessment/authorisation", family::AuthoriseAssessment, authorisation::page),
        post("/episodes/{id}/assessment/authorisation", family::AuthoriseAssessment, authorisation::submit),
    ]
}
