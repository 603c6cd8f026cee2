//! The schema history of this crate.

use store::Migration;

/// Its steps, oldest first.
pub(crate) fn migrations() -> Vec<Migration> {
    vec![Migration::new("exports", "0001-runs", crate::records::DDL)]
}
