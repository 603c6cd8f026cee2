//! What a contact tells people of.

use access::Role;
use work::news::Kind;

/// A contact is about a family that is helped already: told to whoever leads, before the front door decides.
pub const NEW_CONTACT: Kind =
    Kind::new("new-contact", "A new contact is about a family I lead", "A new contact is about a family you lead")
        .for_roles(LEADS);

/// A contact came to the front door: told to those of its officers who want to hear of each.
pub const CONTACT_CAME: Kind =
    Kind::new("contact-came", "A contact comes to the front door", "A contact came to the front door")
        .on_request()
        .for_roles(&[Role::FrontDoor]);

/// Those who can lead for a family.
const LEADS: &[Role] = &[Role::Practitioner, Role::Lead, Role::Manager];

/// All of them.
pub const ALL: &[Kind] = &[NEW_CONTACT, CONTACT_CAME];
