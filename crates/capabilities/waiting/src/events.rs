//! What this crate writes to the log.

use store::log::Kind;

/// A family waits for something from now on.
pub const BEGUN: Kind = Kind::new("waiting.begun", "waiting", "A family was put on a waiting list");

/// Somebody asked how they are, or was in contact with them while they wait.
pub const LOOKED: Kind = Kind::new("waiting.looked", "waiting", "It was asked how a family is while it waits");

/// What they waited for was offered.
pub const OFFERED: Kind = Kind::new("waiting.offered", "waiting", "What a family waited for was offered to it");

/// The family answered an offer, or did not.
pub const ANSWERED: Kind = Kind::new("waiting.answered", "waiting", "The answer to an offer was kept");

/// It waits no more.
pub const ENDED: Kind = Kind::new("waiting.ended", "waiting", "A family waits no more, for a reason");

/// Somebody else looks after it from now on.
pub const OWNED: Kind = Kind::new("waiting.owned", "waiting", "Somebody else looks after a family that waits");

/// All of them.
pub const ALL: &[Kind] = &[BEGUN, LOOKED, OFFERED, ANSWERED, ENDED, OWNED];
