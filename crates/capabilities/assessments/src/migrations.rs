//! The schema history of this crate.

use store::Migration;

/// Its steps, oldest first.
pub fn migrations() -> Vec<Migration> {
    vec![
        Migration::new("assessments", "0001-assessment", crate::records::DDL),
        Migration::new("assessments", "0002-whole", crate::records::WHOLE),
    ]
}
