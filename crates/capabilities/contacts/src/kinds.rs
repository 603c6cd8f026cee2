//! The kinds of work that this capability owes.

use work::Kind;

/// More was asked about a contact.
pub const INFORMATION: Kind = Kind::new("information");
