//! Commissioning: what the council buys of others and what comes of it, what services with systems of their own return,
//! what is needed and nobody gives, and the analysis that follows from all three (000 s10, s11; 000r 7.3).
//!
//! It counts; it never opens a family's record, and no page of it names one.

mod api;
mod chase;
mod demo;
pub mod events;
pub mod kinds;
mod migrations;
mod news;
mod pages;
pub mod paste;
mod period;
pub mod records;
pub mod rules;
mod withheld;

pub use period::{Every, Period};
pub use records::{
    ActionId, AnalysisId, ContractId, ContractUid, DueId, ItemId, ReturnId, VoiceId, contracts, returns, voiced,
};

use access::{
    Capability,
    capability::{Block, Daily, WorkPage},
    door, nobody,
};

/// Contracts, returns, voiced needs and needs analyses.
pub const CAPABILITY: Capability = Capability {
    migrations: migrations::migrations,
    events: events::ALL,
    pages: pages::all,
    navigation: &[
        door(80, "Contracts", "/contracts", nobody::KeepContracts),
        door(82, "Returns", "/returns", nobody::SeeReturns),
        door(84, "Needs", "/needs", nobody::SeeNeeds),
    ],
    blocks: &[
        Block { page: WorkPage::Mine, place: 18, show: pages::my_returns },
        Block { page: WorkPage::Mine, place: 95, show: pages::what_is_missing },
    ],
    late: Some(chase::late_returns),
    daily: &[Daily { at: store::jobs::Daily { kind: "ask-for-returns", hour: 5 }, run: chase::daily }],
    news: news::ALL,
    demo_before: Some(demo::make),
    demo_after: Some(demo::analyse),
    ..Capability::named("commissioning")
};
