//! "Not so, because": who said so of a finding, when and why. It stands as long as what the check has read is the same,
//! and can be taken back; either way it stays readable.

use super::{finding, finding_answer};
use crate::{
    events,
    rules::{self, Answering, Found},
};
use access::{AccountId, FamilyId, Permit, Sight, family};
use cases::{Episode, EpisodeId};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::json;
use store::{AnyId, Conn, Instant, MultiBackend, Tx, each};
use web::{Refusal, Result};

/// An answer.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = finding_answer, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Answer {
    pub id: AnyId,
    pub family_id: FamilyId,
    pub episode_id: EpisodeId,
    pub code: String,
    pub key: String,
    pub mark: String,
    pub why: String,
    pub answered_by: Option<AccountId>,
    pub answered_at: Instant,
    pub taken_back_by: Option<AccountId>,
    pub taken_back_at: Option<Instant>,
}

impl Answer {
    /// Whether it answers this finding as it is now.
    pub fn stands(&self, found: &Found) -> bool {
        self.taken_back_at.is_none() && self.key == found.key() && self.mark == found.mark()
    }
}

/// Every answer to a finding of this file, the newest first.
pub fn answers_of(conn: &mut Conn, sight: &Sight<FamilyId>, of: EpisodeId, key: &str) -> store::Result<Vec<Answer>> {
    let theirs = finding_answer::episode_id.eq(of).and(finding_answer::family_id.eq(sight.subject()));
    Ok(each!(conn, c => finding_answer::table
        .filter(theirs.and(finding_answer::key.eq(key)))
        .order((finding_answer::answered_at.desc(), finding_answer::id.desc()))
        .select(Answer::as_select())
        .load(c))?)
}

/// The answers of a file that nobody has taken back. Callers show them under a sight of its family.
pub fn standing(conn: &mut Conn, of: EpisodeId) -> store::Result<Vec<Answer>> {
    Ok(each!(conn, c => finding_answer::table
        .filter(finding_answer::episode_id.eq(of).and(finding_answer::taken_back_at.is_null()))
        .order((finding_answer::answered_at.desc(), finding_answer::id.desc()))
        .select(Answer::as_select())
        .load(c))?)
}

fn to(conn: &mut Conn, of: EpisodeId, found: &Found) -> store::Result<Option<Answer>> {
    Ok(standing(conn, of)?.into_iter().find(|answer| answer.stands(found)))
}

/// Says of a finding that it is not so.
///
/// # Errors
/// [`rules::CannotAnswer`].
pub fn answer(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::AnswerCheck>,
    of: &Episode,
    found: &Found,
    why: &str,
) -> Result<()> {
    let answered = to(tx.conn(), of.id, found)?.is_some();
    rules::answer(Answering { answered, why }).map_err(Refusal::from)?;

    let row = Answer {
        id: AnyId::new(),
        family_id: permit.subject(),
        episode_id: of.id,
        code: found.check.code.to_owned(),
        key: found.key(),
        mark: found.mark(),
        why: why.to_owned(),
        answered_by: tx.who.account,
        answered_at: tx.now,
        taken_back_by: None,
        taken_back_at: None,
    };
    diesel::insert_into(finding_answer::table).values(&row).execute(tx.conn())?;
    let today = tx.now.date();
    mark(tx.conn(), of.id, found, Some(today))?;
    tx.record(events::ANSWERED.on(row.id.0).family(row.family_id).detail(json!({"check": row.code})))?;
    Ok(())
}

/// Takes the answer to a finding back.
///
/// # Errors
/// [`rules::CannotAnswer::NotAnswered`].
pub fn take_back(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::AnswerCheck>,
    of: &Episode,
    found: &Found,
) -> Result<()> {
    let standing = to(tx.conn(), of.id, found)?;
    rules::take_back(standing.is_some()).map_err(Refusal::from)?;
    let Some(answer) = standing else { return Ok(()) };

    let (by, at) = (tx.who.account, tx.now);
    let set = (finding_answer::taken_back_by.eq(by), finding_answer::taken_back_at.eq(Some(at)));
    diesel::update(finding_answer::table.find(answer.id)).set(set).execute(tx.conn())?;
    mark(tx.conn(), of.id, found, None)?;
    tx.record(events::TAKEN_BACK.on(answer.id.0).family(permit.subject()).detail(json!({"check": answer.code})))?;
    Ok(())
}

/// What is kept of the finding knows it at once.
fn mark(conn: &mut Conn, of: EpisodeId, found: &Found, answered_on: Option<NaiveDate>) -> store::Result<()> {
    let this = finding::episode_id.eq(of).and(finding::key.eq(found.key())).and(finding::ended_on.is_null());
    diesel::update(finding::table.filter(this))
        .set((finding::answered_on.eq(answered_on), finding::mark.eq(found.mark())))
        .execute(conn)?;
    Ok(())
}
