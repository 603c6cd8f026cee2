//! Pure rules of the episode. Each says no by name, at the field that it is about.

mod course;
mod footing;
mod notes;
mod step_down;
mod step_up;
mod team;
pub mod withdrawal;

pub use course::{
    CannotClose, CannotReopen, CannotSetLevel, CannotWrite, Closed, Closing, IN_ERROR, close, drift, reopen, set_level,
};
pub use footing::Footing;
pub use notes::{CannotNote, Noting, SUPERVISION, is_meeting, strike_note, write_note};
pub use step_down::{
    CannotStepDown, Down, OfferingDown, choose_step_down_team, close_step_down, give_step_down_back,
    name_step_down_lead, offer_step_down, take_step_down_on,
};
pub use step_up::{
    CannotStepUp, Conversation, LeadThen, Said, Stage, TalkedAs, answer_step_up, drop_step_up, propose_step_up,
    submit_step_up,
};
pub use team::{
    Answering, CannotAnswer, CannotJoin, CannotLeave, CannotName, CannotOffer, Joining, Offering, accept_lead,
    decline_lead, join, leave, name_helper, offer_lead,
};

use web::{Refusal, Refusals};

/// All of them at once, so that whoever is told no is told everything that is wrong.
fn told<R: Into<Refusal>>(faults: Vec<R>) -> Result<(), Refusals> {
    Refusals::check(faults.into_iter().map(Into::into).collect())
}
