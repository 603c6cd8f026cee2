//! Teams, who is in them and who manages them.

use super::holders::account;
use crate::{AccountId, OrganisationId, ids::TeamId};
use diesel::prelude::*;
use store::{Conn, MultiBackend, Result, Tx};

diesel::table! {
    use crate::ids::TeamUid;
    use diesel::sql_types::*;
    use store::OrganisationUid;

    team (id) {
        id -> TeamUid,
        organisation_id -> OrganisationUid,
        name -> Text,
    }
}

diesel::table! {
    use crate::ids::TeamUid;
    use diesel::sql_types::*;
    use store::AccountUid;

    team_member (team_id, account_id) {
        team_id -> TeamUid,
        account_id -> AccountUid,
        manages -> Bool,
    }
}

/// A team.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = team, check_for_backend(MultiBackend))]
pub struct Team {
    /// Its id.
    pub id: TeamId,
    /// Whose team it is.
    pub organisation_id: OrganisationId,
    /// Its name.
    pub name: String,
}

/// Adds a team.
pub fn add_team(tx: &mut Tx<'_>, organisation: OrganisationId, name: &str) -> Result<TeamId> {
    let row = Team { id: TeamId::new(), organisation_id: organisation, name: name.into() };
    diesel::insert_into(team::table).values(&row).execute(tx.conn())?;
    Ok(row.id)
}

/// Puts someone in a team.
pub fn join_team(tx: &mut Tx<'_>, team: TeamId, account: AccountId, manages: bool) -> Result<()> {
    diesel::insert_into(team_member::table)
        .values((team_member::team_id.eq(team), team_member::account_id.eq(account), team_member::manages.eq(manages)))
        .execute(tx.conn())?;
    Ok(())
}

/// Gives an account its teams, and which of them it manages, in place of those before.
pub(crate) fn place(tx: &mut Tx<'_>, account: AccountId, teams: &[(TeamId, bool)]) -> Result<()> {
    diesel::delete(team_member::table.filter(team_member::account_id.eq(account))).execute(tx.conn())?;
    teams.iter().try_for_each(|(team, manages)| join_team(tx, *team, account, *manages))
}

/// A team.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find_team(conn: &mut Conn, id: TeamId) -> Result<Team> {
    Ok(team::table.find(id).select(Team::as_select()).first(conn)?)
}

/// Gives a team another name.
pub(crate) fn rename_team(conn: &mut Conn, id: TeamId, name: &str) -> Result<()> {
    diesel::update(team::table.find(id)).set(team::name.eq(name)).execute(conn)?;
    Ok(())
}

/// The teams of an account by name, and whether it manages them.
pub fn teams_of(conn: &mut Conn, account: AccountId) -> Result<Vec<(Team, bool)>> {
    Ok(team_member::table
        .inner_join(team::table)
        .filter(team_member::account_id.eq(account))
        .order((team::name, team::id))
        .select((Team::as_select(), team_member::manages))
        .load(conn)?)
}

/// All teams by name.
pub fn list_teams(conn: &mut Conn) -> Result<Vec<Team>> {
    Ok(team::table.order(team::name).select(Team::as_select()).load(conn)?)
}

/// The members of a team with an account in use, by name, and whether they manage it.
pub fn members(conn: &mut Conn, team: TeamId) -> Result<Vec<(AccountId, String, bool)>> {
    Ok(team_member::table
        .inner_join(account::table)
        .filter(team_member::team_id.eq(team))
        .filter(account::disabled_at.is_null())
        .order(account::name)
        .select((account::id, account::name, team_member::manages))
        .load(conn)?)
}

/// Who manages a team.
pub fn managers_of(conn: &mut Conn, team: TeamId) -> Result<Vec<AccountId>> {
    Ok(members(conn, team)?.into_iter().filter(|(_, _, manages)| *manages).map(|(id, ..)| id).collect())
}

/// Everybody in these teams, each once, those whose account is disabled among them.
pub fn members_in(conn: &mut Conn, teams: &[TeamId]) -> Result<Vec<AccountId>> {
    Ok(team_member::table
        .filter(team_member::team_id.eq_any(teams))
        .select(team_member::account_id)
        .distinct()
        .load(conn)?)
}
