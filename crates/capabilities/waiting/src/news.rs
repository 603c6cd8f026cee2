//! What waiting tells people of.

use work::news::Kind;

/// What somebody asked for has moved: it was offered, has begun, or is waited for no more.
pub const MOVED: Kind = Kind::new(
    "waiting-moved",
    "A family I asked for waits no more, or has an offer",
    "Something that waited has moved",
);

/// All of them.
pub const ALL: &[Kind] = &[MOVED];
