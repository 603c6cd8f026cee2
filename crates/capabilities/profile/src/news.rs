//! What this capability tells people of.

use access::Role;
use work::news::Kind;

/// An assessment moved on: published, or returned with a reason.
pub const ASSESSMENT: Kind = Kind::new(
    "equality-assessment",
    "An impact assessment of mine moves",
    "An equality impact assessment of yours has moved on",
)
.for_roles(&[Role::Head, Role::Manager, Role::Commissioner]);

/// All of them.
pub const ALL: &[Kind] = &[ASSESSMENT];
