//! What an import of indicators asks for; its cells are looked at in `paste`.

use super::refuse;
use web::{Refusal, Refusals};

/// Why an import cannot be kept, or taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotImport {
    /// Nobody says what it is.
    NoNote,
    /// There is nothing in it.
    Nothing,
    /// It was taken back already.
    Gone,
}

impl From<CannotImport> for Refusal {
    fn from(rule: CannotImport) -> Self {
        match rule {
            CannotImport::NoNote => Self::new("import-without-note", "Say what it is and of which release").at("note"),
            CannotImport::Nothing => Self::new("import-of-nothing", "Put in at least one line of values").at("text"),
            CannotImport::Gone => Self::new("import-gone", "This import was taken back already").at("form"),
        }
    }
}

/// May it be kept?
///
/// # Errors
/// Every [`CannotImport`] that holds.
pub fn import(note: &str, lines: usize) -> Result<(), Refusals> {
    refuse([(note.trim().is_empty(), CannotImport::NoNote), (lines == 0, CannotImport::Nothing)])
}

/// May it be taken back?
///
/// # Errors
/// [`CannotImport::Gone`].
pub fn take_back(gone: bool) -> Result<(), Refusals> {
    refuse([(gone, CannotImport::Gone)])
}
