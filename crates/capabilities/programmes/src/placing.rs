//! How a family comes to a place: asked for, on the list, offered, accepted or not; and how it waits again.

use crate::{
    events, news, owing, queue,
    records::{self, Enrolment, EnrolmentId, Programme, ProgrammeId, Run, RunId},
    rules::{self, Answering, Asked, CannotPlace, Ending, Offering, State},
};
use access::{
    AccountId, Actor, EpisodeId, FamilyId, Permit, accounts, capability::Capabilities, enrolment, guard, run,
};
use chrono::NaiveDate;
use contacts::ContactId;
use diesel::prelude::*;
use pack::Pack;
use people::PersonId;
use plans::OutcomeId;
use serde_json::json;
use store::{AnyId, Conn, Tx, each};
use waiting::{Ended, Priority, WaitingId};
use web::{Refusal, Result};
use work::{news::News, tasks};

/// A place that is asked for: from a decision, a plan's outcome, a panel, or by the family itself.
#[derive(Debug, Clone)]
pub struct Request {
    /// Whose.
    pub family: FamilyId,
    /// In which programme.
    pub programme: ProgrammeId,
    /// Who comes; the whole family where nobody is named.
    pub person: Option<PersonId>,
    /// What the family hopes for.
    pub what: String,
    /// How soon.
    pub priority: Priority,
    /// Why so soon.
    pub why: String,
    /// Words of the pack's `need`.
    pub needs: Vec<String>,
    /// The level of need, if it is known.
    pub level: String,
    /// Who is told when it moves.
    pub asked_by: Option<AccountId>,
    /// The contact that it follows from.
    pub contact: Option<AnyId>,
    /// The episode in which it is asked for.
    pub episode: Option<EpisodeId>,
    /// The outcome of the plan that it is for.
    pub outcome: Option<OutcomeId>,
    /// Who looks after them while they wait.
    pub owner: AccountId,
    /// Who of the family agreed, and how.
    pub agreed_by: String,
    /// What they agreed that the group's people know.
    pub share: String,
    /// How the group's people may reach them; empty where the family shared nothing of it.
    pub reach: String,
    /// Why it is right although the age is outside of the programme's.
    pub age_why: String,
    /// The run in which a place is offered at once, if one is free.
    pub offer: Option<RunId>,
}

/// A programme that can be asked for.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Which.
    pub id: ProgrammeId,
    /// What it is called.
    pub name: String,
    /// `5 to 11 years`, empty for all ages.
    pub ages: String,
    /// Runs that can be joined: which, their dates, and how many places are free.
    pub runs: Vec<(RunId, String, i64)>,
    /// Places free in all of them.
    pub free: i64,
    /// The first day of the next run.
    pub next: Option<NaiveDate>,
    /// How many wait.
    pub waiting: i64,
}

/// The programmes that have not ended, by name. It names nobody.
pub fn choices(conn: &mut Conn, today: NaiveDate) -> store::Result<Vec<Choice>> {
    let open = records::list_runs(conn, today)?;
    let ids: Vec<RunId> = open.iter().map(|run| run.id).collect();
    let taken = records::places_taken_of(conn, &ids)?;
    let waiting = records::waiting_of(conn)?;
    let mut choices = Vec::new();
    for of in records::list_programmes(conn)?.into_iter().filter(Programme::is_open) {
        let mut runs = Vec::new();
        for run in open.iter().filter(|run| run.programme_id == of.id) {
            let free = (run.places - taken.get(&run.id).copied().unwrap_or_default()).max(0);
            runs.push((run.id, run.dates(), free));
        }
        let starts = open.iter().filter(|run| run.programme_id == of.id).map(|run| run.starts_on);
        choices.push(Choice {
            id: of.id,
            ages: of.ages(),
            free: runs.iter().map(|(_, _, free)| free).sum(),
            next: starts.filter(|on| *on >= today).min(),
            waiting: waiting.get(&of.id).copied().unwrap_or_default(),
            name: of.name,
            runs,
        });
    }
    Ok(choices)
}

/// How many wait for a programme.
pub fn waiting_in(conn: &mut Conn, of: ProgrammeId) -> store::Result<i64> {
    use records::enrolment as dsl;
    let waits = dsl::programme_id.eq(of).and(dsl::state.eq(State::Waiting));
    Ok(each!(conn, c => dsl::table.filter(waits).count().get_result(c))?)
}

/// The age of whoever comes, in years, where it is known.
fn age_of(conn: &mut Conn, family: FamilyId, person: Option<PersonId>, today: NaiveDate) -> store::Result<Option<i64>> {
    let Some(person) = person else { return Ok(None) };
    let members = people::records::members_of(conn, family)?;
    let found = members.into_iter().find(|member| member.person.id == person).ok_or(store::Error::Missing)?;
    Ok(found.person.date_of_birth.map(|born| i64::from(web::dates::years(born, today))))
}

/// As [`ask`], for a panel: as what they wait.
///
/// # Errors
/// Each [`CannotPlace`] that applies, and every refusal of the list.
pub fn request(tx: &mut Tx<'_>, pack: &Pack, by: &Actor, new: &Request) -> Result<WaitingId> {
    let id = ask(tx, pack, by, new)?;
    let place = records::load_enrolment(tx.conn(), id)?;
    place.waiting_id.map(|id| WaitingId(id.0)).ok_or(web::Error::NotFound)
}

/// Puts a family on the list of a programme, and offers a place at once where that is asked for and one is free. Takes
/// no permit of its own: a command calls it, under that command's permit.
///
/// # Errors
/// Each [`CannotPlace`] that applies, and every refusal of the list.
pub fn ask(tx: &mut Tx<'_>, pack: &Pack, by: &Actor, new: &Request) -> Result<EnrolmentId> {
    let today = tx.now.date();
    let of = records::load_programme(tx.conn(), new.programme)?;
    let age = age_of(tx.conn(), new.family, new.person, today)?;
    rules::ask(&Asked {
        what: &new.what,
        agreed_by: &new.agreed_by,
        share: &new.share,
        age_why: &new.age_why,
        told: may_be_told(tx.conn(), (new.family, new.person), today)?,
        twice: records::open_twice(tx.conn(), of.id, new.family, new.person)?,
        ended: !of.is_open(),
        outside: age.is_some_and(|age| !of.takes_age(age)),
    })?;

    let mut row = Enrolment {
        id: EnrolmentId::new(),
        programme_id: of.id,
        run_id: None,
        family_id: new.family,
        person_id: new.person,
        episode_id: new.episode,
        contact_id: new.contact,
        outcome_id: new.outcome.map(|id| AnyId(id.0)),
        action_id: None,
        waiting_id: None,
        state: State::Waiting,
        asked_by: new.asked_by,
        asked_at: tx.now,
        what: new.what.clone(),
        agreed_by: new.agreed_by.clone(),
        share: new.share.clone(),
        age_why: new.age_why.clone(),
        offered_at: None,
        offered_by: None,
        answer_by: None,
        answered_at: None,
        answer_why: String::new(),
        joined_on: None,
        welcomed_at: None,
        ended_at: None,
        ended_why: String::new(),
        result: None,
        reach: new.reach.trim().to_owned(),
        held: false,
    };
    each!(tx.conn(), c => diesel::insert_into(records::enrolment::table).values(&row).execute(c))?;
    row.waiting_id = Some(queue::begin(tx, pack, by, (&of, &row), &queue::Urgency::of(new))?);
    records::save(tx.conn(), &row)?;

    // the list itself has the line of the story, here and below
    tx.record(events::ASKED.on(row.id.0).family(row.family_id).detail(json!({"programme": of.id})))?;
    match new.offer {
        Some(run) => give(tx, pack, by, run, row.id)?,
        None => owing::offers(tx, pack, of.id)?,
    }
    Ok(row.id)
}

/// Whether a group's people may be told of them: somebody of the family agrees, and whoever comes has not said that
/// they no longer do.
fn may_be_told(
    conn: &mut Conn,
    (family, person): (FamilyId, Option<PersonId>),
    today: NaiveDate,
) -> store::Result<bool> {
    let withdrawn = match person {
        Some(person) => people::agreement::withdrawn_among(conn, &[family])?.contains(&person),
        None => false,
    };
    Ok(!withdrawn && guard::may_be_told(conn, family, None, today)?)
}

/// Offers a place in a run to somebody who waits.
///
/// # Errors
/// Each [`CannotPlace`] that applies; [`store::Error::Missing`] of a family that whoever offers may not know of.
pub fn offer(tx: &mut Tx<'_>, pack: &Pack, permit: &Permit<RunId, run::Offer>, id: EnrolmentId) -> Result<()> {
    let place = records::load_enrolment(tx.conn(), id)?;
    let known = guard::told_of(tx.conn(), permit.actor(), &[place.family_id], true)?;
    if !known.contains(&place.family_id) {
        return Err(store::Error::Missing.into());
    }
    give(tx, pack, permit.actor(), permit.subject(), id)
}

fn give(tx: &mut Tx<'_>, pack: &Pack, by: &Actor, run: RunId, id: EnrolmentId) -> Result<()> {
    let (today, now) = (tx.now.date(), tx.now);
    let was = records::load_enrolment(tx.conn(), id)?;
    let run = records::load_run(tx.conn(), run)?;
    if run.programme_id != was.programme_id {
        return Err(store::Error::Missing.into());
    }
    rules::offer(Offering {
        state: was.state,
        open: run.is_open(today),
        free: run.places - records::places_taken(tx.conn(), run.id)?,
        told: may_be_told(tx.conn(), (was.family_id, was.person_id), today)?,
    })?;

    let soon = pack.calendar().plus_working(today, pack.number("programme-answer"));
    let days: Vec<NaiveDate> = records::sessions_of(tx.conn(), run.id)?.iter().map(|one| one.on_day).collect();
    let answer_by = rules::answer_by(today, soon, &days);
    let place = Enrolment {
        run_id: Some(run.id),
        state: State::Offered,
        offered_at: Some(now),
        offered_by: by.account,
        answer_by: Some(answer_by),
        ..was
    };
    records::save(tx.conn(), &place)?;
    queue::offer(tx, by, &place, (&run, answer_by))?;

    let name = records::load_programme(tx.conn(), place.programme_id)?.name;
    tell(tx, by, &place, news::PLACE, &format!("A place was offered: {name}"))?;
    owing::offers(tx, pack, place.programme_id)?;

    tx.record(events::OFFERED.on(place.id.0).family(place.family_id).detail(json!({"run": run.id})))?;
    Ok(())
}

/// Tells the lead, whoever asked for the place, and whoever made the contact that it follows from. The words name the
/// programme and nobody. Whoever asked may not open the family any more: it stands on their My work nevertheless.
pub(crate) fn tell(tx: &mut Tx<'_>, by: &Actor, place: &Enrolment, kind: work::news::Kind, title: &str) -> Result<()> {
    let lead = guard::lead_of(tx.conn(), place.family_id)?;
    let new = News::new(kind, title, format!("/enrolments/{}", place.id));
    if let Some(lead) = lead {
        work::news::tell(tx, lead, &new.clone().about(place.family_id))?;
    }
    if let Some(asked_by) = place.asked_by.filter(|asked_by| lead != Some(*asked_by))
        && !guard::is_kept_from(tx.conn(), place.family_id, asked_by)?
    {
        work::news::tell(tx, asked_by, &new)?;
    }
    if let Some(contact) = place.contact_id {
        contacts::records::tell_maker(tx, by, ContactId(contact.0), &format!("{title}."))?;
    }
    Ok(())
}

/// Whom those who run a group ask how they reach somebody, where the family shared nothing of it: whoever leads, else
/// whoever asked for the place.
pub(crate) fn whom_to_ask(conn: &mut Conn, place: &Enrolment) -> store::Result<Option<accounts::Colleague>> {
    let lead = guard::lead_of(conn, place.family_id)?;
    lead.or(place.asked_by).map(|id| accounts::colleague(conn, id)).transpose()
}

/// The front door keeps sight of a family that has a place while nobody else helps it; once for each place.
fn hold(tx: &mut Tx<'_>, place: Enrolment) -> store::Result<Enrolment> {
    if place.held || is_helped(tx.conn(), place.family_id)? {
        return Ok(place);
    }
    guard::count_undecided(tx.conn(), place.family_id, 1)?;
    let held = Enrolment { held: true, ..place };
    records::save(tx.conn(), &held)?;
    Ok(held)
}

/// It keeps sight for this place no longer.
pub(crate) fn let_go(tx: &mut Tx<'_>, place: Enrolment) -> store::Result<Enrolment> {
    if !place.held {
        return Ok(place);
    }
    guard::count_undecided(tx.conn(), place.family_id, -1)?;
    Ok(Enrolment { held: false, ..place })
}

/// Whether an episode of the family is open.
fn is_helped(conn: &mut Conn, family: FamilyId) -> store::Result<bool> {
    use cases::records::episode::dsl as episodes;
    let open = episodes::episode.filter(episodes::family_id.eq(family).and(episodes::closed_at.is_null()));
    Ok(each!(conn, c => open.count().get_result::<i64>(c))? > 0)
}

/// At the end of every change to a family: one whose help has ended while it goes to a group is not lost from sight.
pub(crate) fn settle(tx: &mut Tx<'_>, _: &Pack, _: Capabilities, families: &[FamilyId]) -> store::Result<()> {
    for family in families {
        for place in records::accepted_unheld(tx.conn(), *family)? {
            hold(tx, place)?;
        }
    }
    Ok(())
}

store::coded! {
    /// What the family says to an offer.
    pub enum Answer {
        /// They come.
        Accepted = "accepted",
        /// They do not want it.
        Declined = "declined",
        /// They did not answer: the place is offered to others, and they wait on.
        NotAnswered = "not-answered",
    }
}

impl Answer {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Accepted => "They take the place",
            Self::Declined => "They do not want it",
            Self::NotAnswered => "They have not answered: the place goes to somebody else, and they wait on",
        }
    }
}

/// Says what the family answers. With the place comes what it makes people owe: the welcome letter, the register, and
/// the action of the plan.
///
/// # Errors
/// Each [`CannotPlace`] that applies.
pub fn answer(
    tx: &mut Tx<'_>,
    pack: &Pack,
    permit: &Permit<EnrolmentId, enrolment::Answer>,
    answer: Answer,
    why: &str,
) -> Result<()> {
    let was = records::load_enrolment(tx.conn(), permit.subject())?;
    let run = match was.run_id {
        Some(run) => Some(records::load_run(tx.conn(), run)?),
        None => None,
    };
    let (now, today) = (tx.now, tx.now.date());
    rules::accept(Answering {
        state: was.state,
        accepted: answer == Answer::Accepted,
        declined: answer == Answer::Declined,
        open: run.as_ref().is_some_and(|run| run.is_open(today)),
        why,
    })?;
    let run = run.ok_or(Refusal::from(CannotPlace::NotWaiting))?;
    let by = permit.actor();

    queue::answer(tx, pack, by, &was, (answer, why))?;
    let answered = Enrolment { answered_at: Some(now), answer_why: why.to_owned(), ..was };
    let (place, title) = match answer {
        Answer::Accepted => {
            let joined_on = Some(today.max(run.starts_on));
            (Enrolment { state: State::Accepted, joined_on, ..answered }, "The place was taken")
        }
        Answer::Declined => {
            let ended = Enrolment { ended_at: Some(now), ended_why: why.to_owned(), ..answered };
            (Enrolment { state: State::Declined, ..ended }, "The place was declined")
        }
        // the group that offered it keeps sight: somebody of it may have the offer open still
        Answer::NotAnswered => {
            let waits = Enrolment { offered_at: None, answer_by: None, ..answered };
            (Enrolment { state: State::Waiting, ..waits }, "The offer was not answered")
        }
    };
    records::save(tx.conn(), &place)?;

    let name = records::load_programme(tx.conn(), place.programme_id)?.name;
    tell(tx, by, &place, news::PLACE, &format!("{title}: {name}"))?;
    match answer {
        Answer::Accepted => {
            let place = hold(tx, place.clone())?;
            take(tx, pack, &run, place, &name)?;
        }
        Answer::Declined => bring_back(tx, pack, by, &place, &format!("They declined a place in {name}. {why}"))?,
        Answer::NotAnswered => {}
    }
    owing::offers(tx, pack, place.programme_id)?;
    tx.record(events::ANSWERED.on(place.id.0).family(place.family_id).detail(json!({"answer": answer})))?;
    Ok(())
}

/// Nobody else helps a family that declined what was decided for it, or for which it is not there any more: it comes
/// back to the front door and is decided anew.
pub(crate) fn bring_back(tx: &mut Tx<'_>, pack: &Pack, by: &Actor, place: &Enrolment, why: &str) -> Result<()> {
    let Some(contact) = place.contact_id else { return Ok(()) };
    if is_helped(tx.conn(), place.family_id)? {
        return Ok(());
    }
    contacts::records::bring_back(tx, by, pack, ContactId(contact.0), why).map(|_| ())
}

/// What follows when they take it.
fn take(tx: &mut Tx<'_>, pack: &Pack, run: &Run, place: Enrolment, name: &str) -> Result<()> {
    let today = tx.now.date();
    let soon = pack.calendar().plus_working(today, pack.number("programme-welcome"));
    let due_on = soon.min(run.starts_on).max(today);
    owing::of_place(tx, run, &place, owing::WELCOME, due_on)?;
    owing::register(tx, run.id)?;
    let sessions = records::sessions_of(tx.conn(), run.id)?;
    // its last register is kept: nothing else comes that would make it owed
    if sessions.iter().any(|session| session.on_day >= run.ends_on && session.kept_at.is_some()) {
        owing::after(tx, pack, run, &place)?;
    }

    let Some(outcome) = place.outcome_id else { return Ok(()) };
    let runs_it = owing::owner(tx.conn(), run)?;
    let who = access::accounts::colleague(tx.conn(), runs_it)?;
    let text = format!("Go to {name}, {}", run.dates());
    let who = format!("{}, {}", who.name, who.organisation);
    let of = OutcomeId(outcome.0);
    let action = plans::records::add_beside(tx, place.family_id, of, (&text, &who), run.ends_on)?;
    if let Some(action) = action {
        records::save(tx.conn(), &Enrolment { action_id: Some(AnyId(action.0)), ..place })?;
    }
    Ok(())
}

/// The run of a place was cancelled: they wait again, where they were in the list, and the lead and whoever asked are
/// told.
pub(crate) fn wait_again(tx: &mut Tx<'_>, pack: &Pack, by: &Actor, was: Enrolment, why: &str) -> Result<()> {
    tasks::done(tx, was.id.0, None)?;
    let of = records::load_programme(tx.conn(), was.programme_id)?;
    let was = let_go(tx, was)?;
    let mut place = Enrolment {
        state: State::Waiting,
        offered_at: None,
        answer_by: None,
        answered_at: None,
        joined_on: None,
        welcomed_at: None,
        action_id: None,
        ..was.clone()
    };
    queue::again(tx, pack, by, &of, &mut place)?;
    records::save(tx.conn(), &place)?;
    if let Some(action) = was.action_id {
        let note = format!("The group was cancelled: {why} They wait again.");
        let action = plans::ActionId(action.0);
        plans::records::say_beside(tx, action, plans::records::Progress::Dropped, &note, &by.signature())?;
    }
    tell(tx, by, &place, news::CANCELLED, &format!("A group was cancelled: {}", of.name))?;
    let event = events::WAITS_AGAIN.on(place.id.0).family(place.family_id);
    tx.record(event.line(format!("A group was cancelled, they wait again: {}", of.name), why, by.signature()))?;
    Ok(())
}

/// The programme ends: nobody waits for it any more, and those whom nobody else helps are decided anew.
pub(crate) fn end_list(tx: &mut Tx<'_>, pack: &Pack, by: &Actor, of: &Programme, why: &str) -> Result<()> {
    use records::enrolment as dsl;
    let waits = dsl::programme_id.eq(of.id).and(dsl::state.eq(State::Waiting));
    let all: Vec<Enrolment> = dsl::table.filter(waits).select(Enrolment::as_select()).load(tx.conn())?;
    for place in all {
        off(tx, pack, by, place.clone(), (Ended::NotGiven, why))?;
        bring_back(tx, pack, by, &place, &format!("{} has ended, and they had no place in it.", of.name))?;
    }
    Ok(())
}

/// They wait no longer.
pub(crate) fn off(tx: &mut Tx<'_>, pack: &Pack, by: &Actor, was: Enrolment, (ended, why): (Ended, &str)) -> Result<()> {
    queue::end(tx, by, &was, (ended, why))?;
    let name = records::load_programme(tx.conn(), was.programme_id)?.name;
    tasks::done(tx, was.id.0, None)?;
    let now = tx.now;
    let place = Enrolment { state: Ending::Off.state(), ended_at: Some(now), ended_why: why.to_owned(), ..was };
    records::save(tx.conn(), &place)?;
    tell(tx, by, &place, news::PLACE, &format!("Off the list: {name}"))?;
    tx.record(events::OFF.on(place.id.0).family(place.family_id))?;
    owing::offers(tx, pack, place.programme_id)?;
    Ok(())
}
