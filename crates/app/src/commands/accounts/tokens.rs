//! `token add|list|revoke`.

use super::{change, find};
use crate::{
    commands::{Outcome, migrate, open, say},
    settings::Settings,
};
use access::{
    accounts,
    manage::program,
    tokens::{self, Scope},
};
use clap::{Subcommand, builder::PossibleValuesParser};
use store::Conn;

#[derive(Subcommand)]
pub(in crate::commands) enum Token {
    /// Makes an API token, shown once.
    Add {
        /// Whose: an e-mail address.
        #[arg(long, required_unless_present = "demo")]
        account: Option<String>,
        /// What it is for: `api` is everything, the others are the addresses of that name.
        #[arg(long, default_value = "api", value_parser = scopes())]
        scope: String,
        /// What it is called in lists: the program that uses it.
        #[arg(long, default_value = "")]
        name: String,
        /// One for each demo account (demo databases only).
        #[arg(long)]
        demo: bool,
    },
    /// Lists the API tokens of an account; never the secrets.
    List {
        /// Whose: an e-mail address.
        #[arg(long)]
        account: String,
        /// For a script.
        #[arg(long)]
        json: bool,
    },
    /// Ends one API token of an account.
    Revoke {
        /// Whose: an e-mail address.
        #[arg(long)]
        account: String,
        /// Its first letters as `token list` shows them, four at least; or the token itself.
        #[arg(long, allow_hyphen_values = true)]
        token: String,
    },
}

fn scopes() -> PossibleValuesParser {
    PossibleValuesParser::new(Scope::ALL.iter().map(|scope| scope.code()))
}

pub(in crate::commands) fn token(settings: &Settings, command: Token) -> Outcome {
    migrate(settings)?;
    let mut conn = open(settings)?;
    match command {
        Token::Add { account, scope, name, demo } => {
            let scope = Scope::parse(&scope).ok_or_else(|| format!("there is no scope {scope:?}"))?;
            let emails = if demo { of_demo(&mut conn)? } else { account.into_iter().collect() };
            add(settings, &mut conn, emails, (scope, &name), demo)
        }
        Token::List { account, json } => list(&mut conn, &account, json),
        Token::Revoke { account, token } => {
            let found = find(&mut conn, &account)?;
            change(settings, &mut conn, |tx| program::revoke(tx, found.id, &token))?;
            say("revoked");
            Ok(())
        }
    }
}

fn add(settings: &Settings, conn: &mut Conn, emails: Vec<String>, (scope, name): (Scope, &str), demo: bool) -> Outcome {
    for email in emails {
        let found = find(conn, &email)?;
        let secret = change(settings, conn, |tx| Ok(program::add_token(tx, found.id, scope, name)?))?;
        say(if demo { format!("{email}\t{}", secret.reveal()) } else { secret.reveal().to_owned() });
    }
    Ok(())
}

fn list(conn: &mut Conn, email: &str, json: bool) -> Outcome {
    let found = find(conn, email)?;
    for token in tokens::list(conn, found.id).map_err(|e| e.to_string())? {
        let (made, used) = (token.made_at.rfc3339(), token.used_at.map(|used| used.rfc3339()));
        if json {
            say(serde_json::json!({
                "token": token.mark(),
                "name": token.name,
                "scope": token.scope,
                "made_at": made,
                "used_at": used,
            }));
        } else {
            let used = used.unwrap_or_else(|| "never, or before this was kept".into());
            say(format!("{}\t{}\t{}\t{made}\t{used}", token.mark(), token.scope, token.name));
        }
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
