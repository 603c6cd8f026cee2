//! What this crate writes to the log.

use store::log::Kind;

/// Work was given to someone else.
pub const REASSIGNED: Kind = Kind::new("task.reassigned", "task", "Due work was given to someone else");

/// Late work was told to someone.
pub const ESCALATED: Kind =
    Kind::new("work.escalated", "task", "Late work was told to its owner, their manager or the head of service");

/// Somebody chose how they are told.
pub const CHOSEN: Kind = Kind::new("news.chosen", "account", "Somebody chose how they are told of what is new");

/// Somebody covers for somebody who is away.
pub const COVER_BEGUN: Kind = Kind::new("cover.begun", "cover", "Somebody covers for somebody who is away or has left");

/// What was owed about a family went to whoever covers.
pub const COVERED: Kind =
    Kind::new("work.covered", "cover", "What somebody who is away owes about a family went to whoever covers");

/// Somebody is back: what is still open of their work about a family is theirs again.
pub const UNCOVERED: Kind =
    Kind::new("work.uncovered", "cover", "A cover ended: what is still open about a family went back");

/// A cover ended.
pub const COVER_ENDED: Kind = Kind::new("cover.ended", "cover", "A cover ended");

/// All of them.
pub const ALL: &[Kind] = &[REASSIGNED, ESCALATED, CHOSEN, COVER_BEGUN, COVERED, UNCOVERED, COVER_ENDED];
