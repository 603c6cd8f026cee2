//! A workbook: every text is written as a string, so that nothing in it is ever worked out.

use crate::{Error, Sheet, Value};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::collections::BTreeSet;

/// What a sheet of XLSX holds below its headings.
const MOST_ROWS: usize = 1_048_575;

/// What a cell of XLSX holds.
const MOST_CHARACTERS: usize = 32_767;

/// What the name of a tab may hold.
const LONGEST_NAME: usize = 31;

/// A workbook of these sheets, in order. The same sheets always give the same bytes. Dates show day first; a text too
/// long for a cell ends with "…"; a date before 1900, which XLSX does not know, stands as text.
///
/// # Errors
/// More rows than a sheet holds, or a row that does not fit its headings.
pub fn xlsx(sheets: &[Sheet]) -> Result<Vec<u8>, Error> {
    let mut workbook = Workbook::new();
    let epoch = ExcelDateTime::from_ymd(2000, 1, 1).map_err(writer)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&epoch));

    let mut names = BTreeSet::new();
    for sheet in sheets {
        check(sheet)?;
        let name = name(sheet, &mut names);
        write(workbook.add_worksheet(), sheet, &name).map_err(writer)?;
    }
    workbook.save_to_buffer().map_err(writer)
}

#[expect(clippy::needless_pass_by_value, reason = "map_err hands it over")]
fn writer(error: XlsxError) -> Error {
    Error::Writer(error.to_string())
}

fn check(sheet: &Sheet) -> Result<(), Error> {
    if sheet.rows.len() > MOST_ROWS {
        return Err(Error::TooManyRows(sheet.name.clone()));
    }
    match sheet.rows.iter().position(|row| row.len() != sheet.columns.len()) {
        Some(row) => Err(Error::Uneven(sheet.name.clone(), row + 1)),
        None => Ok(()),
    }
}

/// A name that XLSX takes and that no sheet before has.
fn name(sheet: &Sheet, taken: &mut BTreeSet<String>) -> String {
    let plain: String = sheet.name.chars().map(|c| if "[]:*?/\\'".contains(c) { ' ' } else { c }).collect();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain = if plain.is_empty() { "Sheet".to_owned() } else { plain };
    let mut name: String = plain.chars().take(LONGEST_NAME).collect();
    let mut turn = 2;
    while !taken.insert(name.to_lowercase()) {
        let end = format!(" {turn}");
        name = plain.chars().take(LONGEST_NAME - end.len()).collect::<String>() + &end;
        turn += 1;
    }
    name
}

fn write(page: &mut Worksheet, sheet: &Sheet, name: &str) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    let day = Format::new().set_num_format("dd/mm/yyyy");
    page.set_name(name)?;
    page.set_freeze_panes(1, 0)?;
    for (column, heading) in (0u16..).zip(&sheet.columns) {
        page.write_string_with_format(0, column, cut(heading), &bold)?;
        page.set_column_width(column, width(heading))?;
    }
    for (row, values) in (1u32..).zip(&sheet.rows) {
        for (column, value) in (0u16..).zip(values) {
            cell(page, (row, column), value, &day)?;
        }
    }
    Ok(())
}

/// Wide enough for the heading and for a date.
fn width(heading: &str) -> f64 {
    let letters = u16::try_from(heading.chars().count()).unwrap_or(u16::MAX);
    f64::from(letters.clamp(12, 60)) + 2.0
}

#[expect(clippy::cast_precision_loss, reason = "only whole numbers that a float holds exactly")]
fn cell(page: &mut Worksheet, (row, column): (u32, u16), value: &Value, day: &Format) -> Result<(), XlsxError> {
    match value {
        Value::Text(text) => page.write_string(row, column, cut(text))?,
        Value::Number(number) if number.is_finite() => page.write_number(row, column, *number)?,
        Value::Whole(number) if number.unsigned_abs() < 1 << 53 => page.write_number(row, column, *number as f64)?,
        Value::Whole(number) => page.write_string(row, column, number.to_string())?,
        Value::Date(date) => match ExcelDateTime::parse_from_str(&date.to_string()) {
            Ok(date) => page.write_datetime_with_format(row, column, &date, day)?,
            Err(_) => page.write_string(row, column, date.format("%d/%m/%Y").to_string())?,
        },
        Value::Number(_) | Value::Blank => return Ok(()),
    };
    Ok(())
}

/// As much as a cell holds. Excel counts in UTF-16.
fn cut(text: &str) -> String {
    if text.encode_utf16().count() <= MOST_CHARACTERS {
        return text.to_owned();
    }
    let mut left = MOST_CHARACTERS - 1;
    let fits = |c: &char| {
        let took = left.checked_sub(c.len_utf16());
        left = took.unwrap_or(0);
        took.is_some()
    };
    text.chars().take_while(fits).collect::<String>() + "…"
}
