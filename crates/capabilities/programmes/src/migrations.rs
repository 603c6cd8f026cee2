//! The schema history of this crate.

use store::Migration;

/// Its steps, oldest first.
pub fn migrations() -> Vec<Migration> {
    vec![
        Migration::new("programmes", "0001-programme", crate::records::DDL),
        // how the group's people reach whoever comes; whether the front door keeps sight of the family for its place
        Migration::new(
            "programmes",
            "0002-reach",
            "ALTER TABLE enrolment ADD COLUMN reach TEXT NOT NULL DEFAULT '';
             ALTER TABLE enrolment ADD COLUMN held $BOOL NOT NULL DEFAULT $FALSE;",
        ),
    ]
}
