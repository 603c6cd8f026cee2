//! A file as text, and its rows cell by cell.

use crate::{
    Fault,
    map::{Encoding, Map, Table},
    read::Field,
};
use chrono::{Datelike, NaiveDate};
use csv::StringRecord;
use pack::Pack;
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, fmt::Write, path::Path};

/// What stands at 0x80 to 0x9f in Windows-1252; the rest is as in Latin-1. Five places stand for nothing.
const WINDOWS: [char; 32] = [
    '€', '\u{fffd}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{fffd}', 'Ž', '\u{fffd}', '\u{fffd}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{fffd}', 'ž', 'Ÿ',
];

/// SHA-256 in hexadecimal.
pub(crate) fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Its text. A fault names the first line that is kept otherwise.
pub(crate) fn text(file: &str, bytes: Vec<u8>, encoding: Encoding) -> Result<String, Fault> {
    let text = match encoding {
        Encoding::Windows1252 => bytes.iter().map(|byte| of_windows(*byte)).collect(),
        Encoding::Utf8 => String::from_utf8(bytes).map_err(|e| {
            let before = &e.as_bytes()[..e.utf8_error().valid_up_to()];
            let line = 1 + before.iter().filter(|byte| **byte == b'\n').count() as u64;
            let why = "its letters are not kept as UTF-8: save it so, or say encoding = \"windows-1252\" in the map";
            Fault { line, ..Fault::of_file(file, "not-utf-8", why) }
        })?,
    };
    if text.contains('\0') {
        let why = "it is not a text of this encoding: save it as CSV in UTF-8";
        return Err(Fault::of_file(file, "not-utf-8", why));
    }
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

fn of_windows(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS[usize::from(byte) - 0x80],
        other => char::from(other),
    }
}

/// A file of the map, opened.
pub(crate) struct Rows<'m> {
    /// As the map calls it.
    pub(crate) file: &'m str,
    map: &'m Map,
    table: &'m Table,
    places: BTreeMap<&'m str, usize>,
    wide: usize,
    records: csv::Reader<std::io::Cursor<String>>,
    /// The hash of its bytes.
    pub(crate) hash: String,
}

impl<'m> Rows<'m> {
    /// Opens it; what is wrong with it as a whole, and with its columns.
    pub(crate) fn open(
        dir: &Path,
        map: &'m Map,
        table: &'m Table,
        fields: &'static [Field],
    ) -> Result<Self, Vec<Fault>> {
        let file = table.file.as_str();
        let of_file = |name, why: String| vec![Fault::of_file(file, name, why)];
        let bytes = std::fs::read(dir.join(file)).map_err(|e| of_file("missing-file", e.to_string()))?;
        let hash = hash(&bytes);
        let text = text(file, bytes, map.encoding).map_err(|fault| vec![fault])?;
        let separator = u8::try_from(map.separator).unwrap_or(b',');
        let mut records = csv::ReaderBuilder::new()
            .flexible(true)
            .delimiter(separator)
            .trim(csv::Trim::All)
            .from_reader(std::io::Cursor::new(text));
        let head = records.headers().map_err(|e| of_file("unreadable-file", e.to_string()))?.clone();

        let faults = wrong_columns(table, &head, fields);
        if !faults.is_empty() {
            return Err(faults);
        }
        let place = |column: &String| head.iter().position(|name| name == column);
        let places = table.columns.iter().filter_map(|(field, column)| Some((field.as_str(), place(column)?)));
        Ok(Self { file, map, table, places: places.collect(), wide: head.len(), records, hash })
    }

    /// Hands each row on, in order.
    pub(crate) fn each(&mut self, faults: &mut Vec<Fault>, mut with: impl FnMut(&mut Row<'_>)) {
        let mut record = StringRecord::new();
        loop {
            match self.records.read_record(&mut record) {
                Ok(false) => return,
                Ok(true) => {}
                Err(e) => return faults.push(Fault::of_file(self.file, "unreadable-file", e.to_string())),
            }
            let line = record.position().map_or(0, csv::Position::line);
            let mut row = Row {
                file: self.file,
                line,
                map: self.map,
                table: self.table,
                places: &self.places,
                record: &record,
                family: None,
                faults,
            };
            if record.len() == self.wide {
                with(&mut row);
            } else {
                row.fault("", "cells-out-of-step", format!("it has {} cells, not {}", record.len(), self.wide));
            }
        }
    }
}

fn wrong_columns(table: &Table, head: &StringRecord, fields: &'static [Field]) -> Vec<Fault> {
    let file = table.file.as_str();
    let mut faults = Vec::new();
    let named = table.columns.keys().chain(table.values.keys()).chain(table.always.keys());
    for field in named.filter(|name| fields.iter().all(|field| field.name != name.as_str())) {
        let ours: Vec<&str> = fields.iter().map(|field| field.name).collect();
        let why = format!("the map gives {field:?}, which is no field here. There are: {}", ours.join(", "));
        faults.push(Fault::of_file(file, "unknown-field", why));
    }
    // a file without a line of names begins with somebody's data: of those nothing is told
    let named = table.columns.values().any(|column| head.iter().any(|name| name == column));
    let all = head.iter().collect::<Vec<_>>().join(", ");
    let there = if named { format!(". There are: {all}") } else { ": is its first line that of the names?".into() };
    for (field, column) in &table.columns {
        if !head.iter().any(|name| name == column) {
            let why = format!("there is no such column for {field:?}{there}");
            faults.push(Fault { column: column.clone(), line: 1, ..Fault::of_file(file, "missing-column", why) });
        }
    }
    for field in fields.iter().filter(|field| field.must) {
        if !table.columns.contains_key(field.name) && !table.always.contains_key(field.name) {
            let why = format!("the map names no column for {:?}: {}", field.name, field.what);
            faults.push(Fault::of_file(file, "missing-column", why));
        }
    }
    faults
}

/// A row, and where its faults go.
pub(crate) struct Row<'r> {
    /// The file.
    pub(crate) file: &'r str,
    /// Its line.
    pub(crate) line: u64,
    map: &'r Map,
    table: &'r Table,
    places: &'r BTreeMap<&'r str, usize>,
    record: &'r StringRecord,
    /// The family that cannot be made where the row is wrong.
    pub(crate) family: Option<String>,
    faults: &'r mut Vec<Fault>,
}

impl Row<'_> {
    /// What stands in a field, in our words.
    pub(crate) fn get(&self, field: &str) -> String {
        let cell = self.places.get(field).and_then(|place| self.record.get(*place));
        let text = cell.or_else(|| self.table.always.get(field).map(String::as_str)).unwrap_or_default();
        let Some(words) = self.table.values.get(field) else { return text.to_owned() };
        let alike = || words.iter().find(|(theirs, _)| theirs.eq_ignore_ascii_case(text)).map(|(_, ours)| ours);
        words.get(text).or_else(alike).cloned().unwrap_or_else(|| text.to_owned())
    }

    /// As [`Row::get`]; nothing where it is empty.
    pub(crate) fn given(&self, field: &str) -> Option<String> {
        Some(self.get(field)).filter(|text| !text.is_empty())
    }

    /// As [`Row::get`]; a fault where it is empty.
    pub(crate) fn must(&mut self, field: &str) -> Option<String> {
        let given = self.given(field);
        if given.is_none() {
            self.fault(field, "empty-cell", "it is empty");
        }
        given
    }

    /// Says that a field cannot be taken.
    pub(crate) fn fault(&mut self, field: &str, name: &'static str, why: impl Into<String>) {
        let column = self.column(field);
        let fault = Fault { line: self.line, column, ..Fault::of_file(self.file, name, why) };
        self.faults.push(fault.within(self.family.clone()));
    }

    /// The column of a field, as the file calls it.
    pub(crate) fn column(&self, field: &str) -> String {
        self.table.columns.get(field).cloned().unwrap_or_else(|| field.to_owned())
    }

    /// A day, in one of the ways of the map.
    pub(crate) fn date(&mut self, field: &str) -> Option<NaiveDate> {
        let text = self.given(field)?;
        let read = self.map.dates.iter().find_map(|way| NaiveDate::parse_from_str(&text, way).ok());
        let date = read.filter(|date| (1900..2100).contains(&date.year()));
        if date.is_none() {
            let ways = self.map.dates.join(" or ");
            self.fault(field, "unreadable-date", format!("it is no day as the map says they are written: {ways}"));
        }
        date
    }

    /// A day that is not ahead.
    pub(crate) fn past(&mut self, field: &str, today: NaiveDate) -> Option<NaiveDate> {
        let date = self.date(field)?;
        if date > today {
            self.fault(field, "date-ahead", "this day has not come yet");
            return None;
        }
        Some(date)
    }

    /// Yes or no; no where it is empty.
    pub(crate) fn yes(&mut self, field: &str) -> bool {
        match self.get(field).to_lowercase().as_str() {
            "yes" | "y" | "true" | "1" => true,
            "" | "no" | "n" | "false" | "0" => false,
            _ => {
                self.fault(field, "unknown-code", "it is neither yes nor no: translate it in the map");
                // what may be a protection is taken for one
                true
            }
        }
    }

    /// A word of the pack.
    pub(crate) fn code(&mut self, pack: &Pack, field: &str, vocabulary: &str) -> Option<String> {
        let said = self.given(field)?;
        self.known(pack, field, vocabulary, &said)
    }

    /// Words of the pack, with `;` between.
    pub(crate) fn codes(&mut self, pack: &Pack, field: &str, vocabulary: &str) -> Vec<String> {
        let all = self.get(field);
        let words = all.split(';').map(|word| self.translated(field, word.trim())).filter(|word| !word.is_empty());
        let words: Vec<String> = words.collect();
        let mut known: Vec<String> =
            words.iter().filter_map(|word| self.known(pack, field, vocabulary, word)).collect();
        known.sort_unstable();
        known.dedup();
        known
    }

    fn translated(&self, field: &str, word: &str) -> String {
        let ours = self.table.values.get(field).and_then(|words| words.get(word));
        ours.cloned().unwrap_or_else(|| word.to_owned())
    }

    fn known(&mut self, pack: &Pack, field: &str, vocabulary: &str, said: &str) -> Option<String> {
        let terms = pack.terms(vocabulary);
        let known = terms.iter().find(|term| term.code == said || term.label.eq_ignore_ascii_case(said));
        if known.is_none() {
            let some: Vec<&str> = terms.iter().take(12).map(|term| term.code.as_str()).collect();
            let more = if terms.len() > some.len() { ", …" } else { "" };
            let why = format!("the map has no word of ours for it. Ours ({vocabulary}) are: {}{more}", some.join(", "));
            self.fault(field, "unknown-code", why);
        }
        known.map(|term| term.code.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_older_programs_are_read_where_the_map_says_so() {
        let bytes = b"Zo\xeb \x80 \x92".to_vec();
        assert_eq!(text("people.csv", bytes.clone(), Encoding::Windows1252).as_deref(), Ok("Zoë € ’"));
        let fault = text("people.csv", [b"id\n1\n".to_vec(), bytes].concat(), Encoding::Utf8).expect_err("refused");
        assert_eq!((fault.name, fault.line), ("not-utf-8", 3));
        assert_eq!(text("people.csv", "\u{feff}id".into(), Encoding::Utf8).as_deref(), Ok("id"));
    }
}
