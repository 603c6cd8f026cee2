//! What this crate writes to the log.

use store::log::Kind;

/// One was started.
pub const STARTED: Kind =
    Kind::new("assessment.started", "assessment", "An early help assessment, or a new version of one, was started");

/// A part was written, or who was seen and who was asked.
pub const WRITTEN: Kind =
    Kind::new("assessment.written", "assessment", "A part of a draft assessment was written, or who was seen");

/// It was completed.
pub const COMPLETED: Kind =
    Kind::new("assessment.completed", "assessment", "An assessment was completed and waits for authorisation");

/// It was authorised.
pub const AUTHORISED: Kind =
    Kind::new("assessment.authorised", "assessment", "An assessment was authorised; it does not change any more");

/// It was returned.
pub const RETURNED: Kind =
    Kind::new("assessment.returned", "assessment", "An assessment was returned to its author with a reason");

/// All of them.
pub const ALL: &[Kind] = &[STARTED, WRITTEN, COMPLETED, AUTHORISED, RETURNED];
