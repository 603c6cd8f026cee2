//! What follows from an audit: actions that somebody owes, and what is to be learned.

use super::{
    ActionId, AuditId, FileId, audit as audits, file,
    tables::{audit_action, audit_learning},
    ties,
};
use crate::{
    events, kinds,
    rules::{self, Acting, CannotEnd},
};
use access::{
    AccountId, Actor, AuditActionFacts, FamilyId, Nobody, Permit, Subject, accounts, audit_action as acts, nobody,
};
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use store::{AnyId, Conn, Instant, MultiBackend, Result, Tx, Uuid, each};
use work::{NewTask, tasks};

/// An action of an audit.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = audit_action, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table")]
pub struct Action {
    pub id: ActionId,
    pub audit_id: AuditId,
    /// The file that it is about; none where it is about all.
    pub file_id: Option<FileId>,
    /// The standard that it shall make better, or nothing.
    pub standard: String,
    pub what: String,
    pub owner_id: AccountId,
    pub due_on: NaiveDate,
    pub done_at: Option<Instant>,
    pub done_by: String,
    pub became: String,
    pub version: i64,
}

/// An action as it is agreed.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "as the columns")]
pub struct NewAction {
    pub file: Option<FileId>,
    pub standard: String,
    pub what: String,
    pub owner: Option<AccountId>,
    pub due: Option<NaiveDate>,
}

/// Something to be learned.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = audit_learning, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table")]
pub struct Learning {
    pub id: AnyId,
    pub audit_id: AuditId,
    pub standard: String,
    pub text: String,
    pub by_name: String,
    pub at: Instant,
}

impl Subject for ActionId {
    type Facts = AuditActionFacts;
    const KIND: &'static str = "audit-action";

    fn id(&self) -> Option<Uuid> {
        Some(self.0)
    }

    fn facts(&self, conn: &mut Conn, _: &Pack, actor: &Actor) -> Result<(AuditActionFacts, Option<FamilyId>)> {
        let action = load(conn, *self)?;
        let family = match action.file_id {
            Some(of) => Some(file::load_file(conn, of)?.family_id),
            None => None,
        };
        let tied = match (family, actor.account) {
            (Some(family), Some(account)) => ties::tied_among(conn, family, &[account])?.contains(&account),
            _ => false,
        };
        Ok((AuditActionFacts { owes: actor.account == Some(action.owner_id), tied }, None))
    }
}

fn load(conn: &mut Conn, id: ActionId) -> Result<Action> {
    Ok(audit_action::table.find(id).select(Action::as_select()).first(conn)?)
}

/// An action, for those who may answer it.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find_action<A: access::policy::Act>(conn: &mut Conn, permit: &Permit<ActionId, A>) -> Result<Action> {
    load(conn, permit.subject())
}

/// The actions of an audit, by when they are due. Their texts name nobody.
pub fn actions_of(conn: &mut Conn, id: AuditId) -> Result<Vec<Action>> {
    Ok(audit_action::table
        .filter(audit_action::audit_id.eq(id))
        .order((audit_action::due_on, audit_action::id))
        .select(Action::as_select())
        .load(conn)?)
}

type Keeps = Permit<Nobody, nobody::KeepAudits>;

/// Agrees an action: whoever owns it owes it from now on.
///
/// # Errors
/// Every [`CannotEnd`] that holds.
pub fn act(tx: &mut Tx<'_>, _: &Keeps, pack: &Pack, id: AuditId, new: &NewAction) -> web::Result<ActionId> {
    let of = audits::find(tx.conn(), id)?;
    let today = tx.now.date();
    let owner = owner_in_use(tx.conn(), new.owner)?;
    rules::act(Acting {
        what: &new.what,
        owner: owner.is_some(),
        day: new.due.is_some(),
        past: new.due.is_some_and(|due| due < today),
        closed: of.closed_at.is_some(),
        why: None,
    })?;
    let (Some(owner_id), Some(due_on)) = (owner, new.due) else { return Err(web::Error::NotFound) };
    if let Some(file) = new.file {
        // of this audit and of no other
        if file::load_file(tx.conn(), file)?.audit_id != id {
            return Err(store::Error::Missing.into());
        }
    }
    let standard = pack.code("audit-standard", &new.standard, today).map(|term| term.code.clone());
    let row = Action {
        id: ActionId::new(),
        audit_id: id,
        file_id: new.file,
        standard: standard.unwrap_or_default(),
        what: new.what.trim().into(),
        owner_id,
        due_on,
        done_at: None,
        done_by: String::new(),
        became: String::new(),
        version: 1,
    };
    each!(tx.conn(), c => diesel::insert_into(audit_action::table).values(&row).execute(c))?;
    let task = NewTask::new(kinds::ACTION, row.id.0, format!("{}: {}", of.title, row.what), row.id.href(), due_on);
    tasks::add(tx, task.owed_by(owner_id))?;
    tx.record(events::ACTION.on(id.0).detail(json!({"action": row.id, "owner": owner_id, "due": due_on})))?;
    Ok(row.id)
}

fn owner_in_use(conn: &mut Conn, owner: Option<AccountId>) -> Result<Option<AccountId>> {
    let Some(owner) = owner else { return Ok(None) };
    let known = accounts::known(conn, &[owner])?;
    Ok(known.get(&owner).filter(|known| known.in_use).map(|_| owner))
}

/// Says that an action is done, and what came of it.
///
/// # Errors
/// Every [`CannotEnd`] that holds.
pub fn answer_action(tx: &mut Tx<'_>, permit: &Permit<ActionId, acts::Answer>, became: &str) -> web::Result<()> {
    let action = load(tx.conn(), permit.subject())?;
    rules::done(action.done_at.is_some(), became)?;
    let now = tx.now;
    diesel::update(audit_action::table.find(action.id))
        .set((
            audit_action::done_at.eq(Some(now)),
            audit_action::done_by.eq(&permit.actor().name),
            audit_action::became.eq(became.trim()),
            audit_action::version.eq(action.version + 1),
        ))
        .execute(tx.conn())?;
    tasks::done(tx, action.id.0, Some(kinds::ACTION))?;
    tx.record(events::ACTION.on(action.audit_id.0).detail(json!({"action": action.id, "done": true})))?;
    super::ends::owe_close(tx, action.audit_id)?;
    Ok(())
}

/// Gives an action to somebody else, or another day, with a reason.
///
/// # Errors
/// Every [`CannotEnd`] that holds; [`store::Error::Stale`].
pub fn move_action(
    tx: &mut Tx<'_>,
    permit: &Permit<ActionId, acts::Move>,
    version: i64,
    (owner, due, why): (Option<AccountId>, Option<NaiveDate>, &str),
) -> web::Result<()> {
    let action = load(tx.conn(), permit.subject())?;
    if action.done_at.is_some() {
        return Err(web::Refusal::from(CannotEnd::DoneAlready).into());
    }
    let owner = owner_in_use(tx.conn(), owner)?;
    let past = due.is_some_and(|due| due < tx.now.date());
    let acting =
        Acting { what: &action.what, owner: owner.is_some(), day: due.is_some(), past, closed: false, why: Some(why) };
    rules::act(acting)?;
    if action.version != version {
        return Err(store::Error::Stale.into());
    }
    let (Some(owner_id), Some(due_on)) = (owner, due) else { return Err(web::Error::NotFound) };
    diesel::update(audit_action::table.find(action.id))
        .set((
            audit_action::owner_id.eq(owner_id),
            audit_action::due_on.eq(due_on),
            audit_action::version.eq(version + 1),
        ))
        .execute(tx.conn())?;
    tasks::give(tx, action.id.0, owner_id)?;
    tasks::redate(tx, action.id.0, kinds::ACTION, due_on)?;
    let detail = json!({"action": action.id, "owner": owner_id, "due": due_on, "why": why});
    tx.record(events::ACTION.on(action.audit_id.0).detail(detail))?;
    Ok(())
}

/// Writes down what is to be learned.
///
/// # Errors
/// `learning-without-text`, and what leads to somebody.
pub fn learn(
    tx: &mut Tx<'_>,
    permit: &Keeps,
    pack: &Pack,
    id: AuditId,
    (standard, text): (&str, &str),
) -> web::Result<()> {
    let of = audits::find(tx.conn(), id)?;
    if text.trim().is_empty() {
        return Err(web::Refusal::new("learning-without-text", "Write what is to be learned").at("text").into());
    }
    if web::names_somebody(text) {
        return Err(web::Refusal::from(CannotEnd::Named("text")).into());
    }
    if of.closed_at.is_some() {
        return Err(web::Refusal::from(CannotEnd::Closed).into());
    }
    let code = pack.code("audit-standard", standard, tx.now.date()).map(|term| term.code.clone()).unwrap_or_default();
    let row = Learning {
        id: AnyId::new(),
        audit_id: id,
        standard: code,
        text: text.trim().into(),
        by_name: permit.actor().name.clone(),
        at: tx.now,
    };
    each!(tx.conn(), c => diesel::insert_into(audit_learning::table).values(&row).execute(c))?;
    tx.record(events::LEARNING.on(id.0))?;
    Ok(())
}

/// What is to be learned of an audit, the first first.
pub fn learnings_of(conn: &mut Conn, id: AuditId) -> Result<Vec<Learning>> {
    Ok(audit_learning::table
        .filter(audit_learning::audit_id.eq(id))
        .order(audit_learning::id)
        .select(Learning::as_select())
        .load(conn)?)
}

impl ActionId {
    /// Where it is read and answered.
    pub fn href(self) -> String {
        format!("/audit-actions/{self}")
    }
}
