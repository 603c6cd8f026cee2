//! Referrals of a family to a service: sent, accepted or declined with a reason, started, finished. Whoever made one
//! sees how far it is.

use crate::{
    care, events,
    ids::{ServiceId, ServiceUid},
    letters::{News, ServiceNews},
    ours::Ours,
    records::{self, provider, service},
    rules,
};
use access::{
    AccountId, AccountUid, Actor, FamilyId, FamilyUid, Nobody, OrganisationId, Permit, ReferralFacts, Sight, Subject,
    capability, decide, family, guard, nobody,
};
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use store::{Conn, Instant, MultiBackend, Tx, Uuid, each};
use web::Result;

pub use crate::rules::referral::{CannotRefer, ReferralState, Words};

pub(crate) const DDL: &str = "
CREATE TABLE referral (id $UUID PRIMARY KEY NOT NULL, service_id $UUID NOT NULL, family_id $UUID NOT NULL, \
    by_id $UUID NOT NULL REFERENCES account(id),
  by_name TEXT NOT NULL, by_reach TEXT NOT NULL, at $INSTANT NOT NULL, text TEXT NOT NULL, agreed_by TEXT NOT NULL, \
    state TEXT NOT NULL,
  reason TEXT NOT NULL, answered_at $INSTANT, started_at $INSTANT, finished_at $INSTANT) $STRICT;
CREATE INDEX referral_service ON referral(service_id, state);
CREATE INDEX referral_family ON referral(family_id);
CREATE INDEX referral_by ON referral(by_id);";

store::strict_id!(
    /// A referral.
    ReferralId,
    ReferralUid
);

diesel::table! {
use diesel::sql_types::*;
use store::types::Utc;
use super::{AccountUid, FamilyUid, ReferralUid, ServiceUid};
referral (id) {
    id -> ReferralUid, service_id -> ServiceUid, family_id -> FamilyUid, by_id -> AccountUid, by_name -> Text,
    by_reach -> Text, at -> Utc, text -> Text, agreed_by -> Text, state -> Text, reason -> Text,
    answered_at -> Nullable<Utc>, started_at -> Nullable<Utc>, finished_at -> Nullable<Utc>,
} }

/// A referral.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = referral, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Referral {
    pub id: ReferralId,
    pub service_id: ServiceId,
    pub family_id: FamilyId,
    pub by_id: AccountId,
    pub by_name: String,
    pub by_reach: String,
    pub at: Instant,
    pub text: String,
    pub agreed_by: String,
    pub state: ReferralState,
    pub reason: String,
    pub answered_at: Option<Instant>,
    pub started_at: Option<Instant>,
    pub finished_at: Option<Instant>,
}

impl Subject for ReferralId {
    type Facts = ReferralFacts;
    const KIND: &'static str = "referral";

    fn id(&self) -> Option<Uuid> {
        Some(self.0)
    }

    fn facts(&self, conn: &mut Conn, _: &Pack, actor: &Actor) -> store::Result<(ReferralFacts, Option<FamilyId>)> {
        let (family, by, of): (FamilyId, AccountId, ServiceId) = referral::table
            .find(*self)
            .select((referral::family_id, referral::by_id, referral::service_id))
            .first(conn)?;
        let of: Option<OrganisationId> = service::table
            .inner_join(provider::table)
            .filter(service::id.eq(of))
            .select(provider::organisation_id)
            .first(conn)?;
        let facts = ReferralFacts {
            to_us: of.is_some() && of == actor.organisation,
            made: actor.account == Some(by),
            agreed: guard::may_be_told(conn, family, of, actor.as_of.date())?,
            family: guard::facts(conn, family, actor)?,
        };
        Ok((facts, Some(family)))
    }
}

/// Sends a referral.
///
/// # Errors
/// Each [`CannotRefer`] that applies.
pub fn send(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::OfferService>,
    service: ServiceId,
    words: Words,
) -> Result<ReferralId> {
    let (found, of) = records::find_live(tx.conn(), service)?;
    let under_way = is_under_way(tx.conn(), permit, service)?;
    let today = tx.now.date();
    let told = guard::may_be_told(tx.conn(), permit.subject(), of.organisation_id, today)?;
    rules::referral::send(&words, under_way, told)?;

    let Some(by) = permit.actor().account else { return Err(web::Error::NotFound) };
    let row = Referral {
        id: ReferralId::new(),
        service_id: found.id,
        family_id: permit.subject(),
        by_id: by,
        by_name: permit.actor().signature(),
        by_reach: words.reach,
        at: tx.now,
        text: words.text,
        agreed_by: words.agreed_by,
        state: ReferralState::Sent,
        reason: String::new(),
        answered_at: None,
        started_at: None,
        finished_at: None,
    };
    diesel::insert_into(referral::table).values(&row).execute(tx.conn())?;
    care::tell_keepers(tx, &found, &of, News::Referred)?;

    let event = events::REFERRED.on(row.id.0).family(row.family_id).detail(json!({"service": found.id}));
    tx.record(event.line(
        format!("Referred to {}, {}", found.body.0.name, of.name),
        format!("{}\nAgreed by: {}", row.text, row.agreed_by),
        row.by_name,
    ))?;
    Ok(row.id)
}

/// Whether a referral of this family to this service waits, or help goes on.
fn is_under_way(conn: &mut Conn, sight: &Sight<FamilyId>, service: ServiceId) -> store::Result<bool> {
    let open: i64 = referral::table
        .filter(referral::family_id.eq(sight.subject()).and(referral::service_id.eq(service)))
        .filter(referral::state.ne_all(OVER))
        .count()
        .get_result(conn)?;
    Ok(open > 0)
}

/// Says that a referral has moved on.
///
/// # Errors
/// Each [`CannotRefer`] that applies; [`store::Error::Stale`] when somebody else has moved it meanwhile.
pub fn advance(
    tx: &mut Tx<'_>,
    permit: &Permit<ReferralId, access::referral::Answer>,
    to: ReferralState,
    reason: &str,
) -> Result<()> {
    let found = find(tx.conn(), permit)?;
    rules::referral::advance(found.state, to, reason)?;

    let now = Some(tx.now);
    let reason = if reason.trim().is_empty() { found.reason.as_str() } else { reason };
    let set = (
        referral::state.eq(to),
        referral::reason.eq(reason),
        referral::answered_at.eq(found.answered_at.or(now)),
        referral::started_at.eq(if to == ReferralState::Started { now } else { found.started_at }),
        referral::finished_at.eq(now.filter(|_| to.is_over())),
    );
    let as_it_was = referral::table.filter(referral::id.eq(found.id).and(referral::state.eq(found.state)));
    if diesel::update(as_it_was).set(set).execute(tx.conn())? == 0 {
        return Err(store::Error::Stale.into());
    }

    let (of, _) = records::find(tx.conn(), found.service_id)?;
    capability::send(tx, &ServiceNews { account: found.by_id, what: News::Moved }, None)?;
    let event = events::REFERRAL_MOVED.on(found.id.0).family(found.family_id).detail(json!({"state": to}));
    tx.record(event.line(
        format!("Referral to {}: {}", of.body.0.name, to.label().to_lowercase()),
        reason,
        permit.actor().signature(),
    ))?;
    Ok(())
}

/// Where nothing more comes of a referral.
const OVER: [ReferralState; 2] = [ReferralState::Declined, ReferralState::Finished];

/// A referral.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, sight: &Sight<ReferralId>) -> store::Result<Referral> {
    Ok(referral::table.find(sight.subject()).select(Referral::as_select()).first(conn)?)
}

/// A line of a list of referrals: of the family nothing but its id, for the access log.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = referral, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Line {
    pub id: ReferralId,
    pub service_id: ServiceId,
    pub family_id: FamilyId,
    pub by_id: AccountId,
    pub state: ReferralState,
    pub at: Instant,
    pub by_name: String,
}

/// The most of a list, of those that are open and of those that are over.
const MOST: i64 = 200;

/// Those to the services of one's organisation, for its people who answer them, and those that one made; open ones
/// first, newest first.
pub fn list(conn: &mut Conn, permit: &Permit<Nobody, nobody::SeeMyWork>) -> store::Result<Vec<Line>> {
    let actor = permit.actor();
    let services = to_us(conn, actor)?;
    let ours = || {
        referral::table
            .filter(referral::service_id.eq_any(&services).or(referral::by_id.nullable().eq(actor.account)))
            .order(referral::at.desc())
            .limit(MOST)
            .select(Line::as_select())
    };

    let mut all: Vec<Line> = ours().filter(referral::state.ne_all(OVER)).load(conn)?;
    all.extend(ours().filter(referral::state.eq_any(OVER)).load(conn)?);

    let families: Vec<FamilyId> = all.iter().map(|line| line.family_id).collect();
    let known = guard::told_of(conn, actor, &families, false)?;
    let told = guard::told_of(conn, actor, &families, true)?;
    all.retain(|line| {
        let made = Some(line.by_id) == actor.account && known.contains(&line.family_id);
        made || services.contains(&line.service_id) && told.contains(&line.family_id)
    });
    Ok(all)
}

/// The services whose referrals this actor may see because they go to their organisation.
fn to_us(conn: &mut Conn, actor: &Actor) -> store::Result<Vec<ServiceId>> {
    let facts = ReferralFacts { to_us: true, agreed: true, ..ReferralFacts::default() };
    let answers = decide(actor, access::referral::See, &facts).allows();
    let Some(organisation) = actor.organisation.filter(|_| answers) else { return Ok(vec![]) };

    let theirs = service::table.inner_join(provider::table).filter(provider::organisation_id.eq(organisation));
    Ok(theirs.select(service::id).load(conn)?)
}

/// How many referrals to these services wait or are under way, of families of which whoever asks may read.
pub fn count_open(
    conn: &mut Conn,
    permit: &Permit<Nobody, nobody::SeeOurServices>,
    ours: &Ours,
) -> store::Result<usize> {
    let open = referral::table.filter(referral::service_id.eq_any(ours.ids())).filter(referral::state.ne_all(OVER));
    let mut families: Vec<FamilyId> = open.select(referral::family_id).load(conn)?;
    let told = guard::told_of(conn, permit.actor(), &families, true)?;
    families.retain(|family| told.contains(family));
    Ok(families.len())
}

/// A family that a service has accepted and that waits for it to begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The referral.
    pub id: ReferralId,
    /// The service.
    pub service: ServiceId,
    /// What the service is called.
    pub name: String,
    /// Who referred them.
    pub by: AccountId,
    /// What the family hopes for.
    pub text: String,
}

/// For which services a family waits that have accepted it: without a permit, for what is made true at the end of a
/// change.
pub fn accepted_of(conn: &mut Conn, family: FamilyId) -> store::Result<Vec<Accepted>> {
    let rows: Vec<(ReferralId, ServiceId, AccountId, String)> = each!(conn, c => referral::table
        .filter(referral::family_id.eq(family).and(referral::state.eq(ReferralState::Accepted)))
        .select((referral::id, referral::service_id, referral::by_id, referral::text))
        .load(c))?;
    let mut all = Vec::new();
    for (id, service, by, text) in rows {
        let name = records::find(conn, service)?.0.body.0.name;
        all.push(Accepted { id, service, name, by, text });
    }
    Ok(all)
}

/// Families that a service has accepted and that wait for it to begin: for the day's work, which runs for nobody.
pub fn families_accepted(conn: &mut Conn) -> store::Result<Vec<FamilyId>> {
    let accepted = referral::table.filter(referral::state.eq(ReferralState::Accepted));
    Ok(accepted.select(referral::family_id).load(conn)?)
}

/// How far the referral is that something stands for, if it does for one.
pub fn state_of(conn: &mut Conn, source: Option<store::AnyId>) -> store::Result<Option<ReferralState>> {
    let Some(source) = source else { return Ok(None) };
    let found = referral::table.find(ReferralId(source.0)).select(referral::state);
    Ok(found.first(conn).optional()?)
}

/// Those of a family, newest first.
pub fn of_family(conn: &mut Conn, sight: &Sight<FamilyId>) -> store::Result<Vec<Referral>> {
    let all = referral::table.filter(referral::family_id.eq(sight.subject())).order(referral::at.desc()).limit(50);
    Ok(all.select(Referral::as_select()).load(conn)?)
}
