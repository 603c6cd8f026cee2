//! The schema history of this crate.

use store::Migration;

/// Its steps, oldest first.
pub fn migrations() -> Vec<Migration> {
    vec![
        Migration::new("cases", "0001-episode", crate::records::DDL),
        Migration::new("cases", "0002-team", crate::team::DDL),
        Migration::new("cases", "0003-task", crate::tasks::DDL),
        Migration::new("cases", "0004-step-up", crate::step_up::DDL),
        // what is late in a team is counted without reading the tasks
        Migration::new(
            "cases",
            "0005-task-open",
            "CREATE INDEX task_open ON task(episode_id, due_on, family_id, id) WHERE done_at IS NULL; DROP INDEX task_episode;",
        ),
        Migration::new("cases", "0006-escalation", crate::escalation::DDL),
        // the episodes of one team that nobody leads, without those of every other team
        Migration::new(
            "cases",
            "0007-episode-unled",
            "CREATE INDEX episode_unled ON episode(team_id, opened_at) WHERE closed_at IS NULL AND lead_id IS NULL;",
        ),
    ]
}
