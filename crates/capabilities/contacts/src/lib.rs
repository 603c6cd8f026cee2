//! The one front door: a concern is brought, decided with a reason, and answered to whoever brought it. Every one.
//!
//! It opens episodes and never touches one again; it does not know assessments, plans or reviews.

pub mod api;
pub mod decide;
pub mod escalation;
pub mod events;
pub mod intake;
mod migrations;
mod pages;
pub mod records;
pub mod rules;

pub use migrations::migrations;
pub use pages::{ROUTES, panel, routes};
pub use records::{Contact, ContactId};
