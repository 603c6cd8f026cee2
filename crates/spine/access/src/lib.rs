//! Who may do what: organisations, teams, accounts, sign-in, the policy, and the permit without which no query on a
//! person's data compiles.
//!
//! It never knows what a family's record holds; it knows families only as ids with the facts that decide access.

pub mod accounts;
mod actor;
pub mod events;
pub mod guard;
mod migrations;
pub mod pages;
mod password;
mod permit;
pub mod policy;
pub mod sessions;
mod shared;
mod visit;

pub use accounts::TeamId;
pub use actor::{Actor, Role};
pub use migrations::migrations;
pub use pages::routes;
pub use permit::{Anyone, Permit, Subject};
pub use policy::{Action, Because, ContactFacts, Decision, Facts, FamilyFacts, ReferralFacts, ServiceFacts, decide};
pub use shared::{App, Door, Shared, door};
pub use store::{AccountId, AccountUid, FamilyId, FamilyUid, OrganisationId, OrganisationUid};
pub use visit::{Change, Context, Inside, View, Visit};

/// Routes with the state that every handler shares.
pub type Routes = axum::Router<App>;
