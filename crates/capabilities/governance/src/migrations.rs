//! The schema history of this crate.

use store::Migration;

/// Its steps, oldest first.
pub(crate) fn migrations() -> Vec<Migration> {
    vec![Migration::new("governance", "0001-boards", crate::records::DDL)]
}
