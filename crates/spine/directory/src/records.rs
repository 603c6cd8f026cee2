//! Providers and services. What a service says is one value ([`Body`]); the other columns and tables are made from it
//! whenever it is published, so that it can be found.

use crate::{
    body::{Body, Every},
    events, facets, rules,
};
use access::{AccountId, AccountUid, Actor, OrganisationId, OrganisationUid, ServiceFacts};
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use store::{Conn, Instant, Json, MultiBackend, Result, Tx, Uuid, each, text};

pub(crate) const DDL: &str = "
CREATE TABLE provider (id $UUID PRIMARY KEY NOT NULL, name TEXT NOT NULL, description TEXT NOT NULL, url TEXT NOT NULL, email TEXT NOT NULL,
  organisation_id $UUID REFERENCES organisation(id), approved $INT8 NOT NULL, source_id $UUID, source_key TEXT NOT NULL) $STRICT;
CREATE INDEX provider_organisation ON provider(organisation_id);
CREATE INDEX provider_from ON provider(source_id, source_key);
CREATE TABLE service (n $ROWKEY, id $UUID NOT NULL UNIQUE, provider_id $UUID NOT NULL REFERENCES provider(id),
  name TEXT NOT NULL, body $JSON NOT NULL, minimum_age $INT8, maximum_age $INT8, live $BOOL NOT NULL, assured_on $DATE,
  owner_id $UUID REFERENCES account(id), wait_weeks $INT8, spaces $INT8, capacity_on $DATE, modified_at $INSTANT NOT NULL,
  version $INT8 NOT NULL, source_id $UUID, source_key TEXT NOT NULL, source_hash TEXT NOT NULL,
  source_stamp TEXT NOT NULL, seen_at $INSTANT, edited_at $INSTANT, gone_at $INSTANT,
  lacks $INT8 NOT NULL) $STRICT;
CREATE INDEX service_provider ON service(provider_id);
CREATE INDEX service_assured ON service(assured_on);
CREATE INDEX service_from ON service(source_id, source_key);
CREATE TABLE service_place (service_n $INT8 NOT NULL, nth $INT8 NOT NULL, id $UUID NOT NULL, lat $REAL, lon $REAL,
  PRIMARY KEY (service_n, nth)) $CLUSTERED;
CREATE INDEX service_place_id ON service_place(id);
CREATE TABLE service_opening (service_n $INT8 NOT NULL, nth $INT8 NOT NULL, day $INT8 NOT NULL, opens $INT8 NOT NULL,
  closes $INT8 NOT NULL, weekly $INT8 NOT NULL, from_on $DATE, until_on $DATE, PRIMARY KEY (service_n, nth)) $CLUSTERED;
CREATE TABLE service_version (service_id $UUID NOT NULL, version $INT8 NOT NULL, body $JSON NOT NULL, at $INSTANT NOT NULL,
  by_name TEXT NOT NULL, PRIMARY KEY (service_id, version)) $STRICT;
$TEXT_INDEX service_index;
$WORD_INDEX service_word;";

store::strict_id!(
    /// A service.
    ServiceId,
    ServiceUid
);

store::strict_id!(
    /// Whoever provides services.
    ProviderId,
    ProviderUid
);

store::strict_id!(
    /// A feed from which services come.
    SourceId,
    SourceUid
);

diesel::table! { use diesel::sql_types::*; use super::{ProviderUid, SourceUid, OrganisationUid};
provider (id) { id -> ProviderUid, name -> Text, description -> Text, url -> Text, email -> Text,
    organisation_id -> Nullable<OrganisationUid>, approved -> BigInt, source_id -> Nullable<SourceUid>, source_key -> Text, } }
diesel::table! { use diesel::sql_types::*; use store::types::{Jsonb, Utc}; use super::{AccountUid, ProviderUid, ServiceUid, SourceUid};
service (n) { n -> BigInt, id -> ServiceUid, provider_id -> ProviderUid, name -> Text, body -> Jsonb, minimum_age -> Nullable<BigInt>,
    maximum_age -> Nullable<BigInt>, live -> Bool, assured_on -> Nullable<Date>, owner_id -> Nullable<AccountUid>,
    wait_weeks -> Nullable<BigInt>, spaces -> Nullable<BigInt>, capacity_on -> Nullable<Date>, modified_at -> Utc, version -> BigInt,
    source_id -> Nullable<SourceUid>, source_key -> Text, source_hash -> Text,
    source_stamp -> Text, seen_at -> Nullable<Utc>, edited_at -> Nullable<Utc>, gone_at -> Nullable<Utc>, lacks -> BigInt, } }
diesel::table! { use diesel::sql_types::*; use store::types::Uid;
service_place (service_n, nth) { service_n -> BigInt, nth -> BigInt, id -> Uid, lat -> Nullable<Double>, lon -> Nullable<Double>, } }

diesel::table! { use diesel::sql_types::*;
service_opening (service_n, nth) { service_n -> BigInt, nth -> BigInt, day -> BigInt, opens -> BigInt, closes -> BigInt,
    weekly -> BigInt, from_on -> Nullable<Date>, until_on -> Nullable<Date>, } }
diesel::table! { use diesel::sql_types::*; use store::types::{Jsonb, Utc}; use super::ServiceUid;
service_version (service_id, version) { service_id -> ServiceUid, version -> BigInt, body -> Jsonb, at -> Utc, by_name -> Text, } }

diesel::joinable!(service -> provider (provider_id));

diesel::allow_tables_to_appear_in_same_query!(provider, service);

/// Whoever provides services.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = provider, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Provider {
    pub id: ProviderId,
    pub name: String,
    pub description: String,
    pub url: String,
    pub email: String,
    /// The organisation whose people may edit.
    pub organisation_id: Option<OrganisationId>,
    /// How many of their changes were approved.
    pub approved: i64,
    pub source_id: Option<SourceId>,
    pub source_key: String,
}

impl Provider {
    /// One who edits here.
    pub fn named(name: &str, organisation: Option<OrganisationId>) -> Self {
        Self {
            id: ProviderId::new(),
            name: name.into(),
            description: String::new(),
            url: String::new(),
            email: String::new(),
            organisation_id: organisation,
            approved: 0,
            source_id: None,
            source_key: String::new(),
        }
    }
}

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

/// Adds a provider.
pub fn add_provider(tx: &mut Tx<'_>, row: &Provider) -> Result<()> {
    diesel::insert_into(provider::table).values(row).execute(tx.conn())?;
    tx.record(events::PROVIDER_ADDED.on(row.id.0).detail(json!({"name": row.name})))?;
    Ok(())
}

/// Changes a provider; its services are found under its new name.
pub fn change_provider(tx: &mut Tx<'_>, pack: &Pack, row: &Provider) -> Result<()> {
    let had = find_provider(tx.conn(), row.id)?;
    diesel::update(provider::table.find(row.id))
        .set((
            provider::name.eq(&row.name),
            provider::description.eq(&row.description),
            provider::url.eq(&row.url),
            provider::email.eq(&row.email),
            provider::organisation_id.eq(row.organisation_id),
        ))
        .execute(tx.conn())?;
    if had.name != row.name {
        for s in list_of(tx.conn(), row.id)? {
            index(tx.conn(), pack, &s, &s.body.0, row, s.live)?;
        }
    }
    let editors = json!({"before": had.organisation_id, "after": row.organisation_id});
    tx.record(events::PROVIDER_CHANGED.on(row.id.0).detail(json!({"editors": editors})))?;
    Ok(())
}

/// A provider.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find_provider(conn: &mut Conn, id: ProviderId) -> Result<Provider> {
    Ok(each!(conn, c => provider::table.find(id).select(Provider::as_select()).first(c))?)
}

/// The providers whose people these are, or all of them.
pub fn list_providers(conn: &mut Conn, of: Option<OrganisationId>) -> Result<Vec<Provider>> {
    let all = provider::table.select(Provider::as_select()).order(provider::name);
    Ok(match of {
        Some(of) => all.filter(provider::organisation_id.eq(of)).load(conn)?,
        None => all.limit(2_000).load(conn)?,
    })
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

/// Services by their rows, in this order.
pub fn list_by_row(conn: &mut Conn, rows: &[i64]) -> Result<Vec<(Service, Provider)>> {
    let mut found: Vec<(Service, Provider)> = each!(conn, c => service::table
        .inner_join(provider::table)
        .filter(service::n.eq_any(rows))
        .select((Service::as_select(), Provider::as_select()))
        .load(c))?;
    found.sort_by_key(|(s, _)| rows.iter().position(|n| *n == s.n));
    Ok(found)
}

/// The services of these ids that the public may see, in this order.
pub fn list_live(conn: &mut Conn, ids: &[ServiceId]) -> Result<Vec<(Service, Provider)>> {
    let rows: Vec<i64> = each!(conn, c => service::table
        .filter(service::id.eq_any(ids).and(service::live.eq(true)))
        .select(service::n)
        .load(c))?;
    let mut found = list_by_row(conn, &rows)?;
    found.sort_by_key(|(s, _)| ids.iter().position(|id| *id == s.id));
    Ok(found)
}

/// What a provider has, live or not.
pub fn list_of(conn: &mut Conn, of: ProviderId) -> Result<Vec<Service>> {
    let all = service::table.filter(service::provider_id.eq(of)).order(service::name).limit(1_000);
    Ok(all.select(Service::as_select()).load(conn)?)
}

/// Adds a service and publishes it.
pub fn add(
    tx: &mut Tx<'_>,
    pack: &Pack,
    id: ServiceId,
    of: &Provider,
    body: Body,
    origin: &Origin,
    by: &str,
) -> Result<()> {
    let body = body.without_place_if_confidential();
    let now = tx.now;
    diesel::insert_into(service::table)
        .values((
            service::id.eq(id),
            service::provider_id.eq(of.id),
            service::name.eq(&body.name),
            service::body.eq(Json(body.clone())),
            service::live.eq(true),
            service::assured_on.eq(origin.assured_on),
            service::modified_at.eq(now),
            service::version.eq(0),
            service::lacks.eq(0),
            service::source_id.eq(origin.source),
            service::source_key.eq(&origin.key),
            service::source_hash.eq(&origin.hash),
            service::source_stamp.eq(&origin.stamp),
            service::seen_at.eq(origin.source.map(|_| now)),
        ))
        .execute(tx.conn())?;
    publish(tx, pack, id, &body, by)
}

/// Makes this what the service says: columns, places, hours, words, a version.
pub fn publish(tx: &mut Tx<'_>, pack: &Pack, id: ServiceId, body: &Body, by: &str) -> Result<()> {
    let body = body.clone().without_place_if_confidential();
    let now = tx.now;
    let (found, of) = find(tx.conn(), id)?;
    let version = found.version + 1;
    each!(tx.conn(), c => diesel::update(service::table.filter(service::n.eq(found.n)))
        .set((
            service::name.eq(&body.name),
            service::body.eq(Json(body.clone())),
            service::minimum_age.eq(body.minimum_age.map(i64::from)),
            service::maximum_age.eq(body.maximum_age.map(i64::from)),
            service::modified_at.eq(changed_at(&found, now)),
            service::version.eq(version),
            service::lacks.eq(i64::try_from(rules::missing(&body).len()).unwrap_or(0)),
        ))
        .execute(c))?;
    if body.confidential {
        // what an earlier version said of its place goes, too (T16)
        forget_places(tx.conn(), id)?;
        crate::proposals::forget_places(tx.conn(), id)?;
    }
    each!(tx.conn(), c => diesel::insert_into(service_version::table)
        .values((
            service_version::service_id.eq(id),
            service_version::version.eq(version),
            service_version::body.eq(Json(body.clone())),
            service_version::at.eq(now),
            service_version::by_name.eq(by),
        ))
        .execute(c))?;
    index(tx.conn(), pack, &found, &body, &of, found.live)?;
    tx.record(events::PUBLISHED.on(id.0).detail(json!({"version": version})))?;
    Ok(())
}

/// The moment of a change, always a millisecond after the one before: by it other directories tell that there was one.
fn changed_at(found: &Service, now: Instant) -> Instant {
    now.max(Instant(found.modified_at.0 + 1_000))
}

fn forget_places(conn: &mut Conn, id: ServiceId) -> Result<()> {
    let old: Vec<(i64, Json<Body>)> = service_version::table
        .filter(service_version::service_id.eq(id))
        .select((service_version::version, service_version::body))
        .load(conn)?;
    for (version, Json(body)) in old {
        let body = rules::without_clues(Body { confidential: true, ..body });
        diesel::update(service_version::table.find((id, version)))
            .set(service_version::body.eq(Json(body)))
            .execute(conn)?;
    }
    Ok(())
}

/// The id of a service at one of its places (HSDS `service_at_location`).
pub fn at_location(service: ServiceId, place: &crate::body::Place) -> Uuid {
    derived_id(&["service-at-location", &service.to_string(), &place.id.to_string()])
}

/// The service of a `service_at_location`, if the public may see it.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find_at_location(conn: &mut Conn, id: Uuid) -> Result<(Service, Provider)> {
    let n: i64 = each!(conn, c => service_place::table
        .filter(service_place::id.eq(store::AnyId(id)))
        .select(service_place::service_n)
        .first(c))?;
    list_by_row(conn, &[n])?.pop().ok_or(store::Error::Missing)
}

fn index(conn: &mut Conn, pack: &Pack, found: &Service, body: &Body, of: &Provider, live: bool) -> Result<()> {
    let (n, id) = (found.n, found.id);
    each!(conn, c => diesel::delete(service_place::table.filter(service_place::service_n.eq(n))).execute(c))?;
    each!(conn, c => diesel::delete(service_opening::table.filter(service_opening::service_n.eq(n))).execute(c))?;
    if !live {
        return text::remove(conn, n);
    }
    for (nth, place) in (0_i64..).zip(&body.places) {
        let row = (
            service_place::service_n.eq(n),
            service_place::nth.eq(nth),
            service_place::id.eq(store::AnyId(at_location(id, place))),
            service_place::lat.eq(place.lat),
            service_place::lon.eq(place.lon),
        );
        each!(conn, c => diesel::insert_into(service_place::table).values(row).execute(c))?;
    }
    let mut nth = 0_i64;
    for opening in &body.openings {
        let (Some(opens), Some(closes)) = (opening.opens, opening.closes) else { continue };
        for day in &opening.days {
            nth += 1;
            let row = (
                service_opening::service_n.eq(n),
                service_opening::nth.eq(nth),
                service_opening::day.eq(*day as i64),
                service_opening::opens.eq(i64::from(opens.0)),
                service_opening::closes.eq(i64::from(closes.0)),
                service_opening::weekly.eq(i64::from(opening.every == Every::Week)),
                service_opening::from_on.eq(opening.from_on),
                service_opening::until_on.eq(opening.until_on),
            );
            each!(conn, c => diesel::insert_into(service_opening::table).values(row).execute(c))?;
        }
    }
    let name = linkage::text::fold(&body.name);
    text::put(conn, n, &name, &facets::words(pack, body, &of.name), &facets::of(body))
}

/// Shows the service to the public, or takes it down.
pub fn set_live(tx: &mut Tx<'_>, pack: &Pack, id: ServiceId, live: bool, why: &str) -> Result<()> {
    let now = tx.now;
    let (found, of) = find(tx.conn(), id)?;
    if found.live == live {
        return Ok(());
    }
    diesel::update(service::table.find(found.n))
        .set((service::live.eq(live), service::modified_at.eq(changed_at(&found, now))))
        .execute(tx.conn())?;
    index(tx.conn(), pack, &found, &found.body.0, &of, live)?;
    let kind = if live { events::RESTORED } else { events::WITHDRAWN };
    tx.record(kind.on(id.0).detail(json!({"why": why})))?;
    Ok(())
}

/// Somebody says that all of it is right today: it is assured, and `by` owns it from now on, if that is said.
pub fn assure(tx: &mut Tx<'_>, id: ServiceId, by: Option<AccountId>) -> Result<()> {
    let (now, today) = (tx.now, tx.now.date());
    let (found, _) = find(tx.conn(), id)?;
    diesel::update(service::table.find(found.n))
        .set((
            service::assured_on.eq(Some(today)),
            service::owner_id.eq(by.or(found.owner_id)),
            service::gone_at.eq(None::<Instant>),
            service::modified_at.eq(changed_at(&found, now)),
        ))
        .execute(tx.conn())?;
    tx.record(events::ASSURED.on(id.0))?;
    Ok(())
}

/// How long one waits, and how many places are free.
pub fn set_capacity(tx: &mut Tx<'_>, id: ServiceId, weeks: Option<i64>, spaces: Option<i64>) -> Result<()> {
    let (today, now) = (tx.now.date(), tx.now);
    let (found, _) = find(tx.conn(), id)?;
    diesel::update(service::table.find(found.n))
        .set((
            service::wait_weeks.eq(weeks),
            service::spaces.eq(spaces),
            service::capacity_on.eq(Some(today)),
            service::modified_at.eq(changed_at(&found, now)),
        ))
        .execute(tx.conn())?;
    tx.record(events::CAPACITY.on(id.0).detail(json!({"wait_weeks": weeks, "spaces": spaces})))?;
    Ok(())
}

/// A version as it was.
#[derive(Debug, Clone, Queryable)]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Version {
    pub version: i64,
    pub body: Json<Body>,
    pub at: Instant,
    pub by: String,
}

/// All versions, newest first.
pub fn list_versions(conn: &mut Conn, id: ServiceId) -> Result<Vec<Version>> {
    use service_version as v;
    let all = v::table.filter(v::service_id.eq(id)).order(v::version.desc()).limit(50);
    Ok(all.select((v::version, v::body, v::at, v::by_name)).load(conn)?)
}

/// An id that follows from words: of a term, or of a part of a service that has none of its own (UUID version 8).
pub fn derived_id(parts: &[&str]) -> Uuid {
    use sha2::{Digest, Sha256};
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part.as_bytes());
        digest.update([0]);
    }
    let bytes: [u8; 32] = digest.finalize().into();
    let mut first = [0; 16];
    first.copy_from_slice(&bytes[..16]);
    store::ids::of(first)
}

/// What access to a service depends on: who runs it, and whether enough of their changes were approved.
fn facts_of(pack: &Pack, actor: &Actor, of: Option<OrganisationId>, approved: i64) -> ServiceFacts {
    ServiceFacts { ours: of.is_some() && of == actor.organisation, trusted: rules::is_trusted(pack, approved) }
}

impl access::Subject for ServiceId {
    type Facts = ServiceFacts;
    const KIND: &'static str = "service";

    fn id(&self) -> Option<Uuid> {
        Some(self.0)
    }

    fn facts(&self, conn: &mut Conn, pack: &Pack, actor: &Actor) -> Result<(ServiceFacts, Option<access::FamilyId>)> {
        let (of, approved): (Option<OrganisationId>, i64) = each!(conn, c => service::table
            .inner_join(provider::table)
            .filter(service::id.eq(*self))
            .select((provider::organisation_id, provider::approved))
            .first(c))?;
        Ok((facts_of(pack, actor, of, approved), None))
    }
}
