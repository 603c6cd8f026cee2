//! Backup and restore (T8): one file, consistent while writes go on, checked when it is restored.
//!
//! SQLite is copied with `VACUUM INTO`; PostgreSQL is dumped by its own `pg_dump` from an exported snapshot. Beside
//! FILE stands FILE.manifest.json: counts of every table and the head of the audit chain in that same snapshot.

use crate::{Conn, Error, Options, Result, Url, dialect, seal};
use diesel::{connection::SimpleConnection, prelude::*};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Command,
};

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// `sqlite` or `postgres`.
    pub engine: String,
    /// Rows of each table.
    pub rows: BTreeMap<String, i64>,
    /// The last row of the audit chain: number and hash, hexadecimal.
    pub chain: Option<(i64, String)>,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
}

fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".manifest.json");
    name.into()
}

fn describe(conn: &mut Conn) -> Result<Manifest> {
    let mut rows = BTreeMap::new();
    for (table, _) in dialect::tables(conn)? {
        let count = dialect::count(conn, &table)?;
        rows.insert(table, count);
    }

    let chain: Option<(i64, Vec<u8>)> = seal::seal::table
        .order(seal::seal::seq.desc())
        .select((seal::seal::seq, seal::seal::hash))
        .first(conn)
        .optional()?;

    let engine = if conn.is_pg() { "postgres" } else { "sqlite" };
    let chain = chain.map(|(seq, hash)| (seq, seal::hex(&hash)));
    Ok(Manifest { engine: engine.into(), rows, chain, sha256: String::new() })
}

fn digest(file: &Path) -> Result<String> {
    use sha2::Digest;

    let mut hash = sha2::Sha256::new();
    std::io::copy(&mut std::fs::File::open(file)?, &mut hash)?;
    Ok(seal::hex(&hash.finalize()))
}

fn tool(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let done = command.output().map_err(|e| Error::Outside(format!("{name} could not be run: {e}")))?;
    if done.status.success() {
        return Ok(());
    }
    Err(Error::Outside(format!("{name}: {}", String::from_utf8_lossy(&done.stderr).trim())))
}

/// Writes FILE and its manifest; refuses to write over a file.
///
/// # Errors
/// [`Error::Outside`] with what to do.
pub fn backup(url: &Url, file: &Path) -> Result<Manifest> {
    if file.exists() {
        return Err(Error::Outside(format!("{} is there already; choose another name", file.display())));
    }

    let mut conn = Conn::open(url, &Options::default())?;
    let mut manifest = match (&mut conn, url) {
        (Conn::Sq(conn), _) => copy(conn, file)?,
        (Conn::Pg(_), Url::Postgres(text)) => conn.snapshot(|conn| dump(conn, text, file))?,
        (Conn::Pg(_), Url::Sqlite(_)) => return Err(Error::Closed),
    };
    manifest.sha256 = digest(file)?;

    let text = serde_json::to_string_pretty(&manifest).map_err(|e| Error::Outside(e.to_string()))?;
    std::fs::write(beside(file), text)?;
    Ok(manifest)
}

fn copy(conn: &mut SqliteConnection, file: &Path) -> Result<Manifest> {
    let path = file.display().to_string();
    conn.batch_execute(&format!("VACUUM INTO '{}'", path.replace('\'', "''")))?;

    let mut copy = Conn::open(&Url::Sqlite(path), &Options::default())?;
    let described = describe(&mut copy)?;
    // the copy is one file again, with nothing beside it
    dialect::batch(&mut copy, "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode=DELETE")?;
    Ok(described)
}

/// As the snapshot of this connection has it.
fn dump(conn: &mut Conn, url: &str, file: &Path) -> Result<Manifest> {
    let Conn::Pg(pg) = conn else { return Err(Error::Closed) };
    let snapshot: String =
        diesel::select(diesel::dsl::sql::<diesel::sql_types::Text>("pg_export_snapshot()")).get_result(pg)?;
    tool(
        Command::new("pg_dump")
            .args(["--format=custom", "--no-owner", "--snapshot", &snapshot, "--file"])
            .arg(file)
            .arg(url),
    )?;
    describe(conn)
}

/// Restores FILE into an empty database and checks counts, hashes and the audit chain against the manifest.
///
/// # Errors
/// [`Error::Outside`] says what differs or why it was refused.
pub fn restore(url: &Url, file: &Path) -> Result<Manifest> {
    let wanted = manifest_of(url, file)?;
    put_back(url, file)?;

    let mut conn = Conn::open(url, &Options::default())?;
    let found = Manifest { sha256: wanted.sha256.clone(), ..describe(&mut conn)? };
    if found.chain != wanted.chain {
        return Err(differs("the head of the audit chain differs from the manifest"));
    }
    for (table, count) in &wanted.rows {
        if found.rows.get(table) != Some(count) {
            let got = found.rows.get(table).map_or("none".into(), ToString::to_string);
            return Err(differs(format!("table {table} has {got} rows, the backup had {count}")));
        }
    }

    match seal::verify(&mut conn, None)? {
        Ok(_) => Ok(found),
        Err(fault) => Err(differs(format!("the audit chain does not hold: {fault}"))),
    }
}

fn differs(what: impl Into<String>) -> Error {
    Error::Outside(what.into())
}

/// What FILE must hold, if it is the file that was written and of this engine.
fn manifest_of(url: &Url, file: &Path) -> Result<Manifest> {
    let text = std::fs::read_to_string(beside(file))
        .map_err(|e| differs(format!("{} cannot be read: {e}", beside(file).display())))?;
    let wanted: Manifest = serde_json::from_str(&text).map_err(|e| differs(format!("the manifest is damaged: {e}")))?;

    if digest(file)? != wanted.sha256 {
        return Err(differs(format!("{} is not the file that was written: its hash differs", file.display())));
    }
    let engine = if matches!(url, Url::Postgres(_)) { "postgres" } else { "sqlite" };
    if engine != wanted.engine {
        return Err(differs(format!("this is a backup of {}, the database is {engine}", wanted.engine)));
    }
    Ok(wanted)
}

/// Only where nothing is yet.
fn put_back(url: &Url, file: &Path) -> Result<()> {
    match url {
        Url::Sqlite(path) => {
            if Path::new(path).exists() {
                return Err(differs(format!("{path} is there already; restore into a path that is free")));
            }
            std::fs::copy(file, path)?;
            Ok(())
        }
        Url::Postgres(text) => {
            let mut conn = Conn::open(url, &Options::default())?;
            if !dialect::tables(&mut conn)?.is_empty() {
                return Err(differs("the database has tables already; restore into an empty one"));
            }
            tool(
                Command::new("pg_restore")
                    .args(["--exit-on-error", "--no-owner", "--single-transaction", "--dbname"])
                    .arg(text)
                    .arg(file),
            )
        }
    }
}
