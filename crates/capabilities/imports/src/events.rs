//! What this crate writes to the log.

use store::log::{Kind, TAKEN_BACK};

/// A run began.
pub const BEGUN: Kind = Kind::new("import.begun", "import", "Records of another system began to be brought over");

/// A run came to its end.
pub const ENDED: Kind = Kind::new("import.ended", "import", "All of another system's records have been brought over");

/// A family was brought over.
pub const BROUGHT: Kind =
    Kind::new("import.family", "family", "A family was brought over from another system, whole, by this run");

/// A run was taken back.
pub const UNDONE: Kind =
    Kind::new("import.undone", "import", "What a run made was taken back, but for families that were worked with");

/// All of them.
pub const ALL: &[Kind] = &[BEGUN, ENDED, BROUGHT, UNDONE, TAKEN_BACK];
