//! The schema history of this crate.

use store::Migration;

/// Its steps, oldest first.
pub(crate) fn migrations() -> Vec<Migration> {
    vec![Migration::new("imports", "0001-import", crate::runs::DDL)]
}
