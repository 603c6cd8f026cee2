//! Audits of case files by two agencies: a theme, a sample that can be drawn again, two blind grades, moderation, what
//! follows from it, and the report to the board (001 s8, s10).
//!
//! It makes the tie through which an auditor opens a file, and nobody else does; it changes nothing in the file, and no
//! report of it names a family or a worker.

mod demo;
pub mod events;
pub mod kinds;
mod migrations;
pub mod news;
mod pages;
pub mod records;
pub mod rules;

pub use records::{ActionId, AuditId, AuditUid, ConcernId, FileId, FileUid, SeatId};

use access::{
    Capability,
    capability::{Block, WorkPage},
    door, nobody,
};

/// Audits of case files.
pub const CAPABILITY: Capability = Capability {
    migrations: migrations::migrations,
    events: events::ALL,
    pages: pages::all,
    navigation: &[
        door(86, "Audits", "/audits", nobody::SeeAudits),
        door(87, "Complaints", "/register", nobody::KeepRegister),
    ],
    blocks: &[Block { page: WorkPage::Mine, place: 20, show: pages::my_files }],
    settle: Some(records::settle),
    news: news::ALL,
    demo_after: Some(demo::make),
    ..Capability::named("quality")
};
