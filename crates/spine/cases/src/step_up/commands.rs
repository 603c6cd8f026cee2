//! What moves a step up: early help proposes and sends it, social care reads and answers it.

use super::{StepUp, StepUpId, family_of, last, last_of, load, step_up};
use crate::{
    Case, episodes, events, kinds,
    letters::{self, News},
    records::{self, Need},
    rules::{self, Conversation, Footing, LeadThen, Said, Stage, TalkedAs},
};
use access::{AccountId, Because, FamilyId, Permit, Role, Subject, accounts, contact, family, guard, panel_item};
use chrono::NaiveDate;
use diesel::prelude::*;
use people::PersonId;
use serde_json::json;
use store::{AnyId, Json, Tx};
use web::Result;
use work::{NewTask, tasks};

/// The level of a child whom social care leads for (practice 3).
const LEVEL_THREE: &str = "3";

/// What is proposed.
#[derive(Debug, Clone, Copy)]
pub struct Proposal<'a> {
    /// Why early help is not enough.
    pub reason: &'a str,
    /// Whether a child may be in danger.
    pub danger: bool,
    /// By when it is talked over and sent, or dropped.
    pub due_on: NaiveDate,
}

/// Proposes a step up: anyone who helps the family may. The lead talks it over and sends it.
///
/// # Errors
/// [`rules::CannotStepUp`].
pub fn propose(tx: &mut Tx<'_>, case: &Case<family::ProposeStepUp>, new: Proposal<'_>) -> Result<()> {
    let before = last_of(tx.conn(), case.family())?;
    rules::propose_step_up(before.as_ref().map(StepUp::stage), new.reason)?;

    let row = StepUp {
        episode_id: Some(case.episode.id),
        proposed_by: tx.who.account,
        danger: new.danger,
        ..empty(tx, case.family(), new.reason)
    };
    diesel::insert_into(step_up::table).values(&row).execute(tx.conn())?;

    let href = format!("/episodes/{}/step-up", case.episode.id);
    let task = NewTask::new(kinds::STEP_UP_PROPOSED, row.id.0, "Talk over and send the step up", href, new.due_on);
    let owner = case.episode.lead_id.or(tx.who.account);
    tasks::add(tx, task.owed_by(owner).about(case.family()).within(case.episode.id))?;
    let event = events::STEP_UP_PROPOSED.on(row.id.0).family(case.family()).detail(json!({"danger": new.danger}));
    tx.record(event.line("A step up to social care was proposed", new.reason, case.signature()))?;
    Ok(())
}

fn empty(tx: &Tx<'_>, family: FamilyId, reason: &str) -> StepUp {
    StepUp {
        id: StepUpId::new(),
        episode_id: None,
        reason: reason.into(),
        talked_with: String::new(),
        talked_on: None,
        with_assessment: false,
        proposed_at: tx.now,
        submitted_at: None,
        accepted_at: None,
        returned_at: None,
        returned_why: String::new(),
        family_id: Some(family),
        contact_id: None,
        proposed_by: None,
        danger: false,
        dropped: false,
        talked_as: String::new(),
        submitted_by: None,
        due_on: None,
        read_by: None,
        read_at: None,
        answered_by: None,
        said_by: String::new(),
        said_reach: String::new(),
        footing: String::new(),
        lead_then: String::new(),
        children: Json(vec![]),
    }
}

/// A conversation about the step up.
#[derive(Debug, Clone, Default)]
pub struct Talk {
    /// With a supervisor, line manager or safeguarding lead.
    pub with: Option<TalkedAs>,
    /// Their name.
    pub name: String,
    /// When.
    pub on: Option<NaiveDate>,
}

/// What a step up is submitted with.
#[derive(Debug, Clone, Copy)]
pub struct Submission<'a> {
    /// The conversation.
    pub talk: &'a Talk,
    /// Whether the assessment goes with it: only where there is one, and never a condition.
    pub with_assessment: bool,
    /// When social care's answer is due.
    pub due_on: NaiveDate,
}

/// Submits what was proposed, once it was talked over.
///
/// # Errors
/// [`rules::CannotStepUp`].
pub fn submit(tx: &mut Tx<'_>, case: &Case<family::StepUp>, new: Submission<'_>) -> Result<()> {
    let proposed = last(tx.conn(), &case.permit, case.episode.id)?;
    let stage = proposed.as_ref().map(StepUp::stage);
    let talk = Conversation { with: new.talk.with, name: &new.talk.name, on: new.talk.on };
    rules::submit_step_up(stage, talk, tx.now.date())?;
    let Some(proposed) = proposed else { return Err(store::Error::Missing.into()) };

    let (now, by) = (tx.now, tx.who.account);
    diesel::update(step_up::table.find(proposed.id))
        .set((
            step_up::submitted_at.eq(Some(now)),
            step_up::submitted_by.eq(by),
            step_up::talked_with.eq(&new.talk.name),
            step_up::talked_on.eq(new.talk.on),
            step_up::talked_as.eq(new.talk.with.map_or("", TalkedAs::code)),
            step_up::with_assessment.eq(new.with_assessment),
            step_up::family_id.eq(Some(case.family())),
            step_up::due_on.eq(Some(new.due_on)),
        ))
        .execute(tx.conn())?;
    tasks::done(tx, proposed.id.0, Some(kinds::STEP_UP_PROPOSED))?;

    let row = load(tx.conn(), proposed.id)?;
    send(tx, &row, case.family(), case.signature())
}

/// It goes to social care: to all of theirs who may see it, and where there is nobody, it is for the lead to call them.
fn send(tx: &mut Tx<'_>, row: &StepUp, family: FamilyId, by: String) -> Result<()> {
    guard::stepped_up(tx.conn(), family, Some(guard::UNANSWERED))?;
    let attended = guard::is_attended(tx.conn(), family)?;
    if attended {
        let all = accounts::anywhere_with_role(tx.conn(), Role::SocialCare)?;
        letters::tell(tx, &all, family, News::UpWaits, format!("step-ups/{}", row.id))?;
    } else {
        let lead = guard::lead_of(tx.conn(), family)?.or(tx.who.account);
        let (href, due_on) = (format!("/step-ups/{}", row.id), row.due_on.unwrap_or_else(|| tx.now.date()));
        let answer = NewTask::new(kinds::STEP_UP, row.id.0, "Social care's answer to the step up", href, due_on);
        let answer = answer.owed_by(lead).about(family);
        tasks::add(
            tx,
            match row.episode_id {
                Some(episode) => answer.within(episode),
                None => answer,
            },
        )?;
    }

    let detail = json!({
        "with_assessment": row.with_assessment, "danger": row.danger, "contact": row.contact_id, "attended": attended,
    });
    let event = events::STEP_UP_SUBMITTED.on(row.id.0).family(family).detail(detail);
    tx.record(event.line("The step up was submitted to social care", "", by))?;
    Ok(())
}

/// Drops a proposal with a reason: early help goes on.
///
/// # Errors
/// [`rules::CannotStepUp`].
pub fn drop_proposal(tx: &mut Tx<'_>, case: &Case<family::StepUp>, why: &str) -> Result<()> {
    let proposed = last(tx.conn(), &case.permit, case.episode.id)?;
    rules::drop_step_up(proposed.as_ref().map(StepUp::stage), why)?;
    let Some(proposed) = proposed else { return Err(store::Error::Missing.into()) };

    let now = tx.now;
    diesel::update(step_up::table.find(proposed.id))
        .set((step_up::dropped.eq(true), step_up::returned_at.eq(Some(now)), step_up::returned_why.eq(why)))
        .execute(tx.conn())?;
    tasks::done(tx, proposed.id.0, None)?;
    let event = events::STEP_UP_DROPPED.on(proposed.id.0).family(case.family());
    tx.record(event.line("The step up was not taken further", why, case.signature()))?;
    Ok(())
}

/// A step up that the front door sends as it decides on a contact.
#[derive(Debug, Clone, Default)]
pub struct FromContact {
    /// The contact.
    pub contact: Option<AnyId>,
    /// Why early help is not enough.
    pub reason: String,
    /// Whether a child may be in danger.
    pub danger: bool,
    /// With whom it was talked over, if it was: the front door decides itself.
    pub talk: Talk,
    /// When social care's answer is due; today where it is not said.
    pub due_on: Option<NaiveDate>,
}

/// Sends a step up from a contact: within the episode that goes on, if one does. Where one waits already, this is told
/// to it: one that was only proposed is sent, and one that was sent stays as it is. The permit is that of the decision,
/// which may have begun the family a moment ago.
pub fn from_contact(
    tx: &mut Tx<'_>,
    permit: &Permit<impl Subject, contact::Decide>,
    family: FamilyId,
    new: &FromContact,
) -> Result<StepUpId> {
    from_outside(tx, family, new, permit.actor().signature())
}

/// As [`from_contact`], under the permit of a panel that decided so.
pub(crate) fn from_panel(
    tx: &mut Tx<'_>,
    permit: &Permit<impl Subject, panel_item::Decide>,
    family: FamilyId,
    new: &FromContact,
) -> Result<StepUpId> {
    from_outside(tx, family, new, permit.actor().signature())
}

fn from_outside(tx: &mut Tx<'_>, family: FamilyId, new: &FromContact, by: String) -> Result<StepUpId> {
    let before = last_of(tx.conn(), family)?.filter(StepUp::pending);
    if let Some(sent) = before.as_ref().filter(|before| before.stage() == Stage::Submitted) {
        return Ok(sent.id);
    }

    let episode = episodes::open_of(tx.conn(), family)?;
    let made = before.is_none();
    let mut row = before.unwrap_or_else(|| empty(tx, family, ""));
    row.reason = [row.reason.as_str(), new.reason.as_str()].join("\n\n").trim().to_owned();
    row.episode_id = row.episode_id.or(episode);
    row.family_id = Some(family);
    row.contact_id = new.contact;
    row.danger |= new.danger;
    row.submitted_at = Some(tx.now);
    row.submitted_by = tx.who.account;
    row.talked_with.clone_from(&new.talk.name);
    row.talked_as = new.talk.with.map_or("", TalkedAs::code).into();
    row.talked_on = new.talk.on;
    row.due_on = Some(new.due_on.unwrap_or_else(|| tx.now.date()));
    if !made {
        diesel::delete(step_up::table.find(row.id)).execute(tx.conn())?;
        tasks::done(tx, row.id.0, None)?;
    }
    diesel::insert_into(step_up::table).values(&row).execute(tx.conn())?;

    send(tx, &row, family, by)?;
    Ok(row.id)
}

/// Somebody of social care says that they are reading it.
///
/// # Errors
/// [`rules::CannotStepUp::Answered`].
pub fn take(tx: &mut Tx<'_>, permit: &Permit<StepUpId, access::step_up::Take>) -> Result<()> {
    let row = load(tx.conn(), permit.subject())?;
    if row.stage() != Stage::Submitted {
        return Err(web::Refusal::from(rules::CannotStepUp::Answered).into());
    }
    let (now, by) = (tx.now, tx.who.account);
    diesel::update(step_up::table.find(row.id))
        .set((step_up::read_by.eq(by), step_up::read_at.eq(Some(now))))
        .execute(tx.conn())?;
    let family = family_of(tx.conn(), &row)?;
    let event = events::STEP_UP_READ.on(row.id.0).family(family);
    tx.record(event.line("Social care is reading the step up", "", permit.actor().signature()))?;
    Ok(())
}

/// What social care answers.
#[derive(Debug, Clone)]
pub enum Answer {
    /// They take it.
    Accepted {
        /// As s17 or s47.
        footing: Option<Footing>,
        /// For these children.
        children: Vec<PersonId>,
        /// What becomes of the lead.
        lead: Option<LeadThen>,
        /// Until when they may read the family's record.
        until: NaiveDate,
    },
    /// They do not, for this reason.
    Returned(String),
}

/// Who at social care said so, and how the family and early help reach them.
#[derive(Debug, Clone, Default)]
pub struct SaidBy {
    /// Their name.
    pub name: String,
    /// How to reach them.
    pub reach: String,
}

/// Social care's answer: given by one of theirs, or recorded by the lead as they said it.
///
/// # Errors
/// [`rules::CannotStepUp`].
pub fn answer(
    tx: &mut Tx<'_>,
    permit: &Permit<StepUpId, access::step_up::Answer>,
    said: &SaidBy,
    answer: &Answer,
) -> Result<()> {
    let row = load(tx.conn(), permit.subject())?;
    let family = family_of(tx.conn(), &row)?;
    let said = by_name(permit, said);
    let members = people::records::members_of(tx.conn(), family)?;
    let children: Vec<PersonId> =
        members.iter().filter(|member| member.role.is_child()).map(|member| member.person.id).collect();
    let asked = match answer {
        Answer::Returned(why) => Said::Returned(why),
        Answer::Accepted { footing, children: chosen, lead, .. } => {
            let chosen = chosen.iter().filter(|child| children.contains(child)).count();
            Said::Accepted { footing: *footing, children: (chosen, children.len()), lead: *lead }
        }
    };
    rules::answer_step_up(Some(row.stage()), &said.name, asked)?;

    let event = match answer {
        Answer::Returned(why) => give_back(tx, &row, family, &said, why)?,
        Answer::Accepted { footing, children: chosen, lead, until } => {
            let footing = footing.unwrap_or(Footing::S17);
            let chosen: Vec<PersonId> = chosen.iter().filter(|child| children.contains(child)).copied().collect();
            accept(tx, &row, &said, (footing, &chosen, *lead))?;
            guard::stepped_up(tx.conn(), family, Some(*until))?;
            let reason = format!("{} at social care accepted the step up.", said.name);
            for child in &chosen {
                let need = Need { level: LEVEL_THREE.into(), indicators: vec![], reason: reason.clone() };
                records::record_level(tx, family, *child, &need)?;
                records::set_footing(tx, family, *child, footing, &reason)?;
            }
            let detail = json!({"footing": footing, "children": chosen, "lead": lead});
            let event = events::STEP_UP_ACCEPTED.on(row.id.0).family(family).detail(detail);
            let more = lead.map_or("", LeadThen::label);
            let title = format!("Social care accepted the step up: {}", footing.label().to_lowercase());
            event.line(title, more, signed(permit, &said))
        }
    };
    tasks::done(tx, row.id.0, None)?;
    let told = told(tx, permit.actor().account, &row, family)?;
    letters::tell(tx, &told, family, News::UpAnswered, format!("step-ups/{}", row.id))?;
    tx.record(event)?;
    Ok(())
}

/// One of theirs answers in their own name; what the lead records names whoever said it.
fn by_name(permit: &Permit<StepUpId, access::step_up::Answer>, said: &SaidBy) -> SaidBy {
    match permit.because() {
        Because::SocialCare => SaidBy { name: permit.actor().name.clone(), reach: said.reach.clone() },
        _ => said.clone(),
    }
}

fn signed(permit: &Permit<StepUpId, access::step_up::Answer>, said: &SaidBy) -> String {
    match permit.because() {
        Because::SocialCare => permit.actor().signature(),
        _ => format!("{}, as {} at social care said", permit.actor().signature(), said.name),
    }
}

/// It comes back: they may read only what they accepted before, if they did.
fn give_back(
    tx: &mut Tx<'_>,
    row: &StepUp,
    family: FamilyId,
    said: &SaidBy,
    why: &str,
) -> Result<store::log::NewEvent> {
    let (now, by) = (tx.now, tx.who.account);
    diesel::update(step_up::table.find(row.id))
        .set((
            step_up::returned_at.eq(Some(now)),
            step_up::returned_why.eq(why),
            step_up::answered_by.eq(by),
            step_up::said_by.eq(&said.name),
            step_up::said_reach.eq(&said.reach),
            step_up::read_by.eq(row.read_by.or(by)),
            step_up::read_at.eq(row.read_at.or(Some(now))),
        ))
        .execute(tx.conn())?;
    guard::stepped_up(tx.conn(), family, None)?;
    let event = events::STEP_UP_RETURNED.on(row.id.0).family(family);
    Ok(event.line("Social care returned the step up", why, format!("{}, children's social care", said.name)))
}

fn accept(
    tx: &mut Tx<'_>,
    row: &StepUp,
    said: &SaidBy,
    (footing, children, lead): (Footing, &[PersonId], Option<LeadThen>),
) -> Result<()> {
    let (now, by) = (tx.now, tx.who.account);
    diesel::update(step_up::table.find(row.id))
        .set((
            step_up::accepted_at.eq(Some(now)),
            step_up::answered_by.eq(by),
            step_up::said_by.eq(&said.name),
            step_up::said_reach.eq(&said.reach),
            step_up::footing.eq(footing.code()),
            step_up::lead_then.eq(lead.map_or("", LeadThen::code)),
            step_up::children.eq(Json(children.to_vec())),
            step_up::read_by.eq(row.read_by.or(by)),
            step_up::read_at.eq(row.read_at.or(Some(now))),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Whoever sent or proposed it, and the lead: those whom the answer is for.
fn told(tx: &mut Tx<'_>, by: Option<AccountId>, row: &StepUp, family: FamilyId) -> Result<Vec<AccountId>> {
    let lead = guard::lead_of(tx.conn(), family)?;
    let mut all: Vec<AccountId> = [row.submitted_by, row.proposed_by, lead].into_iter().flatten().collect();
    all.sort_unstable();
    all.dedup();
    all.retain(|account| Some(*account) != by);
    Ok(all)
}
