//! The kinds of work that feedback makes people owe.

use work::Kind;

/// Ring somebody, or see them, and ask the three questions: by whoever was chosen, and never by who is judged.
pub const HEAR: Kind = Kind::new("feedback-hear").in_person();

/// Six months after help ended: ask the family how they are.
pub const LATER: Kind = Kind::new("feedback-later").of_manager();

/// Read what somebody said, and answer it.
pub const READ: Kind = Kind::new("feedback-read").of_manager();

/// Somebody asks to be called back.
pub const CALL: Kind = Kind::new("feedback-call").of_manager();
