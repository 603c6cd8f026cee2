//! What a programme tells people of.

use work::news::Kind;

/// A place was offered, accepted or declined: told to the lead and to whoever asked for it.
pub const PLACE: Kind = Kind::new(
    "group-place",
    "A place in a group programme moves for a family I work with",
    "A place in a group programme has moved on",
)
.usually_daily();

/// Somebody did not come: told to the lead.
pub const MISSED: Kind = Kind::new(
    "group-missed",
    "Somebody of a family I lead misses a group",
    "Somebody of a family you lead did not come to a group",
)
.usually_daily();

/// A run was cancelled: told to the lead and to whoever asked for the place.
pub const CANCELLED: Kind = Kind::new(
    "group-cancelled",
    "A group is cancelled for a family I work with",
    "A group was cancelled for a family you work with",
);

/// A place ended, with its result: told to the lead.
pub const RESULT: Kind = Kind::new(
    "group-result",
    "A group has ended for a family I lead",
    "A group has ended for a family you lead: its result stands in the plan",
);

/// All of them.
pub const ALL: &[Kind] = &[PLACE, MISSED, CANCELLED, RESULT];
