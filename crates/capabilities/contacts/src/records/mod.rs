//! Contacts, the people named in them, what was asked and answered.

mod alarm;
mod answered;
mod follow_up;
mod identified;
mod information;
mod lists;
mod named;
mod news;
mod on_call;
mod queue;
mod received;
mod senders;
mod tables;

pub(crate) use alarm::{chase, untaken};
pub(crate) use identified::{OfAnother, of_other_families, unmatched};
pub(crate) use lists::helped_since;
pub(crate) use news::{ContactNews, News};
pub(crate) use on_call::{all as on_call_list, on_duty};
pub(crate) use queue::{Queue, Row, Show, Wanted, alike, queue};
pub(crate) use received::load;
pub(crate) use senders::DDL as SENDERS;
pub(crate) use tables::{ALARM, DDL, FOLLOW_UP};

pub use alarm::{Alarm, alarm_of, take, told_of};
pub use answered::{Addressee, addressee, answer, close};
pub use follow_up::{FollowUp, Followed, begin, follow, follow_ups};
pub use identified::{Identified, match_people};
pub use information::{InformationRequest, ask, inform, requests};
pub use lists::{made_by, of_family, waiting};
pub use named::{ContactPerson, Said, people};
pub use on_call::{NewOnCall, OnCall, end_on_call, list_on_call, move_up, put_on_call};
pub use received::{Contact, Network, Through, find, receive, receive_about};
pub use tables::{
    ContactId, ContactPersonId, ContactPersonUid, ContactUid, FollowUpId, FollowUpUid, OnCallId, OnCallUid, contact,
    contact_person, follow_up as follow_up_table, information_request,
};
