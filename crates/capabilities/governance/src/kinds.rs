//! The kinds of work that a board makes somebody owe. None belongs to a family.

use work::Kind;

/// Plan the next meeting.
pub const PLAN: Kind = Kind::new("board-plan");

/// Send agenda and papers.
pub const SEND: Kind = Kind::new("board-send");

/// Write a paper.
pub const PAPER: Kind = Kind::new("board-paper");

/// Hold a meeting, and close it.
pub const HOLD: Kind = Kind::new("board-hold");

/// Write the minutes.
pub const MINUTES: Kind = Kind::new("board-minutes");

/// Approve the minutes.
pub const APPROVE: Kind = Kind::new("board-approve");

/// An action.
pub const ACTION: Kind = Kind::new("board-action");

/// Renew a term, or find somebody else.
pub const TERM: Kind = Kind::new("board-term");

/// Look at a risk again.
pub const RISK: Kind = Kind::new("board-risk");

/// Look at a linked plan again.
pub const LINKED: Kind = Kind::new("linked-plan");

/// Answer a question of scrutiny.
pub const QUESTION: Kind = Kind::new("scrutiny-question");

/// Hold the review workshop of a strategy.
pub const REVIEW: Kind = Kind::new("strategy-review");

/// Begin the next strategy.
pub const NEXT: Kind = Kind::new("strategy-next");

/// Assess the early help system again.
pub const ASSESS: Kind = Kind::new("self-assessment");
