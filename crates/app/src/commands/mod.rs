//! The commands of interface.md. Exit code 0 done, 1 said no with a reason on stderr, 2 wrong usage.

mod accounts;
mod audit;
mod import;
mod link;
mod serve;

use crate::{demo, settings::Settings};
use clap::{Parser, Subcommand};
use std::{path::PathBuf, process::ExitCode};
use store::{Conn, backup, migrate};

/// Early help for families.
#[derive(Parser)]
#[command(name = "earlyhelp", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the web application.
    Serve,
    /// Brings the schema up to this program.
    Migrate,
    /// Says what is misconfigured and what to do.
    Doctor,
    /// Says PASS or FAIL before an upgrade; changes nothing.
    UpgradeCheck,
    /// Fills an empty database with synthetic families.
    Demo {
        /// How many.
        #[arg(long, default_value_t = 1_000)]
        families: u32,
        /// At least so many services in the directory; some 340 are there anyway.
        #[arg(long, default_value_t = 0)]
        services: u32,
        /// The same seed and clock give the same families.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Accounts.
    #[command(subcommand)]
    Account(accounts::Account),
    /// API tokens.
    #[command(subcommand)]
    Token(accounts::Token),
    /// The audit chain.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Copies the database into FILE, consistent while serving.
    Backup {
        /// A file that is not there yet.
        file: PathBuf,
    },
    /// Restores FILE into an empty database and verifies it.
    Restore {
        /// A file that `backup` wrote.
        file: PathBuf,
    },
    /// Practice packs.
    #[command(subcommand)]
    Pack(Pack),
    /// Brings in open data and services.
    #[command(subcommand)]
    Import(import::Import),
    /// Which records of CSV files are one person.
    #[command(subcommand)]
    Link(link::Link),
}

#[derive(Subcommand)]
enum Pack {
    /// Names every fault with file, line and reason.
    Check {
        /// The directory of the pack.
        dir: PathBuf,
    },
}

/// A command's outcome: what went wrong, in words that say what to do.
type Outcome = Result<(), String>;

/// Prints a line for the person who gave the command.
#[expect(clippy::disallowed_macros, reason = "the one place that prints")]
pub(crate) fn say(line: impl std::fmt::Display) {
    println!("{line}");
}

#[expect(clippy::disallowed_macros, reason = "a command that says no does so on stderr")]
fn complain(line: impl std::fmt::Display) {
    eprintln!("{line}");
}

/// Runs the command line.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match cli.command {
        Command::Pack(Pack::Check { dir }) => check_pack(&dir),
        Command::Doctor => doctor(),
        Command::Link(what) => link::run(what),
        other => match Settings::read() {
            Ok(settings) => command(other, &settings),
            Err(faults) => Err(faults.join("\n")),
        },
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            complain(why.trim_end());
            ExitCode::FAILURE
        }
    }
}

fn command(command: Command, settings: &Settings) -> Outcome {
    match command {
        Command::Serve => serve::serve(settings),
        Command::Migrate => {
            let steps = migrate(settings)?;
            say(format!("{steps} steps applied"));
            Ok(())
        }
        Command::UpgradeCheck => upgrade_check(settings),
        Command::Demo { families, services, seed } => {
            migrate(settings)?;
            demo::make(settings, families, services, seed, |done, all| {
                if done % 1_000 == 0 || done == all {
                    say(format!("{done} of {all} families"));
                }
            })
        }
        Command::Account(account) => accounts::account(settings, account),
        Command::Token(token) => accounts::token(settings, token),
        Command::Audit(what) => audit::run(settings, what),
        Command::Import(what) => import::run(settings, what),
        Command::Backup { file } => {
            let manifest = backup::backup(&settings.database, &file).map_err(|e| e.to_string())?;
            say(format!(
                "{} rows in {} tables, written to {}",
                manifest.rows.values().sum::<i64>(),
                manifest.rows.len(),
                file.display()
            ));
            Ok(())
        }
        Command::Restore { file } => {
            let manifest = backup::restore(&settings.database, &file).map_err(|e| e.to_string())?;
            say(format!(
                "{} rows in {} tables restored; counts, hashes and the audit chain are as they were",
                manifest.rows.values().sum::<i64>(),
                manifest.rows.len()
            ));
            Ok(())
        }
        Command::Doctor | Command::Pack(_) | Command::Link(_) => Ok(()),
    }
}

fn open(settings: &Settings) -> Result<Conn, String> {
    if let store::Url::Sqlite(path) = &settings.database
        && let Some(dir) = std::path::Path::new(path).parent()
    {
        std::fs::create_dir_all(dir).map_err(|e| format!("{} cannot be made: {e}", dir.display()))?;
    }
    Conn::open(&settings.database, &settings.options()).map_err(|e| e.to_string())
}

fn migrate(settings: &Settings) -> Result<usize, String> {
    let mut conn = open(settings)?;
    migrate::run(&mut conn, settings.clock.now(), &crate::capabilities::migrations()).map_err(|e| e.to_string())
}

fn upgrade_check(settings: &Settings) -> Outcome {
    let mut conn = open(settings)?;
    let check = migrate::check(&mut conn, &crate::capabilities::migrations()).map_err(|e| e.to_string())?;
    check.pending.iter().for_each(|step| say(format!("to apply: {step}")));
    if check.faults.is_empty() {
        say("PASS");
        return Ok(());
    }
    Err(format!("{}\nFAIL", check.faults.join("\n")))
}

fn check_pack(dir: &std::path::Path) -> Outcome {
    match pack::Pack::read(dir) {
        Ok(pack) => {
            say(format!("{} {} is in order ({})", pack.id, pack.version, pack.hash));
            Ok(())
        }
        Err(faults) => Err(faults.iter().map(|f| format!("{f}\n")).collect()),
    }
}

/// Names every misconfiguration in words that say what to do (T39).
fn doctor() -> Outcome {
    let settings = Settings::read().map_err(|faults| faults.join("\n"))?;
    let mut faults = Vec::new();
    match Conn::open(&settings.database, &settings.options()) {
        Err(e) => faults.push(format!("{e}. Check EARLYHELP_DATABASE and that the server runs.")),
        Ok(mut conn) => match migrate::check(&mut conn, &crate::capabilities::migrations()) {
            Err(e) => faults.push(format!("The schema cannot be read: {e}")),
            Ok(check) => {
                if !check.pending.is_empty() {
                    faults.push(format!(
                        "{} schema steps are not applied. Run `earlyhelp migrate`.",
                        check.pending.len()
                    ));
                }
                faults.extend(check.faults.iter().map(|f| format!("Schema: {f}.")));
                faults.extend(accounts::unsealed(&mut conn));
                if check.pending.is_empty() && directory::postcodes::count(&mut conn).is_ok_and(|n| n == 0) {
                    say("Note: no postcode is known, so /services measures no distance. Run `earlyhelp import \
                         postcodes FILE`.");
                }
            }
        },
    }
    if let Err(e) = settings.read_pack() {
        faults.push(format!("The practice pack has faults:\n{e}"));
    }
    if let Err(e) = crate::mail::Post::parse(&settings.mail) {
        faults.push(e);
    }
    if settings.mail.is_empty() {
        say("Note: EARLYHELP_MAIL is empty, so no messages are sent.");
    }
    if !settings.url.starts_with("https:") && !settings.demo {
        let told = "EARLYHELP_URL is not https: sessions would travel unprotected. Put a proxy with TLS in \
                    front and set the public address.";
        faults.push(told.into());
    }
    if settings.url.starts_with("https:") && settings.proxies.is_empty() {
        let told = "EARLYHELP_URL is https, so a proxy with TLS stands in front, but EARLYHELP_PROXY is empty: everyone \
                    would count as one client and be slowed down together. Set EARLYHELP_PROXY to the proxy's IP \
                    address as this program sees it, such as 127.0.0.1, and let the proxy add X-Forwarded-For.";
        faults.push(told.into());
    }
    if settings.leaked.as_ref().is_some_and(|f| !f.exists()) {
        faults.push("EARLYHELP_LEAKED_PASSWORDS names a file that is not there.".into());
    }
    if let Err(e) = store::seal::signing_key(&settings.key_file) {
        faults.push(format!("The signing key cannot be read: {e}"));
    }
    if faults.is_empty() {
        say("All is well.");
        return Ok(());
    }
    Err(faults.join("\n"))
}
