//! The episode itself, as it stands: found by those who may open its family, listed for those who lead or manage it.

use access::{AccountId, EpisodeId, EpisodeUid, FamilyId, Nobody, Permit, Sight, TeamId, guard, nobody};
use chrono::NaiveDate;
use diesel::prelude::*;
use store::{AnyId, Conn, Instant, MultiBackend, Result, each};

diesel::table! {
    use diesel::sql_types::*;
    use access::{AccountUid, FamilyUid, accounts::TeamUid};
    use store::types::{Uid, Utc};
    use super::EpisodeUid;

    episode (id) {
        id -> EpisodeUid,
        reference -> Text,
        family_id -> FamilyUid,
        contact_id -> Nullable<Uid>,
        previous_id -> Nullable<EpisodeUid>,
        team_id -> Nullable<TeamUid>,
        lead_id -> Nullable<AccountUid>,
        kind -> Text,
        opened_at -> Utc,
        seen_on -> Nullable<Date>,
        closed_at -> Nullable<Utc>,
        closed_by -> Nullable<AccountUid>,
        closing_reason -> Nullable<Text>,
        exit_plan -> Text,
        version -> BigInt,
    }
}

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

/// An episode by its id alone: [`crate::open_case`] asks with its family for the permit, and nobody else needs this.
///
/// # Errors
/// [`store::Error::Missing`].
pub(crate) fn find(conn: &mut Conn, id: EpisodeId) -> Result<Episode> {
    Ok(episode::table.find(id).select(Episode::as_select()).first(conn)?)
}

/// Whether help goes on for this family: asked by the commands that would begin it, under the permit of a contact where
/// nobody leads or manages the family yet.
pub(crate) fn goes_on(conn: &mut Conn, family: FamilyId) -> Result<bool> {
    let open = episode::table.filter(episode::family_id.eq(family).and(episode::closed_at.is_null()));
    let count: i64 = open.count().get_result(conn)?;
    Ok(count > 0)
}

/// The open episode of a family, for the commands that ask under the permit of another subject.
pub(crate) fn open_of(conn: &mut Conn, family: FamilyId) -> Result<Option<EpisodeId>> {
    let open = episode::table.filter(episode::family_id.eq(family).and(episode::closed_at.is_null()));
    Ok(open.select(episode::id).first(conn).optional()?)
}

/// The last episode of a family, open or closed, for the same.
pub(crate) fn last_of(conn: &mut Conn, family: FamilyId) -> Result<Option<EpisodeId>> {
    let theirs = episode::table.filter(episode::family_id.eq(family)).order(episode::opened_at.desc());
    Ok(theirs.select(episode::id).first(conn).optional()?)
}

/// The open episode of a family, else the last closed one.
pub fn current(conn: &mut Conn, sight: &Sight<FamilyId>) -> Result<Option<Episode>> {
    Ok(each!(conn, c => episode::table
        .filter(episode::family_id.eq(sight.subject()))
        .order((episode::closed_at.is_null().desc(), episode::opened_at.desc()))
        .select(Episode::as_select())
        .first(c))
    .optional()?)
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

/// Families whose help goes on, some after this one, in the order of their ids. For the day's work, which runs for
/// nobody.
pub(crate) fn open_families(conn: &mut Conn, after: Option<FamilyId>, most: i64) -> Result<Vec<FamilyId>> {
    let after = after.unwrap_or(FamilyId(store::Uuid::nil()));
    Ok(episode::table
        .filter(episode::closed_at.is_null().and(episode::family_id.gt(after)))
        .order(episode::family_id)
        .limit(most)
        .select(episode::family_id)
        .load(conn)?)
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
