//! `account add|disable|list`, `token add`.

use super::{Outcome, migrate, open, say};
use crate::settings::Settings;
use access::{
    OrganisationId, Role,
    accounts::{self, NewAccount},
    manage::program,
    sessions,
};
use clap::{Args, Subcommand};
use store::{Author, Conn, Tx};

#[derive(Subcommand)]
pub(super) enum Account {
    /// Adds an account and prints an invitation link.
    Add(Add),
    /// Disables an account and signs it out everywhere.
    Disable {
        /// Whose.
        #[arg(long)]
        email: String,
    },
    /// Lists accounts.
    List {
        /// For a script.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Args)]
pub(super) struct Add {
    #[arg(long)]
    email: String,
    #[arg(long)]
    name: String,
    /// The name of an organisation; it is added if there is none of that name.
    #[arg(long)]
    organisation: String,
    /// A word of the pack's organisation-kind, for a new organisation; `council` makes it the council's own.
    #[arg(long, default_value = "council")]
    organisation_kind: String,
    /// One or more, separated by commas: practitioner, front-door, panel-chair, lead, manager, auditor, commissioner,
    /// board, privacy, admin.
    #[arg(long, value_delimiter = ',')]
    role: Vec<String>,
    /// A team of that organisation; it is added if there is none of that name. A manager manages it.
    #[arg(long)]
    team: Option<String>,
    #[arg(long, default_value = "")]
    job_title: String,
    #[arg(long, default_value = "")]
    phone: String,
}

#[derive(Subcommand)]
pub(super) enum Token {
    /// Makes an API token, shown once.
    Add {
        /// Whose: an e-mail address.
        #[arg(long, required_unless_present = "demo")]
        account: Option<String>,
        /// What it is for; so far there is only `api`.
        #[arg(long, default_value = "api", value_parser = ["api"])]
        scope: String,
        /// One for each demo account (demo databases only).
        #[arg(long)]
        demo: bool,
    },
}

fn change<T>(
    settings: &Settings,
    conn: &mut Conn,
    command: impl FnOnce(&mut Tx<'_>) -> web::Result<T>,
) -> Result<T, String> {
    let now = settings.clock.now();
    conn.write(|conn| command(&mut Tx::within(conn, now, Author::program()))).map_err(told)
}

/// In words for whoever typed the command.
fn told(error: web::Error) -> String {
    match error {
        web::Error::Refused(refusals) => {
            let all: Vec<String> = refusals.into_iter().map(|refusal| refusal.message).collect();
            all.join(". ")
        }
        web::Error::Store(error) => error.to_string(),
        other => format!("{other:?}"),
    }
}

fn find(conn: &mut Conn, email: &str) -> Result<accounts::Account, String> {
    let found = accounts::find_by_email(conn, email).map_err(|e| e.to_string())?;
    found.ok_or_else(|| format!("there is no account with the email address {email}"))
}

pub(super) fn account(settings: &Settings, command: Account) -> Outcome {
    migrate(settings)?;
    let mut conn = open(settings)?;
    match command {
        Account::Add(add) => add_account(settings, &mut conn, &add),
        Account::Disable { email } => {
            let found = find(&mut conn, &email)?;
            change(settings, &mut conn, |tx| Ok(program::disable(tx, found.id)?))?;
            say("disabled, and signed out everywhere");
            Ok(())
        }
        Account::List { json } => list(&mut conn, json),
    }
}

fn list(conn: &mut Conn, json: bool) -> Outcome {
    for (account, organisation) in accounts::list(conn).map_err(|e| e.to_string())? {
        let state = match (account.disabled_at, &account.password) {
            (Some(_), _) => "disabled",
            (None, Some(_)) => "active",
            (None, None) => "invited",
        };
        if json {
            say(serde_json::json!({
                "email": account.email,
                "name": account.name,
                "organisation": organisation,
                "roles": account.roles(),
                "state": state,
            }));
        } else {
            say(format!("{}\t{}\t{organisation}\t{}\t{state}", account.email, account.name, account.roles));
        }
    }
    Ok(())
}

fn add_account(settings: &Settings, conn: &mut Conn, add: &Add) -> Outcome {
    let parse = |role: &String| Role::parse(role).ok_or(format!("there is no role {role:?}"));
    let roles: Vec<Role> = add.role.iter().map(parse).collect::<Result<_, _>>()?;
    if roles.is_empty() {
        return Err("give at least one --role".into());
    }

    let vault = settings.vault()?;
    let secret = change(settings, conn, |tx| {
        let organisation = organisation(tx, add)?;
        let manages = roles.contains(&Role::Manager);
        let new = NewAccount {
            email: add.email.clone(),
            name: add.name.clone(),
            job_title: add.job_title.clone(),
            phone: add.phone.clone(),
            organisation: Some(organisation),
            roles,
        };
        let id = program::add(tx, &new)?;
        if let Some(name) = &add.team {
            let team = team(tx, organisation, name)?;
            accounts::join_team(tx, team, id, manages)?;
        }

        let now = tx.now;
        Ok(sessions::invite(tx.conn(), &vault, now, id)?)
    })?;
    say(format!("{}/invitation/{}", settings.url, secret.reveal()));
    Ok(())
}

/// The organisation of this name, added if there is none.
fn organisation(tx: &mut Tx<'_>, add: &Add) -> store::Result<OrganisationId> {
    let all = accounts::list_organisations(tx.conn())?;
    match all.into_iter().find(|one| one.name == add.organisation) {
        Some(known) => Ok(known.id),
        None => {
            let own = add.organisation_kind == "council";
            accounts::add_organisation(tx, &add.organisation, &add.organisation_kind, "", own)
        }
    }
}

/// The team of this name in this organisation, added if there is none.
fn team(tx: &mut Tx<'_>, organisation: OrganisationId, name: &str) -> store::Result<access::TeamId> {
    let all = accounts::list_teams(tx.conn())?;
    match all.into_iter().find(|team| team.name == name && team.organisation_id == organisation) {
        Some(known) => Ok(known.id),
        None => accounts::add_team(tx, organisation, name),
    }
}

pub(super) fn token(settings: &Settings, command: Token) -> Outcome {
    let Token::Add { account, scope, demo } = command;
    let mut conn = open(settings)?;
    let emails: Vec<String> = if demo { of_demo(&mut conn)? } else { account.into_iter().collect() };
    for email in emails {
        let found = find(&mut conn, &email)?;
        let secret = change(settings, &mut conn, |tx| Ok(program::add_token(tx, found.id, &scope)?))?;
        say(if demo { format!("{email}\t{}", secret.reveal()) } else { secret.reveal().to_owned() });
    }
    Ok(())
}

fn of_demo(conn: &mut Conn) -> Result<Vec<String>, String> {
    if !store::origin::is_demo(conn).map_err(|e| e.to_string())? {
        return Err("this is not a demo database".into());
    }
    let all = accounts::list(conn).map_err(|e| e.to_string())?;
    Ok(all.into_iter().map(|(account, _)| account.email).filter(|email| email.ends_with("@example.org")).collect())
}
