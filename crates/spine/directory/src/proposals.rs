//! How a change of an entry becomes public: at once for those who may publish, else after it was looked at.

use crate::{
    care, events,
    ids::{ProviderId, ServiceId},
    letters::{News, ServiceNews},
    ours::Ours,
    records::{self, NewService, Origin, Provider, Service, provider, service},
    rules::{self, Entry},
    waiting::service_proposal,
};
use access::{
    AccountId, Change, Nobody, Permit, Permits, ServiceFacts, Sight, Subject,
    capability::send,
    nobody,
    service::{Edit, Publish},
};
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use store::{Conn, Json, Result, Tx};

pub use crate::{
    rules::CannotReturn,
    waiting::{Proposal, ProposalId},
};

/// What an entry is sent of: a service that is there, or a new one of a provider.
pub trait Sent: Subject<Facts = ServiceFacts> {
    /// The service, unless it is new, and whose it is.
    ///
    /// # Errors
    /// [`store::Error::Missing`].
    fn find(self, conn: &mut Conn) -> Result<(Option<Service>, Provider)>;
}

impl Sent for ServiceId {
    fn find(self, conn: &mut Conn) -> Result<(Option<Service>, Provider)> {
        let (service, provider) = records::find(conn, self)?;
        Ok((Some(service), provider))
    }
}

impl Sent for ProviderId {
    fn find(self, conn: &mut Conn) -> Result<(Option<Service>, Provider)> {
        Ok((None, records::find_provider(conn, self)?))
    }
}

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    /// It is public.
    Public(ServiceId),
    /// It waits to be looked at.
    Waits,
}

/// Publishes an entry where whoever sends it may, else proposes it.
///
/// # Errors
/// As [`Permits::permit`], where they may not change it at all.
pub fn submit(change: &mut Change<'_, '_>, of: impl Sent, entry: Entry) -> web::Result<Became> {
    if change.may(Publish, of)? {
        let permit = change.permit(Publish, of)?;
        let pack = change.pack.clone();
        return Ok(Became::Public(publish(change.tx, &pack, &permit, entry)?));
    }
    let permit = change.permit(Edit, of)?;
    propose(change.tx, &permit, entry)?;
    Ok(Became::Waits)
}

/// Makes an entry public. Whoever does owns it, and says with it that all of it is right.
pub fn publish<S: Sent>(tx: &mut Tx<'_>, pack: &Pack, permit: &Permit<S, Publish>, entry: Entry) -> Result<ServiceId> {
    let (found, of) = permit.subject().find(tx.conn())?;
    let actor = permit.actor();
    let written = Written { entry, by: actor.signature(), owner: care::owner(actor, &of) };
    make_public(tx, pack, &of, found.map(|service| service.id), written)
}

/// Sends an entry to be looked at; a second thought takes the place of the first.
///
/// # Errors
/// [`store::Error::Missing`] for nobody in particular: only an account can be answered.
pub fn propose<S: Sent>(tx: &mut Tx<'_>, permit: &Permit<S, Edit>, entry: Entry) -> Result<ProposalId> {
    let Some(by) = permit.actor().account else { return Err(store::Error::Missing) };
    let (found, of) = permit.subject().find(tx.conn())?;
    if let Some(found) = &found {
        let earlier = service_proposal::table
            .filter(service_proposal::by_id.eq(by).and(service_proposal::decided_at.is_null()))
            .filter(service_proposal::service_id.eq(Some(found.id)));
        diesel::delete(earlier).execute(tx.conn())?;
    }

    let row = Proposal {
        id: ProposalId::new(),
        service_id: found.as_ref().map(|service| service.id),
        provider_id: of.id,
        base: found.map_or(0, |service| service.version),
        body: Json(entry.into_body()),
        by_id: by,
        by_name: permit.actor().signature(),
        at: tx.now,
        decided_at: None,
        decided_by: None,
        approved: None,
        reason: String::new(),
    };
    diesel::insert_into(service_proposal::table).values(&row).execute(tx.conn())?;
    tx.record(events::PROPOSED.on(row.id.0).detail(json!({"service": row.service_id})))?;
    Ok(row.id)
}

/// An entry, who wrote it, and who answers for it from now on.
struct Written {
    entry: Entry,
    by: String,
    owner: Option<AccountId>,
}

fn make_public(
    tx: &mut Tx<'_>,
    pack: &Pack,
    of: &Provider,
    id: Option<ServiceId>,
    written: Written,
) -> Result<ServiceId> {
    let now = tx.now;
    let Written { entry, by, owner } = written;
    let id = match id {
        Some(id) => {
            records::publish(tx, pack, id, entry.body(), &by)?;
            // from now on its source no longer overwrites it
            diesel::update(service::table.filter(service::id.eq(id)))
                .set(service::edited_at.eq(Some(now)))
                .execute(tx.conn())?;
            id
        }
        None => {
            let id = ServiceId::new();
            let new = NewService { id, of, body: entry.into_body(), origin: Origin::default(), by: &by };
            records::add(tx, pack, new)?;
            id
        }
    };
    records::assure(tx, id, owner)?;
    Ok(id)
}

/// A change that waits.
///
/// # Errors
/// [`store::Error::Missing`] when it is decided, or there is none.
pub fn find(conn: &mut Conn, _: &Permit<Nobody, nobody::KeepDirectory>, id: ProposalId) -> Result<Proposal> {
    let open = service_proposal::table.filter(service_proposal::id.eq(id).and(service_proposal::decided_at.is_null()));
    Ok(open.select(Proposal::as_select()).first(conn)?)
}

/// A change, also one that was decided.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find_any(conn: &mut Conn, _: &Permit<Nobody, nobody::KeepDirectory>, id: ProposalId) -> Result<Proposal> {
    Ok(service_proposal::table.find(id).select(Proposal::as_select()).first(conn)?)
}

/// Everything that waits, oldest first.
pub fn list_open(conn: &mut Conn, _: &Permit<Nobody, nobody::KeepDirectory>, most: i64) -> Result<Vec<Proposal>> {
    let open =
        service_proposal::table.filter(service_proposal::decided_at.is_null()).order(service_proposal::at).limit(most);
    Ok(open.select(Proposal::as_select()).load(conn)?)
}

/// What an organisation proposed lately, newest first.
pub fn list_ours(conn: &mut Conn, ours: &Ours) -> Result<Vec<Proposal>> {
    let providers: Vec<ProviderId> = ours.providers().iter().map(|provider| provider.id).collect();
    let all = service_proposal::table
        .filter(service_proposal::provider_id.eq_any(providers))
        .order(service_proposal::at.desc())
        .limit(20);
    Ok(all.select(Proposal::as_select()).load(conn)?)
}

/// The change of this entry that whoever asks has waiting.
pub fn waiting(conn: &mut Conn, sight: &Sight<ServiceId>) -> Result<Option<Proposal>> {
    let Some(by) = sight.actor().account else { return Ok(None) };
    let open = service_proposal::table
        .filter(service_proposal::service_id.eq(Some(sight.subject())).and(service_proposal::by_id.eq(by)))
        .filter(service_proposal::decided_at.is_null());
    Ok(open.select(Proposal::as_select()).first(conn).optional()?)
}

/// What a keeper of the directory says to a change.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// It becomes public; else it goes back.
    pub approved: bool,
    /// Why it goes back.
    pub reason: String,
    /// The version of the entry with which it was compared; 0 for a new one.
    pub seen: i64,
}

/// Approves a change, which is then public, or returns it with a reason.
///
/// # Errors
/// [`CannotReturn`]; [`store::Error::Stale`] when somebody else decided meanwhile, or changed the entry that is to be
/// overwritten.
pub fn decide(
    tx: &mut Tx<'_>,
    pack: &Pack,
    permit: &Permit<Nobody, nobody::KeepDirectory>,
    id: ProposalId,
    verdict: &Verdict,
) -> web::Result<()> {
    let Verdict { approved, reason, seen } = verdict;
    let proposal = find(tx.conn(), permit, id)?;
    rules::decide(*approved, reason)?;

    if *approved && version(tx.conn(), &proposal)? != *seen {
        return Err(store::Error::Stale.into());
    }
    close(tx, id, *approved, reason)?;
    if *approved {
        approve(tx, pack, &proposal)?;
    }

    let (kind, what) = match approved {
        true => (events::APPROVED, News::Approved),
        false => (events::RETURNED, News::Returned),
    };
    send(tx, &ServiceNews { account: proposal.by_id, what }, None)?;
    tx.record(kind.on(id.0).detail(json!({"service": proposal.service_id, "reason": reason})))?;
    Ok(())
}

/// The version that the entry has now; 0 for a new one.
fn version(conn: &mut Conn, proposal: &Proposal) -> Result<i64> {
    match proposal.service_id {
        Some(id) => Ok(records::find(conn, id)?.0.version),
        None => Ok(0),
    }
}

fn close(tx: &mut Tx<'_>, id: ProposalId, approved: bool, reason: &str) -> Result<()> {
    let (now, by) = (tx.now, tx.who.account);
    let open = service_proposal::table.filter(service_proposal::id.eq(id).and(service_proposal::decided_at.is_null()));
    let count = diesel::update(open)
        .set((
            service_proposal::decided_at.eq(Some(now)),
            service_proposal::decided_by.eq(by),
            service_proposal::approved.eq(Some(approved)),
            service_proposal::reason.eq(reason),
        ))
        .execute(tx.conn())?;
    if count == 0 { Err(store::Error::Stale) } else { Ok(()) }
}

/// Whoever proposed it owns it, and is trusted a little more.
fn approve(tx: &mut Tx<'_>, pack: &Pack, proposal: &Proposal) -> web::Result<()> {
    let of = records::find_provider(tx.conn(), proposal.provider_id)?;
    let entry = Entry::new(proposal.body.0.clone())?;
    let written = Written { entry, by: proposal.by_name.clone(), owner: Some(proposal.by_id) };
    make_public(tx, pack, &of, proposal.service_id, written)?;
    diesel::update(provider::table.find(of.id))
        .set(provider::approved.eq(provider::approved + 1))
        .execute(tx.conn())?;
    Ok(())
}
