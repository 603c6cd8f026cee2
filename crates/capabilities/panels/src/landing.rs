//! What a decision of a panel does: it lands in the same contact and episode as any other, answers whoever asked, and
//! starts the next clock. No family is left between the panel and what it gave.

use crate::{
    news as kinds_of_news,
    records::{self, Item, ItemId, ItemKind, Kept, Panel, keep_decision},
    rules::{self, Deciding, Decision},
};
use access::{AccountId, Change, FamilyId, Permit, Permits, Role, TeamId, accounts, panel_item as acts};
use cases::{
    allocating::{self, Allocation},
    step_down::StepDownId,
    step_up::{FromContact, Talk},
};
use contacts::ContactId;
use directory::{
    ServiceId,
    offers::{self, Offering},
};
use programmes::{ProgrammeId, Request, RunId};
use store::AnyId;
use waiting::{Ended, For, NewPlace, Target, WaitingId};
use web::Result;
use work::news::{self, News};

/// A decision as it is meant; whether it can be made so is asked by [`decide`].
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// What was chosen.
    pub decision: Option<Decision>,
    /// Why: whoever sent it reads it.
    pub reason: String,
    /// Why it goes before others in the fair order.
    pub departure: String,
    /// Which team helps.
    pub team: Option<TeamId>,
    /// Who is asked to lead.
    pub lead: Option<AccountId>,
    /// Which services are offered.
    pub services: Vec<ServiceId>,
    /// In which programme they get a place.
    pub programme: Option<ProgrammeId>,
    /// The run in which a place is offered at once, where one is free.
    pub run: Option<RunId>,
    /// Who of the family agreed to the programme, and how.
    pub agreed_by: String,
    /// What they agreed that the group's people know.
    pub share: String,
    /// For what they wait.
    pub waits_for: String,
    /// Who of a panel outside said so, and when.
    pub said_by: String,
    /// The version of the item on which it is decided.
    pub version: i64,
}

/// Decides on an item.
///
/// # Errors
/// Every [`rules::CannotDecide`] that holds; [`store::Error::Stale`] where somebody else changed or decided it since.
pub fn decide(change: &mut Change<'_, '_>, permit: &Permit<ItemId, acts::Decide>, given: &Given) -> Result<Item> {
    let item = records::find_item(change.conn(), permit)?;
    let panel = records::load_panel(change.conn(), item.panel_id)?;
    let ahead = records::ahead_of(change.conn(), &item, permit.actor())?;
    may_decide(change, permit, (&item, &panel, ahead), given)?;

    let Some(decision) = given.decision else { return Err(web::Error::NotFound) };
    let what = named(change, decision, given)?;
    let kept = Kept {
        decision,
        reason: &given.reason,
        departure: if decision.allocates() && ahead > 0 { &given.departure } else { "" },
        ahead: if decision.allocates() { ahead } else { 0 },
        what: &what,
        said_by: &given.said_by,
        version: given.version,
    };
    let item = keep_decision(change.tx, permit, &kept)?;
    if decision == Decision::PutOff {
        put_off(change, &item)?;
    } else {
        give(change, permit, (&item, &panel), (decision, given))?;
    }
    answer(change, permit, (&item, &panel), (decision, &what, &given.reason))?;
    Ok(item)
}

fn may_decide(
    change: &mut Change<'_, '_>,
    permit: &Permit<ItemId, acts::Decide>,
    (item, panel, ahead): (&Item, &Panel, usize),
    given: &Given,
) -> Result<()> {
    let teams = accounts::list_teams(change.conn())?;
    let going_on = match item.family_id {
        Some(family) => allocating::going_on(change.conn(), permit, family)?,
        None => None,
    };
    let with = going_on.and_then(|(_, team)| team);
    let services = directory::records::list_live(change.conn(), &given.services)?;
    let programme = programme_of(change, given)?;
    Ok(rules::decide(Deciding {
        decided: !item.is_open(),
        named: item.family_id.is_some(),
        step_down: item.kind == ItemKind::StepDown,
        what: given.decision,
        given: given.decision.is_some_and(|decision| panel.can_give(decision)),
        reason: &given.reason,
        team: given.team.is_some_and(|chosen| teams.iter().any(|team| team.id == chosen)),
        elsewhere: with.is_some() && given.team.is_some() && with != given.team,
        services: services.len(),
        programme: programme.is_some(),
        shared: !given.agreed_by.trim().is_empty() && !given.share.trim().is_empty(),
        lead: lead_fits(change, permit, given)?,
        next_meeting: meets_again(change, item, panel)?,
        waits_for: &given.waits_for,
        put_off: item.put_off,
        ahead,
        departure: &given.departure,
        outside: panel.outside,
        said_by: &given.said_by,
    })?)
}

/// Whether whoever is asked to lead is in the team that helps, and is not whoever decides (T19).
fn lead_fits(change: &mut Change<'_, '_>, permit: &Permit<ItemId, acts::Decide>, given: &Given) -> store::Result<bool> {
    let (Some(lead), Some(team)) = (given.lead, given.team) else { return Ok(true) };
    let members = accounts::members(change.conn(), team)?;
    Ok(permit.actor().account != Some(lead) && members.iter().any(|(id, ..)| *id == lead))
}

/// Whether there is a meeting after this one, or there will be.
fn meets_again(change: &mut Change<'_, '_>, item: &Item, panel: &Panel) -> store::Result<bool> {
    let held_on = match item.meeting_id {
        Some(meeting) => records::load_meeting(change.conn(), meeting)?.held_on,
        None => change.today,
    };
    Ok(panel.every > 0 || records::next_of(change.conn(), panel.id, held_on + chrono::Days::new(1))?.is_some())
}

/// What is given, by name.
fn named(change: &mut Change<'_, '_>, decision: Decision, given: &Given) -> store::Result<String> {
    Ok(match decision {
        Decision::Help | Decision::Assessment => {
            let teams = accounts::list_teams(change.conn())?;
            let team = teams.into_iter().find(|team| Some(team.id) == given.team).map(|team| team.name);
            let lead: Vec<AccountId> = given.lead.into_iter().collect();
            let lead = accounts::names(change.conn(), &lead)?.into_values().next();
            [team, lead.map(|name| format!("{name} is asked to lead"))]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(", ")
        }
        Decision::Service => {
            let found = directory::records::list_live(change.conn(), &given.services)?;
            let names: Vec<String> = found.into_iter().map(|(service, _)| service.body.0.name).collect();
            names.join(", ")
        }
        Decision::Programme => programme_of(change, given)?.map(|of| of.name).unwrap_or_default(),
        Decision::WaitingList => given.waits_for.clone(),
        _ => String::new(),
    })
}

/// To the next meeting that is planned. It stays due when it was.
fn put_off(change: &mut Change<'_, '_>, item: &Item) -> Result<()> {
    let held_on = match item.meeting_id {
        Some(meeting) => records::load_meeting(change.conn(), meeting)?.held_on,
        None => change.today,
    };
    records::take_off(change.tx, item, held_on)?;
    Ok(())
}

/// What was decided is made so.
fn give(
    change: &mut Change<'_, '_>,
    permit: &Permit<ItemId, acts::Decide>,
    (item, panel): (&Item, &Panel),
    (decision, given): (Decision, &Given),
) -> Result<()> {
    let Some(family) = item.family_id else { return Ok(()) };
    match decision {
        Decision::Help | Decision::Assessment => {
            help(change, permit, (item, family), (decision, given))?;
            was_waited_for(change, permit, item, Ended::Placed)
        }
        Decision::Service => {
            services(change, permit, (item, family), given)?;
            was_waited_for(change, permit, item, Ended::Elsewhere)
        }
        Decision::WaitingList => {
            let target = waiting_target(change, &given.waits_for)?;
            wait(change, permit, (item, family), target).map(|_| ())
        }
        Decision::HelpOfItsOwn => {
            // somebody asks whether it has begun
            let target = Target { kind: For::Service, id: None, name: panel.name.clone() };
            wait(change, permit, (item, family), target).map(|_| ())
        }
        // what waited goes on to wait until social care has taken it: somebody hears of it
        Decision::StepUp => step_up(change, permit, (item, family), given),
        Decision::Programme => {
            programme(change, permit, (item, family), given)?;
            was_waited_for(change, permit, item, Ended::Elsewhere)
        }
        Decision::Back => back(change, permit, item, &given.reason),
        Decision::Advice | Decision::PutOff => Ok(()),
    }
}

/// Help begins, or goes on, with a team; whoever was chosen is asked to lead.
fn help(
    change: &mut Change<'_, '_>,
    permit: &Permit<ItemId, acts::Decide>,
    (item, family): (&Item, FamilyId),
    (decision, given): (Decision, &Given),
) -> Result<()> {
    let Some(team) = given.team else { return Ok(()) };
    let kind = if decision == Decision::Assessment { "assessment" } else { "intervention-plan" };
    let allocation = Allocation {
        family,
        contact: item.contact_id,
        team,
        kind: kind.into(),
        lead: given.lead,
        reason: given.reason.clone(),
    };
    match (item.kind, item.source_id) {
        (ItemKind::StepDown, Some(of)) => allocating::step_down(change.tx, permit, StepDownId(of.0), &allocation),
        _ => allocating::help(change.tx, permit, allocation).map(|_| ()),
    }
}

/// Services are offered, and until they have begun somebody asks how they are.
fn services(
    change: &mut Change<'_, '_>,
    permit: &Permit<ItemId, acts::Decide>,
    (item, family): (&Item, FamilyId),
    given: &Given,
) -> Result<()> {
    let offering = Offering::allocated(permit, family);
    let needs: Vec<String> = item.presenting.0.iter().chain(&item.underlying.0).cloned().collect();
    if !needs.is_empty() {
        offers::seek_also(change.tx, &offering, &needs)?;
    }
    offers::offer(change.tx, &offering, &given.services)?;
    for (service, _) in directory::records::list_live(change.conn(), &given.services)? {
        let target = Target { kind: For::Service, id: Some(service.id.0), name: service.body.0.name };
        wait(change, permit, (item, family), target)?;
    }
    Ok(())
}

/// The programme that was chosen, where it can be asked for.
fn programme_of(change: &mut Change<'_, '_>, given: &Given) -> store::Result<Option<programmes::Choice>> {
    let today = change.today;
    let Some(chosen) = given.programme else { return Ok(None) };
    Ok(programmes::choices(change.conn(), today)?.into_iter().find(|of| of.id == chosen))
}

/// A place in a programme is asked for, or offered at once. What the group's people know is what was asked of the panel.
fn programme(
    change: &mut Change<'_, '_>,
    permit: &Permit<ItemId, acts::Decide>,
    (item, family): (&Item, FamilyId),
    given: &Given,
) -> Result<()> {
    let Some(of) = given.programme else { return Ok(()) };
    let pack = change.pack.clone();
    let going_on = allocating::going_on(change.conn(), permit, family)?;
    let at_hand = match item.sent_by {
        Some(sender) => Some(sender),
        None => accounts::with_role(change.conn(), Role::FrontDoor)?.into_iter().next(),
    };
    let owner = at_hand.or(permit.actor().account).ok_or(web::Error::NotFound)?;
    let new = Request {
        family,
        programme: of,
        person: None,
        what: item.asked_for.clone(),
        priority: item.priority,
        why: item.why.clone(),
        needs: item.presenting.0.iter().chain(&item.underlying.0).cloned().collect(),
        level: item.level.clone(),
        asked_by: item.sent_by,
        contact: item.contact_id,
        episode: going_on.map(|(episode, _)| episode),
        outcome: None,
        owner,
        agreed_by: given.agreed_by.clone(),
        share: given.share.clone(),
        reach: String::new(),
        age_why: String::new(),
        offer: given.run,
    };
    match programmes::request(change.tx, &pack, permit.actor(), &new) {
        Ok(_) => Ok(()),
        // the panel cannot record agreement: it says who can, and what to do meanwhile
        Err(web::Error::Refused(refusals))
            if refusals.names("enrol-not-agreed") || refusals.names("enrol-without-grounds") =>
        {
            Err(web::Refusal::from(rules::CannotDecide::NotAgreed).into())
        }
        Err(other) => Err(other),
    }
}

fn waiting_target(change: &mut Change<'_, '_>, name: &str) -> store::Result<Target> {
    let teams = accounts::list_teams(change.conn())?;
    if let Some(team) = teams.into_iter().find(|team| team.name == name) {
        return Ok(Target { kind: For::Team, id: Some(team.id.0), name: team.name });
    }
    let service = directory::records::find_by_name(change.conn(), name)?;
    Ok(Target { kind: For::Service, id: service.map(|id| id.0), name: name.into() })
}

/// They wait for something from now on. What they wait for already they go on to wait for.
fn wait(
    change: &mut Change<'_, '_>,
    permit: &Permit<ItemId, acts::Decide>,
    (item, family): (&Item, FamilyId),
    target: Target,
) -> Result<Option<WaitingId>> {
    let pack = change.pack.clone();
    let going_on = allocating::going_on(change.conn(), permit, family)?;
    let new = NewPlace {
        since: None,
        family,
        target,
        what: item.asked_for.clone(),
        priority: Some(item.priority),
        why: item.why.clone(),
        needs: item.presenting.0.iter().chain(&item.underlying.0).cloned().collect(),
        level: item.level.clone(),
        asked_by: item.sent_by,
        contact: item.contact_id,
        episode: going_on.map(|(episode, _)| episode),
        source: None,
        owner: item.sent_by,
    };
    match waiting::begin(change.tx, &pack, permit.actor(), &new) {
        Ok(id) => Ok(Some(id)),
        Err(web::Error::Refused(refusals)) if refusals.names("waiting-twice") => Ok(None),
        Err(other) => Err(other),
    }
}

/// A family that came because it waited too long has something else now.
fn was_waited_for(
    change: &mut Change<'_, '_>,
    permit: &Permit<ItemId, acts::Decide>,
    item: &Item,
    how: Ended,
) -> Result<()> {
    let (ItemKind::Waiting, Some(AnyId(place))) = (item.kind, item.source_id) else { return Ok(()) };
    // what a programme, a referral or a lead keeps ends there
    if !waiting::is_kept_here(change.conn(), WaitingId(place))? {
        return Ok(());
    }
    match waiting::end(change.tx, permit.actor(), WaitingId(place), Some(how), "The forum gave it.") {
        // it has ended by itself meanwhile
        Err(web::Error::Refused(_)) => Ok(()),
        other => other,
    }
}

/// Social care is asked to take over; of a contact the front door hears its answer.
fn step_up(
    change: &mut Change<'_, '_>,
    permit: &Permit<ItemId, acts::Decide>,
    (item, family): (&Item, FamilyId),
    given: &Given,
) -> Result<()> {
    let pack = change.pack.clone();
    let new = FromContact {
        contact: item.contact_id,
        reason: format!("{}\n\n{}", given.reason, item.summary),
        danger: false,
        talk: Talk::default(),
        due_on: Some(pack.calendar().plus_working(change.today, pack.number("step-up-answer"))),
    };
    allocating::step_up(change.tx, permit, family, &new)?;
    if let Some(contact) = item.contact_id {
        contacts::records::hear_step_up(change.tx, &pack, ContactId(contact.0))?;
    }
    Ok(())
}

/// Back to the front door, where it is decided anew by somebody else.
fn back(change: &mut Change<'_, '_>, permit: &Permit<ItemId, acts::Decide>, item: &Item, why: &str) -> Result<()> {
    let (ItemKind::Contact, Some(contact)) = (item.kind, item.contact_id) else { return Ok(()) };
    let pack = change.pack.clone();
    contacts::records::bring_back(change.tx, permit.actor(), &pack, ContactId(contact.0), why).map(|_| ())
}

/// Whoever sent it, and whoever made the contact, is answered.
fn answer(
    change: &mut Change<'_, '_>,
    permit: &Permit<ItemId, acts::Decide>,
    (item, panel): (&Item, &Panel),
    (decision, what, reason): (Decision, &str, &str),
) -> Result<()> {
    if let Some(sender) = item.sent_by {
        let title = format!("{}: {}", panel.name, decision.label().to_lowercase());
        let decided = News::new(kinds_of_news::DECIDED, title, format!("/panel-items/{}", item.id));
        news::tell(change.tx, sender, &decided)?;
    }
    let Some(contact) = item.contact_id else { return Ok(()) };
    let line = if what.is_empty() { String::new() } else { format!(": {what}") };
    let words = format!("{} has decided: {}{line}. {reason}", panel.name, decision.label().to_lowercase());
    Ok(contacts::records::tell_maker(change.tx, permit.actor(), ContactId(contact.0), &words)?)
}
