//! What moves a step down: social care offers, a team is chosen, its manager names a lead, the lead accepts, and only
//! then social care closes (practice 3; 000 s5: a clear decision, not a matter of course).

use crate::{
    Case, Episode, EpisodeId, episodes, events, kinds,
    letters::{self, News},
    records::{self, Need, Opening},
    rules::{self, CannotStepDown, Footing, OfferingDown},
    step_down::{self, StepDown, StepDownId, last_of, load, owe_lead},
    step_up::{self, StepUp},
    team,
};
use access::{AccountId, Actor, FamilyId, Nobody, Permit, Role, TeamId, accounts, family, guard, nobody};
use chrono::NaiveDate;
use diesel::prelude::*;
use people::PersonId;
use serde_json::json;
use store::{AnyId, Json, Tx};
use web::Result;
use work::{NewTask, tasks};

/// The level of a child whom early help supports (practice 3).
const LEVEL_TWO: &str = "2";

/// What social care offers.
#[derive(Debug, Clone)]
pub struct NewStepDown {
    /// The reference of the family, as it is read out.
    pub family: String,
    /// How to reach whoever offers.
    pub reach: String,
    /// Why early help is the most appropriate now.
    pub why: String,
    /// Which children, by name and age.
    pub children: String,
    /// Codes of the pack's needs.
    pub needs: Vec<String>,
    /// What was done.
    pub done: String,
    /// What is still needed.
    pub needed: String,
    /// Whether the family agrees to early help; nothing where they were not asked.
    pub agreed: Option<bool>,
    /// What they say of it.
    pub words: String,
    /// The team that should take it on, if social care knows; else the front door chooses.
    pub team: Option<TeamId>,
    /// When a lead is due to be named.
    pub due_on: NaiveDate,
    /// Days in which social care closes once a lead has accepted.
    pub close_within: u32,
}

/// Social care offers a family that is known here. Of a family that is restricted from whoever offers nothing is told,
/// not even that it is known.
///
/// # Errors
/// Every [`CannotStepDown`] that holds.
pub fn offer(tx: &mut Tx<'_>, permit: &Permit<Nobody, nobody::OfferStepDown>, new: &NewStepDown) -> Result<StepDownId> {
    let known = people::records::by_reference(tx.conn(), &new.family)?;
    let known = match known {
        Some(family) if !guard::facts(tx.conn(), family, permit.actor())?.hidden() => Some(family),
        _ => None,
    };
    let (before, stepping_up) = match known {
        Some(family) => {
            let up = step_up::last_of(tx.conn(), family)?;
            (last_of(tx.conn(), family)?, up.is_some_and(|up| StepUp::pending(&up)))
        }
        None => (None, false),
    };
    rules::offer_step_down(OfferingDown {
        known: known.is_some(),
        before: before.as_ref().map(StepDown::stage),
        stepping_up,
        why: &new.why,
        children: &new.children,
        needs: new.needs.len(),
        needed: &new.needed,
        agreed: new.agreed,
    })?;
    let (Some(family), Some(by)) = (known, permit.actor().account) else { return Err(web::Error::NotFound) };

    let row = StepDown {
        team_id: holding(tx, family)?.or(new.team),
        ..offered(tx, family, by, permit.actor().signature(), new)
    };
    diesel::insert_into(step_down::step_down::table).values(&row).execute(tx.conn())?;
    owe_lead(tx, &row)?;
    tell_takers(tx, &row)?;
    let event = events::STEP_DOWN_OFFERED.on(row.id.0).family(family).detail(json!({"team": row.team_id}));
    tx.record(event.line("Social care offers to step down to early help", row.why.as_str(), row.by_name.clone()))?;
    Ok(row.id)
}

fn offered(tx: &Tx<'_>, family: FamilyId, by: AccountId, by_name: String, new: &NewStepDown) -> StepDown {
    StepDown {
        id: StepDownId::new(),
        family_id: family,
        episode_id: None,
        offered_by: by,
        by_name,
        by_reach: new.reach.clone(),
        offered_at: tx.now,
        due_on: new.due_on,
        close_within: i64::from(new.close_within),
        why: new.why.clone(),
        children: new.children.clone(),
        needs: Json(new.needs.clone()),
        done: new.done.clone(),
        needed: new.needed.clone(),
        words: new.words.clone(),
        team_id: None,
        lead_id: None,
        lead_named_at: None,
        accepted_at: None,
        closed_on: None,
        closed_at: None,
        closed_by: None,
        returned_at: None,
        returned_by: String::new(),
        returned_why: String::new(),
        members: Json(vec![]),
    }
}

/// The team that helps the family now: while it does, no other takes the family on.
fn holding(tx: &mut Tx<'_>, family: FamilyId) -> Result<Option<TeamId>> {
    match episodes::open_of(tx.conn(), family)? {
        Some(_) => Ok(guard::team_of(tx.conn(), family)?),
        None => Ok(None),
    }
}

/// The managers of the team, or the front door where none was chosen.
fn tell_takers(tx: &mut Tx<'_>, of: &StepDown) -> Result<()> {
    let takers = match of.team_id {
        Some(team) => accounts::managers_of(tx.conn(), team)?,
        None => accounts::with_role(tx.conn(), Role::FrontDoor)?,
    };
    letters::tell(tx, &takers, of.family_id, News::DownOffered, format!("step-downs/{}", of.id))?;
    Ok(())
}

/// The front door chooses the team.
///
/// # Errors
/// Every [`CannotStepDown`] that holds.
pub fn choose_team(
    tx: &mut Tx<'_>,
    permit: &Permit<StepDownId, access::step_down::ChooseTeam>,
    team: Option<TeamId>,
) -> Result<()> {
    let found = load(tx.conn(), permit.subject())?;
    set_team(tx, &found, team)
}

/// As [`choose_team`], under the permit of a panel that allocates.
pub(crate) fn set_team(tx: &mut Tx<'_>, found: &StepDown, team: Option<TeamId>) -> Result<()> {
    let holding = holding(tx, found.family_id)?;
    let elsewhere = holding.is_some() && holding != team;
    rules::choose_step_down_team(found.stage(), team.is_some(), elsewhere)?;

    diesel::update(step_down::step_down::table.find(found.id))
        .set(step_down::step_down::team_id.eq(team))
        .execute(tx.conn())?;
    tasks::done(tx, found.id.0, None)?;
    let found = load(tx.conn(), found.id)?;
    owe_lead(tx, &found)?;
    tell_takers(tx, &found)?;
    tx.record(events::STEP_DOWN_TEAM.on(found.id.0).family(found.family_id).detail(json!({"team": team})))?;
    Ok(())
}

/// The family is taken on, for a lead to be named: within the help that goes on, else by a new episode of this kind.
///
/// # Errors
/// [`CannotStepDown::NotOffered`].
pub fn take_on(
    tx: &mut Tx<'_>,
    permit: &Permit<StepDownId, access::step_down::NameLead>,
    kind: &str,
) -> Result<EpisodeId> {
    let found = load(tx.conn(), permit.subject())?;
    begin(tx, &found, kind, permit.actor().signature())
}

/// As [`take_on`], under the permit of a panel that allocates.
pub(crate) fn begin(tx: &mut Tx<'_>, found: &StepDown, kind: &str, by: String) -> Result<EpisodeId> {
    rules::name_step_down_lead(found.stage())?;
    if let Some(open) = episodes::open_of(tx.conn(), found.family_id)? {
        return Ok(open);
    }

    let Some(team) = found.team_id else { return Err(web::Refusal::from(CannotStepDown::NoTeam).into()) };
    let opening = Opening { family: found.family_id, contact: None::<AnyId>, team, kind: kind.into() };
    Ok(records::begin(tx, opening, by)?.id)
}

/// Names a lead: somebody is offered the lead as ever, and whoever leads already is asked to take this on.
///
/// # Errors
/// [`CannotStepDown::NotOffered`], [`rules::CannotOffer`].
pub fn name_lead(
    tx: &mut Tx<'_>,
    permit: &Permit<StepDownId, access::step_down::NameLead>,
    case: &Case<family::HandOver>,
    to: AccountId,
    reason: &str,
) -> Result<()> {
    let found = load(tx.conn(), permit.subject())?;
    rules::name_step_down_lead(found.stage())?;
    if found.family_id != case.family() {
        return Err(web::Error::NotFound);
    }
    ask_to_lead(tx, permit.actor(), &found, &case.episode, (to, reason))
}

/// As [`name_lead`], under the permit of a panel that allocates.
pub(crate) fn ask_to_lead(
    tx: &mut Tx<'_>,
    by: &Actor,
    found: &StepDown,
    episode: &Episode,
    (to, reason): (AccountId, &str),
) -> Result<()> {
    if episode.lead_id != Some(to) {
        team::offer(tx, by, episode, to, reason)?;
        return Ok(());
    }

    step_down::lead_offered(tx, found.family_id, episode.id, to)?;
    let href = format!("/step-downs/{}", found.id);
    let task =
        NewTask::new(kinds::STEP_DOWN_LEAD, found.id.0, "Take on what social care steps down", href, found.due_on);
    tasks::add(tx, task.owed_by(to).about(found.family_id).within(episode.id))?;
    Ok(())
}

/// Whoever leads already takes it on, or says why not.
///
/// # Errors
/// Every [`CannotStepDown`] that holds.
pub fn answer(
    tx: &mut Tx<'_>,
    permit: &Permit<StepDownId, access::step_down::TakeOn>,
    declined: Option<&str>,
) -> Result<()> {
    let found = load(tx.conn(), permit.subject())?;
    rules::take_step_down_on(found.stage(), declined)?;
    let Some(who) = permit.actor().account else { return Err(web::Error::NotFound) };
    // somebody who does not lead yet answers the offer of the lead
    if guard::lead_of(tx.conn(), found.family_id)? != Some(who) {
        return Err(web::Refusal::from(CannotStepDown::NotNamed).into());
    }

    match declined {
        Some(_) => step_down::lead_declined(tx, found.family_id, who)?,
        None => {
            let by = permit.actor().signature();
            step_down::lead_accepted(tx, found.family_id, who, by)?;
        }
    }
    Ok(())
}

/// The manager gives it back to social care, with the reason.
///
/// # Errors
/// Every [`CannotStepDown`] that holds.
pub fn give_back(tx: &mut Tx<'_>, permit: &Permit<StepDownId, access::step_down::NameLead>, why: &str) -> Result<()> {
    let found = load(tx.conn(), permit.subject())?;
    rules::give_step_down_back(found.stage(), why)?;

    let (now, by) = (tx.now, permit.actor().signature());
    diesel::update(step_down::step_down::table.find(found.id))
        .set((
            step_down::step_down::returned_at.eq(Some(now)),
            step_down::step_down::returned_by.eq(&by),
            step_down::step_down::returned_why.eq(why),
        ))
        .execute(tx.conn())?;
    tasks::done(tx, found.id.0, None)?;
    let page = format!("step-downs/{}", found.id);
    letters::tell(tx, &[found.offered_by], found.family_id, News::DownBack, page)?;
    let event = events::STEP_DOWN_RETURNED.on(found.id.0).family(found.family_id);
    tx.record(event.line("The step down was given back to social care", why, by))?;
    Ok(())
}

/// Social care has closed, now that early help has a lead: level 2 and early help from then on, for the children whom
/// social care led for, and where that was never noted for all.
///
/// # Errors
/// Every [`CannotStepDown`] that holds.
pub fn close(tx: &mut Tx<'_>, permit: &Permit<StepDownId, access::step_down::Close>, on: NaiveDate) -> Result<()> {
    let found = load(tx.conn(), permit.subject())?;
    let accepted_on = found.accepted_at.map(|at| at.date());
    rules::close_step_down(found.stage(), accepted_on, on, tx.now.date())?;

    let children = led_by_social_care(tx, found.family_id)?;
    let (now, by) = (tx.now, tx.who.account);
    diesel::update(step_down::step_down::table.find(found.id))
        .set((
            step_down::step_down::closed_on.eq(Some(on)),
            step_down::step_down::closed_at.eq(Some(now)),
            step_down::step_down::closed_by.eq(by),
            step_down::step_down::members.eq(Json(children.clone())),
        ))
        .execute(tx.conn())?;
    tasks::done(tx, found.id.0, None)?;

    let reason = "Social care closed after a step down; early help leads.";
    for child in children {
        let need = Need { level: LEVEL_TWO.into(), indicators: vec![], reason: reason.into() };
        records::record_level(tx, found.family_id, child, &need)?;
        records::set_footing(tx, found.family_id, child, Footing::EarlyHelp, reason)?;
    }
    let event = events::STEP_DOWN_CLOSED.on(found.id.0).family(found.family_id).detail(json!({"on": on}));
    let title = format!("Social care closed on {}: early help leads", web::dates::day(on));
    tx.record(event.line(title, found.why.as_str(), permit.actor().signature()))?;
    Ok(())
}

fn led_by_social_care(tx: &mut Tx<'_>, family: FamilyId) -> Result<Vec<PersonId>> {
    let members = people::records::members_of(tx.conn(), family)?;
    let children = members.into_iter().filter(|member| member.role.is_child()).map(|member| member.person.id);
    let children: Vec<PersonId> = children.collect();
    let footings = records::footings_of(tx.conn(), family)?;
    let theirs = footings.iter().filter(|footing| footing.to_on.is_none() && footing.footing.is_social_care());
    let theirs: Vec<PersonId> = theirs.map(|footing| footing.person_id).collect();
    Ok(if theirs.is_empty() { children } else { theirs.into_iter().filter(|one| children.contains(one)).collect() })
}
