//! The plan: one plan for a family at a time, a few outcomes in the family's words, and who does what by when.
//!
//! It never judges progress: that is the review, and the family.

mod demo;
pub mod events;
pub mod kinds;
mod migrations;
mod news;
mod next;
mod pages;
pub mod records;
pub mod rules;

pub use records::{Action, ActionId, Outcome, OutcomeId, Plan, PlanId};

use access::{
    Capability,
    capability::{Panel, Tab},
};

/// The plan.
pub const CAPABILITY: Capability = Capability {
    migrations: migrations::migrations,
    events: events::ALL,
    pages: pages::all,
    panel: Some(Panel { place: 20, show: pages::panel }),
    tabs: &[Tab {
        place: 30,
        text: "Plan",
        at: |_, period| period.map(|period| format!("/episodes/{}/plan", period.episode)),
    }],
    next: next::ROAD,
    demo: demo::TELLINGS,
    news: news::ALL,
    ..Capability::named("plans")
};
