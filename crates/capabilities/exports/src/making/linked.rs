//! A return as JSON-LD, a record at a time: rows of one record that follow each other are gathered in it.

use super::Keep;
use crate::{definition, field::Line, reading::Asked, rules::Sent};
use serde_json::{Value, json};
use std::io::Write;
use store::{Error, Result, Uuid};

/// A file of linked records that is being written.
pub struct Linked<'a> {
    file: &'a mut dyn Write,
    columns: &'a [definition::Column],
    how: &'a definition::Linked,
    /// The record with nothing in it.
    empty: Value,
    /// The record that is being gathered.
    record: Option<(Uuid, Value)>,
    first: bool,
}

fn outside(error: impl std::fmt::Display) -> Error {
    Error::Outside(error.to_string())
}

impl<'a> Linked<'a> {
    /// Writes the head.
    ///
    /// # Errors
    /// The file's; the return is none of linked records.
    pub fn begin(file: &'a mut dyn Write, asked: &Asked<'a>) -> Result<Self> {
        let how = asked.definition.linked.as_ref().ok_or_else(|| outside("this return is not linked"))?;
        let empty = serde_json::from_str(&how.record.replace("{base}", asked.base)).map_err(outside)?;
        write!(file, "{{\"@context\": {}, \"@graph\": [", json!(how.context))?;
        Ok(Self { file, columns: &asked.definition.columns, how, empty, record: None, first: true })
    }

    /// Writes what is left, and the end.
    ///
    /// # Errors
    /// The file's.
    pub fn end(mut self) -> Result<()> {
        self.flush()?;
        Ok(self.file.write_all(b"\n]}\n")?)
    }

    fn flush(&mut self) -> Result<()> {
        let Some((_, record)) = self.record.take() else { return Ok(()) };
        self.file.write_all(if self.first { b"\n" } else { b",\n" })?;
        self.first = false;
        serde_json::to_writer(&mut *self.file, &record).map_err(outside)
    }

    /// The record of one row.
    fn record(&self, sent: &Sent) -> Value {
        let mut record = self.empty.clone();
        for (column, cell) in self.columns.iter().zip(&sent.cells) {
            let Some(into) = &column.into else { continue };
            match cell {
                sheets::Value::Blank if self.how.drop.contains(into) => drop_part(&mut record, into),
                cell => {
                    if let Some(place) = record.pointer_mut(into) {
                        *place = json(cell);
                    }
                }
            }
        }
        record
    }
}

fn json(cell: &sheets::Value) -> Value {
    match cell {
        sheets::Value::Text(text) => text.as_str().into(),
        sheets::Value::Number(number) => (*number).into(),
        sheets::Value::Whole(number) => (*number).into(),
        sheets::Value::Date(date) => date.to_string().into(),
        sheets::Value::Blank => Value::Null,
    }
}

/// Takes out what a blank column leaves without meaning: the member itself, or the whole member of the record in which
/// it would be all.
fn drop_part(record: &mut Value, into: &str) {
    let mut parts = into.trim_start_matches('/').split('/');
    let (Some(top), Some(_), Some(member)) = (parts.next(), parts.next(), parts.next()) else { return };
    let deeper = parts.next().is_some();
    if deeper {
        if let Some(record) = record.as_object_mut() {
            record.remove(top);
        }
    } else if let Some(part) = record.pointer_mut(&format!("/{top}/0")).and_then(Value::as_object_mut) {
        part.remove(member);
    }
}

impl Keep for Linked<'_> {
    fn sent(&mut self, line: &Line, sent: &Sent) -> Result<()> {
        let mut new = self.record(sent);
        let gather = &self.how.gather;
        if let Some((group, record)) = &mut self.record
            && *group == line.group
        {
            let more = new.pointer_mut(gather).and_then(Value::as_array_mut).map(std::mem::take).unwrap_or_default();
            if let Some(all) = record.pointer_mut(gather).and_then(Value::as_array_mut) {
                all.extend(more);
            }
            return Ok(());
        }
        self.flush()?;
        self.record = Some((line.group, new));
        Ok(())
    }
}
