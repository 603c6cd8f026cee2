//! Services from a CSV file: looked at first, every bad cell named; taken only when all of it can be. Read again, the
//! same file changes nothing.

mod row;
mod service;

pub use row::Fault;

use crate::{
    harvest::{self, Reading, Source},
    open_referral::read::Read,
};
use pack::Pack;
use row::Row;
use std::{collections::BTreeMap, path::Path};
use store::{Author, Conn, Db, Tx};

/// The columns one may give, with what stands in them.
pub const COLUMNS: [(&str, &str); 30] = [
    ("id", "of the row, so that it is known again; else name and organisation"),
    ("name", "must be given"),
    ("organisation", "must be given"),
    ("summary", "what it is"),
    ("group", "council, police, education, health, community or partnership"),
    ("needs", "codes or words of the practice pack, with ; between"),
    ("builds", "protective factors: codes or words of the practice pack, with ; between"),
    ("who", "codes or words of the practice pack, with ; between"),
    ("minimum_age", "whole years"),
    ("maximum_age", "whole years"),
    ("criteria", "who can come"),
    ("how", "how to get in"),
    ("referral_only", "yes or no"),
    ("free", "yes or no"),
    ("cost", "pounds, like 2.50, or words"),
    ("modes", "in-person, online, home, with ; between"),
    ("languages", "with ; between"),
    ("place", "name of the building"),
    ("address", "house and street"),
    ("town", ""),
    ("postcode", ""),
    ("access", "codes or words of the practice pack, with ; between"),
    ("days", "Monday; Friday, or MO; FR"),
    ("opens", "9:30"),
    ("closes", "12:00"),
    ("phone", ""),
    ("email", ""),
    ("url", "https://…"),
    ("confidential", "yes: the place may not be known and is not kept"),
    ("checked_on", "the day on which all of it was right, 2026-03-04"),
];

/// Rows a transaction.
const CHUNK: usize = 200;

/// What a file holds.
#[derive(Debug, Default)]
pub struct Preview {
    /// Rows that can be taken.
    pub good: Vec<Read>,
    /// Cells that cannot.
    pub faults: Vec<Fault>,
}

/// Looks at a file without changing anything.
///
/// # Errors
/// Why it cannot be read at all.
pub fn preview(conn: &mut Conn, pack: &Pack, file: &Path) -> Result<Preview, String> {
    let told = |e: &dyn std::fmt::Display| format!("{}: {e}", file.display());
    let opened = std::fs::File::open(file).map_err(|e| told(&e))?;
    preview_of(conn, pack, opened, &file.display().to_string())
}

/// As [`preview`], of what was pasted or comes from elsewhere under this name.
///
/// # Errors
/// Why it cannot be read at all.
pub fn preview_of(conn: &mut Conn, pack: &Pack, text: impl std::io::Read, name: &str) -> Result<Preview, String> {
    let told = |e: &dyn std::fmt::Display| format!("{name}: {e}");
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text);
    let head: Vec<String> = reader.byte_headers().map_err(|e| told(&e))?.iter().map(column_name).collect();
    for must in ["name", "organisation"] {
        if !head.iter().any(|name| name == must) {
            return Err(told(&format!("there is no column {must:?}. Its columns are: {}", head.join(", "))));
        }
    }

    let mut found = Preview { good: vec![], faults: strangers(&head) };
    let mut keys = BTreeMap::new();
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record).map_err(|e| told(&e))? {
        let line = record.position().map_or(0, csv::Position::line);
        let before = found.faults.len();
        let mut row = Row { line, cells: cells(&head, &record), faults: &mut found.faults };
        let read = service::read(conn, pack, &mut row).map_err(|e| e.to_string())?;

        if let Some(first) = keys.insert(read.key.clone(), line) {
            let column = if row.get("id").is_empty() { "name" } else { "id" };
            row.fault(column, format!("it is the same as in line {first}"));
        }
        if found.faults.len() == before {
            found.good.push(read);
        }
    }
    Ok(found)
}

/// As people write it: `Minimum age` is `minimum_age`.
fn column_name(cell: &[u8]) -> String {
    String::from_utf8_lossy(cell).trim().trim_start_matches('\u{feff}').to_lowercase().replace(' ', "_")
}

/// Columns of which nothing is known.
fn strangers(head: &[String]) -> Vec<Fault> {
    let unknown = head.iter().filter(|name| !COLUMNS.iter().any(|(column, _)| column == name));
    let why = "there is no such column; see `earlyhelp import services --help`";
    unknown.map(|name| Fault { line: 1, column: name.clone(), why: why.into() }).collect()
}

fn cells(head: &[String], record: &csv::ByteRecord) -> Vec<(&'static str, String)> {
    let cell = |column: &'static str| {
        let at = head.iter().position(|name| name == column)?;
        let text = record.get(at).map(|cell| String::from_utf8_lossy(cell).replace('\0', ""));
        Some((column, text.unwrap_or_default()))
    };
    COLUMNS.iter().filter_map(|(column, _)| cell(column)).collect()
}

/// Takes all rows of a file that was looked at, some hundred a transaction. What an earlier file of this name held and
/// this one does not is marked as gone.
pub fn take(db: &Db, pack: &Pack, name: &str, rows: &[Read], told: impl Fn(usize)) -> Result<Source, String> {
    let now = db.now();
    let mut conn = db.connect().map_err(|e| e.to_string())?;
    let found = harvest::write(&mut conn, |conn| harvest::source(conn, now, &format!("file:{name}")))?;
    // a file is always read whole
    let found = Source { ended_at: Some(now), ..found };
    let mut source = harvest::write(&mut conn, |conn| harvest::begin(conn, now, found.clone()))?;

    for (n, some) in rows.chunks(CHUNK).enumerate() {
        source = harvest::write(&mut conn, |conn| {
            let author = Author { pack: pack.hash.clone(), ..Author::program() };
            put(&mut Tx::within(conn, now, author), Reading::of(source.clone(), pack), some)
        })?;
        told((n * CHUNK + some.len()).min(rows.len()));
    }

    let source = harvest::write(&mut conn, |conn| harvest::end(conn, now, pack, source.clone()))?;
    db.look_again();
    Ok(source)
}

/// As [`take`], in one change: for a list that is short enough to be pasted.
pub(crate) fn take_within(tx: &mut Tx<'_>, pack: &Pack, name: &str, rows: &[Read]) -> store::Result<Source> {
    let now = tx.now;
    let found = harvest::source(tx.conn(), now, &format!("file:{name}"))?;
    // a file is always read whole
    let source = harvest::begin(tx.conn(), now, Source { ended_at: Some(now), ..found })?;
    let source = put(tx, Reading::of(source, pack), rows)?;
    harvest::end(tx.conn(), now, pack, source)
}

fn put(tx: &mut Tx<'_>, mut reading: Reading<'_>, rows: &[Read]) -> store::Result<Source> {
    for read in rows {
        reading.put(tx, read)?;
    }
    reading.seen(tx)
}
