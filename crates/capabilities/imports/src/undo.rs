//! Taking a run back as one: everything that it made goes, but for families that somebody has worked with since, and
//! whatever something else stands on. Those are named.

use crate::{
    RunId, events, rules,
    runs::{self, Item, What},
    take::Work,
};
use ::contacts::ContactId;
use access::{EpisodeId, FamilyId};
use cases::records::NoteId;
use diesel::{
    Connection,
    prelude::*,
    result::{DatabaseErrorKind as Kind, Error as Sql},
};
use people::{PersonId, history};
use serde_json::{Value, json};
use store::{
    AnyId, Conn, Result, Tx,
    log::{self, event},
};

/// Families of one transaction.
const SOME: usize = 25;

/// Why a family stayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stayed {
    /// Somebody has worked with it.
    WorkedWith,
    /// Something that the run did not make stands on it.
    Held,
}

/// What came of taking back.
#[derive(Debug, Default)]
pub struct TakenBack {
    /// How many families went, or are as they were before.
    pub gone: usize,
    /// Families that stayed, by their references, and why.
    pub stayed: Vec<(String, Stayed)>,
}

/// Takes back all that a run made.
///
/// # Errors
/// [`store::Error::Missing`] where there is no such run; the engine's own word.
pub fn undo(work: &Work<'_>, run: RunId, mut told: impl FnMut(usize)) -> Result<TakenBack> {
    let mut conn = work.db.connect()?;
    runs::find(&mut conn, run)?;
    let families = runs::of_run(&mut conn, run)?;
    let mut back = TakenBack::default();
    for some in families.chunks(SOME) {
        let stayed = work.change(&mut conn, |tx| {
            let mut stayed = Vec::new();
            for family in some {
                if let Some(why) = family_back(tx, run, family)? {
                    stayed.push((family.family_id, why));
                }
            }
            Ok(stayed)
        })?;
        back.gone += some.len() - stayed.len();
        let ids: Vec<FamilyId> = stayed.iter().map(|(family, _)| *family).collect();
        let mut names = people::records::names(&mut conn, &ids)?;
        let named = stayed.into_iter().filter_map(|(family, why)| Some((names.remove(&family)?.1, why)));
        back.stayed.extend(named);
        told(back.gone + back.stayed.len());
    }

    work.change(&mut conn, |tx| {
        let kept = i64::try_from(back.stayed.len()).unwrap_or(i64::MAX);
        runs::undone(tx, run, kept)?;
        let detail = json!({"gone": back.gone, "kept": kept});
        tx.record(events::UNDONE.on(run.0).detail(detail))?;
        Ok(())
    })?;
    work.db.look_again();
    Ok(back)
}

/// Takes back one family, whole or not at all; why it stayed.
fn family_back(tx: &mut Tx<'_>, run: RunId, family: &Item) -> Result<Option<Stayed>> {
    let items = runs::family_items(tx.conn(), run, family.family_id)?;
    let theirs = events_of(tx.conn(), family.family_id, &items)?;
    let people = made(&items, What::Person, PersonId);
    let brought = theirs.iter().position(|event| is_of(event, run) && event.kind == events::BROUGHT.name);
    let since = theirs.iter().skip(brought.unwrap_or(0));
    let changed = since.filter(|event| event.actor_id.is_some()).count() > 0;
    if rules::is_worked_on(changed, history::was_judged(tx.conn(), &people)?) {
        return Ok(Some(Stayed::WorkedWith));
    }

    let gone = tx.conn().transaction(|conn| remove(conn, run, family, &items, &people));
    match gone {
        Ok(()) => {}
        Err(store::Error::Sql(Sql::DatabaseError(Kind::ForeignKeyViolation, _))) => return Ok(Some(Stayed::Held)),
        Err(e) => return Err(e),
    }

    let told = theirs.iter().filter(|event| family.made || is_of(event, run));
    let lines: Vec<AnyId> = told.filter(|event| event.detail.0.get("line").is_some()).map(|event| event.id).collect();
    log::take_back(tx, family.family_id, &lines, json!({"run": run}))?;
    Ok(None)
}

fn remove(conn: &mut Conn, run: RunId, family: &Item, items: &[Item], people: &[PersonId]) -> Result<()> {
    let id = family.family_id;
    let documents = made(items, What::Document, NoteId);
    let episodes = made(items, What::Episode, EpisodeId);
    ::contacts::history::take_back(conn, id, &made(items, What::Contact, ContactId))?;
    cases::history::take_back(conn, id, &episodes, &documents)?;
    if family.made {
        work::news::forget(conn, id)?;
    }
    let stay = history::take_back(conn, id, people, family.made)?;
    for item in items.iter().filter(|item| item.kind == What::Person && stay.contains(&PersonId(item.our_id.0))) {
        // they are of another family of the files, too, and go with that
        if let Some(other) = people::records::families_of(conn, PersonId(item.our_id.0))?.first() {
            runs::move_to(conn, item, *other)?;
        }
    }
    runs::forget(conn, run, id)
}

/// The ids of what the run made of this kind.
fn made<T>(items: &[Item], kind: What, id: fn(store::Uuid) -> T) -> Vec<T> {
    items.iter().filter(|item| item.made && item.kind == kind).map(|item| id(item.our_id.0)).collect()
}

/// What happened to a family, and to all that was brought into its record, oldest first.
fn events_of(conn: &mut Conn, family: FamilyId, items: &[Item]) -> Result<Vec<log::Event>> {
    let of_family = event::table.filter(event::family_id.eq(family)).select(log::Event::as_select());
    let mut all: Vec<log::Event> = of_family.load(conn)?;
    let subjects: Vec<AnyId> = items.iter().map(|item| item.our_id).collect();
    let of_subjects = event::table.filter(event::subject_id.eq_any(subjects).and(event::family_id.is_null()));
    all.extend(of_subjects.select(log::Event::as_select()).load::<log::Event>(conn)?);
    all.sort_by_key(|event| event.id);
    Ok(all)
}

/// Whether a run wrote it.
fn is_of(event: &log::Event, run: RunId) -> bool {
    event.detail.0.get("run").and_then(Value::as_str).is_some_and(|said| said == run.to_string())
}
