//! `account change`.

use super::{change, find, roles};
use crate::{
    commands::{Outcome, say},
    settings::Settings,
};
use access::{
    OrganisationId, Role, TeamId,
    accounts::{self, Account, NewAccount},
    manage::program,
};
use clap::Args;
use store::Conn;

#[derive(Args)]
pub(in crate::commands) struct Change {
    /// Whose.
    #[arg(long)]
    email: String,
    #[command(flatten)]
    to: To,
}

/// What is to be so; what is left out stays as it is.
#[derive(Args)]
#[group(required = true, multiple = true)]
struct To {
    /// In full.
    #[arg(long)]
    name: Option<String>,
    /// The address with which they sign in from now on.
    #[arg(long)]
    new_email: Option<String>,
    /// In place of those they have: one or more, separated by commas.
    #[arg(long, value_delimiter = ',')]
    role: Option<Vec<String>>,
    /// The name of an organisation that is there. Teams of another are left.
    #[arg(long)]
    organisation: Option<String>,
    /// In place of those they work in: names of teams of their organisation, separated by commas; empty for none. A
    /// service manager manages them.
    #[arg(long, value_delimiter = ',')]
    team: Option<Vec<String>>,
    #[arg(long)]
    job_title: Option<String>,
    #[arg(long)]
    phone: Option<String>,
}

pub(super) fn run(settings: &Settings, conn: &mut Conn, wanted: Change) -> Outcome {
    let found = find(conn, &wanted.email)?;
    let id = found.id;
    let to = wanted.to;
    let organisation = match &to.organisation {
        Some(name) => organisation(conn, name)?,
        None => found.organisation_id,
    };
    let roles = match &to.role {
        Some(words) => roles(words)?,
        None => found.roles(),
    };
    let teams = match &to.team {
        Some(names) => named(conn, organisation, names, roles.contains(&Role::Manager))?,
        None => kept(conn, &found, organisation)?,
    };
    let new = NewAccount {
        email: to.new_email.unwrap_or(found.email),
        name: to.name.unwrap_or(found.name),
        job_title: to.job_title.unwrap_or(found.job_title),
        phone: to.phone.unwrap_or(found.phone),
        organisation: Some(organisation),
        roles,
    };
    change(settings, conn, |tx| program::change(tx, id, &new, &teams))?;
    say("changed");
    Ok(())
}

fn organisation(conn: &mut Conn, name: &str) -> Result<OrganisationId, String> {
    let all = accounts::list_organisations(conn).map_err(|e| e.to_string())?;
    let found = all.into_iter().find(|one| one.name == name);
    found.map(|one| one.id).ok_or_else(|| format!("there is no organisation called {name:?}"))
}

/// The teams of these names.
fn named(
    conn: &mut Conn,
    organisation: OrganisationId,
    names: &[String],
    manages: bool,
) -> Result<Vec<(TeamId, bool)>, String> {
    let all = accounts::list_teams(conn).map_err(|e| e.to_string())?;
    let find = |name: &String| {
        let found = all.iter().find(|team| team.organisation_id == organisation && &team.name == name);
        found.map(|team| (team.id, manages)).ok_or_else(|| format!("their organisation has no team called {name:?}"))
    };
    names.iter().filter(|name| !name.is_empty()).map(find).collect()
}

/// The teams that they are in, as far as these belong to this organisation.
fn kept(conn: &mut Conn, account: &Account, organisation: OrganisationId) -> Result<Vec<(TeamId, bool)>, String> {
    let there = accounts::teams_of(conn, account.id).map_err(|e| e.to_string())?;
    let own = there.into_iter().filter(|(team, _)| team.organisation_id == organisation);
    Ok(own.map(|(team, manages)| (team.id, manages)).collect())
}
