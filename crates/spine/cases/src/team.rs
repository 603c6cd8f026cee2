//! The team around the family and its lead professional.

use crate::{Episode, EpisodeId, EpisodeUid, events, kinds, records::episode, rules::CannotJoin};
use access::{
    AccountId, Actor, FamilyId, Permit,
    accounts::{self, Colleague},
    family,
    guard::{self, Tie},
};
use chrono::Days;
use diesel::prelude::*;
use serde_json::json;
use store::{Conn, Instant, MultiBackend, Tx, each};
use web::Result;
use work::{NewTask, tasks};

pub(crate) const DDL: &str = "
CREATE TABLE helper (id $UUID PRIMARY KEY NOT NULL, episode_id $UUID NOT NULL REFERENCES episode(id), account_id $UUID REFERENCES account(id),
  name TEXT NOT NULL, job TEXT NOT NULL, organisation TEXT NOT NULL, reach TEXT NOT NULL, joined_at $INSTANT NOT NULL,
  left_at $INSTANT) $STRICT;
CREATE INDEX helper_episode ON helper(episode_id);
CREATE INDEX helper_account ON helper(account_id) WHERE left_at IS NULL;
CREATE TABLE hand_over (id $UUID PRIMARY KEY NOT NULL, episode_id $UUID NOT NULL REFERENCES episode(id), from_id $UUID, to_id $UUID NOT NULL,
  reason TEXT NOT NULL, offered_at $INSTANT NOT NULL, accepted_at $INSTANT, declined_at $INSTANT, declined_why TEXT NOT NULL) $STRICT;
CREATE INDEX hand_over_episode ON hand_over(episode_id);";

store::strict_id!(
    /// Someone in the team around a family.
    HelperId,
    HelperUid
);

store::strict_id!(
    /// An offer of the lead.
    HandOverId,
    HandOverUid
);

diesel::table! { use diesel::sql_types::*; use access::AccountUid; use store::types::Utc; use super::{EpisodeUid, HelperUid};
helper (id) { id -> HelperUid, episode_id -> EpisodeUid, account_id -> Nullable<AccountUid>, name -> Text, job -> Text,
    organisation -> Text, reach -> Text, joined_at -> Utc, left_at -> Nullable<Utc>, } }
diesel::table! { use diesel::sql_types::*; use access::AccountUid; use store::types::Utc; use super::{EpisodeUid, HandOverUid};
hand_over (id) { id -> HandOverUid, episode_id -> EpisodeUid, from_id -> Nullable<AccountUid>, to_id -> AccountUid, reason -> Text,
    offered_at -> Utc, accepted_at -> Nullable<Utc>, declined_at -> Nullable<Utc>, declined_why -> Text, } }
/// Someone in the team around the family; with an account, or only named.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = helper, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Helper {
    pub id: HelperId,
    pub episode_id: EpisodeId,
    pub account_id: Option<AccountId>,
    pub name: String,
    pub job: String,
    pub organisation: String,
    pub reach: String,
    pub joined_at: Instant,
    pub left_at: Option<Instant>,
}

/// An offer of the lead; the former lead holds until it is accepted.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = hand_over, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct HandOver {
    pub id: HandOverId,
    pub episode_id: EpisodeId,
    pub from_id: Option<AccountId>,
    pub to_id: AccountId,
    pub reason: String,
    pub offered_at: Instant,
    pub accepted_at: Option<Instant>,
    pub declined_at: Option<Instant>,
    pub declined_why: String,
}

impl HandOver {
    /// Whether it waits for an answer.
    pub fn waits(&self) -> bool {
        self.accepted_at.is_none() && self.declined_at.is_none()
    }
}

/// The team now.
pub fn list(conn: &mut Conn, episode: EpisodeId) -> store::Result<Vec<Helper>> {
    Ok(each!(conn, c => helper::table
        .filter(helper::episode_id.eq(episode).and(helper::left_at.is_null()))
        .order(helper::joined_at)
        .select(Helper::as_select())
        .load(c))?)
}

/// A partner's worker may join only while something is shared with their organisation (T26).
fn check_shared(tx: &mut Tx<'_>, family: FamilyId, who: &Colleague) -> Result<()> {
    let today = tx.now.date();
    let shared = who.own
        || people::agreement::sharings(tx.conn(), family)?
            .iter()
            .any(|s| s.organisation_id == who.organisation_id && s.in_force(today));
    if shared { Ok(()) } else { Err(web::Refusal::from(CannotJoin::NotShared).into()) }
}

/// Someone with an account joins.
///
/// # Errors
/// [`CannotJoin`].
pub fn join(tx: &mut Tx<'_>, permit: &Permit<FamilyId, family::ChangeTeam>, e: &Episode, who: AccountId) -> Result<()> {
    let_in(tx, permit.actor(), e, who)
}

/// As [`join`], also for whoever is asked to lead.
fn let_in(tx: &mut Tx<'_>, actor: &Actor, e: &Episode, who: AccountId) -> Result<()> {
    if !e.is_open() {
        return Err(web::Refusal::from(CannotJoin::Closed).into());
    }
    let now = tx.now;
    if accounts::actor(tx.conn(), now, who)?.is_none() {
        return Err(web::Refusal::from(CannotJoin::Disabled).into());
    }
    let colleague = accounts::colleague(tx.conn(), who)?;
    check_shared(tx, e.family_id, &colleague)?;
    guard::tie(tx.conn(), now, e.family_id, who, Tie::Team, None)?;
    if list(tx.conn(), e.id)?.iter().any(|h| h.account_id == Some(who)) {
        return Ok(());
    }
    let reach = if colleague.phone.is_empty() { colleague.email } else { colleague.phone };
    insert(tx, actor, e, Some(who), [colleague.name, colleague.job_title, colleague.organisation, reach])
}

/// Someone without an account is named as a helper: they see nothing.
pub fn name_helper(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::ChangeTeam>,
    e: &Episode,
    details: [String; 4],
) -> Result<()> {
    insert(tx, permit.actor(), e, None, details)
}

fn insert(tx: &mut Tx<'_>, actor: &Actor, e: &Episode, account: Option<AccountId>, details: [String; 4]) -> Result<()> {
    let [name, job, organisation, reach] = details;
    let title = format!("{name} joined the team");
    let row = Helper {
        id: HelperId::new(),
        episode_id: e.id,
        account_id: account,
        name,
        job,
        organisation,
        reach,
        joined_at: tx.now,
        left_at: None,
    };
    diesel::insert_into(helper::table).values(&row).execute(tx.conn())?;
    let event = events::JOINED.on(e.id.0).family(e.family_id).detail(json!({"account": account}));
    tx.record(event.line(title, row.organisation.clone(), actor.signature()))?;
    Ok(())
}

/// Someone leaves: their access ends with the next request (T20).
///
/// # Errors
/// [`CannotJoin::LeadLeaves`].
pub fn leave(tx: &mut Tx<'_>, permit: &Permit<FamilyId, family::ChangeTeam>, e: &Episode, id: HelperId) -> Result<()> {
    let row: Helper = helper::table
        .filter(helper::id.eq(id).and(helper::episode_id.eq(e.id)).and(helper::left_at.is_null()))
        .select(Helper::as_select())
        .first(tx.conn())?;
    if row.account_id.is_some() && row.account_id == e.lead_id {
        return Err(web::Refusal::from(CannotJoin::LeadLeaves).into());
    }
    let now = tx.now;
    diesel::update(helper::table.find(id)).set(helper::left_at.eq(Some(now))).execute(tx.conn())?;
    if let Some(account) = row.account_id {
        guard::untie(tx.conn(), now, e.family_id, Some(account), Tie::Team)?;
    }
    let event = events::LEFT.on(e.id.0).family(e.family_id).detail(json!({"account": row.account_id}));
    tx.record(event.line(format!("{} left the team", row.name), "", permit.actor().signature()))?;
    Ok(())
}

/// The episode is over: the team around the family is no more. The managers of the team that held it keep it, to
/// answer for it and to begin again.
pub(crate) fn dissolve(tx: &mut Tx<'_>, e: &Episode) -> store::Result<()> {
    let now = tx.now;
    diesel::update(helper::table.filter(helper::episode_id.eq(e.id)).filter(helper::left_at.is_null()))
        .set(helper::left_at.eq(Some(now)))
        .execute(tx.conn())?;
    let waiting = hand_over::table.filter(hand_over::episode_id.eq(e.id).and(hand_over::accepted_at.is_null()));
    diesel::update(waiting.filter(hand_over::declined_at.is_null()))
        .set((hand_over::declined_at.eq(Some(now)), hand_over::declined_why.eq("the episode ended")))
        .execute(tx.conn())?;
    guard::untie(tx.conn(), now, e.family_id, None, Tie::Team)?;
    guard::untie(tx.conn(), now, e.family_id, None, Tie::Lead)?;
    Ok(())
}

/// The offer that waits for an answer.
pub fn waiting_offer(conn: &mut Conn, episode: EpisodeId) -> store::Result<Option<HandOver>> {
    Ok(hand_over::table
        .filter(
            hand_over::episode_id
                .eq(episode)
                .and(hand_over::accepted_at.is_null())
                .and(hand_over::declined_at.is_null()),
        )
        .select(HandOver::as_select())
        .first(conn)
        .optional()?)
}

/// An offer of the lead.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find_offer(conn: &mut Conn, id: HandOverId) -> store::Result<HandOver> {
    Ok(hand_over::table.find(id).select(HandOver::as_select()).first(conn)?)
}

/// Offers the lead to someone, chosen with the family; they join the team so that they can see whom it is about.
///
/// # Errors
/// [`CannotJoin`].
pub fn offer_lead(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::HandOver>,
    e: &Episode,
    to: AccountId,
    reason: &str,
) -> Result<HandOverId> {
    let no = |rule: CannotJoin| Err(web::Refusal::from(rule).into());
    if !e.is_open() {
        return no(CannotJoin::Closed);
    }
    if e.lead_id == Some(to) {
        return no(CannotJoin::LeadsAlready);
    }
    if let Some(waiting) = waiting_offer(tx.conn(), e.id)? {
        if waiting.to_id == to {
            return no(CannotJoin::OfferWaits);
        }
        // someone else is asked instead: the earlier offer is taken back
        take_back(tx, e, &waiting, "offered to someone else")?;
    }
    let_in(tx, permit.actor(), e, to)?;
    let row = HandOver {
        id: HandOverId::new(),
        episode_id: e.id,
        from_id: e.lead_id,
        to_id: to,
        reason: reason.into(),
        offered_at: tx.now,
        accepted_at: None,
        declined_at: None,
        declined_why: String::new(),
    };
    diesel::insert_into(hand_over::table).values(&row).execute(tx.conn())?;
    let due_on = tx.now.date() + Days::new(2);
    tasks::add(
        tx,
        NewTask::new(kinds::HAND_OVER, row.id.0, "Take or decline the lead", format!("/hand-overs/{}", row.id), due_on)
            .owed_by(to)
            .about(e.family_id)
            .within(e.id),
    )?;
    tx.record(events::LEAD_OFFERED.on(e.id.0).family(e.family_id).detail(json!({"from": e.lead_id, "to": to})))?;
    Ok(row.id)
}

/// The person to whom the lead was offered takes it.
///
/// # Errors
/// [`CannotJoin`].
pub fn accept_lead(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::AcceptHandOver>,
    e: &Episode,
    offer: &HandOver,
) -> Result<()> {
    check_answer(tx, offer)?;
    if !e.is_open() {
        return Err(web::Refusal::from(CannotJoin::Closed).into());
    }
    let now = tx.now;
    diesel::update(hand_over::table.find(offer.id)).set(hand_over::accepted_at.eq(Some(now))).execute(tx.conn())?;
    guard::untie(tx.conn(), now, e.family_id, None, Tie::Lead)?;
    guard::tie(tx.conn(), now, e.family_id, offer.to_id, Tie::Lead, None)?;
    diesel::update(episode::table.find(e.id))
        .set((episode::lead_id.eq(Some(offer.to_id)), episode::version.eq(episode::version + 1)))
        .execute(tx.conn())?;
    tasks::done(tx, offer.id.0, None)?;
    tasks::move_lead_work(tx, e.family_id, e.id, offer.to_id)?;
    let name = accounts::colleague(tx.conn(), offer.to_id)?.name;
    let event =
        events::LEAD_ACCEPTED.on(e.id.0).family(e.family_id).detail(json!({"from": offer.from_id, "to": offer.to_id}));
    tx.record(event.line(format!("{name} is lead professional"), offer.reason.clone(), permit.actor().signature()))?;
    Ok(())
}

/// The person to whom the lead was offered cannot take it; the former lead still holds.
///
/// # Errors
/// [`CannotJoin`].
pub fn decline_lead(
    tx: &mut Tx<'_>,
    _: &Permit<FamilyId, family::AcceptHandOver>,
    e: &Episode,
    offer: &HandOver,
    why: &str,
) -> Result<()> {
    check_answer(tx, offer)?;
    if why.trim().is_empty() {
        return Err(web::Refusal::from(CannotJoin::NoReason).into());
    }
    take_back(tx, e, offer, why)?;
    tx.record(events::LEAD_DECLINED.on(e.id.0).family(e.family_id).detail(json!({"to": offer.to_id})))?;
    Ok(())
}

/// An offer is over without a new lead: whoever joined only to be asked leaves the team again.
fn take_back(tx: &mut Tx<'_>, e: &Episode, offer: &HandOver, why: &str) -> Result<()> {
    let now = tx.now;
    diesel::update(hand_over::table.find(offer.id))
        .set((hand_over::declined_at.eq(Some(now)), hand_over::declined_why.eq(why)))
        .execute(tx.conn())?;
    tasks::done(tx, offer.id.0, None)?;
    let joined_for_it = helper::table
        .filter(helper::episode_id.eq(e.id).and(helper::account_id.eq(offer.to_id)))
        .filter(helper::joined_at.eq(offer.offered_at).and(helper::left_at.is_null()));
    if diesel::update(joined_for_it).set(helper::left_at.eq(Some(now))).execute(tx.conn())? > 0 {
        guard::untie(tx.conn(), now, e.family_id, Some(offer.to_id), Tie::Team)?;
    }
    Ok(())
}

fn check_answer(tx: &Tx<'_>, offer: &HandOver) -> Result<()> {
    if tx.who.account != Some(offer.to_id) {
        return Err(web::Refusal::from(CannotJoin::NotTheirs).into());
    }
    if !offer.waits() {
        return Err(web::Refusal::from(CannotJoin::Answered).into());
    }
    Ok(())
}

/// How many organisations help: with more than one, an assessment is needed (000 s5).
pub fn organisations(helpers: &[Helper]) -> usize {
    helpers.iter().map(|h| &h.organisation).collect::<std::collections::BTreeSet<_>>().len()
}
