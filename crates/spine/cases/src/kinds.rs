//! The kinds of work that an episode owes.

use work::Kind;

/// Take or decline the lead.
pub const HAND_OVER: Kind = Kind::new("hand-over");

/// What follows when somebody no longer agrees.
pub const WITHDRAWAL: Kind = Kind::of_lead("withdrawal");

/// The answer of social care to a step up.
pub const STEP_UP: Kind = Kind::of_lead("step-up");
