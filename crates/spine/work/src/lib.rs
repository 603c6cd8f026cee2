//! Who owes what by when: one table of due work that every capability feeds, the pages that show it to its owner and to
//! their manager, the escalation that nobody escapes, and what is new for somebody.
//!
//! It never knows what is owed: capabilities declare their kinds ([`tasks::Kind`]), and what is late in them beside
//! tasks.

mod absence;
pub mod colleagues;
pub mod cover;
pub mod escalation;
mod events;
mod ids;
mod letters;
pub mod lists;
mod migrations;
pub mod news;
pub mod next;
mod pages;
pub mod rules;
pub mod tasks;

pub use tasks::{Kind, NewTask, Task, TaskId, TaskUid};

use access::{
    Capability,
    capability::{Daily, LetterKind},
    door, nobody,
};

/// Due work, its pages and its escalation.
pub const CAPABILITY: Capability = Capability {
    migrations: migrations::migrations,
    events: events::ALL,
    pages: pages::all,
    navigation: &[
        door(10, "My work", "/my-work", nobody::SeeMyWork),
        door(100, "Team", "/team", nobody::SeeTeam),
        door(110, "Late work", "/late", nobody::SeeLate),
    ],
    daily: &[
        Daily { at: store::jobs::Daily { kind: "cover-for-the-absent", hour: 1 }, run: cover::daily },
        Daily { at: store::jobs::Daily { kind: "escalate-late-work", hour: 7 }, run: escalation::daily },
        Daily { at: store::jobs::Daily { kind: "tell-what-is-new", hour: 7 }, run: news::daily },
    ],
    letters: &[
        LetterKind::of::<letters::LateWork>(),
        LetterKind::of::<letters::Fresh>(),
        LetterKind::of::<letters::Digest>(),
    ],
    news: &[news::LATE, cover::COVERING],
    ..Capability::named("work")
};
