//! What cannot be taken: where, by which rule, and what would do. Never what stands there.

use serde::Serialize;
use web::Refusal;

/// A cell that cannot be taken, or a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// By its name in the map, or the map itself.
    pub file: String,
    /// Line of the file, from 1, as an editor counts; 0 where it is about the whole file.
    pub line: u64,
    /// The column as the file calls it; empty where it is about the whole line.
    pub column: String,
    /// The rule that says no: `unreadable-date`.
    pub name: &'static str,
    /// Why, and what would do.
    pub why: String,
    /// The family by its old id that cannot be made while this stands; nothing where it is about all of them.
    #[serde(skip)]
    pub family: Option<String>,
}

impl Fault {
    /// Of a whole file.
    pub fn of_file(file: &str, name: &'static str, why: impl Into<String>) -> Self {
        Self { file: file.into(), line: 0, column: String::new(), name, why: why.into(), family: None }
    }

    /// What a rule says of a line.
    pub(crate) fn of_rule(file: &str, line: u64, column: String, rule: Refusal) -> Self {
        Self { file: file.into(), line, column, name: rule.name, why: rule.message, family: None }
    }

    /// That it keeps this family out.
    pub(crate) fn within(self, family: impl Into<Option<String>>) -> Self {
        Self { family: family.into(), ..self }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ", line {}", self.line)?;
        }
        if !self.column.is_empty() {
            write!(f, ", {}", self.column)?;
        }
        write!(f, ": {}: {}", self.name, self.why)
    }
}
