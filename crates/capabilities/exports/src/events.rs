//! What this crate writes to the log.

use store::log::Kind;

/// Somebody asked for the file of a return, and said why.
pub const ASKED: Kind = Kind::new("export.asked", "export-run", "The file of a return was asked for, with a reason");

/// The file was made and sent.
pub const MADE: Kind =
    Kind::new("export.made", "export-run", "The file of a return was made: for which day, how many rows, its hash");

/// It was said who makes a return, and when.
pub const SCHEDULED: Kind =
    Kind::new("export.scheduled", "export-schedule", "It was said who makes a return, how often, and when it is due");

/// A return is due soon.
pub const REMINDED: Kind =
    Kind::new("export.reminded", "export-schedule", "Whoever makes a return was reminded that it is due");

/// Another service asked whether somebody is known.
pub const QUERIED: Kind = Kind::new(
    "person-query.asked",
    "person-query",
    "Another service asked for a legal reason whether somebody is known, and was answered PERMIT, DENY or REVIEW",
);

/// Information governance decided on such a question.
pub const DECIDED: Kind = Kind::new(
    "person-query.decided",
    "person-query",
    "Information governance decided on a question of another service",
);

/// All of them.
pub const ALL: &[Kind] = &[ASKED, MADE, SCHEDULED, REMINDED, QUERIED, DECIDED];
