//! The schema history of this crate.

use store::Migration;

/// Its steps, oldest first.
pub fn migrations() -> Vec<Migration> {
    vec![
        Migration::new("directory", "0001-service", crate::records::DDL),
        Migration::new("directory", "0002-postcode", crate::postcodes::DDL),
        Migration::new("directory", "0003-source", crate::harvest::DDL),
        Migration::new("directory", "0004-pair", crate::doubles::DDL),
        Migration::new("directory", "0005-proposal", crate::waiting::DDL),
        Migration::new("directory", "0006-offer", crate::offers::DDL),
        Migration::new("directory", "0007-referral", crate::referrals::DDL),
        Migration::new("directory", "0008-doubt", crate::doubts::DDL),
        Migration::new("directory", "0009-service-name", "CREATE INDEX service_name ON service(name);"),
    ]
}
