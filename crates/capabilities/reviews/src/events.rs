//! What this crate writes to the log.

use store::log::Kind;

/// Scheduled.
pub const SCHEDULED: Kind = Kind::new("review.scheduled", "review", "A review was scheduled");

/// Moved.
pub const MOVED: Kind = Kind::new("review.moved", "review", "A review was moved, with a reason");

/// It did not take place.
pub const NOT_HELD: Kind = Kind::new("review.not-held", "review", "A review did not take place, with a reason");

/// Held.
pub const HELD: Kind = Kind::new("review.held", "review", "A review was held and decided");

/// A report was handed in.
pub const REPORTED: Kind = Kind::new("review.reported", "review", "Someone handed in a report to a review");

/// What the family says of the help.
pub const FEEDBACK: Kind = Kind::new("feedback.given", "episode", "A family said what they think of the help");

/// All of them.
pub const ALL: &[Kind] = &[SCHEDULED, MOVED, NOT_HELD, HELD, REPORTED, FEEDBACK];
