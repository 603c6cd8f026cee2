//! The schema history of this crate.

use store::Migration;

/// Its steps, oldest first.
pub fn migrations() -> Vec<Migration> {
    vec![
        Migration::new("people", "0001-people", crate::records::DDL),
        Migration::new("people", "0002-agreement", crate::agreement::DDL),
        Migration::new("people", "0003-matching", crate::weighing::DDL),
        Migration::new("people", "0004-merging", crate::merging::DDL),
        Migration::new("people", "0005-sweep", crate::sweep::DDL),
        Migration::new("people", "0006-pupil-number", "CREATE INDEX person_upn ON person(upn) WHERE upn IS NOT NULL;"),
        Migration::new(
            "people",
            "0007-speaking",
            "ALTER TABLE person ADD COLUMN preferred_language TEXT; \
             ALTER TABLE person ADD COLUMN pronouns TEXT NOT NULL DEFAULT '';",
        ),
        Migration::new("people", "0008-home", crate::records::HOME),
        Migration::new("people", "0009-agreed", crate::agreement::AGREED),
        Migration::new("people", "0011-searches", crate::search::kept::DDL),
        // a line in one family's story must not tell of another family's, which may be restricted
        Migration::new("people", "0010-joined", "DELETE FROM chronology WHERE kind = 'person.joined';"),
        Migration::new("people", "0012-about", crate::records::ABOUT),
        Migration::new("people", "0013-left", crate::records::LEFT),
        Migration::new("people", "0014-grounds", crate::agreement::GROUNDS),
        // a pair is found by either of its two, so that whoever is taken back leaves none behind
        Migration::new(
            "people",
            "0015-pair-two",
            "CREATE INDEX suspect_two ON suspect(two_id); \
             CREATE INDEX pair_said_two ON pair_said(two_id);",
        ),
    ]
}
