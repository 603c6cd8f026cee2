//! What feedback tells people of.

use work::news::Kind;

/// A family said what they think: told to whoever leads, who does not hear it themself.
pub const HEARD: Kind = Kind::new(
    "feedback-heard",
    "A family says what they think of the help",
    "A family said what they think of the help",
)
.usually_daily();

/// All of them.
pub const ALL: &[Kind] = &[HEARD];
