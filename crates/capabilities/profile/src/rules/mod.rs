//! What the area profile and equality ask for, and say no to by name.

pub mod area;
pub mod equality;

use web::{Refusal, Refusals};

fn refuse<R: Into<Refusal>>(faults: impl IntoIterator<Item = (bool, R)>) -> Result<(), Refusals> {
    Refusals::check(faults.into_iter().filter(|(wrong, _)| *wrong).map(|(_, rule)| rule.into()).collect())
}
