//! `account add|disable|list`, `token add`.

use super::{Outcome, migrate, open, say};
use crate::settings::Settings;
use access::{
    Role,
    accounts::{self, NewAccount},
    events, sessions,
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
    /// One or more, separated by commas: practitioner, front-door, panel-chair, lead, manager, auditor, commissioner, board, privacy, admin.
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
    f: impl FnOnce(&mut Tx<'_>) -> store::Result<T>,
) -> Result<T, String> {
    let now = settings.clock.now();
    conn.write(|conn| f(&mut Tx::within(conn, now, Author::program()))).map_err(|e| e.to_string())
}

pub(super) fn account(settings: &Settings, command: Account) -> Outcome {
    migrate(settings)?;
    let mut conn = open(settings)?;
    match command {
        Account::Add(add) => add_account(settings, &mut conn, &add),
        Account::Disable { email } => {
            let found = accounts::find_by_email(&mut conn, &email).map_err(|e| e.to_string())?;
            let found = found.ok_or("there is no account with this email address")?;
            change(settings, &mut conn, |tx| accounts::disable(tx, found.id))?;
            say("disabled, and signed out everywhere");
            Ok(())
        }
        Account::List { json } => {
            let all = accounts::list(&mut conn).map_err(|e| e.to_string())?;
            for (a, organisation) in all {
                let state = if a.disabled_at.is_some() {
                    "disabled"
                } else if a.password.is_some() {
                    "active"
                } else {
                    "invited"
                };
                if json {
                    say(
                        serde_json::json!({"email": a.email, "name": a.name, "organisation": organisation, "roles": a.roles(), "state": state}),
                    );
                } else {
                    say(format!("{}\t{}\t{organisation}\t{}\t{state}", a.email, a.name, a.roles));
                }
            }
            Ok(())
        }
    }
}

fn add_account(settings: &Settings, conn: &mut Conn, add: &Add) -> Outcome {
    let roles: Vec<Role> =
        add.role.iter().map(|r| Role::parse(r).ok_or(format!("there is no role {r:?}"))).collect::<Result<_, _>>()?;
    if roles.is_empty() {
        return Err("give at least one --role".into());
    }
    if accounts::find_by_email(conn, &add.email).map_err(|e| e.to_string())?.is_some() {
        return Err("there is an account with this email address already".into());
    }
    let secret = change(settings, conn, |tx| {
        let known = accounts::list_organisations(tx.conn())?.into_iter().find(|o| o.name == add.organisation);
        let organisation = match known {
            Some(o) => o.id,
            None => accounts::add_organisation(
                tx,
                &add.organisation,
                &add.organisation_kind,
                "",
                add.organisation_kind == "council",
            )?,
        };
        let manages = roles.contains(&Role::Manager);
        let new = NewAccount {
            email: add.email.clone(),
            name: add.name.clone(),
            job_title: add.job_title.clone(),
            phone: add.phone.clone(),
            organisation,
            roles,
        };
        let id = accounts::add(tx, &new)?;
        if let Some(name) = &add.team {
            let known = accounts::list_teams(tx.conn())?
                .into_iter()
                .find(|t| t.name == *name && t.organisation_id == organisation);
            let team = match known {
                Some(t) => t.id,
                None => accounts::add_team(tx, organisation, name)?,
            };
            accounts::join_team(tx, team, id, manages)?;
        }
        let now = tx.now;
        sessions::invite(tx.conn(), now, id)
    })?;
    say(format!("{}/invitation/{}", settings.url, secret.reveal()));
    Ok(())
}

pub(super) fn token(settings: &Settings, command: Token) -> Outcome {
    let Token::Add { account, scope, demo } = command;
    let mut conn = open(settings)?;
    let emails: Vec<String> = if demo {
        if !store::origin::is_demo(&mut conn).map_err(|e| e.to_string())? {
            return Err("this is not a demo database".into());
        }
        let all = accounts::list(&mut conn).map_err(|e| e.to_string())?;
        all.into_iter().map(|(a, _)| a.email).filter(|e| e.ends_with("@example.org")).collect()
    } else {
        account.into_iter().collect()
    };
    for email in emails {
        let found = accounts::find_by_email(&mut conn, &email).map_err(|e| e.to_string())?;
        let found = found.ok_or(format!("there is no account {email}"))?;
        let secret = change(settings, &mut conn, |tx| {
            tx.record(events::TOKEN_ADDED.on(found.id.0).detail(serde_json::json!({"scope": scope})))?;
            let now = tx.now;
            sessions::add_token(tx.conn(), now, found.id, &scope)
        })?;
        say(if demo { format!("{email}\t{}", secret.reveal()) } else { secret.reveal().to_owned() });
    }
    Ok(())
}
