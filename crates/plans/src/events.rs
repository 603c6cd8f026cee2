//! What this crate writes to the log.
use store::log::Kind;

/// A plan was started.
pub const STARTED: Kind = Kind::new("plan.started", "plan", "A plan was started");
/// An outcome was added.
pub const OUTCOME: Kind = Kind::new("plan.outcome-added", "outcome", "An outcome was added to a plan");
/// An action was added.
pub const ACTION: Kind = Kind::new("plan.action-added", "action", "An action was added to a plan");
/// An action moved on.
pub const ACTION_UPDATED: Kind = Kind::new("plan.action-updated", "action", "An action was done, dropped, or went on");
/// The family agreed the plan.
pub const AGREED: Kind = Kind::new("plan.agreed", "plan", "A plan was agreed with the family; its clock started");
/// An outcome has a result.
pub const RESULT: Kind = Kind::new("plan.result", "outcome", "The result of an outcome was recorded");
/// A plan ended.
pub const ENDED: Kind = Kind::new("plan.ended", "plan", "A plan ended");
/// All of them.
pub const ALL: &[Kind] = &[STARTED, OUTCOME, ACTION, ACTION_UPDATED, AGREED, RESULT, ENDED];
