//! Pure rules of the front door. Each says no by name.

mod answering;
mod asking;
mod deciding;
mod matching;
mod state;

pub use answering::{CannotAnswer, CannotClose, answer, close};
pub use asking::{CannotAsk, CannotInform, ask, inform};
pub use deciding::{Belongs, CannotDecide, Deciding, belongs_field, cannot_decide, decide, opens_episode};
pub use matching::{CannotMatch, match_people};
pub use state::State;
