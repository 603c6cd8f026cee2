//! The one front door: a concern is brought, decided with a reason, and answered to whoever brought it. Every one.
//!
//! It opens episodes and never touches one again; it does not know assessments, plans or reviews.

mod alarm;
pub mod api;
pub mod decide;
mod demo;
mod escalation;
mod events;
pub mod history;
pub mod intake;
mod kinds;
mod letters;
mod migrations;
mod news;
mod pages;
pub mod records;
pub mod rules;
mod slow;

pub use records::{Contact, ContactId, Through};

use access::{
    Capability,
    capability::{LetterKind, Panel, Steady},
    door, nobody,
};

/// Whether nobody at all is on call, at no hour.
///
/// # Errors
/// The engine's own word.
pub fn nobody_is_on_call(conn: &mut store::Conn) -> store::Result<bool> {
    Ok(records::on_call_list(conn)?.is_empty())
}

/// The front door.
pub const CAPABILITY: Capability = Capability {
    migrations: migrations::migrations,
    events: events::ALL,
    pages: pages::all,
    navigation: &[
        door(20, "Front door", "/triage", nobody::SeeTriage),
        door(25, "Find a contact", "/contact-search", nobody::FindContacts),
        door(27, "On call", "/on-call", nobody::SeeOnCall),
        door(30, "My contacts", "/contacts", nobody::RecordContact),
    ],
    panel: Some(Panel { place: 50, show: pages::panel }),
    late: Some(escalation::late_contacts),
    steady: &[
        Steady { name: "tell of children in danger", seconds: 20, run: alarm::chase },
        Steady { name: "end codes of answers", seconds: 3_600, run: records::forget_codes },
        Steady { name: "throw away drafts of families", seconds: 3_600, run: records::forget_drafts },
        Steady { name: "make contacts findable", seconds: 3_600, run: records::fill_words },
    ],
    banner: Some(alarm::banner),
    leaving: pages::LEAVING,
    letters: &[
        LetterKind::of::<records::ContactNews>(),
        LetterKind::of::<letters::Danger>(),
        LetterKind::of::<records::DraftLink>(),
    ],
    demo: demo::TELLINGS,
    news: news::ALL,
    ..Capability::named("contacts")
};
