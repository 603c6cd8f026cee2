//! What happened to what was found.

use store::log::Kind;

/// What is found in a file is another than before.
pub const FOUND: Kind = Kind::new("checks.found", "episode", "What checks find in a file has changed");

/// Somebody said of a finding that it is not so.
pub const ANSWERED: Kind = Kind::new("checks.answered", "finding", "A finding was answered: not so, because");

/// They took that back.
pub const TAKEN_BACK: Kind = Kind::new("checks.taken-back", "finding", "The answer to a finding was taken back");

/// All of them.
pub const ALL: &[Kind] = &[FOUND, ANSWERED, TAKEN_BACK];
