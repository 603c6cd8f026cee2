//! Cover as far as it is about the lead (T35): the work itself moves in [`work::cover`]. An offer that waits for
//! somebody who is away is made to whoever covers instead; and where somebody has left for good, the lead of each of
//! their families is offered.

use crate::{
    EpisodeId, kinds, open_case, records,
    team::{self, HandOverId},
};
use access::{AccountId, Change, FamilyId, Nobody, Permit, Permits, accounts, family, guard, nobody};
use store::Conn;
use web::{Error, Result};
use work::{
    Task,
    cover::{self, Absence, CoverId, Plan},
};

/// An offer of the lead that waits for whoever is away, and why it cannot be made to whoever covers.
pub(crate) struct Offered {
    pub(crate) family: FamilyId,
    pub(crate) episode: Option<EpisodeId>,
    pub(crate) obstacle: Option<&'static str>,
}

/// Why nobody is asked to lead whom they lead for already.
const LEADS: &str = "they lead for this family already";

/// The offers among what is owed.
pub(crate) fn offers(
    conn: &mut Conn,
    permit: &Permit<Nobody, nobody::SeeTeam>,
    absence: &Absence,
    plan: &Plan,
) -> Result<Vec<Offered>> {
    let leads = guard::led_in_teams(conn, permit.actor(), absence.cover_id)?;
    let offers = plan.work.iter().map(|(task, _)| task).filter(|task| is_offer(task));
    let offered = offers.filter_map(|task| {
        let family = task.family_id?;
        let way = plan.families.get(&family).and_then(|way| way.obstacle());
        let obstacle = if leads.contains(&family) { Some(LEADS) } else { way };
        Some(Offered { family, episode: task.episode_id, obstacle })
    });
    Ok(offered.collect())
}

/// Whether what is owed is the answer to an offer of the lead.
pub(crate) fn is_offer(task: &Task) -> bool {
    task.kind == kinds::HAND_OVER.code()
}

/// Begins a cover: what can move moves, and what is about the lead is offered, all at once.
///
/// # Errors
/// [`work::rules::cover::CannotCover`].
pub fn begin(change: &mut Change<'_, '_>, permit: &Permit<Nobody, nobody::SeeTeam>, absence: &Absence) -> Result<()> {
    let plan = cover::plan(change.conn(), permit, absence)?;
    let offers = offers(change.conn(), permit, absence, &plan)?;
    let open = plan.families.iter().filter(|(_, way)| way.obstacle().is_none()).map(|(family, _)| *family);
    let permits = open.map(|family| change.permit(family::Reassign, family)).collect::<Result<Vec<_>>>()?;
    cover::begin(change.tx, permit, absence, &permits)?;

    let names = accounts::names(change.conn(), &[absence.away_id])?;
    let away = names.get(&absence.away_id).map_or("", String::as_str);
    for offer in offers.iter().filter(|offer| offer.obstacle.is_none()) {
        let Some(episode) = offer.episode else { continue };
        offer_lead(change, episode, absence.cover_id, &format!("{away}, who was asked before, is away."))?;
    }
    if absence.until_on.is_some() {
        return Ok(());
    }
    for permit in permits.iter().filter(|permit| plan.led.contains(&permit.subject())) {
        let Some(episode) = records::current(change.conn(), permit)? else { continue };
        offer_lead(change, episode.id, absence.cover_id, &format!("{away} no longer leads for families here."))?;
    }
    Ok(())
}

/// Offers the lead. Where a rule says no, because it was offered or taken meanwhile, there is nothing to offer.
fn offer_lead(
    change: &mut Change<'_, '_>,
    episode: EpisodeId,
    to: AccountId,
    reason: &str,
) -> Result<Option<HandOverId>> {
    let case = open_case(change, family::HandOver, episode)?;
    match team::offer_lead(change.tx, &case, to, reason) {
        Ok(id) => Ok(Some(id)),
        Err(Error::Refused(_)) => Ok(None),
        Err(other) => Err(other),
    }
}

/// A cover, for the page of whoever manages the team of the one who is away.
///
/// # Errors
/// [`Error::NotFound`].
pub(crate) fn find(inside: &mut impl Permits, id: CoverId) -> Result<(Permit<Nobody, nobody::SeeTeam>, Absence)> {
    let permit = inside.allow(nobody::SeeTeam)?;
    let absence = cover::find(inside.conn(), &permit, id)?;
    Ok((permit, absence))
}
