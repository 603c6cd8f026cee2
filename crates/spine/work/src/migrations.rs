//! The schema history of this crate. Its tables were born in `cases`, whose first steps make them.

use store::Migration;

/// Its steps, oldest first.
pub(crate) fn migrations() -> Vec<Migration> {
    vec![
        // work may belong to a team without a family, and be its lead's whoever that is; the index `task_open` stays
        // for the release before this one
        Migration::new(
            "work",
            "0001-owed",
            "ALTER TABLE task ADD COLUMN team_id $UUID REFERENCES team(id);
             ALTER TABLE task ADD COLUMN of_lead $BOOL NOT NULL DEFAULT $FALSE;
             UPDATE task SET of_lead = NOT $FALSE WHERE kind IN ('assessment', 'review', 'step-up');
             CREATE INDEX task_family ON task(family_id, due_on, id) WHERE done_at IS NULL;",
        ),
        // one piece of what an episode owes is its next step
        Migration::new("work", "0002-next", "ALTER TABLE task ADD COLUMN is_next $BOOL NOT NULL DEFAULT $FALSE;"),
        Migration::new("work", "0003-news", crate::news::DDL),
        Migration::new("work", "0004-cover", crate::absence::DDL),
        // who can do it instead of whoever owes it; a team's work is listed and counted with its owners by index alone
        Migration::new(
            "work",
            "0005-doer",
            "ALTER TABLE task ADD COLUMN doer TEXT NOT NULL DEFAULT 'anyone';
             UPDATE task SET doer = 'person' WHERE kind IN ('hand-over', 'report', 'information');
             UPDATE task SET doer = 'manager' WHERE kind = 'authorise';
             CREATE INDEX task_team ON task(family_id, due_on, id, owner_id) WHERE done_at IS NULL;
             DROP INDEX task_family;",
        ),
    ]
}
