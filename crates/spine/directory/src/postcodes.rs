//! Where a postcode lies: an open file, imported once (ONS Postcode Directory and extracts of it).

use diesel::prelude::*;
use store::{Conn, Result, each};

pub(crate) const DDL: &str = "
CREATE TABLE postcode (code TEXT PRIMARY KEY NOT NULL, lat $REAL NOT NULL, lon $REAL NOT NULL, authority TEXT NOT NULL,
  small_area TEXT NOT NULL, ward TEXT NOT NULL, ward_name TEXT NOT NULL) $STRICT;";
diesel::table! { use diesel::sql_types::*;
postcode (code) { code -> Text, lat -> Double, lon -> Double, authority -> Text, small_area -> Text, ward -> Text, ward_name -> Text, } }

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

/// How many are known.
pub fn count(conn: &mut Conn) -> Result<i64> {
    Ok(postcode::table.count().get_result(conn)?)
}

/// Keeps these, in place of what was known of them.
pub fn put(conn: &mut Conn, rows: &[Postcode]) -> Result<()> {
    // 7 columns a row, and SQLite binds 32,766 at most
    for some in rows.chunks(1_000) {
        let codes: Vec<&str> = some.iter().map(|p| p.code.as_str()).collect();
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
}

/// The names by which published files call a column.
const NAMES: [&[&str]; 7] = [
    &["pcd", "pcds", "pcd7", "pcd8", "pcd2", "postcode"],
    &["lat", "latitude"],
    &["lon", "long", "longitude"],
    &["laua", "lad", "lad23cd", "lad24cd", "oslaua"],
    &["lsoa21_pip", "lsoa21", "lsoa21cd"],
    &["ward24_code", "osward", "ward", "wd24cd"],
    &["ward24_name", "ward_name", "wd24nm"],
];

/// Imports a CSV with a line of column names, some thousands of rows a transaction; run again, it does no harm.
///
/// # Errors
/// What is wrong with the file, or the engine's word.
pub fn import(conn: &mut Conn, file: &std::path::Path) -> Result<Imported, String> {
    let told = |e: &dyn std::fmt::Display| format!("{}: {e}", file.display());
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(file).map_err(|e| told(&e))?;
    let head = reader.headers().map_err(|e| told(&e))?.clone();
    let place = |names: &[&str]| {
        head.iter().position(|h| names.contains(&h.trim().trim_start_matches('\u{feff}').to_ascii_lowercase().as_str()))
    };
    let places: Vec<Option<usize>> = NAMES.iter().map(|names| place(names)).collect();
    if let Some(missing) = (0..3).find(|n| places[*n].is_none()) {
        let columns: Vec<&str> = head.iter().collect();
        return Err(told(&format!(
            "there is no column called {}. Its columns are: {}",
            NAMES[missing].join(" or "),
            columns.join(", ")
        )));
    }
    let mut done = Imported::default();
    let mut rows = Vec::new();
    let mut outward: std::collections::BTreeMap<String, (f64, f64, f64)> = std::collections::BTreeMap::new();
    let mut save = |rows: &mut Vec<Postcode>| -> Result<(), String> {
        conn.write(|conn| put(conn, rows)).map_err(|e| e.to_string())?;
        rows.clear();
        Ok(())
    };
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record).map_err(|e| told(&e))? {
        let get = |n: usize| -> String {
            places[n]
                .and_then(|at| record.get(at))
                .map(|c| String::from_utf8_lossy(c).trim().to_owned())
                .unwrap_or_default()
        };
        let (code, lat, lon) = (fold(&get(0)), get(1).parse::<f64>(), get(2).parse::<f64>());
        let there = match (lat, lon) {
            (Ok(lat), Ok(lon)) if (48.0..62.0).contains(&lat) && (-9.0..3.0).contains(&lon) => Some((lat, lon)),
            _ => None,
        };
        let (5..=7, Some((lat, lon))) = (code.len(), there) else {
            done.skipped += 1;
            continue;
        };
        let middle = outward.entry(code[..code.len() - 3].to_owned()).or_default();
        *middle = (middle.0 + lat, middle.1 + lon, middle.2 + 1.0);
        rows.push(Postcode { code, lat, lon, authority: get(3), small_area: get(4), ward: get(5), ward_name: get(6) });
        done.postcodes += 1;
        if rows.len() == 5_000 {
            save(&mut rows)?;
        }
    }
    // a postcode built after the file lies about where its neighbours do
    rows.extend(outward.into_iter().map(|(code, (lat, lon, n))| Postcode {
        code,
        lat: lat / n,
        lon: lon / n,
        authority: String::new(),
        small_area: String::new(),
        ward: String::new(),
        ward_name: String::new(),
    }));
    save(&mut rows)?;
    Ok(done)
}
