//! The map: which file holds what, how its columns are called, what its words are in ours. One for each old system;
//! `docs/importing.md` shows a whole one.

use crate::Fault;
use serde::Deserialize;
use std::{collections::BTreeMap, path::Path};

/// How a council's old system is read.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Map {
    /// What the old system is called: under this name its records are known again, and what they say is signed.
    pub system: String,
    /// The ways in which its dates are written, as `strftime` has them; the first that fits is taken.
    #[serde(default = "iso")]
    pub dates: Vec<String>,
    /// How its letters are kept.
    #[serde(default)]
    pub encoding: Encoding,
    /// What stands between two cells.
    #[serde(default = "comma")]
    pub separator: char,
    /// The accounts, by e-mail address, that alone may know of families that were restricted there.
    #[serde(default)]
    pub restricted_to: Vec<String>,
    /// Families, a line each; not needed where nothing is said of them.
    pub families: Option<Table>,
    /// People, a line each.
    pub people: Table,
    /// Who belongs to which family, where somebody belongs to several.
    pub members: Option<Table>,
    /// Periods of help.
    pub episodes: Option<Table>,
    /// How they ended, where that stands in a file of its own.
    pub closures: Option<Table>,
    /// Contacts with the front door.
    pub contacts: Option<Table>,
    /// Assessments, plans and other documents: kept as they were.
    pub documents: Option<Table>,
}

/// A file and its columns.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Its name within the directory.
    pub file: String,
    /// For each of our fields the name of the column in which it stands.
    pub columns: BTreeMap<String, String>,
    /// For single fields: what a word of theirs is in ours; empty where it says nothing.
    #[serde(default)]
    pub values: BTreeMap<String, BTreeMap<String, String>>,
    /// What is so in every line of the file, and stands in none of its columns.
    #[serde(default)]
    pub always: BTreeMap<String, String>,
}

/// How the letters of a file are kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// As nearly everything is today.
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    /// As older Windows programs write.
    #[serde(rename = "windows-1252")]
    Windows1252,
}

fn iso() -> Vec<String> {
    vec!["%Y-%m-%d".into()]
}

fn comma() -> char {
    ','
}

impl Map {
    /// Reads a map; its text, too, of which a run keeps the hash.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn read(file: &Path) -> Result<(Self, String), Fault> {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let wrong = |why: String| Fault::of_file(&name, "unreadable-map", why);
        let text = std::fs::read_to_string(file).map_err(|e| wrong(e.to_string()))?;
        let map: Self = toml::from_str(&text).map_err(|e| wrong(e.to_string()))?;
        if map.system.trim().is_empty() {
            return Err(wrong("say what the old system is called: system = \"…\"".into()));
        }
        if !map.separator.is_ascii() {
            return Err(wrong("separator must be one plain character, such as ; or a tab".into()));
        }
        Ok((map, text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::COLUMNS;

    #[test]
    fn the_map_of_the_guide_is_a_map_and_gives_fields_that_there_are() {
        let guide = include_str!("../../../../docs/importing.md");
        let text = guide.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a map");
        let map: Map = toml::from_str(text).expect("it can be read");
        let tables = [
            &map.families,
            &Some(map.people),
            &map.members,
            &map.contacts,
            &map.episodes,
            &map.closures,
            &map.documents,
        ];
        for (table, (name, fields)) in tables.into_iter().zip(COLUMNS) {
            let Some(table) = table else { continue };
            let named = table.columns.keys().chain(table.values.keys()).chain(table.always.keys());
            for field in named {
                assert!(fields.iter().any(|known| known.name == field), "[{name}] has no {field}");
            }
            for field in fields.iter().filter(|field| field.must) {
                assert!(
                    table.columns.contains_key(field.name) || table.always.contains_key(field.name),
                    "[{name}] must give {}",
                    field.name
                );
            }
        }
    }
}
