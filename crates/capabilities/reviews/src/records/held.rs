//! A review as it was held.

use super::{
    invitee::{self, InviteeId, list_invited},
    review::{ReviewId, find, review},
    schedule::owe_scheduling,
};
use crate::{
    events,
    rules::{self, Attendance, CannotReview, Holding, NextStep},
};
use access::family;
use cases::Case;
use chrono::Days;
use diesel::prelude::*;
use pack::Pack;
use plans::{
    Action, ActionId,
    records::{Progress, update_action},
};
use serde_json::json;
use store::{Tx, Uuid};
use web::{Refusal, Result};
use work::tasks;

/// What was said at a review, perhaps not yet complete.
#[derive(Debug, Clone)]
pub struct Held {
    /// Which.
    pub review: ReviewId,
    /// What has gone well.
    pub positives: String,
    /// What the children and parents say.
    pub family_view: String,
    /// What happens next.
    pub next_step: Option<NextStep>,
    /// Why.
    pub reason: String,
    /// What became of each invitation.
    pub attendance: Vec<(InviteeId, Attendance)>,
    /// How far each open action of the plan is.
    pub actions: Vec<(ActionId, Progress)>,
}

impl Held {
    fn of(&self, id: ActionId) -> Option<Progress> {
        self.actions.iter().find(|(action, _)| *action == id).map(|(_, progress)| *progress)
    }
}

/// Records a review as held, with how far each action is; the next one is due after the pack's days unless help ends.
/// `acting` is the same episode's: what is said of actions is said by someone who may say it.
///
/// # Errors
/// [`rules::CannotReview`]: all that stands against it.
pub fn hold(
    tx: &mut Tx<'_>,
    case: &Case<family::HoldReview>,
    acting: &Case<family::UpdateAction>,
    held: &Held,
    pack: &Pack,
) -> Result<NextStep> {
    let of = find(tx.conn(), &case.permit, held.review)?;
    let invited = list_invited(tx.conn(), &case.permit, of.id)?;
    let plan = plans::records::current(tx.conn(), &case.permit, case.episode.id)?;
    let actions: Vec<&Action> = plan.iter().flat_map(|whole| whole.open_actions()).collect();

    let came = |id: InviteeId| held.attendance.iter().any(|(invitee, _)| *invitee == id);
    let unaccounted: Vec<Uuid> = invited.iter().filter(|one| !came(one.id)).map(|one| one.id.0).collect();
    let unchecked = actions.iter().filter(|action| held.of(action.id).is_none());
    let unchecked: Vec<Uuid> = unchecked.map(|action| action.id.0).collect();
    let faults = rules::hold(&Holding {
        planned: of.is_planned(),
        positives: &held.positives,
        family: &held.family_view,
        unaccounted: &unaccounted,
        unchecked: &unchecked,
        next_step: held.next_step,
        reason: &held.reason,
    });
    rules::check(faults)?;
    let next_step = held.next_step.ok_or_else(|| Refusal::from(CannotReview::NoDecision))?;

    update_actions(tx, acting, &actions, held)?;
    keep(tx, held, next_step)?;
    tasks::done(tx, of.id.0, None)?;
    if next_step != NextStep::Close {
        let next = tx.now.date() + Days::new(pack.number("review-due").into());
        owe_scheduling(tx, case, "Schedule the next review", next)?;
    }

    let event = events::HELD.on(of.id.0).family(case.family()).detail(json!({"decision": next_step}));
    let title = format!("Review held: {}", next_step.label().to_lowercase());
    tx.record(event.line(title, format!("{}\n{}", held.positives, held.reason), case.signature()))?;
    Ok(next_step)
}

fn update_actions(
    tx: &mut Tx<'_>,
    acting: &Case<family::UpdateAction>,
    actions: &[&Action],
    held: &Held,
) -> Result<()> {
    for action in actions {
        let Some(progress) = held.of(action.id) else { continue };
        let note = match progress {
            // what was said of it at the review is its reason
            Progress::Dropped => format!("At the review: {}", held.reason),
            Progress::Done | Progress::Going => String::new(),
        };
        update_action(tx, acting, action.id, progress, &note)?;
    }
    Ok(())
}

fn keep(tx: &mut Tx<'_>, held: &Held, next_step: NextStep) -> Result<()> {
    let today = tx.now.date();
    diesel::update(review::table.find(held.review))
        .set((
            review::held_on.eq(Some(today)),
            review::positives.eq(&held.positives),
            review::family_view.eq(&held.family_view),
            review::decision.eq(Some(next_step)),
            review::reason.eq(&held.reason),
        ))
        .execute(tx.conn())?;
    for (id, attendance) in &held.attendance {
        invitee::attend(tx, held.review, *id, *attendance)?;
    }
    Ok(())
}
