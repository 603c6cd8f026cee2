//! The feeds that are read, and how far the last reading of each came.

use crate::ids::{SourceId, SourceUid};
use diesel::prelude::*;
use store::{Conn, Instant, MultiBackend, Result};

pub(crate) const DDL: &str = "
CREATE TABLE service_source (id $UUID PRIMARY KEY NOT NULL, url TEXT NOT NULL UNIQUE, added_at $INSTANT NOT NULL, \
    begun_at $INSTANT,
  page $INT8 NOT NULL, pages $INT8 NOT NULL, ended_at $INSTANT, new $INT8 NOT NULL, changed $INT8 NOT NULL, \
    same $INT8 NOT NULL,
  kept $INT8 NOT NULL, failed $INT8 NOT NULL, gone $INT8 NOT NULL, fault TEXT NOT NULL) $STRICT;";

diesel::table! {
use diesel::sql_types::*;
use store::types::Utc;
use super::SourceUid;
service_source (id) {
    id -> SourceUid, url -> Text, added_at -> Utc, begun_at -> Nullable<Utc>, page -> BigInt, pages -> BigInt,
    ended_at -> Nullable<Utc>, new -> BigInt, changed -> BigInt, same -> BigInt, kept -> BigInt, failed -> BigInt,
    gone -> BigInt, fault -> Text,
} }

/// A feed, and how far its last reading came.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = service_source, check_for_backend(MultiBackend))]
pub struct Source {
    /// Its id.
    pub id: SourceId,
    /// The address under which `/services` is; or `file:NAME`.
    pub url: String,
    /// Since when it is read.
    pub added_at: Instant,
    /// When the reading under way, or the last, began.
    pub begun_at: Option<Instant>,
    /// The last page that is done.
    pub page: i64,
    /// Of so many.
    pub pages: i64,
    /// When it ended; none while it is under way or broke off.
    pub ended_at: Option<Instant>,
    /// Services that were new.
    pub new: i64,
    /// That had changed there.
    pub changed: i64,
    /// That had not.
    pub same: i64,
    /// That had changed there and are edited here, and so were left alone.
    pub kept: i64,
    /// That could not be read.
    pub failed: i64,
    /// That are no longer there.
    pub gone: i64,
    /// Why it broke off.
    pub fault: String,
}

impl Source {
    /// How many rows were written.
    pub fn changes(&self) -> i64 {
        self.new + self.changed + self.gone
    }
}

/// A reading that broke off is gone on with for so many seconds; after that it begins anew.
const FRESH: i64 = 86_400;

/// A feed that was tried is left alone for so many seconds.
const PAUSE: i64 = 6 * 3_600;

/// Every feed that is read.
pub fn list(conn: &mut Conn) -> Result<Vec<Source>> {
    Ok(service_source::table.select(Source::as_select()).order(service_source::added_at).load(conn)?)
}

/// Feeds that have to be read today, and are not being read.
pub fn due(conn: &mut Conn, now: Instant) -> Result<Vec<Source>> {
    let mut all = list(conn)?;
    all.retain(|source| {
        let done = source.ended_at.is_some_and(|at| at.date() == now.date());
        let tried = source.begun_at.is_some_and(|at| now.seconds_since(at) < PAUSE);
        source.url.starts_with("http") && !done && !tried
    });
    Ok(all)
}

/// The feed at this address, from now on read every night, too.
pub fn source(conn: &mut Conn, now: Instant, url: &str) -> Result<Source> {
    let url = address(url);
    let there = service_source::table.filter(service_source::url.eq(&url)).select(Source::as_select());
    if let Some(found) = there.first(conn).optional()? {
        return Ok(found);
    }

    let row = Source {
        id: SourceId::new(),
        url,
        added_at: now,
        begun_at: None,
        page: 0,
        pages: 0,
        ended_at: None,
        new: 0,
        changed: 0,
        same: 0,
        kept: 0,
        failed: 0,
        gone: 0,
        fault: String::new(),
    };
    diesel::insert_into(service_source::table).values(&row).execute(conn)?;
    Ok(row)
}

/// Begins a reading, or goes on with one that broke off.
pub(crate) fn begin(conn: &mut Conn, now: Instant, mut source: Source) -> Result<Source> {
    let goes_on = source.ended_at.is_none() && source.begun_at.is_some_and(|at| now.seconds_since(at) < FRESH);
    if !goes_on {
        // always later than the reading before, so that what this one does not see is known by it
        let begun = source.begun_at.map_or(now, |before| now.max(Instant(before.0 + 1)));
        source = Source {
            begun_at: Some(begun),
            page: 0,
            pages: 0,
            new: 0,
            changed: 0,
            same: 0,
            kept: 0,
            failed: 0,
            gone: 0,
            ..source
        };
    }

    source.ended_at = None;
    source.fault.clear();
    save(conn, &source)?;
    Ok(source)
}

/// Keeps how far it is.
pub(super) fn save(conn: &mut Conn, source: &Source) -> Result<()> {
    use service_source as row;

    diesel::update(row::table.find(source.id))
        .set((
            (
                row::begun_at.eq(source.begun_at),
                row::page.eq(source.page),
                row::pages.eq(source.pages),
                row::ended_at.eq(source.ended_at),
                row::new.eq(source.new),
            ),
            (
                row::changed.eq(source.changed),
                row::same.eq(source.same),
                row::kept.eq(source.kept),
                row::failed.eq(source.failed),
                row::gone.eq(source.gone),
                row::fault.eq(&source.fault),
            ),
        ))
        .execute(conn)?;
    Ok(())
}

/// The address under which a feed's `/services` is.
pub(super) fn address(url: &str) -> String {
    url.trim().trim_end_matches('/').trim_end_matches("/services").to_owned()
}
