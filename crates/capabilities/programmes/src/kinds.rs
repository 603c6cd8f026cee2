//! The kinds of work that this capability owes. Those of facilitators are about no family, as they open none. That an offer is answered is owed on the waiting list.

use work::Kind;

/// Give the family the welcome letter before the first session.
pub const WELCOME: Kind = Kind::new("place-welcome");

/// Offer a free place of a run to somebody who waits.
pub const OFFER: Kind = Kind::new("programme-offer");

/// Keep the register of the next session.
pub const REGISTER: Kind = Kind::new("group-register");

/// Call whoever did not come.
pub const CALL: Kind = Kind::new("missed-call");

/// Say whether they go on, who did not come several times.
pub const GO_ON: Kind = Kind::of_lead("missed-go-on");

/// Measure again, ask what they think, and say what came of it.
pub const AFTER: Kind = Kind::new("group-after");

/// Name a facilitator for a run that has none.
pub const FACILITATOR: Kind = Kind::new("run-facilitator");
