//! The schema history of this crate.

use store::Migration;

/// Its steps, oldest first.
pub fn migrations() -> Vec<Migration> {
    vec![
        Migration::new("portal", "0001-own-places", crate::records::DDL),
        Migration::new("portal", "0002-good-days", crate::records::PICTURES),
    ]
}
