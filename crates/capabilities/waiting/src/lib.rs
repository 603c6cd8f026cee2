//! Waiting, as one kind of thing: for a team, a lead, a service, a panel or a programme. Somebody owns every place in a
//! list, looks after it again and again, and ends it with a reason (001 s10: waiting lists; 000 s7: nobody is left
//! between two lists).
//!
//! It never decides who gets what: it shows a fair order, and keeps what was offered and answered.

mod api;
pub mod demo;
pub mod events;
pub mod kinds;
mod migrations;
mod news;
mod pages;
pub mod records;
pub mod rules;
mod settle;

pub use records::{
    Answer, Ended, For, NewOffer, NewPlace, Place, Priority, Target, WaitingId, WaitingUid, answer, begin, end,
    for_target, is_kept_here, of_family, of_source, offer,
};

use access::{
    Capability,
    capability::{Daily, Onward, Panel},
    door, nobody,
};

/// Everybody who waits.
pub const CAPABILITY: Capability = Capability {
    migrations: migrations::migrations,
    events: events::ALL,
    pages: pages::all,
    navigation: &[door(35, "Waiting", "/waiting", nobody::SeeWaiting)],
    panel: Some(Panel { place: 33, show: pages::panel }),
    onward: &[Onward { outcome: "waiting-list", text: "Put them on a waiting list", page: "waiting" }],
    settle: Some(settle::settle),
    daily: &[Daily { at: store::jobs::Daily { kind: "own-the-waiting", hour: 2 }, run: settle::daily }],
    news: news::ALL,
    demo: demo::TELLINGS,
    ..Capability::named("waiting")
};
