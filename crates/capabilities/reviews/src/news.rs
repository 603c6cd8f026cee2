//! What a review tells people of.

use work::news::Kind;

/// Somebody who was invited handed their report in: told to whoever leads.
pub const REPORTED: Kind =
    Kind::new("report-handed-in", "A report to a review is handed in", "A report to a review of yours was handed in")
        .usually_daily();

/// All of them.
pub const ALL: &[Kind] = &[REPORTED];
