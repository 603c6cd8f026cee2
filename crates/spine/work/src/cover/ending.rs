//! The end of a cover, and what the day's work does while it lasts.

use super::{hand_on, plan};
use crate::{
    absence::{self, Absence, cover, cover_family, cover_task},
    events,
    ids::TaskId,
    tasks::{Task, task},
};
use access::{
    AccountId, FamilyId, Nobody, Permit, accounts,
    capability::Capabilities,
    guard::{self, Tie},
    nobody,
};
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use store::{Conn, Db, Tx};
use web::Result;

/// They are back before the last day, or it was a mistake.
///
/// # Errors
/// [`crate::rules::cover::CannotCover::Begun`] when it has not begun, or is over.
pub fn end(tx: &mut Tx<'_>, _: &Permit<Nobody, nobody::SeeTeam>, absence: &Absence) -> Result<()> {
    crate::rules::cover::begin(absence.begun_at.is_some() && absence.ended_at.is_none())?;
    Ok(come_back(tx, absence)?)
}

/// The day's work: what came to be owed by somebody who is away goes to whoever covers, and covers whose last day is
/// over end. Done twice it does nothing twice.
pub(crate) fn daily(db: &Db, pack: &Pack, _: Capabilities) -> store::Result<()> {
    let today = db.now().date();
    let all = plan::waiting(&mut db.connect()?)?;
    for absence in all {
        db.alone(&pack.hash, |tx| {
            let now = tx.now;
            let in_use = accounts::actor(tx.conn(), now, absence.away_id)?.is_some();
            // for good is for those who have left: whoever is let in again owes their own work
            let over = absence.until_on.map_or(in_use, |until| until < today);
            if over {
                return come_back(tx, &absence);
            }
            if absence.holds(today) { sweep(tx, &absence) } else { Ok(()) }
        })?;
    }
    Ok(())
}

/// What they owe by now, as far as whoever covers can do it.
fn sweep(tx: &mut Tx<'_>, absence: &Absence) -> store::Result<()> {
    let (now, today) = (tx.now, tx.now.date());
    let owed: Vec<Task> = task::table
        .filter(task::owner_id.eq(absence.away_id).and(task::done_at.is_null()).and(task::family_id.is_not_null()))
        .select(Task::as_select())
        .load(tx.conn())?;
    let mut by_family: BTreeMap<FamilyId, Vec<Task>> = BTreeMap::new();
    for task in owed.into_iter().filter(|task| plan::is_due(absence, task.due_on, today)) {
        let Some(family) = task.family_id else { continue };
        if task.doer != absence::Doer::Person && absence::can_do(tx.conn(), now, absence.cover_id, family, task.doer)? {
            by_family.entry(family).or_default().push(task);
        }
    }
    for (family, work) in by_family {
        let moved = hand_on(tx, absence, work.iter())?;
        let detail = json!({"away": absence.away_id, "cover": absence.cover_id, "moved": moved});
        tx.record(events::COVERED.on(absence.id.0).family(family).detail(detail))?;
    }
    Ok(())
}

/// What is still open goes back, to somebody who is there and can see the family; the ties of the cover end.
fn come_back(tx: &mut Tx<'_>, absence: &Absence) -> store::Result<()> {
    let now = tx.now;
    let moved = if absence.until_on.is_some() { still_open(tx.conn(), absence)? } else { vec![] };
    let mut families: BTreeMap<FamilyId, usize> = of_cover(tx.conn(), absence)?.into_iter().map(|f| (f, 0)).collect();
    for owed in &moved {
        let may = match owed.family_id {
            Some(family) => absence::can_do(tx.conn(), now, absence.away_id, family, owed.doer)?,
            None => accounts::actor(tx.conn(), now, absence.away_id)?.is_some(),
        };
        if !may {
            continue;
        }
        diesel::update(task::table.find(owed.id)).set(task::owner_id.eq(Some(absence.away_id))).execute(tx.conn())?;
        if let Some(family) = owed.family_id {
            *families.entry(family).or_default() += 1;
        }
    }

    diesel::update(cover::table.find(absence.id)).set(cover::ended_at.eq(Some(now))).execute(tx.conn())?;
    for (family, back) in families {
        end_ties(tx, absence, family)?;
        let detail = json!({"away": absence.away_id, "cover": absence.cover_id, "back": back});
        tx.record(events::UNCOVERED.on(absence.id.0).family(family).detail(detail))?;
    }
    let detail = json!({"away": absence.away_id, "cover": absence.cover_id});
    tx.record(events::COVER_ENDED.on(absence.id.0).detail(detail))?;
    Ok(())
}

/// Ties of a cover end by themselves after the last day; where it ends before, now. What ties them otherwise stays.
fn end_ties(tx: &mut Tx<'_>, absence: &Absence, family: FamilyId) -> store::Result<()> {
    if absence.until_on.is_none() {
        return Ok(());
    }
    guard::untie_dated(tx, family, absence.cover_id, &[Tie::Cover, Tie::Team])
}

fn of_cover(conn: &mut Conn, absence: &Absence) -> store::Result<Vec<FamilyId>> {
    Ok(cover_family::table.filter(cover_family::cover_id.eq(absence.id)).select(cover_family::family_id).load(conn)?)
}

/// What this cover moved and is open with whoever covers, or with whoever covers for them in turn. What a manager gave
/// to somebody else meanwhile stays there.
fn still_open(conn: &mut Conn, absence: &Absence) -> store::Result<Vec<Task>> {
    let mut there: BTreeSet<AccountId> = [absence.cover_id].into();
    there.extend(absence::begun(conn, &[absence.cover_id])?.into_iter().map(|next| next.cover_id));
    let of_this = cover_task::cover_id.eq(absence.id);
    let moved: Vec<TaskId> = cover_task::table.filter(of_this).select(cover_task::task_id).load(conn)?;
    Ok(task::table
        .filter(task::id.eq_any(moved).and(task::done_at.is_null()))
        .filter(task::owner_id.eq_any(there.into_iter().map(Some).collect::<Vec<_>>()))
        .select(Task::as_select())
        .load(conn)?)
}
