//! A return as CSV, a row at a time.

use super::Keep;
use crate::{
    definition::{DateStyle, Definition},
    field::{Field, Line, Rule},
    rules::Sent,
};
use sheets::{Dates, Value};
use std::io::Write;
use store::Result;

impl From<DateStyle> for Dates {
    fn from(style: DateStyle) -> Self {
        match style {
            DateStyle::Iso => Self::Iso,
            DateStyle::DayFirst => Self::DayFirst,
        }
    }
}

/// A table that is being written.
pub struct Table<'a> {
    file: &'a mut dyn Write,
    dates: Dates,
    line: String,
}

impl<'a> Table<'a> {
    /// Writes the headings.
    ///
    /// # Errors
    /// The file's.
    pub fn begin(file: &'a mut dyn Write, definition: &Definition) -> Result<Self> {
        file.write_all(sheets::header(&definition.headings()).as_bytes())?;
        Ok(Self { file, dates: definition.dates.into(), line: String::new() })
    }
}

impl Keep for Table<'_> {
    fn sent(&mut self, _: &Line, sent: &Sent) -> Result<()> {
        self.line.clear();
        sheets::line(&mut self.line, &sent.cells, self.dates);
        Ok(self.file.write_all(self.line.as_bytes())?)
    }
}

/// A table of the rows that are left out, with why.
pub struct LeftOut<'a> {
    file: &'a mut dyn Write,
    dates: Dates,
    date: Field,
    line: String,
}

/// The headings of the rows that are left out.
const LEFT_OUT: [&str; 4] = ["Reference", "Child Unique ID", "Date", "Why it is left out"];

impl<'a> LeftOut<'a> {
    /// Writes the headings.
    ///
    /// # Errors
    /// The file's.
    pub fn begin(file: &'a mut dyn Write, definition: &Definition) -> Result<Self> {
        file.write_all(sheets::header(&LEFT_OUT).as_bytes())?;
        Ok(Self { file, dates: definition.dates.into(), date: definition.date, line: String::new() })
    }
}

/// What is told of a row that is left out.
pub(super) fn left_out(line: &Line, date: Field, rule: Rule) -> Vec<Value> {
    vec![line.reference.as_str().into(), line.child().into(), line.get(date).clone(), rule.words().into()]
}

impl Keep for LeftOut<'_> {
    fn sent(&mut self, _: &Line, _: &Sent) -> Result<()> {
        Ok(())
    }

    fn excluded(&mut self, line: &Line, rule: Rule) -> Result<()> {
        self.line.clear();
        sheets::line(&mut self.line, &left_out(line, self.date, rule), self.dates);
        Ok(self.file.write_all(self.line.as_bytes())?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_has_as_many_cells_as_headings() {
        let line = Line::new(None, "C-1", store::Uuid::nil());
        assert_eq!(left_out(&line, Field::ContactDate, Rule::NoChild).len(), LEFT_OUT.len());
    }
}
