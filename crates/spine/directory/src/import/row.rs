//! One row of a file, cell by cell.

use crate::body::Time;
use pack::{Pack, Term};

/// A cell that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Line of the file, from 1; the names of columns are line 1.
    pub line: u64,
    /// The column.
    pub column: String,
    /// Why, and what would do.
    pub why: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}, {}: {}", self.line, self.column, self.why)
    }
}

/// A row, and where its faults go.
pub(super) struct Row<'a> {
    pub(super) line: u64,
    pub(super) cells: Vec<(&'static str, String)>,
    pub(super) faults: &'a mut Vec<Fault>,
}

impl Row<'_> {
    pub(super) fn get(&self, name: &str) -> String {
        self.cells.iter().find(|(column, _)| *column == name).map(|(_, cell)| cell.clone()).unwrap_or_default()
    }

    pub(super) fn fault(&mut self, column: &str, why: impl Into<String>) {
        self.faults.push(Fault { line: self.line, column: column.into(), why: why.into() });
    }

    pub(super) fn must(&mut self, name: &'static str) -> String {
        let text = self.get(name);
        if text.is_empty() {
            self.fault(name, "it is empty");
        }
        text
    }

    pub(super) fn yes(&mut self, name: &'static str) -> bool {
        match self.get(name).to_lowercase().as_str() {
            "yes" | "y" | "true" | "1" => true,
            "" | "no" | "n" | "false" | "0" => false,
            other => {
                self.fault(name, format!("{other:?} is neither yes nor no"));
                false
            }
        }
    }

    pub(super) fn age(&mut self, name: &'static str) -> Option<u8> {
        let text = self.get(name);
        let age = text.parse().ok().filter(|age: &u8| *age <= 120);
        if age.is_none() && !text.is_empty() {
            self.fault(name, format!("{text:?} is no age in whole years"));
        }
        age
    }

    pub(super) fn time(&mut self, name: &'static str) -> Option<Time> {
        let text = self.get(name);
        let time = Time::parse(&text);
        if time.is_none() && !text.is_empty() {
            self.fault(name, format!("{text:?} is no time of day, like 9:30 or 5pm"));
        }
        time
    }

    pub(super) fn words(&mut self, pack: &Pack, name: &'static str, vocabulary: &str) -> Vec<String> {
        let mut all = Vec::new();
        for word in parts(&self.get(name), &[';']) {
            let known = |term: &&Term| term.code == word.to_lowercase() || term.label.eq_ignore_ascii_case(&word);
            match pack.terms(vocabulary).iter().find(known) {
                Some(term) if all.contains(&term.code) => {}
                Some(term) => all.push(term.code.clone()),
                None => self.fault(name, format!("{word:?} is not a word of the practice pack ({vocabulary})")),
            }
        }
        all
    }
}

/// The parts of a cell that are not empty.
pub(super) fn parts(cell: &str, between: &[char]) -> Vec<String> {
    cell.split(between).map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}
