//! A return as a workbook: its rows, what is left out, what to check, what each column means, and for which day it was
//! made.

use super::{Keep, Summary, table::left_out};
use crate::{
    definition::{Blank, Definition},
    field::{Field, Line, Rule},
    reading::Asked,
    rules::Sent,
};
use sheets::{Sheet, Value};
use store::{Error, Result};

/// It.
pub struct Workbook {
    rows: Vec<Vec<Value>>,
    to_check: Vec<Vec<Value>>,
    left_out: Vec<Vec<Value>>,
    headings: Vec<String>,
    date: Field,
}

impl Workbook {
    /// One without rows.
    pub fn new(asked: &Asked<'_>) -> Self {
        let headings = asked.definition.headings().into_iter().map(str::to_owned).collect();
        Self { rows: vec![], to_check: vec![], left_out: vec![], headings, date: asked.definition.date }
    }

    /// The bytes of the file.
    ///
    /// # Errors
    /// More rows than XLSX holds.
    pub fn finish(self, asked: &Asked<'_>, summary: &Summary) -> Result<Vec<u8>> {
        let definition = asked.definition;
        let sheets = [
            sheet(&definition.title, self.headings.clone(), self.rows),
            sheet("To check", words(&["Row", "Reference", "Child Unique ID", "What"]), self.to_check),
            sheet("Left out", words(&["Reference", "Child Unique ID", "Date", "Why"]), self.left_out),
            sheet("Definition", words(&["Column", "Meaning", "May be blank"]), meanings(definition)),
            sheet("As of", words(&["What", "Value"]), as_of(asked, summary)),
        ];
        sheets::xlsx(&sheets).map_err(|error| Error::Outside(error.to_string()))
    }
}

fn words(all: &[&str]) -> Vec<String> {
    all.iter().map(|word| (*word).to_owned()).collect()
}

fn sheet(name: &str, columns: Vec<String>, rows: Vec<Vec<Value>>) -> Sheet {
    Sheet { name: name.into(), columns, rows }
}

fn meanings(definition: &Definition) -> Vec<Vec<Value>> {
    let row = |column: &crate::definition::Column| {
        let blank = match column.blank {
            Blank::May => "Yes",
            Blank::Doubt => "It is looked at",
            Blank::Never => "No",
        };
        vec![column.name.as_str().into(), column.meaning.as_str().into(), blank.into()]
    };
    definition.columns.iter().map(row).collect()
}

fn as_of(asked: &Asked<'_>, summary: &Summary) -> Vec<Vec<Value>> {
    let definition = asked.definition;
    let whole = |number: u64| Value::Whole(i64::try_from(number).unwrap_or(i64::MAX));
    let pairs: Vec<(&str, Value)> = vec![
        ("Return", definition.title.as_str().into()),
        ("What a row is", definition.meaning.as_str().into()),
        ("Source", definition.source.as_str().into()),
        ("Version of the definition", definition.version.as_str().into()),
        ("Practice pack", asked.pack.hash.to_string().into()),
        ("From", definition.from(asked.as_of).into()),
        ("To", asked.as_of.into()),
        ("Rows", whole(summary.rows)),
        ("Rows left out", whole(summary.left_out())),
        ("Rows to check", whole(summary.to_check)),
    ];
    pairs.into_iter().map(|(what, value)| vec![what.into(), value]).collect()
}

impl Keep for Workbook {
    fn sent(&mut self, line: &Line, sent: &Sent) -> Result<()> {
        self.rows.push(sent.cells.clone());
        let row = i64::try_from(self.rows.len()).unwrap_or(i64::MAX) + 1;
        let columns = sent.blank.iter().map(|place| (place, "is blank"));
        let columns = columns.chain(sent.unknown.iter().map(|place| (place, "is not known")));
        let named = columns.filter_map(|(place, how)| Some(format!("{} {how}", self.headings.get(*place)?)));
        let all: Vec<String> = named.chain(sent.doubts.iter().map(|rule| rule.words().to_owned())).collect();
        for what in all {
            self.to_check.push(vec![row.into(), line.reference.as_str().into(), line.child().into(), what.into()]);
        }
        Ok(())
    }

    fn excluded(&mut self, line: &Line, rule: Rule) -> Result<()> {
        self.left_out.push(left_out(line, self.date, rule));
        Ok(())
    }
}
