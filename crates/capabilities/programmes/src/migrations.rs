//! The schema history of this crate.

use store::Migration;

/// Its steps, oldest first.
pub fn migrations() -> Vec<Migration> {
    vec![Migration::new("programmes", "0001-programme", crate::records::DDL)]
}
