//! The schema history of this crate. Its first tables were made in the history of `reviews`.

use store::Migration;

/// Its steps, oldest first.
pub fn migrations() -> Vec<Migration> {
    vec![Migration::new("feedback", "0001-asked-at-any-time", crate::records::DDL)]
}
