//! Who owes what of a group: by name, and never about nobody. What a facilitator owes names the group and nobody in it.

use crate::{
    events, kinds,
    records::{self, Enrolment, Run, RunId},
};
use access::{AccountId, accounts, capability::Capabilities};
use chrono::NaiveDate;
use pack::Pack;
use store::{Conn, Db, Result, Tx};
use work::{Kind, NewTask, tasks};

/// The first of its facilitators who is there, else the manager who keeps it.
pub(crate) fn owner(conn: &mut Conn, run: &Run) -> Result<AccountId> {
    let all = records::facilitators_of(conn, run.id)?;
    let known = accounts::known(conn, &all)?;
    let there = all.into_iter().find(|id| known.get(id).is_some_and(|known| known.in_use));
    Ok(there.unwrap_or(run.keeper_id))
}

/// A piece of work of a run's facilitators about one place in it; once is enough.
pub(crate) fn of_place(
    tx: &mut Tx<'_>,
    run: &Run,
    place: &Enrolment,
    (kind, title, page): (Kind, &str, &str),
    due_on: NaiveDate,
) -> Result<()> {
    if tasks::is_owed(tx.conn(), kind, place.id.0)? {
        return Ok(());
    }
    let owner = owner(tx.conn(), run)?;
    let name = records::load_programme(tx.conn(), place.programme_id)?.name;
    let href = format!("/enrolments/{}{page}", place.id);
    let task = NewTask::new(kind, place.id.0, format!("{title}: {name}"), href, due_on);
    tasks::add(tx, task.owed_by(owner).of_team(run.team_id))?;
    Ok(())
}

/// The next register of a run is owed, and no other: that of the first session, from the day on which somebody has a
/// place, of which none was kept.
pub(crate) fn register(tx: &mut Tx<'_>, id: RunId) -> Result<()> {
    let run = records::load_run(tx.conn(), id)?;
    let joined = records::accepted_of(tx.conn(), id)?.into_iter().filter_map(|place| place.joined_on).min();
    let sessions = records::sessions_of(tx.conn(), id)?;
    let live = run.cancelled_at.is_none();
    let next = joined
        .filter(|_| live)
        .and_then(|joined| sessions.iter().find(|session| session.kept_at.is_none() && session.on_day >= joined));
    for other in sessions.iter().filter(|session| next.is_none_or(|next| next.id != session.id)) {
        if tasks::is_owed(tx.conn(), kinds::REGISTER, other.id.0)? {
            tasks::done(tx, other.id.0, Some(kinds::REGISTER))?;
        }
    }
    let Some(next) = next else { return Ok(()) };
    if tasks::is_owed(tx.conn(), kinds::REGISTER, next.id.0)? {
        return Ok(());
    }

    let owner = match next.covered_by {
        Some(covers) => covers,
        None => owner(tx.conn(), &run)?,
    };
    let name = records::load_programme(tx.conn(), run.programme_id)?.name;
    let href = format!("/runs/{id}/sessions/{}", next.n);
    let title = format!("Register: {name}, session {}", next.n);
    let task = NewTask::new(kinds::REGISTER, next.id.0, title, href, next.on_day);
    tasks::add(tx, task.owed_by(owner).of_team(run.team_id))?;
    Ok(())
}

/// Every morning: a run whose facilitators' accounts are all disabled is its keeper's to find somebody for, and what
/// they owed is the keeper's meanwhile.
pub(crate) fn daily(db: &Db, pack: &Pack, _: Capabilities) -> Result<()> {
    let now = db.now();
    let mut conn = db.connect()?;
    for run in records::list_runs(&mut conn, now.date())? {
        let runs_it = records::facilitators_of(&mut conn, run.id)?;
        if accounts::known(&mut conn, &runs_it)?.values().any(|known| known.in_use) {
            continue;
        }
        db.alone(&pack.hash, |tx| find_facilitator(tx, pack, &run))?;
    }
    Ok(())
}

fn find_facilitator(tx: &mut Tx<'_>, pack: &Pack, run: &Run) -> Result<()> {
    if tasks::is_owed(tx.conn(), kinds::FACILITATOR, run.id.0)? {
        tx.nothing_new();
        return Ok(());
    }
    let name = records::load_programme(tx.conn(), run.programme_id)?.name;
    let due_on = pack.calendar().plus_working(tx.now.date(), 1);
    let title = format!("Find somebody who runs it: {name}");
    let task = NewTask::new(kinds::FACILITATOR, run.id.0, title, format!("/runs/{}/change", run.id), due_on);
    tasks::add(tx, task.owed_by(run.keeper_id).of_team(run.team_id))?;
    hand_on(tx, pack, run.id)?;
    tx.record(events::FACILITATORS_GONE.on(run.id.0))?;
    Ok(())
}

/// Other people run it now: what those before them owed is theirs, due when it was.
pub(crate) fn hand_on(tx: &mut Tx<'_>, pack: &Pack, id: RunId) -> Result<()> {
    let run = records::load_run(tx.conn(), id)?;
    for session in records::sessions_of(tx.conn(), id)? {
        tasks::done(tx, session.id.0, Some(kinds::REGISTER))?;
    }
    register(tx, id)?;
    let soon = pack.calendar().plus_working(tx.now.date(), 1);
    for place in records::accepted_of(tx.conn(), id)? {
        let all = [
            (kinds::WELCOME, "Give the welcome letter", "/welcome"),
            (kinds::CALL, "Call somebody who did not come", "/call"),
            (kinds::AFTER, "Measure again, and say what came of it", ""),
        ];
        for owed in all {
            if tasks::is_owed(tx.conn(), owed.0, place.id.0)? {
                tasks::done(tx, place.id.0, Some(owed.0))?;
                of_place(tx, &run, &place, owed, soon)?;
            }
        }
    }
    Ok(())
}
