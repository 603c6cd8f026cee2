//! The schema history of this crate.
use store::Migration;

/// Its steps, oldest first.
pub fn migrations() -> Vec<Migration> {
    vec![
        Migration::new("cases", "0001-episode", crate::records::DDL),
        Migration::new("cases", "0002-team", crate::team::DDL),
        Migration::new("cases", "0003-task", crate::tasks::DDL),
        Migration::new("cases", "0004-step-up", crate::step_up::DDL),
    ]
}
