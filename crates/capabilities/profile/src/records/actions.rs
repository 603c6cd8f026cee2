//! Actions of an impact assessment: mitigations that somebody owes by a day.

use super::assessments::{self, AssessmentId, AssessmentUid};
use crate::{events, kinds, rules::equality as rules};
use access::{AccountId, AccountUid, Nobody, Permit, Role, accounts, nobody};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::json;
use store::{Conn, Instant, MultiBackend, Result, Tx};
use work::{NewTask, tasks};

store::strict_id!(
    /// An action of an impact assessment.
    ActionId,
    ActionUid
);

diesel::table! {
    use diesel::sql_types::*;
    use store::types::Utc;
    use super::{AccountUid, ActionUid, AssessmentUid};

    equality_action (id) {
        id -> ActionUid,
        assessment_id -> AssessmentUid,
        what -> Text,
        owner_id -> AccountUid,
        due_on -> Date,
        done_at -> Nullable<Utc>,
        done_by -> Text,
        became -> Text,
    }
}

/// An action.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = equality_action, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Action {
    pub id: ActionId,
    pub assessment_id: AssessmentId,
    pub what: String,
    /// Who sees that it is done.
    pub owner_id: AccountId,
    pub due_on: NaiveDate,
    pub done_at: Option<Instant>,
    pub done_by: String,
    /// What came of it.
    pub became: String,
}

type Keeps = Permit<Nobody, nobody::KeepEquality>;

/// Those who may own an action: they may open it.
pub fn owners(conn: &mut Conn) -> Result<Vec<(AccountId, String)>> {
    let mut ids = Vec::new();
    for role in [Role::Head, Role::Manager, Role::Commissioner] {
        ids.extend(accounts::with_role(conn, role)?);
    }
    let mut all: Vec<(AccountId, String)> = accounts::names(conn, &ids)?.into_iter().collect();
    all.sort_by(|one, other| one.1.cmp(&other.1));
    Ok(all)
}

/// An action.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, id: ActionId) -> Result<Action> {
    Ok(equality_action::table.find(id).select(Action::as_select()).first(conn)?)
}

/// The actions of an assessment, by when they are due.
pub fn of_assessment(conn: &mut Conn, id: AssessmentId) -> Result<Vec<Action>> {
    let of = equality_action::table.filter(equality_action::assessment_id.eq(id));
    Ok(of.order((equality_action::due_on, equality_action::id)).select(Action::as_select()).load(conn)?)
}

/// Agrees an action: whoever owns it owes it.
///
/// # Errors
/// Every [`rules::CannotAssess`] that holds.
pub fn add(
    tx: &mut Tx<'_>,
    _: &Keeps,
    id: AssessmentId,
    what: &str,
    (owner, due): (Option<AccountId>, Option<NaiveDate>),
) -> web::Result<()> {
    let (found, today) = (assessments::find(tx.conn(), id)?, tx.now.date());
    let able = owners(tx.conn())?;
    let owner = owner.filter(|owner| able.iter().any(|(id, _)| id == owner));
    rules::action(found.state, what, owner.is_some(), (due, today))?;
    let (Some(owner_id), Some(due_on)) = (owner, due) else { return Ok(()) };
    let row = Action {
        id: ActionId::new(),
        assessment_id: id,
        what: what.into(),
        owner_id,
        due_on,
        done_at: None,
        done_by: String::new(),
        became: String::new(),
    };
    diesel::insert_into(equality_action::table).values(&row).execute(tx.conn())?;
    let task = NewTask::new(kinds::ACTION, row.id.0, row.what.clone(), format!("/equality-actions/{}", row.id), due_on);
    tasks::add(tx, task.owed_by(owner_id))?;
    tx.record(events::ACTION.on(id.0).detail(json!({"due": due_on, "owner": owner_id})))?;
    Ok(())
}

/// Says that an action is done, and what came of it.
///
/// # Errors
/// Every [`rules::CannotAssess`] that holds.
pub fn do_action(tx: &mut Tx<'_>, permit: &Keeps, id: ActionId, became: &str) -> web::Result<()> {
    let (found, now) = (find(tx.conn(), id)?, tx.now);
    rules::done(found.done_at.is_some(), became)?;
    diesel::update(equality_action::table.find(id))
        .set((
            equality_action::done_at.eq(Some(now)),
            equality_action::done_by.eq(&permit.actor().name),
            equality_action::became.eq(became),
        ))
        .execute(tx.conn())?;
    tasks::done(tx, id.0, Some(kinds::ACTION))?;
    tx.record(events::ACTION.on(found.assessment_id.0).detail(json!({"done": id})))?;
    Ok(())
}
