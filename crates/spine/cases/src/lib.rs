//! The episode: one period of early help for a family. Who leads, who helps, what was noted, how it ends; the family's
//! page.
//!
//! It never knows what an assessment, a plan or a review says: capabilities show themselves on the family page.

pub mod allocating;
pub mod api;
pub mod areas;
mod case;
pub mod cover;
pub mod demo;
pub mod demo_places;
mod episodes;
pub mod events;
pub mod history;
pub mod kinds;
mod letters;
mod migrations;
pub mod news;
mod next;
pub mod pages;
pub mod records;
pub mod rules;
pub mod step_down;
pub mod step_up;
pub mod taking_on;
pub mod team;
pub mod withdrawal;

pub use access::{EpisodeId, EpisodeUid};
pub use case::{Case, open_case};
pub use episodes::Episode;

use access::{
    Capability,
    capability::{Block, Daily, LetterKind, Tab, WorkPage},
    door, nobody,
};

/// Episodes and the family's page.
pub const CAPABILITY: Capability = Capability {
    migrations: migrations::migrations,
    events: events::ALL,
    pages: pages::all,
    navigation: &[
        door(12, "Step ups", "/step-ups", nobody::SeeStepUps),
        door(40, "Step downs", "/step-downs", nobody::SeeStepDowns),
        door(100, "Restrictions", "/restrictions", nobody::FindGoverned),
    ],
    blocks: &[
        Block { page: WorkPage::Mine, place: 5, show: pages::blocks::step_ups },
        Block { page: WorkPage::Mine, place: 60, show: pages::blocks::families_i_lead },
        Block { page: WorkPage::Team, place: 10, show: pages::blocks::without_lead },
        Block { page: WorkPage::Team, place: 90, show: pages::blocks::workers },
    ],
    tabs: &[
        Tab { place: 10, text: "Overview", at: |family, _| Some(pages::header::href(family)) },
        Tab { place: 45, text: "Notes", at: |family, _| Some(format!("{}/notes", pages::header::href(family))) },
        Tab { place: 50, text: "Story", at: |family, _| Some(format!("{}/chronology", pages::header::href(family))) },
    ],
    next: next::ROAD,
    settle: Some(next::settle),
    daily: &[Daily { at: store::jobs::Daily { kind: "see-what-is-next", hour: 6 }, run: next::settle_all }],
    late: Some(step_up::late_step_ups),
    news: news::ALL,
    sealed: Some(records::first_changed),
    letters: &[LetterKind::of::<letters::StepNews>()],
    demo: demo::TELLINGS,
    demo_after: Some(demo_places::place),
    ..Capability::named("cases")
};
