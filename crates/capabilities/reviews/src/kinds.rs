//! The kinds of work that reviews owe.

pub use plans::kinds::REVIEW;
use work::Kind;

/// Report to a review.
pub const REPORT: Kind = Kind::new("report").in_person();
