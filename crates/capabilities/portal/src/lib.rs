//! A place of one's own: what each person of a family sees of the help, on a telephone of their own, and what they say,
//! decide and tick there. Invited by the lead in person, opened with a code and a word that only they know.
//!
//! It never shows what belongs to somebody else of the family, and nothing of an assessment or plan that two workers have
//! not released to this person. No worker ever opens one (ADR 26).

mod demo;
pub mod events;
pub mod kinds;
mod letters;
mod migrations;
pub mod own;
mod pages;
pub mod records;
pub mod rules;

pub use own::Own;
pub use records::{Place, PlaceId, ReleaseId, SayingId};

use access::{
    Capability,
    capability::{LetterKind, Tab},
};

/// Places of their own for the people of a family.
pub const CAPABILITY: Capability = Capability {
    migrations: migrations::migrations,
    events: events::ALL,
    pages: pages::all,
    tabs: &[Tab { place: 44, text: "Own places", at: |family, _| Some(format!("/families/{family}/own-places")) }],
    letters: &[LetterKind::of::<letters::SomethingNew>()],
    demo: demo::TELLINGS,
    ..Capability::named("portal")
};
