//! What audits ask for: what a sample says, who may grade, what a grade rests on, when an audit is over. Pure.

mod allocating;
mod ending;
mod grading;
pub mod register;
pub mod sampling;

pub use allocating::{Allocating, Auditor, CannotAllocate, allocate, moderate_by, take_out};
pub use ending::{Acting, CannotEnd, Closing, act, again, close, done, give_up, publish};
pub use grading::{
    Agreeing, CannotGrade, Finishing, Marking, Viewing, Way, agree, answer_concern, concern, finish, mark, reflect,
    view,
};
pub use sampling::{CannotSample, Sampling, sample};

use web::{Refusal, Refusals};

fn refuse<R: Into<Refusal>>(faults: impl IntoIterator<Item = (bool, R)>) -> Result<(), Refusals> {
    Refusals::check(faults.into_iter().filter(|(wrong, _)| *wrong).map(|(_, rule)| rule.into()).collect())
}
