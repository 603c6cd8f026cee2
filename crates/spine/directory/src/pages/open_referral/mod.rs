//! `/open-referral/v3/`: the directory as open data (Open Referral UK, HSDS-UK 3.0). Anyone may read it, from any site.

mod answer;
mod document;
mod filter;
mod paging;
mod services;
mod terms;

pub(super) use answer::{LICENCE, preflight};
pub(super) use document::{openapi, root};
pub(super) use services::{at_location, at_locations, removed, service, services};
pub(super) use terms::{taxonomies, taxonomy, term, terms};
