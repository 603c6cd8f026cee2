//! How a family comes to a place: asked for, on the list, offered, accepted or not; and how it waits again.

use crate::{
    events, kinds, news, owing, queue,
    records::{self, Enrolment, EnrolmentId, Programme, ProgrammeId, Run, RunId},
    rules::{self, Asked, CannotPlace, Ending, Offering, State},
};
use access::{AccountId, Actor, EpisodeId, FamilyId, Permit, enrolment, guard, run};
use chrono::NaiveDate;
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
    let mut choices = Vec::new();
    for of in records::list_programmes(conn)?.into_iter().filter(Programme::is_open) {
        let mut runs = Vec::new();
        for run in open.iter().filter(|run| run.programme_id == of.id) {
            let free = (run.places - records::places_taken(conn, run.id)?).max(0);
            runs.push((run.id, run.dates(), free));
        }
        let starts = open.iter().filter(|run| run.programme_id == of.id).map(|run| run.starts_on);
        choices.push(Choice {
            id: of.id,
            ages: of.ages(),
            free: runs.iter().map(|(_, _, free)| free).sum(),
            next: starts.filter(|on| *on >= today).min(),
            waiting: waiting_in(conn, of.id)?,
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
        told: guard::may_be_told(tx.conn(), new.family, None, today)?,
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
    };
    each!(tx.conn(), c => diesel::insert_into(records::enrolment::table).values(&row).execute(c))?;
    row.waiting_id = Some(queue::begin(tx, pack, by, (&of, &row), &queue::Urgency::of(new))?);
    records::save(tx.conn(), &row)?;

    // the list itself has the line of the story, here and below
    tx.record(events::ASKED.on(row.id.0).family(row.family_id).detail(json!({"programme": of.id})))?;
    if let Some(run) = new.offer {
        give(tx, pack, by, run, row.id)?;
    }
    Ok(row.id)
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
        told: guard::may_be_told(tx.conn(), was.family_id, None, today)?,
    })?;

    let answer_by = pack.calendar().plus_working(today, pack.number("programme-answer"));
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
    tell(tx, &place, news::PLACE, &format!("A place was offered: {name}"))?;

    tx.record(events::OFFERED.on(place.id.0).family(place.family_id).detail(json!({"run": run.id})))?;
    Ok(())
}

/// Tells the lead and whoever asked for the place.
pub(crate) fn tell(tx: &mut Tx<'_>, place: &Enrolment, kind: work::news::Kind, title: &str) -> Result<()> {
    let lead = guard::lead_of(tx.conn(), place.family_id)?;
    let told: Vec<AccountId> = lead.into_iter().chain(place.asked_by).collect();
    let new = News::new(kind, title, format!("/enrolments/{}", place.id)).about(place.family_id);
    Ok(work::news::tell_all(tx, &told, &new)?)
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
    rules::accept(was.state, answer == Answer::Declined, why)?;
    let run = was.run_id.ok_or(Refusal::from(CannotPlace::NotWaiting))?;
    let run = records::load_run(tx.conn(), run)?;
    let by = permit.actor();
    let (now, today) = (tx.now, tx.now.date());

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
        Answer::NotAnswered => {
            let waits = Enrolment { run_id: None, offered_at: None, answer_by: None, ..answered };
            (Enrolment { state: State::Waiting, ..waits }, "The offer was not answered")
        }
    };
    records::save(tx.conn(), &place)?;

    let name = records::load_programme(tx.conn(), place.programme_id)?.name;
    if answer == Answer::Accepted {
        take(tx, pack, &run, place.clone(), &name)?;
    }
    tell(tx, &place, news::PLACE, &format!("{title}: {name}"))?;
    tx.record(events::ANSWERED.on(place.id.0).family(place.family_id).detail(json!({"answer": answer})))?;
    Ok(())
}

/// What follows when they take it.
fn take(tx: &mut Tx<'_>, pack: &Pack, run: &Run, place: Enrolment, name: &str) -> Result<()> {
    let today = tx.now.date();
    let soon = pack.calendar().plus_working(today, pack.number("programme-welcome"));
    let due_on = soon.min(run.starts_on).max(today);
    owing::of_place(tx, run, &place, (kinds::WELCOME, "Give the welcome letter", "/welcome"), due_on)?;
    owing::register(tx, run.id)?;

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
    let mut place = Enrolment {
        run_id: None,
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
    tell(tx, &place, news::CANCELLED, &format!("A group was cancelled: {}", of.name))?;
    let event = events::WAITS_AGAIN.on(place.id.0).family(place.family_id);
    tx.record(event.line(format!("A group was cancelled, they wait again: {}", of.name), why, by.signature()))?;
    Ok(())
}

/// The programme ends: nobody waits for it any more.
pub(crate) fn end_list(tx: &mut Tx<'_>, by: &Actor, of: &Programme, why: &str) -> Result<()> {
    use records::enrolment as dsl;
    let waits = dsl::programme_id.eq(of.id).and(dsl::state.eq(State::Waiting));
    let all: Vec<Enrolment> = dsl::table.filter(waits).select(Enrolment::as_select()).load(tx.conn())?;
    for place in all {
        off(tx, by, place, (Ended::NotGiven, why))?;
    }
    Ok(())
}

/// They wait no longer.
pub(crate) fn off(tx: &mut Tx<'_>, by: &Actor, was: Enrolment, (ended, why): (Ended, &str)) -> Result<()> {
    queue::end(tx, by, &was, (ended, why))?;
    let name = records::load_programme(tx.conn(), was.programme_id)?.name;
    tasks::done(tx, was.id.0, None)?;
    let now = tx.now;
    let place = Enrolment { state: Ending::Off.state(), ended_at: Some(now), ended_why: why.to_owned(), ..was };
    records::save(tx.conn(), &place)?;
    tell(tx, &place, news::PLACE, &format!("Off the list: {name}"))?;
    tx.record(events::OFF.on(place.id.0).family(place.family_id))?;
    Ok(())
}
