//! Pure rules of the episode. Each says no by name, at the field that it is about.

mod course;
mod step_up;
mod team;
pub mod withdrawal;

pub use course::{
    CannotClose, CannotNote, CannotReopen, CannotSetLevel, CannotWrite, Closed, Closing, close, drift, reopen,
    set_level, write_note,
};
pub use step_up::{CannotStepUp, Stage, answer_step_up, propose_step_up, submit_step_up};
pub use team::{
    Answering, CannotAnswer, CannotJoin, CannotLeave, CannotOffer, Joining, Offering, accept_lead, decline_lead, join,
    leave, offer_lead,
};

use web::{Refusal, Refusals};

/// All of them at once, so that whoever is told no is told everything that is wrong.
fn told<R: Into<Refusal>>(faults: Vec<R>) -> Result<(), Refusals> {
    Refusals::check(faults.into_iter().map(Into::into).collect())
}
