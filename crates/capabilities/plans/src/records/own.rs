//! What somebody of the family does for the plan themself, and says in a place of their own that it is done.

use super::{
    action::{Action, ActionId, action},
    plan::{Plan, plan},
};
use crate::{events, news, rules::CannotPlan};
use access::{Permit, Themself, guard, own_place};
use diesel::prelude::*;
use people::PersonId;
use serde_json::json;
use store::{Tx, each};
use web::{Refusal, Result};
use work::news::News;

/// Whether an action is this person's, by the name under which it was written into the plan: nobody of the family has an
/// account.
pub fn is_of(action: &Action, name: &str) -> bool {
    let fold = |text: &str| people::rules::fold(text);
    action.owner_id.is_none() && !name.trim().is_empty() && fold(&action.owner_name) == fold(name)
}

/// Somebody ticks their own action, or takes that back; with what they say of it.
///
/// # Errors
/// [`CannotPlan::Ended`] where the plan runs no longer; [`web::Error::NotFound`] where it is not theirs, or not of their
/// family.
pub fn tick_own<S: Themself>(
    tx: &mut Tx<'_>,
    permit: &Permit<S, own_place::Tick>,
    id: ActionId,
    (done, note): (bool, &str),
) -> Result<()> {
    let (family, person) = (permit.subject().family(), PersonId(permit.subject().person()));
    let of: Action = each!(tx.conn(), c => action::table.find(id).select(Action::as_select()).first(c))?;
    let in_plan: Plan = each!(tx.conn(), c => plan::table.find(of.plan_id).select(Plan::as_select()).first(c))?;
    let members = people::records::members_of(tx.conn(), family)?;
    let me = members.iter().find(|member| member.person.id == person).ok_or(web::Error::NotFound)?;
    let name = me.person.name();
    if in_plan.family_id != family || of.dropped_at.is_some() || !is_of(&of, &name) {
        return Err(web::Error::NotFound);
    }
    if !in_plan.is_running() {
        return Err(Refusal::from(CannotPlan::Ended).into());
    }

    let (now, progress) = (tx.now, of.progress_with(note));
    let set = (action::done_at.eq(done.then_some(now)), action::progress.eq(progress));
    each!(tx.conn(), c => diesel::update(action::table.find(of.id)).set(set).execute(c))?;
    if let Some(lead) = guard::lead_of(tx.conn(), family)?.filter(|_| done) {
        let title: String = format!("Done: {}", of.text).chars().take(90).collect();
        work::news::tell(tx, lead, &News::new(news::ACTION_DONE, title, format!("/actions/{id}")).about(family))?;
    }
    let detail = json!({"progress": if done { "done" } else { "going-on" }, "own": true});
    let event = events::ACTION_UPDATED.on(of.id.0).family(family).detail(detail);
    tx.record(if done { event.line(format!("Done: {}", of.text), note, name) } else { event })?;
    Ok(())
}
