//! The kinds of work that this capability owes.

use work::Kind;

/// An action of the plan.
pub const ACTION: Kind = Kind::new("action");

/// Hold the review, or plan one.
pub const REVIEW: Kind = Kind::of_lead("review");

/// End the plan by its last day, or go on otherwise.
pub const PLAN_END: Kind = Kind::of_lead("plan-end");
