//! The service directory: what help there is, for whom, and how to get it. Public, open data, kept true by those who
//! run the services.
//!
//! It never knows who is in a family: offers and referrals name one by its id, and are read with a permit.

pub mod body;
pub mod care;
pub mod doubles;
pub mod doubts;
pub mod events;
pub mod facets;
pub mod harvest;
mod migrations;
pub mod offers;
pub mod open_referral;
pub mod pages;
pub mod postcodes;
pub mod proposals;
pub mod records;
pub mod referrals;
pub mod rules;
pub mod search;
pub mod sheet;
pub mod suggest;

pub use migrations::migrations;
pub use pages::{ROUTES, routes};
pub use records::{Provider, ProviderId, Service, ServiceId, SourceId};
