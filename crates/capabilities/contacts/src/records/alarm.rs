//! Alarms: that a child may be in danger. Whoever is on call is told at once, and again and up the list, until somebody
//! takes it by name (practice 3: an immediate-safety contact skips every form and queue).

use super::{
    on_call::{self, OnCall},
    received,
    tables::{ContactId, OnCallId, alarm, alarm_told, contact, on_call as on_call_table},
};
use crate::{events, kinds, letters::Danger, rules};
use access::{AccountId, Permit, Role, Sight, accounts, capability::send, contact::TakeAlarm};
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use store::{Conn, Instant, MultiBackend, Result, Tx, each};
use web::Refusal;
use work::{NewTask, tasks};

/// Seconds of a minute.
const MINUTE: i64 = 60;

/// That a child in a contact may be in danger.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = alarm, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Alarm {
    pub contact_id: ContactId,
    pub raised_at: Instant,
    /// By when somebody is to have taken it.
    pub due_at: Instant,
    pub taken_by: Option<AccountId>,
    pub taken_at: Option<Instant>,
    /// When somebody was told last.
    pub told_at: Instant,
    /// How many were told until now.
    pub rung: i64,
}

/// Raises it, and tells the first who is on call: part of receiving the contact.
pub(super) fn raise(tx: &mut Tx<'_>, pack: &Pack, of: ContactId) -> Result<()> {
    let now = tx.now;
    let due_at = now.plus_seconds(i64::from(pack.number("danger-minutes")) * MINUTE);
    let row = Alarm { contact_id: of, raised_at: now, due_at, taken_by: None, taken_at: None, told_at: now, rung: 0 };
    each!(tx.conn(), c => diesel::insert_into(alarm::table).values(&row).execute(c))?;
    tell_next(tx, &row)
}

/// Whether an alarm waits already that the same sender raised with the same words.
pub(super) fn is_raised(conn: &mut Conn, alike: Option<&str>) -> Result<bool> {
    let Some(alike) = alike else { return Ok(false) };
    let waits = alarm::table
        .inner_join(contact::table.on(contact::id.eq(alarm::contact_id)))
        .filter(alarm::taken_at.is_null().and(contact::decided_at.is_null()).and(contact::alike.eq(alike)));
    Ok(waits.count().get_result::<i64>(conn)? > 0)
}

/// The alarm of a contact, if there is one.
pub fn alarm_of(conn: &mut Conn, sight: &Sight<ContactId>) -> Result<Option<Alarm>> {
    find(conn, sight.subject())
}

/// As [`alarm_of`], for the receipt of whoever raised it without an account: it says only by when it is read.
pub(crate) fn alarm_for_receipt(conn: &mut Conn, of: ContactId) -> Result<Option<Alarm>> {
    find(conn, of)
}

fn find(conn: &mut Conn, of: ContactId) -> Result<Option<Alarm>> {
    Ok(alarm::table.find(of).select(Alarm::as_select()).first(conn).optional()?)
}

/// Whether this account was told of the alarm on call, or took it: to decide permits with.
pub(super) fn is_alarmed(conn: &mut Conn, of: ContactId, account: AccountId) -> Result<bool> {
    let took = alarm::table.filter(alarm::contact_id.eq(of).and(alarm::taken_by.eq(account)));
    if took.count().get_result::<i64>(conn)? > 0 {
        return Ok(true);
    }
    let theirs = on_call_table::table.filter(on_call_table::account_id.eq(account)).select(on_call_table::id);
    let told = alarm_told::table.filter(alarm_told::contact_id.eq(of)).filter(alarm_told::on_call_id.eq_any(theirs));
    Ok(told.count().get_result::<i64>(conn)? > 0)
}

/// Alarms that nobody has taken, the oldest first: for the banner of the front door, which names nobody.
pub(crate) fn untaken(conn: &mut Conn) -> Result<Vec<Alarm>> {
    Ok(each!(conn, c => alarm::table
        .inner_join(contact::table.on(contact::id.eq(alarm::contact_id)))
        .filter(alarm::taken_at.is_null().and(contact::decided_at.is_null()).and(contact::closed_at.is_null()))
        .order(alarm::raised_at)
        .select(Alarm::as_select())
        .load(c))?)
}

/// Tells the next in the list where nobody has taken it for so long. Whether anybody was told.
pub(crate) fn chase(tx: &mut Tx<'_>, pack: &Pack) -> Result<usize> {
    let again = i64::from(pack.number("danger-again")) * MINUTE;
    let now = tx.now;
    let waiting: Vec<Alarm> =
        untaken(tx.conn())?.into_iter().filter(|one| now.seconds_since(one.told_at) >= again).collect();
    for one in &waiting {
        tell_next(tx, one)?;
    }
    Ok(waiting.len())
}

/// Tells whoever is next of those on call; after the last of them, and where none is, the managers and heads, too.
fn tell_next(tx: &mut Tx<'_>, alarm: &Alarm) -> Result<()> {
    let now = tx.now;
    // whoever has a telephone only is called by the one who raised it, to whom the number is shown
    let mut on_duty = on_call::on_duty(tx.conn(), now)?;
    on_duty.retain(|one| !one.email.is_empty());
    let turn = usize::try_from(alarm.rung).unwrap_or(0);
    let next = on_duty.get(turn % on_duty.len().max(1));
    if let Some(next) = next {
        tell(tx, alarm, next)?;
    }
    if turn >= on_duty.len() {
        tell_all_above(tx, alarm)?;
    }

    let at = (alarm::told_at.eq(now), alarm::rung.eq(alarm.rung + 1));
    diesel::update(alarm::table.find(alarm.contact_id)).set(at).execute(tx.conn())?;
    let detail = json!({"rung": alarm.rung + 1, "on_call": next.map(|one| one.id)});
    tx.record(events::ALARM_TOLD.on(alarm.contact_id.0).detail(detail))?;
    Ok(())
}

fn tell(tx: &mut Tx<'_>, alarm: &Alarm, next: &OnCall) -> Result<()> {
    let row =
        (alarm_told::contact_id.eq(alarm.contact_id), alarm_told::on_call_id.eq(next.id), alarm_told::at.eq(tx.now));
    diesel::insert_into(alarm_told::table).values(row).execute(tx.conn())?;
    let letter = Danger { contact: alarm.contact_id, to: next.email.clone(), signs_in: next.account_id.is_some() };
    send(tx, &letter, None)
}

/// Nobody is on call, or nobody of them took it: whoever answers for the front door is told.
fn tell_all_above(tx: &mut Tx<'_>, alarm: &Alarm) -> Result<()> {
    let mut above = accounts::with_role(tx.conn(), Role::FrontDoor)?;
    above.extend(accounts::with_role(tx.conn(), Role::Manager)?);
    above.extend(accounts::with_role(tx.conn(), Role::Head)?);
    above.sort_unstable();
    above.dedup();
    for account in above {
        let found = accounts::find(tx.conn(), account)?;
        let letter = Danger { contact: alarm.contact_id, to: found.email, signs_in: true };
        send(tx, &letter, None)?;
    }
    Ok(())
}

/// Takes it by name: whoever does sees to the child, and owes that until the contact is decided.
///
/// # Errors
/// [`rules::CannotTake`].
pub fn take(tx: &mut Tx<'_>, permit: &Permit<ContactId, TakeAlarm>) -> web::Result<()> {
    let contact = received::find(tx.conn(), permit)?;
    let raised = find(tx.conn(), contact.id)?;
    let taken_by = match raised.as_ref().and_then(|alarm| alarm.taken_by) {
        Some(by) => Some(accounts::colleague(tx.conn(), by)?.name),
        None => None,
    };
    rules::take(raised.is_some(), taken_by).map_err(Refusal::from)?;

    let (now, by) = (tx.now, tx.who.account);
    diesel::update(alarm::table.find(contact.id))
        .set((alarm::taken_at.eq(Some(now)), alarm::taken_by.eq(by)))
        .execute(tx.conn())?;
    let title = format!("A child may be in danger: see to contact {}", contact.reference);
    let owed = NewTask::new(kinds::DANGER, contact.id.0, title, format!("/contacts/{}", contact.id), now.date());
    tasks::add(tx, owed.owed_by(by))?;
    tx.record(events::ALARM_TAKEN.on(contact.id.0).family(contact.family_id))?;
    Ok(())
}

/// Who was told of it and when, the last first: names of those on call.
pub fn told_of(conn: &mut Conn, sight: &Sight<ContactId>) -> Result<Vec<(String, Instant)>> {
    let told: Vec<(OnCallId, Instant)> = alarm_told::table
        .filter(alarm_told::contact_id.eq(sight.subject()))
        .order(alarm_told::at.desc())
        .select((alarm_told::on_call_id, alarm_told::at))
        .load(conn)?;
    let ids: Vec<OnCallId> = told.iter().map(|(id, _)| *id).collect();
    let names: Vec<(OnCallId, String)> = on_call_table::table
        .filter(on_call_table::id.eq_any(ids))
        .select((on_call_table::id, on_call_table::name))
        .load(conn)?;
    let name = |id| names.iter().find(|(known, _)| *known == id).map(|(_, name)| name.clone()).unwrap_or_default();
    Ok(told.into_iter().map(|(id, at)| (name(id), at)).collect())
}
