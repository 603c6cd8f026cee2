//! Episodes, levels of need, notes.

use crate::{events, rules};
use access::{AccountId, EpisodeId, FamilyId, Nobody, Permit, Sight, Subject, TeamId, contact, family, guard, nobody};
use chrono::NaiveDate;
use diesel::prelude::*;
use people::PersonId;
use serde_json::json;
use store::log::NewEvent;
use store::{AnyId, Conn, Instant, Json, MultiBackend, Result, Tx, each};
use web::Refusal;

pub(crate) const DDL: &str = "
CREATE TABLE episode (id $UUID PRIMARY KEY NOT NULL, reference TEXT NOT NULL, family_id $UUID NOT NULL REFERENCES family(id),
  contact_id $UUID, previous_id $UUID REFERENCES episode(id), team_id $UUID REFERENCES team(id), lead_id $UUID REFERENCES account(id),
  kind TEXT NOT NULL, opened_at $INSTANT NOT NULL, seen_on $DATE, closed_at $INSTANT, closed_by $UUID, closing_reason TEXT,
  exit_plan TEXT NOT NULL, version $INT8 NOT NULL) $STRICT;
CREATE INDEX episode_family ON episode(family_id);
CREATE INDEX episode_lead ON episode(lead_id) WHERE closed_at IS NULL;
CREATE INDEX episode_team ON episode(team_id) WHERE closed_at IS NULL;
CREATE TABLE need_level (id $UUID PRIMARY KEY NOT NULL, person_id $UUID NOT NULL REFERENCES person(id),
  family_id $UUID NOT NULL REFERENCES family(id), level TEXT NOT NULL, indicators $JSON NOT NULL, reason TEXT NOT NULL,
  set_by $UUID, set_at $INSTANT NOT NULL) $STRICT;
CREATE INDEX need_level_family ON need_level(family_id, set_at);
CREATE TABLE note (id $UUID PRIMARY KEY NOT NULL, family_id $UUID NOT NULL REFERENCES family(id), episode_id $UUID,
  kind TEXT NOT NULL, text TEXT NOT NULL, occurred_on $DATE NOT NULL, author_id $UUID, written_at $INSTANT NOT NULL) $STRICT;
CREATE INDEX note_family ON note(family_id);";

store::strict_id!(
    /// A note.
    NoteId,
    NoteUid
);

diesel::table! { use diesel::sql_types::*; use access::{FamilyUid, AccountUid, accounts::TeamUid}; use store::types::{Utc, Uid}; use access::EpisodeUid;
episode (id) { id -> EpisodeUid, reference -> Text, family_id -> FamilyUid, contact_id -> Nullable<Uid>,
    previous_id -> Nullable<EpisodeUid>, team_id -> Nullable<TeamUid>, lead_id -> Nullable<AccountUid>, kind -> Text,
    opened_at -> Utc, seen_on -> Nullable<Date>, closed_at -> Nullable<Utc>, closed_by -> Nullable<AccountUid>,
    closing_reason -> Nullable<Text>, exit_plan -> Text, version -> BigInt, } }
diesel::table! { use diesel::sql_types::*; use access::{FamilyUid, AccountUid}; use people::PersonUid; use store::types::{Utc, Uid, Jsonb};
need_level (id) { id -> Uid, person_id -> PersonUid, family_id -> FamilyUid, level -> Text, indicators -> Jsonb, reason -> Text,
    set_by -> Nullable<AccountUid>, set_at -> Utc, } }
diesel::table! { use diesel::sql_types::*; use access::{FamilyUid, AccountUid}; use store::types::Utc; use super::NoteUid; use access::EpisodeUid;
note (id) { id -> NoteUid, family_id -> FamilyUid, episode_id -> Nullable<EpisodeUid>, kind -> Text, text -> Text,
    occurred_on -> Date, author_id -> Nullable<AccountUid>, written_at -> Utc, } }

/// One period of early help for a family.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = episode, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Episode {
    pub id: EpisodeId,
    pub reference: String,
    pub family_id: FamilyId,
    pub contact_id: Option<AnyId>,
    pub previous_id: Option<EpisodeId>,
    pub team_id: Option<TeamId>,
    pub lead_id: Option<AccountId>,
    pub kind: String,
    pub opened_at: Instant,
    pub seen_on: Option<NaiveDate>,
    pub closed_at: Option<Instant>,
    pub closed_by: Option<AccountId>,
    pub closing_reason: Option<String>,
    pub exit_plan: String,
    pub version: i64,
}

impl Episode {
    /// Whether help is going on.
    pub fn is_open(&self) -> bool {
        self.closed_at.is_none()
    }
}

/// A child's level of need at a moment.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = need_level, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct NeedLevel {
    pub id: AnyId,
    pub person_id: PersonId,
    pub family_id: FamilyId,
    pub level: String,
    pub indicators: Json<Vec<String>>,
    pub reason: String,
    pub set_by: Option<AccountId>,
    pub set_at: Instant,
}

#[derive(Debug, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = note, check_for_backend(MultiBackend))]
struct Note {
    id: NoteId,
    family_id: FamilyId,
    episode_id: Option<EpisodeId>,
    kind: String,
    text: String,
    occurred_on: NaiveDate,
    author_id: Option<AccountId>,
    written_at: Instant,
}

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

/// Opens an episode because a contact was decided so; the team's managers can open the family from now on.
pub fn open(tx: &mut Tx<'_>, permit: &Permit<impl Subject, contact::Decide>, opening: &Opening) -> Result<Episode> {
    let Opening { family, contact, team, kind } = opening.clone();
    let row = insert(tx, family, contact, None, team, kind)?;
    let event = events::OPENED.on(row.id.0).family(family).detail(json!({"team": team, "kind": row.kind}));
    tx.record(event.line("Early help began", "", permit.actor().signature()))?;
    Ok(row)
}

/// Opens a new episode after a closed one, linked to it; the former record stays as it is.
///
/// # Errors
/// [`rules::CannotReopen`].
pub fn reopen(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::ReopenEpisode>,
    before: &Episode,
    team: TeamId,
    reason: &str,
) -> web::Result<Episode> {
    rules::reopen(before.is_open(), reason).map_err(Refusal::from)?;

    let row = insert(tx, permit.subject(), before.contact_id, Some(before.id), team, before.kind.clone())?;
    let detail = json!({"team": team, "kind": row.kind, "previous": before.id});
    let event = events::REOPENED.on(row.id.0).family(row.family_id).detail(detail);
    let author = permit.actor().signature();
    tx.record(event.line("Early help began again", "", author.clone()))?;
    let today = tx.now.date();
    insert_note(tx, author, row.family_id, Some(&row), ("agency", "Why help began again"), reason, today)?;
    Ok(row)
}

fn insert(
    tx: &mut Tx<'_>,
    family: FamilyId,
    contact: Option<AnyId>,
    previous: Option<EpisodeId>,
    team: TeamId,
    kind: String,
) -> Result<Episode> {
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

/// An episode; the caller asks for a permit on its family before showing any of it.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, id: EpisodeId) -> Result<Episode> {
    Ok(episode::table.find(id).select(Episode::as_select()).first(conn)?)
}

/// The open episode of a family, else the last closed one.
pub fn current(conn: &mut Conn, family: FamilyId) -> Result<Option<Episode>> {
    Ok(each!(conn, c => episode::table
        .filter(episode::family_id.eq(family))
        .order((episode::closed_at.is_null().desc(), episode::opened_at.desc()))
        .select(Episode::as_select())
        .first(c))
    .optional()?)
}

/// Every episode of a family, newest first.
pub fn list(conn: &mut Conn, sight: &Sight<FamilyId>) -> Result<Vec<Episode>> {
    Ok(episode::table
        .filter(episode::family_id.eq(sight.subject()))
        .order(episode::opened_at.desc())
        .select(Episode::as_select())
        .load(conn)?)
}

/// Open episodes that this person leads, the oldest first, as far as they may still open them.
pub fn led_by(conn: &mut Conn, permit: &Permit<Nobody, nobody::SeeMyWork>) -> Result<Vec<Episode>> {
    let Some(account) = permit.actor().account else { return Ok(vec![]) };
    let led: Vec<Episode> = episode::table
        .filter(episode::lead_id.eq(account).and(episode::closed_at.is_null()))
        .order(episode::opened_at)
        .select(Episode::as_select())
        .load(conn)?;
    let families: Vec<FamilyId> = led.iter().map(|episode| episode.family_id).collect();
    let visible = guard::visible_among(conn, permit.actor(), &families)?;
    Ok(led.into_iter().filter(|episode| visible.contains(&episode.family_id)).collect())
}

/// How many episodes are open in this manager's teams.
pub fn count_open(conn: &mut Conn, permit: &Permit<Nobody, nobody::SeeTeam>) -> Result<i64> {
    let actor = permit.actor();
    let hidden = guard::hidden_from(conn, actor)?;
    Ok(episode::table
        .filter(episode::closed_at.is_null().and(episode::team_id.eq_any(&actor.manages)))
        .filter(episode::family_id.ne_all(hidden))
        .count()
        .get_result(conn)?)
}

/// How many open episodes each lead of this manager's teams has.
pub fn caseloads(conn: &mut Conn, permit: &Permit<Nobody, nobody::SeeTeam>) -> Result<Vec<(AccountId, i64)>> {
    let actor = permit.actor();
    let hidden = guard::hidden_from(conn, actor)?;
    let loads: Vec<(Option<AccountId>, i64)> = episode::table
        .filter(episode::closed_at.is_null().and(episode::team_id.eq_any(&actor.manages)))
        .filter(episode::family_id.ne_all(hidden))
        .group_by(episode::lead_id)
        .select((episode::lead_id, diesel::dsl::count_star()))
        .load(conn)?;
    Ok(loads.into_iter().filter_map(|(lead, many)| Some((lead?, many))).collect())
}

/// Open episodes of this manager's teams that nobody leads, the oldest first.
pub fn without_lead(conn: &mut Conn, permit: &Permit<Nobody, nobody::SeeTeam>, most: i64) -> Result<Vec<Episode>> {
    let actor = permit.actor();
    let hidden = guard::hidden_from(conn, actor)?;
    Ok(episode::table
        .filter(episode::closed_at.is_null().and(episode::lead_id.is_null()))
        .filter(episode::team_id.eq_any(&actor.manages).and(episode::family_id.ne_all(hidden)))
        .order(episode::opened_at)
        .limit(most)
        .select(Episode::as_select())
        .load(conn)?)
}

/// Ends an episode. Everyone in the team loses the family with their next request (T20). The rule has been asked.
///
/// # Errors
/// [`store::Error::Stale`] when somebody else closed or changed it meanwhile.
pub fn close(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::CloseEpisode>,
    e: &Episode,
    reason: &str,
    label: &str,
    exit_plan: &str,
) -> Result<()> {
    let now = tx.now;
    let by = tx.who.account;
    let there = episode::table
        .filter(episode::id.eq(e.id).and(episode::version.eq(e.version)).and(episode::closed_at.is_null()));
    let count = diesel::update(there)
        .set((
            episode::closed_at.eq(Some(now)),
            episode::closed_by.eq(by),
            episode::closing_reason.eq(Some(reason)),
            episode::exit_plan.eq(exit_plan),
            episode::version.eq(episode::version + 1),
        ))
        .execute(tx.conn())?;
    if count == 0 {
        return Err(store::Error::Stale);
    }
    crate::team::dissolve(tx, e)?;
    work::tasks::drop_all(tx, e.family_id, e.id)?;
    let event = events::CLOSED.on(e.id.0).family(e.family_id).detail(json!({"reason": reason}));
    tx.record(event.line(
        format!("Early help ended: {}", label.to_lowercase()),
        exit_plan,
        permit.actor().signature(),
    ))?;
    Ok(())
}

/// Sets a child's level of need; the history is kept.
pub fn set_level(
    tx: &mut Tx<'_>,
    family: FamilyId,
    person: PersonId,
    level: &str,
    indicators: &[String],
    reason: &str,
) -> Result<()> {
    let event = insert_level(tx, family, person, level, indicators, reason)?;
    tx.record(event)?;
    Ok(())
}

fn insert_level(
    tx: &mut Tx<'_>,
    family: FamilyId,
    person: PersonId,
    level: &str,
    indicators: &[String],
    reason: &str,
) -> Result<NewEvent> {
    let row = NeedLevel {
        id: AnyId::new(),
        person_id: person,
        family_id: family,
        level: level.into(),
        indicators: Json(indicators.to_vec()),
        reason: reason.into(),
        set_by: tx.who.account,
        set_at: tx.now,
    };
    diesel::insert_into(need_level::table).values(&row).execute(tx.conn())?;
    Ok(events::LEVEL.on(person.0).family(family).detail(json!({"level": level, "indicators": indicators})))
}

/// As [`set_level`], by someone who works with the family: told in the chronology.
pub fn change_level(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::SetLevel>,
    child: &people::Person,
    level: &pack::Level,
    indicators: &[String],
    reason: &str,
) -> Result<()> {
    let row = insert_level(tx, permit.subject(), child.id, &level.code, indicators, reason)?;
    let title = format!("Level of need of {}: {}", child.given_name, level.label.to_lowercase());
    tx.record(row.line(title, reason, permit.actor().signature()))?;
    Ok(())
}

/// The levels of need of a family's children, newest first.
pub fn levels(conn: &mut Conn, sight: &Sight<FamilyId>) -> Result<Vec<NeedLevel>> {
    Ok(each!(conn, c => need_level::table
        .filter(need_level::family_id.eq(sight.subject()))
        .order((need_level::set_at.desc(), need_level::id.desc()))
        .select(NeedLevel::as_select())
        .load(c))?)
}

/// Writes a note; a visit or call says when the family was last seen.
pub fn write_note(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::WriteNote>,
    episode: Option<&Episode>,
    kind: (&str, &str),
    text: &str,
    on: NaiveDate,
) -> Result<()> {
    insert_note(tx, permit.actor().signature(), permit.subject(), episode, kind, text, on)
}

fn insert_note(
    tx: &mut Tx<'_>,
    author: String,
    family: FamilyId,
    episode: Option<&Episode>,
    kind: (&str, &str),
    text: &str,
    on: NaiveDate,
) -> Result<()> {
    let (code, label) = kind;
    let row = Note {
        id: NoteId::new(),
        family_id: family,
        episode_id: episode.map(|episode| episode.id),
        kind: code.into(),
        text: text.into(),
        occurred_on: on,
        author_id: tx.who.account,
        written_at: tx.now,
    };
    diesel::insert_into(note::table).values(&row).execute(tx.conn())?;

    if let (true, Some(episode)) = (matches!(code, "visit" | "call" | "direct-work"), episode)
        && episode.seen_on.is_none_or(|seen| seen < on)
    {
        diesel::update(episode::table.find(episode.id)).set(episode::seen_on.eq(Some(on))).execute(tx.conn())?;
    }
    let noon = store::Instant::at_london(on.and_hms_opt(12, 0, 0).unwrap_or_default());
    let occurred = if on == tx.now.date() { tx.now } else { noon };
    let event = events::NOTE.on(row.id.0).family(family).detail(json!({"kind": code}));
    tx.record(event.line(label, text, author).occurred(occurred))?;
    Ok(())
}
