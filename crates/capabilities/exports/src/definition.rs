//! A return is a definition: columns with their headings, code lists, what may be blank, the window, and what makes a
//! row doubtful. It is read from `returns/`; no code knows a heading or a code of a return.

use crate::field::{Field, Rule};
use chrono::{Months, NaiveDate};
use serde::Deserialize;
use std::{collections::BTreeMap, sync::LazyLock};

store::coded! {
    /// What a return is written as.
    pub enum Format {
        /// A table: CSV, or XLSX with its definition beside it.
        Table = "table",
        /// JSON-LD.
        Linked = "linked",
    }
}

store::coded! {
    /// Of what its rows are made.
    pub enum Reads {
        /// Each child in each contact of the window.
        ContactChildren = "contact-children",
        /// Each child of each assessment of the window, and of each episode that is open without one.
        AssessmentChildren = "assessment-children",
        /// Each child of each episode that was open in the window.
        EpisodeChildren = "episode-children",
        /// Each outcome of each plan that ran in the window.
        Outcomes = "outcomes",
    }
}

store::coded! {
    /// How its dates are written.
    pub enum DateStyle {
        /// 2026-11-30.
        Iso = "iso",
        /// 30/11/2026.
        DayFirst = "day-first",
    }
}

store::coded! {
    /// How often a return is made.
    pub enum Every {
        /// Each month.
        Month = "month",
        /// Each quarter.
        Quarter = "quarter",
        /// Each year.
        Year = "year",
    }
}

impl Every {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Month => "Each month",
            Self::Quarter => "Each quarter",
            Self::Year => "Each year",
        }
    }

    /// The day on which it is due again.
    pub fn after(self, on: NaiveDate) -> NaiveDate {
        let months = match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        };
        on.checked_add_months(Months::new(months)).unwrap_or(on)
    }
}

store::coded! {
    /// Whether a column may be blank.
    pub enum Blank {
        /// The return says that it may.
        May = "may",
        /// It says nothing: the row is sent, and named.
        Doubt = "doubt",
        /// It may not: the row is sent, and named first.
        Never = "never",
    }
}

/// A column.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its heading, to the letter.
    pub name: String,
    /// The fact that stands in it.
    pub from: Field,
    /// What that is, for whoever checks it.
    pub meaning: String,
    /// Whether it may be blank.
    pub blank: Blank,
    /// The code list through which the fact goes.
    pub codes: Option<String>,
    /// What is sent where the list knows no such code.
    pub otherwise: Option<String>,
    /// What of the list says that it is not known.
    #[serde(default)]
    pub unknown: Vec<String>,
    /// Where it stands in a linked record: a JSON pointer.
    pub into: Option<String>,
}

/// Flags of a decision, all of which are sent.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flags {
    /// In the order of the standard.
    pub names: Vec<String>,
    /// The one of what is not named.
    pub other: String,
    /// By the pack's `decision-outcome`.
    pub of: BTreeMap<String, String>,
}

/// How a linked record looks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Linked {
    /// The context of the whole.
    pub context: String,
    /// Rows of one record are told apart here alone: an array.
    pub gather: String,
    /// Columns whose part is left out where they are blank.
    pub drop: Vec<String>,
    /// The record, with null where a column goes and `{base}` for the public address.
    pub record: String,
}

/// What a family came with may mean that another national outcome fits better.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MayBe {
    /// The council's own outcome.
    pub framework: String,
    /// Any of these needs.
    pub needs: Vec<String>,
    /// The other national outcome.
    pub outcome: String,
}

/// A return.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Its stable name, which stands in addresses and commands.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What a row is.
    pub meaning: String,
    /// Whose return it is.
    pub source: String,
    /// Goes up with every change of it.
    pub version: String,
    /// How its file is called.
    pub file: String,
    /// What it is written as.
    pub format: Format,
    /// How its dates are written.
    pub dates: DateStyle,
    /// Of what its rows are made.
    pub reads: Reads,
    /// So many months up to the day for which it is made.
    pub months: u32,
    /// How often it is usually made.
    pub every: Every,
    /// The date that counts.
    pub date: Field,
    /// Dates that stand in this order.
    #[serde(default)]
    pub order: Vec<[Field; 2]>,
    /// By what two rows of one contact or episode are the same.
    pub key: Vec<Field>,
    /// What is left out.
    pub exclude: Vec<Rule>,
    /// What is sent, and named.
    pub doubt: Vec<Rule>,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// Its code lists.
    #[serde(default)]
    pub codes: BTreeMap<String, BTreeMap<String, String>>,
    /// Flags of decisions, where a column asks for them.
    #[serde(default)]
    pub flags: Flags,
    /// How its record looks, where it is linked.
    pub linked: Option<Linked>,
    /// Where another national outcome may fit better.
    #[serde(default)]
    pub may_be: Vec<MayBe>,
}

impl Definition {
    /// The first day of the window that ends on this one.
    pub fn from(&self, as_of: NaiveDate) -> NaiveDate {
        as_of.checked_sub_months(Months::new(self.months)).unwrap_or(NaiveDate::MIN)
    }

    /// The headings.
    pub fn headings(&self) -> Vec<&str> {
        self.columns.iter().map(|column| column.name.as_str()).collect()
    }

    /// What is wrong with it, in words; nothing where it is right.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for column in &self.columns {
            let known = column.codes.as_ref().is_none_or(|name| self.codes.contains_key(name));
            if !known {
                faults.push(format!("{}: no code list is called {:?}", column.name, column.codes));
            }
            if column.codes.is_some() && column.otherwise.is_none() {
                faults.push(format!("{}: nothing is said of a word without a code", column.name));
            }
            if (self.format == Format::Linked) != column.into.is_some() {
                faults.push(format!("{}: a column of a linked return, and no other, says where it goes", column.name));
            }
        }
        if (self.format == Format::Linked) != self.linked.is_some() {
            faults.push("a linked return, and no other, says how its record looks".into());
        }
        for rule in self.exclude.iter().filter(|rule| self.doubt.contains(rule)) {
            faults.push(format!("{} is both left out and doubted", rule.code()));
        }
        if !self.exclude.contains(&Rule::Restricted) {
            faults.push("restricted records are left out of every return".into());
        }
        faults
    }
}

/// The files of `returns/`.
const FILES: [&str; 6] = [
    include_str!("../returns/annex-a-1.toml"),
    include_str!("../returns/annex-a-2.toml"),
    include_str!("../returns/ssd-early-help.toml"),
    include_str!("../returns/ssd-contacts.toml"),
    include_str!("../returns/social-care-data.toml"),
    include_str!("../returns/national-outcomes.toml"),
];

/// All returns. A file that cannot be read is none; a test reads each.
static ALL: LazyLock<Vec<Definition>> =
    LazyLock::new(|| FILES.iter().filter_map(|text| toml::from_str(text).ok()).collect());

/// All returns, in the order in which they are shown.
pub fn all() -> &'static [Definition] {
    &ALL
}

/// The return of this name.
pub fn find(id: &str) -> Option<&'static Definition> {
    ALL.iter().find(|definition| definition.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_a_return_without_a_fault() {
        for text in FILES {
            let definition: Definition = toml::from_str(text).expect("a definition");
            assert_eq!(definition.faults(), Vec::<String>::new(), "{}", definition.id);
        }
        assert_eq!(all().len(), FILES.len());
    }
}
