//! Whether the chain and both logs are as they were sealed.

use super::{Checkpoint, Logged, Seal, chain, hex, lines::Lines, seal, split, window_before};
use crate::{
    AnyId, Conn, Result, Uuid, dialect, ids,
    log::{self, AccessEntry, Event, access_entry, event},
};
use diesel::prelude::*;
use std::{collections::HashSet, fmt};

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
    /// There is neither chain nor log, but there are records, which are never made without an event: all was emptied.
    Emptied(String),
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
            Self::Emptied(table) => {
                write!(f, "the chain and both logs are empty, but {table} has rows: the logs were emptied")
            }
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
/// The logs could not be read; a fault in them is the inner `Err`.
pub fn verify(conn: &mut Conn, checkpoint: Option<&Checkpoint>) -> Result<std::result::Result<Verified, Fault>> {
    let mut walk = Walk::default();
    loop {
        let rows: Vec<Seal> = seal::table.filter(seal::seq.gt(walk.seq)).order(seal::seq).limit(50).load(conn)?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            if let Some(fault) = walk.step(conn, row, checkpoint)? {
                return Ok(Err(fault));
            }
        }
    }

    if let Some(checkpoint) = checkpoint.filter(|checkpoint| checkpoint.seq > walk.seq) {
        return Ok(Err(Fault::SealMissing(checkpoint.seq)));
    }
    let unsealed = match walk.unsealed(conn)? {
        Ok(unsealed) => unsealed,
        Err(fault) => return Ok(Err(fault)),
    };
    let rest = match walk.lines.added(conn)? {
        None if walk.entries + unsealed == 0 => emptied(conn)?,
        fault => fault,
    };
    Ok(rest.map_or(Ok(Verified { seals: walk.seq, entries: walk.entries, unsealed }), Err))
}

/// Columns that only records have which are made with an event.
const MADE_WITH_EVENT: [&str; 3] = ["organisation_id", "account_id", "family_id"];

/// A database without any log in which there are records nevertheless.
fn emptied(conn: &mut Conn) -> Result<Option<Fault>> {
    for (table, columns) in dialect::tables(conn)? {
        let with_event = columns.iter().any(|column| MADE_WITH_EVENT.contains(&column.as_str()));
        if with_event && dialect::count(conn, &table)? > 0 {
            return Ok(Some(Fault::Emptied(table)));
        }
    }
    Ok(None)
}

/// How far along the chain, and what was met.
#[derive(Default)]
struct Walk {
    seq: i64,
    previous: Vec<u8>,
    newest: Uuid,
    sealed: HashSet<(u8, Uuid)>,
    entries: u64,
    lines: Lines,
}

impl Walk {
    fn step(&mut self, conn: &mut Conn, row: Seal, checkpoint: Option<&Checkpoint>) -> Result<Option<Fault>> {
        if row.seq != self.seq + 1 {
            return Ok(Some(Fault::SealMissing(self.seq + 1)));
        }
        if chain(&self.previous, row.seq, row.at, &row.entries, row.newest)[..] != row.hash[..] {
            return Ok(Some(Fault::SealChanged(row.seq)));
        }
        if checkpoint.is_some_and(|checkpoint| checkpoint.seq == row.seq && checkpoint.hash != hex(&row.hash)) {
            return Ok(Some(Fault::Checkpoint(row.seq)));
        }
        if let Some(fault) = first_fault(conn, &row.entries, &mut self.lines)? {
            return Ok(Some(fault));
        }

        for (log, id, _) in split(&row.entries) {
            self.sealed.insert((log, id));
            self.entries += 1;
        }
        self.newest = self.newest.max(row.newest.0);
        (self.seq, self.previous) = (row.seq, row.hash);
        Ok(None)
    }

    /// How many entries are too young to be under the chain; whatever is old enough must be.
    fn unsealed(&self, conn: &mut Conn) -> Result<std::result::Result<u64, Fault>> {
        let horizon = window_before(self.newest).min(window_before(ids::now()));
        let events: Vec<AnyId> = event::table.select(event::id).order(event::id).load(conn)?;
        let reads: Vec<AnyId> = access_entry::table.select(access_entry::id).order(access_entry::id).load(conn)?;

        let events = events.into_iter().map(|id| (Event::LOG, id.0));
        let reads = reads.into_iter().map(|id| (AccessEntry::LOG, id.0));
        let mut unsealed = 0;
        for (log, id) in events.chain(reads).filter(|entry| !self.sealed.contains(entry)) {
            if id < horizon {
                return Ok(Err(Fault::Added(name(log), id)));
            }
            unsealed += 1;
        }
        Ok(Ok(unsealed))
    }
}

fn first_fault(conn: &mut Conn, entries: &[u8], lines: &mut Lines) -> Result<Option<Fault>> {
    let all: Vec<(u8, Uuid, &[u8])> = split(entries).collect();
    for some in all.chunks(500) {
        let ids = |log: u8| some.iter().filter(|entry| entry.0 == log).map(|entry| AnyId(entry.1)).collect::<Vec<_>>();
        let events: Vec<Event> = event::table.filter(event::id.eq_any(ids(Event::LOG))).load(conn)?;
        let reads: Vec<AccessEntry> =
            access_entry::table.filter(access_entry::id.eq_any(ids(AccessEntry::LOG))).load(conn)?;

        let mut found = std::collections::HashMap::new();
        found.extend(events.iter().map(|event| ((Event::LOG, event.id()), event.hash())));
        found.extend(reads.iter().map(|read| ((AccessEntry::LOG, read.id()), read.hash())));

        // whom a list showed is named by its set, which must hold whom it names
        let sets: Vec<AnyId> = reads.iter().filter_map(AccessEntry::shown).collect();
        let whole = log::whole_sets(conn, &sets)?;
        let told_otherwise = reads.iter().find(|read| read.shown().is_some_and(|set| !whole.contains(&set)));
        if let Some(read) = told_otherwise {
            return Ok(Some(Fault::Changed(name(AccessEntry::LOG), read.id())));
        }

        for (log, id, hash) in some {
            match found.get(&(*log, *id)) {
                None => return Ok(Some(Fault::Missing(name(*log), *id))),
                Some(now) if now[..] != **hash => return Ok(Some(Fault::Changed(name(*log), *id))),
                Some(_) => {}
            }
        }

        if let Some(fault) = lines.check(conn, &events)? {
            return Ok(Some(fault));
        }
    }
    Ok(None)
}
