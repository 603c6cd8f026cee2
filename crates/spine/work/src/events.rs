//! What this crate writes to the log.

use store::log::Kind;

/// Work was given to someone else.
pub const REASSIGNED: Kind = Kind::new("task.reassigned", "task", "Due work was given to someone else");

/// Late work was told to someone.
pub const ESCALATED: Kind =
    Kind::new("work.escalated", "task", "Late work was told to its owner, their manager or the head of service");

/// All of them.
pub const ALL: &[Kind] = &[REASSIGNED, ESCALATED];
