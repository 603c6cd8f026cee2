//! Lines of the chronology are under the chain by the hash that their event names. Events from before that was so name
//! none; from the first that does on, every line must be named.

use super::Fault;
use crate::{
    AnyId, Conn, Result,
    log::{self, Entry, Event, chronology, event},
};
use diesel::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// What a line is called in a fault.
const NAME: &str = "chronology line of event";

/// What was met of them so far.
#[derive(Default)]
pub(super) struct Lines {
    first: Option<AnyId>,
    /// Events whose lines were taken back, as a later event says.
    taken_back: Option<BTreeSet<AnyId>>,
    named: HashSet<AnyId>,
}

impl Lines {
    /// Whether these events, which are as they were sealed, have the lines that they name.
    pub(super) fn check(&mut self, conn: &mut Conn, events: &[Event]) -> Result<Option<Fault>> {
        let naming: Vec<&Event> = events.iter().filter(|event| event.names_line().is_some()).collect();
        let ids: Vec<AnyId> = naming.iter().map(|event| event.id).collect();
        let mut lines = lines_of(conn, &ids)?;
        let taken_back = match &mut self.taken_back {
            Some(known) => known,
            unread => unread.insert(log::taken_back(conn)?),
        };
        for event in naming {
            let id = event.id;
            let theirs = lines.remove(&id).unwrap_or_default();
            let gone = theirs.is_empty() && taken_back.contains(&id);
            if let Some(fault) = fault_of(event, &theirs).filter(|_| !gone) {
                return Ok(Some(fault));
            }
            self.named.insert(id);
            self.first = Some(self.first.map_or(id, |first| first.min(id)));
        }
        Ok(None)
    }

    /// A line that no event names, although it was written since events do.
    pub(super) fn added(&self, conn: &mut Conn) -> Result<Option<Fault>> {
        let Some(first) = self.first else { return Ok(None) };
        let since = chronology::event_id.ge(first).or(chronology::id.gt(first));
        let all: Vec<AnyId> = chronology::table.filter(since).select(chronology::event_id).load(conn)?;

        let unmet: Vec<AnyId> = all.into_iter().filter(|id| !self.named.contains(id)).collect();
        for some in unmet.chunks(500) {
            // those of the last moments are not sealed yet, but name theirs
            let events: Vec<Event> =
                event::table.filter(event::id.eq_any(some)).select(Event::as_select()).load(conn)?;
            let lines = lines_of(conn, some)?;
            let faults =
                events.iter().filter_map(|event| fault_of(event, lines.get(&event.id).map_or(&[], Vec::as_slice)));
            if let Some(fault) = faults.into_iter().next() {
                return Ok(Some(fault));
            }
        }
        Ok(None)
    }
}

fn fault_of(event: &Event, lines: &[Entry]) -> Option<Fault> {
    match (event.names_line(), lines) {
        (Some(hash), [line]) if line.hash() == hash => None,
        (Some(_), []) => Some(Fault::Missing(NAME, event.id.0)),
        (Some(_), [_]) => Some(Fault::Changed(NAME, event.id.0)),
        _ => Some(Fault::Added(NAME, event.id.0)),
    }
}

fn lines_of(conn: &mut Conn, events: &[AnyId]) -> Result<BTreeMap<AnyId, Vec<Entry>>> {
    let rows: Vec<Entry> =
        chronology::table.filter(chronology::event_id.eq_any(events)).select(Entry::as_select()).load(conn)?;

    let mut found: BTreeMap<AnyId, Vec<Entry>> = BTreeMap::new();
    for row in rows {
        found.entry(row.event_id).or_default().push(row);
    }
    Ok(found)
}
