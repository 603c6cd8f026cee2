//! People and families: who they are, who belongs together, where they live, what they agreed to, what was shared
//! with whom. Everything personal is behind a permit.
//!
//! It never knows why a family is helped: contacts, episodes and plans stand above it.

pub mod agreement;
pub mod api;
pub mod events;
pub mod matching;
pub mod merging;
mod migrations;
mod pages;
mod protected;
pub mod records;
pub mod rules;
pub mod search;
pub mod sweep;

pub use access::FamilyId;
pub use migrations::migrations;
pub use pages::{ROUTES, routes};
pub use protected::Protected;
pub use records::{Address, Family, Member, MemberRole, NewPerson, Person, PersonId, PersonUid};
