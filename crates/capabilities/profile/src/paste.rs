//! Values of indicators from lines of text: looked at first, every bad cell named; taken only when all of it can be. Pure.

use crate::indicators::{Indicator, Value, begins};
use chrono::NaiveDate;
use pack::{BETTER, COMPARED};
use std::collections::BTreeSet;

/// A cell that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub line: u64,
    /// Of which column.
    pub column: String,
    /// What is wrong with it.
    pub told: String,
}

/// A line that can be read.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "as the columns")]
pub struct Line {
    pub line: u64,
    pub indicator: String,
    pub label: String,
    pub group: String,
    pub unit: String,
    pub better: String,
    pub value: Value,
}

/// What the lines say.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Lines that can be read.
    pub lines: Vec<Line>,
    /// Cells that cannot be taken.
    pub faults: Vec<Fault>,
}

/// The columns. Those of an indicator that is known may be left out or empty.
pub const COLUMNS: [&str; 13] = [
    "indicator",
    "year",
    "ward",
    "value",
    "comparator",
    "comparator_value",
    "compared",
    "source",
    "next_release",
    "label",
    "group",
    "unit",
    "better",
];

const NEEDED: [&str; 4] = ["indicator", "year", "value", "source"];

/// The most lines that are taken at once.
pub const MOST: usize = 2_000;

/// Reads lines whose first names the columns, in any order. `known` are the indicators that there are; `wards` the codes
/// and names of the map, empty where there is none.
pub fn read(text: &str, known: &[Indicator], wards: &[(String, String)]) -> Found {
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let mut found = Found::default();
    let head: Vec<String> = reader
        .headers()
        .map(|row| row.iter().map(|name| name.trim_start_matches('\u{feff}').to_lowercase()).collect())
        .unwrap_or_default();
    check_head(&mut found, &head);
    if !found.faults.is_empty() {
        return found;
    }
    let mut there = BTreeSet::new();
    for (n, row) in reader.records().enumerate() {
        let Ok(row) = row else {
            found.faults.push(Fault { line: 0, column: "indicator".into(), told: "A line cannot be read".into() });
            continue;
        };
        let line = row.position().map_or(0, csv::Position::line);
        if n >= MOST {
            found.faults.push(Fault { line, column: "indicator".into(), told: format!("Take at most {MOST} lines") });
            break;
        }
        if row.len() > head.len() {
            let told = "There are more cells than columns: put a value with a comma in quotes".to_owned();
            found.faults.push(Fault { line, column: "indicator".into(), told });
            continue;
        }
        let cells: Vec<(&str, &str)> = head.iter().map(String::as_str).zip(row.iter()).collect();
        let mut cells = Cells { line, cells, faults: vec![] };
        let read = cells.take(known, wards);
        let whole = cells.faults.is_empty();
        found.faults.append(&mut cells.faults);
        if let Some(read) = read.filter(|_| whole) {
            if there.insert((read.indicator.clone(), read.value.ward.clone(), read.value.year.clone())) {
                found.lines.push(read);
            } else {
                let told = "This indicator, ward and year stand twice".to_owned();
                found.faults.push(Fault { line, column: "year".into(), told });
            }
        }
    }
    if found.lines.is_empty() && found.faults.is_empty() {
        found.faults.push(Fault { line: 1, column: "indicator".into(), told: "There are no lines below it".into() });
    }
    found
}

fn check_head(found: &mut Found, head: &[String]) {
    for column in NEEDED.iter().filter(|column| !head.iter().any(|name| name == *column)) {
        let told = "There is no such column".to_owned();
        found.faults.push(Fault { line: 1, column: (*column).into(), told });
    }
    for column in head.iter().filter(|column| !COLUMNS.contains(&column.as_str())) {
        found.faults.push(Fault { line: 1, column: column.clone(), told: "This column is not known".into() });
    }
}

/// The cells of a line, and what is wrong with them.
struct Cells<'a> {
    line: u64,
    cells: Vec<(&'a str, &'a str)>,
    faults: Vec<Fault>,
}

impl Cells<'_> {
    fn get(&self, column: &str) -> &str {
        self.cells.iter().find(|(name, _)| *name == column).map_or("", |(_, cell)| cell)
    }

    fn fault(&mut self, column: &str, told: impl Into<String>) {
        self.faults.push(Fault { line: self.line, column: column.into(), told: told.into() });
    }

    /// A number that may have commas between its thousands; `None` where nothing stands there.
    fn number(&mut self, column: &str, share: bool) -> Option<f64> {
        let text = self.get(column).to_owned();
        if text.is_empty() {
            return None;
        }
        let bare = if has_thousands(&text) { text.replace(',', "") } else { text };
        match bare.parse::<f64>().ok().filter(|number| number.is_finite() && !bare.contains(['e', 'E'])) {
            None => self.fault(column, "Enter a number, like 18.8 or 5364"),
            Some(number) if share && !(0.0..=100.0).contains(&number) => {
                self.fault(column, "A percentage lies between 0 and 100");
            }
            number => return number,
        }
        None
    }

    fn take(&mut self, known: &[Indicator], wards: &[(String, String)]) -> Option<Line> {
        let code = self.get("indicator").to_owned();
        let sound = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        if code.is_empty() || !code.chars().all(sound) {
            self.fault("indicator", "Enter its code in small letters, digits and hyphens, like child-poverty");
        }
        let there = known.iter().find(|one| one.code == code);
        let [label, group, unit, better] = ["label", "group", "unit", "better"]
            .map(|column| {
                let stands = there.map(|one| match column {
                    "label" => &one.label,
                    "group" => &one.group,
                    "unit" => &one.unit,
                    _ => &one.better,
                });
                (column, self.get(column).to_owned(), stands.cloned())
            })
            .map(|(column, said, stands)| match (said.is_empty(), stands) {
                (true, None) => {
                    self.fault(
                        column,
                        "This indicator is new: say what it is called, its group, unit and which is better",
                    );
                    String::new()
                }
                (true, Some(stands)) => stands,
                (false, Some(stands)) if stands != said => {
                    self.fault(column, format!("It is {stands:?} until now: leave this empty, or take another code"));
                    stands
                }
                (false, _) => said,
            });
        if !better.is_empty() && !BETTER.contains(&better.as_str()) {
            self.fault("better", format!("Enter one of {}", BETTER.join(", ")));
        }
        let value = self.value(unit == "%", wards);
        Some(Line { line: self.line, indicator: code, label, group, unit, better, value })
    }

    fn value(&mut self, share: bool, wards: &[(String, String)]) -> Value {
        let year = self.get("year").to_owned();
        if begins(&year) < 1900 || begins(&year) > 2200 {
            self.fault("year", "Enter a year, like 2025 or 2024-25");
        }
        let (number, theirs) = (self.number("value", share), self.number("comparator_value", share));
        let (comparator, compared) = (self.get("comparator").to_owned(), self.get("compared").to_owned());
        if number.is_none() && compared.is_empty() && self.get("value").is_empty() {
            self.fault("value", "Enter a number, or say in compared how it stands");
        }
        if !compared.is_empty() && !COMPARED.contains(&compared.as_str()) {
            self.fault("compared", format!("Enter one of {}", COMPARED.join(", ")));
        }
        if comparator.is_empty() && (theirs.is_some() || !compared.is_empty()) {
            self.fault("comparator", "Say with whom it is compared, like England");
        }
        if self.get("source").is_empty() {
            self.fault("source", "Say where it comes from");
        }
        let (ward, release) = (self.ward(wards), self.release());
        let source = self.get("source").to_owned();
        Value { year, ward, value: number, comparator, theirs, compared, source, next_release: release }
    }

    /// The code of a ward that is named by it, or by its name.
    fn ward(&mut self, wards: &[(String, String)]) -> String {
        let said = self.get("ward").to_owned();
        if said.is_empty() || wards.is_empty() {
            return said;
        }
        let same = |one: &&(String, String)| one.0.eq_ignore_ascii_case(&said) || one.1.eq_ignore_ascii_case(&said);
        match wards.iter().find(same) {
            Some((code, _)) => code.clone(),
            None => {
                self.fault("ward", "There is no such ward on the map");
                said
            }
        }
    }

    fn release(&mut self) -> Option<NaiveDate> {
        let said = self.get("next_release").to_owned();
        let day = said.parse().ok();
        if !said.is_empty() && day.is_none() {
            self.fault("next_release", "Enter a day, like 2027-03-31");
        }
        day
    }
}

/// `5,364`: digits in threes with commas between them.
fn has_thousands(text: &str) -> bool {
    let whole = text.split('.').next().unwrap_or_default();
    let mut groups = whole.trim_start_matches('-').split(',');
    let first = groups.next().is_some_and(|first| (1..=3).contains(&first.len()));
    first && groups.all(|group| group.len() == 3 && group.chars().all(|digit| digit.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Vec<Indicator> {
        vec![Indicator {
            code: "child-poverty".into(),
            label: "Children in poverty".into(),
            group: "Money".into(),
            unit: "%".into(),
            better: "lower".into(),
            note: String::new(),
            missing: vec![],
            beside: String::new(),
            values: vec![],
        }]
    }

    fn wards() -> Vec<(String, String)> {
        vec![("W01".into(), "Riverside".into())]
    }

    #[test]
    fn every_bad_cell_is_named_by_its_line_and_column() {
        let text = "indicator,year,ward,value,comparator,comparator_value,compared,source,next_release\n\
            child-poverty,2025,,118,England,,,X,\n\
            child-poverty,soon,Nowhere,much,,19,,,tomorrow\n\
            new-one,2025,,\"5,364\",,,,X,\n\
            Bad Code,2025,,1,England,1,fine,X,\n";
        let found = read(text, &known(), &wards());
        let at: Vec<(u64, &str)> = found.faults.iter().map(|fault| (fault.line, fault.column.as_str())).collect();
        let expected = [(2, "value"), (3, "year"), (3, "value"), (3, "comparator"), (3, "source"), (3, "ward")];
        for one in expected.iter().chain(&[
            (3, "next_release"),
            (4, "label"),
            (4, "better"),
            (5, "indicator"),
            (5, "compared"),
        ]) {
            assert!(at.contains(one), "{one:?} is not named: {at:?}");
        }
        assert!(found.lines.is_empty(), "{:?}", found.lines);
    }

    #[test]
    fn what_is_sound_is_read_with_the_code_of_its_ward() {
        let text = "source,indicator,value,year,ward\nX,child-poverty,31,2025,riverside\nX,child-poverty,18.8,2025,\n";
        let found = read(text, &known(), &wards());
        assert_eq!(found.faults, []);
        assert_eq!((found.lines[0].value.ward.as_str(), found.lines[0].unit.as_str()), ("W01", "%"));
        let twice = read(&format!("{text}X,child-poverty,19,2025,\n"), &known(), &wards());
        assert_eq!(twice.faults.len(), 1);
    }

    #[test]
    fn a_head_without_its_columns_or_nothing_below_it_is_said() {
        assert_eq!(read("indicator,when\n", &known(), &[]).faults.len(), 4);
        assert_eq!(read("indicator,year,value,source\n", &known(), &[]).faults.len(), 1);
        assert_eq!(read("", &known(), &[]).faults.len(), 4);
    }

    #[test]
    fn thousands_may_have_commas_where_they_belong() {
        assert!(has_thousands("5,364") && has_thousands("278,556.5") && has_thousands("12"));
        assert!(!has_thousands("53,64") && !has_thousands("5,36,4"));
    }
}
