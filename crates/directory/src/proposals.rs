//! Changes that wait to be looked at, and what people say is wrong.
use crate::{
    body::Body,
    events,
    records::{self, Origin, Provider, ProviderId, ProviderUid, Service, ServiceId, ServiceUid, provider, service},
    rules,
};
use access::{AccountId, AccountUid, Actor};
use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use store::{Conn, Instant, Json, MultiBackend, Result, Tx, jobs::NewJob};

pub(crate) const DDL: &str = "
CREATE TABLE service_proposal (id $UUID PRIMARY KEY NOT NULL, service_id $UUID, provider_id $UUID NOT NULL REFERENCES provider(id),
  base $INT8 NOT NULL, body $JSON NOT NULL, by_id $UUID NOT NULL REFERENCES account(id), by_name TEXT NOT NULL, at $INSTANT NOT NULL,
  decided_at $INSTANT, decided_by $UUID REFERENCES account(id), approved $BOOL, reason TEXT NOT NULL) $STRICT;
CREATE INDEX service_proposal_open ON service_proposal(at) WHERE decided_at IS NULL;
CREATE INDEX service_proposal_service ON service_proposal(service_id);
CREATE TABLE service_doubt (id $UUID PRIMARY KEY NOT NULL, service_id $UUID NOT NULL, text TEXT NOT NULL, at $INSTANT NOT NULL,
  settled_at $INSTANT, settled_by $UUID REFERENCES account(id), answer TEXT NOT NULL) $STRICT;
CREATE INDEX service_doubt_open ON service_doubt(at) WHERE settled_at IS NULL;
CREATE INDEX service_doubt_service ON service_doubt(service_id);";
store::strict_id!(
    /// A change that waits.
    ProposalId,
    ProposalUid
);
store::strict_id!(
    /// Something that is said to be wrong.
    DoubtId,
    DoubtUid
);
diesel::table! { use diesel::sql_types::*; use store::types::{Jsonb, Utc}; use super::{AccountUid, ProposalUid, ProviderUid, ServiceUid};
service_proposal (id) { id -> ProposalUid, service_id -> Nullable<ServiceUid>, provider_id -> ProviderUid, base -> BigInt, body -> Jsonb,
    by_id -> AccountUid, by_name -> Text, at -> Utc, decided_at -> Nullable<Utc>, decided_by -> Nullable<AccountUid>,
    approved -> Nullable<Bool>, reason -> Text, } }
diesel::table! { use diesel::sql_types::*; use store::types::Utc; use super::{AccountUid, DoubtUid, ServiceUid};
service_doubt (id) { id -> DoubtUid, service_id -> ServiceUid, text -> Text, at -> Utc, settled_at -> Nullable<Utc>,
    settled_by -> Nullable<AccountUid>, answer -> Text, } }

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
/// What somebody says is wrong in an entry.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = service_doubt, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Doubt {
    pub id: DoubtId,
    pub service_id: ServiceId,
    pub text: String,
    pub at: Instant,
    pub settled_at: Option<Instant>,
    pub settled_by: Option<AccountId>,
    pub answer: String,
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
///
/// # Errors
/// The engine's.
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
        let owner = owner(actor, of);
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
///
/// # Errors
/// The engine's.
pub(crate) fn forget_places(conn: &mut Conn, id: ServiceId) -> Result<()> {
    let all = service_proposal::table.filter(service_proposal::service_id.eq(Some(id)));
    let rows: Vec<(ProposalId, Json<Body>)> = all.select((service_proposal::id, service_proposal::body)).load(conn)?;
    for (id, Json(body)) in rows {
        let body = rules::without_clues(Body { confidential: true, ..body });
        diesel::update(service_proposal::table.find(id)).set(service_proposal::body.eq(Json(body))).execute(conn)?;
    }
    Ok(())
}
/// Who answers for an entry that this person says is right: they, unless it is another organisation's.
pub fn owner(actor: &Actor, of: &Provider) -> Option<AccountId> {
    let theirs = of.organisation_id.is_none() || of.organisation_id == actor.organisation;
    actor.account.filter(|_| theirs)
}
/// Writes to those who keep an entry: the people of the organisation that runs the service, else its owner.
///
/// # Errors
/// The engine's.
pub fn tell_keepers(tx: &mut Tx<'_>, found: &Service, of: &Provider, what: &'static str) -> Result<()> {
    let mut all = match of.organisation_id {
        Some(organisation) => {
            access::accounts::of_organisation_with_role(tx.conn(), organisation, access::Role::Provider)?
        }
        None => vec![],
    };
    if all.is_empty() {
        all.extend(found.owner_id);
    }
    all.into_iter().try_for_each(|to| tx.ask(message(to, what)))
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
///
/// # Errors
/// The engine's.
pub fn list_open(conn: &mut Conn, most: i64) -> Result<Vec<Proposal>> {
    let open =
        service_proposal::table.filter(service_proposal::decided_at.is_null()).order(service_proposal::at).limit(most);
    Ok(open.select(Proposal::as_select()).load(conn)?)
}
/// What a provider proposed lately, newest first.
///
/// # Errors
/// The engine's.
pub fn list_of(conn: &mut Conn, of: &[ProviderId]) -> Result<Vec<Proposal>> {
    let all = service_proposal::table
        .filter(service_proposal::provider_id.eq_any(of))
        .order(service_proposal::at.desc())
        .limit(20);
    Ok(all.select(Proposal::as_select()).load(conn)?)
}
/// The change of this entry that this person has waiting.
///
/// # Errors
/// The engine's.
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
    tx.ask(message(p.by_id, if approved { "approved" } else { "returned" }))?;
    tx.record(kind.on(p.id.0).detail(json!({"service": p.service_id, "reason": reason})))?;
    Ok(())
}
/// The kind of job that writes to somebody who keeps an entry.
pub const MESSAGE: &str = "service-message";
/// A message to somebody who keeps an entry: what about, and never which.
pub fn message(to: AccountId, what: &'static str) -> NewJob {
    NewJob::now(MESSAGE, json!({"account": to, "what": what}))
}

/// The most that may be said in an hour by people without an account, of one service and of all.
const AN_HOUR: (i64, i64) = (5, 120);
/// Whether more may be said of this service now.
///
/// # Errors
/// The engine's.
pub fn may_doubt(conn: &mut Conn, id: ServiceId, now: Instant) -> Result<bool> {
    let late = service_doubt::table.filter(service_doubt::at.gt(now.plus_seconds(-3_600)));
    let of_it: i64 = late.filter(service_doubt::service_id.eq(id)).count().get_result(conn)?;
    let of_all: i64 = late.count().get_result(conn)?;
    Ok(of_it < AN_HOUR.0 && of_all < AN_HOUR.1)
}
/// Keeps what somebody says is wrong, and tells the owner that something was said.
///
/// # Errors
/// The engine's.
pub fn doubt(tx: &mut Tx<'_>, found: &Service, text: &str) -> Result<()> {
    let row = Doubt {
        id: DoubtId::new(),
        service_id: found.id,
        text: text.into(),
        at: tx.now,
        settled_at: None,
        settled_by: None,
        answer: String::new(),
    };
    diesel::insert_into(service_doubt::table).values(&row).execute(tx.conn())?;
    let of = records::find_provider(tx.conn(), found.provider_id)?;
    tell_keepers(tx, found, &of, "doubted")?;
    tx.record(events::DOUBTED.on(row.id.0).detail(json!({"service": found.id})))?;
    Ok(())
}
/// What is said of these services and not dealt with; of all for `None`.
///
/// # Errors
/// The engine's.
pub fn list_doubts(conn: &mut Conn, of: Option<&[ServiceId]>, most: i64) -> Result<Vec<Doubt>> {
    let open = service_doubt::table.filter(service_doubt::settled_at.is_null()).order(service_doubt::at).limit(most);
    Ok(match of {
        Some(of) => open.filter(service_doubt::service_id.eq_any(of)).select(Doubt::as_select()).load(conn)?,
        None => open.select(Doubt::as_select()).load(conn)?,
    })
}
/// One of them.
///
/// # Errors
/// [`store::Error::Missing`] when it is dealt with.
pub fn find_doubt(conn: &mut Conn, id: DoubtId) -> Result<Doubt> {
    let open = service_doubt::table.filter(service_doubt::id.eq(id).and(service_doubt::settled_at.is_null()));
    Ok(open.select(Doubt::as_select()).first(conn)?)
}
/// Says what was done about it.
///
/// # Errors
/// The engine's.
pub fn settle(tx: &mut Tx<'_>, id: DoubtId, answer: &str) -> Result<()> {
    let (now, by) = (tx.now, tx.who.account);
    diesel::update(service_doubt::table.find(id))
        .set((
            service_doubt::settled_at.eq(Some(now)),
            service_doubt::settled_by.eq(by),
            service_doubt::answer.eq(answer),
        ))
        .execute(tx.conn())?;
    tx.record(events::SETTLED.on(id.0))?;
    Ok(())
}
/// Which entries want looking after.
#[derive(Debug, Default)]
pub struct Care {
    /// Not assured in time, longest first.
    pub stale: Vec<(Service, Provider)>,
    /// How many of those there are.
    pub stale_count: i64,
    /// Without anybody who answers for them.
    pub unowned: i64,
    /// That do not say all that a reader needs, those that lack most first.
    pub incomplete: Vec<(Service, Provider)>,
    /// How many of those there are.
    pub incomplete_count: i64,
    /// Gone at their source.
    pub gone: Vec<(Service, Provider)>,
}
/// Which entries want looking after today.
///
/// # Errors
/// The engine's.
pub fn care(conn: &mut Conn, pack: &Pack, today: NaiveDate, most: i64) -> Result<Care> {
    let days = Days::new(u64::from(pack.number("service-assure")));
    let since = today.checked_sub_days(days).unwrap_or(today);
    let stale = || {
        service::table
            .filter(service::live.eq(true))
            .filter(service::assured_on.lt(since).or(service::assured_on.is_null()))
    };
    let both = (Service::as_select(), Provider::as_select());
    Ok(Care {
        stale: stale()
            .inner_join(provider::table)
            .order((service::assured_on.is_not_null(), service::assured_on, service::n))
            .limit(most)
            .select(both)
            .load(conn)?,
        stale_count: stale().count().get_result(conn)?,
        unowned: service::table
            .filter(service::live.eq(true).and(service::owner_id.is_null()))
            .count()
            .get_result(conn)?,
        incomplete: service::table
            .inner_join(provider::table)
            .filter(service::live.eq(true).and(service::lacks.gt(0)))
            .order((service::lacks.desc(), service::n))
            .limit(most)
            .select(both)
            .load(conn)?,
        incomplete_count: service::table
            .filter(service::live.eq(true).and(service::lacks.gt(0)))
            .count()
            .get_result(conn)?,
        gone: service::table
            .inner_join(provider::table)
            .filter(service::gone_at.is_not_null().and(service::live.eq(true)))
            .limit(most)
            .select(both)
            .load(conn)?,
    })
}
/// Reminds the owners of entries that have to be looked at soon; each entry once for each time that it was assured.
///
/// # Errors
/// The engine's.
pub fn remind(conn: &mut Conn, pack: &Pack, now: Instant) -> Result<usize> {
    let today = now.date();
    let days = pack.number("service-assure").saturating_sub(pack.number("service-remind"));
    let due = today.checked_sub_days(Days::new(u64::from(days))).unwrap_or(today);
    type Row = (ServiceId, Option<AccountId>, Option<NaiveDate>, Option<access::OrganisationId>);
    let rows: Vec<Row> = service::table
        .inner_join(provider::table)
        .filter(service::live.eq(true).and(service::assured_on.le(due)))
        .filter(service::owner_id.is_not_null().or(provider::organisation_id.is_not_null()))
        .select((service::id, service::owner_id, service::assured_on, provider::organisation_id))
        .load(conn)?;
    let mut count = 0;
    for (id, owner, on, organisation) in rows {
        let Some(on) = on else { continue };
        let mut to: Vec<AccountId> = owner.into_iter().collect();
        if let (true, Some(organisation)) = (to.is_empty(), organisation) {
            to = access::accounts::of_organisation_with_role(conn, organisation, access::Role::Provider)?;
        }
        for account in to {
            let once = format!("service-due {id} {account} {on}");
            store::jobs::insert(conn, now, message(account, "due").once(once))?;
            count += 1;
        }
    }
    Ok(count)
}
