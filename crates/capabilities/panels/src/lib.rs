//! Panels and the allocation forum: one register, one prioritisation (000 s7, s10 (2)). A panel is asked with a summary
//! that was written for it, decides with a reason, and answers whoever asked; its decision lands in the same contact and
//! episode as any other.
//!
//! It allocates; it never opens a family's file to its members.

mod agenda;
mod api;
mod capacity;
mod demo;
pub mod events;
pub mod kinds;
mod landing;
mod late;
mod migrations;
mod news;
mod pages;
pub mod records;
pub mod rules;

pub use landing::{Given, decide};
pub use records::{ItemId, ItemUid, MeetingId, MeetingUid, PanelId, PanelUid};

use access::{
    Capability,
    capability::{Block, Daily, Onward, Panel, Steady, WorkPage},
    door, nobody,
};

/// Panels.
pub const CAPABILITY: Capability = Capability {
    migrations: migrations::migrations,
    events: events::ALL,
    pages: pages::all,
    navigation: &[door(37, "Panels", "/panels", nobody::SeePanels)],
    panel: Some(Panel { place: 36, show: pages::family_panel }),
    blocks: &[Block { page: WorkPage::Mine, place: 15, show: pages::my_panels }],
    onward: &[Onward { outcome: "panel", text: "Send it to a panel", page: "panel" }],
    late: Some(late::late_items),
    steady: &[Steady { name: "make the panels of the pack", seconds: 3_600, run: agenda::make_panels }],
    daily: &[Daily { at: store::jobs::Daily { kind: "plan-panel-meetings", hour: 3 }, run: agenda::daily }],
    news: news::ALL,
    demo_before: Some(demo::make),
    demo_after: Some(demo::close),
    demo: demo::TELLINGS,
    ..Capability::named("panels")
};
