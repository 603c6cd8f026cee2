//! A proposed step up comes before everything else that a family is owed: it is talked over and sent, or dropped.

use super::{StepUp, last_of};
use crate::{kinds, rules::Stage};
use access::capability::{Course, Step};
use pack::Pack;
use store::{Conn, Result};

/// The step up that waits to be sent.
pub(crate) fn owed(conn: &mut Conn, _: &Pack, course: &Course) -> Result<Option<Step>> {
    let last = last_of(conn, course.family)?;
    let proposed = last.filter(|last: &StepUp| last.stage() == Stage::Proposed);
    Ok(proposed.map(|last| Step::Owed(kinds::STEP_UP_PROPOSED.code(), last.id.0)))
}
