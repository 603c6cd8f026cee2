//! The workbook, as far as it can be looked at without a reader of XLSX; it was opened by hand with openpyxl, too.

use chrono::NaiveDate;
use sheets::{Error, Sheet, Value, xlsx};

fn one(name: &str, rows: Vec<Vec<Value>>) -> Sheet {
    Sheet { name: name.into(), columns: vec!["=Heading".into(), "b".into()], rows }
}

fn date(year: i32) -> Value {
    Value::Date(NaiveDate::from_ymd_opt(year, 2, 3).expect("a date"))
}

#[test]
fn the_same_sheets_give_the_same_bytes() {
    let sheets = [one("A", vec![vec![Value::Text("=1+1".into()), date(2026)]]), one("B", vec![])];
    let bytes = xlsx(&sheets).unwrap();
    assert_eq!(bytes, xlsx(&sheets).unwrap());
    assert!(bytes.starts_with(b"PK"));
}

#[test]
fn whatever_a_sheet_is_called_and_holds_there_is_a_workbook() {
    let long = Value::Text("ſ😀".repeat(20_000));
    let odd = vec![vec![long, date(1066)], vec![Value::Whole(i64::MIN), Value::Number(f64::INFINITY)]];
    let names = ["", "'", "a/b:c", "A/B:C", "history", "a name that is far longer than a tab may be called"];
    let mut sheets: Vec<Sheet> = names.iter().map(|name| one(name, odd.clone())).collect();
    sheets.push(one(names[5], vec![]));
    xlsx(&sheets).unwrap();
}

#[test]
fn a_row_that_does_not_fit_is_named() {
    let uneven = xlsx(&[one("A", vec![vec![Value::Blank, Value::Blank], vec![Value::Blank]])]);
    assert!(matches!(uneven, Err(Error::Uneven(name, 2)) if name == "A"));
}
