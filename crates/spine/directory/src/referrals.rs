//! Referrals of a family to a service: sent, accepted or declined with a reason, started, finished. Whoever made one sees
//! how far it is.

use crate::{
    care, events,
    letters::{News, ServiceNews},
    records::{self, ServiceId, ServiceUid, provider, service},
};
use access::{
    AccountId, AccountUid, Actor, FamilyId, FamilyUid, OrganisationId, Permit, ReferralFacts, Sight, Subject,
    capability, family, guard,
};
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use store::{Conn, Instant, MultiBackend, Tx, Uuid};
use web::{Refusal, Result};

pub(crate) const DDL: &str = "
CREATE TABLE referral (id $UUID PRIMARY KEY NOT NULL, service_id $UUID NOT NULL, family_id $UUID NOT NULL, by_id $UUID NOT NULL REFERENCES account(id),
  by_name TEXT NOT NULL, by_reach TEXT NOT NULL, at $INSTANT NOT NULL, text TEXT NOT NULL, agreed_by TEXT NOT NULL, state TEXT NOT NULL,
  reason TEXT NOT NULL, answered_at $INSTANT, started_at $INSTANT, finished_at $INSTANT) $STRICT;
CREATE INDEX referral_service ON referral(service_id, state);
CREATE INDEX referral_family ON referral(family_id);
CREATE INDEX referral_by ON referral(by_id);";

store::strict_id!(
    /// A referral.
    ReferralId,
    ReferralUid
);

diesel::table! { use diesel::sql_types::*; use store::types::Utc; use super::{AccountUid, FamilyUid, ReferralUid, ServiceUid};
referral (id) { id -> ReferralUid, service_id -> ServiceUid, family_id -> FamilyUid, by_id -> AccountUid, by_name -> Text, by_reach -> Text,
    at -> Utc, text -> Text, agreed_by -> Text, state -> Text, reason -> Text, answered_at -> Nullable<Utc>,
    started_at -> Nullable<Utc>, finished_at -> Nullable<Utc>, } }

store::coded! {
    /// How far a referral is.
    pub enum State {
        /// The service has not answered.
        Sent = "sent",
        /// It will help.
        Accepted = "accepted",
        /// It will not, and said why.
        Declined = "declined",
        /// Help has begun.
        Started = "started",
        /// Help is over.
        Finished = "finished",
    }
}

impl State {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Sent => "Sent",
            Self::Accepted => "Accepted",
            Self::Declined => "Declined",
            Self::Started => "Started",
            Self::Finished => "Finished",
        }
    }

    /// Where it may go from here.
    pub const fn next(self) -> &'static [State] {
        match self {
            Self::Sent => &[Self::Accepted, Self::Declined],
            Self::Accepted => &[Self::Started, Self::Declined],
            Self::Started => &[Self::Finished],
            Self::Declined | Self::Finished => &[],
        }
    }
}

/// Why a referral cannot be made or moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotRefer {
    /// The family has not agreed to it (practice 3).
    NotAgreed,
    /// Nothing is asked.
    NoText,
    /// It is declined, or ended, without a word.
    NoReason,
    /// It is not there that it could go from here.
    NotFromHere(State),
    /// An open one to the same service is under way.
    Twice,
}

impl From<CannotRefer> for Refusal {
    fn from(rule: CannotRefer) -> Self {
        match rule {
            CannotRefer::NotAgreed => Self::new(
                "referral-not-agreed",
                "Say who of the family agreed to this referral. Without it, give them the service's page instead",
            )
            .at("agreed_by"),
            CannotRefer::NoText => Self::new("referral-without-text", "Say what the family hopes for"),
            CannotRefer::NoReason => Self::new("referral-without-reason", "Say why").at("reason"),
            CannotRefer::NotFromHere(state) => Self::new(
                "referral-not-from-here",
                format!("The referral is {}; that cannot be said of it now", state.label().to_lowercase()),
            ),
            CannotRefer::Twice => Self::new("referral-twice", "A referral of this family to this service is under way"),
        }
    }
}

fn no<T>(rule: CannotRefer) -> Result<T> {
    Err(Refusal::from(rule).into())
}

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
    pub state: State,
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
            family: guard::facts(conn, family, actor)?,
        };
        Ok((facts, Some(family)))
    }
}

/// What a referral is made of.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "as the columns of referral")]
pub struct NewReferral {
    pub service: ServiceId,
    pub text: String,
    pub agreed_by: String,
}

/// Sends a referral.
///
/// # Errors
/// [`CannotRefer`].
pub fn send(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::OfferService>,
    new: &NewReferral,
    reach: &str,
) -> Result<ReferralId> {
    if new.agreed_by.trim().is_empty() {
        return no(CannotRefer::NotAgreed);
    }
    if new.text.trim().is_empty() {
        return no(CannotRefer::NoText);
    }
    let (found, of) = records::find_live(tx.conn(), new.service)?;
    let open: i64 = referral::table
        .filter(referral::family_id.eq(permit.subject()).and(referral::service_id.eq(found.id)))
        .filter(referral::state.eq_any([State::Sent, State::Accepted, State::Started]))
        .count()
        .get_result(tx.conn())?;
    if open > 0 {
        return no(CannotRefer::Twice);
    }
    let Some(by) = permit.actor().account else { return Err(web::Error::NotFound) };
    let row = Referral {
        id: ReferralId::new(),
        service_id: found.id,
        family_id: permit.subject(),
        by_id: by,
        by_name: permit.actor().signature(),
        by_reach: reach.into(),
        at: tx.now,
        text: new.text.clone(),
        agreed_by: new.agreed_by.clone(),
        state: State::Sent,
        reason: String::new(),
        answered_at: None,
        started_at: None,
        finished_at: None,
    };
    diesel::insert_into(referral::table).values(&row).execute(tx.conn())?;
    care::tell_keepers(tx, &found, &of, News::Referred)?;
    let event = events::REFERRED.on(row.id.0).family(permit.subject()).detail(json!({"service": found.id}));
    tx.record(event.line(
        format!("Referred to {}, {}", found.body.0.name, of.name),
        format!("{}\nAgreed by: {}", row.text, row.agreed_by),
        permit.actor().signature(),
    ))?;
    Ok(row.id)
}

/// Says that a referral has moved on.
///
/// # Errors
/// [`CannotRefer`].
pub fn advance(
    tx: &mut Tx<'_>,
    permit: &Permit<ReferralId, access::referral::Answer>,
    to: State,
    reason: &str,
) -> Result<()> {
    let found = find(tx.conn(), permit)?;
    if !found.state.next().contains(&to) {
        return no(CannotRefer::NotFromHere(found.state));
    }
    if to == State::Declined && reason.trim().is_empty() {
        return no(CannotRefer::NoReason);
    }
    let now = Some(tx.now);
    let reason = if reason.trim().is_empty() { found.reason.as_str() } else { reason };
    let set = (
        referral::state.eq(to),
        referral::reason.eq(reason),
        referral::answered_at.eq(found.answered_at.or(now)),
        referral::started_at.eq(if to == State::Started { now } else { found.started_at }),
        referral::finished_at.eq(if matches!(to, State::Finished | State::Declined) { now } else { None }),
    );
    let count = diesel::update(referral::table.filter(referral::id.eq(found.id).and(referral::state.eq(found.state))))
        .set(set)
        .execute(tx.conn())?;
    if count == 0 {
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

/// A referral.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, sight: &Sight<ReferralId>) -> store::Result<Referral> {
    Ok(referral::table.find(sight.subject()).select(Referral::as_select()).first(conn)?)
}

/// A line of a list of referrals: no word of the family.
pub type Line = (ReferralId, ServiceId, State, Instant, String);

/// Those to these services, or those that this account made; open ones first, newest first.
pub fn list(conn: &mut Conn, services: &[ServiceId], by: Option<AccountId>) -> store::Result<Vec<Line>> {
    let ours = || {
        referral::table
            .filter(referral::service_id.eq_any(services).or(referral::by_id.nullable().eq(by)))
            .order(referral::at.desc())
            .limit(200)
            .select((referral::id, referral::service_id, referral::state, referral::at, referral::by_name))
    };
    let over = [State::Declined, State::Finished];
    let mut all: Vec<Line> = ours().filter(referral::state.ne_all(over)).load(conn)?;
    all.extend(ours().filter(referral::state.eq_any(over)).load::<Line>(conn)?);
    Ok(all)
}

/// How many referrals to these services wait or are under way.
pub fn count_open(conn: &mut Conn, services: &[ServiceId]) -> store::Result<i64> {
    let open = referral::table
        .filter(referral::service_id.eq_any(services))
        .filter(referral::state.ne_all([State::Declined, State::Finished]));
    Ok(open.count().get_result(conn)?)
}

/// Those of a family, newest first.
pub fn of_family(conn: &mut Conn, sight: &Sight<FamilyId>) -> store::Result<Vec<Referral>> {
    let all = referral::table.filter(referral::family_id.eq(sight.subject())).order(referral::at.desc()).limit(50);
    Ok(all.select(Referral::as_select()).load(conn)?)
}
