//! What a plan tells people of.

use work::news::Kind;

/// Somebody else did an action: told to whoever leads.
pub const ACTION_DONE: Kind =
    Kind::new("action-done", "An action is done for a family I lead", "An action is done for a family you lead")
        .usually_daily();

/// Somebody else will not do an action any more: told to whoever leads, who may have to find another.
pub const ACTION_DROPPED: Kind = Kind::new(
    "action-dropped",
    "An action is dropped for a family I lead",
    "An action was dropped for a family you lead",
);

/// All of them.
pub const ALL: &[Kind] = &[ACTION_DONE, ACTION_DROPPED];
