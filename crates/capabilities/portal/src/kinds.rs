//! The kinds of work that places of one's own make people owe.

use work::Kind;

/// An invitation that nobody has used: ask whether they still want it, and whether it is safe.
pub const UNUSED: Kind = Kind::of_lead("own-place-unused");

/// Look at what a colleague has prepared for somebody of the family.
pub const RELEASE: Kind = Kind::new("own-place-release").of_manager();

/// Somebody says that something is wrong, disagrees, or says something before or after a review.
pub const SAID: Kind = Kind::of_lead("own-place-said");

/// Somebody asks for a copy of what is kept of them: information governance gives it.
pub const COPY: Kind = Kind::new("own-place-copy");

/// Somebody complains, and nobody keeps the register: a manager answers.
pub const COMPLAINT: Kind = Kind::new("own-place-complaint").of_manager();
