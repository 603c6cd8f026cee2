//! The schema history of this crate.

use store::Migration;

/// Its steps, oldest first.
pub(crate) fn migrations() -> Vec<Migration> {
    vec![
        Migration::new("quality", "0001-audits", crate::records::DDL),
        Migration::new("quality", "0002-register", crate::records::register::DDL),
    ]
}
