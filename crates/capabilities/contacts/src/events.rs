//! What this crate writes to the log.

use store::log::Kind;

/// A contact came in.
pub const RECEIVED: Kind = Kind::new("contact.received", "contact", "A contact was received at the front door");

/// People of a contact were matched with known people, or found to be new.
pub const MATCHED: Kind =
    Kind::new("contact.matched", "contact", "The people of a contact were matched or found to be new");
/// More was asked.
pub const ASKED: Kind = Kind::new("contact.asked", "contact", "Whoever made the contact was asked for more");

/// More was given.
pub const INFORMED: Kind = Kind::new("contact.informed", "contact", "What was asked for was given");

/// It was decided.
pub const DECIDED: Kind =
    Kind::new("contact.decided", "contact", "A contact was decided, with level of need, outcome and reason");
/// It was answered.
pub const ANSWERED: Kind = Kind::new("contact.answered", "contact", "Whoever made the contact was answered");

/// It was closed.
pub const CLOSED: Kind = Kind::new("contact.closed", "contact", "A contact was closed");

/// Somebody of a family was named in a contact about another.
pub const NAMED: Kind = Kind::new("contact.named", "person", "Somebody was named in a contact about another family");

/// All of them.
pub const ALL: &[Kind] = &[RECEIVED, MATCHED, ASKED, INFORMED, DECIDED, ANSWERED, CLOSED, NAMED];
