//! The early help assessment: one shared assessment, made with the family, in versions that never change once
//! authorised.
//!
//! It never decides what is done about it: that is the plan.

pub mod clock;
mod demo;
pub mod events;
pub mod kinds;
mod migrations;
mod news;
mod next;
mod pages;
pub mod paper;
pub mod records;
pub mod rules;

pub use records::{Assessment, AssessmentId};

use access::{
    Capability,
    capability::{Daily, Panel, Tab},
};

/// The early help assessment.
pub const CAPABILITY: Capability = Capability {
    migrations: migrations::migrations,
    events: events::ALL,
    pages: pages::all,
    panel: Some(Panel { place: 10, show: pages::panel }),
    tabs: &[Tab {
        place: 20,
        text: "Assessment",
        at: |_, period| period.map(|period| format!("/episodes/{}/assessment", period.episode)),
    }],
    next: next::ROAD,
    daily: &[Daily { at: store::jobs::Daily { kind: "date-assessments", hour: 6 }, run: clock::daily }],
    evidence: Some(records::evidence),
    demo: demo::TELLINGS,
    news: news::ALL,
    ..Capability::named("assessments")
};
