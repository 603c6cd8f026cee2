//! The permit: proof that someone decided, and that the entry in the access log is on its way.

use crate::{Action, Actor, Because, Facts};
use std::sync::Arc;
use store::{Conn, FamilyId, Uuid};

/// Something one may ask to see or change. A capability says how its facts are found; only this crate decides.
pub trait Subject: Copy + Send + 'static {
    /// How the access log calls it.
    const KIND: &'static str;

    /// Its id, if it is one thing.
    fn id(&self) -> Option<Uuid>;

    /// What access to it depends on, for this actor, and the family it belongs to.
    ///
    /// # Errors
    /// [`store::Error::Missing`] when there is no such thing.
    fn facts(&self, conn: &mut Conn, actor: &Actor) -> store::Result<(Facts, Option<FamilyId>)>;
}

/// Nobody's record: lists of one's own, queues, the system.
#[derive(Debug, Clone, Copy)]
pub struct Anyone;

impl Subject for Anyone {
    const KIND: &'static str = "none";

    fn id(&self) -> Option<Uuid> {
        None
    }

    fn facts(&self, _: &mut Conn, _: &Actor) -> store::Result<(Facts, Option<FamilyId>)> {
        Ok((Facts::Anyone, None))
    }
}

impl Subject for FamilyId {
    const KIND: &'static str = "family";

    fn id(&self) -> Option<Uuid> {
        Some(self.0)
    }

    fn facts(&self, conn: &mut Conn, actor: &Actor) -> store::Result<(Facts, Option<FamilyId>)> {
        Ok((Facts::Family(crate::guard::facts(conn, *self, actor)?), Some(*self)))
    }
}

/// That this actor may do this to this subject. Queries on people's data take one; only this crate makes one.
#[derive(Debug, Clone)]
pub struct Permit<S: Subject> {
    pub(crate) actor: Arc<Actor>,
    pub(crate) action: Action,
    pub(crate) subject: S,
    pub(crate) because: Because,
}

impl<S: Subject> Permit<S> {
    /// What it is for.
    pub fn subject(&self) -> S {
        self.subject
    }

    /// What it allows.
    pub fn action(&self) -> Action {
        self.action
    }

    /// Why it was given.
    pub fn because(&self) -> Because {
        self.because
    }

    /// To whom.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Whether a protected address may be opened (T16): only for those who hold the case or manage it.
    pub fn clears_protected(&self) -> bool {
        matches!(self.because, Because::Lead | Because::ManagerOfTeam)
    }
}
