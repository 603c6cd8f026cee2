//! What this crate writes to the log.

use store::log::Kind;

/// One was started.
pub const STARTED: Kind =
    Kind::new("assessment.started", "assessment", "An early help assessment, or a new version of one, was started");

/// An area was written.
pub const WRITTEN: Kind = Kind::new("assessment.written", "assessment", "An area of a draft assessment was written");

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
