//! What this crate writes to the log.

use store::log::Kind;

/// A plan was started.
pub const STARTED: Kind = Kind::new("plan.started", "plan", "A plan was started");

/// An outcome was added.
pub const OUTCOME: Kind = Kind::new("plan.outcome-added", "outcome", "An outcome was added to a plan");

/// An outcome was reworded.
pub const OUTCOME_REWORDED: Kind =
    Kind::new("plan.outcome-reworded", "outcome", "The words, measure or date of an outcome were changed");

/// An action was changed.
pub const ACTION_CHANGED: Kind =
    Kind::new("plan.action-changed", "action", "The words, owner or date of an action were changed");

/// An action was added.
pub const ACTION: Kind = Kind::new("plan.action-added", "action", "An action was added to a plan");

/// An action moved on.
pub const ACTION_UPDATED: Kind = Kind::new("plan.action-updated", "action", "An action was done, dropped, or went on");

/// It was said which family intervention factors are in place.
pub const FACTORS: Kind =
    Kind::new("plan.factors", "plan", "It was said which family intervention factors are in place");

/// The family agreed the plan.
pub const AGREED: Kind = Kind::new("plan.agreed", "plan", "A plan was agreed with the family; its clock started");

/// An outcome has a result.
pub const RESULT: Kind = Kind::new("plan.result", "outcome", "The result of an outcome was recorded");

/// A plan ended.
pub const ENDED: Kind = Kind::new("plan.ended", "plan", "A plan ended");

/// All of them.
pub const ALL: &[Kind] =
    &[STARTED, OUTCOME, OUTCOME_REWORDED, ACTION, ACTION_CHANGED, ACTION_UPDATED, FACTORS, AGREED, RESULT, ENDED];
