//! The next step of an episode: of all that it owes, one piece that stands first. There is always one while help goes
//! on (ADR 16).

use crate::{
    NewTask,
    tasks::{self, Kind, TaskId, task},
};
use access::{
    AccountId, accounts,
    capability::{self, By, Capabilities, Course, NewStep, Step},
};
use diesel::prelude::*;
use pack::Pack;
use store::{AnyId, Conn, Result, Tx, each};

/// Work that stands for nothing but a step begins so; it ends when another step is next.
const OWN: &str = "next-";

/// Work as far as it matters here.
#[derive(Queryable)]
struct Open {
    id: TaskId,
    kind: String,
    subject: AnyId,
    is_next: bool,
}

/// Makes the first step that anybody names the one that is next. Work that stands for it already is marked; else it
/// becomes owed. What was next until now, and stood for nothing else, is done. Whether there is one.
pub fn settle(tx: &mut Tx<'_>, pack: &Pack, all: Capabilities, course: &Course) -> Result<bool> {
    let open = list_open(tx, course)?;
    for part in capability::road(all) {
        let Some(step) = (part.owed)(tx.conn(), pack, course)? else { continue };
        let (kind, subject) = match &step {
            Step::Owed(kind, subject) => (*kind, AnyId(*subject)),
            Step::New(new) => (new.code, AnyId(course.episode.0)),
        };
        let there = open.iter().find(|task| task.kind == kind && task.subject == subject).map(|task| task.id);
        let next = match (there, &step) {
            (Some(there), _) => there,
            (None, Step::New(new)) => owe(tx, course, new)?,
            // nobody owes what should be owed already: the road goes on behind it
            (None, Step::Owed(..)) => continue,
        };
        mark(tx, &open, next)?;
        return Ok(true);
    }
    Ok(false)
}

fn list_open(tx: &mut Tx<'_>, course: &Course) -> Result<Vec<Open>> {
    let Course { family, episode, .. } = course;
    Ok(each!(tx.conn(), c => task::table
        .filter(task::family_id.eq(family).and(task::done_at.is_null()).and(task::episode_id.eq(episode)))
        .select((task::id, task::kind, task::subject_id, task::is_next))
        .load(c))?)
}

/// This work is next, and none besides.
fn mark(tx: &mut Tx<'_>, open: &[Open], next: TaskId) -> Result<()> {
    let now = tx.now;
    for task in open.iter().filter(|task| task.id != next) {
        let row = task::table.find(task.id);
        if task.kind.starts_with(OWN) {
            let done = (task::done_at.eq(Some(now)), task::is_next.eq(false));
            diesel::update(row).set(done).execute(tx.conn())?;
        } else if task.is_next {
            diesel::update(row).set(task::is_next.eq(false)).execute(tx.conn())?;
        }
    }
    if open.iter().all(|task| task.id != next || !task.is_next) {
        diesel::update(task::table.find(next)).set(task::is_next.eq(true)).execute(tx.conn())?;
    }
    Ok(())
}

fn owe(tx: &mut Tx<'_>, course: &Course, new: &NewStep) -> Result<TaskId> {
    let (kind, owner) = match new.by {
        By::Lead => (Kind::of_lead(new.code), course.lead),
        By::Manager => (Kind::new(new.code).of_manager(), manager(tx.conn(), course)?),
    };
    let owed = NewTask::new(kind, course.episode.0, new.title, new.href.as_str(), new.due_on);
    tasks::add(tx, owed.owed_by(owner).about(course.family).within(course.episode).of_team(course.team))
}

/// Whoever manages the team that answers for it: by name the first. Where nobody does, it is late work of the head.
fn manager(conn: &mut Conn, course: &Course) -> Result<Option<AccountId>> {
    let Some(team) = course.team else { return Ok(None) };
    Ok(accounts::managers_of(conn, team)?.into_iter().next())
}
