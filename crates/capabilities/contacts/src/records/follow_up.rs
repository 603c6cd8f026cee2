//! What is owed after a decision, who owes it, and what came of it. Each time that it is asked again is a row of its own.

use super::{
    answered, named,
    news::News,
    received::{self, Contact},
    tables::{ContactId, FollowUpId, contact, contact_person, follow_up},
    words,
};
use crate::{
    events, kinds,
    rules::{self, Came, Follows},
};
use access::{
    AccountId, Actor, FamilyId, OrganisationId, Permit, Sight,
    contact::{Decide, FollowUp as FollowUpAct, Owes},
    guard,
};
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use store::{Conn, Instant, MultiBackend, Result, Tx, each};
use work::{NewTask, tasks};

/// What is owed after a decision, or was.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = follow_up, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct FollowUp {
    pub id: FollowUpId,
    pub contact_id: ContactId,
    pub family_id: FamilyId,
    pub outcome: String,
    pub owes: Owes,
    pub organisation_id: Option<OrganisationId>,
    pub due_on: NaiveDate,
    pub opened_at: Instant,
    pub done_at: Option<Instant>,
    pub done_by: Option<AccountId>,
    pub result: Option<Came>,
    pub words: String,
    /// The contact with which it went on, where it was not enough.
    pub next_id: Option<ContactId>,
}

impl FollowUp {
    /// A word that is owed from now on, by a clock of the pack.
    fn opened(tx: &Tx<'_>, pack: &Pack, contact: ContactId, of: (FamilyId, String), owed: (Owes, &str)) -> Self {
        let due_on = pack.calendar().plus_working(tx.now.date(), pack.number(owed.1));
        Self { due_on, ..Self::new(tx.now, contact, of, owed.0) }
    }

    fn new(now: Instant, contact_id: ContactId, (family_id, outcome): (FamilyId, String), owes: Owes) -> Self {
        Self {
            id: FollowUpId::new(),
            contact_id,
            family_id,
            outcome,
            owes,
            organisation_id: None,
            due_on: now.date(),
            opened_at: now,
            done_at: None,
            done_by: None,
            result: None,
            words: String::new(),
            next_id: None,
        }
    }

    /// Whether it still waits for a word.
    pub fn is_open(&self) -> bool {
        self.done_at.is_none()
    }
}

/// Who owes what comes of a decision: to decide permits with.
pub(super) fn owes(conn: &mut Conn, of: ContactId) -> Result<Option<Owes>> {
    let open = each!(conn, c => follow_up::table
        .filter(follow_up::contact_id.eq(of).and(follow_up::done_at.is_null()))
        .select(follow_up::owes)
        .first(c))
    .optional()?;
    Ok(open)
}

/// All that was owed after the decision on a contact, the newest first.
pub fn follow_ups(conn: &mut Conn, sight: &Sight<ContactId>) -> Result<Vec<FollowUp>> {
    Ok(follow_up::table
        .filter(follow_up::contact_id.eq(sight.subject()))
        .order((follow_up::opened_at.desc(), follow_up::id.desc()))
        .select(FollowUp::as_select())
        .load(conn)?)
}

/// Something is owed after this decision, where its outcome is more than an answer.
pub fn begin(
    tx: &mut Tx<'_>,
    permit: &Permit<ContactId, Decide>,
    pack: &Pack,
    family: FamilyId,
    follows: Follows,
) -> Result<()> {
    let Some((owes, clock)) = follows.word() else { return Ok(()) };
    let contact = received::find(tx.conn(), permit)?;
    let outcome = contact.outcome.clone().unwrap_or_default();
    let organisation_id = contact.organisation_id.filter(|_| owes == Owes::Maker);
    let row = FollowUp { organisation_id, ..FollowUp::opened(tx, pack, contact.id, (family, outcome), (owes, clock)) };
    owe(tx, &contact, row)
}

/// It is owed by a person by name, and while it is, the front door may open the family.
fn owe(tx: &mut Tx<'_>, contact: &Contact, row: FollowUp) -> Result<()> {
    diesel::insert_into(follow_up::table).values(&row).execute(tx.conn())?;
    let owner = match row.owes {
        Owes::FrontDoor => contact.decided_by.or(tx.who.account),
        Owes::Maker => contact.maker_id,
        Owes::Lead => guard::lead_of(tx.conn(), row.family_id)?,
    };
    if row.owes != Owes::Lead {
        guard::count_undecided(tx.conn(), row.family_id, 1)?;
    }

    let href = format!("/contacts/{}/follow-up", row.contact_id);
    let owed = NewTask::new(kinds::FOLLOW_UP, row.id.0, title(&row.outcome), href, row.due_on).owed_by(owner);
    // whoever made the contact owes it without a sight of the family
    let owed = if row.owes == Owes::Maker { owed } else { owed.about(row.family_id) };
    let team = guard::team_of(tx.conn(), row.family_id)?;
    tasks::add(tx, owed.of_team(team))?;
    Ok(())
}

fn title(outcome: &str) -> &'static str {
    match outcome {
        "help-goes-on" => "A new contact about a family you lead: say what changes",
        "step-up" => "Hear what social care says to the step up",
        "with-social-care" => "Pass the contact on to the child's social worker",
        "single-agency" => "Say how your support goes",
        "signpost" => "Ask whether they got to the service",
        "panel" => "Send it to the panel",
        "group-programme" => "Ask for a place in a programme",
        _ => "Put them on the waiting list",
    }
}

/// What somebody says of it.
#[derive(Debug, Clone)]
pub struct Followed {
    /// What came of it.
    pub came: Option<Came>,
    /// How it is, in a sentence or more.
    pub words: String,
}

/// Says what came of a decision. What goes on is asked again after the same time; what was not enough is brought to the
/// front door as a new contact, to be decided anew. Gives that contact.
///
/// # Errors
/// Every [`rules::CannotFollow`] that holds.
pub fn follow(
    tx: &mut Tx<'_>,
    permit: &Permit<ContactId, FollowUpAct>,
    pack: &Pack,
    said: &Followed,
) -> web::Result<Option<ContactId>> {
    let contact = received::find(tx.conn(), permit)?;
    let open = follow_ups(tx.conn(), permit)?.into_iter().find(FollowUp::is_open);
    // a panel may have decided otherwise since: what is owed says of what
    let outcome = open.as_ref().map_or_else(String::new, |open| open.outcome.clone());
    let came = rules::follow(&outcome, open.is_some(), said.came, &said.words)?;
    let Some(open) = open else { return Err(store::Error::Missing.into()) };

    let open_id = open.id;
    end(tx, &open, came, &said.words)?;
    let told = rules::answers(&outcome).iter().find(|(known, _)| *known == came).map_or("", |(_, words)| words);
    let event = events::FOLLOWED.on(contact.id.0).family(open.family_id).detail(json!({"came": came}));
    tx.record(event.line(told, said.words.as_str(), permit.actor().signature()))?;
    if came.is_asked_again() {
        ask_again(tx, pack, &contact, open)?;
    }
    if came != Came::NeedsMore {
        return Ok(None);
    }
    let next = bring_again(tx, permit.actor(), pack, &contact, &said.words)?;
    diesel::update(follow_up::table.find(open_id)).set(follow_up::next_id.eq(Some(next))).execute(tx.conn())?;
    Ok(Some(next))
}

/// What was owed is said.
fn end(tx: &mut Tx<'_>, open: &FollowUp, came: Came, words: &str) -> Result<()> {
    let (now, by) = (tx.now, tx.who.account);
    diesel::update(follow_up::table.find(open.id))
        .set((
            follow_up::done_at.eq(Some(now)),
            follow_up::done_by.eq(by),
            follow_up::result.eq(Some(came)),
            follow_up::words.eq(words),
        ))
        .execute(tx.conn())?;
    tasks::done(tx, open.id.0, None)?;
    if open.owes != Owes::Lead {
        guard::count_undecided(tx.conn(), open.family_id, -1)?;
    }
    Ok(())
}

/// A panel, a waiting list or a programme keeps the family from now on: `words` say which. Called by the command that
/// makes it so, which answers for the family in the same transaction.
///
/// # Errors
/// [`rules::CannotFollow::NotOwed`], where it was said already what came of the decision.
pub fn pass_on(tx: &mut Tx<'_>, permit: &Permit<ContactId, FollowUpAct>, words: &str) -> web::Result<()> {
    let open = may_pass_on(tx.conn(), permit)?;
    end(tx, &open, Came::PassedOn, words)?;
    // what keeps it has the line of the story
    let event = events::FOLLOWED.on(permit.subject().0).family(open.family_id).detail(json!({"came": Came::PassedOn}));
    tx.record(event)?;
    Ok(())
}

/// Whether something else may keep the family from now on: what is owed is that, and nothing else. Asked by [`pass_on`]
/// itself, and by a page before it shows its question.
///
/// # Errors
/// [`rules::CannotFollow::NotOwed`], [`rules::CannotFollow::NotForAPlace`].
pub fn may_pass_on(conn: &mut Conn, permit: &Permit<ContactId, FollowUpAct>) -> web::Result<FollowUp> {
    let open = follow_ups(conn, permit)?.into_iter().find(FollowUp::is_open);
    let Some(open) = open else { return Err(web::Refusal::from(rules::CannotFollow::NotOwed).into()) };
    match rules::follows(&open.outcome, open.organisation_id.is_some()).is_for_a_place() {
        true => Ok(open),
        false => Err(web::Refusal::from(rules::CannotFollow::NotForAPlace).into()),
    }
}

/// What was to keep it was taken back: the front door owes it again, as after the decision.
pub fn take_up_again(tx: &mut Tx<'_>, pack: &Pack, id: ContactId) -> Result<()> {
    let contact = received::load(tx.conn(), id)?;
    let outcome = contact.outcome.clone().unwrap_or_default();
    let follows = rules::follows(&outcome, false);
    let (Some(family), Some((owes, clock)), true) = (contact.family_id, follows.word(), follows.is_for_a_place())
    else {
        return Ok(());
    };
    let row = FollowUp::opened(tx, pack, id, (family, outcome), (owes, clock));
    owe(tx, &contact, row)
}

/// What came of it in the end, where something else kept the family meanwhile: it stands with the contact, and whoever
/// made it is told that there is news. Called under the permit of what kept it; `by` says it.
pub fn tell_maker(tx: &mut Tx<'_>, by: &Actor, id: ContactId, words: &str) -> Result<()> {
    let contact = received::load(tx.conn(), id)?;
    let (Some(family), now) = (contact.family_id, tx.now) else { return Ok(()) };
    // nothing more is told of a family that is kept from whoever made the contact (T17); whoever has no account is none
    // of those who are listed
    let kept = match contact.maker_id {
        Some(maker) => guard::is_kept_from(tx.conn(), family, maker)?,
        None => guard::is_restricted(tx.conn(), family)?,
    };
    if kept {
        return Ok(());
    }
    let outcome = contact.outcome.clone().unwrap_or_default();
    let row = FollowUp {
        done_at: Some(now),
        done_by: by.account,
        result: Some(Came::PassedOn),
        words: words.into(),
        ..FollowUp::new(now, id, (family, outcome), Owes::FrontDoor)
    };
    diesel::insert_into(follow_up::table).values(&row).execute(tx.conn())?;
    answered::notify(tx, &contact, News::Answer)?;
    tx.record(events::FOLLOWED.on(id.0).family(family).detail(json!({"came": Came::PassedOn})))?;
    Ok(())
}

/// Social care was asked to take over by what kept the family: the front door hears its answer, as of a step up of its
/// own, so that one that comes back is not left alone.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn hear_step_up(tx: &mut Tx<'_>, pack: &Pack, id: ContactId) -> Result<()> {
    let contact = received::load(tx.conn(), id)?;
    let (Some(family), Some((owes, clock))) = (contact.family_id, Follows::StepUp.word()) else { return Ok(()) };
    let row = FollowUp::opened(tx, pack, id, (family, "step-up".into()), (owes, clock));
    owe(tx, &contact, row)
}

/// What kept the family gives it back: it comes to the front door as a new contact of whoever made the first, to be
/// decided anew. Whoever gives it back makes nothing, and sees nothing of it.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn bring_back(tx: &mut Tx<'_>, by: &Actor, pack: &Pack, id: ContactId, why: &str) -> web::Result<ContactId> {
    let before = received::load(tx.conn(), id)?;
    let maker = (before.maker_id, before.maker_name.clone(), before.maker_reach.clone(), before.organisation_id);
    bring(tx, pack, &before, maker, &format!("{why} ({})", by.signature()))
}

fn ask_again(tx: &mut Tx<'_>, pack: &Pack, contact: &Contact, before: FollowUp) -> Result<()> {
    let follows = rules::follows(&before.outcome, before.organisation_id.is_some());
    let Some((_, clock)) = follows.word() else { return Ok(()) };
    let FollowUp { outcome, owes, organisation_id, family_id, .. } = before;
    let row = FollowUp::opened(tx, pack, contact.id, (family_id, outcome), (owes, clock));
    owe(tx, contact, FollowUp { organisation_id, ..row })
}

/// The same people come to the front door again, with what is known of them; somebody else than who says so decides.
fn bring_again(tx: &mut Tx<'_>, by: &Actor, pack: &Pack, before: &Contact, said: &str) -> web::Result<ContactId> {
    bring(tx, pack, before, (by.account, by.signature(), String::new(), by.organisation), said)
}

/// Who makes a contact: their account, their name, how they are reached, and for whom they work.
type Maker = (Option<AccountId>, String, String, Option<OrganisationId>);

fn bring(
    tx: &mut Tx<'_>,
    pack: &Pack,
    before: &Contact,
    (maker_id, maker_name, maker_reach, organisation_id): Maker,
    said: &str,
) -> web::Result<ContactId> {
    let id = ContactId::new();
    let row = Contact {
        id,
        reference: people::rules::reference("C", id.0),
        maker_id,
        maker_name,
        maker_reach,
        organisation_id,
        summary: format!("{said}\n\n{}", before.summary),
        danger: false,
        received_at: tx.now,
        decide_by: pack.calendar().plus_working(tx.now.date(), pack.number("decision")),
        asked_at: None,
        decided_at: None,
        decided_by: None,
        outcome: None,
        level: None,
        reason: String::new(),
        answered_at: None,
        answer: String::new(),
        closed_at: None,
        version: 1,
        alike: None,
        again: true,
        ..before.clone()
    };
    each!(tx.conn(), c => diesel::insert_into(contact::table).values(&row).execute(c))?;
    let mut people = named::people_of(tx.conn(), &[before.id])?;
    for person in &mut people {
        (person.id, person.contact_id) = (super::ContactPersonId::new(), id);
        each!(tx.conn(), c => diesel::insert_into(contact_person::table).values(&*person).execute(c))?;
    }
    words::keep(tx.conn(), &row, &people)?;
    if let Some(family) = row.family_id {
        guard::count_undecided(tx.conn(), family, 1)?;
    }
    let detail = json!({"kind": row.kind, "source": row.source, "needs": row.needs.0, "follows": before.id});
    tx.record(events::RECEIVED.on(id.0).family(row.family_id).detail(detail))?;
    Ok(id)
}
