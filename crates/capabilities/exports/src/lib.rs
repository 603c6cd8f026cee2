//! Returns to national bodies and feeds to other systems: each a definition in data, looked at as a page of today, made
//! as a file with a reason, and kept in the log. And the question of another service whether a child is known here.
//!
//! It reads what all capabilities keep, and writes in none of their tables.

pub mod definition;
mod demo;
mod due;
pub mod events;
pub mod field;
pub mod kinds;
pub mod making;
mod migrations;
mod pages;
mod query;
pub mod reading;
pub mod records;
pub mod rules;

use access::{Capability, capability::Daily, door, nobody};

/// Returns and feeds.
pub const CAPABILITY: Capability = Capability {
    migrations: migrations::migrations,
    events: events::ALL,
    pages: pages::all,
    navigation: &[
        door(85, "Returns", "/exports", nobody::Export),
        door(105, "Questions of services", "/person-queries", nobody::ReviewQueries),
    ],
    daily: &[Daily { at: store::jobs::Daily { kind: "remind-of-returns", hour: 5 }, run: due::daily }],
    demo_after: Some(demo::plan),
    ..Capability::named("exports")
};
