//! What this crate writes to the log.

use store::log::Kind;

/// Somebody is asked what they think of the help.
pub const ASKED: Kind = Kind::new("feedback.asked", "feedback-ask", "Somebody is asked what they think of the help");

/// The code of a letter or link was made anew.
pub const CODE: Kind = Kind::new("feedback.code", "feedback-ask", "A new code was made for whoever is asked");

/// Somebody answered, did not, or was not asked after all.
pub const HEARD: Kind = Kind::new("feedback.heard", "feedback-answer", "What came of asking what somebody thinks");

/// An answer was read, its themes were named, or it was answered.
pub const ANSWERED: Kind =
    Kind::new("feedback.answered", "feedback-answer", "What somebody said was read and answered");

/// Six months after help ended it was looked whether the family manages without.
pub const LOOKED: Kind = Kind::new("episode.six-months-on", "episode", "Six months on it was seen whether it lasted");

/// All of them.
pub const ALL: &[Kind] = &[ASKED, CODE, HEARD, ANSWERED, LOOKED];
