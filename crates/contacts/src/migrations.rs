//! The schema history of this crate.
use store::Migration;

/// Its steps, oldest first.
pub fn migrations() -> Vec<Migration> {
    vec![
        Migration::new("contacts", "0001-contact", crate::records::DDL),
        // whom somebody might be, as it was shown to the officer who looked, and whether they were sure
        Migration::new(
            "contacts",
            "0002-matching",
            "ALTER TABLE contact_person ADD COLUMN offered $JSON NOT NULL DEFAULT '[]';
             ALTER TABLE contact_person ADD COLUMN unsure $BOOL NOT NULL DEFAULT $FALSE;",
        ),
    ]
}
