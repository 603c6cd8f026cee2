//! The service directory: what help there is, for whom, and how to get it. Public, open data, kept true by those who
//! run the services.
//!
//! It never knows who is in a family: offers and referrals name one by its id, and are read with a permit.

pub mod body;
pub mod care;
pub mod council;
mod demo;
pub mod doubles;
pub mod doubts;
pub mod events;
pub mod facets;
pub mod harvest;
mod ids;
pub mod import;
pub mod keeping;
mod letters;
mod migrations;
pub mod offers;
pub mod open_referral;
pub mod ours;
pub mod pages;
pub mod postcodes;
pub mod proposals;
pub mod records;
pub mod referrals;
pub mod rules;
pub mod search;
mod subjects;
pub mod suggest;
mod waiting;

pub use ids::{ProviderId, ProviderUid, ServiceId, ServiceUid, SourceId};
pub use records::{Provider, Service};

use access::{
    Capability,
    capability::{Block, Daily, LetterKind, Panel, Steady, WorkPage},
    door, nobody,
};

/// The service directory.
pub const CAPABILITY: Capability = Capability {
    migrations: migrations::migrations,
    events: events::ALL,
    pages: pages::all,
    navigation: &[
        door(40, "Services", "/services", nobody::SeeMyWork),
        door(50, "Our services", "/services/ours", nobody::SeeOurServices),
        door(60, "Referrals", "/referrals", nobody::SeeOurServices),
        door(70, "Directory", "/directory", nobody::KeepDirectory),
    ],
    blocks: &[Block { page: WorkPage::Mine, place: 40, show: pages::my_directory }],
    panel: Some(Panel { place: 30, show: pages::panel }),
    daily: &[Daily { at: store::jobs::Daily { kind: "remind-services", hour: 6 }, run: care::remind_daily }],
    steady: &[Steady { name: "read feeds of services", seconds: 600, run: harvest::read_due }],
    letters: &[LetterKind::of::<letters::ServiceNews>()],
    demo_before: Some(demo::make),
    ..Capability::named("directory")
};
