//! The schema history of this crate.

use store::Migration;

/// Its steps, oldest first.
pub fn migrations() -> Vec<Migration> {
    vec![
        Migration::new("reviews", "0001-review", crate::records::DDL),
        Migration::new("reviews", "0002-feedback", crate::records::ending::DDL),
        Migration::new("reviews", "0003-meeting", crate::records::MEETING),
        Migration::new("reviews", "0004-feedback-of-each", crate::records::ending::EACH),
    ]
}
