//! Group programmes: what there is, when it runs and where, who has a place, who came, and what changed. The result
//! goes back to the plan for which somebody came.
//!
//! A facilitator sees their group and what each family agreed to share, never a family's record.

mod api;
mod demo;
mod entry;
pub mod events;
mod import;
pub mod keeping;
pub mod kinds;
mod migrations;
mod news;
mod owing;
mod pages;
pub mod placing;
mod queue;
pub mod records;
pub mod rules;
pub mod running;
mod subjects;

pub use placing::{Choice, Request, choices, request};
pub use records::{Enrolment, EnrolmentId, Programme, ProgrammeId, Run, RunId};

use access::{
    Capability,
    capability::{Block, Daily, Onward, Panel, WorkPage},
    door, nobody,
};

/// Group programmes.
pub const CAPABILITY: Capability = Capability {
    migrations: migrations::migrations,
    events: events::ALL,
    pages: pages::all,
    navigation: &[door(38, "Programmes", "/programmes", nobody::SeeProgrammes)],
    panel: Some(Panel { place: 35, show: pages::panel }),
    blocks: &[Block { page: WorkPage::Mine, place: 45, show: pages::my_groups }],
    onward: &[Onward { outcome: "group-programme", text: "Ask for a place in a programme", page: "programme" }],
    settle: Some(placing::settle),
    daily: &[Daily { at: store::jobs::Daily { kind: "find-facilitators", hour: 3 }, run: owing::daily }],
    news: news::ALL,
    demo_before: Some(demo::make),
    demo: demo::TELLINGS,
    ..Capability::named("programmes")
};
