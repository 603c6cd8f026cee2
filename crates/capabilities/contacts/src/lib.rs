//! The one front door: a concern is brought, decided with a reason, and answered to whoever brought it. Every one.
//!
//! It opens episodes and never touches one again; it does not know assessments, plans or reviews.

pub mod api;
pub mod decide;
mod demo;
mod escalation;
mod events;
pub mod intake;
mod kinds;
mod letters;
mod migrations;
mod pages;
pub mod records;
pub mod rules;
mod slow;

pub use records::{Contact, ContactId, Through};

use access::{
    Capability,
    capability::{LetterKind, Panel},
    door, nobody,
};

/// The front door.
pub const CAPABILITY: Capability = Capability {
    migrations: migrations::migrations,
    events: events::ALL,
    pages: pages::all,
    navigation: &[
        door(20, "Front door", "/triage", nobody::SeeTriage),
        door(30, "My contacts", "/contacts", nobody::RecordContact),
    ],
    panel: Some(Panel { place: 50, show: pages::panel }),
    late: Some(escalation::late_contacts),
    letters: &[LetterKind::of::<records::ContactNews>()],
    demo: demo::TELLINGS,
    ..Capability::named("contacts")
};
