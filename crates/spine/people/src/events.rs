//! What this crate writes to the log.

use store::log::Kind;

/// A family's record was begun.
pub const FAMILY_BEGUN: Kind = Kind::new("family.begun", "family", "A family's record was begun");

/// Someone was added to a family.
pub const PERSON_ADDED: Kind = Kind::new("person.added", "person", "A person was added to a family");

/// Someone's details were changed.
pub const PERSON_CHANGED: Kind = Kind::new("person.changed", "person", "A person's details were changed");

/// Someone left a family.
pub const PERSON_LEFT: Kind = Kind::new("person.left", "person", "A person left a family");

/// Someone died.
pub const PERSON_DIED: Kind = Kind::new("person.died", "person", "A person died");

/// Someone came back to a family.
pub const PERSON_RETURNED: Kind = Kind::new("person.returned", "person", "A person came back to a family");

/// It was a mistake that someone left or died.
pub const LEAVING_UNDONE: Kind =
    Kind::new("person.leaving-undone", "person", "It was a mistake that a person had left a family or died");

/// Where someone lives is kept from those who are not cleared for it.
pub const PLACE_PROTECTED: Kind =
    Kind::new("person.place-protected", "person", "The place where a person lives became protected");

/// Agreement was given, refused or withdrawn.
pub const AGREEMENT: Kind =
    Kind::new("agreement.recorded", "family", "Agreement to be supported was given, refused or withdrawn");

/// Lawful basis and privacy notice were recorded.
pub const BASIS: Kind =
    Kind::new("basis.recorded", "family", "The lawful basis and privacy notice of a purpose were recorded");

/// It was decided to share with an organisation.
pub const SHARING_DECIDED: Kind =
    Kind::new("sharing.decided", "family", "It was decided to share with an organisation");

/// Sharing with an organisation ended.
pub const SHARING_ENDED: Kind = Kind::new("sharing.ended", "family", "Sharing with an organisation ended");

/// It was decided not to share with an organisation that asked.
pub const SHARING_DECLINED: Kind =
    Kind::new("sharing.declined", "family", "It was decided not to share with an organisation that asked");

/// Two records were found to be one person.
pub const JOINED: Kind =
    Kind::new("person.joined", "person", "Two records were found to be one person; each family keeps its own");

/// Two records were found not to be one person after all.
pub const PARTED: Kind = Kind::new("person.parted", "person", "Two records that were taken for one person were parted");

/// Somebody said whether two records are one person.
pub const PAIR_SAID: Kind =
    Kind::new("person.pair-said", "person", "Somebody said that two records are one person, are not, or may be");

/// All of them.
pub const ALL: &[Kind] = &[
    FAMILY_BEGUN,
    PERSON_ADDED,
    PERSON_CHANGED,
    PERSON_LEFT,
    PERSON_DIED,
    PERSON_RETURNED,
    LEAVING_UNDONE,
    PLACE_PROTECTED,
    AGREEMENT,
    BASIS,
    SHARING_DECIDED,
    SHARING_ENDED,
    SHARING_DECLINED,
    JOINED,
    PARTED,
    PAIR_SAID,
];
