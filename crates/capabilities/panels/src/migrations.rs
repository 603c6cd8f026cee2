//! The schema history of this crate.

use store::Migration;

/// Its steps, oldest first.
pub(crate) fn migrations() -> Vec<Migration> {
    vec![Migration::new("panels", "0001-panel", crate::records::DDL)]
}
