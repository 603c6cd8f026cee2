//! The hash chain over both logs (T15).
//!
//! A writer never waits for the chain: it inserts its entries and commits. A sequencer wakes every
//! [`INTERVAL`], takes the entries that are not yet sealed, and appends one row that lists each with its hash, and
//! whose own hash covers the row before. What was committed less than about [`INTERVAL`] ago is therefore not yet
//! protected; that is the unsealed window. Ids are UUIDv7, and no transaction lives longer than [`WINDOW`], so new
//! entries are found among the ids of the last [`WINDOW`], by the newest sealed id or by the clock, whichever is
//! earlier.

mod checkpoint;
mod lines;
mod verify;

pub use checkpoint::{Checkpoint, signing_key};
pub use verify::{Fault, Verified, verify};

use crate::{
    AnyId, Conn, Db, Instant, MultiBackend, Result, Uuid, dialect, ids,
    log::{AccessEntry, Event, access_entry, event},
};
use diesel::prelude::*;
use sha2::{Digest, Sha256};
use std::{collections::HashSet, time::Duration};

/// How often the sequencer runs.
pub const INTERVAL: Duration = Duration::from_secs(1);

/// How far back it looks for entries that were committed late.
pub const WINDOW: Duration = Duration::from_secs(120);

/// How far back it looks every second; a full look follows every minute.
pub const GLANCE: Duration = Duration::from_secs(4);

/// The most entries of one log in one seal.
const MOST: i64 = 5_000;

/// Bytes of one entry in a seal: which log, id, hash.
const ENTRY: usize = 1 + 16 + 32;

pub(crate) const DDL: &str = "
CREATE TABLE seal (seq $INT8 PRIMARY KEY NOT NULL, at $INSTANT NOT NULL, entries $BYTES NOT NULL, newest $UUID NOT NULL,
  hash $BYTES NOT NULL) $STRICT;";

diesel::table! {
use diesel::sql_types::*;
use crate::types::{Uid, Utc};
seal (seq) { seq -> BigInt, at -> Utc, entries -> Binary, newest -> Uid, hash -> Binary, } }

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = seal, check_for_backend(MultiBackend))]
struct Seal {
    seq: i64,
    at: Instant,
    entries: Vec<u8>,
    newest: AnyId,
    hash: Vec<u8>,
}

trait Logged {
    const LOG: u8;

    fn id(&self) -> Uuid;

    fn content(&self) -> String;

    fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.content()).into()
    }
}

impl Logged for Event {
    const LOG: u8 = b'e';

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn content(&self) -> String {
        // serde_json's map is sorted by key, so this text is the same from both engines
        serde_json::json!([
            self.id,
            self.at,
            self.kind,
            self.actor_id,
            self.organisation_id,
            self.family_id,
            self.subject_kind,
            self.subject_id,
            self.purpose,
            self.detail.0,
            self.pack,
            self.request_id
        ])
        .to_string()
    }
}

impl Logged for AccessEntry {
    const LOG: u8 = b'a';

    fn id(&self) -> Uuid {
        self.id.0
    }

    fn content(&self) -> String {
        serde_json::json!([
            self.id,
            self.at,
            self.actor_id,
            self.organisation_id,
            self.family_id,
            self.action,
            self.because,
            self.subject_kind,
            self.subject_id,
            self.row_count,
            self.request_id
        ])
        .to_string()
    }
}

fn chain(previous: &[u8], seq: i64, at: Instant, entries: &[u8], newest: AnyId) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(previous);
    hash.update(seq.to_be_bytes());
    hash.update(at.0.to_be_bytes());
    hash.update(entries);
    hash.update(newest.0.as_bytes());
    hash.finalize().into()
}

/// The id that UUIDv7 would have made at the start of the window before `newest`.
fn window_before(newest: Uuid) -> Uuid {
    before(newest, WINDOW)
}

fn before(newest: Uuid, by: Duration) -> Uuid {
    let millis = u64::try_from(newest.as_u128() >> 80).unwrap_or(0);
    let earlier = millis.saturating_sub(u64::try_from(by.as_millis()).unwrap_or(0));
    Uuid::from_u128(u128::from(earlier) << 80)
}

/// Seals what is not yet sealed; how many entries. Several servers may call it: one at a time does it.
pub async fn seal_new(db: &Db) -> Result<usize> {
    let now = db.now();
    db.upkeep(move |conn| seal_looking_back(conn, now, WINDOW)).await
}

/// As [`seal_new`], looking back [`GLANCE`] only: what was committed in good time. A full look every minute finds the
/// rest.
pub async fn seal_recent(db: &Db) -> Result<usize> {
    let now = db.now();
    db.upkeep(move |conn| seal_looking_back(conn, now, GLANCE)).await
}

/// As [`seal_new`], on a connection inside a transaction.
pub fn seal_within(conn: &mut Conn, now: Instant) -> Result<usize> {
    seal_looking_back(conn, now, WINDOW)
}

fn seal_looking_back(conn: &mut Conn, now: Instant, look: Duration) -> Result<usize> {
    if !dialect::only_one(conn, 0x5ea1)? {
        return Ok(0);
    }

    let last: Option<(i64, Vec<u8>, AnyId)> =
        seal::table.order(seal::seq.desc()).select((seal::seq, seal::hash, seal::newest)).first(conn).optional()?;
    let (seq, previous, newest) = last.unwrap_or((0, vec![], AnyId(Uuid::nil())));

    // a backlog (an import, demo data) is sealed forwards: what came in late is found when it is caught up with
    let mut ids = ids_after(conn, newest, MOST + 1)?;
    if !ids.iter().any(|some| some.len() > usize::try_from(MOST).unwrap_or(usize::MAX)) {
        let since = from(newest.0, look);
        let known = sealed_since(conn, since)?;
        ids = ids_after(conn, since, i64::MAX)?;
        ids.iter_mut().for_each(|some| some.retain(|id| !known.contains(&id.0)));
    }

    let (events, reads) = unsealed(conn, ids)?;
    let mut entries = Vec::new();
    let mut top = newest.0;
    push_all(&mut entries, &mut top, &events);
    push_all(&mut entries, &mut top, &reads);
    if entries.is_empty() {
        return Ok(0);
    }

    let count = entries.len() / ENTRY;
    let hash = chain(&previous, seq + 1, now, &entries, AnyId(top)).to_vec();
    let row = Seal { seq: seq + 1, at: now, entries, newest: AnyId(top), hash };
    diesel::insert_into(seal::table).values(&row).execute(conn)?;
    Ok(count)
}

/// Everything after this id is looked at.
fn from(newest: Uuid, look: Duration) -> AnyId {
    AnyId(before(newest, look).min(before(ids::now(), look)))
}

/// Ids after this one: of events, and of access entries.
fn ids_after(conn: &mut Conn, from: AnyId, most: i64) -> Result<[Vec<AnyId>; 2]> {
    let events = event::table.filter(event::id.gt(from)).order(event::id).limit(most).select(event::id).load(conn)?;
    let reads = access_entry::table
        .filter(access_entry::id.gt(from))
        .order(access_entry::id)
        .limit(most)
        .select(access_entry::id)
        .load(conn)?;
    Ok([events, reads])
}

/// These entries, as many as fit into one seal. Ids are read first and rows only for what is new: the window holds
/// minutes of reading, a second of it is new.
fn unsealed(conn: &mut Conn, [mut events, mut reads]: [Vec<AnyId>; 2]) -> Result<(Vec<Event>, Vec<AccessEntry>)> {
    // what does not fit into one seal waits for the next: both logs stop at the same id
    let most = usize::try_from(MOST).unwrap_or(usize::MAX);
    let ends = [events.get(most), reads.get(most)];
    if let Some(end) = ends.into_iter().flatten().min().copied() {
        events.retain(|id| *id < end);
        reads.retain(|id| *id < end);
    }

    let (mut found_events, mut found_reads) = (Vec::new(), Vec::new());
    for some in events.chunks(500) {
        found_events.extend(event::table.filter(event::id.eq_any(some)).order(event::id).load::<Event>(conn)?);
    }
    for some in reads.chunks(500) {
        found_reads.extend(
            access_entry::table
                .filter(access_entry::id.eq_any(some))
                .order(access_entry::id)
                .load::<AccessEntry>(conn)?,
        );
    }
    Ok((found_events, found_reads))
}

fn push_all<T: Logged>(out: &mut Vec<u8>, top: &mut Uuid, rows: &[T]) {
    for row in rows {
        out.push(T::LOG);
        out.extend_from_slice(row.id().as_bytes());
        out.extend_from_slice(&row.hash());
        *top = (*top).max(row.id());
    }
}

fn sealed_since(conn: &mut Conn, from: AnyId) -> Result<HashSet<Uuid>> {
    let rows: Vec<Vec<u8>> =
        seal::table.filter(seal::newest.ge(from)).order(seal::seq.desc()).select(seal::entries).load(conn)?;
    Ok(rows.iter().flat_map(|row| split(row)).map(|(_, id, _)| id).filter(|id| *id > from.0).collect())
}

fn split(entries: &[u8]) -> impl Iterator<Item = (u8, Uuid, &[u8])> {
    entries.chunks_exact(ENTRY).map(|one| (one[0], Uuid::from_slice(&one[1..17]).unwrap_or_default(), &one[17..]))
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Bytes from hexadecimal.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).ok()).collect()
}
