//! The early help assessment: one shared assessment, made with the family, in versions that never change once authorised.
//!
//! It never decides what is done about it: that is the plan.

pub mod events;
mod migrations;
mod pages;
pub mod records;
pub mod rules;

pub use migrations::migrations;
pub use pages::{ROUTES, panel, routes};
pub use records::{Assessment, AssessmentId};
