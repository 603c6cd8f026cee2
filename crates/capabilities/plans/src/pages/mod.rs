//! Pages of the plan.

mod action;
mod agreement;
mod begin;
mod end;
mod factors;
mod outcome;
mod plan;
mod progress;
mod result;
mod services;

pub use plan::panel;

use access::{Page, family, get, post};

/// Every page: method, address, what it needs, handler.
pub(crate) fn all() -> Vec<Page> {
    vec![
        get("/episodes/{id}/plan", family::Open, plan::page),
        post("/episodes/{id}/plan", family::WritePlan, plan::submit),
        get("/episodes/{id}/plan/outcomes/new", family::WritePlan, outcome::new_page),
        post("/episodes/{id}/plan/outcomes/new", family::WritePlan, outcome::new_submit),
        get("/episodes/{id}/plan/agreement", family::WritePlan, agreement::page),
        post("/episodes/{id}/plan/agreement", family::WritePlan, agreement::submit),
        get("/episodes/{id}/plan/end", family::EndPlan, end::page),
        post("/episodes/{id}/plan/end", family::EndPlan, end::submit),
        get("/episodes/{id}/plan/factors", family::WritePlan, factors::page),
        post("/episodes/{id}/plan/factors", family::WritePlan, factors::submit),
        get("/episodes/{id}/services", family::OfferService, services::page),
        post("/episodes/{id}/services", family::OfferService, services::submit),
        post("/episodes/{id}/services/needs", family::OfferService, services::needs),
        post("/episodes/{id}/services/answers", family::OfferService, services::answer),
        get("/outcomes/{id}/actions/new", family::WritePlan, action::new_page),
        post("/outcomes/{id}/actions/new", family::WritePlan, action::new_submit),
        get("/outcomes/{id}", family::WritePlan, outcome::page),
        post("/outcomes/{id}", family::WritePlan, outcome::submit),
        get("/outcomes/{id}/result", family::WritePlan, result::page),
        post("/outcomes/{id}/result", family::WritePlan, result::submit),
        get("/actions/{id}", family::UpdateAction, progress::page),
        post("/actions/{id}", family::UpdateAction, progress::submit),
        get("/actions/{id}/change", family::WritePlan, action::page),
        post("/actions/{id}/change", family::WritePlan, action::submit),
    ]
}
