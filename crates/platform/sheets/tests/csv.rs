//! CSV, read back by a reader that knows nothing of how it was written.

use chrono::NaiveDate;
use proptest::prelude::*;
use sheets::{Dates, Sheet, Value, csv, header, line};

fn of(columns: &[&str], rows: Vec<Vec<Value>>) -> Sheet {
    Sheet { name: "Any".into(), columns: columns.iter().map(|name| (*name).to_owned()).collect(), rows }
}

fn read(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| record.expect("a record").iter().map(str::to_owned).collect()).collect()
}

#[test]
fn a_formula_is_inert_and_a_number_stays() {
    let texts = ["=1+1", "+44", "-5", "@x", "\tx", "\rx", "\nx", " =1", "＝1", "plain", "5-3", "a=b", ""];
    for text in texts {
        let whole = csv(&of(&["One"], vec![vec![Value::Text(text.into())], vec![Value::Text("end".into())]]));
        let back = read(&whole);
        let safe = matches!(text, "plain" | "5-3" | "a=b" | "");
        let wanted = if safe { text.to_owned() } else { format!("'{text}") };
        assert!(text.is_empty() || back.iter().any(|row| row[0] == wanted), "{text:?} became {back:?}");
    }
    let row = vec![Value::Whole(-3), Value::Number(-1.5), Value::Number(f64::NAN), Value::Blank];
    assert_eq!(csv(&of(&["=a", "b", "c", "d"], vec![row])), "'=a,b,c,d\r\n-3,-1.5,,\r\n");
}

#[test]
fn dates_stand_as_asked() {
    let row = [Value::Date(NaiveDate::from_ymd_opt(2026, 2, 3).unwrap())];
    let mut whole = header(&["Date"]);
    line(&mut whole, &row, Dates::DayFirst);
    line(&mut whole, &row, Dates::Iso);
    assert_eq!(whole, "Date\r\n03/02/2026\r\n2026-02-03\r\n");
}

proptest! {
    #[test]
    fn what_is_written_is_read(texts in proptest::collection::vec("[^\u{0}]{0,20}", 2..6)) {
        let row: Vec<Value> = texts.iter().map(|text| Value::Text(text.clone())).collect();
        let columns = vec!["c"; texts.len()];
        let back = read(&csv(&of(&columns, vec![row])));
        prop_assert_eq!(back.len(), 2);
        for (text, cell) in texts.iter().zip(&back[1]) {
            prop_assert!(cell == text || *cell == format!("'{text}"), "{:?} became {:?}", text, cell);
            let first = cell.trim_start().chars().next();
            prop_assert!(!first.is_some_and(|c| "=+-@".contains(c)), "a formula: {:?}", cell);
        }
    }
}
