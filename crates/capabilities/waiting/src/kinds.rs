//! The kinds of work that waiting makes somebody owe.

use work::Kind;

/// Ask how a family is while it waits.
pub const CHECK: Kind = Kind::new("waiting-check");

/// Hear what a family says to an offer.
pub const ANSWER: Kind = Kind::new("waiting-answer");
