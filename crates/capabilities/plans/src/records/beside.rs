//! What something beside the plan does for an outcome, as an action of it: a group programme that the family goes to.
//!
//! These take no permit: the capability whose place it is calls them as part of its own command, under the permit of
//! that. A plan that has ended takes nothing more; then nothing is kept here.

use super::{
    action::{Action, ActionId, Progress, action},
    outcome::{Outcome, OutcomeId, outcome},
    plan::plan,
};
use crate::events;
use access::FamilyId;
use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::json;
use store::{Conn, Instant, Tx, each};
use web::Result;

/// The family of an outcome whose plan still runs.
fn running(conn: &mut Conn, of: OutcomeId) -> store::Result<Option<(Outcome, FamilyId)>> {
    let found: Option<Outcome> = outcome::table.find(of).select(Outcome::as_select()).first(conn).optional()?;
    let Some(found) = found else { return Ok(None) };
    let (family, ended): (FamilyId, Option<Instant>) =
        plan::table.find(found.plan_id).select((plan::family_id, plan::ended_at)).first(conn)?;
    Ok(ended.is_none().then_some((found, family)))
}

/// Adds an action that somebody without part in the plan does, for an outcome of this family whose plan still runs.
pub fn add_beside(
    tx: &mut Tx<'_>,
    family: FamilyId,
    of: OutcomeId,
    (text, who): (&str, &str),
    due_on: NaiveDate,
) -> Result<Option<ActionId>> {
    let Some((found, _)) = running(tx.conn(), of)?.filter(|(_, theirs)| *theirs == family) else { return Ok(None) };
    let row = Action {
        id: ActionId::new(),
        outcome_id: found.id,
        plan_id: found.plan_id,
        text: text.to_owned(),
        owner_id: None,
        owner_name: who.to_owned(),
        due_on,
        done_at: None,
        dropped_at: None,
        progress: String::new(),
    };
    each!(tx.conn(), c => diesel::insert_into(action::table).values(&row).execute(c))?;
    tx.record(events::ACTION.on(row.id.0).family(family).detail(json!({"owner": null, "beside": true})))?;
    Ok(Some(row.id))
}

/// Says how far such an action is, and what came of it: it stands in the plan and before its review.
pub fn say_beside(tx: &mut Tx<'_>, id: ActionId, progress: Progress, note: &str, by: &str) -> Result<()> {
    let found: Action = action::table.find(id).select(Action::as_select()).first(tx.conn())?;
    let Some((_, family)) = running(tx.conn(), found.outcome_id)? else { return Ok(()) };

    let now = tx.now;
    let said = found.progress_with(note);
    let set = (
        action::done_at.eq((progress == Progress::Done).then_some(now)),
        action::dropped_at.eq((progress == Progress::Dropped).then_some(now)),
        action::progress.eq(said),
    );
    diesel::update(action::table.find(id)).set(set).execute(tx.conn())?;
    let event = events::ACTION_UPDATED.on(id.0).family(family).detail(json!({"progress": progress, "beside": true}));
    let event = if progress == Progress::Done {
        event.line(format!("Done: {}", found.text), note, by.to_owned())
    } else {
        event
    };
    tx.record(event)?;
    Ok(())
}
