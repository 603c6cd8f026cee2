//! The profile of the area, and equality beside it: what is known of those who live here, with year, comparator and
//! source; who is reached of them; and what a change would do to whom (001 s2, 000 App A, 003, 000d).
//!
//! It opens no record. Of families it shows what is published, and what it counts by characteristic is withheld where it
//! is small before anybody sees it.

mod daily;
mod demo;
pub mod events;
pub mod indicators;
pub mod kinds;
mod migrations;
mod news;
mod pages;
pub mod paste;
pub mod records;
pub mod rules;

pub use records::{ActionId, AssessmentId, ImportId, MonitoringId};

use access::{Capability, capability::Daily, door, nobody};

/// The area profile and equality.
pub const CAPABILITY: Capability = Capability {
    migrations: migrations::migrations,
    events: events::ALL,
    pages: pages::all,
    navigation: &[
        door(61, "Area", "/area", nobody::SeeProfile),
        door(62, "Equality", "/equality", nobody::SeeEquality),
    ],
    daily: &[Daily { at: store::jobs::Daily { kind: "ask-for-indicators", hour: 5 }, run: daily::daily }],
    news: news::ALL,
    demo_after: Some(demo::tell),
    ..Capability::named("profile")
};
