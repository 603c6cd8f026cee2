//! Backup and restore (T8): one file, consistent while writes go on, checked when it is restored.
//!
//! SQLite is copied with `VACUUM INTO`; PostgreSQL is dumped by its own `pg_dump` from an exported snapshot. Beside
//! FILE stands FILE.manifest.json: counts of every table and the head of the audit chain in that same snapshot. Both
//! are written beside their place and put into it when they are whole, the manifest last: what broke off does not look
//! like a backup. Both are their owner's alone.

mod restore;
mod tools;

pub use restore::restore;

use crate::{
    Conn, Error, Options, Result, Url, dialect,
    private::{self, with_ending},
    seal,
};
use diesel::{connection::SimpleConnection, prelude::*};
use rustix::fs::{FlockOperation, flock};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs::File,
    path::{Path, PathBuf},
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
    with_ending(file, ".manifest.json")
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
    std::io::copy(&mut File::open(file)?, &mut hash)?;
    Ok(seal::hex(&hash.finalize()))
}

/// What SQLite puts beside a file while it is open.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// A file under way beside its place, which is removed with what stands beside it unless it is kept.
struct Part {
    path: PathBuf,
    /// Held while it is written, so that what a killed program left can be told from what another is writing.
    file: File,
}

impl Part {
    /// An empty one for `file`.
    fn begin(file: &Path) -> Result<Self> {
        let path = with_ending(file, ".part");
        if let Ok(left) = File::open(&path) {
            flock(&left, FlockOperation::NonBlockingLockExclusive)
                .map_err(|_| Error::Outside(format!("{} is being written by another; wait for it", path.display())))?;
            remove(&path)?;
        }

        let file = private::create(&path)?;
        flock(&file, FlockOperation::NonBlockingLockExclusive).map_err(std::io::Error::from)?;
        Ok(Self { path, file })
    }

    /// It is whole: from now on it stands at `file`, and outlasts a power cut.
    fn keep(self, file: &Path) -> Result<()> {
        self.file.sync_all()?;
        if file.exists() {
            return Err(there_already(file));
        }
        std::fs::rename(&self.path, file)?;
        Ok(private::sync_beside(file)?)
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // after it was kept there is nothing to remove, and the first error is the one to tell
        let _ = remove(&self.path);
    }
}

/// With what SQLite put beside it.
fn remove(path: &Path) -> std::io::Result<()> {
    BESIDE.iter().try_for_each(|ending| private::remove(&with_ending(path, ending)))?;
    private::remove(path)
}

fn there_already(file: &Path) -> Error {
    Error::Outside(format!("{} is there already; choose another name", file.display()))
}

/// Writes FILE and its manifest; refuses to write over a file.
///
/// # Errors
/// [`Error::Outside`] with what to do; nothing is left then that looks like a backup.
pub fn backup(url: &Url, file: &Path) -> Result<Manifest> {
    if let Some(there) = [file, &beside(file)].into_iter().find(|path| path.exists()) {
        return Err(there_already(there));
    }

    let part = Part::begin(file)?;
    let mut conn = Conn::open(url, &Options::default())?;
    dialect::take_time(&mut conn)?;
    let mut manifest = match (&mut conn, url) {
        (Conn::Sq(conn), _) => copy(conn, &part.path)?,
        (Conn::Pg(_), Url::Postgres(text)) => conn.snapshot(|conn| dump(conn, text, &part.path))?,
        (Conn::Pg(_), Url::Sqlite(_)) => return Err(Error::Closed),
    };
    manifest.sha256 = digest(&part.path)?;

    let text = serde_json::to_string_pretty(&manifest).map_err(|e| Error::Outside(e.to_string()))?;
    part.keep(file)?;
    // without its manifest the file is none that can be restored
    private::write_whole(&beside(file), &text).or_else(|e| private::remove(file).and(Err(e)))?;
    Ok(manifest)
}

fn copy(conn: &mut SqliteConnection, file: &Path) -> Result<Manifest> {
    let path = file.display().to_string();
    conn.batch_execute(&format!("VACUUM INTO '{}'", path.replace('\'', "''")))?;

    let mut copy = Conn::open(&Url::Sqlite(path), &Options::default())?;
    let described = describe(&mut copy)?;
    one_file(&mut copy)?;
    Ok(described)
}

/// A SQLite database is one file again, with nothing beside it.
fn one_file(conn: &mut Conn) -> Result<()> {
    dialect::batch(conn, "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode=DELETE")
}

/// As the snapshot of this connection has it.
fn dump(conn: &mut Conn, url: &str, file: &Path) -> Result<Manifest> {
    // the transaction began with limits of its own
    dialect::take_time(conn)?;
    let Conn::Pg(pg) = conn else { return Err(Error::Closed) };
    let snapshot: String =
        diesel::select(diesel::dsl::sql::<diesel::sql_types::Text>("pg_export_snapshot()")).get_result(pg)?;
    let file = file.display().to_string();
    let args = ["--format=custom", "--no-owner", "--snapshot", &snapshot, "--file", &file, "{}"];
    tools::run("pg_dump", &args, url)?;
    describe(conn)
}
