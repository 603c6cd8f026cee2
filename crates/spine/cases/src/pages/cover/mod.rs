//! `/team/cover`: who is away, until when, and who covers; `/team/cover/{id}`: all that moves, before it does and
//! while it lasts.

mod asking;
mod preview;

pub(super) use asking::{page, submit};
pub(super) use preview::{begin, end, page as preview};
