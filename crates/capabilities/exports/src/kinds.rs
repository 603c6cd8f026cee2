//! The kinds of work that returns make somebody owe.

use work::Kind;

/// Make a return that is due.
pub const RETURN: Kind = Kind::new("return-due");

/// Decide on the question of another service whether somebody is known.
pub const QUERY: Kind = Kind::new("person-query");
