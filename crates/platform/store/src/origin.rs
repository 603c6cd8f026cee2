//! Whether a database was made by `demo`: demo sign-in is refused on any other.

use crate::{Conn, Instant, Result};
use diesel::prelude::*;

pub(crate) const DDL: &str = "CREATE TABLE origin (kind TEXT PRIMARY KEY NOT NULL, made_at $INSTANT NOT NULL) $STRICT;";

diesel::table! {
use diesel::sql_types::*;
use crate::types::Utc;
origin (kind) { kind -> Text, made_at -> Utc, } }

/// Marks an empty database as one of demo data.
pub fn mark_demo(conn: &mut Conn, now: Instant) -> Result<()> {
    diesel::insert_into(origin::table).values((origin::kind.eq("demo"), origin::made_at.eq(now))).execute(conn)?;
    Ok(())
}

/// Whether it was marked.
pub fn is_demo(conn: &mut Conn) -> Result<bool> {
    Ok(origin::table.filter(origin::kind.eq("demo")).count().get_result::<i64>(conn)? > 0)
}
