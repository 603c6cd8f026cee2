//! What families say of the help: asked of each child and adult on their own, when help ends, six months on and at any
//! time; by link, by letter, by telephone or on paper. Answers are read, coded, and answered: "you said, we did".
//!
//! Nobody asks about their own help, and nobody is scored by what is said.

mod demo;
pub mod events;
pub mod kinds;
mod later;
mod migrations;
mod news;
mod pages;
pub mod records;
pub mod rules;

pub use later::look_six_months_on;

use access::{
    Capability,
    capability::{Daily, Tab},
};

/// Feedback of families.
pub const CAPABILITY: Capability = Capability {
    migrations: migrations::migrations,
    events: events::ALL,
    pages: pages::all,
    tabs: &[Tab {
        place: 42,
        text: "Feedback",
        at: |family, period| period.map(|_| format!("/families/{family}/feedback")),
    }],
    daily: &[Daily { at: store::jobs::Daily { kind: "ask-for-feedback", hour: 4 }, run: later::daily }],
    news: news::ALL,
    demo: demo::TELLINGS,
    ..Capability::named("feedback")
};
