//! `earlyhelp import`: postcodes, feeds and files of services, and the records of an old system.

mod records;

use super::{Outcome, complain, say};
use crate::settings::Settings;
use clap::Subcommand;
use directory::{harvest, import, postcodes};
use std::path::PathBuf;
use store::{Conn, Db};

#[derive(Subcommand)]
pub(super) enum Import {
    /// Where postcodes lie, from an open file: a CSV with columns pcd, lat, lon (and laua, lsoa21_pip, ward24_code,
    /// ward24_name if it has them), such as an extract of the ONS Postcode Directory.
    Postcodes {
        /// The file.
        file: PathBuf,
    },
    /// The boundaries of wards, from a GeoJSON file, in place of those before: the map of published figures.
    Areas {
        /// The file.
        file: PathBuf,
        /// The property that holds a ward's code, as postcodes name it.
        #[arg(long, default_value = "code")]
        code: String,
        /// The property that holds its name.
        #[arg(long, default_value = "name")]
        name: String,
    },
    /// Services from another directory's Open Referral UK feed. Begun again, it goes on where it broke off.
    OpenReferral {
        /// The address under which its /services is.
        url: String,
    },
    /// Services from a CSV file. Every cell that cannot be taken is named, and nothing is taken while there is one.
    #[command(after_help = columns())]
    Services {
        /// The file.
        file: PathBuf,
        /// Take the rows; without this the file is only looked at.
        #[arg(long)]
        apply: bool,
    },
    /// People, families, contacts, episodes and documents of an old system, from its CSV files. Every cell that cannot
    /// be taken is named.
    Records(records::Records),
}

fn columns() -> String {
    let lines = import::COLUMNS.iter().map(|(name, what)| format!("  {name:<14} {what}\n"));
    format!("Columns, in any order:\n{}", lines.collect::<String>())
}

pub(super) fn run(settings: &Settings, what: Import) -> Outcome {
    match what {
        Import::Postcodes { file } => {
            let mut conn = Conn::open(&settings.database, &settings.options()).map_err(|e| e.to_string())?;
            let done = postcodes::import(&mut conn, &file)?;
            say(format!(
                "{} postcodes are known from this file, {} with their ward or small area; {} rows lie nowhere and were \
                 left out",
                done.postcodes, done.placed, done.skipped
            ));
            Ok(())
        }
        Import::Areas { file, code, name } => {
            let boundaries = std::fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))?;
            let (db, pack) = open(settings)?;
            let mut conn = db.connect().map_err(|e| e.to_string())?;
            let author = store::Author { pack: pack.hash.clone(), ..store::Author::program() };
            let now = db.now();
            let done = conn.write::<_, store::Error>(|conn| {
                let mut tx = store::Tx::within(conn, now, author);
                Ok(insight::import_areas(&mut tx, &boundaries, &code, &name))
            });
            let areas = done.map_err(|e| e.to_string())??;
            say(format!("{areas} areas are drawn on the map of figures from now on"));
            Ok(())
        }
        Import::Records(what) => records::run(settings, &what),
        Import::OpenReferral { url } => {
            let (db, pack) = open(settings)?;
            let done = harvest::harvest(&db, &pack, &url, |s| {
                say(format!(
                    "page {} of {}: {} new, {} changed, {} as before",
                    s.page, s.pages, s.new, s.changed, s.same
                ))
            })?;
            report(&done);
            if done.failed > 0 {
                return Err(format!(
                    "{} services could not be read ({}); nothing was marked as gone. Run it again.",
                    done.failed, done.fault
                ));
            }
            Ok(())
        }
        Import::Services { file, apply } => {
            let (db, pack) = open(settings)?;
            let mut conn = db.connect().map_err(|e| e.to_string())?;
            let found = import::preview(&mut conn, &pack, &file)?;
            found.faults.iter().for_each(complain);
            if !found.faults.is_empty() {
                return Err(format!(
                    "{} cells cannot be taken, {} rows could be. Nothing was changed.",
                    found.faults.len(),
                    found.good.len()
                ));
            }
            if !apply {
                say(format!("{} rows can be taken. Give --apply to take them.", found.good.len()));
                return Ok(());
            }
            let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            let done =
                import::take(&db, &pack, &name, &found.good, |n| say(format!("{n} of {} rows", found.good.len())))?;
            report(&done);
            Ok(())
        }
    }
}

fn open(settings: &Settings) -> Result<(Db, pack::Pack), String> {
    let db = Db::open(settings.database.clone(), settings.clock, settings.options()).map_err(|e| e.to_string())?;
    Ok((db, settings.read_pack()?))
}

fn report(s: &harvest::Source) {
    say(format!(
        "{} changes: {} new, {} changed, {} gone; {} as before, {} edited here and left alone",
        s.changes(),
        s.new,
        s.changed,
        s.gone,
        s.same,
        s.kept
    ));
}
