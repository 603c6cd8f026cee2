//! What this crate writes to the log.

use store::log::Kind;

/// Scheduled.
pub const SCHEDULED: Kind = Kind::new("review.scheduled", "review", "A review was scheduled");

/// Its time or place was changed.
pub const ARRANGED: Kind = Kind::new("review.arranged", "review", "The time or place of a review was changed");

/// Whoever joined the team was invited, too.
pub const INVITED: Kind = Kind::new("review.invited", "review", "Someone who joined the team was invited to a review");

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
pub const ALL: &[Kind] = &[SCHEDULED, ARRANGED, INVITED, MOVED, NOT_HELD, HELD, REPORTED, FEEDBACK];
