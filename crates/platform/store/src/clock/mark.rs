//! Marks of time that a serving program leaves, so that the next one can tell a clock that jumped while none was
//! running.

use super::Jump;
use crate::{Conn, Instant, MultiBackend, Result, each};
use diesel::prelude::*;

pub(crate) const DDL: &str = "
CREATE TABLE clock_mark (id $INT8 PRIMARY KEY NOT NULL, latest $INSTANT NOT NULL, steady_since $INSTANT NOT NULL,
  jump_seconds $INT8, jump_at $INSTANT, jump_seen $BOOL) $STRICT;";

diesel::table! {
use diesel::sql_types::*;
use crate::types::Utc;
clock_mark (id) {
    id -> BigInt, latest -> Utc, steady_since -> Utc, jump_seconds -> Nullable<BigInt>, jump_at -> Nullable<Utc>,
    jump_seen -> Nullable<Bool>,
} }

/// There is one row.
const ID: i64 = 1;

const DAY: i64 = 86_400;

/// A program that marks the time every minute does not go back by more, except by a jump.
const BACK: i64 = 120;

/// What is known of the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
#[diesel(table_name = clock_mark, check_for_backend(MultiBackend))]
pub struct Mark {
    id: i64,
    /// The latest moment at which a program served.
    pub latest: Instant,
    /// Since when there was no gap of more than a day and no step back.
    pub steady_since: Instant,
    jump_seconds: Option<i64>,
    jump_at: Option<Instant>,
    jump_seen: Option<bool>,
}

impl Mark {
    /// The last jump, and whether a running program saw it; otherwise it lies between two marks, which may also mean
    /// that nothing served.
    pub fn jump(&self) -> Option<(Jump, bool)> {
        let (seconds, at) = self.jump_seconds.zip(self.jump_at)?;
        Some((Jump { seconds, at }, self.jump_seen == Some(true)))
    }

    fn note(&mut self, jump: Jump, seen: bool) {
        (self.jump_seconds, self.jump_at, self.jump_seen) = (Some(jump.seconds), Some(jump.at), Some(seen));
    }

    /// Whether time has gone on as it should for a day, and this moment fits to it.
    fn is_steady(&self, now: Instant) -> bool {
        let since = now.seconds_since(self.latest);
        now.seconds_since(self.steady_since) >= DAY && (-BACK..=DAY).contains(&since)
    }
}

/// The marks, if any program has served.
pub fn find(conn: &mut Conn) -> Result<Option<Mark>> {
    Ok(clock_mark::table.find(ID).select(Mark::as_select()).first(conn).optional()?)
}

/// Leaves a mark, every minute while serving. `jump` is the last that this program has seen.
pub fn mark(conn: &mut Conn, now: Instant, jump: Option<Jump>) -> Result<()> {
    let first = Mark { id: ID, latest: now, steady_since: now, jump_seconds: None, jump_at: None, jump_seen: None };
    let mut mark = find(conn)?.unwrap_or(first);

    let gap = now.seconds_since(mark.latest);
    if !(-BACK..=DAY).contains(&gap) {
        mark.steady_since = now;
        mark.note(Jump { seconds: gap, at: now }, false);
    }
    if let Some(jump) = jump.filter(|jump| mark.jump_at.is_none_or(|known| known < jump.at)) {
        mark.note(jump, true);
    }
    mark.latest = now;

    each!(conn, c => diesel::insert_into(clock_mark::table)
        .values(&mark)
        .on_conflict(clock_mark::id)
        .do_update()
        .set(&mark)
        .execute(c))?;
    Ok(())
}

/// Whether a program has served for a day without a gap or a step back in time: only then is it said of anything that
/// it was not used for weeks.
pub fn is_steady(conn: &mut Conn, now: Instant) -> Result<bool> {
    Ok(find(conn)?.is_some_and(|mark| mark.is_steady(now)))
}
