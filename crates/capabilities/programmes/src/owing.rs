//! Who owes what of a group: by name, and never about nobody. What is owed of one place is called by the first name of
//! whoever comes, as far as whoever owes it may know of them; it goes into no letter.

use crate::{
    events, kinds, queue,
    records::{self, Enrolment, ProgrammeId, Run, RunId, programme_run},
};
use access::{AccountId, Actor, Role, accounts, capability::Capabilities, guard};
use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use pack::Pack;
use store::{Conn, Db, Result, Tx};
use work::{Kind, NewTask, tasks};

/// What is owed of one place: its kind, what it is called, and its page below that of the place.
type Owed = (Kind, &'static str, &'static str);

/// The letter before the first session.
pub(crate) const WELCOME: Owed = (kinds::WELCOME, "Give the welcome letter", "/welcome");

/// The call after a missed session.
pub(crate) const CALL: Owed = (kinds::CALL, "Call somebody who did not come", "/call");

/// What is measured and said at the end.
const AFTER: Owed = (kinds::AFTER, "Measure again, and say what came of it", "");

fn in_use(conn: &mut Conn, all: &[AccountId]) -> Result<Vec<AccountId>> {
    let known = accounts::known(conn, all)?;
    Ok(all.iter().copied().filter(|id| known.get(id).is_some_and(|known| known.in_use)).collect())
}

/// The first of its facilitators who is there, else the manager who keeps it.
pub(crate) fn owner(conn: &mut Conn, run: &Run) -> Result<AccountId> {
    let all = records::facilitators_of(conn, run.id)?;
    match in_use(conn, &all)?.first() {
        Some(there) => Ok(*there),
        None => keeper(conn, run),
    }
}

/// The manager who keeps it; where their account is disabled another of the team, else of the council.
fn keeper(conn: &mut Conn, run: &Run) -> Result<AccountId> {
    if !in_use(conn, &[run.keeper_id])?.is_empty() {
        return Ok(run.keeper_id);
    }
    let of_team = match run.team_id {
        Some(team) => accounts::managers_of(conn, team)?,
        None => vec![],
    };
    let all = [in_use(conn, &of_team)?, accounts::with_role(conn, Role::Manager)?].concat();
    Ok(all.first().copied().unwrap_or(run.keeper_id))
}

/// Whether this account may know of one of these places at least.
fn knows_any(tx: &mut Tx<'_>, account: AccountId, all: Vec<Enrolment>) -> Result<bool> {
    let now = tx.now;
    let Some(actor) = accounts::actor(tx.conn(), now, account)?.filter(|_| !all.is_empty()) else { return Ok(false) };
    Ok(!records::known_among(tx.conn(), &actor, all)?.0.is_empty())
}

/// How work about a place is called: so that one can be told from another by whoever owes it, who knows the group. A
/// restricted family stands in no title, whoever is listed: managers of the team read them, too (T17).
fn title(tx: &mut Tx<'_>, owner: AccountId, place: &Enrolment, what: &str) -> Result<String> {
    let name = records::load_programme(tx.conn(), place.programme_id)?.name;
    let restricted = guard::hidden_among(tx.conn(), &Actor::nobody(), &[place.family_id])?;
    let first = match restricted.is_empty() && knows_any(tx, owner, vec![place.clone()])? {
        true => records::first_name_of(tx.conn(), place)?,
        false => String::new(),
    };
    Ok(if first.is_empty() { format!("{what}: {name}") } else { format!("{what}: {name}, {first}") })
}

/// A piece of work of a run's facilitators about one place in it; once is enough.
pub(crate) fn of_place(
    tx: &mut Tx<'_>,
    run: &Run,
    place: &Enrolment,
    (kind, what, page): Owed,
    due_on: NaiveDate,
) -> Result<()> {
    if tasks::is_owed(tx.conn(), kind, place.id.0)? {
        return Ok(());
    }
    let owner = owner(tx.conn(), run)?;
    let title = title(tx, owner, place, what)?;
    let href = format!("/enrolments/{}{page}", place.id);
    let task = NewTask::new(kind, place.id.0, title, href, due_on);
    tasks::add(tx, task.owed_by(owner).of_team(run.team_id))?;
    Ok(())
}

/// Whether they go on, who did not come several times: the lead's word, and where nobody leads the group's.
pub(crate) fn go_on(tx: &mut Tx<'_>, run: &Run, place: &Enrolment, due_on: NaiveDate) -> Result<()> {
    if tasks::is_owed(tx.conn(), kinds::GO_ON, place.id.0)? {
        return Ok(());
    }
    let lead = guard::lead_of(tx.conn(), place.family_id)?;
    let name = records::load_programme(tx.conn(), place.programme_id)?.name;
    let title = format!("Say whether they go on: {name}");
    let task = NewTask::new(kinds::GO_ON, place.id.0, title, format!("/enrolments/{}/going-on", place.id), due_on);
    let task = match (lead, place.episode_id) {
        (Some(lead), Some(episode)) => task.owed_by(lead).about(place.family_id).within(episode),
        (Some(lead), None) => task.owed_by(lead).about(place.family_id),
        (None, _) => task.owed_by(owner(tx.conn(), run)?),
    };
    tasks::add(tx, task.of_team(run.team_id))?;
    Ok(())
}

/// The run is over for one of them: what is owed before their place ends.
pub(crate) fn after(tx: &mut Tx<'_>, pack: &Pack, run: &Run, place: &Enrolment) -> Result<()> {
    let due_on = pack.calendar().plus_working(run.ends_on, pack.number("programme-after"));
    of_place(tx, run, place, AFTER, due_on)
}

/// The next register of a run is owed, and no other: that of the first session, from the day on which somebody has a
/// place, of which none was kept. A session at which whoever keeps it may know of nobody is passed over: its register
/// could not be kept, and would keep back those after it.
pub(crate) fn register(tx: &mut Tx<'_>, id: RunId) -> Result<()> {
    let run = records::load_run(tx.conn(), id)?;
    let accepted = records::accepted_of(tx.conn(), id)?;
    let sessions = records::sessions_of(tx.conn(), id)?;
    let runs_it = owner(tx.conn(), &run)?;
    let mut next = None;
    for session in sessions.iter().filter(|one| one.kept_at.is_none() && run.cancelled_at.is_none()) {
        let covers: Vec<AccountId> = session.covered_by.into_iter().collect();
        let owner = in_use(tx.conn(), &covers)?.first().copied().unwrap_or(runs_it);
        let there = |one: &&Enrolment| one.joined_on.is_none_or(|on| on <= session.on_day);
        if knows_any(tx, owner, accepted.iter().filter(there).cloned().collect())? {
            next = Some((session, owner));
            break;
        }
    }
    for other in sessions.iter().filter(|session| next.is_none_or(|(next, _)| next.id != session.id)) {
        if tasks::is_owed(tx.conn(), kinds::REGISTER, other.id.0)? {
            tasks::done(tx, other.id.0, Some(kinds::REGISTER))?;
        }
    }
    let Some((next, owner)) = next else { return Ok(()) };
    if tasks::is_owed(tx.conn(), kinds::REGISTER, next.id.0)? {
        return Ok(());
    }

    let name = records::load_programme(tx.conn(), run.programme_id)?.name;
    let href = format!("/runs/{id}/sessions/{}", next.n);
    let title = format!("Register: {name}, session {}", next.n);
    let task = NewTask::new(kinds::REGISTER, next.id.0, title, href, next.on_day);
    tasks::add(tx, task.owed_by(owner).of_team(run.team_id))?;
    Ok(())
}

/// A free place is offered by whoever runs the group, while somebody waits of whom they may know: owed of each run that
/// can be joined, once, and done when no place is free or nobody waits.
pub(crate) fn offers(tx: &mut Tx<'_>, pack: &Pack, of: ProgrammeId) -> Result<()> {
    let today = tx.now.date();
    let open: Vec<Run> = records::runs_of(tx.conn(), of)?.into_iter().filter(|run| run.is_open(today)).collect();
    if open.is_empty() {
        return Ok(());
    }
    let ids: Vec<RunId> = open.iter().map(|run| run.id).collect();
    let taken = records::places_taken_of(tx.conn(), &ids)?;
    let waiting = queue::in_order(tx.conn(), of)?;
    for run in &open {
        let owner = owner(tx.conn(), run)?;
        let free = run.places > taken.get(&run.id).copied().unwrap_or_default();
        let due = free && knows_any(tx, owner, waiting.clone())?;
        match (due, tasks::is_owed(tx.conn(), kinds::OFFER, run.id.0)?) {
            (true, false) => {
                let name = records::load_programme(tx.conn(), of)?.name;
                let (title, href) = (format!("Offer a place: {name}"), format!("/runs/{}", run.id));
                let due_on = pack.calendar().plus_working(today, 1);
                let task = NewTask::new(kinds::OFFER, run.id.0, title, href, due_on);
                tasks::add(tx, task.owed_by(owner).of_team(run.team_id))?;
            }
            (false, true) => tasks::done(tx, run.id.0, Some(kinds::OFFER))?,
            _ => {}
        }
    }
    Ok(())
}

/// Every morning: a run that nobody keeps or runs any more gets somebody, what disabled accounts owed goes to others,
/// and what should be owed of it is.
pub(crate) fn daily(db: &Db, pack: &Pack, _: Capabilities) -> Result<()> {
    let today = db.now().date();
    let mut conn = db.connect()?;
    // what is owed after its last session is looked after, too
    let since = today - Days::new(u64::from(pack.number("programme-sight")));
    for run in records::list_runs(&mut conn, since)? {
        db.alone(&pack.hash, |tx| look_after(tx, pack, run.id))?;
    }
    for of in records::list_programmes(&mut conn)?.into_iter().filter(records::Programme::is_open) {
        db.alone(&pack.hash, |tx| offers(tx, pack, of.id))?;
    }
    Ok(())
}

fn look_after(tx: &mut Tx<'_>, pack: &Pack, id: RunId) -> Result<()> {
    let mut run = records::load_run(tx.conn(), id)?;
    let keeper = keeper(tx.conn(), &run)?;
    if keeper != run.keeper_id {
        diesel::update(programme_run::table.find(id)).set(programme_run::keeper_id.eq(keeper)).execute(tx.conn())?;
        tx.record(events::KEEPER_GONE.on(id.0))?;
        run.keeper_id = keeper;
    }
    let all = records::facilitators_of(tx.conn(), id)?;
    let nobody = in_use(tx.conn(), &all)?.is_empty() && run.is_open(tx.now.date());
    if nobody && !tasks::is_owed(tx.conn(), kinds::FACILITATOR, id.0)? {
        find_facilitator(tx, pack, &run)?;
        tx.record(events::FACILITATORS_GONE.on(id.0))?;
    }
    if hand_on(tx, pack, id, Gone::Disabled)? {
        tx.record(events::HANDED_ON.on(id.0))?;
    }
    register(tx, id)?;
    let over = run.ends_on < tx.now.date();
    for place in records::accepted_of(tx.conn(), id)? {
        let owner = owner(tx.conn(), &run)?;
        if over && knows_any(tx, owner, vec![place.clone()])? {
            after(tx, pack, &run, &place)?;
        }
        // whoever may be known of no longer stands in no title
        for (kind, what, _) in [WELCOME, CALL, AFTER] {
            if tasks::is_owed(tx.conn(), kind, place.id.0)? {
                let title = title(tx, owner, &place, what)?;
                tasks::rename(tx, place.id.0, kind, &title)?;
            }
        }
    }
    Ok(())
}

fn find_facilitator(tx: &mut Tx<'_>, pack: &Pack, run: &Run) -> Result<()> {
    let name = records::load_programme(tx.conn(), run.programme_id)?.name;
    let due_on = pack.calendar().plus_working(tx.now.date(), 1);
    let title = format!("Find somebody who runs it: {name}");
    let task = NewTask::new(kinds::FACILITATOR, run.id.0, title, format!("/runs/{}/change", run.id), due_on);
    tasks::add(tx, task.owed_by(run.keeper_id).of_team(run.team_id))?;
    Ok(())
}

/// From whom what they owed of a run is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gone {
    /// Those whose account is disabled.
    Disabled,
    /// Those who do not run it now.
    NotOfTheRun,
}

/// What those owed who are gone is owed by others from now on; whether there was anything.
pub(crate) fn hand_on(tx: &mut Tx<'_>, pack: &Pack, id: RunId, gone: Gone) -> Result<bool> {
    let run = records::load_run(tx.conn(), id)?;
    let sessions = records::sessions_of(tx.conn(), id)?;
    let covers: Vec<AccountId> = sessions.iter().filter_map(|session| session.covered_by).collect();
    let runs_it = [records::facilitators_of(tx.conn(), id)?, covers, vec![owner(tx.conn(), &run)?]].concat();
    let is_gone = |tx: &mut Tx<'_>, kind: Kind, subject: store::Uuid| -> Result<bool> {
        if !tasks::is_owed(tx.conn(), kind, subject)? {
            return Ok(false);
        }
        let owner = tasks::owner_of(tx.conn(), kind, subject)?;
        let there = in_use(tx.conn(), owner.as_slice())?;
        let stays = |owner: &AccountId| gone == Gone::Disabled || runs_it.contains(owner);
        let gone = !there.first().is_some_and(stays);
        if gone {
            tasks::done(tx, subject, Some(kind))?;
        }
        Ok(gone)
    };

    let soon = pack.calendar().plus_working(tx.now.date(), 1);
    let mut any = false;
    for session in &sessions {
        any |= is_gone(tx, kinds::REGISTER, session.id.0)?;
    }
    register(tx, id)?;
    for place in records::accepted_of(tx.conn(), id)? {
        for owed in [WELCOME, CALL, AFTER] {
            if is_gone(tx, owed.0, place.id.0)? {
                of_place(tx, &run, &place, owed, soon)?;
                any = true;
            }
        }
        // what the lead owes goes to whoever leads after them
        let led = guard::lead_of(tx.conn(), place.family_id)?.is_some();
        if !led && is_gone(tx, kinds::GO_ON, place.id.0)? {
            go_on(tx, &run, &place, soon)?;
            any = true;
        }
    }
    if is_gone(tx, kinds::OFFER, id.0)? {
        any = true;
    }
    offers(tx, pack, run.programme_id)?;
    if gone == Gone::Disabled && is_gone(tx, kinds::FACILITATOR, id.0)? {
        find_facilitator(tx, pack, &run)?;
        any = true;
    }
    Ok(any)
}
