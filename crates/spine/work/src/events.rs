//! What this crate writes to the log.

use store::log::Kind;

/// Work was given to someone else.
pub const REASSIGNED: Kind = Kind::new("task.reassigned", "task", "Due work was given to someone else");

/// Late work was told to someone.
pub const ESCALATED: Kind =
    Kind::new("work.escalated", "task", "Late work was told to its owner, their manager or the head of service");

/// Somebody chose how they are told.
pub const CHOSEN: Kind = Kind::new("news.chosen", "account", "Somebody chose how they are told of what is new");

/// All of them.
pub const ALL: &[Kind] = &[REASSIGNED, ESCALATED, CHOSEN];
