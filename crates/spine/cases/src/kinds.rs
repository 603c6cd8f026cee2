//! The kinds of work that an episode owes.

use work::Kind;

/// Take or decline the lead.
pub const HAND_OVER: Kind = Kind::new("hand-over");

/// The answer of social care to a step up.
pub const STEP_UP: Kind = Kind::of_lead("step-up");
