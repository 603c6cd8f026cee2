//! Training across the partnership: courses, their sessions and trainers, who has a place, who came, certificates and
//! when they run out, and what people say it changed (001 s8).
//!
//! It reminds and never locks: nobody is kept from a family because a course is missing. It holds nothing about a
//! family.

mod booking;
mod daily;
mod demo;
pub mod events;
pub mod keeping;
pub mod kinds;
mod letters;
mod migrations;
mod news;
mod pages;
mod places;
pub mod records;
pub mod rules;
pub mod running;
mod subjects;

pub use booking::{Whom, answer, book, withdraw};
pub use records::{BookingId, CertificateId, CourseId, SessionId};

use access::{
    Capability,
    capability::{Block, Daily, LetterKind, WorkPage},
    door, nobody,
};

/// Training.
pub const CAPABILITY: Capability = Capability {
    migrations: migrations::migrations,
    events: events::ALL,
    pages: pages::all,
    navigation: &[door(86, "Training", "/training", nobody::BookTraining)],
    blocks: &[Block { page: WorkPage::Mine, place: 60, show: pages::my_training }],
    daily: &[Daily { at: store::jobs::Daily { kind: "look-after-training", hour: 4 }, run: daily::daily }],
    letters: &[LetterKind::of::<letters::Note>()],
    news: news::ALL,
    demo_before: Some(demo::make),
    ..Capability::named("training")
};
