//! A child may not be safe: somebody is told at once, by name, whatever state the audit is in.

use super::{
    AuditId, ConcernId, FileId, file,
    tables::{audit_concern, audit_file},
};
use crate::{events, kinds, news, rules};
use access::{AccountId, FamilyId, Permit, Role, accounts, audit_file as acts, guard};
use diesel::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;
use store::{Conn, Instant, MultiBackend, Result, Tx, each};
use work::{NewTask, news::News, tasks};

/// A concern about a child.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = audit_concern, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table")]
pub struct Concern {
    pub id: ConcernId,
    pub file_id: FileId,
    pub what: String,
    pub by_id: AccountId,
    pub by_name: String,
    pub at: Instant,
    pub to_id: AccountId,
    pub did: String,
    pub answered_at: Option<Instant>,
    pub answered_by: String,
}

/// Concerns of a file. Callers show those that are for whoever looks.
pub fn concerns_of(conn: &mut Conn, id: FileId) -> Result<Vec<Concern>> {
    Ok(audit_concern::table
        .filter(audit_concern::file_id.eq(id))
        .order(audit_concern::id)
        .select(Concern::as_select())
        .load(conn)?)
}

/// A concern, by its id alone: its file is what one asks the permit for.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find_concern(conn: &mut Conn, id: ConcernId) -> Result<Concern> {
    Ok(audit_concern::table.find(id).select(Concern::as_select()).first(conn)?)
}

/// Whether it was raised to this person, or is owed by them because they cover.
pub(crate) fn is_told(conn: &mut Conn, id: ConcernId, account: AccountId) -> Result<bool> {
    let to: AccountId = audit_concern::table.find(id).select(audit_concern::to_id).first(conn)?;
    Ok(to == account || tasks::owner_of(conn, kinds::CONCERN, id.0)? == Some(account))
}

/// How many concerns of an audit wait for an answer.
pub(super) fn open_of(conn: &mut Conn, id: AuditId) -> Result<usize> {
    let count: i64 = audit_concern::table
        .inner_join(audit_file::table)
        .filter(audit_file::audit_id.eq(id).and(audit_concern::answered_at.is_null()))
        .count()
        .get_result(conn)?;
    Ok(usize::try_from(count).unwrap_or_default())
}

/// Who can be told of a concern: whoever leads for the family, the managers of its team, and the front door, each with
/// what they are to it. Of a restricted record those alone who are listed (T17).
pub fn whom_to_tell(conn: &mut Conn, family: FamilyId) -> Result<Vec<(AccountId, String)>> {
    let mut all: Vec<(AccountId, &str)> = Vec::new();
    if let Some(team) = guard::team_of(conn, family)? {
        all.extend(accounts::managers_of(conn, team)?.into_iter().map(|one| (one, "manages the team")));
    }
    all.extend(accounts::with_role(conn, Role::FrontDoor)?.into_iter().map(|one| (one, "front door")));
    all.extend(guard::lead_of(conn, family)?.map(|one| (one, "lead professional")));
    let ids: Vec<AccountId> = all.iter().map(|(id, _)| *id).collect();
    let names: BTreeMap<AccountId, accounts::Known> = accounts::known(conn, &ids)?;
    let mut named = Vec::new();
    for (id, what) in all {
        let kept_from = guard::is_kept_from(conn, family, id)?;
        if let Some(known) = names.get(&id).filter(|known| known.in_use && !kept_from) {
            named.push((id, format!("{}, {what}", known.name)));
        }
    }
    Ok(named)
}

/// Tells somebody at once.
///
/// # Errors
/// Every [`rules::CannotGrade`] that holds.
pub fn raise(
    tx: &mut Tx<'_>,
    permit: &Permit<FileId, acts::RaiseConcern>,
    (what, to): (&str, Option<AccountId>),
) -> web::Result<ConcernId> {
    let found = file::load_file(tx.conn(), permit.subject())?;
    let able = whom_to_tell(tx.conn(), found.family_id)?;
    let to = to.filter(|to| able.iter().any(|(one, _)| one == to));
    rules::concern(what, to.is_some())?;
    let (Some(to_id), Some(by_id)) = (to, permit.actor().account) else { return Err(web::Error::NotFound) };
    let row = Concern {
        id: ConcernId::new(),
        file_id: found.id,
        what: what.trim().into(),
        by_id,
        by_name: permit.actor().signature(),
        at: tx.now,
        to_id,
        did: String::new(),
        answered_at: None,
        answered_by: String::new(),
    };
    each!(tx.conn(), c => diesel::insert_into(audit_concern::table).values(&row).execute(c))?;
    let (title, href) = ("An auditor is worried about a child: see to it today", row.id.href());
    // today, whatever day it is: a child does not wait for a working day
    let task = NewTask::new(kinds::CONCERN, row.id.0, title, href.clone(), tx.now.date());
    tasks::add(tx, task.owed_by(to_id))?;
    work::news::tell(tx, to_id, &News::new(news::CONCERN, title, href))?;
    let detail = json!({"to": to_id, "concern": row.id});
    tx.record(events::CONCERN.on(found.id.0).family(found.family_id).detail(detail))?;
    Ok(row.id)
}

/// Says what was done; whoever raised it is told.
///
/// # Errors
/// Every [`rules::CannotGrade`] that holds; [`store::Error::Missing`] where it is of another file or to somebody else.
pub fn answer_concern(
    tx: &mut Tx<'_>,
    permit: &Permit<FileId, acts::AnswerConcern>,
    id: ConcernId,
    did: &str,
) -> web::Result<()> {
    let concern = find_concern(tx.conn(), id)?;
    let account = permit.actor().account.ok_or(web::Error::NotFound)?;
    if concern.file_id != permit.subject() || !is_told(tx.conn(), id, account)? {
        return Err(store::Error::Missing.into());
    }
    rules::answer_concern(concern.answered_at.is_some(), did)?;
    let now = tx.now;
    diesel::update(audit_concern::table.find(id))
        .set((
            audit_concern::did.eq(did.trim()),
            audit_concern::answered_at.eq(Some(now)),
            audit_concern::answered_by.eq(&permit.actor().name),
        ))
        .execute(tx.conn())?;
    tasks::done(tx, id.0, Some(kinds::CONCERN))?;
    let found = file::load_file(tx.conn(), concern.file_id)?;
    let title = "What was done about the concern that you raised";
    work::news::tell(tx, concern.by_id, &News::new(news::ANSWERED, title, id.href()))?;
    tx.record(events::CONCERN_ANSWERED.on(found.id.0).family(found.family_id).detail(json!({"concern": id})))?;
    Ok(())
}

impl ConcernId {
    /// Where it is read and answered.
    pub fn href(self) -> String {
        format!("/audit-concerns/{self}")
    }
}
