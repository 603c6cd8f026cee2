//! Contacts, the people named in them, what was asked and answered.

mod answered;
mod identified;
mod information;
mod lists;
mod named;
mod news;
mod queue;
mod received;
mod senders;
mod tables;

pub(crate) use identified::{OfAnother, of_other_families, unmatched};
pub(crate) use lists::helped_since;
pub(crate) use news::{ContactNews, News};
pub(crate) use queue::{Queue, Row, Show, Wanted, alike, queue};
pub(crate) use received::load;
pub(crate) use senders::DDL as SENDERS;
pub(crate) use tables::DDL;

pub use answered::{Addressee, addressee, answer, close};
pub use identified::{Identified, match_people};
pub use information::{InformationRequest, ask, inform, requests};
pub use lists::{made_by, of_family, waiting};
pub use named::{ContactPerson, Said, people};
pub use received::{Contact, Network, Through, find, receive};
pub use tables::{
    ContactId, ContactPersonId, ContactPersonUid, ContactUid, contact, contact_person, information_request,
};
