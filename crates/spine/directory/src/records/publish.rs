//! Whatever changes what the public reads: columns, places, hours and the index follow from it, every time.

use super::{
    INDEX, places,
    providers::{Provider, find_provider, provider},
    services::{Origin, Service, find, list_of, service},
    versions::{self, Version},
};
use crate::{body::Body, events, facets, ids::ServiceId, rules, waiting};
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use store::{Conn, Json, Result, Tx, each, text::Findable};

/// A service that is not in the directory yet.
#[derive(Debug)]
pub struct NewService<'a> {
    /// As which it will be known.
    pub id: ServiceId,
    /// Whose it is.
    pub of: &'a Provider,
    /// What it says.
    pub body: Body,
    /// Where it comes from.
    pub origin: Origin,
    /// As its versions name whoever wrote it.
    pub by: &'a str,
}

/// Adds a service and publishes it.
pub fn add(tx: &mut Tx<'_>, pack: &Pack, new: NewService<'_>) -> Result<()> {
    let NewService { id, of, body, origin, by } = new;
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
            service::modified_at.eq(found.changed_at(now)),
            service::version.eq(version),
            service::lacks.eq(i64::try_from(rules::missing(&body).len()).unwrap_or(0)),
        ))
        .execute(c))?;

    if body.confidential {
        // what an earlier version said of its place goes, too (T16)
        versions::forget_places(tx.conn(), id)?;
        waiting::forget_places(tx.conn(), id)?;
    }

    let new = Version { version, body: Json(body.clone()), at: now, by: by.into() };
    versions::keep(tx.conn(), id, &new)?;
    index(tx.conn(), pack, &Service { body: Json(body), ..found }, &of)?;
    tx.record(events::PUBLISHED.on(id.0).detail(json!({"version": version})))?;
    Ok(())
}

/// Shows the service to the public, or takes it down.
pub(crate) fn set_live(tx: &mut Tx<'_>, pack: &Pack, id: ServiceId, live: bool, why: &str) -> Result<()> {
    let now = tx.now;
    let (found, of) = find(tx.conn(), id)?;
    if found.live == live {
        return Ok(());
    }

    diesel::update(service::table.find(found.n))
        .set((service::live.eq(live), service::modified_at.eq(found.changed_at(now))))
        .execute(tx.conn())?;
    index(tx.conn(), pack, &Service { live, ..found }, &of)?;

    let kind = if live { events::RESTORED } else { events::WITHDRAWN };
    tx.record(kind.on(id.0).detail(json!({"why": why})))?;
    Ok(())
}

/// Changes a provider; its services are found under its new name.
pub(crate) fn change_provider(tx: &mut Tx<'_>, pack: &Pack, row: &Provider) -> Result<()> {
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
        for service in list_of(tx.conn(), row.id)? {
            index(tx.conn(), pack, &service, row)?;
        }
    }

    let editors = json!({"before": had.organisation_id, "after": row.organisation_id});
    tx.record(events::PROVIDER_CHANGED.on(row.id.0).detail(json!({"editors": editors})))?;
    Ok(())
}

/// Puts into the index what the service says now; what the public does not see is not in it.
fn index(conn: &mut Conn, pack: &Pack, service: &Service, of: &Provider) -> Result<()> {
    places::remove(conn, service.n)?;
    if !service.live {
        return INDEX.remove(conn, service.n);
    }

    places::put(conn, service)?;

    let body = &service.body.0;
    let name = linkage::text::fold(&body.name);
    let words = facets::words(pack, body, &of.name);
    INDEX.put(conn, service.n, Findable { name: &name, words: &words, facets: &facets::of(body) })
}
