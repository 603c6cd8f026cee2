//! Pure rules of the front door. Each says no by name.

mod answering;
mod asking;
mod born;
mod conversing;
mod deciding;
mod following;
mod matching;
mod on_call;
mod own;
mod policing;
mod reaching;
mod state;

pub use answering::{CannotAnswer, CannotClose, answer, close};
pub use asking::{CannotAsk, CannotInform, ask, inform};
pub use born::{Born, CannotTell, born};
pub use conversing::{CannotNote, CannotTurn, Noting, With, cannot_note, turn};
pub use deciding::{Belongs, CannotDecide, Deciding, Level, belongs_field, cannot_decide, decide, level_field};
pub use following::{Came, CannotFollow, Follows, answers, follow, follows};
pub use matching::{CannotMatch, match_people};
pub use on_call::{CannotBeOnCall, CannotTake, Hours, minutes, on_call, take};
pub use own::{CannotSay, Saying, readable_until, say};
pub use policing::{
    CannotNotify, CannotPlanResponse, CannotRespond, Notifying, PlanningResponse, cannot_notify, cannot_plan_response,
    respond,
};
pub use reaching::{CannotReach, ReachBy, SafeReach};
pub use state::State;
