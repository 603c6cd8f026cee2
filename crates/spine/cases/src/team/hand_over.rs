//! The lead: offered, taken or declined. Whoever leads holds until someone else has accepted.

use super::members;
use crate::{
    Case, Episode, EpisodeId, EpisodeUid,
    episodes::episode,
    events, kinds, news as kinds_of_news,
    rules::{self, Answering, Offering},
    step_down,
};
use access::{
    AccountId, Actor, FamilyId, Sight, accounts, family,
    guard::{self, Tie},
};
use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use serde_json::json;
use store::{Conn, Instant, MultiBackend, Tx, each};
use web::{Refusal, Result};
use work::{
    NewTask,
    news::{self, News},
    tasks,
};

store::strict_id!(
    /// An offer of the lead.
    HandOverId,
    HandOverUid
);

diesel::table! {
    use diesel::sql_types::*;
    use access::AccountUid;
    use store::types::Utc;
    use super::{EpisodeUid, HandOverUid};

    hand_over (id) {
        id -> HandOverUid,
        episode_id -> EpisodeUid,
        from_id -> Nullable<AccountUid>,
        to_id -> AccountUid,
        reason -> Text,
        offered_at -> Utc,
        accepted_at -> Nullable<Utc>,
        declined_at -> Nullable<Utc>,
        declined_why -> Text,
    }
}
diesel::allow_tables_to_appear_in_same_query!(hand_over, episode);

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

/// The episode in which the lead was offered: to open its case with, before any of the offer is shown.
///
/// # Errors
/// [`store::Error::Missing`].
pub(crate) fn episode_of(conn: &mut Conn, id: HandOverId) -> store::Result<EpisodeId> {
    Ok(hand_over::table.find(id).select(hand_over::episode_id).first(conn)?)
}

/// An offer of the lead.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find_offer(conn: &mut Conn, sight: &Sight<FamilyId>, id: HandOverId) -> store::Result<HandOver> {
    let of_family = episode::table.filter(episode::family_id.eq(sight.subject())).select(episode::id);
    Ok(hand_over::table
        .filter(hand_over::id.eq(id).and(hand_over::episode_id.eq_any(of_family)))
        .select(HandOver::as_select())
        .first(conn)?)
}

/// The offer that waits for an answer.
pub fn waiting_offer(conn: &mut Conn, sight: &Sight<FamilyId>, of: EpisodeId) -> store::Result<Option<HandOver>> {
    waits_of(conn, sight.subject(), of)
}

fn waits_of(conn: &mut Conn, family: FamilyId, of: EpisodeId) -> store::Result<Option<HandOver>> {
    let of_family = episode::table.filter(episode::family_id.eq(family)).select(episode::id);
    Ok(hand_over::table
        .filter(hand_over::episode_id.eq(of).and(hand_over::episode_id.eq_any(of_family)))
        .filter(hand_over::accepted_at.is_null().and(hand_over::declined_at.is_null()))
        .select(HandOver::as_select())
        .first(conn)
        .optional()?)
}

/// The offer that waits, and the day on which somebody first took the lead: for what comes next, which shows nothing.
pub(crate) fn waiting_for(conn: &mut Conn, of: EpisodeId) -> store::Result<Option<HandOverId>> {
    let waits = hand_over::accepted_at.is_null().and(hand_over::declined_at.is_null());
    Ok(each!(conn, c => hand_over::table
        .filter(hand_over::episode_id.eq(of).and(waits))
        .select(hand_over::id)
        .first(c))
    .optional()?)
}

/// Since when anybody has led: a change of lead begins no clock again.
pub(crate) fn led_since(conn: &mut Conn, of: EpisodeId) -> store::Result<Option<NaiveDate>> {
    let first: Option<Option<Instant>> = each!(conn, c => hand_over::table
        .filter(hand_over::episode_id.eq(of).and(hand_over::accepted_at.is_not_null()))
        .order(hand_over::accepted_at)
        .select(hand_over::accepted_at)
        .first(c))
    .optional()?;
    Ok(first.flatten().map(Instant::date))
}

/// Offers the lead to someone, chosen with the family; they join the team so that they can see whom it is about. Where
/// someone else had been asked, that offer is taken back.
///
/// # Errors
/// [`rules::CannotOffer`].
pub fn offer_lead(tx: &mut Tx<'_>, case: &Case<family::HandOver>, to: AccountId, reason: &str) -> Result<HandOverId> {
    offer(tx, case.permit.actor(), &case.episode, to, reason)
}

/// As [`offer_lead`], under the permit of a panel that allocates.
pub(crate) fn offer(tx: &mut Tx<'_>, by: &Actor, episode: &Episode, to: AccountId, reason: &str) -> Result<HandOverId> {
    let waiting = waits_of(tx.conn(), episode.family_id, episode.id)?;
    let waits = waiting.as_ref().is_some_and(|offer| offer.to_id == to);
    let join = members::may_join(tx, episode.family_id, to)?;
    let now = tx.now;
    let can_lead = accounts::actor(tx.conn(), now, to)?.is_some_and(|actor| family::can_lead(&actor));
    let offering = Offering { leads: episode.lead_id == Some(to), waits, can_lead, join };
    rules::offer_lead(offering).map_err(Refusal::from)?;

    if let Some(other) = waiting {
        take_back(tx, episode, &other, "offered to someone else")?;
    }
    members::let_in(tx, by, episode, to)?;
    let row = HandOver {
        id: HandOverId::new(),
        episode_id: episode.id,
        from_id: episode.lead_id,
        to_id: to,
        reason: reason.into(),
        offered_at: tx.now,
        accepted_at: None,
        declined_at: None,
        declined_why: String::new(),
    };
    diesel::insert_into(hand_over::table).values(&row).execute(tx.conn())?;

    let (href, due_on) = (address(row.id), tx.now.date() + Days::new(2));
    let offered = News::new(kinds_of_news::LEAD_OFFERED, "You are asked to lead", href.as_str());
    news::tell(tx, to, &offered.about(episode.family_id))?;
    let answer = NewTask::new(kinds::HAND_OVER, row.id.0, "Take or decline the lead", href, due_on);
    tasks::add(tx, answer.owed_by(to).about(episode.family_id).within(episode.id))?;
    let detail = json!({"from": episode.lead_id, "to": to});
    tx.record(events::LEAD_OFFERED.on(episode.id.0).family(episode.family_id).detail(detail))?;
    step_down::lead_offered(tx, episode.family_id, episode.id, to)?;
    Ok(row.id)
}

/// The person to whom the lead was offered takes it.
///
/// # Errors
/// [`rules::CannotAnswer`].
pub fn accept_lead(tx: &mut Tx<'_>, case: &Case<family::AcceptHandOver>, id: HandOverId) -> Result<()> {
    let offer = find_offer(tx.conn(), &case.permit, id)?;
    rules::accept_lead(answering(tx, case, &offer))?;

    let now = tx.now;
    let (of, family) = (case.episode.id, case.family());
    diesel::update(hand_over::table.find(id)).set(hand_over::accepted_at.eq(Some(now))).execute(tx.conn())?;
    guard::untie(tx, family, None, Tie::Lead)?;
    guard::lower_covers(tx, family)?;
    guard::tie(tx, family, offer.to_id, Tie::Lead, None)?;
    diesel::update(episode::table.find(of))
        .set((episode::lead_id.eq(Some(offer.to_id)), episode::version.eq(episode::version + 1)))
        .execute(tx.conn())?;
    tasks::done(tx, id.0, None)?;
    news::over(tx, offer.to_id, &address(id))?;
    tasks::move_lead_work(tx, family, of, offer.to_id)?;

    let name = accounts::colleague(tx.conn(), offer.to_id)?.name;
    let accepted = News::new(kinds_of_news::LEAD_ACCEPTED, format!("{name} leads now"), format!("/families/{family}"));
    answer_for(tx, &case.episode, &offer, accepted)?;

    let detail = json!({"from": offer.from_id, "to": offer.to_id});
    let event = events::LEAD_ACCEPTED.on(of.0).family(family).detail(detail);
    tx.record(event.line(format!("{name} is lead professional"), offer.reason, case.signature()))?;
    step_down::lead_accepted(tx, family, offer.to_id, case.signature())?;
    Ok(())
}

/// The person to whom the lead was offered cannot take it; the former lead still holds.
///
/// # Errors
/// [`rules::CannotAnswer`].
pub fn decline_lead(tx: &mut Tx<'_>, case: &Case<family::AcceptHandOver>, id: HandOverId, why: &str) -> Result<()> {
    let offer = find_offer(tx.conn(), &case.permit, id)?;
    rules::decline_lead(answering(tx, case, &offer), why)?;

    take_back(tx, &case.episode, &offer, why)?;
    let name = accounts::colleague(tx.conn(), offer.to_id)?.name;
    let href = format!("/episodes/{}/lead", case.episode.id);
    let declined = News::new(kinds_of_news::LEAD_DECLINED, format!("{name} cannot lead"), href);
    answer_for(tx, &case.episode, &offer, declined)?;

    let detail = json!({"to": offer.to_id});
    tx.record(events::LEAD_DECLINED.on(case.episode.id.0).family(case.family()).detail(detail))?;
    Ok(())
}

fn answering(tx: &Tx<'_>, case: &Case<family::AcceptHandOver>, offer: &HandOver) -> Answering {
    Answering { theirs: tx.who.account == Some(offer.to_id), waits: offer.waits(), open: case.episode.is_open() }
}

/// Where an offer is answered.
fn address(id: HandOverId) -> String {
    format!("/hand-overs/{id}")
}

/// Tells those who may have made the offer of its answer: whoever led when it was made, and the managers of the team.
fn answer_for(tx: &mut Tx<'_>, episode: &Episode, offer: &HandOver, answer: News) -> Result<()> {
    let mut told: Vec<AccountId> = offer.from_id.into_iter().collect();
    if let Some(team) = episode.team_id {
        told.extend(accounts::managers_of(tx.conn(), team)?);
    }
    Ok(news::tell_all(tx, &told, &answer.about(episode.family_id))?)
}

/// An offer is over without a new lead: whoever joined only to be asked leaves the team again.
fn take_back(tx: &mut Tx<'_>, episode: &Episode, offer: &HandOver, why: &str) -> Result<()> {
    let now = tx.now;
    diesel::update(hand_over::table.find(offer.id))
        .set((hand_over::declined_at.eq(Some(now)), hand_over::declined_why.eq(why)))
        .execute(tx.conn())?;
    tasks::done(tx, offer.id.0, None)?;
    step_down::lead_declined(tx, episode.family_id, offer.to_id)?;
    news::over(tx, offer.to_id, &address(offer.id))?;
    members::undo_joining(tx, episode, offer.to_id, offer.offered_at)
}

/// The episode is over: no offer waits any more.
pub(super) fn end_waiting(tx: &mut Tx<'_>, of: EpisodeId) -> store::Result<()> {
    let now = tx.now;
    let waiting = hand_over::table.filter(hand_over::episode_id.eq(of).and(hand_over::accepted_at.is_null()));
    diesel::update(waiting.filter(hand_over::declined_at.is_null()))
        .set((hand_over::declined_at.eq(Some(now)), hand_over::declined_why.eq("the episode ended")))
        .execute(tx.conn())?;
    Ok(())
}

/// Somebody has led in another system since then: as if they had been asked and had accepted that day.
pub(super) fn keep(tx: &mut Tx<'_>, of: EpisodeId, lead: AccountId, since: Instant) -> store::Result<()> {
    let row = HandOver {
        id: HandOverId::new(),
        episode_id: of,
        from_id: None,
        to_id: lead,
        reason: String::new(),
        offered_at: since,
        accepted_at: Some(since),
        declined_at: None,
        declined_why: String::new(),
    };
    diesel::insert_into(hand_over::table).values(&row).execute(tx.conn())?;
    Ok(())
}

/// Takes away who was asked to lead in these episodes.
pub(super) fn forget(conn: &mut Conn, episodes: &[EpisodeId]) -> store::Result<()> {
    diesel::delete(hand_over::table.filter(hand_over::episode_id.eq_any(episodes))).execute(conn)?;
    Ok(())
}
