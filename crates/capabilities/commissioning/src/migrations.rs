//! The schema history of this crate.

use store::Migration;

/// Its steps, oldest first.
pub(crate) fn migrations() -> Vec<Migration> {
    vec![Migration::new("commissioning", "0001-commissioning", crate::records::DDL)]
}
