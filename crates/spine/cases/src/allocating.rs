//! What a panel that allocates makes of a family: help begins with a team, a lead is offered it, a step down is taken
//! on, and social care is asked to take over. The panel decides; what follows is as ever.

use crate::{
    EpisodeId, episodes,
    records::{self, Opening},
    step_down::{self, StepDownId},
    step_up::{self, FromContact},
    taking_on, team,
};
use access::{AccountId, Actor, FamilyId, Permit, Subject, TeamId, panel_item, waiting};
use store::{AnyId, Conn, Tx};
use web::Result;

/// Who is to help.
#[derive(Debug, Clone)]
pub struct Allocation {
    /// Whom.
    pub family: FamilyId,
    /// The contact that came to the panel.
    pub contact: Option<AnyId>,
    /// The team of the council that answers for it.
    pub team: TeamId,
    /// What help begins with, where none goes on: a word of the pack's `decision-outcome`.
    pub kind: String,
    /// Who is offered the lead.
    pub lead: Option<AccountId>,
    /// Why.
    pub reason: String,
}

/// The episode that goes on for a family, and the team that answers for it: what a panel needs to know before it gives
/// help to another.
pub fn going_on(
    conn: &mut Conn,
    _: &Permit<impl Subject, panel_item::Decide>,
    family: FamilyId,
) -> store::Result<Option<(EpisodeId, Option<TeamId>)>> {
    let Some(open) = episodes::open_of(conn, family)? else { return Ok(None) };
    Ok(Some((open, episodes::find(conn, open)?.team_id)))
}

/// Help begins with this team, or goes on with it, and whoever was chosen is offered the lead: they take it or decline it
/// as ever.
///
/// # Errors
/// [`crate::rules::CannotOffer`].
pub fn help(tx: &mut Tx<'_>, permit: &Permit<impl Subject, panel_item::Decide>, to: Allocation) -> Result<EpisodeId> {
    help_by(tx, permit.actor(), to)
}

/// As [`help`], for a family that waited for this team and was taken on by it.
///
/// # Errors
/// [`crate::rules::CannotOffer`].
pub fn begin_with_team(
    tx: &mut Tx<'_>,
    permit: &Permit<impl Subject, waiting::Keep>,
    to: Allocation,
) -> Result<EpisodeId> {
    help_by(tx, permit.actor(), to)
}

fn help_by(tx: &mut Tx<'_>, actor: &Actor, to: Allocation) -> Result<EpisodeId> {
    let id = match episodes::open_of(tx.conn(), to.family)? {
        Some(open) => open,
        None => {
            let opening = Opening { family: to.family, contact: to.contact, team: to.team, kind: to.kind };
            records::begin_by_panel(tx, opening, actor.signature())?.id
        }
    };
    if let Some(lead) = to.lead {
        let episode = episodes::find(tx.conn(), id)?;
        team::offer(tx, actor, &episode, lead, &to.reason)?;
    }
    Ok(id)
}

/// A step down is given to this team, and whoever was chosen is asked to lead.
///
/// # Errors
/// Every [`crate::rules::CannotStepDown`] that holds; [`crate::rules::CannotOffer`].
pub fn step_down(
    tx: &mut Tx<'_>,
    permit: &Permit<impl Subject, panel_item::Decide>,
    of: StepDownId,
    to: &Allocation,
) -> Result<()> {
    let found = step_down::load(tx.conn(), of)?;
    taking_on::set_team(tx, &found, Some(to.team))?;
    let Some(lead) = to.lead else { return Ok(()) };

    let found = step_down::load(tx.conn(), of)?;
    let id = taking_on::begin(tx, &found, &to.kind, permit.actor().signature())?;
    let episode = episodes::find(tx.conn(), id)?;
    taking_on::ask_to_lead(tx, permit.actor(), &found, &episode, (lead, &to.reason))
}

/// Social care is asked to take over.
///
/// # Errors
/// [`crate::rules::CannotStepUp`], where it was asked already.
pub fn step_up(
    tx: &mut Tx<'_>,
    permit: &Permit<impl Subject, panel_item::Decide>,
    family: FamilyId,
    new: &FromContact,
) -> Result<()> {
    step_up::from_panel(tx, permit, family, new)?;
    Ok(())
}

/// Step downs for which no lead was named, those that are due first: for the agenda of a panel that allocates, which is
/// shown under its permit.
pub fn step_downs_without_lead(conn: &mut Conn, most: i64) -> store::Result<Vec<step_down::StepDown>> {
    step_down::without_lead(conn, most)
}
