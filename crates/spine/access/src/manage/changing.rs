//! What is said of an account is changed, for pages and commands alike.

use super::back;
use crate::{
    AccountId, Role, TeamId,
    accounts::{self, Account, NewAccount, Team},
    events,
    letters::{self, Done},
    rules::{self, Changing},
    sessions,
};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use store::{Conn, OrganisationId, Tx};
use web::Result;

/// An account as it is now.
struct Now {
    account: Account,
    teams: BTreeMap<TeamId, bool>,
}

/// Changes what is said of an account, its roles and its teams (each with whether it is managed), by whoever has the
/// account `by`; a command has none.
pub(super) fn change(
    tx: &mut Tx<'_>,
    by: Option<AccountId>,
    id: AccountId,
    new: &NewAccount,
    teams: &[(TeamId, bool)],
) -> Result<()> {
    let account = accounts::find(tx.conn(), id)?;
    let there = accounts::teams_of(tx.conn(), id)?;
    let now = Now { account, teams: there.into_iter().map(|(team, manages)| (team.id, manages)).collect() };

    let holder = accounts::find_by_email(tx.conn(), &new.email)?.filter(|holder| holder.id != id);
    let taken = holder.as_ref().is_some_and(|holder| holder.disabled_at.is_none());
    let asked = Changing {
        taken,
        own_roles: by == Some(id) && now.has_other_roles(new),
        last_administrator: leaves_nobody(tx.conn(), &now.account, new)?,
        team_elsewhere: is_elsewhere(&accounts::list_teams(tx.conn())?, new, teams),
    };
    let organisation = rules::change(new, asked)?;

    let wanted: BTreeMap<TeamId, bool> = teams.iter().copied().collect();
    let changed = now.differences(new, organisation, &wanted);
    if changed.is_empty() {
        tx.nothing_new();
        return Ok(());
    }
    if let Some(holder) = holder {
        back::release(tx, holder.id)?;
    }
    accounts::update(tx.conn(), id, new, organisation)?;
    if changed.contains(&"teams") {
        accounts::place(tx, id, teams)?;
    }
    close_doors(tx, &now.account, &changed)?;
    record(tx, id, new, organisation, &wanted, &changed)
}

/// Whoever has another address or other roles signs in anew; at another address they are told, and at the old one.
fn close_doors(tx: &mut Tx<'_>, account: &Account, changed: &[&str]) -> Result<()> {
    if changed.contains(&"email") {
        sessions::withdraw(tx.conn(), account.id)?;
        if let Some(former) = account.address() {
            let former = accounts::keep_former(tx, account.id, former)?;
            letters::tell_former(tx, account.id, former)?;
        }
        letters::tell(tx, account.id, Done::Email)?;
    }
    if changed.iter().any(|what| matches!(*what, "email" | "roles")) {
        sessions::end_sessions(tx.conn(), account.id)?;
    }
    Ok(())
}

/// What was changed, as codes; roles, organisation and teams as they are now.
fn record(
    tx: &mut Tx<'_>,
    id: AccountId,
    new: &NewAccount,
    organisation: OrganisationId,
    teams: &BTreeMap<TeamId, bool>,
    changed: &[&str],
) -> Result<()> {
    let mut detail = json!({"changed": changed});
    if changed.contains(&"roles") {
        detail["roles"] = json!(new.roles);
    }
    if changed.contains(&"organisation") {
        detail["organisation"] = json!(organisation);
    }
    if changed.contains(&"teams") {
        let teams: Vec<_> = teams.iter().map(|(team, manages)| json!({"team": team, "manages": manages})).collect();
        detail["teams"] = json!(teams);
    }
    tx.record(events::ACCOUNT_CHANGED.on(id.0).detail(detail))?;
    Ok(())
}

/// Whether the council would have no administrator any more.
fn leaves_nobody(conn: &mut Conn, account: &Account, new: &NewAccount) -> Result<bool> {
    let in_council = match new.organisation {
        Some(id) => accounts::find_organisation(conn, id)?.own,
        // nobody is left without an organisation: that is another rule
        None => true,
    };
    let stays = new.roles.contains(&Role::Admin) && in_council;
    Ok(!stays && accounts::is_last_administrator(conn, account.id)?)
}

fn is_elsewhere(all: &[Team], new: &NewAccount, wanted: &[(TeamId, bool)]) -> bool {
    let own = |id: TeamId| all.iter().any(|team| team.id == id && Some(team.organisation_id) == new.organisation);
    wanted.iter().any(|(team, _)| !own(*team))
}

impl Now {
    fn has_other_roles(&self, new: &NewAccount) -> bool {
        let set = |roles: &[Role]| roles.iter().copied().collect::<BTreeSet<Role>>();
        set(&self.account.roles()) != set(&new.roles)
    }

    /// What would be another, as codes.
    fn differences(
        &self,
        new: &NewAccount,
        organisation: OrganisationId,
        teams: &BTreeMap<TeamId, bool>,
    ) -> Vec<&'static str> {
        let account = &self.account;
        let all = [
            ("name", account.name != new.name),
            ("email", account.email != new.address()),
            ("job-title", account.job_title != new.job_title),
            ("phone", account.phone != new.phone),
            ("organisation", account.organisation_id != organisation),
            ("roles", self.has_other_roles(new)),
            ("teams", &self.teams != teams),
        ];
        all.into_iter().filter(|(_, differs)| *differs).map(|(what, _)| what).collect()
    }
}
