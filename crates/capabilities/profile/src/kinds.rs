//! The kinds of work that this capability makes somebody owe. None belongs to a family.

use work::Kind;

/// Look for the newer value of an indicator, whose release was due.
pub const RELEASE: Kind = Kind::new("area-release");

/// An action of an impact assessment.
pub const ACTION: Kind = Kind::new("equality-action");

/// Authorise an assessment that was handed in, or return it.
pub const AUTHORISE: Kind = Kind::new("equality-authorise");

/// Put an assessment right that was returned.
pub const RETURNED: Kind = Kind::new("equality-returned");

/// Look at a published assessment again.
pub const REVIEW: Kind = Kind::new("equality-review");

/// Make the full assessment that a screening asked for.
pub const FULL: Kind = Kind::new("equality-full");

/// Publish a year of monitoring that somebody else has frozen.
pub const PUBLISH: Kind = Kind::new("equality-publish");
