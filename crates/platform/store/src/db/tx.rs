//! A change under way.

use crate::{
    Conn, Error, FamilyId, Result,
    log::{self, Author, NewEvent},
    types::{AnyId, Instant},
};

/// A change under way: the connection inside its transaction, the moment, who acts, and what has happened so far.
pub struct Tx<'c> {
    conn: &'c mut Conn,
    /// The moment of this change; one for all that it writes.
    pub now: Instant,
    /// Who acts.
    pub who: Author,
    events: u32,
    families: Vec<FamilyId>,
}

impl<'c> Tx<'c> {
    /// A change on a connection already inside a transaction (demo data, tests, imports).
    pub fn within(conn: &'c mut Conn, now: Instant, who: Author) -> Self {
        Self { conn, now, who, events: 0, families: vec![] }
    }

    /// The connection, for queries.
    pub fn conn(&mut self) -> &mut Conn {
        self.conn
    }

    /// Writes what happened, and its line in the family's chronology if it has one.
    pub fn record(&mut self, event: NewEvent) -> Result<AnyId> {
        self.events += 1;
        if let Some(family) = event.family.filter(|family| !self.families.contains(family)) {
            self.families.push(family);
        }
        log::insert(self.conn, self.now, &self.who, event)
    }

    /// The families to whom something has happened so far.
    pub fn families(&self) -> &[FamilyId] {
        &self.families
    }

    /// Says that nothing is to be logged: a page half filled in is no change to a record, nor is what is so already.
    pub fn nothing_new(&mut self) {
        self.events += 1;
    }

    pub(super) fn finished(&self) -> Result<()> {
        if self.events == 0 { Err(Error::NoEvent) } else { Ok(()) }
    }
}
