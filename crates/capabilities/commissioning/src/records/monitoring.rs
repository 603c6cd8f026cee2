//! What is to be there before a contract begins, who was asked, and the meetings in which it is looked at.

use super::contracts::{self, ContractId, ContractUid, contract};
use crate::{
    events, kinds,
    rules::contracts::{self as rules, CannotAdd, Voice},
};
use access::{AccountId, AccountUid, Nobody, Permit, Role, accounts, nobody};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::json;
use store::{AnyId, Conn, Instant, MultiBackend, Result, Tx};
use work::{NewTask, tasks};

store::strict_id!(
    /// A line of a mobilisation.
    ItemId,
    ItemUid
);
store::strict_id!(
    /// An action of a monitoring meeting.
    ActionId,
    ActionUid
);

diesel::table! {
    use diesel::sql_types::*;
    use store::types::Utc;
    use super::{ContractUid, ItemUid};

    contract_item (id) {
        id -> ItemUid,
        contract_id -> ContractUid,
        what -> Text,
        due_on -> Date,
        done_at -> Nullable<Utc>,
        done_by -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Uid, Utc};
    use super::ContractUid;

    contract_consultation (id) {
        id -> Uid,
        contract_id -> ContractUid,
        who -> Text,
        on_day -> Date,
        how -> Text,
        said -> Text,
        by_name -> Text,
        at -> Utc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Uid, Utc};
    use super::ContractUid;

    contract_meeting (id) {
        id -> Uid,
        contract_id -> ContractUid,
        held_on -> Date,
        present -> Text,
        notes -> Text,
        by_name -> Text,
        at -> Utc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Uid, Utc};
    use super::{AccountUid, ActionUid, ContractUid};

    contract_action (id) {
        id -> ActionUid,
        contract_id -> ContractUid,
        meeting_id -> Uid,
        what -> Text,
        who -> Text,
        owner_id -> AccountUid,
        due_on -> Date,
        done_at -> Nullable<Utc>,
        done_by -> Text,
        became -> Text,
    }
}

/// Something that has to be there before a contract begins.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = contract_item, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Item {
    pub id: ItemId,
    pub contract_id: ContractId,
    pub what: String,
    pub due_on: NaiveDate,
    pub done_at: Option<Instant>,
    pub done_by: String,
}

/// What somebody said who was asked.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = contract_consultation, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Consultation {
    pub id: AnyId,
    pub contract_id: ContractId,
    pub who: Voice,
    pub on_day: NaiveDate,
    /// In what way they were asked.
    pub how: String,
    pub said: String,
    pub by_name: String,
    pub at: Instant,
}

/// A monitoring meeting.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = contract_meeting, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Meeting {
    pub id: AnyId,
    pub contract_id: ContractId,
    pub held_on: NaiveDate,
    pub present: String,
    pub notes: String,
    pub by_name: String,
    pub at: Instant,
}

/// An action that a meeting agreed.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = contract_action, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Action {
    pub id: ActionId,
    pub contract_id: ContractId,
    pub meeting_id: AnyId,
    pub what: String,
    /// Who does it, in words: often somebody of the provider.
    pub who: String,
    /// The commissioner who sees that it is done.
    pub owner_id: AccountId,
    pub due_on: NaiveDate,
    pub done_at: Option<Instant>,
    pub done_by: String,
    /// What came of it.
    pub became: String,
}

type Keeps = Permit<Nobody, nobody::KeepContracts>;

/// Adds something that has to be there before it begins: its owner owes it.
///
/// # Errors
/// Every [`CannotAdd`] that holds.
pub fn add_item(tx: &mut Tx<'_>, _: &Keeps, id: ContractId, (what, due): (&str, Option<NaiveDate>)) -> web::Result<()> {
    rules::add([(what.trim().is_empty(), CannotAdd::NoWhat), (due.is_none(), CannotAdd::NoDay)])?;
    let of = contracts::find(tx.conn(), id)?;
    let Some(due_on) = due else { return Ok(()) };
    let row =
        Item { id: ItemId::new(), contract_id: id, what: what.into(), due_on, done_at: None, done_by: String::new() };
    diesel::insert_into(contract_item::table).values(&row).execute(tx.conn())?;
    let title = format!("{}: {}", of.name, row.what);
    tasks::add(
        tx,
        NewTask::new(kinds::MOBILISE, row.id.0, title, format!("/contracts/{id}"), due_on).owed_by(of.owner_id),
    )?;
    tx.record(events::ITEM.on(id.0).detail(json!({"due": due_on})))?;
    Ok(())
}

/// Says that it is there.
///
/// # Errors
/// [`CannotAdd::DoneAlready`]; [`store::Error::Missing`].
pub fn do_item(tx: &mut Tx<'_>, permit: &Keeps, id: ContractId, item: ItemId) -> web::Result<()> {
    let now = tx.now;
    let open = contract_item::table.filter(contract_item::id.eq(item).and(contract_item::contract_id.eq(id)));
    open.select(Item::as_select()).first(tx.conn()).map_err(store::Error::from)?;
    let done = diesel::update(open.filter(contract_item::done_at.is_null()))
        .set((contract_item::done_at.eq(Some(now)), contract_item::done_by.eq(&permit.actor().name)))
        .execute(tx.conn())?;
    rules::add([(done == 0, CannotAdd::DoneAlready)])?;
    tasks::done(tx, item.0, Some(kinds::MOBILISE))?;
    tx.record(events::ITEM.on(id.0).detail(json!({"done": item})))?;
    Ok(())
}

/// What has to be there before a contract begins, by when.
pub fn items(conn: &mut Conn, id: ContractId) -> Result<Vec<Item>> {
    Ok(contract_item::table
        .filter(contract_item::contract_id.eq(id))
        .order((contract_item::due_on, contract_item::id))
        .select(Item::as_select())
        .load(conn)?)
}

/// Keeps what somebody said who was asked.
///
/// # Errors
/// Every [`CannotAdd`] that holds.
pub fn consult(
    tx: &mut Tx<'_>,
    permit: &Keeps,
    id: ContractId,
    (who, on): (Option<Voice>, Option<NaiveDate>),
    (how, said): (&str, &str),
) -> web::Result<()> {
    rules::add([
        (who.is_none(), CannotAdd::NoVoice),
        (on.is_none(), CannotAdd::NoDay),
        (said.trim().is_empty(), CannotAdd::NothingSaid),
        (web::names_somebody(said) || web::names_somebody(how), CannotAdd::Named),
    ])?;
    contracts::find(tx.conn(), id)?;
    let (Some(who), Some(on_day)) = (who, on) else { return Ok(()) };
    let row = Consultation {
        id: AnyId::new(),
        contract_id: id,
        who,
        on_day,
        how: how.into(),
        said: said.into(),
        by_name: permit.actor().name.clone(),
        at: tx.now,
    };
    diesel::insert_into(contract_consultation::table).values(&row).execute(tx.conn())?;
    tx.record(events::CONSULTED.on(id.0).detail(json!({"who": who.code()})))?;
    Ok(())
}

/// Who was asked, the newest first.
pub fn consultations(conn: &mut Conn, id: ContractId) -> Result<Vec<Consultation>> {
    Ok(contract_consultation::table
        .filter(contract_consultation::contract_id.eq(id))
        .order((contract_consultation::on_day.desc(), contract_consultation::id.desc()))
        .select(Consultation::as_select())
        .load(conn)?)
}

/// An action as a meeting agrees it.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "as the columns of contract_action")]
pub struct NewAction {
    pub what: String,
    pub who: String,
    pub owner: Option<AccountId>,
    pub due: Option<NaiveDate>,
}

/// A meeting as it is kept.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "as the columns of contract_meeting")]
pub struct NewMeeting {
    pub held: Option<NaiveDate>,
    pub present: String,
    pub notes: String,
    pub next: Option<NaiveDate>,
    pub actions: Vec<NewAction>,
}

/// Keeps a monitoring meeting with what it agreed; when the next is held is owed by whoever owns the contract.
///
/// # Errors
/// Every [`CannotAdd`] that holds.
pub fn meet(tx: &mut Tx<'_>, permit: &Keeps, id: ContractId, new: &NewMeeting) -> web::Result<()> {
    let (today, now) = (tx.now.date(), tx.now);
    let able = accounts::with_role(tx.conn(), Role::Commissioner)?;
    let unowned = |action: &NewAction| !action.owner.is_some_and(|owner| able.contains(&owner));
    rules::add([
        (new.held.is_none() || new.actions.iter().any(|action| action.due.is_none()), CannotAdd::NoDay),
        (new.held.is_some_and(|held| held > today), CannotAdd::NotHeld),
        (new.present.trim().is_empty(), CannotAdd::NobodyThere),
        (new.notes.trim().is_empty(), CannotAdd::NoNotes),
        (new.actions.iter().any(|action| action.what.trim().is_empty()), CannotAdd::NoWhat),
        (new.actions.iter().any(unowned), CannotAdd::NoOwner),
        (matches!((new.held, new.next), (Some(held), Some(next)) if next <= held), CannotAdd::NextBefore),
        (web::names_somebody(&new.notes), CannotAdd::Named),
    ])?;
    let of = contracts::find(tx.conn(), id)?;
    let Some(held_on) = new.held else { return Ok(()) };
    let row = Meeting {
        id: AnyId::new(),
        contract_id: id,
        held_on,
        present: new.present.clone(),
        notes: new.notes.clone(),
        by_name: permit.actor().name.clone(),
        at: now,
    };
    diesel::insert_into(contract_meeting::table).values(&row).execute(tx.conn())?;
    for action in &new.actions {
        agree(tx, &of, row.id, action)?;
    }
    diesel::update(contract::table.find(id)).set(contract::next_meeting_on.eq(new.next)).execute(tx.conn())?;
    tasks::done(tx, id.0, Some(kinds::MEET))?;
    if let Some(next) = new.next {
        let (title, href) = (format!("{}: hold the monitoring meeting", of.name), format!("/contracts/{id}"));
        tasks::add(tx, NewTask::new(kinds::MEET, id.0, title, href, next).owed_by(of.owner_id))?;
    }
    tx.record(events::MET.on(id.0).detail(json!({"held": held_on, "actions": new.actions.len()})))?;
    Ok(())
}

fn agree(tx: &mut Tx<'_>, of: &contracts::Contract, meeting: AnyId, new: &NewAction) -> web::Result<()> {
    let (Some(owner_id), Some(due_on)) = (new.owner, new.due) else { return Ok(()) };
    let row = Action {
        id: ActionId::new(),
        contract_id: of.id,
        meeting_id: meeting,
        what: new.what.clone(),
        who: new.who.clone(),
        owner_id,
        due_on,
        done_at: None,
        done_by: String::new(),
        became: String::new(),
    };
    diesel::insert_into(contract_action::table).values(&row).execute(tx.conn())?;
    let (title, href) = (format!("{}: {}", of.name, row.what), format!("/contract-actions/{}", row.id));
    tasks::add(tx, NewTask::new(kinds::ACTION, row.id.0, title, href, due_on).owed_by(owner_id))?;
    tx.record(events::ACTION.on(of.id.0).detail(json!({"due": due_on, "owner": owner_id})))?;
    Ok(())
}

/// The meetings of a contract, the newest first.
pub fn meetings(conn: &mut Conn, id: ContractId) -> Result<Vec<Meeting>> {
    Ok(contract_meeting::table
        .filter(contract_meeting::contract_id.eq(id))
        .order((contract_meeting::held_on.desc(), contract_meeting::id.desc()))
        .select(Meeting::as_select())
        .load(conn)?)
}

/// The actions of a contract, by when they are due.
pub fn actions(conn: &mut Conn, id: ContractId) -> Result<Vec<Action>> {
    Ok(contract_action::table
        .filter(contract_action::contract_id.eq(id))
        .order((contract_action::due_on, contract_action::id))
        .select(Action::as_select())
        .load(conn)?)
}

/// An action.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find_action(conn: &mut Conn, id: ActionId) -> Result<Action> {
    Ok(contract_action::table.find(id).select(Action::as_select()).first(conn)?)
}

/// Says that an action is done, and what came of it.
///
/// # Errors
/// [`CannotAdd::DoneAlready`], [`CannotAdd::NotSaidWhatBecame`].
pub fn do_action(tx: &mut Tx<'_>, permit: &Keeps, id: ActionId, became: &str) -> web::Result<()> {
    let found = find_action(tx.conn(), id)?;
    rules::add([
        (found.done_at.is_some(), CannotAdd::DoneAlready),
        (became.trim().is_empty(), CannotAdd::NotSaidWhatBecame),
    ])?;
    let now = tx.now;
    diesel::update(contract_action::table.find(id))
        .set((
            contract_action::done_at.eq(Some(now)),
            contract_action::done_by.eq(&permit.actor().name),
            contract_action::became.eq(became),
        ))
        .execute(tx.conn())?;
    tasks::done(tx, id.0, Some(kinds::ACTION))?;
    tx.record(events::ACTION.on(found.contract_id.0).detail(json!({"done": id})))?;
    Ok(())
}

/// What the one who owned a contract owed for it goes to whoever owns it now; actions stay with whoever took them.
pub(super) fn hand_on(tx: &mut Tx<'_>, id: ContractId, to: AccountId) -> Result<()> {
    tasks::give(tx, id.0, to)?;
    for item in items(tx.conn(), id)?.iter().filter(|item| item.done_at.is_none()) {
        tasks::give(tx, item.id.0, to)?;
    }
    Ok(())
}
