//! The board's room: who sits on a board, its meetings from the agenda to a chased action, its priorities, risks,
//! linked
//! plans, strategies, scrutiny and self-assessments (001 s5, s8, s9; 002; 003 s6).
//!
//! It shows published figures and papers; nobody of a family is ever named here.

mod chase;
mod demo;
pub mod events;
pub mod kinds;
mod migrations;
mod news;
mod pages;
pub mod records;
pub mod rules;

pub use records::{
    ActionId, BoardId, ItemId, LinkedId, MeetingId, PaperId, PriorityId, QuestionId, RiskId, ScrutinyId, SeatId,
    SelfId, StrategyId,
};

use access::{
    Capability,
    capability::{Block, Daily, WorkPage},
    door, nobody,
};

/// Boards.
pub const CAPABILITY: Capability = Capability {
    migrations: migrations::migrations,
    events: events::ALL,
    pages: pages::all,
    navigation: &[door(86, "Boards", "/boards", nobody::SeeBoards)],
    blocks: &[
        Block { page: WorkPage::Mine, place: 16, show: pages::my_boards },
        Block { page: WorkPage::Mine, place: 99, show: pages::our_vision },
    ],
    late: Some(chase::late_boards),
    daily: &[Daily { at: store::jobs::Daily { kind: "keep-boards", hour: 4 }, run: chase::daily }],
    news: news::ALL,
    demo_after: Some(demo::tell),
    ..Capability::named("governance")
};
