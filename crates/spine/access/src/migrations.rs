//! The schema history of this crate.

use store::Migration;

/// Its steps, oldest first.
pub fn migrations() -> Vec<Migration> {
    vec![
        Migration::new("access", "0001-accounts", crate::accounts::DDL),
        Migration::new("access", "0002-guard", crate::guard::DDL),
        Migration::new("access", "0003-sessions", crate::sessions::DDL),
        // the restricted families of a team are few: found without reading the others
        Migration::new(
            "access",
            "0004-guard-hidden",
            "CREATE INDEX guard_hidden ON guard(team_id, restricted, family_id); DROP INDEX guard_team;",
        ),
        // filled by `people`, which keeps it from then on
        Migration::new("access", "0005-agreed", "ALTER TABLE guard ADD COLUMN agreed_until $DATE;"),
        Migration::new("access", "0006-forms", crate::sessions::FORMS),
        Migration::new("access", "0007-attempt-id", crate::attempts::DDL),
        Migration::new("access", "0008-known-browsers", crate::browsers::DDL),
        Migration::new("access", "0009-token-scopes", crate::tokens::DDL),
        Migration::new("access", "0010-former-addresses", crate::accounts::FORMER),
        Migration::new(
            "access",
            "0011-organisation-place",
            "ALTER TABLE organisation ADD COLUMN town TEXT NOT NULL DEFAULT ''; \
             ALTER TABLE organisation ADD COLUMN hub $BOOL NOT NULL DEFAULT $FALSE;",
        ),
        // until when social care may read of a family that was stepped up to it
        Migration::new(
            "access",
            "0012-stepped-up",
            "ALTER TABLE guard ADD COLUMN stepped_up_until $DATE;
             CREATE INDEX guard_stepped_up ON guard(stepped_up_until) WHERE stepped_up_until IS NOT NULL;",
        ),
        Migration::new("access", "0013-own-sessions", crate::own_sessions::DDL),
    ]
}
