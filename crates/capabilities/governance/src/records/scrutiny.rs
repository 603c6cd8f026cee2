//! Scrutiny: what was reported, what members asked, who answers by when, and the dashboard that was shared (002 7.3).

use super::{BoardId, BoardUid, Of, QuestionId, QuestionUid, ScrutinyId, ScrutinyUid, boards, papers::Frozen};
use crate::{
    events, kinds,
    rules::{check, plan::CannotScrutinise},
};
use access::{AccountId, AccountUid, Permit, Sight, board as acts};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::json;
use store::{AnyId, Conn, Instant, Json, MultiBackend, Result, Tx, Uuid};
use work::{NewTask, tasks};

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Jsonb, Uid, Utc};
    use super::{BoardUid, ScrutinyUid};

    scrutiny (id) {
        id -> ScrutinyUid,
        board_id -> BoardUid,
        body -> Text,
        held_on -> Date,
        title -> Text,
        report -> Text,
        source_id -> Nullable<Uid>,
        frozen -> Jsonb,
        by_name -> Text,
        at -> Utc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::Utc;
    use super::{AccountUid, QuestionUid, ScrutinyUid};

    scrutiny_question (id) {
        id -> QuestionUid,
        scrutiny_id -> ScrutinyUid,
        asked_by -> Text,
        question -> Text,
        owner_id -> AccountUid,
        due_on -> Date,
        answer -> Text,
        answered_by -> Text,
        answered_at -> Nullable<Utc>,
    }
}

/// A report to a committee.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = scrutiny, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Scrutiny {
    pub id: ScrutinyId,
    pub board_id: BoardId,
    pub body: String,
    pub held_on: NaiveDate,
    pub title: String,
    pub report: String,
    /// The publication that was shared.
    pub source_id: Option<AnyId>,
    /// Its figures, as they stood then.
    pub frozen: Json<Frozen>,
    pub by_name: String,
    pub at: Instant,
}

/// What a member asked.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = scrutiny_question, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Question {
    pub id: QuestionId,
    pub scrutiny_id: ScrutinyId,
    pub asked_by: String,
    pub question: String,
    pub owner_id: AccountId,
    pub due_on: NaiveDate,
    pub answer: String,
    pub answered_by: String,
    pub answered_at: Option<Instant>,
}

/// What is said of a report.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "as the columns of scrutiny")]
pub struct NewScrutiny {
    pub body: String,
    pub on: Option<NaiveDate>,
    pub title: String,
    pub report: String,
    pub source: Option<Uuid>,
}

pub(crate) fn of(conn: &mut Conn, id: ScrutinyId) -> Result<Of> {
    Ok(Of::only(scrutiny::table.find(id).select(scrutiny::board_id).first(conn)?))
}

pub(crate) fn of_question(conn: &mut Conn, id: QuestionId) -> Result<Of> {
    let (of_id, owner): (ScrutinyId, AccountId) = scrutiny_question::table
        .find(id)
        .select((scrutiny_question::scrutiny_id, scrutiny_question::owner_id))
        .first(conn)?;
    let board = of(conn, of_id)?.board;
    Ok(Of::owed(board, owner))
}

/// A report.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, sight: &Sight<ScrutinyId>) -> Result<Scrutiny> {
    Ok(scrutiny::table.find(sight.subject()).select(Scrutiny::as_select()).first(conn)?)
}

/// The reports of a board, the newest first.
pub fn list(conn: &mut Conn, sight: &Sight<BoardId>) -> Result<Vec<Scrutiny>> {
    Ok(scrutiny::table
        .filter(scrutiny::board_id.eq(sight.subject()))
        .order((scrutiny::held_on.desc(), scrutiny::id.desc()))
        .select(Scrutiny::as_select())
        .load(conn)?)
}

/// The questions on these reports, as they were asked.
pub fn questions(conn: &mut Conn, of: &[Scrutiny]) -> Result<Vec<Question>> {
    let ids: Vec<ScrutinyId> = of.iter().map(|one| one.id).collect();
    Ok(scrutiny_question::table
        .filter(scrutiny_question::scrutiny_id.eq_any(ids))
        .order(scrutiny_question::id)
        .select(Question::as_select())
        .load(conn)?)
}

/// A question.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find_question(conn: &mut Conn, sight: &Sight<QuestionId>) -> Result<(Question, Scrutiny)> {
    let question: Question =
        scrutiny_question::table.find(sight.subject()).select(Question::as_select()).first(conn)?;
    let of = scrutiny::table.find(question.scrutiny_id).select(Scrutiny::as_select()).first(conn)?;
    Ok((question, of))
}

/// Keeps a report to scrutiny, with the dashboard that was shared.
///
/// # Errors
/// Every [`CannotScrutinise`] that holds.
pub fn keep(tx: &mut Tx<'_>, permit: &Permit<BoardId, acts::Keep>, new: &NewScrutiny) -> web::Result<ScrutinyId> {
    check([
        (new.body.trim().is_empty(), CannotScrutinise::NoBody),
        (new.on.is_none(), CannotScrutinise::NoDay),
        (new.title.trim().is_empty(), CannotScrutinise::NoTitle),
        (new.report.trim().is_empty(), CannotScrutinise::NoReport),
    ])?;
    super::say(&[&new.title, &new.report])?;
    let Some(held_on) = new.on else { return Err(web::Error::NotFound) };
    let published = insight::papers::published(tx.conn())?;
    let shared = published.into_iter().find(|one| Some(one.id.0) == new.source);
    let frozen = match &shared {
        Some(shared) => Frozen {
            label: format!("{}, published on {}", shared.label, web::dates::day(shared.on)),
            on: Some(tx.now.date()),
            lines: insight::papers::lines(tx.conn(), shared.id)?,
        },
        None => Frozen::default(),
    };
    let row = Scrutiny {
        id: ScrutinyId::new(),
        board_id: permit.subject(),
        body: new.body.clone(),
        held_on,
        title: new.title.clone(),
        report: new.report.clone(),
        source_id: shared.map(|shared| AnyId(shared.id.0)),
        frozen: Json(frozen),
        by_name: permit.actor().name.clone(),
        at: tx.now,
    };
    diesel::insert_into(scrutiny::table).values(&row).execute(tx.conn())?;
    tx.record(events::SCRUTINY.on(row.id.0).detail(json!({"board": row.board_id, "on": held_on})))?;
    Ok(row.id)
}

/// A member asked something: somebody answers it by a day.
///
/// # Errors
/// Every [`CannotScrutinise`] that holds.
pub fn ask(
    tx: &mut Tx<'_>,
    permit: &Permit<ScrutinyId, acts::Keep>,
    (asked_by, question): (&str, &str),
    (owner, due): (Option<AccountId>, Option<NaiveDate>),
) -> web::Result<QuestionId> {
    check([
        (question.trim().is_empty(), CannotScrutinise::NoQuestion),
        (owner.is_none(), CannotScrutinise::NoOwner),
        (due.is_none(), CannotScrutinise::NoDue),
    ])?;
    super::say(&[question])?;
    let of = find(tx.conn(), permit)?;
    let (Some(owner_id), Some(due_on)) = (owner, due) else { return Err(web::Error::NotFound) };
    let row = Question {
        id: QuestionId::new(),
        scrutiny_id: of.id,
        asked_by: asked_by.into(),
        question: question.into(),
        owner_id,
        due_on,
        answer: String::new(),
        answered_by: String::new(),
        answered_at: None,
    };
    diesel::insert_into(scrutiny_question::table).values(&row).execute(tx.conn())?;
    let board = boards::load(tx.conn(), of.board_id)?;
    let title = format!("{}: answer a question of {}", board.name, of.body);
    let task = NewTask::new(kinds::QUESTION, row.id.0, title, format!("/scrutiny-questions/{}", row.id), due_on);
    tasks::add(tx, task.owed_by(owner_id))?;
    tx.record(events::QUESTION.on(row.id.0).detail(json!({"scrutiny": of.id, "due": due_on})))?;
    Ok(row.id)
}

/// Answers a question, once.
///
/// # Errors
/// Every [`CannotScrutinise`] that holds.
pub fn answer(tx: &mut Tx<'_>, permit: &Permit<QuestionId, acts::Answer>, answer: &str) -> web::Result<()> {
    let (question, of) = find_question(tx.conn(), permit)?;
    check([
        (question.answered_at.is_some(), CannotScrutinise::Answered),
        (answer.trim().is_empty(), CannotScrutinise::NoAnswer),
    ])?;
    super::say(&[answer])?;
    let now = tx.now;
    diesel::update(scrutiny_question::table.find(question.id))
        .set((
            scrutiny_question::answer.eq(answer),
            scrutiny_question::answered_by.eq(&permit.actor().name),
            scrutiny_question::answered_at.eq(Some(now)),
        ))
        .execute(tx.conn())?;
    tasks::done(tx, question.id.0, Some(kinds::QUESTION))?;
    tx.record(events::QUESTION.on(question.id.0).detail(json!({"scrutiny": of.id, "answered": true})))?;
    Ok(())
}
