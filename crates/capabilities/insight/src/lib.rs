//! Insight: figures that can be trusted, opened and published, and that give no family away. Every record that counts is
//! one flat fact; a figure is a question to facts, and whoever counts and whoever lists ask the same one.
//!
//! It reads what all others keep and changes none of it. It never ranks workers.

pub mod counting;
mod demo;
pub mod facts;
pub mod figures;
pub mod keeping;
mod migrations;
mod pages;
mod records;
mod source;
mod words;

use access::{Capability, capability::Steady};

/// Figures.
pub const CAPABILITY: Capability = Capability {
    migrations: migrations::migrations,
    pages: pages::all,
    steady: &[Steady { name: "counting", seconds: 2, run: keeping::keep }],
    demo_after: Some(demo::count),
    ..Capability::named("insight")
};
