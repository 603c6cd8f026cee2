//! A review as it was held.

use super::{
    invitee::{self, InviteeId, keep_late, list_invited},
    looks::{self, OutcomeLook, Voice},
    review::{Review, ReviewId, find, review},
    schedule::{counted_from, owe_scheduling},
};
use crate::{
    events,
    rules::{self, Attendance, CannotReview, Child, Holding, Leading, NextStep},
};
use access::{AccountId, family};
use cases::{Case, team};
use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use pack::Pack;
use people::{Member, MemberRole, PersonId};
use plans::{
    Action, ActionId, Outcome, OutcomeId,
    records::{Progress, Whole, update_action},
};
use serde_json::json;
use store::{Tx, Uuid};
use web::{Error, Refusal, Refusals, Result};
use work::tasks;

/// What was heard of a child at a review.
#[derive(Debug, Clone, Default)]
pub struct Heard {
    /// What the child says.
    pub said: String,
    /// Why the child was not heard.
    pub unheard_why: String,
    /// From 0 to 10, as the worker sees it.
    pub scale_worker: Option<i64>,
    /// From 0 to 10, as the child or parent sees it.
    pub scale_own: Option<i64>,
}

/// Who leads from now on, as it is agreed where there is no plan yet.
#[derive(Debug, Clone, Default)]
pub struct Lead {
    /// Who.
    pub to: Option<AccountId>,
    /// Whether the family agrees.
    pub agreed: Option<bool>,
    /// Why not, or what was said about it.
    pub why: String,
}

/// What was said at a review, perhaps not yet complete.
#[derive(Debug, Clone)]
pub struct Held {
    /// Which.
    pub review: ReviewId,
    /// On which day.
    pub on: Option<NaiveDate>,
    /// What has gone well.
    pub positives: String,
    /// What has changed.
    pub changed: String,
    /// What still needs support.
    pub support: String,
    /// What the parents and carers say.
    pub family_view: String,
    /// What happens next.
    pub next_step: Option<NextStep>,
    /// Why.
    pub reason: String,
    /// What became of each invitation.
    pub attendance: Vec<(InviteeId, Attendance)>,
    /// How far each outcome without a result is, a word of the pack's `outcome-progress`.
    pub outcomes: Vec<(OutcomeId, String)>,
    /// How far each open action of the plan is.
    pub actions: Vec<(ActionId, Progress)>,
    /// What was heard of each child.
    pub children: Vec<(PersonId, Heard)>,
    /// Who leads, where there is no plan yet.
    pub lead: Lead,
}

impl Held {
    /// Of this review nothing is said yet.
    pub fn nothing_of(review: ReviewId) -> Self {
        Self {
            review,
            on: None,
            positives: String::new(),
            changed: String::new(),
            support: String::new(),
            family_view: String::new(),
            next_step: None,
            reason: String::new(),
            attendance: vec![],
            outcomes: vec![],
            actions: vec![],
            children: vec![],
            lead: Lead::default(),
        }
    }

    fn of(&self, id: ActionId) -> Option<Progress> {
        self.actions.iter().find(|(action, _)| *action == id).map(|(_, progress)| *progress)
    }

    fn heard(&self, id: PersonId) -> Heard {
        self.children.iter().find(|(child, _)| *child == id).map(|(_, heard)| heard.clone()).unwrap_or_default()
    }
}

/// Whoever chairs a review, with what they may do at it: hold it, say how far actions are, and, where it agrees who
/// leads, hand over. All of one episode.
#[derive(Debug, Clone, Copy)]
pub struct Chair<'a> {
    /// To hold it.
    pub case: &'a Case<family::HoldReview>,
    /// To say how far actions are.
    pub acting: &'a Case<family::UpdateAction>,
    /// To offer the lead to somebody else.
    pub handing: Option<&'a Case<family::HandOver>>,
}

/// Every child that can be heard: of every age, but born.
pub(crate) fn children(members: &[Member]) -> impl Iterator<Item = &Member> {
    members.iter().filter(|member| member.role == MemberRole::Child && !member.withheld)
}

/// The plan that a review looks at: one that runs and that the family agreed. Without one, the review makes it.
pub(crate) fn looked_at(plan: Option<Whole>) -> Option<Whole> {
    plan.filter(|whole| whole.plan.is_running() && whole.plan.agreed_at.is_some())
}

/// Outcomes of which nothing final has been said.
pub(crate) fn open_outcomes(plan: &Whole) -> impl Iterator<Item = &Outcome> {
    plan.outcomes.iter().filter(|outcome| outcome.result.is_none())
}

/// Records a review as held, with how far each outcome and action is; the next one is due after the pack's days unless
/// help ends. Where there is no plan yet, whoever is agreed to lead is asked to.
///
/// # Errors
/// [`rules::CannotReview`]: all that stands against it; [`cases::rules::CannotOffer`].
pub fn hold(tx: &mut Tx<'_>, chair: &Chair<'_>, held: &Held, pack: &Pack) -> Result<NextStep> {
    let Chair { case, acting, .. } = *chair;
    let of = find(tx.conn(), &case.permit, held.review)?;
    let invited = list_invited(tx.conn(), &case.permit, &of)?;
    let plan = looked_at(plans::records::current(tx.conn(), &case.permit, case.episode.id)?);
    let actions: Vec<&Action> = plan.iter().flat_map(|whole| whole.open_actions()).collect();
    let members = people::records::members(tx.conn(), &case.permit)?;
    let children: Vec<(PersonId, String, Heard)> = children(&members)
        .map(|child| (child.person.id, child.person.given_name.clone(), held.heard(child.person.id)))
        .collect();

    let came = |id: InviteeId| held.attendance.iter().any(|(invitee, _)| *invitee == id);
    let unaccounted: Vec<Uuid> = invited.iter().filter(|one| !came(one.id)).map(|one| one.id.0).collect();
    let looked = |id: OutcomeId| held.outcomes.iter().any(|(outcome, _)| *outcome == id);
    let open = plan.iter().flat_map(open_outcomes).map(|outcome| outcome.id);
    let unlooked: Vec<Uuid> = open.filter(|id| !looked(*id)).map(|id| id.0).collect();
    let unchecked = actions.iter().filter(|action| held.of(action.id).is_none());
    let unchecked: Vec<Uuid> = unchecked.map(|action| action.id.0).collect();
    let lead = &held.lead;
    let leading = plan.is_none().then(|| Leading { chosen: lead.to.is_some(), agreed: lead.agreed, why: &lead.why });
    let faults = rules::hold(&Holding {
        planned: of.is_planned(),
        held_on: held.on,
        today: tx.now.date(),
        since: counted_from(tx.conn(), &case.permit, case.episode.id)?,
        positives: &held.positives,
        changed: &held.changed,
        support: &held.support,
        family: &held.family_view,
        unaccounted: &unaccounted,
        unlooked: &unlooked,
        unchecked: &unchecked,
        children: &children.iter().map(|(id, name, heard)| as_asked(*id, name, heard)).collect::<Vec<_>>(),
        leading,
        next_step: held.next_step,
        reason: &held.reason,
    });
    rules::check(faults)?;
    let next_step = held.next_step.ok_or_else(|| Refusal::from(CannotReview::NoDecision))?;
    let on = held.on.ok_or_else(|| Refusal::from(CannotReview::NoHeldDay))?;

    keep_late(tx, case.family(), &invited)?;
    update_actions(tx, acting, &actions, held)?;
    keep(tx, held, on, next_step)?;
    let voices: Vec<Voice> = children.into_iter().map(|(id, _, heard)| voice(of.id, id, heard)).collect();
    let looks = held.outcomes.iter().filter(|_| plan.is_some());
    let looks: Vec<OutcomeLook> = looks.map(|(id, progress)| look(of.id, *id, progress)).collect();
    looks::keep(tx, &looks, &voices)?;
    tasks::done(tx, of.id.0, None)?;
    if plan.is_none() {
        agree_lead(tx, chair, &of, lead)?;
    }
    if next_step != NextStep::Close {
        let next = (on + Days::new(pack.number("review-due").into())).max(tx.now.date());
        owe_scheduling(tx, case, "Schedule the next review", next)?;
    }

    let detail = json!({"decision": next_step, "held_on": on});
    let event = events::HELD.on(of.id.0).family(case.family()).detail(detail);
    let title = format!("Review held: {}", next_step.label().to_lowercase());
    tx.record(event.line(title, format!("{}\n{}", held.positives, held.reason), case.signature()))?;
    Ok(next_step)
}

fn as_asked<'a>(id: PersonId, name: &'a str, heard: &'a Heard) -> Child<'a> {
    let Heard { said, unheard_why, scale_worker, scale_own } = heard;
    Child { id: id.0, name, said, unheard_why, scales: [*scale_worker, *scale_own] }
}

fn voice(review_id: ReviewId, person_id: PersonId, heard: Heard) -> Voice {
    let Heard { said, unheard_why, scale_worker, scale_own } = heard;
    Voice { review_id, person_id, said, unheard_why, scale_worker, scale_own }
}

fn look(review_id: ReviewId, outcome_id: OutcomeId, progress: &str) -> OutcomeLook {
    OutcomeLook { review_id, outcome_id, progress: progress.to_owned() }
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

fn keep(tx: &mut Tx<'_>, held: &Held, on: NaiveDate, next_step: NextStep) -> Result<()> {
    diesel::update(review::table.find(held.review))
        .set((
            review::held_on.eq(Some(on)),
            review::positives.eq(&held.positives),
            review::changed.eq(&held.changed),
            review::support.eq(&held.support),
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

/// Keeps who was agreed to lead; somebody else than now is offered the lead, and whoever leads holds until then.
fn agree_lead(tx: &mut Tx<'_>, chair: &Chair<'_>, of: &Review, lead: &Lead) -> Result<()> {
    diesel::update(review::table.find(of.id))
        .set((review::lead_id.eq(lead.to), review::lead_agreed.eq(lead.agreed), review::lead_why.eq(&lead.why)))
        .execute(tx.conn())?;

    let now = chair.case.episode.lead_id;
    let Some(to) = lead.to.filter(|to| Some(*to) != now && lead.agreed == Some(true)) else { return Ok(()) };
    let handing = chair.handing.ok_or_else(|| Error::Fault("a lead is agreed without a permit to hand over".into()))?;
    let waiting = team::waiting_offer(tx.conn(), &handing.permit, of.episode_id)?;
    if waiting.is_some_and(|offer| offer.to_id == to) {
        return Ok(());
    }
    let why = if lead.why.is_empty() { "Agreed with the family at the review." } else { &lead.why };
    match team::offer_lead(tx, handing, to, why) {
        Err(Error::Refused(refusals)) => Err(at_the_lead(refusals).into()),
        other => other.map(|_| ()),
    }
}

fn at_the_lead(refusals: Refusals) -> Refusals {
    refusals.into_iter().map(|refusal| refusal.at("lead")).collect()
}
