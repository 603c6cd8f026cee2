//! The kinds of work that this capability owes.

use work::Kind;

/// What comes of a decision.
pub const FOLLOW_UP: Kind = Kind::new("follow-up");

/// See to a child who may be in danger.
pub const DANGER: Kind = Kind::new("danger");

/// More was asked about a contact.
pub const INFORMATION: Kind = Kind::new("information").in_person();

/// Somebody responds to a notification of the police.
pub const POLICE_RESPONSE: Kind = Kind::new("police-response");

/// What whoever made a contact has said of it since is read.
pub const SAID: Kind = Kind::new("contact-said");
