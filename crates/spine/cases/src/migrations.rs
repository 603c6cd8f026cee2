//! The schema history of this crate.

use store::Migration;

/// Due work, which is `work`'s since. A step is known by the hash of its text: not a space of it changes.
const TASK: &str = "
CREATE TABLE task (id $UUID PRIMARY KEY NOT NULL, owner_id $UUID REFERENCES account(id), \
family_id $UUID REFERENCES family(id),
  episode_id $UUID REFERENCES episode(id), kind TEXT NOT NULL, subject_id $UUID NOT NULL, title TEXT NOT NULL, \
href TEXT NOT NULL,
  due_on $DATE NOT NULL, opened_at $INSTANT NOT NULL, done_at $INSTANT) $STRICT;
CREATE INDEX task_owner ON task(owner_id, due_on) WHERE done_at IS NULL;
CREATE INDEX task_episode ON task(episode_id) WHERE done_at IS NULL;
CREATE INDEX task_subject ON task(subject_id);";

/// How far late work was told, which is `work`'s since.
const ESCALATION: &str = "
CREATE TABLE escalation (subject_id $UUID NOT NULL, rung $INT8 NOT NULL, kind TEXT NOT NULL, team_id $UUID, \
at $INSTANT NOT NULL,
  PRIMARY KEY (subject_id, rung)) $STRICT;";

/// Its steps, oldest first.
pub(crate) fn migrations() -> Vec<Migration> {
    vec![
        Migration::new("cases", "0001-episode", crate::records::DDL),
        Migration::new("cases", "0002-team", crate::team::DDL),
        Migration::new("cases", "0003-task", TASK),
        Migration::new("cases", "0004-step-up", crate::step_up::DDL),
        // what is late in a team is counted without reading the tasks
        Migration::new(
            "cases",
            "0005-task-open",
            "CREATE INDEX task_open ON task(episode_id, due_on, family_id, id) WHERE done_at IS NULL; \
             DROP INDEX task_episode;",
        ),
        Migration::new("cases", "0006-escalation", ESCALATION),
        // the episodes of one team that nobody leads, without those of every other team
        Migration::new(
            "cases",
            "0007-episode-unled",
            "CREATE INDEX episode_unled ON episode(team_id, opened_at) WHERE closed_at IS NULL AND lead_id IS NULL;",
        ),
        Migration::new("cases", "0008-step-up-two-sided", crate::step_up::TWO_SIDED),
        Migration::new("cases", "0009-legal-footing", crate::records::FOOTING),
        Migration::new("cases", "0010-step-down", crate::step_down::DDL),
        Migration::new("cases", "0011-note-seen", crate::records::SEEN),
        // what is taken back is looked for in what may stand on it: episodes in those that follow, people in levels
        Migration::new(
            "cases",
            "0012-taken-back",
            "CREATE INDEX episode_previous ON episode(previous_id) WHERE previous_id IS NOT NULL; \
             CREATE INDEX need_level_person ON need_level(person_id);",
        ),
    ]
}
