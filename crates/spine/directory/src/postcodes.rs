//! Where a postcode lies: an open file, imported once (ONS Postcode Directory and extracts of it).

use diesel::prelude::*;
use std::{collections::BTreeMap, path::Path};
use store::{Conn, Result, each};

pub(crate) const DDL: &str = "
CREATE TABLE postcode (code TEXT PRIMARY KEY NOT NULL, lat $REAL NOT NULL, lon $REAL NOT NULL, authority TEXT NOT NULL,
  small_area TEXT NOT NULL, ward TEXT NOT NULL, ward_name TEXT NOT NULL) $STRICT;";

diesel::table! {
use diesel::sql_types::*;
postcode (code) {
    code -> Text, lat -> Double, lon -> Double, authority -> Text, small_area -> Text, ward -> Text, ward_name -> Text,
} }

/// Where a postcode lies.
#[derive(Debug, Clone, PartialEq, Queryable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = postcode)]
pub struct Postcode {
    /// Without space, in capitals: `ME44TR`; or only its outward half.
    pub code: String,
    /// Degrees north (WGS 84).
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// GSS code of the local authority.
    pub authority: String,
    /// GSS code of the LSOA (2021).
    pub small_area: String,
    /// GSS code of the ward.
    pub ward: String,
    /// Its name.
    pub ward_name: String,
}

/// A postcode as it is kept.
pub fn fold(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// Takes a postcode out of words: `food bank ME4 4TR` leaves `food bank`.
pub fn take_from(text: &mut String) -> Option<String> {
    let words: Vec<String> = text.split_whitespace().map(ToOwned::to_owned).collect();
    for length in (1..=2).rev() {
        for at in 0..(words.len() + 1).saturating_sub(length) {
            if let Ok(code) = linkage::identifiers::postcode(&words[at..at + length].join(" ")) {
                *text = [&words[..at], &words[at + length..]].concat().join(" ");
                return Some(code);
            }
        }
    }
    None
}

/// Where it lies, and whether exactly: a postcode that is not known lies where its outward half does.
pub fn find(conn: &mut Conn, text: &str) -> Result<Option<(Postcode, bool)>> {
    let code = fold(text);
    let one = |conn: &mut Conn, code: &str| -> Result<Option<Postcode>> {
        Ok(each!(conn, c => postcode::table.find(code).first(c).optional())?)
    };
    if let Some(found) = one(conn, &code)? {
        return Ok(Some((found, code.len() > 4)));
    }
    match code.len() {
        5..=7 => Ok(one(conn, &code[..code.len() - 3])?.map(|found| (found, false))),
        _ => Ok(None),
    }
}

/// The ward and the small area of a postcode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// GSS code of the ward.
    pub ward: String,
    /// Its name.
    pub ward_name: String,
    /// GSS code of the LSOA (2021): some hundred homes.
    pub small_area: String,
}

/// In which ward and small area these postcodes lie, by each as it was given. Nothing of those that are not known
/// exactly, or of which the file did not say it.
pub fn areas<'a>(conn: &mut Conn, given: impl Iterator<Item = &'a str>) -> Result<BTreeMap<String, Area>> {
    let given: BTreeMap<String, &str> =
        given.map(|text| (fold(text), text)).filter(|(code, _)| code.len() > 4).collect();
    let said = postcode::ward.ne("").or(postcode::small_area.ne(""));
    let rows: Vec<(String, String, String, String)> = postcode::table
        .filter(postcode::code.eq_any(given.keys()).and(said))
        .select((postcode::code, postcode::ward, postcode::ward_name, postcode::small_area))
        .load(conn)?;
    let area = |(code, ward, ward_name, small_area): (String, String, String, String)| {
        given.get(&code).map(|text| ((*text).to_owned(), Area { ward, ward_name, small_area }))
    };
    Ok(rows.into_iter().filter_map(area).collect())
}

/// How many are known.
pub fn count(conn: &mut Conn) -> Result<i64> {
    Ok(postcode::table.count().get_result(conn)?)
}

/// Keeps these, in place of what was known of them.
pub fn put(conn: &mut Conn, rows: &[Postcode]) -> Result<()> {
    // 7 columns a row, and SQLite binds 32,766 at most
    for some in rows.chunks(1_000) {
        let codes: Vec<&str> = some.iter().map(|row| row.code.as_str()).collect();
        each!(conn, c => diesel::delete(postcode::table.filter(postcode::code.eq_any(codes))).execute(c))?;
        each!(conn, c => diesel::insert_into(postcode::table).values(some).execute(c))?;
    }
    Ok(())
}

/// What an import did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Imported {
    /// Postcodes that lie somewhere.
    pub postcodes: usize,
    /// Rows that could not be read, or lie nowhere (`99.999999`).
    pub skipped: usize,
    /// Those of which the file says the ward or the small area.
    pub placed: usize,
}

/// Rows a transaction.
const BATCH: usize = 5_000;

/// The names by which published files call a column.
const NAMES: [&[&str]; 7] = [
    &["pcd", "pcds", "pcd7", "pcd8", "pcd2", "postcode"],
    &["lat", "latitude"],
    &["lon", "long", "longitude"],
    &["laua", "lad", "lad23cd", "lad24cd", "oslaua"],
    &["lsoa21_pip", "lsoa21", "lsoa21cd", "lsoa21_code", "lsoa"],
    &["ward24_code", "osward", "ward", "wd24cd", "wd25cd"],
    &["ward24_name", "ward_name", "wd24nm", "wd25nm"],
];

/// Imports a CSV with a line of column names, some thousands of rows a transaction; run again, it does no harm.
///
/// # Errors
/// What is wrong with the file, or the engine's word.
pub fn import(conn: &mut Conn, file: &Path) -> Result<Imported, String> {
    let told = |e: &dyn std::fmt::Display| format!("{}: {e}", file.display());
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(file).map_err(|e| told(&e))?;
    let columns = columns(reader.headers().map_err(|e| told(&e))?).map_err(|e| told(&e))?;

    let mut done = Imported::default();
    let mut rows = Vec::new();
    let mut outward = Outward::default();
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record).map_err(|e| told(&e))? {
        let Some(row) = read(&columns, &record) else {
            done.skipped += 1;
            continue;
        };
        outward.add(&row);
        done.placed += usize::from(!row.ward.is_empty() || !row.small_area.is_empty());
        rows.push(row);
        done.postcodes += 1;
        if rows.len() == BATCH {
            save(conn, &mut rows)?;
        }
    }

    rows.extend(outward.rows());
    save(conn, &mut rows)?;
    Ok(done)
}

fn save(conn: &mut Conn, rows: &mut Vec<Postcode>) -> Result<(), String> {
    conn.write_again(|conn| put(conn, rows)).map_err(|e| e.to_string())?;
    rows.clear();
    Ok(())
}

/// Where each of [`NAMES`] stands in a row.
type Columns = Vec<Option<usize>>;

fn columns(head: &csv::StringRecord) -> Result<Columns, String> {
    let plain = |cell: &str| cell.trim().trim_start_matches('\u{feff}').to_ascii_lowercase();
    let columns: Columns =
        NAMES.iter().map(|names| head.iter().position(|cell| names.contains(&plain(cell).as_str()))).collect();

    // the code and where it lies must be given
    match (0..3).find(|n| columns[*n].is_none()) {
        None => Ok(columns),
        Some(missing) => Err(format!(
            "there is no column called {}. Its columns are: {}",
            NAMES[missing].join(" or "),
            head.iter().collect::<Vec<_>>().join(", ")
        )),
    }
}

/// A row that can be read, of a postcode that lies somewhere in or about Britain.
fn read(columns: &Columns, record: &csv::ByteRecord) -> Option<Postcode> {
    let get = |n: usize| -> String {
        let cell = columns[n].and_then(|at| record.get(at));
        cell.map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).unwrap_or_default()
    };
    let code = fold(&get(0));
    let lat: f64 = get(1).parse().ok()?;
    let lon: f64 = get(2).parse().ok()?;

    let lies_here = (48.0..62.0).contains(&lat) && (-9.0..3.0).contains(&lon);
    ((5..=7).contains(&code.len()) && lies_here).then(|| Postcode {
        code,
        lat,
        lon,
        authority: get(3),
        small_area: get(4),
        ward: get(5),
        ward_name: get(6),
    })
}

/// The middle of each outward half: a postcode built after the file lies about where its neighbours do.
#[derive(Default)]
struct Outward(BTreeMap<String, Sum>);

/// Of degrees north, of degrees east, and of how many.
type Sum = (f64, f64, f64);

impl Outward {
    fn add(&mut self, row: &Postcode) {
        let half = row.code[..row.code.len() - 3].to_owned();
        let (lat, lon, count) = self.0.entry(half).or_default();
        *lat += row.lat;
        *lon += row.lon;
        *count += 1.0;
    }

    fn rows(self) -> impl Iterator<Item = Postcode> {
        self.0.into_iter().map(|(code, (lat, lon, count))| Postcode {
            code,
            lat: lat / count,
            lon: lon / count,
            authority: String::new(),
            small_area: String::new(),
            ward: String::new(),
            ward_name: String::new(),
        })
    }
}
