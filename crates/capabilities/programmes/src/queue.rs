//! The waiting list, as far as a place in a programme needs it: the only room of this crate that knows how one waits.

use crate::{
    placing::{Answer, Request},
    records::{self, Enrolment, EnrolmentId, Programme, ProgrammeId, Run},
};
use access::{AccountId, Actor};
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use store::{AnyId, Conn, Tx, each};
use waiting::{Ended, For, NewOffer, NewPlace, Place, Priority, Target, WaitingId, records::waiting_place};
use web::Result;
use work::tasks;

/// How soon somebody needs a place, and who looks after them until they have one.
#[derive(Debug, Clone)]
pub(crate) struct Urgency {
    priority: Priority,
    why: String,
    needs: Vec<String>,
    level: String,
    owner: Option<AccountId>,
}

impl Urgency {
    /// As it was asked for.
    pub(crate) fn of(new: &Request) -> Self {
        let Request { priority, why, needs, level, owner, .. } = new.clone();
        Self { priority, why, needs, level, owner: Some(owner) }
    }
}

fn waiting_id(place: &Enrolment) -> Option<WaitingId> {
    place.waiting_id.map(|id| WaitingId(id.0))
}

/// Its row on the list, open or ended: without a permit, for commands.
fn listed(conn: &mut Conn, place: &Enrolment) -> store::Result<Option<Place>> {
    let Some(id) = waiting_id(place) else { return Ok(None) };
    Ok(each!(conn, c => waiting_place::table.find(id).select(Place::as_select()).first(c)).optional()?)
}

/// What they wait for is called. The list takes nobody twice for the same, and two of one family may wait for one
/// programme: they are told apart by a number and never by a name, which those who read the list may not know (T26).
fn told_apart(conn: &mut Conn, of: &Programme, place: &Enrolment) -> store::Result<String> {
    let open = waiting::for_target(conn, For::Programme, of.id.0)?;
    let theirs: Vec<&str> =
        open.iter().filter(|one| one.family_id == place.family_id).map(|one| one.target_name.as_str()).collect();
    let names = [of.name.clone()].into_iter().chain((2..).map(|n| format!("{}, place {n}", of.name)));
    Ok(names.take(theirs.len() + 1).find(|name| !theirs.contains(&name.as_str())).unwrap_or_else(|| of.name.clone()))
}

/// Who looks after somebody who waits, for whoever keeps a run and may not be told of them.
pub(crate) fn looks_after(conn: &mut Conn, place: &Enrolment) -> store::Result<Option<AccountId>> {
    let Some(id) = waiting_id(place) else { return Ok(None) };
    tasks::owner_of(conn, waiting::kinds::CHECK, id.0)
}

/// Somebody waits from now on; as what they wait. Two of one family may wait for the same programme.
///
/// # Errors
/// Every refusal of the list.
pub(crate) fn begin(
    tx: &mut Tx<'_>,
    pack: &Pack,
    by: &Actor,
    (of, place): (&Programme, &Enrolment),
    urgency: &Urgency,
) -> Result<AnyId> {
    let name = told_apart(tx.conn(), of, place)?;
    let Urgency { priority, why, needs, level, owner } = urgency.clone();
    let new = NewPlace {
        since: Some(place.asked_at),
        family: place.family_id,
        target: Target { kind: For::Programme, id: Some(of.id.0), name },
        what: place.what.clone(),
        priority: Some(priority),
        why,
        needs,
        level,
        asked_by: place.asked_by,
        contact: place.contact_id,
        episode: place.episode_id,
        source: Some(AnyId(place.id.0)),
        owner,
    };
    Ok(AnyId(waiting::begin(tx, pack, by, &new)?.0))
}

/// A place was offered, to be answered by this day on the page of the place.
///
/// # Errors
/// Every refusal of the list.
pub(crate) fn offer(tx: &mut Tx<'_>, by: &Actor, place: &Enrolment, (run, by_day): (&Run, NaiveDate)) -> Result<()> {
    let Some(id) = waiting_id(place) else { return Ok(()) };
    let href = Some(format!("/enrolments/{}/answer", place.id));
    waiting::offer(tx, by, id, &NewOffer { what: format!("A place, {}", run.dates()), answer_by: by_day, href })
}

/// It was answered, or was not.
///
/// # Errors
/// Every refusal of the list.
pub(crate) fn answer(
    tx: &mut Tx<'_>,
    pack: &Pack,
    by: &Actor,
    place: &Enrolment,
    (answer, words): (Answer, &str),
) -> Result<()> {
    let Some(id) = waiting_id(place) else { return Ok(()) };
    let said = match answer {
        Answer::Accepted => waiting::Answer::Accepted,
        Answer::Declined => waiting::Answer::Declined,
        Answer::NotAnswered => waiting::Answer::NotAnswered,
    };
    waiting::answer(tx, pack, by, id, Some(said), words)
}

/// They wait again: where they were, if they had not answered yet, else as soon as they needed it before.
///
/// # Errors
/// Every refusal of the list.
pub(crate) fn again(tx: &mut Tx<'_>, pack: &Pack, by: &Actor, of: &Programme, place: &mut Enrolment) -> Result<()> {
    let Some(before) = listed(tx.conn(), place)? else { return Ok(()) };
    if before.is_open() {
        return answer(tx, pack, by, place, (Answer::NotAnswered, "The group was cancelled."));
    }
    // the list keeps to whoever asked where they may look after it, and chooses somebody where not
    let owner = place.asked_by;
    let urgency =
        Urgency { priority: before.priority, why: before.why, needs: before.needs.0, level: before.level, owner };
    place.waiting_id = Some(begin(tx, pack, by, (of, place), &urgency)?);
    Ok(())
}

/// They wait no longer.
///
/// # Errors
/// Every refusal of the list.
pub(crate) fn end(tx: &mut Tx<'_>, by: &Actor, place: &Enrolment, (ended, why): (Ended, &str)) -> Result<()> {
    let open = listed(tx.conn(), place)?.filter(Place::is_open);
    match open {
        Some(open) => waiting::end(tx, by, open.id, Some(ended), why),
        None => Ok(()),
    }
}

/// Those who wait for a programme and to whom nothing is offered, in the fair order. Callers show them under a permit
/// of the run, and only those of whom it may be known.
pub(crate) fn in_order(conn: &mut Conn, of: ProgrammeId) -> store::Result<Vec<Enrolment>> {
    let rows = waiting::for_target(conn, For::Programme, of.0)?;
    let order: Vec<EnrolmentId> = rows
        .iter()
        .filter(|row| !row.is_offered())
        .filter_map(|row| row.source_id.map(|source| EnrolmentId(source.0)))
        .collect();
    let mut all = records::load_enrolments(conn, &order)?;
    Ok(order.iter().filter_map(|id| all.remove(id)).collect())
}
