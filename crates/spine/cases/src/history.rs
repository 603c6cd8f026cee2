//! Help of which another system knew before this one: its episodes with their days, its documents as they were; and
//! their taking back while nobody has worked on them. Without a permit: an import runs for nobody and shows nothing.

use crate::{
    Episode, EpisodeId,
    episodes::episode,
    events,
    records::{self, NoteId},
    team,
};
use access::{
    AccountId, FamilyId, TeamId,
    guard::{self, Tie},
};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::{Value, json};
use store::{AnyId, Conn, Instant, Result, Tx};

/// The kind of a note that was a document in another system: a word of the pack's `note-kind`.
pub const DOCUMENT: &str = "old-document";

/// An episode as another system kept it.
#[derive(Debug, Clone)]
pub struct OldEpisode {
    /// Whose.
    pub family: FamilyId,
    /// The contact that was decided.
    pub contact: Option<AnyId>,
    /// The one before.
    pub previous: Option<EpisodeId>,
    /// Who answers, or answered, for it.
    pub team: Option<TeamId>,
    /// Who leads, or led.
    pub lead: Option<AccountId>,
    /// Since when they lead.
    pub led_from: Instant,
    /// When somebody of the family was last seen in it.
    pub seen_on: Option<NaiveDate>,
    /// The outcome of the decision: `assessment`, `intervention-plan`, `single-agency`.
    pub kind: String,
    /// When it was opened.
    pub opened_at: Instant,
    /// When and why it was closed.
    pub closed: Option<OldClosure>,
}

/// How an episode ended.
#[derive(Debug, Clone)]
pub struct OldClosure {
    /// When.
    pub at: Instant,
    /// A word of the pack's `closing-reason`.
    pub reason: String,
    /// How the chronology calls it.
    pub label: String,
    /// What the family had then.
    pub exit_plan: String,
}

/// A document as another system kept it.
#[derive(Debug, Clone)]
pub struct OldDocument {
    /// Whose.
    pub family: FamilyId,
    /// The episode in which it was written.
    pub episode: Option<EpisodeId>,
    /// What it is called.
    pub title: String,
    /// Its text, as it was.
    pub text: String,
    /// Its day.
    pub on: NaiveDate,
    /// Who wrote it, and in which system.
    pub author: String,
}

/// Keeps an episode with its days. An open one is held by its team and led by its lead from now on; of a closed one the
/// managers of its team keep the record. `run` goes into the detail of its events, `told` signs their lines.
pub fn add_episode(tx: &mut Tx<'_>, old: &OldEpisode, run: &Value, told: &str) -> Result<EpisodeId> {
    let row = row(old);
    diesel::insert_into(episode::table).values(&row).execute(tx.conn())?;
    if old.team.is_some() && is_last(tx.conn(), &row)? {
        guard::assign_team(tx.conn(), old.family, old.team)?;
    }
    if let (Some(lead), None) = (old.lead, &old.closed) {
        guard::tie(tx, old.family, lead, Tie::Lead, None)?;
        team::keep_lead(tx, row.id, lead, old.led_from)?;
    }

    let detail = json!({"team": old.team, "kind": old.kind, "run": run});
    let event = events::OPENED.on(row.id.0).family(old.family).detail(detail);
    tx.record(event.line("Early help began", "", told).occurred(old.opened_at))?;
    if let Some(closed) = &old.closed {
        let detail = json!({"reason": closed.reason, "run": run});
        let event = events::CLOSED.on(row.id.0).family(old.family).detail(detail);
        let title = format!("Early help ended: {}", closed.label.to_lowercase());
        tx.record(event.line(title, closed.exit_plan.as_str(), told).occurred(closed.at))?;
    }
    Ok(row.id)
}

/// Whether no other episode of the family is open, or began later: its team keeps the record.
fn is_last(conn: &mut Conn, row: &Episode) -> Result<bool> {
    let others = episode::table.filter(episode::family_id.eq(row.family_id).and(episode::id.ne(row.id)));
    let later = others.filter(episode::closed_at.is_null().or(episode::opened_at.gt(row.opened_at)));
    Ok(later.count().get_result::<i64>(conn)? == 0)
}

fn row(old: &OldEpisode) -> Episode {
    let id = EpisodeId::new();
    let closed = old.closed.as_ref();
    Episode {
        id,
        reference: people::rules::reference("E", id.0),
        family_id: old.family,
        contact_id: old.contact,
        previous_id: old.previous,
        team_id: old.team,
        lead_id: old.lead,
        kind: old.kind.clone(),
        opened_at: old.opened_at,
        seen_on: old.seen_on,
        closed_at: closed.map(|closed| closed.at),
        closed_by: None,
        closing_reason: closed.map(|closed| closed.reason.clone()),
        exit_plan: closed.map(|closed| closed.exit_plan.clone()).unwrap_or_default(),
        version: 1,
    }
}

/// Keeps a document among the notes, as it was.
pub fn add_document(tx: &mut Tx<'_>, old: &OldDocument, run: &Value) -> Result<NoteId> {
    records::insert_document(tx, old, run)
}

/// Whether help goes on for this family.
pub fn is_helped(conn: &mut Conn, family: FamilyId) -> Result<bool> {
    crate::episodes::goes_on(conn, family)
}

/// Takes back episodes and documents, with what was owed on them.
///
/// # Errors
/// The engine's own word where something else still stands on them.
pub fn take_back(conn: &mut Conn, family: FamilyId, episodes: &[EpisodeId], documents: &[NoteId]) -> Result<()> {
    records::forget_documents(conn, documents)?;
    if episodes.is_empty() {
        return Ok(());
    }
    let theirs = || episode::table.filter(episode::id.eq_any(episodes));
    let teams: Vec<Option<TeamId>> = theirs().select(episode::team_id).load(conn)?;
    work::tasks::forget(conn, family, episodes)?;
    team::forget(conn, episodes)?;
    // one that follows another goes with it: the links first
    diesel::update(theirs()).set(episode::previous_id.eq(None::<EpisodeId>)).execute(conn)?;
    diesel::delete(theirs()).execute(conn)?;

    let held = guard::team_of(conn, family)?;
    if held.is_some() && teams.contains(&held) {
        let order = (episode::closed_at.is_null().desc(), episode::opened_at.desc());
        let others = episode::table.filter(episode::family_id.eq(family)).order(order);
        let before: Option<Option<TeamId>> = others.select(episode::team_id).first(conn).optional()?;
        guard::assign_team(conn, family, before.flatten())?;
    }
    Ok(())
}
