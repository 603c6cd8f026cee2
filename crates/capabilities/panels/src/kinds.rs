//! The kinds of work that a panel makes somebody owe.

use work::Kind;

/// Hold a meeting, and close it.
pub const MEETING: Kind = Kind::new("panel-meeting");

/// Hear what a panel with a system of its own has decided, and keep it.
pub const HEAR: Kind = Kind::new("panel-hear");

/// Choose somebody who chairs a panel, or stands in.
pub const CHAIR: Kind = Kind::new("panel-chair");
