//! Self-assessments of the early help system: each descriptor graded, with evidence and the next step; twice a year.

use super::{BoardId, BoardUid, Of, SelfId, SelfUid, boards};
use crate::{
    events, kinds,
    rules::{check, plan::CannotAssess},
};
use access::{Permit, Sight, board as acts};
use chrono::{Months, NaiveDate};
use diesel::prelude::*;
use pack::Pack;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use store::{Conn, Instant, Json, MultiBackend, Result, Tx};
use work::{NewTask, tasks};

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Jsonb, Utc};
    use super::{BoardUid, SelfUid};

    self_assessment (id) {
        id -> SelfUid,
        board_id -> BoardUid,
        title -> Text,
        begun_on -> Date,
        begun_by -> Text,
        grades -> Jsonb,
        finished_at -> Nullable<Utc>,
        finished_by -> Text,
        version -> BigInt,
    }
}

/// A self-assessment.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = self_assessment, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Assessment {
    pub id: SelfId,
    pub board_id: BoardId,
    pub title: String,
    pub begun_on: NaiveDate,
    pub begun_by: String,
    pub grades: Json<Grades>,
    pub finished_at: Option<Instant>,
    pub finished_by: String,
    pub version: i64,
}

/// The grade of each descriptor, by its code in the pack.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Grades(pub BTreeMap<String, Grade>);

/// How one descriptor was graded.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "as the page asks")]
pub struct Grade {
    /// A code of the pack's `self-grade`.
    pub grade: String,
    pub evidence: String,
    pub next_step: String,
}

pub(crate) fn of(conn: &mut Conn, id: SelfId) -> Result<Of> {
    Ok(Of::only(self_assessment::table.find(id).select(self_assessment::board_id).first(conn)?))
}

/// A self-assessment.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, sight: &Sight<SelfId>) -> Result<Assessment> {
    Ok(self_assessment::table.find(sight.subject()).select(Assessment::as_select()).first(conn)?)
}

/// The self-assessments of a board, the newest first.
pub fn list(conn: &mut Conn, sight: &Sight<BoardId>) -> Result<Vec<Assessment>> {
    all_of(conn, sight.subject())
}

fn all_of(conn: &mut Conn, of: BoardId) -> Result<Vec<Assessment>> {
    Ok(self_assessment::table
        .filter(self_assessment::board_id.eq(of))
        .order((self_assessment::begun_on.desc(), self_assessment::id.desc()))
        .select(Assessment::as_select())
        .load(conn)?)
}

/// One is owed half a year [set] after this day.
pub(super) fn want(tx: &mut Tx<'_>, pack: &Pack, of: BoardId, after: NaiveDate) -> Result<()> {
    tasks::done(tx, of.0, Some(kinds::ASSESS))?;
    let (board, today) = (boards::load(tx.conn(), of)?, tx.now.date());
    let due_on = after + Months::new(pack.number("self-assessment"));
    let title = format!("{}: assess the early help system", board.name);
    let task = NewTask::new(kinds::ASSESS, of.0, title, format!("/boards/{of}/self-assessments"), due_on);
    let keeper = boards::keeper(tx.conn(), of, today)?;
    tasks::add(tx, task.owed_by(keeper))?;
    Ok(())
}

/// Begins a self-assessment: it starts from the last one's evidence, with no grade.
///
/// # Errors
/// Every [`CannotAssess`] that holds.
pub fn begin(tx: &mut Tx<'_>, permit: &Permit<BoardId, acts::Keep>, title: &str) -> web::Result<SelfId> {
    let all = list(tx.conn(), permit)?;
    check([
        (title.trim().is_empty(), CannotAssess::NoTitle),
        (all.iter().any(|one| one.finished_at.is_none()), CannotAssess::Open),
    ])?;
    super::say(&[title])?;
    let row = Assessment {
        id: SelfId::new(),
        board_id: permit.subject(),
        title: title.into(),
        begun_on: tx.now.date(),
        begun_by: permit.actor().name.clone(),
        grades: Json(Grades::default()),
        finished_at: None,
        finished_by: String::new(),
        version: 1,
    };
    diesel::insert_into(self_assessment::table).values(&row).execute(tx.conn())?;
    tx.record(events::ASSESSED.on(row.id.0).detail(json!({"board": row.board_id})))?;
    Ok(row.id)
}

/// Grades the descriptors of a strand, unless somebody else has changed the assessment since this `version`.
///
/// # Errors
/// Every [`CannotAssess`] that holds; [`store::Error::Stale`].
pub fn grade(
    tx: &mut Tx<'_>,
    permit: &Permit<SelfId, acts::Keep>,
    pack: &Pack,
    version: i64,
    new: &Grades,
) -> web::Result<()> {
    let before = find(tx.conn(), permit)?;
    let known =
        |grade: &Grade| grade.grade.is_empty() || pack.terms("self-grade").iter().any(|t| t.code == grade.grade);
    let bare = |grade: &Grade| !grade.grade.is_empty() && grade.evidence.trim().is_empty();
    check([
        (before.finished_at.is_some(), CannotAssess::Finished),
        (!new.0.values().all(known), CannotAssess::NoGrade),
        (new.0.values().any(bare), CannotAssess::NoEvidence),
    ])?;
    if before.version != version {
        return Err(store::Error::Stale.into());
    }
    for grade in new.0.values() {
        super::say(&[&grade.evidence, &grade.next_step])?;
    }
    let mut grades = before.grades.0;
    grades.0.extend(new.0.clone());
    diesel::update(self_assessment::table.find(before.id))
        .set((self_assessment::grades.eq(Json(grades)), self_assessment::version.eq(version + 1)))
        .execute(tx.conn())?;
    tx.record(events::ASSESSED.on(before.id.0).detail(json!({"graded": new.0.len()})))?;
    Ok(())
}

/// Finishes a self-assessment: it does not change any more, and the next is owed half a year later.
///
/// # Errors
/// Every [`CannotAssess`] that holds.
pub fn finish(tx: &mut Tx<'_>, permit: &Permit<SelfId, acts::Keep>, pack: &Pack) -> web::Result<()> {
    let (before, now) = (find(tx.conn(), permit)?, tx.now);
    let best = pack.terms("self-grade").last().map(|term| term.code.clone()).unwrap_or_default();
    let grades = &before.grades.0.0;
    let graded = |code: &str| grades.get(code).is_some_and(|grade| !grade.grade.is_empty());
    let stepless = |grade: &Grade| grade.grade != best && grade.next_step.trim().is_empty();
    let wanted = pack.choices("self-descriptor", now.date());
    check([
        (before.finished_at.is_some(), CannotAssess::Finished),
        (wanted.into_iter().any(|term| !graded(&term.code)), CannotAssess::NotAll),
        (grades.values().any(stepless), CannotAssess::NoStep),
    ])?;
    diesel::update(self_assessment::table.find(before.id))
        .set((
            self_assessment::finished_at.eq(Some(now)),
            self_assessment::finished_by.eq(&permit.actor().name),
            self_assessment::version.eq(before.version + 1),
        ))
        .execute(tx.conn())?;
    want(tx, pack, before.board_id, now.date())?;
    tx.record(events::ASSESSED.on(before.id.0).detail(json!({"finished": true})))?;
    Ok(())
}
