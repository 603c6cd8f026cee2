//! How an episode begins, ends and is followed by another.

use super::notes;
use crate::{
    Case, Episode, EpisodeId,
    episodes::{self, episode},
    events, rules, team,
};
use access::{FamilyId, Permit, Subject, TeamId, contact, family, guard};
use diesel::prelude::*;
use serde_json::json;
use store::{AnyId, Conn, Result, Tx};

/// What an episode is opened from.
#[derive(Debug, Clone)]
pub struct Opening {
    /// Whose.
    pub family: FamilyId,
    /// The contact that was decided.
    pub contact: Option<AnyId>,
    /// Who answers for it.
    pub team: TeamId,
    /// The outcome of the decision: `assessment`, `intervention-plan`, `single-agency`.
    pub kind: String,
}

/// Whether help goes on for the family of a contact that is being decided.
pub fn is_helped(conn: &mut Conn, _: &Permit<impl Subject, contact::Decide>, family: FamilyId) -> Result<bool> {
    episodes::goes_on(conn, family)
}

/// Opens an episode because a contact was decided so; the team's managers can open the family from now on. One episode
/// at a time: `None` where help goes on already, and goes on with this contact in its record.
pub fn open(
    tx: &mut Tx<'_>,
    permit: &Permit<impl Subject, contact::Decide>,
    opening: Opening,
) -> Result<Option<Episode>> {
    if episodes::goes_on(tx.conn(), opening.family)? {
        return Ok(None);
    }

    let row = insert(tx, opening, None)?;
    let detail = json!({"team": row.team_id, "kind": row.kind});
    let event = events::OPENED.on(row.id.0).family(row.family_id).detail(detail);
    tx.record(event.line("Early help began", "", permit.actor().signature()))?;
    Ok(Some(row))
}

/// Opens a new episode after a closed one, linked to it; the former record stays as it is.
///
/// # Errors
/// [`rules::CannotReopen`].
pub fn reopen(tx: &mut Tx<'_>, case: &Case<family::ReopenEpisode>, team: TeamId, reason: &str) -> web::Result<Episode> {
    let before = &case.episode;
    let other_open = before.is_open() || episodes::goes_on(tx.conn(), case.family())?;
    rules::reopen(before.is_open(), other_open, reason)?;

    // the contact was that of the episode before: this one began without
    let opening = Opening { family: case.family(), contact: None, team, kind: before.kind.clone() };
    let row = insert(tx, opening, Some(before.id))?;
    let detail = json!({"team": team, "kind": row.kind, "previous": before.id});
    let event = events::REOPENED.on(row.id.0).family(row.family_id).detail(detail);
    tx.record(event.line("Early help began again", "", case.signature()))?;

    let why = notes::NewNote {
        kind: "agency".into(),
        label: "Why help began again".into(),
        text: reason.into(),
        on: tx.now.date(),
        ..notes::NewNote::default()
    };
    notes::insert(tx, case.signature(), row.family_id, Some(&row), why)?;
    Ok(row)
}

/// Begins an episode because social care steps a family down, linked to the one before; under the permit of that.
pub(crate) fn begin(tx: &mut Tx<'_>, opening: Opening, by: String) -> Result<Episode> {
    let previous = episodes::last_of(tx.conn(), opening.family)?;
    let row = insert(tx, opening, previous)?;
    let detail = json!({"team": row.team_id, "kind": row.kind, "previous": previous});
    let event = events::OPENED.on(row.id.0).family(row.family_id).detail(detail);
    tx.record(event.line("Early help began: social care steps down", "", by))?;
    Ok(row)
}

/// Begins an episode because a panel decided so, linked to the one before; under the permit of that.
pub(crate) fn begin_by_panel(tx: &mut Tx<'_>, opening: Opening, by: String) -> Result<Episode> {
    let previous = episodes::last_of(tx.conn(), opening.family)?;
    let row = insert(tx, opening, previous)?;
    let detail = json!({"team": row.team_id, "kind": row.kind, "previous": previous});
    let event = events::OPENED.on(row.id.0).family(row.family_id).detail(detail);
    tx.record(event.line("Early help began: a team was given", "", by))?;
    Ok(row)
}

fn insert(tx: &mut Tx<'_>, opening: Opening, previous: Option<EpisodeId>) -> Result<Episode> {
    let Opening { family, contact, team, kind } = opening;
    let id = EpisodeId::new();
    let row = Episode {
        id,
        reference: people::rules::reference("E", id.0),
        family_id: family,
        contact_id: contact,
        previous_id: previous,
        team_id: Some(team),
        lead_id: None,
        kind,
        opened_at: tx.now,
        seen_on: None,
        closed_at: None,
        closed_by: None,
        closing_reason: None,
        exit_plan: String::new(),
        version: 1,
    };
    diesel::insert_into(episode::table).values(&row).execute(tx.conn())?;
    guard::assign_team(tx.conn(), family, Some(team))?;
    Ok(row)
}

/// Ends an episode as the rule allowed it. Everyone in the team loses the family with their next request (T20).
///
/// # Errors
/// [`store::Error::Stale`] when somebody else closed or changed it meanwhile.
pub fn close(tx: &mut Tx<'_>, case: &Case<family::CloseEpisode>, closed: &rules::Closed, label: &str) -> Result<()> {
    let before = &case.episode;
    let (now, by) = (tx.now, tx.who.account);
    let there = episode::table
        .filter(episode::id.eq(before.id).and(episode::version.eq(before.version)))
        .filter(episode::closed_at.is_null());
    let count = diesel::update(there)
        .set((
            episode::closed_at.eq(Some(now)),
            episode::closed_by.eq(by),
            episode::closing_reason.eq(Some(closed.reason())),
            episode::exit_plan.eq(closed.exit_plan()),
            episode::version.eq(episode::version + 1),
        ))
        .execute(tx.conn())?;
    if count == 0 {
        return Err(store::Error::Stale);
    }

    team::dissolve(tx, before)?;
    work::tasks::drop_all(tx, before.family_id, before.id)?;
    let event = events::CLOSED.on(before.id.0).family(before.family_id).detail(json!({"reason": closed.reason()}));
    let title = format!("Early help ended: {}", label.to_lowercase());
    tx.record(event.line(title, closed.told(), case.signature()))?;
    Ok(())
}
