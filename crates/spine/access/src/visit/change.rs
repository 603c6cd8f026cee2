//! A change being made: one transaction with its events.

use super::context::{Asked, Context, Permits};
use crate::{Actor, App, Permit, Subject, capability, policy::Act};
use std::sync::{Arc, Mutex, PoisonError};
use store::{Conn, Tx, log::NewEntry};
use web::{Frame, Result};

/// A change being made.
pub struct Change<'t, 'c> {
    /// The transaction.
    pub tx: &'t mut Tx<'c>,
    pub(super) context: Context,
    pub(super) seen: Arc<Mutex<Vec<NewEntry>>>,
    pub(super) secret: bool,
}

impl Permits for Change<'_, '_> {
    fn conn(&mut self) -> &mut Conn {
        self.tx.conn()
    }

    fn context(&self) -> &Context {
        &self.context
    }

    fn permit<S, A>(&mut self, act: A, subject: S) -> Result<Permit<S, A>>
    where
        S: Subject,
        A: Act<Facts = S::Facts>,
    {
        let asked = self.context.ask(self.tx.conn(), act, subject)?;
        // the event is the record of a change; the entry is needed if the page comes back with an error, or was refused
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        match asked {
            Asked::Given(permit, entry) => {
                seen.push(entry);
                Ok(permit)
            }
            Asked::Refused(error, entry) => {
                seen.push(entry);
                Err(error)
            }
        }
    }
}

impl<'t, 'c> Change<'t, 'c> {
    /// A change made outside a request: demo data, imports, tests. It decides as any other.
    pub fn within(app: &App, tx: &'t mut Tx<'c>, actor: Arc<Actor>) -> Self {
        tx.who.account = actor.account;
        tx.who.organisation = actor.organisation;
        let now = tx.now;
        let context = Context {
            actor,
            frame: Frame::default(),
            now,
            today: now.date(),
            pack: app.pack.clone(),
            app: app.clone(),
            path: String::new(),
            find: String::new(),
            request: tx.who.request,
            declared: None,
            asked: Arc::default(),
        };
        Self { tx, context, seen: Arc::default(), secret: false }
    }

    /// What is true of every family at the end of a change to it is made so. Requests end so by themselves; a change made
    /// outside of one calls it last.
    ///
    /// # Errors
    /// The engine's own word.
    pub fn settle(&mut self) -> Result<()> {
        let (pack, all) = (self.context.pack.clone(), self.context.app.capabilities);
        Ok(capability::settle(self.tx, &pack, all)?)
    }

    /// The address that this change leads to holds a secret: it is kept sealed, for whoever sends the same form again.
    pub fn leads_to_secret(&mut self) {
        self.secret = true;
    }
}

impl std::ops::Deref for Change<'_, '_> {
    type Target = Context;

    fn deref(&self) -> &Context {
        &self.context
    }
}
