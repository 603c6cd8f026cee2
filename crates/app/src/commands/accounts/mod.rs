//! `account add|invite|reset|enable|disable|change|list|seal-secrets`, `token add|list|revoke`.

mod changing;
mod tokens;

pub(super) use tokens::{Token, token};

use super::{Outcome, migrate, open, say};
use crate::settings::Settings;
use access::{
    OrganisationId, Role,
    accounts::{self, NewAccount},
    manage::program,
    sessions::{self, Secret},
};
use clap::{Args, Subcommand};
use store::{Author, Conn, Tx};

#[derive(Subcommand)]
pub(super) enum Account {
    /// Adds an account and prints an invitation link.
    Add(Add),
    /// Prints a new invitation link for someone who did not come in yet.
    Invite {
        /// Whose.
        #[arg(long)]
        email: String,
    },
    /// Resets password and second factor, ends all sessions and tokens, and prints an invitation link.
    Reset {
        /// Whose.
        #[arg(long)]
        email: String,
    },
    /// Enables a disabled account.
    Enable {
        /// Whose; its id, where its address was given to another account.
        #[arg(long)]
        email: String,
        /// Its new address, where the old one was given to another account.
        #[arg(long)]
        new_email: Option<String>,
    },
    /// Changes what is said of an account; another address or other roles sign it out.
    Change(changing::Change),
    /// Seals the secrets of authenticator apps that were kept in plain text before there was a key for them. Only when
    /// every server runs this release: the one before cannot read them afterwards.
    SealSecrets,
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

fn change<T>(
    settings: &Settings,
    conn: &mut Conn,
    mut command: impl FnMut(&mut Tx<'_>) -> web::Result<T>,
) -> Result<T, String> {
    let now = settings.clock.now();
    let work = |conn: &mut Conn| command(&mut Tx::within(conn, now, Author::program()));
    conn.write_anew(&settings.database, &settings.options(), work).map_err(told)
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
            change(settings, &mut conn, |tx| program::disable(tx, found.id))?;
            say("disabled, and signed out everywhere");
            Ok(())
        }
        Account::List { json } => list(&mut conn, json),
        Account::Invite { email } => {
            let (found, vault) = (find(&mut conn, &email)?, settings.vault()?);
            let secret = change(settings, &mut conn, |tx| program::invite_again(tx, &vault, found.id))?;
            say(link(settings, &secret));
            Ok(())
        }
        Account::Reset { email } => {
            let (found, vault) = (find(&mut conn, &email)?, settings.vault()?);
            let secret = change(settings, &mut conn, |tx| program::reset(tx, &vault, found.id))?;
            say(link(settings, &secret));
            Ok(())
        }
        Account::Enable { email, new_email } => {
            let found = find(&mut conn, &email)?;
            change(settings, &mut conn, |tx| program::enable(tx, found.id, new_email.as_deref()))?;
            say("enabled");
            Ok(())
        }
        Account::Change(change) => changing::run(settings, &mut conn, change),
        Account::SealSecrets => {
            let vault = settings.vault()?;
            let sealed = change(settings, &mut conn, |tx| Ok(program::seal_secrets(tx, &vault)?))?;
            say(format!("{sealed} sealed"));
            Ok(())
        }
    }
}

fn link(settings: &Settings, secret: &Secret) -> String {
    format!("{}/invitation/{}", settings.url, secret.reveal())
}

/// What `doctor` says of secrets that are kept in plain text.
pub(super) fn unsealed(conn: &mut Conn) -> Option<String> {
    let count = program::count_unsealed(conn).ok().filter(|count| *count > 0)?;
    let secrets = if count == 1 { "1 secret".into() } else { format!("{count} secrets") };
    Some(format!(
        "{secrets} of authenticator apps are kept in plain text, from before there was a key for them. Once every \
         server runs this release, run `earlyhelp account seal-secrets`."
    ))
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
    let roles = roles(&add.role)?;

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
            roles: roles.clone(),
        };
        let id = program::add(tx, &new)?;
        if let Some(name) = &add.team {
            let team = team(tx, organisation, name)?;
            accounts::join_team(tx, team, id, manages)?;
        }

        let now = tx.now;
        Ok(sessions::invite(tx.conn(), &vault, now, id)?)
    })?;
    say(link(settings, &secret));
    Ok(())
}

fn roles(words: &[String]) -> Result<Vec<Role>, String> {
    let parse = |role: &String| Role::parse(role).ok_or(format!("there is no role {role:?}"));
    let roles: Vec<Role> = words.iter().map(parse).collect::<Result<_, _>>()?;
    if roles.is_empty() { Err("give at least one --role".into()) } else { Ok(roles) }
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
