//! A return is made: every row judged, counted, and handed to whatever keeps it.

mod linked;
mod spool;
mod table;
mod workbook;

pub use linked::Linked;
pub use spool::{Spool, hash};
pub use table::{LeftOut, Table};
pub use workbook::Workbook;

use crate::{
    definition::{Definition, Format},
    field::{Line, Rule},
    reading::{self, Asked},
    rules::{self, Seen, Sent},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write,
};
use store::{Conn, FamilyId, Result};

/// As many rows as a page names of one kind.
const NAMED: usize = 25;

store::coded! {
    /// What a file is written as.
    pub enum Written {
        /// One flat sheet of text.
        Csv = "csv",
        /// A workbook with a sheet that says what it is.
        Xlsx = "xlsx",
        /// JSON-LD.
        Json = "json",
    }
}

impl Written {
    /// What a return can be written as, the usual first.
    pub const fn of(format: Format) -> &'static [Self] {
        match format {
            Format::Table => &[Self::Csv, Self::Xlsx],
            Format::Linked => &[Self::Json],
        }
    }

    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Csv => "CSV: one flat table",
            Self::Xlsx => "XLSX: the table, and what it means",
            Self::Json => "JSON-LD",
        }
    }

    /// What a browser calls it.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Json => "application/ld+json",
        }
    }

    /// The end of the file's name.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Json => "jsonld",
        }
    }
}

/// Rows of one kind: how many, and the first of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows {
    /// How many.
    pub count: u64,
    /// The first of them, by the reference of the contact or episode and the child's id.
    pub some: Vec<(String, String)>,
}

impl Rows {
    /// One more; whether it is named.
    fn add(&mut self, line: &Line) -> bool {
        self.count += 1;
        let named = self.some.len() < NAMED;
        if named {
            self.some.push((line.reference.clone(), line.child().to_owned()));
        }
        named
    }
}

/// What a return holds, and what it does not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Rows that are sent.
    pub rows: u64,
    /// Rows that are left out, by why. Of restricted records it is only told how many.
    pub excluded: BTreeMap<Rule, Rows>,
    /// Rows that are sent and doubtful, by why; a row may stand under several.
    pub doubtful: BTreeMap<Rule, Rows>,
    /// By the place of a column that is blank and should not be.
    pub blank: BTreeMap<usize, Rows>,
    /// By the place of a column that says that it is not known.
    pub unknown: BTreeMap<usize, Rows>,
    /// Rows with something blank, not known or doubtful, each once.
    pub to_check: u64,
    /// Of whom rows are sent.
    pub families: BTreeSet<FamilyId>,
    /// Of whom a page names something.
    pub named: BTreeSet<FamilyId>,
}

impl Summary {
    /// How many rows are left out.
    pub fn left_out(&self) -> u64 {
        self.excluded.values().map(|rows| rows.count).sum()
    }

    /// Whether it could go today as it is: nothing left out that somebody can mend, no column blank that may not be.
    pub fn is_ready(&self, definition: &Definition) -> bool {
        let never = |place: &usize| {
            definition.columns.get(*place).is_some_and(|column| column.blank == crate::definition::Blank::Never)
        };
        let fine = [Rule::Duplicate, Rule::OpenedInError, Rule::Partner, Rule::NoCounterpart];
        self.excluded.keys().all(|rule| fine.contains(rule)) && !self.blank.keys().any(never)
    }

    fn excluded(&mut self, line: &Line, rule: Rule) {
        let rows = self.excluded.entry(rule).or_default();
        if rule == Rule::Restricted {
            rows.count += 1;
            return;
        }
        if rows.add(line) {
            self.named.extend(line.family);
        }
    }

    fn sent(&mut self, line: &Line, sent: &Sent) {
        self.rows += 1;
        self.families.extend(line.family);
        if !sent.is_plain() {
            self.to_check += 1;
        }
        let mut named = false;
        for rule in &sent.doubts {
            named |= self.doubtful.entry(*rule).or_default().add(line);
        }
        for place in &sent.blank {
            named |= self.blank.entry(*place).or_default().add(line);
        }
        for place in &sent.unknown {
            self.unknown.entry(*place).or_default().count += 1;
        }
        if named {
            self.named.extend(line.family);
        }
    }
}

impl Sent {
    /// Whether nobody has to look at it.
    pub fn is_plain(&self) -> bool {
        self.doubts.is_empty() && self.blank.is_empty() && self.unknown.is_empty()
    }
}

/// What keeps the rows of a return as they come.
pub trait Keep {
    /// A row that is sent.
    ///
    /// # Errors
    /// It cannot be kept.
    fn sent(&mut self, line: &Line, sent: &Sent) -> Result<()>;

    /// A row that is left out. Of restricted records nothing is handed over.
    ///
    /// # Errors
    /// It cannot be kept.
    fn excluded(&mut self, _: &Line, _: Rule) -> Result<()> {
        Ok(())
    }
}

/// Keeps nothing: for a look.
pub struct Nothing;

impl Keep for Nothing {
    fn sent(&mut self, _: &Line, _: &Sent) -> Result<()> {
        Ok(())
    }
}

/// Makes a return: every row is judged and handed over.
///
/// # Errors
/// The engine's, or that of `keep`.
pub fn make(conn: &mut Conn, asked: &Asked<'_>, keep: &mut dyn Keep) -> Result<Summary> {
    let (mut summary, mut seen) = (Summary::default(), Seen::default());
    reading::read(conn, asked, &mut |line| match rules::judge(asked.definition, &line, asked.as_of, &mut seen) {
        Ok(sent) => {
            summary.sent(&line, &sent);
            keep.sent(&line, &sent)
        }
        Err(Rule::Restricted) => {
            if asked.tells_restricted() {
                summary.excluded(&line, Rule::Restricted);
            }
            Ok(())
        }
        Err(rule) => {
            summary.excluded(&line, rule);
            keep.excluded(&line, rule)
        }
    })?;
    Ok(summary)
}

/// Looks at a return without keeping any of it.
///
/// # Errors
/// The engine's.
pub fn look(conn: &mut Conn, asked: &Asked<'_>) -> Result<Summary> {
    make(conn, asked, &mut Nothing)
}

/// Hands every row to both.
struct Both<'a>(&'a mut dyn Keep, &'a mut dyn Keep);

impl Keep for Both<'_> {
    fn sent(&mut self, line: &Line, sent: &Sent) -> Result<()> {
        self.0.sent(line, sent)?;
        self.1.sent(line, sent)
    }

    fn excluded(&mut self, line: &Line, rule: Rule) -> Result<()> {
        self.0.excluded(line, rule)?;
        self.1.excluded(line, rule)
    }
}

/// Makes a return and writes it.
///
/// # Errors
/// The engine's, or that of the file.
pub fn write(conn: &mut Conn, asked: &Asked<'_>, written: Written, file: &mut dyn Write) -> Result<Summary> {
    write_with(conn, asked, written, file, &mut Nothing)
}

/// As [`write()`], and hands every row to `beside`, too.
///
/// # Errors
/// As there, or that of `beside`.
pub fn write_with(
    conn: &mut Conn,
    asked: &Asked<'_>,
    written: Written,
    file: &mut dyn Write,
    beside: &mut dyn Keep,
) -> Result<Summary> {
    match written {
        Written::Csv => make(conn, asked, &mut Both(&mut Table::begin(file, asked.definition)?, beside)),
        Written::Json => {
            let mut linked = Linked::begin(file, asked)?;
            let summary = make(conn, asked, &mut Both(&mut linked, beside))?;
            linked.end()?;
            Ok(summary)
        }
        Written::Xlsx => {
            let mut book = Workbook::new(asked);
            let summary = make(conn, asked, &mut Both(&mut book, beside))?;
            file.write_all(&book.finish(asked, &summary)?)?;
            Ok(summary)
        }
    }
}
