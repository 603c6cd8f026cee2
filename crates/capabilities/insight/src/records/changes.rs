//! Which facts have changed, so that a count of others is still true: by kind and month, each with the number of the
//! change that came last. Numbers only go up, in the order in which changes are committed: one program at a time tells facts.

use super::tables::{self, Row};
use diesel::{dsl::max, prelude::*};
use std::collections::BTreeSet;
use store::{Conn, Result, each};

pub(crate) const DDL: &str = "
CREATE TABLE fact_change (kind $INT8 NOT NULL, month $INT8 NOT NULL, n $INT8 NOT NULL, PRIMARY KEY (kind, month)) $STRICT;
CREATE INDEX fact_change_n ON fact_change(n);";

diesel::table! {
    fact_change (kind, month) {
        kind -> BigInt,
        month -> BigInt,
        n -> BigInt,
    }
}

/// Facts that changed: of a kind, in a month of their day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Change {
    pub kind: i64,
    pub month: i64,
}

impl Change {
    /// Everything.
    pub const ALL: Self = Self { kind: 0, month: 0 };

    /// What changes with this fact.
    pub fn of(row: &Row) -> Self {
        Self { kind: row.kind, month: tables::of_number(row.day).map_or(0, tables::month) }
    }
}

/// Of more than this at once it is said that everything changed: a full recount has no need to tell months apart.
const MANY: usize = 200;

/// The number of the last change.
pub(crate) fn last(conn: &mut Conn) -> Result<i64> {
    Ok(each!(conn, c => fact_change::table.select(max(fact_change::n)).first::<Option<i64>>(c))?.unwrap_or(0))
}

/// What changed after the change of this number.
pub(crate) fn since(conn: &mut Conn, n: i64) -> Result<Vec<Change>> {
    let rows: Vec<(i64, i64)> = each!(conn, c => fact_change::table
        .filter(fact_change::n.gt(n))
        .select((fact_change::kind, fact_change::month))
        .load(c))?;
    Ok(rows.into_iter().map(|(kind, month)| Change { kind, month }).collect())
}

/// Notes what changed.
pub(super) fn note(conn: &mut Conn, changes: BTreeSet<Change>) -> Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let n = last(conn)? + 1;
    let changes = if changes.len() > MANY { [Change::ALL].into() } else { changes };
    for Change { kind, month } in changes {
        let row = (fact_change::kind.eq(kind), fact_change::month.eq(month), fact_change::n.eq(n));
        each!(conn, c => diesel::insert_into(fact_change::table)
            .values(row)
            .on_conflict((fact_change::kind, fact_change::month))
            .do_update()
            .set(fact_change::n.eq(n))
            .execute(c))?;
    }
    Ok(())
}
