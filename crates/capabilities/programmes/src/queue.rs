//! The waiting list, as far as a place in a programme needs it: the only room of this crate that knows how one waits.

use crate::{
    placing::{Answer, Request},
    records::{Enrolment, Programme, Run},
};
use access::{AccountId, Actor};
use chrono::NaiveDate;
use pack::Pack;
use store::{AnyId, Tx};
use web::Result;

store::coded! {
    /// How soon somebody needs it.
    pub enum Priority {
        /// At once.
        Urgent = "urgent",
        /// Soon.
        Soon = "soon",
        /// As others do.
        Routine = "routine",
    }
}

/// How soon somebody needs a place, and who looks after them until they have one.
#[derive(Debug, Clone)]
pub(crate) struct Urgency {
    priority: Priority,
    why: String,
    needs: Vec<String>,
    level: String,
    owner: AccountId,
}

impl Urgency {
    /// As it was asked for.
    pub(crate) fn of(new: &Request) -> Self {
        let Request { priority, why, needs, level, owner, .. } = new.clone();
        Self { priority, why, needs, level, owner }
    }
}

/// Somebody waits from now on; as what they wait.
pub(crate) fn begin(
    _: &mut Tx<'_>,
    _: &Pack,
    _: &Actor,
    _: &Programme,
    _: &Enrolment,
    _: &Urgency,
) -> Result<AnyId> {
    Ok(AnyId(store::ids::next()))
}

/// A place was offered, to be answered by this day.
pub(crate) fn offer(_: &mut Tx<'_>, _: &Pack, _: &Actor, _: &Enrolment, _: (&Run, NaiveDate)) -> Result<()> {
    Ok(())
}

/// It was answered, or was not.
pub(crate) fn answer(_: &mut Tx<'_>, _: &Pack, _: &Actor, _: &Enrolment, _: Answer, _: &str) -> Result<()> {
    Ok(())
}

/// They wait again.
pub(crate) fn again(
    _: &mut Tx<'_>,
    _: &Pack,
    _: &Actor,
    _: &Programme,
    _: &Enrolment,
    _: &mut Enrolment,
) -> Result<()> {
    Ok(())
}

/// They wait no longer.
pub(crate) fn end(_: &mut Tx<'_>, _: &Actor, _: &Enrolment, _: &str) -> Result<()> {
    Ok(())
}
