//! What panels tell people of.

use work::news::Kind;

/// A panel has decided on what whoever is told sent to it.
pub const DECIDED: Kind =
    Kind::new("panel-decided", "A panel decides on what I sent", "A panel has decided").usually_daily();

/// An item came to a panel that whoever is told chairs.
pub const CAME: Kind =
    Kind::new("panel-item-came", "An item comes to a panel that I chair", "An item came to your panel").usually_daily();

/// All of them.
pub const ALL: &[Kind] = &[DECIDED, CAME];
