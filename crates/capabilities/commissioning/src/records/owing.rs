//! Which services keep a system of their own and owe a return, and every return that was ever due.

use super::returns::{self, service_return};
use crate::{
    events,
    period::{Every, Period},
    rules::returns as rules,
};
use access::{AccountId, Nobody, Permit, Role, accounts, nobody};
use chrono::NaiveDate;
use diesel::prelude::*;
use directory::{ServiceId, ServiceUid};
use pack::Pack;
use serde_json::json;
use std::collections::BTreeMap;
use store::{Conn, Instant, MultiBackend, Result, Tx};

store::strict_id!(
    /// A return that is due, or was.
    DueId,
    DueUid
);

diesel::table! {
    use diesel::sql_types::*;
    use super::ServiceUid;

    return_service (service_id) {
        service_id -> ServiceUid,
        every -> Text,
        since_on -> Date,
        ended_on -> Nullable<Date>,
        note -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::Utc;
    use super::{DueUid, ServiceUid};

    return_due (id) {
        id -> DueUid,
        service_id -> ServiceUid,
        from_on -> Date,
        until_on -> Date,
        due_on -> Date,
        given_at -> Nullable<Utc>,
        chased_at -> Nullable<Utc>,
    }
}

/// A service that keeps a system of its own.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = return_service, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Owing {
    pub service_id: ServiceId,
    pub every: Every,
    /// From this day on; the period in which it lies is the first.
    pub since_on: NaiveDate,
    /// The period in which this day lies is the last.
    pub ended_on: Option<NaiveDate>,
    /// Which system, and who sends the figures.
    pub note: String,
    pub version: i64,
}

/// A return that is due, or was.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = return_due, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Due {
    pub id: DueId,
    pub service_id: ServiceId,
    pub from_on: NaiveDate,
    pub until_on: NaiveDate,
    pub due_on: NaiveDate,
    pub given_at: Option<Instant>,
    /// When it was told that it is late.
    pub chased_at: Option<Instant>,
}

impl Due {
    /// For when.
    pub fn period(&self) -> Period {
        Period { from: self.from_on, until: self.until_on }
    }

    /// Where it is given.
    pub fn href(&self) -> String {
        format!("/returns/{}/{}", self.service_id, self.period().code())
    }
}

/// What is said of such a service.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "as the columns of return_service")]
pub struct NewOwing {
    pub service: Option<ServiceId>,
    pub every: Option<Every>,
    pub since: Option<NaiveDate>,
    pub ended: Option<NaiveDate>,
    pub note: String,
}

/// A service that owes returns, if it does.
pub fn find(conn: &mut Conn, id: ServiceId) -> Result<Option<Owing>> {
    Ok(return_service::table.find(id).select(Owing::as_select()).first(conn).optional()?)
}

/// All services that owe returns, or did.
pub fn list(conn: &mut Conn) -> Result<Vec<Owing>> {
    Ok(return_service::table.order(return_service::since_on).select(Owing::as_select()).load(conn)?)
}

/// Says that a service owes returns, or otherwise than before; what is due by now is due.
///
/// # Errors
/// Every [`rules::CannotOwe`] that holds; [`store::Error::Stale`].
pub fn keep(
    tx: &mut Tx<'_>,
    _: &Permit<Nobody, nobody::KeepReturns>,
    pack: &Pack,
    version: i64,
    new: &NewOwing,
) -> web::Result<ServiceId> {
    keep_by_program(tx, pack, version, new)
}

/// As [`keep`], for the demo.
pub(crate) fn keep_by_program(tx: &mut Tx<'_>, pack: &Pack, version: i64, new: &NewOwing) -> web::Result<ServiceId> {
    let today = tx.now.date();
    let there = match new.service {
        Some(id) => match directory::records::find(tx.conn(), id) {
            Ok(_) => Some(id),
            Err(store::Error::Missing) => None,
            Err(other) => return Err(other.into()),
        },
        None => None,
    };
    let before = there.map(|id| find(tx.conn(), id)).transpose()?.flatten();
    let given = match (&before, there) {
        (Some(before), Some(id)) => returns::first_of(tx.conn(), id)?.map(|first| (before.every, first)),
        _ => None,
    };
    let asked =
        rules::Owing { service: there.is_some(), every: new.every, since: new.since, ended: new.ended, given, today };
    rules::owe(asked)?;
    let (Some(service_id), Some(every), Some(since_on)) = (there, new.every, new.since) else {
        return Err(web::Error::NotFound);
    };
    if before.as_ref().map_or(0, |before| before.version) != version {
        return Err(store::Error::Stale.into());
    }
    let row = Owing { service_id, every, since_on, ended_on: new.ended, note: new.note.clone(), version: version + 1 };
    drop_others(tx, &row)?;
    if before.is_some() {
        diesel::update(return_service::table.find(service_id))
            .set((
                (return_service::every.eq(every), return_service::since_on.eq(since_on)),
                (return_service::ended_on.eq(new.ended), return_service::note.eq(&row.note)),
                return_service::version.eq(row.version),
            ))
            .execute(tx.conn())?;
    } else {
        diesel::insert_into(return_service::table).values(&row).execute(tx.conn())?;
    }
    let detail = json!({"every": every.code(), "since": since_on, "ended": new.ended});
    tx.record(events::OWING.on(service_id.0).detail(detail))?;
    ask_for(tx, pack, &row)?;
    Ok(service_id)
}

/// What was asked for and is not owed any more, is not asked for any more.
fn drop_others(tx: &mut Tx<'_>, of: &Owing) -> Result<()> {
    let first = Period::of(of.every, of.since_on).from;
    let fits = |due: &Due| {
        Period::of(of.every, due.from_on) == due.period()
            && first <= due.from_on
            && of.ended_on.is_none_or(|ended| due.from_on <= ended)
    };
    let all = dues_of(tx.conn(), of.service_id)?;
    let others: Vec<DueId> = all.iter().filter(|due| due.given_at.is_none() && !fits(due)).map(|due| due.id).collect();
    diesel::delete(return_due::table.filter(return_due::id.eq_any(others))).execute(tx.conn())?;
    Ok(())
}

/// Every period of this service that is over and was not asked for is due: those that became so.
pub fn ask_for(tx: &mut Tx<'_>, pack: &Pack, of: &Owing) -> Result<Vec<Due>> {
    let today = tx.now.date();
    let there: Vec<NaiveDate> = return_due::table
        .filter(return_due::service_id.eq(of.service_id))
        .select(return_due::from_on)
        .load(tx.conn())?;
    let mut new = Vec::new();
    let mut period = Period::of(of.every, of.since_on);
    while period.until < today && of.ended_on.is_none_or(|ended| period.from <= ended) {
        if !there.contains(&period.from) {
            new.push(Due {
                id: DueId::new(),
                service_id: of.service_id,
                from_on: period.from,
                until_on: period.until,
                due_on: pack.calendar().plus_working(period.until, pack.number("return-due")),
                given_at: None,
                chased_at: None,
            });
        }
        period = period.next();
    }
    for due in &new {
        diesel::insert_into(return_due::table).values(due).execute(tx.conn())?;
    }
    Ok(new)
}

/// What was due of a service, the newest first.
pub fn dues_of(conn: &mut Conn, of: ServiceId) -> Result<Vec<Due>> {
    Ok(return_due::table
        .filter(return_due::service_id.eq(of))
        .order(return_due::from_on.desc())
        .select(Due::as_select())
        .load(conn)?)
}

/// What was not given yet, by when it is due.
pub fn open(conn: &mut Conn) -> Result<Vec<Due>> {
    Ok(return_due::table
        .filter(return_due::given_at.is_null())
        .order((return_due::due_on, return_due::id))
        .select(Due::as_select())
        .load(conn)?)
}

/// A period of a service that is due, or was.
pub(crate) fn due_for(conn: &mut Conn, of: ServiceId, period: Period) -> Result<Option<Due>> {
    let there = return_due::service_id.eq(of).and(return_due::from_on.eq(period.from));
    let found: Option<Due> = return_due::table.filter(there).select(Due::as_select()).first(conn).optional()?;
    Ok(found.filter(|due| due.until_on == period.until))
}

pub(super) fn given(tx: &mut Tx<'_>, id: DueId) -> Result<()> {
    let now = tx.now;
    diesel::update(return_due::table.find(id)).set(return_due::given_at.eq(Some(now))).execute(tx.conn())?;
    Ok(())
}

pub(crate) fn chased(tx: &mut Tx<'_>, id: DueId) -> Result<()> {
    let now = tx.now;
    diesel::update(return_due::table.find(id)).set(return_due::chased_at.eq(Some(now))).execute(tx.conn())?;
    Ok(())
}

/// Those who give the returns of a service: the people of the organisation that runs it.
pub fn givers(conn: &mut Conn, of: ServiceId) -> Result<Vec<AccountId>> {
    let (_, provider) = directory::records::find(conn, of)?;
    match provider.organisation_id {
        Some(organisation) => accounts::of_organisation_with_role(conn, organisation, Role::Provider),
        None => Ok(vec![]),
    }
}

/// Service and provider by name, of services that owe returns, or of one organisation's alone.
pub fn names(conn: &mut Conn, of: &[ServiceId]) -> Result<BTreeMap<ServiceId, Named>> {
    let mut names = BTreeMap::new();
    for id in of {
        match directory::records::find(conn, *id) {
            Ok((service, provider)) => {
                let named = Named {
                    service: service.body.0.name,
                    provider: provider.name,
                    organisation: provider.organisation_id,
                };
                names.insert(*id, named);
            }
            Err(store::Error::Missing) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(names)
}

/// What a service and whoever runs it are called.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "names")]
pub struct Named {
    pub service: String,
    pub provider: String,
    pub organisation: Option<access::OrganisationId>,
}

diesel::allow_tables_to_appear_in_same_query!(return_due, service_return);
