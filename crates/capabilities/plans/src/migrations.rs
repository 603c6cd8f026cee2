//! The schema history of this crate.

use store::Migration;

/// Its steps, oldest first.
pub fn migrations() -> Vec<Migration> {
    vec![
        Migration::new("plans", "0001-plan", crate::records::DDL),
        Migration::new("plans", "0002-course", crate::records::COURSE),
        Migration::new("plans", "0003-protective-factors", crate::records::BUILDS),
    ]
}
