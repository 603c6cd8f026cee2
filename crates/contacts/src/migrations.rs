//! The schema history of this crate.
use store::Migration;

/// Its steps, oldest first.
pub fn migrations() -> Vec<Migration> {
    vec![Migration::new("contacts", "0001-contact", crate::records::DDL)]
}
