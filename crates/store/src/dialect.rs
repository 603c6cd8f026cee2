//! The only place that knows in what the two engines differ.
use crate::{Conn, Result};
use diesel::{connection::SimpleConnection, prelude::*, sql_types::BigInt};

/// One DDL text for both engines: neutral words (`$UUID`, `$INSTANT`, …) replaced for each.
pub fn ddl(postgres: bool, text: &str) -> String {
    const WORDS: [(&str, &str, &str); 12] = [
        ("$UUID", "uuid", "BLOB"),
        ("$INSTANT", "timestamptz", "INTEGER"),
        ("$JSON", "jsonb", "TEXT"),
        ("$DATE", "date", "TEXT"),
        ("$BOOL", "boolean", "INTEGER"),
        ("$INT8", "bigint", "INTEGER"),
        // folded keys are compared byte by byte, so that a prefix is a range on both
        ("$KEY", "text COLLATE \"C\"", "TEXT"),
        ("$FALSE", "false", "0"),
        ("$REAL", "double precision", "REAL"),
        ("$BYTES", "bytea", "BLOB"),
        // rows lie in the order of the key, for tables that are only an index
        ("$CLUSTERED", "", "STRICT, WITHOUT ROWID"),
        ("$STRICT", "", "STRICT"),
    ];
    let mut text = text.to_owned();
    for (word, pg, sq) in WORDS {
        text = text.replace(word, if postgres { pg } else { sq });
    }
    text
}

/// Runs a text of several statements.
///
/// # Errors
/// The engine's.
pub fn batch(conn: &mut Conn, text: &str) -> Result<()> {
    match conn {
        Conn::Pg(c) => c.batch_execute(text)?,
        Conn::Sq(c) => c.batch_execute(text)?,
    }
    Ok(())
}

/// A statement written once and compiled for each engine: batch inserts, upserts, and what else diesel's
/// two-engine backend lacks. `each!(conn, c => insert_into(…).values(&rows).execute(c))`
#[macro_export]
macro_rules! each {
    ($conn:expr, $c:ident => $query:expr) => {
        match $conn {
            $crate::Conn::Pg($c) => $query,
            $crate::Conn::Sq($c) => $query,
        }
    };
}

/// Tries to become the only one that does `what` until this transaction ends. SQLite has one writer anyway.
///
/// # Errors
/// The engine's.
pub fn only_one(conn: &mut Conn, what: i64) -> Result<bool> {
    match conn {
        Conn::Sq(_) => Ok(true),
        Conn::Pg(c) => Ok(diesel::select(
            diesel::dsl::sql::<diesel::sql_types::Bool>("pg_try_advisory_xact_lock(").bind::<BigInt, _>(what).sql(")"),
        )
        .get_result(c)?),
    }
}

/// Every table of the schema with its columns, for the snapshot under test and for backups.
///
/// # Errors
/// The engine's.
pub fn tables(conn: &mut Conn) -> Result<Vec<(String, Vec<String>)>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Text)]
        tbl: String,
        #[diesel(sql_type = diesel::sql_types::Text)]
        col: String,
    }
    let rows: Vec<Row> = match conn {
        Conn::Sq(c) => diesel::sql_query(
            "SELECT m.name AS tbl, i.name AS col FROM sqlite_master m, pragma_table_info(m.name) i
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, i.cid",
        )
        .load(c)?,
        Conn::Pg(c) => diesel::sql_query(
            "SELECT table_name::text AS tbl, column_name::text AS col FROM information_schema.columns
             WHERE table_schema = current_schema() ORDER BY table_name COLLATE \"C\", ordinal_position",
        )
        .load(c)?,
    };
    let mut tables: Vec<(String, Vec<String>)> = Vec::new();
    for row in rows {
        match tables.last_mut() {
            Some((name, columns)) if *name == row.tbl => columns.push(row.col),
            _ => tables.push((row.tbl, vec![row.col])),
        }
    }
    Ok(tables)
}

/// How many rows a table has. `table` comes from [`tables`], never from outside.
///
/// # Errors
/// The engine's.
pub fn count(conn: &mut Conn, table: &str) -> Result<i64> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let row: Row = diesel::sql_query(format!("SELECT count(*) AS n FROM \"{table}\"")).get_result(conn)?;
    Ok(row.n)
}

/// The smallest text that sorts after every text with this prefix, for an index range on both engines.
pub fn after_prefix(prefix: &str) -> String {
    format!("{prefix}\u{10ffff}")
}
