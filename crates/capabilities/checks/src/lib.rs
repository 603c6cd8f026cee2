//! Checks: what a machine can see in a file, told to whoever writes as advice, to managers as a list, to figures as
//! counts. Each can be answered: not so, because.
//!
//! It stops nobody from anything, and it gives no number to a worker.

mod advice;
mod demo;
pub mod events;
pub mod keeping;
mod migrations;
mod pages;
pub mod records;
pub mod rules;
mod seen;
mod source;

pub use seen::find;

use access::{
    Capability,
    capability::{Daily, Panel, Steady},
    door, nobody,
};

/// Checks of every file.
pub const CAPABILITY: Capability = Capability {
    migrations: migrations::migrations,
    events: events::ALL,
    pages: pages::all,
    navigation: &[door(102, "Checks", "/team/checks", nobody::SeeChecks)],
    panel: Some(Panel { place: 45, show: pages::panel }),
    advice: Some(advice::advise),
    steady: &[Steady { name: "checking files", seconds: 5, run: keeping::keep }],
    daily: &[Daily { at: store::jobs::Daily { kind: "check-files", hour: 4 }, run: keeping::daily }],
    demo_after: Some(demo::look),
    ..Capability::named("checks")
};
