//! CSV as in RFC 4180: commas, CRLF, quotes where they are needed.

use crate::{Sheet, Value};
use chrono::NaiveDate;
use std::fmt::Write;

/// How dates are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Dates {
    /// 2026-11-30.
    #[default]
    Iso,
    /// 30/11/2026.
    DayFirst,
}

impl Dates {
    /// The date in this style.
    pub fn text(self, date: NaiveDate) -> String {
        date.format(match self {
            Self::Iso => "%Y-%m-%d",
            Self::DayFirst => "%d/%m/%Y",
        })
        .to_string()
    }
}

/// The whole sheet, with ISO dates.
pub fn csv(sheet: &Sheet) -> String {
    let mut whole = header(&sheet.columns);
    for row in &sheet.rows {
        line(&mut whole, row, Dates::Iso);
    }
    whole
}

/// The line of headings, with its end: for a sheet that is written piece by piece with [`line`].
pub fn header<T: AsRef<str>>(columns: &[T]) -> String {
    let mut whole = String::new();
    cells(&mut whole, columns.iter().map(|name| name.as_ref().to_owned()).map(Value::Text), Dates::Iso);
    whole
}

/// Adds a row, with its end.
pub fn line(whole: &mut String, row: &[Value], dates: Dates) {
    cells(whole, row.iter().cloned(), dates);
}

fn cells(whole: &mut String, row: impl Iterator<Item = Value>, dates: Dates) {
    for (place, value) in row.enumerate() {
        if place > 0 {
            whole.push(',');
        }
        match value {
            Value::Text(text) => quoted(whole, &text),
            Value::Number(number) if number.is_finite() => _ = write!(whole, "{number}"),
            Value::Whole(number) => _ = write!(whole, "{number}"),
            Value::Date(date) => whole.push_str(&dates.text(date)),
            Value::Number(_) | Value::Blank => {}
        }
    }
    whole.push_str("\r\n");
}

/// Text, made inert, in quotes where a reader would else take it apart.
fn quoted(whole: &mut String, text: &str) {
    let inert = if is_formula(text) { "'" } else { "" };
    let quotes = text.contains([',', ';', '"', '\r', '\n', '\t']) || text.trim() != text;
    if quotes {
        _ = write!(whole, "\"{inert}{}\"", text.replace('"', "\"\""));
    } else {
        whole.push_str(inert);
        whole.push_str(text);
    }
}

/// Whether a spreadsheet would read it as a formula: also after spaces, and with the full-width forms of the signs.
fn is_formula(text: &str) -> bool {
    const SIGNS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    text.starts_with(['\t', '\r', '\n']) || text.trim_start().starts_with(SIGNS)
}
