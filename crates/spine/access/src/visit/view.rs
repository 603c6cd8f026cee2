//! A page being made: one snapshot, nothing can be written.

use super::context::{Asked, Context, Permits};
use crate::{Permit, Subject, policy::Act};
use store::{Conn, Db, FamilyId, drafts, log::NewEntry};
use tokio::sync::oneshot::Receiver;
use web::{Fields, Result, Sheet};

/// A page being made.
pub struct View<'c> {
    conn: &'c mut Conn,
    pub(super) context: Context,
    receipts: Vec<Receiver<store::Result<()>>>,
    /// Entries that name nobody yet: a list says at the end whom it showed.
    held: Vec<NewEntry>,
    db: Db,
}

impl Permits for View<'_> {
    fn conn(&mut self) -> &mut Conn {
        self.conn
    }

    fn context(&self) -> &Context {
        &self.context
    }

    fn permit<S, A>(&mut self, act: A, subject: S) -> Result<Permit<S, A>>
    where
        S: Subject,
        A: Act<Facts = S::Facts>,
    {
        match self.context.ask(self.conn, act, subject)? {
            Asked::Given(permit, new) if new.entry.subject_id.is_none() => {
                // parts of one page ask for the same, and it was seen once
                if self.held.iter().all(|held| held.entry.action != new.entry.action) {
                    self.held.push(new);
                }
                Ok(permit)
            }
            Asked::Given(permit, entry) => {
                self.receipts.push(self.db.entry(entry)?);
                Ok(permit)
            }
            Asked::Refused(error, entry) => {
                self.receipts.push(self.db.entry(entry)?);
                Err(error)
            }
        }
    }
}

impl<'c> View<'c> {
    pub(super) fn new(conn: &'c mut Conn, context: Context, db: Db) -> Self {
        Self { conn, context, receipts: vec![], held: vec![], db }
    }

    /// Says how many rows a list showed, and of which families: "who saw this record" finds it by each of them. The
    /// permit is the one that the list was asked with.
    pub fn showed<S: Subject, A: Act>(&mut self, _: &Permit<S, A>, rows: usize, families: &[FamilyId]) {
        let Some(held) = self.held.iter_mut().find(|held| held.entry.action == A::CODE) else { return };
        held.show(families);
        held.entry.row_count = i64::try_from(rows).ok();
    }

    /// Queues what is held back, and gives the receipts of all entries.
    pub(super) fn close(&mut self) -> Result<Vec<Receiver<store::Result<()>>>> {
        for entry in std::mem::take(&mut self.held) {
            self.receipts.push(self.db.entry(entry)?);
        }
        Ok(std::mem::take(&mut self.receipts))
    }

    /// The form of this page: what was kept of it while typing, else `first`.
    pub fn sheet(&mut self, first: impl FnOnce() -> Fields) -> Result<Sheet> {
        let kept = match self.context.owner() {
            Some(owner) => drafts::find(self.conn, &owner, &self.context.path)?,
            None => None,
        };
        let mut fields = first();
        let found = kept.is_some();
        if let Some(draft) = kept {
            fields.merge(&Fields::from_pairs(draft.fields.0));
        }
        Ok(self.context.sheet(fields).kept(found))
    }
}

impl std::ops::Deref for View<'_> {
    type Target = Context;

    fn deref(&self) -> &Context {
        &self.context
    }
}
