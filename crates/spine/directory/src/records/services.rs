//! Services as they stand.

use super::providers::{Provider, provider};
use crate::{
    body::Body,
    events,
    ids::{ProviderId, ProviderUid, ServiceId, ServiceUid, SourceId, SourceUid},
    rules::beside::Capacity,
};
use access::{AccountId, AccountUid};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::json;
use store::{Conn, Instant, Json, MultiBackend, Result, Tx, each, text::Span};

diesel::table! {
use diesel::sql_types::*;
use store::types::{Jsonb, Utc};
use super::{AccountUid, ProviderUid, ServiceUid, SourceUid};
service (n) {
    n -> BigInt, id -> ServiceUid, provider_id -> ProviderUid, name -> Text, body -> Jsonb,
    minimum_age -> Nullable<BigInt>, maximum_age -> Nullable<BigInt>, live -> Bool, assured_on -> Nullable<Date>,
    owner_id -> Nullable<AccountUid>, wait_weeks -> Nullable<BigInt>, spaces -> Nullable<BigInt>,
    capacity_on -> Nullable<Date>, modified_at -> Utc, version -> BigInt, source_id -> Nullable<SourceUid>,
    source_key -> Text, source_hash -> Text, source_stamp -> Text, seen_at -> Nullable<Utc>,
    edited_at -> Nullable<Utc>, gone_at -> Nullable<Utc>, lacks -> BigInt,
} }

/// A service as it stands.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = service, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Service {
    /// Its row in the index.
    pub n: i64,
    pub id: ServiceId,
    pub provider_id: ProviderId,
    pub body: Json<Body>,
    /// Shown to the public.
    pub live: bool,
    /// When somebody last said that all of it is right.
    pub assured_on: Option<NaiveDate>,
    pub owner_id: Option<AccountId>,
    pub wait_weeks: Option<i64>,
    pub spaces: Option<i64>,
    pub capacity_on: Option<NaiveDate>,
    pub modified_at: Instant,
    pub version: i64,
    pub source_id: Option<SourceId>,
    pub source_key: String,
    pub source_hash: String,
    /// By which its source tells that it has changed.
    pub source_stamp: String,
    /// Last found at its source.
    pub seen_at: Option<Instant>,
    /// Edited here since it came from its source, which then no longer overwrites it.
    pub edited_at: Option<Instant>,
    /// Its source no longer has it.
    pub gone_at: Option<Instant>,
}

impl Service {
    /// The moment of a change, always a millisecond after the one before: by it other directories tell that there was
    /// one.
    pub(super) fn changed_at(&self, now: Instant) -> Instant {
        now.max(Instant(self.modified_at.0 + 1_000))
    }
}

/// Where a service comes from.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// The feed; none when it is written here.
    pub source: Option<SourceId>,
    /// Its id there.
    pub key: String,
    /// Of what the feed said.
    pub hash: String,
    /// By which the feed tells that it has changed.
    pub stamp: String,
    /// When it was assured there.
    pub assured_on: Option<NaiveDate>,
}

/// A service with its provider.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, id: ServiceId) -> Result<(Service, Provider)> {
    let found = each!(conn, c => service::table
        .inner_join(provider::table)
        .filter(service::id.eq(id))
        .select((Service::as_select(), Provider::as_select()))
        .first(c))?;
    Ok(found)
}

/// A service that the public may see.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find_live(conn: &mut Conn, id: ServiceId) -> Result<(Service, Provider)> {
    let found = find(conn, id)?;
    if found.0.live { Ok(found) } else { Err(store::Error::Missing) }
}

/// The service that is called so in the directory; of several of one name, the first.
pub fn find_by_name(conn: &mut Conn, name: &str) -> Result<Option<ServiceId>> {
    let called = service::table.filter(service::name.eq(name.trim()).and(service::live.eq(true)));
    Ok(called.order(service::n).select(service::id).first(conn).optional()?)
}

/// Services by their rows, in this order.
pub fn list_by_row(conn: &mut Conn, rows: &[i64]) -> Result<Vec<(Service, Provider)>> {
    let mut found: Vec<(Service, Provider)> = each!(conn, c => service::table
        .inner_join(provider::table)
        .filter(service::n.eq_any(rows))
        .select((Service::as_select(), Provider::as_select()))
        .load(c))?;
    found.sort_by_key(|(service, _)| rows.iter().position(|n| *n == service.n));
    Ok(found)
}

/// The services of these ids that the public may see, in this order.
pub fn list_live(conn: &mut Conn, ids: &[ServiceId]) -> Result<Vec<(Service, Provider)>> {
    let rows: Vec<i64> = each!(conn, c => service::table
        .filter(service::id.eq_any(ids).and(service::live.eq(true)))
        .select(service::n)
        .load(c))?;
    let mut found = list_by_row(conn, &rows)?;
    found.sort_by_key(|(service, _)| ids.iter().position(|id| *id == service.id));
    Ok(found)
}

/// What the public no longer sees, since a moment, in the order in which it went; and how many that are.
pub fn list_removed(conn: &mut Conn, since: Option<Instant>, span: Span) -> Result<(i64, Vec<(ServiceId, Instant)>)> {
    let since = since.unwrap_or(Instant(0));
    let gone = || service::table.filter(service::live.eq(false).and(service::modified_at.ge(since)));
    let total = gone().count().get_result(conn)?;
    let page = gone().order((service::modified_at, service::n)).limit(span.most).offset(span.from);
    Ok((total, page.select((service::id, service::modified_at)).load(conn)?))
}

/// What a provider has, live or not.
pub fn list_of(conn: &mut Conn, of: ProviderId) -> Result<Vec<Service>> {
    let all = service::table.filter(service::provider_id.eq(of)).order(service::name).limit(1_000);
    Ok(all.select(Service::as_select()).load(conn)?)
}

/// Somebody says that all of it is right today: it is assured, and `by` owns it from now on, if that is said.
pub(crate) fn assure(tx: &mut Tx<'_>, id: ServiceId, by: Option<AccountId>) -> Result<()> {
    let (now, today) = (tx.now, tx.now.date());
    let (found, _) = find(tx.conn(), id)?;

    diesel::update(service::table.find(found.n))
        .set((
            service::assured_on.eq(Some(today)),
            service::owner_id.eq(by.or(found.owner_id)),
            service::gone_at.eq(None::<Instant>),
            service::modified_at.eq(found.changed_at(now)),
        ))
        .execute(tx.conn())?;
    tx.record(events::ASSURED.on(id.0))?;
    Ok(())
}

/// Gives an entry to somebody who answers for it from now on.
pub(crate) fn give(tx: &mut Tx<'_>, id: ServiceId, to: AccountId) -> Result<()> {
    let (found, _) = find(tx.conn(), id)?;
    diesel::update(service::table.find(found.n)).set(service::owner_id.eq(Some(to))).execute(tx.conn())?;
    tx.record(events::GIVEN.on(id.0).detail(json!({"before": found.owner_id, "after": to})))?;
    Ok(())
}

/// How long one waits, and how many places are free.
pub(crate) fn set_capacity(tx: &mut Tx<'_>, id: ServiceId, capacity: Capacity) -> Result<()> {
    let (weeks, spaces) = (capacity.weeks(), capacity.spaces());
    let (today, now) = (tx.now.date(), tx.now);
    let (found, _) = find(tx.conn(), id)?;

    diesel::update(service::table.find(found.n))
        .set((
            service::wait_weeks.eq(weeks),
            service::spaces.eq(spaces),
            service::capacity_on.eq(Some(today)),
            service::modified_at.eq(found.changed_at(now)),
        ))
        .execute(tx.conn())?;
    tx.record(events::CAPACITY.on(id.0).detail(json!({"wait_weeks": weeks, "spaces": spaces})))?;
    Ok(())
}
