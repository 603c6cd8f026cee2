//! What this crate writes to the log.

use store::log::Kind;

/// A panel was made or changed.
pub const PANEL: Kind = Kind::new("panel.changed", "panel", "A panel was made or changed");

/// Somebody is a member of a panel from now on.
pub const MEMBER: Kind = Kind::new("panel.member", "panel", "Somebody became a member of a panel");

/// Somebody is no member any more.
pub const MEMBER_LEFT: Kind = Kind::new("panel.member-left", "panel", "Somebody is no member of a panel any more");

/// A meeting was planned, moved, or given to somebody to chair.
pub const MEETING: Kind =
    Kind::new("panel-meeting.planned", "panel-meeting", "A meeting of a panel was planned or moved");

/// It was kept who came.
pub const ATTENDED: Kind = Kind::new("panel-meeting.attended", "panel-meeting", "It was kept who came to a meeting");

/// A meeting was closed: everything on its agenda is decided, or put off.
pub const CLOSED: Kind = Kind::new("panel-meeting.closed", "panel-meeting", "A meeting of a panel was closed");

/// A panel is asked.
pub const SENT: Kind = Kind::new("panel-item.sent", "panel-item", "An item was sent to a panel");

/// What is asked was changed.
pub const CHANGED: Kind = Kind::new("panel-item.changed", "panel-item", "What a panel is asked was changed");

/// It was taken back.
pub const WITHDRAWN: Kind = Kind::new("panel-item.withdrawn", "panel-item", "An item was taken back from a panel");

/// Somebody of the panel has a tie to the family, and is out.
pub const STEPPED_OUT: Kind =
    Kind::new("panel-item.stepped-out", "panel-item", "A member of a panel stepped out of an item");

/// It was decided.
pub const DECIDED: Kind = Kind::new("panel-item.decided", "panel-item", "A panel decided on an item");

/// It was put off to another meeting.
pub const PUT_OFF: Kind = Kind::new("panel-item.put-off", "panel-item", "A panel put an item off, with a reason");

/// All of them.
pub const ALL: &[Kind] =
    &[PANEL, MEMBER, MEMBER_LEFT, MEETING, ATTENDED, CLOSED, SENT, CHANGED, WITHDRAWN, STEPPED_OUT, DECIDED, PUT_OFF];
