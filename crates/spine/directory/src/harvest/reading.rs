//! Puts what was read in its place: nothing that was edited here is overwritten, what is gone there is marked here.

use super::sources::{Source, save};
use crate::{
    body::Body,
    doubles, events,
    ids::{ProviderId, ServiceId},
    open_referral::read::{Read, ReadProvider},
    records::{self, NewService, Origin, Provider, provider, service},
    rules,
};
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use store::{Author, Conn, Instant, Result, Tx};

/// Some services of a source, put in their place in one transaction and counted.
pub(crate) struct Reading<'a> {
    /// With the counts as they are now.
    pub(crate) source: Source,
    pub(super) pack: &'a Pack,
    /// Found there, whether or not it has changed.
    seen: Vec<ServiceId>,
}

/// What is known of a service that was read before.
struct Before {
    id: ServiceId,
    hash: String,
    edited_at: Option<Instant>,
}

impl<'a> Reading<'a> {
    /// Nothing read yet.
    pub(crate) fn of(source: Source, pack: &'a Pack) -> Self {
        Self { source, pack, seen: vec![] }
    }

    /// It is there, and as it was.
    pub(super) fn same(&mut self, id: ServiceId) {
        self.source.same += 1;
        self.seen.push(id);
    }

    /// It is there and cannot be read: ours, if we have it, is left as it is.
    pub(super) fn failed(&mut self, id: Option<ServiceId>) {
        self.source.failed += 1;
        self.seen.extend(id);
    }

    /// Puts one in its place.
    pub(crate) fn put(&mut self, tx: &mut Tx<'_>, read: &Read) -> Result<()> {
        let hash = hash_of(read);
        let hidden;
        let read = if read.body.confidential {
            hidden = Read { body: rules::without_clues(read.body.clone()), ..read.clone() };
            &hidden
        } else {
            read
        };

        match self.before(tx.conn(), &read.key)? {
            None => self.add(tx, read, hash),
            Some(before) => self.renew(tx, read, hash, before),
        }
    }

    fn before(&self, conn: &mut Conn, key: &str) -> Result<Option<Before>> {
        let found = service::table
            .filter(service::source_id.eq(self.source.id).and(service::source_key.eq(key)))
            .select((service::id, service::source_hash, service::edited_at))
            .first(conn)
            .optional()?;
        Ok(found.map(|(id, hash, edited_at)| Before { id, hash, edited_at }))
    }

    /// As its versions name whoever wrote it.
    fn signature(&self) -> String {
        format!("Read from {}", self.source.url)
    }

    fn add(&mut self, tx: &mut Tx<'_>, read: &Read, hash: String) -> Result<()> {
        let own: Option<ServiceId> = read.key.parse().ok();
        if let Some(id) = own
            && is_taken(tx.conn(), id)?
        {
            // a feed may hold what was written here: it is not taken for another's
            self.source.same += 1;
            return Ok(());
        }

        let of = self.provider(tx, &read.provider)?;
        let id = own.unwrap_or_else(ServiceId::new);
        let origin = Origin {
            source: Some(self.source.id),
            key: read.key.clone(),
            hash,
            stamp: read.stamp.clone(),
            assured_on: read.assured_on,
        };
        let new = NewService { id, of: &of, body: read.body.clone(), origin, by: &self.signature() };
        records::add(tx, self.pack, new)?;
        doubles::suspect(tx, id)?;
        self.source.new += 1;
        self.seen.push(id);
        Ok(())
    }

    fn renew(&mut self, tx: &mut Tx<'_>, read: &Read, hash: String, before: Before) -> Result<()> {
        let Before { id, edited_at, .. } = before;
        let row = service::table.filter(service::id.eq(id));
        self.seen.push(id);
        if before.hash == hash {
            self.source.same += 1;
            diesel::update(row).set(service::source_stamp.eq(&read.stamp)).execute(tx.conn())?;
            return Ok(());
        }

        let stamps = (service::source_hash.eq(&hash), service::source_stamp.eq(&read.stamp));
        diesel::update(row).set(stamps).execute(tx.conn())?;
        if edited_at.is_some() {
            return self.leave(tx, read, id);
        }

        let of = self.provider(tx, &read.provider)?;
        diesel::update(row)
            .set((service::provider_id.eq(of.id), service::assured_on.eq(read.assured_on)))
            .execute(tx.conn())?;
        records::publish(tx, self.pack, id, &read.body, &self.signature())?;
        self.source.changed += 1;
        Ok(())
    }

    /// What was edited here stays; but whoever says that a place may not be known is believed (T16).
    fn leave(&mut self, tx: &mut Tx<'_>, read: &Read, id: ServiceId) -> Result<()> {
        let (found, _) = records::find(tx.conn(), id)?;
        if !read.body.confidential || found.body.0.confidential {
            self.source.kept += 1;
            return Ok(());
        }

        let body = rules::without_clues(Body { confidential: true, ..found.body.0 });
        records::publish(tx, self.pack, id, &body, &self.signature())?;
        self.source.changed += 1;
        Ok(())
    }

    /// The provider as the source has it now.
    fn provider(&self, tx: &mut Tx<'_>, read: &ReadProvider) -> Result<Provider> {
        let there = provider::table
            .filter(provider::source_id.eq(self.source.id).and(provider::source_key.eq(&read.key)))
            .select(Provider::as_select())
            .first(tx.conn())
            .optional()?;

        let now = Provider {
            id: there.as_ref().map_or_else(|| read.key.parse().unwrap_or_else(|_| ProviderId::new()), |had| had.id),
            name: read.name.clone(),
            description: read.description.clone(),
            url: read.url.clone(),
            email: read.email.clone(),
            organisation_id: there.as_ref().and_then(|had| had.organisation_id),
            approved: there.as_ref().map_or(0, |had| had.approved),
            source_id: Some(self.source.id),
            source_key: read.key.clone(),
        };
        match there {
            None => {
                let taken: i64 = provider::table.filter(provider::id.eq(now.id)).count().get_result(tx.conn())?;
                let now = if taken > 0 { Provider { id: ProviderId::new(), ..now } } else { now };
                records::add_provider(tx, &now)?;
                Ok(now)
            }
            Some(had) if had == now => Ok(had),
            Some(_) => {
                let set = (
                    provider::name.eq(&now.name),
                    provider::description.eq(&now.description),
                    provider::url.eq(&now.url),
                    provider::email.eq(&now.email),
                );
                diesel::update(provider::table.find(now.id)).set(set).execute(tx.conn())?;
                Ok(now)
            }
        }
    }

    /// Marks what was seen; the source with its counts.
    pub(crate) fn seen(self, tx: &mut Tx<'_>) -> Result<Source> {
        diesel::update(service::table.filter(service::id.eq_any(&self.seen)))
            .set(service::seen_at.eq(self.source.begun_at))
            .execute(tx.conn())?;

        // what was gone and is there again
        let back = service::table.filter(service::id.eq_any(&self.seen).and(service::gone_at.is_not_null()));
        for id in back.select(service::id).load::<ServiceId>(tx.conn())? {
            diesel::update(service::table.filter(service::id.eq(id)))
                .set(service::gone_at.eq(None::<Instant>))
                .execute(tx.conn())?;
            tx.record(events::RESTORED.on(id.0))?;
        }
        Ok(self.source)
    }
}

/// Of what the source says; the same again when nothing has changed.
fn hash_of(read: &Read) -> String {
    let said = format!("{:?}", (&read.body, &read.provider, read.assured_on));
    records::derived_id(&["read", &said]).simple().to_string()
}

fn is_taken(conn: &mut Conn, id: ServiceId) -> Result<bool> {
    Ok(service::table.filter(service::id.eq(id)).count().get_result::<i64>(conn)? > 0)
}

/// Marks what was not seen; every page was read.
pub(crate) fn end(conn: &mut Conn, now: Instant, pack: &Pack, mut source: Source) -> Result<Source> {
    let mut tx = Tx::within(conn, now, Author { pack: pack.hash.clone(), ..Author::program() });
    let gone: Vec<ServiceId> = service::table
        .filter(service::source_id.eq(source.id).and(service::gone_at.is_null()))
        .filter(service::seen_at.lt(source.begun_at).or(service::seen_at.is_null()))
        .select(service::id)
        .load(tx.conn())?;

    for id in &gone {
        diesel::update(service::table.filter(service::id.eq(*id)))
            .set(service::gone_at.eq(Some(now)))
            .execute(tx.conn())?;
        tx.record(events::WITHDRAWN.on(id.0).detail(json!({"why": "gone at its source"})))?;
    }

    source.gone = i64::try_from(gone.len()).unwrap_or(0);
    source.ended_at = Some(now);
    save(tx.conn(), &source)?;
    let Source { new, changed, same, kept, failed, gone, .. } = source;
    let detail = json!({"new": new, "changed": changed, "same": same, "kept": kept, "failed": failed, "gone": gone});
    tx.record(events::HARVESTED.on(source.id.0).detail(detail))?;
    Ok(source)
}
