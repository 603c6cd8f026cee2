//! What a page or a change knows of the request around it, and how it asks the policy.

use crate::{
    Actor, App, Nobody, Permit, Sight, Subject,
    page::{Declared, Need},
    policy::{self, Act, Facts, FamilyFacts, NobodyFacts, Ruling},
};
use chrono::NaiveDate;
use pack::Pack;
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::Relaxed},
};
use store::{
    AnyId, Conn, FamilyId, Instant, Uuid,
    log::{AccessEntry, NewEntry, REFUSED},
};
use web::{Error, Fields, Frame, Result, Sheet};

/// What a page or a change knows of the request around it.
pub struct Context {
    /// Who acts.
    pub actor: Arc<Actor>,
    /// The page around the page.
    pub frame: Frame,
    /// The moment.
    pub now: Instant,
    /// The day in London.
    pub today: NaiveDate,
    /// The practice pack.
    pub pack: Arc<Pack>,
    /// What every handler shares.
    pub app: App,
    /// The path of the request, which is also the address of its form.
    pub path: String,
    /// The word of the query by which a long list is narrowed: `?find=`.
    pub find: String,
    pub(super) request: Uuid,
    /// What the page declared; none outside of requests.
    pub(super) declared: Option<Declared>,
    /// Whether the act that the page declared was asked for in this request.
    pub(super) asked: Arc<AtomicBool>,
}

/// The outcome of asking the policy, with what the access log says of it.
pub(super) enum Asked<S: Subject, A: Act> {
    Given(Permit<S, A>, NewEntry),
    Refused(Error, NewEntry),
}

impl Context {
    /// The account, where only signed-in people come.
    ///
    /// # Errors
    /// [`Error::SignIn`].
    pub fn account(&self) -> Result<store::AccountId> {
        self.actor.account.ok_or_else(|| Error::SignIn(self.path.clone()))
    }

    /// The form of this page as it is first shown.
    pub fn sheet(&self, fields: Fields) -> Sheet {
        Sheet::new(fields, &self.path, &self.frame.csrf)
    }

    /// Whether the role alone allows it: for showing or leaving out a link. It gives no permit.
    pub fn may_alone<A: Act<Facts = NobodyFacts>>(&self, act: A) -> bool {
        policy::decide(&self.actor, act, &NobodyFacts).allows()
    }

    /// Whether the relationship through which this record is read allows `act`, too: for showing or leaving out a link
    /// without another query. It gives no permit.
    pub fn may_now<A: Act<Facts = FamilyFacts>>(&self, sight: &Sight<FamilyId>, act: A) -> bool {
        let because = sight.because();
        policy::decide(&self.actor, act, &FamilyFacts::of(because)) == Ruling::Allow(because)
    }

    /// The owner of drafts.
    pub(super) fn owner(&self) -> Option<String> {
        self.actor.account.map(|account| account.to_string())
    }

    pub(super) fn ask<S, A>(&self, conn: &mut Conn, _: A, subject: S) -> Result<Asked<S, A>>
    where
        S: Subject,
        A: Act<Facts = S::Facts>,
    {
        self.hold_to_declared(A::CODE)?;
        // what is not there is looked for and logged like what is hidden, so that neither tells which it is (T17)
        let (ruling, family) = match subject.facts(conn, &self.pack, &self.actor) {
            Ok((facts, family)) => (facts.decide(&self.actor, A::WHICH), family),
            Err(store::Error::Missing) => (Ruling::Hide, None),
            Err(error) => return Err(error.into()),
        };
        let because = match ruling {
            Ruling::Allow(because) => because.code(),
            Ruling::Hide | Ruling::Refuse(_) => REFUSED,
        };
        let entry = self.entry(A::CODE, because, subject, family);

        Ok(match ruling {
            Ruling::Allow(because) => Asked::Given(Permit::new(self.actor.clone(), subject, because), entry),
            Ruling::Hide => Asked::Refused(Error::NotFound, entry),
            Ruling::Refuse(how) => Asked::Refused(Error::Forbidden(how.into()), entry),
        })
    }

    /// What the access log says of it.
    fn entry<S: Subject>(&self, action: &str, because: &str, subject: S, family: Option<FamilyId>) -> NewEntry {
        NewEntry::alone(AccessEntry {
            id: AnyId::new(),
            at: self.now,
            actor_id: self.actor.account,
            organisation_id: self.actor.organisation,
            family_id: family,
            action: action.into(),
            because: because.into(),
            subject_kind: S::KIND.into(),
            subject_id: subject.id().map(AnyId),
            row_count: None,
            request_id: AnyId(self.request),
        })
    }

    /// A handler asks for what its page declared, and for nothing else: what `docs/generated/routes.md` says is what
    /// happens.
    fn hold_to_declared(&self, code: &'static str) -> Result<()> {
        let Some(declared) = &self.declared else { return Ok(()) };
        if !declared.needs.allow(code) {
            return Err(Error::Fault(format!("a page asks for {code} and declared: {}", declared.needs)));
        }
        if declared.needs.first == Need::Act(code) {
            self.asked.store(true, Relaxed);
        }
        Ok(())
    }

    /// A handler that came to its end without asking for the act that it declared is a fault, too.
    pub(super) fn must_have_asked(&self) -> Result<()> {
        let Some(declared) = &self.declared else { return Ok(()) };
        match declared.needs.first {
            Need::Act(code) if !self.asked.load(Relaxed) => {
                Err(Error::Fault(format!("a page declared {code} and did not ask for it")))
            }
            _ => Ok(()),
        }
    }
}

/// What a view and a change have in common, for code that serves both.
pub trait Permits {
    /// The connection, inside its snapshot or transaction.
    fn conn(&mut self) -> &mut Conn;

    /// The request around it.
    fn context(&self) -> &Context;

    /// Decides, and logs the access or that it was refused.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the actor may not know that it exists, else [`Error::Forbidden`] with how to ask.
    fn permit<S, A>(&mut self, act: A, subject: S) -> Result<Permit<S, A>>
    where
        S: Subject,
        A: Act<Facts = S::Facts>;

    /// Decides what the role alone allows.
    ///
    /// # Errors
    /// [`Error::Forbidden`] with how to ask.
    fn allow<A: Act<Facts = NobodyFacts>>(&mut self, act: A) -> Result<Permit<Nobody, A>> {
        self.permit(act, Nobody)
    }

    /// Whether the policy would allow it, for showing or leaving out a link. It gives no permit.
    fn may<S, A>(&mut self, act: A, subject: S) -> Result<bool>
    where
        S: Subject,
        A: Act<Facts = S::Facts>,
    {
        let (pack, actor) = (self.context().pack.clone(), self.context().actor.clone());
        let (facts, _) = subject.facts(self.conn(), &pack, &actor)?;
        Ok(policy::decide(&actor, act, &facts).allows())
    }
}
