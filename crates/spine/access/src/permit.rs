//! The permit: proof that someone decided, and that the entry in the access log is on its way.

use crate::{
    Actor, Because,
    policy::{Act, Facts, NobodyFacts, Reads},
};
use pack::Pack;
use std::{marker::PhantomData, ops::Deref, sync::Arc};
use store::{Conn, FamilyId, Uuid};

/// Something one may ask to see or change. A capability says how its facts are found; only this crate decides.
pub trait Subject: Copy + Send + 'static {
    /// What access to it depends on.
    type Facts: Facts;

    /// How the access log calls it.
    const KIND: &'static str;

    /// Its id, if it is one thing.
    fn id(&self) -> Option<Uuid>;

    /// What access to it depends on, for this actor under this practice pack, and the family it belongs to.
    ///
    /// # Errors
    /// [`store::Error::Missing`] when there is no such thing.
    fn facts(&self, conn: &mut Conn, pack: &Pack, actor: &Actor) -> store::Result<(Self::Facts, Option<FamilyId>)>;
}

/// Nobody's record: lists of one's own, queues, the system.
#[derive(Debug, Clone, Copy)]
pub struct Nobody;

impl Subject for Nobody {
    type Facts = NobodyFacts;
    const KIND: &'static str = "none";

    fn id(&self) -> Option<Uuid> {
        None
    }

    fn facts(&self, _: &mut Conn, _: &Pack, _: &Actor) -> store::Result<(NobodyFacts, Option<FamilyId>)> {
        Ok((NobodyFacts, None))
    }
}

/// That this actor may read this subject's record. Queries on people's data take one. Nobody asks for it by itself:
/// every permit whose act includes reading leads to it, and only this crate makes those.
#[derive(Debug, Clone)]
pub struct Sight<S: Subject> {
    actor: Arc<Actor>,
    subject: S,
    because: Because,
}

impl<S: Subject> Sight<S> {
    /// Whose record it is.
    pub fn subject(&self) -> S {
        self.subject
    }

    /// Why it may be read.
    pub fn because(&self) -> Because {
        self.because
    }

    /// By whom.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Whether a protected address may be opened (T16): only for those who hold the case or manage it.
    pub fn clears_protected(&self) -> bool {
        matches!(self.because, Because::Lead | Because::ManagerOfTeam)
    }
}

/// That this actor may do this act to this subject. A command takes the permit of its own act and no other:
///
/// ```
/// use access::{FamilyId, Permit, family};
///
/// fn close(_: &Permit<FamilyId, family::CloseEpisode>) {}
///
/// fn page(permit: &Permit<FamilyId, family::CloseEpisode>) {
///     close(permit);
/// }
/// ```
///
/// One that was given to open a family closes nothing:
///
/// ```compile_fail,E0308
/// use access::{FamilyId, Permit, family};
///
/// fn close(_: &Permit<FamilyId, family::CloseEpisode>) {}
///
/// fn page(permit: &Permit<FamilyId, family::Open>) {
///     close(permit);
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Permit<S: Subject, A: Act> {
    sight: Sight<S>,
    act: PhantomData<A>,
}

impl<S: Subject, A: Act<Facts = S::Facts>> Permit<S, A> {
    pub(crate) fn new(actor: Arc<Actor>, subject: S, because: Because) -> Self {
        Self { sight: Sight { actor, subject, because }, act: PhantomData }
    }
}

impl<S: Subject, A: Act> Permit<S, A> {
    /// What it is for.
    pub fn subject(&self) -> S {
        self.sight.subject
    }

    /// Why it was given.
    pub fn because(&self) -> Because {
        self.sight.because
    }

    /// To whom.
    pub fn actor(&self) -> &Actor {
        &self.sight.actor
    }
}

/// Somebody of a family, as the subject of acts in the place of their own. Whoever implements it checks, where its facts
/// are found, that place, family and person belong together.
pub trait Themself: Subject<Facts = crate::OwnPlaceFacts> {
    /// In which family.
    fn family(&self) -> FamilyId;

    /// Who: an id of `people`.
    fn person(&self) -> Uuid;
}

impl<S: Themself, A: Reads + Act<Facts = S::Facts>> Permit<S, A> {
    /// With what somebody's own part of their family's record is read. It clears no protected address, and only what
    /// belongs to them or was released to them may be shown with it: `portal` alone asks for it, and shows it.
    pub fn of_family(&self) -> Sight<FamilyId> {
        Sight { actor: self.sight.actor.clone(), subject: self.sight.subject.family(), because: self.sight.because }
    }
}

/// Who may do something that includes reading may read.
impl<S: Subject, A: Reads> Deref for Permit<S, A> {
    type Target = Sight<S>;

    fn deref(&self) -> &Sight<S> {
        &self.sight
    }
}
