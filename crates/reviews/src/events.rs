//! What this crate writes to the log.
use store::log::Kind;

/// Scheduled.
pub const SCHEDULED: Kind = Kind::new("review.scheduled", "review", "A review was scheduled");
/// Moved.
pub const MOVED: Kind = Kind::new("review.moved", "review", "A review was moved, with a reason");
/// Held.
pub const HELD: Kind = Kind::new("review.held", "review", "A review was held and decided");
/// A report was handed in.
pub const REPORTED: Kind = Kind::new("review.reported", "review", "Someone handed in a report to a review");
/// All of them.
pub const ALL: &[Kind] = &[SCHEDULED, MOVED, HELD, REPORTED];
