//! Changes that wait to be looked at.

use crate::{
    body::Body,
    care, events,
    letters::{News, ServiceNews},
    records::{self, Origin, Provider, ProviderId, ProviderUid, Service, ServiceId, ServiceUid, provider, service},
    rules,
};
use access::{AccountId, AccountUid, Actor, capability::send};
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use store::{Conn, Instant, Json, MultiBackend, Result, Tx};

pub(crate) const DDL: &str = "
CREATE TABLE service_proposal (id $UUID PRIMARY KEY NOT NULL, service_id $UUID, provider_id $UUID NOT NULL REFERENCES provider(id),
  base $INT8 NOT NULL, body $JSON NOT NULL, by_id $UUID NOT NULL REFERENCES account(id), by_name TEXT NOT NULL, at $INSTANT NOT NULL,
  decided_at $INSTANT, decided_by $UUID REFERENCES account(id), approved $BOOL, reason TEXT NOT NULL) $STRICT;
CREATE INDEX service_proposal_open ON service_proposal(at) WHERE decided_at IS NULL;
CREATE INDEX service_proposal_service ON service_proposal(service_id);";

store::strict_id!(
    /// A change that waits.
    ProposalId,
    ProposalUid
);

diesel::table! { use diesel::sql_types::*; use store::types::{Jsonb, Utc}; use super::{AccountUid, ProposalUid, ProviderUid, ServiceUid};
service_proposal (id) { id -> ProposalUid, service_id -> Nullable<ServiceUid>, provider_id -> ProviderUid, base -> BigInt, body -> Jsonb,
    by_id -> AccountUid, by_name -> Text, at -> Utc, decided_at -> Nullable<Utc>, decided_by -> Nullable<AccountUid>,
    approved -> Nullable<Bool>, reason -> Text, } }

/// A change of an entry that somebody proposed.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = service_proposal, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Proposal {
    pub id: ProposalId,
    /// None for a service that is not in the directory yet.
    pub service_id: Option<ServiceId>,
    pub provider_id: ProviderId,
    /// The version from which they started.
    pub base: i64,
    pub body: Json<Body>,
    pub by_id: AccountId,
    pub by_name: String,
    pub at: Instant,
    pub decided_at: Option<Instant>,
    pub decided_by: Option<AccountId>,
    pub approved: Option<bool>,
    pub reason: String,
}

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    /// It is public.
    Public(ServiceId),
    /// It waits to be looked at.
    Waits,
}

/// A change of an entry, or a new one: public at once when it comes from the council's keepers or a trusted provider, else
/// it waits. Whoever makes it owns the entry and says with it that all of it is right.
pub fn submit(
    tx: &mut Tx<'_>,
    pack: &Pack,
    actor: &Actor,
    of: &Provider,
    found: Option<&Service>,
    body: Body,
) -> Result<Became> {
    let Some(by) = actor.account else { return Err(store::Error::Missing) };
    let keeper = actor.own && actor.is(access::Role::Directory);
    if keeper || rules::is_trusted(pack, of.approved) {
        let owner = care::owner(actor, of);
        let id = make_public(tx, pack, of, found.map(|s| s.id), &body, &actor.signature(), owner)?;
        return Ok(Became::Public(id));
    }
    let now = tx.now;
    // a second thought takes the place of the first
    if let Some(found) = found {
        let earlier = service_proposal::table
            .filter(service_proposal::by_id.eq(by).and(service_proposal::decided_at.is_null()))
            .filter(service_proposal::service_id.eq(Some(found.id)));
        diesel::delete(earlier).execute(tx.conn())?;
    }
    let row = Proposal {
        id: ProposalId::new(),
        service_id: found.map(|s| s.id),
        provider_id: of.id,
        base: found.map_or(0, |s| s.version),
        body: Json(body.without_place_if_confidential()),
        by_id: by,
        by_name: actor.signature(),
        at: now,
        decided_at: None,
        decided_by: None,
        approved: None,
        reason: String::new(),
    };
    diesel::insert_into(service_proposal::table).values(&row).execute(tx.conn())?;
    tx.record(events::PROPOSED.on(row.id.0).detail(json!({"service": row.service_id})))?;
    Ok(Became::Waits)
}

fn make_public(
    tx: &mut Tx<'_>,
    pack: &Pack,
    of: &Provider,
    id: Option<ServiceId>,
    body: &Body,
    by_name: &str,
    owner: Option<AccountId>,
) -> Result<ServiceId> {
    let now = tx.now;
    let id = match id {
        Some(id) => {
            records::publish(tx, pack, id, body, by_name)?;
            diesel::update(service::table.filter(service::id.eq(id)))
                .set(service::edited_at.eq(Some(now)))
                .execute(tx.conn())?;
            id
        }
        None => {
            let id = ServiceId::new();
            records::add(tx, pack, id, of, body.clone(), &Origin::default(), by_name)?;
            id
        }
    };
    records::assure(tx, id, owner)?;
    Ok(id)
}

/// Takes the places out of every proposed change of a service whose place may not be known (T16).
pub(crate) fn forget_places(conn: &mut Conn, id: ServiceId) -> Result<()> {
    let all = service_proposal::table.filter(service_proposal::service_id.eq(Some(id)));
    let rows: Vec<(ProposalId, Json<Body>)> = all.select((service_proposal::id, service_proposal::body)).load(conn)?;
    for (id, Json(body)) in rows {
        let body = rules::without_clues(Body { confidential: true, ..body });
        diesel::update(service_proposal::table.find(id)).set(service_proposal::body.eq(Json(body))).execute(conn)?;
    }
    Ok(())
}

/// A change that waits.
///
/// # Errors
/// [`store::Error::Missing`] when it is decided, or there is none.
pub fn find(conn: &mut Conn, id: ProposalId) -> Result<Proposal> {
    let open = service_proposal::table.filter(service_proposal::id.eq(id).and(service_proposal::decided_at.is_null()));
    Ok(open.select(Proposal::as_select()).first(conn)?)
}

/// Everything that waits, oldest first.
pub fn list_open(conn: &mut Conn, most: i64) -> Result<Vec<Proposal>> {
    let open =
        service_proposal::table.filter(service_proposal::decided_at.is_null()).order(service_proposal::at).limit(most);
    Ok(open.select(Proposal::as_select()).load(conn)?)
}

/// What a provider proposed lately, newest first.
pub fn list_of(conn: &mut Conn, of: &[ProviderId]) -> Result<Vec<Proposal>> {
    let all = service_proposal::table
        .filter(service_proposal::provider_id.eq_any(of))
        .order(service_proposal::at.desc())
        .limit(20);
    Ok(all.select(Proposal::as_select()).load(conn)?)
}

/// The change of this entry that this person has waiting.
pub fn waiting(conn: &mut Conn, id: ServiceId, by: Option<AccountId>) -> Result<Option<Proposal>> {
    let Some(by) = by else { return Ok(None) };
    let open = service_proposal::table
        .filter(service_proposal::service_id.eq(Some(id)).and(service_proposal::by_id.eq(by)))
        .filter(service_proposal::decided_at.is_null());
    Ok(open.select(Proposal::as_select()).first(conn).optional()?)
}

/// Approves a change, which is then public, or returns it with a reason.
///
/// # Errors
/// [`store::Error::Stale`] when somebody else decided meanwhile.
pub fn decide(tx: &mut Tx<'_>, pack: &Pack, p: &Proposal, approved: bool, reason: &str) -> Result<()> {
    let (now, by) = (tx.now, tx.who.account);
    let open =
        service_proposal::table.filter(service_proposal::id.eq(p.id).and(service_proposal::decided_at.is_null()));
    let count = diesel::update(open)
        .set((
            service_proposal::decided_at.eq(Some(now)),
            service_proposal::decided_by.eq(by),
            service_proposal::approved.eq(Some(approved)),
            service_proposal::reason.eq(reason),
        ))
        .execute(tx.conn())?;
    if count == 0 {
        return Err(store::Error::Stale);
    }
    if approved {
        let of = records::find_provider(tx.conn(), p.provider_id)?;
        make_public(tx, pack, &of, p.service_id, &p.body.0, &p.by_name, Some(p.by_id))?;
        diesel::update(provider::table.find(of.id))
            .set(provider::approved.eq(provider::approved + 1))
            .execute(tx.conn())?;
    }
    let kind = if approved { events::APPROVED } else { events::RETURNED };
    let what = if approved { News::Approved } else { News::Returned };
    send(tx, &ServiceNews { account: p.by_id, what }, None)?;
    tx.record(kind.on(p.id.0).detail(json!({"service": p.service_id, "reason": reason})))?;
    Ok(())
}
