//! The schema history of this crate.
use store::Migration;

/// Its steps, oldest first.
pub fn migrations() -> Vec<Migration> {
    vec![
        Migration::new("access", "0001-accounts", crate::accounts::DDL),
        Migration::new("access", "0002-guard", crate::guard::DDL),
        Migration::new("access", "0003-sessions", crate::sessions::DDL),
    ]
}
