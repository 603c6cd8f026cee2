//! Programmes, runs and sessions: what a manager of the council adds, changes and ends.

use crate::{
    entry, events, kinds, owing, placing,
    records::{self, Programme, ProgrammeId, Run, RunId, Session, SessionId, programme, programme_run, run_session},
    rules::{self, CannotKeep, NewProgramme, NewRun, PlanSession, Running},
};
use access::{AccountId, Nobody, Permit, accounts, nobody, run};
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use std::collections::BTreeSet;
use store::{Json, Tx, each};
use web::{Refusal, Result};
use work::tasks;

/// The most colleagues that are shown at once.
const MOST: usize = 30;

/// A permit to keep programmes.
pub type Keeping = Permit<Nobody, nobody::KeepProgrammes>;

/// What whoever keeps programmes brings along: the practice pack, and where people ask for help.
#[derive(Debug, Clone, Copy)]
pub struct Desk<'a> {
    /// The practice pack.
    pub pack: &'a Pack,
    /// The address of this site, for the entry of the directory.
    pub site: &'a str,
}

fn account(permit: &Keeping) -> Result<AccountId> {
    permit.actor().account.ok_or(web::Error::NotFound)
}

/// Adds a programme.
///
/// # Errors
/// Each [`CannotKeep`] that applies.
pub fn add_programme(tx: &mut Tx<'_>, permit: &Keeping, desk: Desk<'_>, new: NewProgramme) -> Result<ProgrammeId> {
    rules::programme(&new)?;

    let row = Programme {
        id: ProgrammeId::new(),
        name: new.name,
        what: new.what,
        for_whom: new.for_whom,
        minimum_age: new.ages.0,
        maximum_age: new.ages.1,
        evidence: new.evidence,
        outcomes: Json(new.outcomes),
        factors: Json(new.factors),
        needs: Json(new.needs),
        public: new.public,
        keeper_id: account(permit)?,
        service_id: None,
        begun_at: tx.now,
        ended_at: None,
        version: 1,
    };
    each!(tx.conn(), c => diesel::insert_into(programme::table).values(&row).execute(c))?;
    tx.record(events::PROGRAMME_BEGUN.on(row.id.0).detail(json!({"name": row.name})))?;
    entry::put(tx, permit.actor(), desk, row.id)?;
    Ok(row.id)
}

/// Changes what a programme says.
///
/// # Errors
/// Each [`CannotKeep`] that applies.
pub fn change_programme(
    tx: &mut Tx<'_>,
    permit: &Keeping,
    desk: Desk<'_>,
    id: ProgrammeId,
    new: &NewProgramme,
) -> Result<()> {
    let was = records::load_programme(tx.conn(), id)?;
    if !was.is_open() {
        return Err(Refusal::from(CannotKeep::Ended).into());
    }
    rules::programme(new)?;

    diesel::update(programme::table.find(id))
        .set((
            programme::name.eq(&new.name),
            programme::what.eq(&new.what),
            programme::for_whom.eq(&new.for_whom),
            programme::minimum_age.eq(new.ages.0),
            programme::maximum_age.eq(new.ages.1),
            programme::evidence.eq(&new.evidence),
            programme::outcomes.eq(Json(new.outcomes.clone())),
            programme::factors.eq(Json(new.factors.clone())),
            programme::needs.eq(Json(new.needs.clone())),
            programme::public.eq(new.public),
            programme::version.eq(was.version + 1),
        ))
        .execute(tx.conn())?;
    tx.record(events::PROGRAMME_CHANGED.on(id.0))?;
    entry::put(tx, permit.actor(), desk, id)
}

/// Ends a programme none of whose runs goes on: whoever waits for it is off the list and those who asked are told; its
/// entry goes.
///
/// # Errors
/// [`CannotKeep::NoReason`], [`CannotKeep::StillRuns`], [`CannotKeep::Ended`].
pub fn end_programme(tx: &mut Tx<'_>, permit: &Keeping, desk: Desk<'_>, id: ProgrammeId, why: &str) -> Result<()> {
    let was = records::load_programme(tx.conn(), id)?;
    let today = tx.now.date();
    let runs = records::runs_of(tx.conn(), id)?;
    let faults = [
        (!was.is_open(), CannotKeep::Ended),
        (why.trim().is_empty(), CannotKeep::NoReason),
        (runs.iter().any(|run| run.is_open(today)), CannotKeep::StillRuns),
    ];
    let faults = faults.into_iter().filter(|(wrong, _)| *wrong);
    web::Refusals::check(faults.map(|(_, rule)| rule.into()).collect())?;

    placing::end_list(tx, desk.pack, permit.actor(), &was, why)?;
    let now = tx.now;
    diesel::update(programme::table.find(id)).set(programme::ended_at.eq(Some(now))).execute(tx.conn())?;
    tx.record(events::PROGRAMME_ENDED.on(id.0))?;
    entry::put(tx, permit.actor(), desk, id)
}

/// Adds a run with its sessions.
///
/// # Errors
/// Each [`CannotKeep`] that applies.
pub fn add_run(tx: &mut Tx<'_>, permit: &Keeping, desk: Desk<'_>, of: ProgrammeId, new: NewRun) -> Result<RunId> {
    let today = tx.now.date();
    add_run_from(tx, permit, desk, of, (new, Some(today)))
}

/// As [`add_run`], from a day on which it may begin first; `None` for the made-up past of the demo.
pub(crate) fn add_run_from(
    tx: &mut Tx<'_>,
    permit: &Keeping,
    desk: Desk<'_>,
    of: ProgrammeId,
    (new, earliest): (NewRun, Option<NaiveDate>),
) -> Result<RunId> {
    let programme = records::load_programme(tx.conn(), of)?;
    if !programme.is_open() {
        return Err(Refusal::from(CannotKeep::Ended).into());
    }
    let able = may_run(tx.conn(), &new.facilitators, &[])?;
    rules::run(&new, Running { taken: 0, fresh: true, able, earliest })?;
    let (Some(starts_on), Some(hours), Some(many), Some(places)) = (new.starts_on, new.hours, new.sessions, new.places)
    else {
        return Err(Refusal::from(CannotKeep::NoSession).into());
    };

    let days = rules::when(desk.pack.calendar(), starts_on, many, new.every);
    let row = Run {
        id: RunId::new(),
        programme_id: of,
        place_name: new.place_name,
        place_line: new.place_line,
        town: new.town,
        postcode: new.postcode,
        secret: new.secret,
        language: new.language,
        creche: new.creche,
        transport: new.transport,
        accessible: Json(new.accessible),
        places,
        keeper_id: account(permit)?,
        team_id: permit.actor().manages.first().copied(),
        note: new.note,
        starts_on,
        ends_on: days.last().copied().unwrap_or(starts_on),
        begun_at: tx.now,
        cancelled_at: None,
        cancelled_why: String::new(),
        version: 1,
    };
    each!(tx.conn(), c => diesel::insert_into(programme_run::table).values(&row).execute(c))?;
    for (n, on_day) in (1..).zip(&days) {
        let session = Session {
            id: SessionId::new(),
            run_id: row.id,
            n,
            on_day: *on_day,
            opens: hours.opens,
            closes: hours.closes,
            topic: String::new(),
            covered_by: None,
            kept_at: None,
            kept_by: None,
        };
        records::add_session(tx.conn(), &session)?;
    }
    records::set_facilitators(tx.conn(), row.id, &new.facilitators)?;
    tx.record(events::RUN_BEGUN.on(row.id.0).detail(json!({"programme": of, "sessions": days.len()})))?;
    owing::offers(tx, desk.pack, of)?;
    entry::put(tx, permit.actor(), desk, of)?;
    Ok(row.id)
}

/// Changes what a run says, and who runs it. What somebody owed who runs it no longer goes to those who do.
///
/// # Errors
/// Each [`CannotKeep`] that applies.
pub fn change_run(tx: &mut Tx<'_>, permit: &Permit<RunId, run::Keep>, desk: Desk<'_>, new: &NewRun) -> Result<()> {
    let was = records::load_run(tx.conn(), permit.subject())?;
    if was.cancelled_at.is_some() {
        return Err(Refusal::from(CannotKeep::Over).into());
    }
    let taken = records::places_taken(tx.conn(), was.id)?;
    let before = records::facilitators_of(tx.conn(), was.id)?;
    let able = may_run(tx.conn(), &new.facilitators, &before)?;
    rules::run(new, Running { taken, fresh: false, able, earliest: None })?;

    diesel::update(programme_run::table.find(was.id))
        .set((
            programme_run::place_name.eq(&new.place_name),
            programme_run::place_line.eq(&new.place_line),
            programme_run::town.eq(&new.town),
            programme_run::postcode.eq(&new.postcode),
            programme_run::secret.eq(new.secret),
            programme_run::language.eq(&new.language),
            programme_run::creche.eq(new.creche),
            programme_run::transport.eq(&new.transport),
            programme_run::accessible.eq(Json(new.accessible.clone())),
            programme_run::places.eq(new.places.unwrap_or(was.places)),
            programme_run::note.eq(&new.note),
            programme_run::version.eq(was.version + 1),
        ))
        .execute(tx.conn())?;
    records::set_facilitators(tx.conn(), was.id, &new.facilitators)?;
    tasks::done(tx, was.id.0, Some(kinds::FACILITATOR))?;
    if before != records::facilitators_of(tx.conn(), was.id)? {
        owing::hand_on(tx, desk.pack, was.id, owing::Gone::NotOfTheRun)?;
    }
    owing::offers(tx, desk.pack, was.programme_id)?;
    tx.record(events::RUN_CHANGED.on(was.id.0))?;
    entry::put(tx, permit.actor(), desk, was.programme_id)
}

/// Plans one session: its day, its hours, what it is about, and who runs it for the run's own facilitators.
///
/// # Errors
/// Each [`CannotKeep`] that applies.
pub fn plan_session(
    tx: &mut Tx<'_>,
    permit: &Permit<RunId, run::Keep>,
    desk: Desk<'_>,
    n: i64,
    new: &PlanSession,
) -> Result<()> {
    let run = records::load_run(tx.conn(), permit.subject())?;
    if run.cancelled_at.is_some() {
        return Err(Refusal::from(CannotKeep::Over).into());
    }
    let all = records::sessions_of(tx.conn(), run.id)?;
    let was = all.iter().find(|session| session.n == n).ok_or(store::Error::Missing)?;
    let beside = |n: i64| all.iter().find(|session| session.n == n).map(|session| session.on_day);
    let moved = new.on_day != Some(was.on_day);
    let (covers, did) = (new.covered_by.as_slice(), was.covered_by.as_slice());
    let able = may_run(tx.conn(), covers, did)?;
    rules::session(new, (beside(n - 1), beside(n + 1)), (moved, was.kept_at.is_some(), able))?;
    let (Some(on_day), Some(hours)) = (new.on_day, new.hours) else { return Err(web::Error::NotFound) };

    diesel::update(run_session::table.find(was.id))
        .set((
            run_session::on_day.eq(on_day),
            run_session::opens.eq(hours.opens),
            run_session::closes.eq(hours.closes),
            run_session::topic.eq(&new.topic),
            run_session::covered_by.eq(new.covered_by),
        ))
        .execute(tx.conn())?;
    let days: Vec<_> = all.iter().map(|session| if session.n == n { on_day } else { session.on_day }).collect();
    let (first, last) = (days.iter().min().copied(), days.iter().max().copied());
    diesel::update(programme_run::table.find(run.id))
        .set((
            programme_run::starts_on.eq(first.unwrap_or(run.starts_on)),
            programme_run::ends_on.eq(last.unwrap_or(run.ends_on)),
        ))
        .execute(tx.conn())?;

    // whoever covers owes its register
    tasks::done(tx, was.id.0, Some(kinds::REGISTER))?;
    owing::register(tx, run.id)?;
    let detail = json!({"on": on_day, "was_on": was.on_day, "covered_by": new.covered_by});
    tx.record(events::SESSION_PLANNED.on(was.id.0).detail(detail))?;
    entry::put(tx, permit.actor(), desk, run.programme_id)
}

/// Cancels a run: everybody in it waits again, and their lead and whoever asked are told.
///
/// # Errors
/// [`CannotKeep::NoReason`], [`CannotKeep::Over`].
pub fn cancel_run(tx: &mut Tx<'_>, permit: &Permit<RunId, run::Keep>, desk: Desk<'_>, why: &str) -> Result<()> {
    let run = records::load_run(tx.conn(), permit.subject())?;
    let faults = [(run.cancelled_at.is_some(), CannotKeep::Over), (why.trim().is_empty(), CannotKeep::NoReason)];
    let faults = faults.into_iter().filter(|(wrong, _)| *wrong);
    web::Refusals::check(faults.map(|(_, rule)| rule.into()).collect())?;

    let now = tx.now;
    diesel::update(programme_run::table.find(run.id))
        .set((programme_run::cancelled_at.eq(Some(now)), programme_run::cancelled_why.eq(why)))
        .execute(tx.conn())?;
    for session in records::sessions_of(tx.conn(), run.id)? {
        tasks::done(tx, session.id.0, None)?;
    }
    tasks::done(tx, run.id.0, None)?;
    for place in records::open_of_run(tx.conn(), run.id)? {
        placing::wait_again(tx, desk.pack, permit.actor(), place, why)?;
    }
    tx.record(events::RUN_CANCELLED.on(run.id.0))?;
    owing::offers(tx, desk.pack, run.programme_id)?;
    entry::put(tx, permit.actor(), desk, run.programme_id)
}

/// Whether all of these may run a group: their account is in use, and they are a facilitator, a worker, or run it
/// already.
fn may_run(conn: &mut store::Conn, all: &[AccountId], already: &[AccountId]) -> Result<bool> {
    let able = able(conn, already)?;
    Ok(all.iter().all(|one| able.contains(one)))
}

fn able(conn: &mut store::Conn, already: &[AccountId]) -> Result<BTreeSet<AccountId>> {
    let mut able: BTreeSet<AccountId> =
        accounts::anywhere_with_role(conn, access::Role::Facilitator)?.into_iter().collect();
    able.extend(accounts::list_colleagues(conn)?.into_iter().map(|one| one.id));
    let known = accounts::known(conn, already)?;
    able.extend(known.into_iter().filter(|(_, known)| known.in_use).map(|(id, _)| id));
    Ok(able)
}

/// Those who may be chosen to run a group: facilitators, `keep` of whoever runs it already, and of the workers of every
/// agency those whose name, job or organisation has this word.
pub fn could_run(
    conn: &mut store::Conn,
    find: &str,
    keep: &[AccountId],
    already: &[AccountId],
) -> Result<Vec<accounts::Colleague>> {
    let may = self::able(conn, already)?;
    let mut able: Vec<AccountId> = accounts::anywhere_with_role(conn, access::Role::Facilitator)?;
    // whoever may not run one stands on no page because their id was sent
    able.extend(keep.iter().chain(already).filter(|one| may.contains(one)));
    let word = find.trim().to_lowercase();
    if !word.is_empty() {
        let fits = |one: &accounts::Colleague| {
            format!("{} {} {}", one.name, one.job_title, one.organisation).to_lowercase().contains(&word)
        };
        let found = accounts::list_colleagues(conn)?.into_iter().filter(fits);
        able.extend(found.take(MOST).map(|one| one.id));
    }
    let mut all = accounts::colleagues_among(conn, &able)?;
    all.sort_by(|one, other| (&one.name, one.id).cmp(&(&other.name, other.id)));
    Ok(all)
}
