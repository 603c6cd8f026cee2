//! Who is on call, in the order in which they are told.

use super::tables::{OnCallId, on_call};
use crate::{
    events,
    rules::{self, Hours},
};
use access::{AccountId, Nobody, Permit, accounts, nobody};
use diesel::prelude::*;
use store::{Conn, Instant, MultiBackend, Result, Tx};

/// Somebody on call.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = on_call, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct OnCall {
    pub id: OnCallId,
    pub account_id: Option<AccountId>,
    pub name: String,
    /// The telephone number that is answered in those hours.
    pub reach: String,
    /// Where a message goes; empty where there is only the telephone.
    pub email: String,
    pub days: i64,
    pub from_minute: i64,
    pub until_minute: i64,
    /// From the first who is told to the last.
    pub place: i64,
    pub added_at: Instant,
    pub ended_at: Option<Instant>,
}

impl OnCall {
    /// When they are.
    pub fn hours(&self) -> Hours {
        Hours { days: self.days, from: self.from_minute, until: self.until_minute }
    }
}

/// Somebody to be put on call, as typed.
#[derive(Debug, Clone, Default)]
pub struct NewOnCall {
    /// A colleague, whose name and address are taken from their account.
    pub account: Option<AccountId>,
    /// Who it is, where they have no account.
    pub name: String,
    /// Their telephone number in those hours.
    pub reach: String,
    /// Where a message goes, where they have no account.
    pub email: String,
    /// A bit a day, Monday first.
    pub days: i64,
    /// `8:30`.
    pub from: String,
    /// `17:00`.
    pub until: String,
}

/// Everyone on the list, the first who is told first.
pub fn list_on_call(conn: &mut Conn, _: &Permit<Nobody, nobody::SeeOnCall>) -> Result<Vec<OnCall>> {
    all(conn)
}

/// As [`list_on_call`], for the program itself, which tells them.
pub(crate) fn all(conn: &mut Conn) -> Result<Vec<OnCall>> {
    Ok(on_call::table
        .filter(on_call::ended_at.is_null())
        .order((on_call::place, on_call::id))
        .select(OnCall::as_select())
        .load(conn)?)
}

/// Those who are on call at this moment, the first who is told first.
pub(crate) fn on_duty(conn: &mut Conn, at: Instant) -> Result<Vec<OnCall>> {
    let mut all = all(conn)?;
    all.retain(|one| one.hours().cover(at.london()));
    Ok(all)
}

/// Puts somebody on call, behind those who are.
///
/// # Errors
/// Every [`rules::CannotBeOnCall`] that holds.
pub fn put_on_call(tx: &mut Tx<'_>, _: &Permit<Nobody, nobody::KeepOnCall>, new: &NewOnCall) -> web::Result<OnCallId> {
    let named = new.account.is_some() || !new.name.trim().is_empty();
    let Hours { days, from, until } = rules::on_call(named, &new.reach, new.days, &new.from, &new.until)?;
    let colleague = new.account.map(|account| accounts::colleague(tx.conn(), account)).transpose()?;
    let (name, email) = colleague.map_or((new.name.clone(), new.email.clone()), |one| (one.name, one.email));
    let last = all(tx.conn())?.last().map_or(0, |last| last.place);
    let row = OnCall {
        id: OnCallId::new(),
        account_id: new.account,
        name,
        reach: new.reach.clone(),
        email,
        days,
        from_minute: from,
        until_minute: until,
        place: last + 1,
        added_at: tx.now,
        ended_at: None,
    };
    diesel::insert_into(on_call::table).values(&row).execute(tx.conn())?;
    tx.record(events::ON_CALL.on(row.id.0))?;
    Ok(row.id)
}

/// Takes somebody off the list.
pub fn end_on_call(tx: &mut Tx<'_>, _: &Permit<Nobody, nobody::KeepOnCall>, id: OnCallId) -> Result<()> {
    let now = tx.now;
    let there = on_call::table.filter(on_call::id.eq(id).and(on_call::ended_at.is_null()));
    diesel::update(there).set(on_call::ended_at.eq(Some(now))).execute(tx.conn())?;
    tx.record(events::OFF_CALL.on(id.0))?;
    Ok(())
}

/// Lets somebody be told before the one who stands above them.
pub fn move_up(tx: &mut Tx<'_>, _: &Permit<Nobody, nobody::KeepOnCall>, id: OnCallId) -> Result<()> {
    let all = all(tx.conn())?;
    let at = all.iter().position(|one| one.id == id).ok_or(store::Error::Missing)?;
    if let Some(above) = at.checked_sub(1).and_then(|above| all.get(above)) {
        let below = &all[at];
        for (id, place) in [(below.id, above.place), (above.id, below.place)] {
            diesel::update(on_call::table.find(id)).set(on_call::place.eq(place)).execute(tx.conn())?;
        }
    }
    tx.record(events::ON_CALL.on(id.0))?;
    Ok(())
}
