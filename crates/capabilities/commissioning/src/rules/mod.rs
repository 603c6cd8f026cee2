//! What commissioning asks for, and says no to by name.

pub mod contracts;
pub mod needs;
pub mod returns;

use web::{Refusal, Refusals};

fn refuse<R: Into<Refusal>>(faults: impl IntoIterator<Item = (bool, R)>) -> Result<(), Refusals> {
    Refusals::check(faults.into_iter().filter(|(wrong, _)| *wrong).map(|(_, rule)| rule.into()).collect())
}
