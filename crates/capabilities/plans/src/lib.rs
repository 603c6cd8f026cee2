//! The plan: one plan for a family at a time, a few outcomes in the family's words, and who does what by when.
//!
//! It never judges progress: that is the review, and the family.

pub mod events;
mod migrations;
mod pages;
pub mod records;
pub mod rules;

pub use migrations::migrations;
pub use pages::{ROUTES, panel, routes};
pub use records::{Action, ActionId, Outcome, OutcomeId, Plan, PlanId};
