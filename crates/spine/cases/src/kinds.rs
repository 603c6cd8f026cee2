//! The kinds of work that an episode owes.

use work::Kind;

/// Take or decline the lead.
pub const HAND_OVER: Kind = Kind::new("hand-over").in_person();

/// What follows when somebody no longer agrees.
pub const WITHDRAWAL: Kind = Kind::of_lead("withdrawal");

/// The answer of social care to a step up.
pub const STEP_UP: Kind = Kind::of_lead("step-up");

/// Talk over a proposed step up and send it, or drop it.
pub const STEP_UP_PROPOSED: Kind = Kind::of_lead("step-up-proposed");

/// Choose a team and name a lead for a step down.
pub const STEP_DOWN: Kind = Kind::new("step-down");

/// Take a step down on, as the one who leads already.
pub const STEP_DOWN_LEAD: Kind = Kind::new("step-down-lead");

/// Close at social care, now that early help has a lead.
pub const STEP_DOWN_CLOSE: Kind = Kind::new("step-down-close");
