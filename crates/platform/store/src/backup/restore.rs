//! Putting a backup back, only where nothing is, and leaving nothing behind where it is refused.

use super::{BESIDE, Manifest, Part, beside, describe, digest, one_file, tools};
use crate::{Conn, Error, Options, Result, Url, dialect, private::with_ending, seal};
use std::path::Path;

/// Restores FILE into an empty database and checks counts, hashes and the audit chain against the manifest.
///
/// # Errors
/// [`Error::Outside`] says what differs or why it was refused; the database is then as it was before.
pub fn restore(url: &Url, file: &Path) -> Result<Manifest> {
    let wanted = manifest_of(url, file)?;
    match url {
        Url::Sqlite(path) => into_path(Path::new(path), file, &wanted),
        Url::Postgres(text) => into_server(url, text, file, &wanted),
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

/// It is looked through beside its place, and put there when all is well.
fn into_path(path: &Path, file: &Path, wanted: &Manifest) -> Result<Manifest> {
    if path.exists() {
        return Err(differs(format!("{} is there already; restore into a path that is free", path.display())));
    }
    // SQLite would take the log of another database for this one's
    let left = BESIDE.iter().map(|ending| with_ending(path, ending)).find(|left| left.exists());
    if let Some(left) = left {
        return Err(differs(format!("{} is left of another database; move it away first", left.display())));
    }

    let mut part = Part::begin(path)?;
    std::io::copy(&mut std::fs::File::open(file)?, &mut part.file)?;
    let mut conn = Conn::open(&Url::Sqlite(part.path.display().to_string()), &Options::default())?;
    let found = check(&mut conn, wanted)?;
    one_file(&mut conn)?;
    drop(conn);
    part.keep(path)?;
    Ok(found)
}

fn into_server(url: &Url, text: &str, file: &Path, wanted: &Manifest) -> Result<Manifest> {
    let mut conn = Conn::open(url, &Options::default())?;
    dialect::take_time(&mut conn)?;
    if !dialect::tables(&mut conn)?.is_empty() {
        return Err(differs("the database has tables already; restore into an empty one"));
    }

    let file = file.display().to_string();
    let args = ["--exit-on-error", "--no-owner", "--single-transaction", "--dbname", "{}", &file];
    tools::run("pg_restore", &args, text)?;
    check(&mut conn, wanted).map_err(|why| match dialect::drop_all(&mut conn) {
        Ok(()) => why,
        Err(e) => differs(format!("{why}. What was restored could not be removed ({e}): drop the database")),
    })
}

fn check(conn: &mut Conn, wanted: &Manifest) -> Result<Manifest> {
    let found = Manifest { sha256: wanted.sha256.clone(), ..describe(conn)? };
    if found.chain != wanted.chain {
        return Err(differs("the head of the audit chain differs from the manifest"));
    }
    for (table, count) in &wanted.rows {
        if found.rows.get(table) != Some(count) {
            let got = found.rows.get(table).map_or("none".into(), ToString::to_string);
            return Err(differs(format!("table {table} has {got} rows, the backup had {count}")));
        }
    }

    match seal::verify(conn, None)? {
        Ok(_) => Ok(found),
        Err(fault) => Err(differs(format!("the audit chain does not hold: {fault}"))),
    }
}
