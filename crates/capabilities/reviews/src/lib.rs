//! The review: every six to eight weeks everyone looks at the plan together, the positives first; and how help ends.
//!
//! It changes no plan by itself, and it never closes an episode with anything left open.

pub mod closure;
mod demo;
pub mod events;
pub mod exit_plan;
pub mod kinds;
mod migrations;
mod news;
mod next;
mod pages;
pub mod records;
pub mod rules;

pub use records::{Review, ReviewId};

use access::{
    Capability,
    capability::{Panel, Steady, Tab},
};

/// The review, and closing.
pub const CAPABILITY: Capability = Capability {
    migrations: migrations::migrations,
    events: events::ALL,
    pages: pages::all,
    panel: Some(Panel { place: 40, show: pages::panel }),
    tabs: &[Tab {
        place: 40,
        text: "Reviews",
        at: |_, period| period.map(|period| format!("/episodes/{}/reviews", period.episode)),
    }],
    next: next::ROAD,
    steady: &[Steady { name: "invite who joined late", seconds: 60, run: records::invite_late_joiners }],
    demo: demo::TELLINGS,
    news: news::ALL,
    ..Capability::named("reviews")
};
