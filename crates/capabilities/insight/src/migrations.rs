//! The history of the tables of figures.

use crate::records;
use store::Migration;

pub(crate) fn migrations() -> Vec<Migration> {
    vec![
        Migration::new("insight", "0001-facts", records::tables::DDL),
        Migration::new("insight", "0002-publications", records::publication::DDL),
        Migration::new("insight", "0003-areas", records::areas::DDL),
        Migration::new("insight", "0004-views", records::views::DDL),
        Migration::new("insight", "0005-what-lasts", records::tables::LASTS),
        Migration::new("insight", "0006-changes", records::changes::DDL),
    ]
}
