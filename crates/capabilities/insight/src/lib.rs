//! Insight: figures that can be trusted, opened and published, and that give no family away. Every record that counts is
//! one flat fact; a figure is a question to facts, and whoever counts and whoever lists ask the same one.
//!
//! It reads what all others keep and changes none of it. It never ranks workers.

mod api;
pub mod counting;
mod demo;
pub mod events;
pub mod facts;
pub mod figures;
mod freezing;
pub mod keeping;
mod late;
mod migrations;
mod news;
pub mod outward;
mod pages;
pub mod papers;
mod publishing;
mod records;
mod rules;
mod source;
mod words;

pub use records::areas::import as import_areas;

use access::{Capability, capability::Steady, door, nobody};

/// Figures.
pub const CAPABILITY: Capability = Capability {
    migrations: migrations::migrations,
    events: events::ALL,
    pages: pages::all,
    navigation: &[door(60, "Figures", "/insight", nobody::SeeInsight)],
    late: Some(late::late_figures),
    news: news::ALL,
    steady: &[Steady { name: "counting", seconds: 2, run: keeping::keep }],
    demo_after: Some(demo::tell),
    ..Capability::named("insight")
};
