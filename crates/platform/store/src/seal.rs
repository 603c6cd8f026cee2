//! The hash chain over both logs (T15).
//!
//! A writer never waits for the chain: it inserts its entries and commits. A sequencer wakes every
//! [`INTERVAL`], takes the entries that are not yet sealed, and appends one row that lists each with its hash, and
//! whose own hash covers the row before. What was committed less than about [`INTERVAL`] ago is therefore not yet
//! protected; that is the unsealed window. Ids are UUIDv7, and no transaction lives longer than [`WINDOW`], so new
//! entries are found among the ids of the last [`WINDOW`], by the newest sealed id or by the clock, whichever is earlier.

use crate::{
    AnyId, Conn, Db, Error, Instant, MultiBackend, Result, Uuid, dialect,
    log::{AccessEntry, Event, access_entry, event},
};
use diesel::prelude::*;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};
use std::{collections::HashSet, fmt, time::Duration};

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
diesel::table! { use diesel::sql_types::*; use crate::types::{Uid, Utc};
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
        let mut content = serde_json::json!([
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
        ]);
        // entries that were sealed before lists named their families keep their hash
        if let (Some(shown), Some(content)) = (&self.shown, content.as_array_mut()) {
            content.push(serde_json::json!(shown.0));
        }
        content.to_string()
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
    AnyId(before(newest, look).min(before(Uuid::now_v7(), look)))
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

/// These entries, as many as fit into one seal. Ids are read first and rows only for what is new: the window holds minutes
/// of reading, a second of it is new.
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
    entries.chunks_exact(ENTRY).map(|e| (e[0], Uuid::from_slice(&e[1..17]).unwrap_or_default(), &e[17..]))
}

/// What is wrong with the logs, the first thing first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The row of the chain with this number is gone or out of its place.
    SealMissing(i64),
    /// The row of the chain with this number does not fit the one before: it, or its order, was changed.
    SealChanged(i64),
    /// An entry that was sealed is gone.
    Missing(&'static str, Uuid),
    /// An entry is not as it was when it was sealed.
    Changed(&'static str, Uuid),
    /// An entry older than the window was never sealed: it was put in later.
    Added(&'static str, Uuid),
    /// The chain does not pass through this checkpoint.
    Checkpoint(i64),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SealMissing(n) => write!(f, "seal {n} is missing or out of order"),
            Self::SealChanged(n) => write!(f, "seal {n} was changed, or its entries were reordered"),
            Self::Missing(log, id) => write!(f, "{log} {id} is missing"),
            Self::Changed(log, id) => write!(f, "{log} {id} was changed"),
            Self::Added(log, id) => write!(f, "{log} {id} was added outside the chain"),
            Self::Checkpoint(n) => write!(f, "the chain is not the one that checkpoint {n} was taken of"),
        }
    }
}

/// What `audit verify` found when all is well.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Verified {
    /// Rows of the chain.
    pub seals: i64,
    /// Entries under it.
    pub entries: u64,
    /// Entries of the last moments, not yet sealed.
    pub unsealed: u64,
}

fn name(log: u8) -> &'static str {
    if log == Event::LOG { "event" } else { "access entry" }
}

/// Walks the whole chain and both logs. `checkpoint` is one taken earlier and kept elsewhere.
///
/// # Errors
/// The engine's; a fault in the logs is the inner `Err`.
pub fn verify(conn: &mut Conn, checkpoint: Option<&Checkpoint>) -> Result<std::result::Result<Verified, Fault>> {
    let (mut seq, mut previous, mut entries, mut newest) = (0, vec![], 0_u64, Uuid::nil());
    let mut sealed: HashSet<(u8, Uuid)> = HashSet::new();
    loop {
        let rows: Vec<Seal> = seal::table.filter(seal::seq.gt(seq)).order(seal::seq).limit(50).load(conn)?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            if row.seq != seq + 1 {
                return Ok(Err(Fault::SealMissing(seq + 1)));
            }
            if chain(&previous, row.seq, row.at, &row.entries, row.newest)[..] != row.hash[..] {
                return Ok(Err(Fault::SealChanged(row.seq)));
            }
            if checkpoint.is_some_and(|c| c.seq == row.seq && c.hash != hex(&row.hash)) {
                return Ok(Err(Fault::Checkpoint(row.seq)));
            }
            if let Some(fault) = first_fault(conn, &row.entries)? {
                return Ok(Err(fault));
            }
            for (log, id, _) in split(&row.entries) {
                sealed.insert((log, id));
                entries += 1;
            }
            (seq, previous, newest) = (row.seq, row.hash, newest.max(row.newest.0));
        }
    }
    if let Some(c) = checkpoint.filter(|c| c.seq > seq) {
        return Ok(Err(Fault::SealMissing(c.seq)));
    }
    // whatever is old enough to have been sealed must be under the chain
    let horizon = window_before(newest).min(window_before(Uuid::now_v7()));
    let mut unsealed = 0;
    let all_events: Vec<AnyId> = event::table.select(event::id).order(event::id).load(conn)?;
    let all_reads: Vec<AnyId> = access_entry::table.select(access_entry::id).order(access_entry::id).load(conn)?;
    let logged = all_events.into_iter().map(|id| (Event::LOG, id.0));
    for (log, id) in logged.chain(all_reads.into_iter().map(|id| (AccessEntry::LOG, id.0))) {
        if !sealed.contains(&(log, id)) {
            if id < horizon {
                return Ok(Err(Fault::Added(name(log), id)));
            }
            unsealed += 1;
        }
    }
    Ok(Ok(Verified { seals: seq, entries, unsealed }))
}

fn first_fault(conn: &mut Conn, entries: &[u8]) -> Result<Option<Fault>> {
    let all: Vec<(u8, Uuid, &[u8])> = split(entries).collect();
    for some in all.chunks(500) {
        let ids = |log: u8| some.iter().filter(|e| e.0 == log).map(|e| AnyId(e.1)).collect::<Vec<_>>();
        let events: Vec<Event> = event::table.filter(event::id.eq_any(ids(Event::LOG))).load(conn)?;
        let reads: Vec<AccessEntry> =
            access_entry::table.filter(access_entry::id.eq_any(ids(AccessEntry::LOG))).load(conn)?;
        let mut found = std::collections::HashMap::new();
        found.extend(events.iter().map(|e| ((Event::LOG, e.id()), e.hash())));
        found.extend(reads.iter().map(|e| ((AccessEntry::LOG, e.id()), e.hash())));
        for (log, id, hash) in some {
            match found.get(&(*log, *id)) {
                None => return Ok(Some(Fault::Missing(name(*log), *id))),
                Some(now) if now[..] != **hash => return Ok(Some(Fault::Changed(name(*log), *id))),
                Some(_) => {}
            }
        }
    }
    Ok(None)
}

/// The head of the chain at a moment, signed, to be kept where the database's keepers cannot reach.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Checkpoint {
    /// The row of the chain.
    pub seq: i64,
    /// Its hash, hexadecimal.
    pub hash: String,
    /// When the checkpoint was taken (RFC 3339).
    pub taken_at: String,
    /// Ed25519 public key, hexadecimal.
    pub key: String,
    /// Ed25519 signature over `seq hash taken_at`, hexadecimal.
    pub signature: String,
}

impl Checkpoint {
    /// Takes a checkpoint of the chain as it stands.
    ///
    /// # Errors
    /// [`Error::Missing`] when nothing is sealed yet.
    pub fn take(conn: &mut Conn, now: Instant, key: &[u8; 32]) -> Result<Self> {
        let (seq, hash): (i64, Vec<u8>) =
            seal::table.order(seal::seq.desc()).select((seal::seq, seal::hash)).first(conn)?;
        let key = SigningKey::from_bytes(key);
        let (hash, taken_at) = (hex(&hash), now.rfc3339());
        let signature = hex(&key.sign(Self::text(seq, &hash, &taken_at).as_bytes()).to_bytes());
        Ok(Self { seq, hash, taken_at, key: hex(key.verifying_key().as_bytes()), signature })
    }

    fn text(seq: i64, hash: &str, taken_at: &str) -> String {
        format!("earlyhelp audit {seq} {hash} {taken_at}")
    }

    /// Whether it was signed with this key, and not only with the one that it names itself.
    pub fn is_signed_with(&self, key: &[u8; 32]) -> bool {
        self.key == hex(SigningKey::from_bytes(key).verifying_key().as_bytes()) && self.is_genuine()
    }

    /// Whether the signature is of this key over these words.
    pub fn is_genuine(&self) -> bool {
        let parts = || {
            let key = VerifyingKey::from_bytes(&unhex(&self.key)?.try_into().ok()?).ok()?;
            let signature = Signature::from_bytes(&unhex(&self.signature)?.try_into().ok()?);
            key.verify_strict(Self::text(self.seq, &self.hash, &self.taken_at).as_bytes(), &signature).ok()
        };
        parts().is_some()
    }
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

/// Reads the signing key from a file, making one (readable by its owner only) when there is none.
///
/// # Errors
/// [`Error::Outside`] with what is wrong with the file.
pub fn signing_key(path: &std::path::Path) -> Result<[u8; 32]> {
    if !path.exists() {
        let key: [u8; 32] = crate::ids::random();
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        std::io::Write::write_all(&mut options.open(path)?, hex(&key).as_bytes())?;
    }
    let text = std::fs::read_to_string(path)?;
    unhex(text.trim())
        .and_then(|key| key.try_into().ok())
        .ok_or_else(|| Error::Outside(format!("{} does not hold a key of 64 hexadecimal digits", path.display())))
}
