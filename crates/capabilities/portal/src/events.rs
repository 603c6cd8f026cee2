//! What this crate writes to the log.

use store::log::Kind;

/// Somebody was invited.
pub const INVITED: Kind = Kind::new("own-place.invited", "own-place", "Somebody was invited to a place of their own");

/// The code was made anew.
pub const CODE: Kind = Kind::new("own-place.code", "own-place", "A new code was made for a place of one's own");

/// The person set it up.
pub const SET_UP: Kind = Kind::new("own-place.set-up", "own-place", "Somebody set up a place of their own");

/// The person opened it.
pub const OPENED: Kind = Kind::new("own-place.opened", "own-place", "Somebody opened the place of their own");

/// A worker closed it; its person is not told.
pub const CLOSED: Kind = Kind::new("own-place.closed", "own-place", "A place of one's own was closed by a worker");

/// Something was prepared to be released.
pub const PREPARED: Kind =
    Kind::new("release.prepared", "release", "Something was prepared for a person of the family");

/// A second person let it be seen, or gave it back.
pub const DECIDED: Kind = Kind::new("release.decided", "release", "What was prepared was released, or given back");

/// What was released is shown no longer.
pub const TAKEN_BACK: Kind = Kind::new("release.taken-back", "release", "What was released is shown no longer");

/// The person said something.
pub const SAID: Kind = Kind::new("own-place.said", "saying", "Somebody said something in the place of their own");

/// It was answered.
pub const ANSWERED: Kind =
    Kind::new("own-place.answered", "saying", "What somebody said in their own place was answered");

/// A picture of a good day was kept, or thrown away.
pub const PICTURE: Kind =
    Kind::new("own-place.picture", "picture", "Somebody kept a picture of their own, or threw it away");

/// All of them.
pub const ALL: &[Kind] =
    &[INVITED, CODE, SET_UP, OPENED, CLOSED, PREPARED, DECIDED, TAKEN_BACK, SAID, ANSWERED, PICTURE];
