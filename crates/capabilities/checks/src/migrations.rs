//! The schema history of this crate.

use store::Migration;

/// Its steps, oldest first.
pub fn migrations() -> Vec<Migration> {
    vec![Migration::new("checks", "0001-findings", crate::records::DDL)]
}
