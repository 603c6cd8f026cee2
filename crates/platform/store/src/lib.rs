//! The data layer: one way to read, one way to change, on SQLite and PostgreSQL alike.
//!
//! * [`Db::read`] runs all of a request's queries in one hop and one snapshot.
//! * [`Db::change`] runs one transaction with its events: without an event there is no commit.
//! * [`log`] keeps who changed and who saw what, sealed into a hash chain.
//! * [`jobs`] keeps work to do later, asked for inside the change that needs it.
//!
//! It never knows a person, a family or a rule of practice.

pub mod backup;
pub mod clock;
mod connection;
mod db;
pub mod dialect;
pub mod drafts;
mod error;
mod gate;
pub mod ids;
pub mod jobs;
pub mod keys;
pub mod log;
pub mod migrate;
pub mod origin;
pub mod private;
mod queue;
pub mod seal;
pub mod text;
pub mod types;
pub mod vault;

pub use clock::Clock;
pub use connection::{Conn, Options, Url};
pub use db::{Db, Load, Tx};
pub use error::{Error, Result, Situation};
pub use gate::Turn;
pub use log::Author;
pub use migrate::Migration;
pub use queue::Lane;
pub use types::{AnyId, Instant, Json, Uid};
pub use uuid::Uuid;
pub use vault::Vault;

// diesel's derive makes these beside `Conn`; the id macros of other crates name them here
pub use connection::{MultiBackend, MultiRawValue};

strict_id!(
    /// An account; declared here because every event names one.
    AccountId,
    AccountUid
);
strict_id!(
    /// An organisation; declared here because every event names one.
    OrganisationId,
    OrganisationUid
);
strict_id!(
    /// A family; declared here because every event may belong to one.
    FamilyId,
    FamilyUid
);

strict_id!(
    /// An episode of help; declared here because what is owed belongs to one.
    EpisodeId,
    EpisodeUid
);

/// The tables of this crate.
pub fn migrations() -> Vec<Migration> {
    vec![
        Migration::new("store", "0001-log", log::DDL),
        Migration::new("store", "0002-seal", seal::DDL),
        Migration::new("store", "0003-jobs", jobs::DDL),
        Migration::new("store", "0004-keys", keys::DDL),
        Migration::new("store", "0005-drafts", drafts::DDL),
        Migration::new("store", "0006-origin", origin::DDL),
        Migration::new("store", "0007-shown", log::SHOWN),
        Migration::new("store", "0008-clock", clock::DDL),
        Migration::new("store", "0009-lines", log::LINES),
    ]
}
