//! A council's old system, brought over from its CSV files: looked at first, every bad cell named; held against those
//! who are known; made a family at a time, gone on with where it broke off, and taken back as one.
//!
//! It decides nothing of practice: what was closed stays closed, and what is open goes on by the house's own way.

mod events;
mod fault;
mod file;
pub mod map;
pub mod matching;
mod migrations;
mod pages;
mod read;
mod report;
pub mod rules;
pub mod runs;
pub mod take;
pub mod undo;

pub use fault::Fault;
pub use read::{COLUMNS, Field, Old, read};
pub use report::{Counts, count};
pub use runs::{Run, RunId};

use access::{Capability, door, nobody};

/// What was brought over from other systems.
pub const CAPABILITY: Capability = Capability {
    migrations: migrations::migrations,
    events: events::ALL,
    pages: pages::all,
    navigation: &[door(110, "Imports", "/imports", nobody::SeeImports)],
    ..Capability::named("imports")
};
