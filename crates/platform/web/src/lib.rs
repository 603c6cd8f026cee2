//! What every page needs: layout, GOV.UK components as typed functions, forms that keep what was typed, one enum of
//! situations that becomes an error page, the front-end assets, the security headers, and the address
//! that a request came from.
//!
//! It never knows who is signed in (that is `access`) nor what a page is about.

pub mod assets;
pub mod calendar;
mod client;
mod conflict;
pub mod dates;
mod error;
mod fields;
pub mod headers;
mod layout;
mod naming;
pub mod origin;
pub mod parts;
mod sheet;
pub mod tongue;
mod unsent;

pub use client::Client;
pub use conflict::{Changed, stand, theirs, too_late};
pub use error::{Error, Problem, Refusal, Refusals, Result, wants_json};
pub use fields::Fields;
pub use layout::{Frame, House, Listing, Nav, Signed, bare_page, see_other};
pub use maud::{Markup, PreEscaped, html};
pub use naming::names_somebody;
pub use sheet::{Errors, Sheet};
pub use tongue::{said, say, tell};
