//! What panels ask for: what an item must say, what a decision must say, and when a meeting is over.

mod deciding;
mod meeting;
mod panel;
mod sending;

pub use deciding::{CannotDecide, Deciding, Decision, decide};
pub use meeting::{Attended, CannotClose, attend, close, not_held, plan};
pub use panel::{CannotKeep, Keeping, keep, member};
pub use sending::{CannotSend, Grounds, Sending, send};

use web::{Refusal, Refusals};

fn refuse<R: Into<Refusal>>(faults: impl IntoIterator<Item = (bool, R)>) -> Result<(), Refusals> {
    Refusals::check(faults.into_iter().filter(|(wrong, _)| *wrong).map(|(_, rule)| rule.into()).collect())
}
