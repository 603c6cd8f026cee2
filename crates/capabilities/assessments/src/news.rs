//! What an assessment tells people of.

use work::news::Kind;

/// It came back: told to whoever completed it.
pub const RETURNED: Kind =
    Kind::new("assessment-returned", "My assessment is returned", "An assessment was returned to you");

/// It is authorised: told to whoever completed it.
pub const AUTHORISED: Kind =
    Kind::new("assessment-authorised", "My assessment is authorised", "An assessment of yours was authorised")
        .usually_daily();

/// All of them.
pub const ALL: &[Kind] = &[RETURNED, AUTHORISED];
