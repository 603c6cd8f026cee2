//! The review: every six to eight weeks everyone looks at the plan together, the positives first; and how help ends.
//!
//! It changes no plan by itself, and it never closes an episode with anything left open.

pub mod closure;
pub mod events;
mod migrations;
mod pages;
pub mod records;
pub mod rules;

pub use migrations::migrations;
pub use pages::{ROUTES, panel, routes};
pub use records::{Review, ReviewId};
