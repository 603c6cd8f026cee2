//! The commands of interface.md. Exit code 0 done, 1 said no with a reason on stderr, 2 wrong usage.

mod accounts;
mod archive;
mod audit;
mod doctor;
mod export;
mod figures;
mod import;
mod link;
mod serve;

use crate::{demo, settings::Settings};
use clap::{Parser, Subcommand};
use std::{path::PathBuf, process::ExitCode};
use store::{Conn, migrate};

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
    /// Every figure of a period, with value, numerator, denominator and the version of its definition.
    Figures(figures::Figures),
    /// Returns to national bodies and feeds to other systems, as files.
    #[command(subcommand)]
    Export(export::Export),
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
    // what is made from here on is its owner's alone: the database, messages in a directory, files of results
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    let cli = Cli::parse();
    let outcome = match cli.command {
        Command::Pack(Pack::Check { dir }) => check_pack(&dir),
        Command::Doctor => doctor::run(),
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
            })?;
            audit::set_aside(settings, &mut open(settings)?).map(|_| ())
        }
        Command::Account(account) => accounts::account(settings, account),
        Command::Token(token) => accounts::token(settings, token),
        Command::Audit(what) => audit::run(settings, what),
        Command::Import(what) => import::run(settings, what),
        Command::Figures(what) => figures::run(settings, &what),
        Command::Export(what) => export::run(settings, what),
        Command::Backup { file } => archive::backup(settings, &file),
        Command::Restore { file } => archive::restore(settings, &file),
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
    let (mut conn, steps) = (open(settings)?, crate::capabilities::migrations());
    let mut check = migrate::check(&mut conn, &steps).map_err(|e| e.to_string())?;
    check.pending.iter().for_each(|step| say(format!("to apply: {step}")));
    if check.faults.is_empty() && !check.pending.is_empty() {
        let failed = migrate::rehearse(&mut conn, settings.clock.now(), &steps).map_err(|e| e.to_string())?;
        check.faults.extend(failed);
    }
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
