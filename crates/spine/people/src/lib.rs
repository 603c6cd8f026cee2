//! People and families: who they are, who belongs together, where they live, what they agreed to, what was shared
//! with whom. Everything personal is behind a permit.
//!
//! It never knows why a family is helped: contacts, episodes and plans stand above it.

pub mod agreement;
pub mod api;
pub mod demo;
pub mod details;
mod entering;
pub mod events;
pub mod history;
mod letters;
pub mod matching;
pub mod merging;
mod migrations;
mod pages;
mod protected;
pub mod records;
pub mod rules;
pub mod search;
pub mod sweep;
mod weighing;

pub use access::FamilyId;
pub use details::{Details, NewPerson};
pub use entering::enter;
pub use protected::Protected;
pub use records::{Address, Family, Member, MemberRole, Person, PersonId, PersonUid};

use access::{
    Capability,
    capability::{Daily, LetterKind, Steady},
    door, nobody,
};

/// Families and the people in them.
pub const CAPABILITY: Capability = Capability {
    migrations: migrations::migrations,
    events: events::ALL,
    pages: pages::all,
    navigation: &[
        door(80, "Find a person", "/people", nobody::SearchPeople),
        door(90, "Duplicates", "/duplicates", nobody::ReviewDuplicates),
    ],
    names: Some(records::names),
    daily: &[Daily { at: store::jobs::Daily { kind: "find-duplicates", hour: 3 }, run: sweep::daily }],
    steady: &[Steady { name: "forget searches", seconds: 3_600, run: forget_searches }],
    letters: &[LetterKind::of::<letters::RecordChanged>(), LetterKind::of::<letters::PeopleChanged>()],
    demo: demo::TELLINGS,
    ..Capability::named("people")
};

/// What somebody looked for is theirs for a day.
fn forget_searches(db: &store::Db, _: &pack::Pack) -> store::Result<()> {
    let now = db.now();
    db.connect()?.write(|conn| search::kept::forget_old(conn, now)).map(|_| ())
}
