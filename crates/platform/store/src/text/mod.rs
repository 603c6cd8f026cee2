//! Full-text search with filters, on FTS5 and on PostgreSQL's text search: what [`crate::dialect`] knows of it.
//!
//! A filter is a word of the index like any other (a *facet*: `age7x0`, `costxfree0`), so that a search is one
//! intersection of lists of rows, and only what is left is looked up. Words are stemmed (Porter 1980; PostgreSQL's
//! `english`), facets end in a digit and are not.

mod wanted;
mod words;

pub use wanted::{Clause, Condition, DEGREE, Spot, Test, Value, Wanted};

use crate::{Conn, Result, each};
use diesel::{
    prelude::*,
    sql_types::{BigInt, Double, Nullable, Text},
};
use wanted::squared;

/// A table whose rows are found by their words. For a table `thing` a crate's DDL says `$TEXT_INDEX thing_index;
/// $WORD_INDEX thing_word;`. Rows have a key `n` (`$ROWKEY`), and may have places (`thing_place` with `thing_n`, `nth`,
/// `lat`, `lon`) and times (`thing_opening` with `thing_n`).
#[derive(Debug, Clone, Copy)]
pub struct Index {
    rows: &'static str,
}

/// A row as it is put into the index.
#[derive(Debug, Clone, Copy)]
pub struct Findable<'a> {
    /// What weighs most.
    pub name: &'a str,
    /// Its other words.
    pub words: &'a str,
    /// Its facets.
    pub facets: &'a [String],
}

/// How rows are ordered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Order {
    /// By how well the words fit, then by row.
    Best,
    /// As they were added.
    Added,
    /// Nearest first. Rows without a place come last, unless there is a limit.
    Near(Near),
    /// By a column of the row, from its least; rows that say nothing come last.
    Column(&'static str),
    /// By a column of the row, from its most; rows that say nothing come last.
    ColumnDown(&'static str),
}

/// Around where, and how many metres at most.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    /// The middle.
    pub spot: Spot,
    /// No farther than this.
    pub limit: Option<f64>,
}

/// Which of what is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// So many at most.
    pub most: i64,
    /// After so many.
    pub from: i64,
}

/// A row that was found.
#[derive(Debug, Clone, Copy, PartialEq, QueryableByName)]
pub struct Hit {
    /// Its key.
    #[diesel(sql_type = BigInt)]
    pub n: i64,
    /// Metres, squared, to its nearest place.
    #[diesel(sql_type = Nullable<Double>)]
    pub square: Option<f64>,
}

/// A row at one of its places.
#[derive(Debug, Clone, Copy, PartialEq, QueryableByName)]
pub struct At {
    /// Its key.
    #[diesel(sql_type = BigInt)]
    pub n: i64,
    /// Which of its places.
    #[diesel(sql_type = BigInt)]
    pub nth: i64,
}

/// What a search selects, from where besides the rows, and what follows its conditions.
struct Parts<'a> {
    fields: &'a str,
    join: &'a str,
    end: &'a str,
}

impl Index {
    /// The index over this table.
    pub const fn over(rows: &'static str) -> Self {
        Self { rows }
    }

    fn table(self) -> String {
        format!("{}_index", self.rows)
    }

    fn words_table(self) -> String {
        format!("{}_word_index", self.rows)
    }

    /// Puts a row into the index, in place of what stood there.
    pub fn put(self, conn: &mut Conn, n: i64, row: Findable<'_>) -> Result<()> {
        self.remove(conn, n)?;

        let (table, facets) = (self.table(), row.facets.join(" "));
        match conn {
            Conn::Sq(c) => {
                diesel::sql_query(format!("INSERT INTO {table} (rowid, name, words, facets) VALUES (?, ?, ?, ?)"))
                    .bind::<BigInt, _>(n)
                    .bind::<Text, _>(row.name)
                    .bind::<Text, _>(row.words)
                    .bind::<Text, _>(facets)
                    .execute(c)?
            }
            Conn::Pg(c) => diesel::sql_query(format!(
                "INSERT INTO {table} (n, words) VALUES ($1, setweight(to_tsvector('english', $2), 'A')
                 || setweight(to_tsvector('english', $3), 'B') || array_to_tsvector(string_to_array($4, ' ')))"
            ))
            .bind::<BigInt, _>(n)
            .bind::<Text, _>(row.name)
            .bind::<Text, _>(row.words)
            .bind::<Text, _>(facets)
            .execute(c)?,
        };

        self.learn(conn, &words::in_use(&format!("{} {}", row.name, row.words)))
    }

    /// Takes a row out of the index.
    pub fn remove(self, conn: &mut Conn, n: i64) -> Result<()> {
        let table = self.table();
        match conn {
            Conn::Sq(c) => {
                diesel::sql_query(format!("DELETE FROM {table} WHERE rowid = ?")).bind::<BigInt, _>(n).execute(c)?
            }
            Conn::Pg(c) => {
                diesel::sql_query(format!("DELETE FROM {table} WHERE n = $1")).bind::<BigInt, _>(n).execute(c)?
            }
        };
        Ok(())
    }

    /// Rows that meet `wanted`, in this order.
    pub fn search(self, conn: &mut Conn, wanted: &Wanted, order: Order, span: Span) -> Result<Vec<Hit>> {
        let (square, join, order) = match order {
            Order::Near(near) => self.by_distance(near),
            order => ("NULL".into(), String::new(), self.by_words(conn.is_pg(), wanted, order)),
        };
        let fields = format!("s.n AS n, CAST({square} AS double precision) AS square");
        let end = format!("{order} LIMIT {} OFFSET {}", span.most, span.from);
        self.run(conn, wanted, &Parts { fields: &fields, join: &join, end: &end })
    }

    fn by_words(self, pg: bool, wanted: &Wanted, order: Order) -> String {
        let has_words =
            !wanted.words.is_empty() || wanted.either.iter().any(|c| !c.names.is_empty() || !c.words.is_empty());
        let best = order == Order::Best && has_words;
        match (best, pg) {
            (true, true) if wanted.words.is_empty() => {
                " ORDER BY ts_rank(i.words, to_tsquery('english', $3)) DESC, s.n".into()
            }
            (true, true) => " ORDER BY ts_rank(i.words, to_tsquery('english', $1)) DESC, s.n".into(),
            (true, false) => format!(" ORDER BY bm25({}, 8.0, 1.0, 0.0), s.n", self.table()),
            // FTS5 gives rows in this order anyway
            _ if matches!(order, Order::Column(_) | Order::ColumnDown(_)) => {
                let (column, down) = match order {
                    Order::Column(column) => (column, ""),
                    Order::ColumnDown(column) => (column, " DESC"),
                    _ => ("n", ""),
                };
                format!(" ORDER BY s.{column}{down} NULLS LAST, s.n")
            }
            (false, false) if !wanted.asks_no_words() => format!(" ORDER BY {}.rowid", self.table()),
            (false, _) => " ORDER BY s.n".into(),
        }
    }

    /// The distance, whence it comes, and the order by it.
    fn by_distance(self, near: Near) -> (String, String, String) {
        let rows = self.rows;
        let square = format!("min({})", near.spot.square());
        let having = near.limit.map_or(String::new(), |limit| format!(" HAVING {square} <= {}", squared(limit)));
        let join = format!("LEFT JOIN {rows}_place p ON p.{rows}_n = s.n AND p.lat IS NOT NULL");
        let order = format!(" GROUP BY s.n{having} ORDER BY square NULLS LAST, s.n");
        (square, join, order)
    }

    /// How many rows meet `wanted`, counted to `most` at the farthest.
    pub fn count(self, conn: &mut Conn, wanted: &Wanted, most: i64) -> Result<i64> {
        self.counted(conn, wanted, "", &format!(" LIMIT {most}"))
    }

    fn counted(self, conn: &mut Conn, wanted: &Wanted, join: &str, end: &str) -> Result<i64> {
        let fields = "count(*) AS n, CAST(NULL AS double precision) AS square FROM (SELECT 1 AS one";
        let end = format!("{end}) x");
        let found: Vec<Hit> = self.run(conn, wanted, &Parts { fields, join, end: &end })?;
        Ok(found.first().map_or(0, |hit| hit.n))
    }

    /// As [`Index::search`], once for each place, with how many there are in all.
    pub fn places(self, conn: &mut Conn, wanted: &Wanted, near: Option<Near>, span: Span) -> Result<(i64, Vec<At>)> {
        let join = format!("JOIN {rows}_place p ON p.{rows}_n = s.n", rows = self.rows);
        let (within, order) = match near {
            None => (String::new(), "s.n, p.nth".to_owned()),
            Some(Near { spot, limit }) => {
                let square = spot.square();
                let within = limit.map_or(String::new(), |limit| format!(" AND {square} <= {}", squared(limit)));
                (within, format!("{square} NULLS LAST, s.n, p.nth"))
            }
        };

        let total = self.counted(conn, wanted, &join, &within)?;
        let end = format!("{within} ORDER BY {order} LIMIT {} OFFSET {}", span.most, span.from);
        let found = self.run(conn, wanted, &Parts { fields: "s.n AS n, p.nth AS nth", join: &join, end: &end })?;
        Ok((total, found))
    }

    fn run<T>(self, conn: &mut Conn, wanted: &Wanted, parts: &Parts<'_>) -> Result<Vec<T>>
    where
        T: diesel::deserialize::QueryableByName<diesel::pg::Pg>
            + diesel::deserialize::QueryableByName<diesel::sqlite::Sqlite>
            + 'static,
    {
        let (rows, index) = (self.rows, self.table());
        let Parts { fields, join, end } = *parts;
        let pg = conn.is_pg();
        let also: String = wanted.also.iter().map(|condition| format!(" AND {}", condition.sql(rows, pg))).collect();
        if wanted.asks_no_words() {
            let text = format!("SELECT {fields} FROM {rows} s {join} WHERE 1 = 1{also}{end}");
            return Ok(each!(conn, c => diesel::sql_query(text).load(c))?);
        }

        // counting asks nothing of the rows themselves
        let alone = join.is_empty() && also.is_empty() && !fields.contains("s.");
        let joined = |key: &str| if alone { String::new() } else { format!("JOIN {rows} s ON s.n = {key} {join}") };
        Ok(match conn {
            Conn::Sq(c) => diesel::sql_query(format!(
                "SELECT {fields} FROM {index} {} WHERE {index} MATCH ?{also}{end}",
                joined(&format!("{index}.rowid"))
            ))
            .bind::<Text, _>(wanted.fts5())
            .load(c)?,
            Conn::Pg(c) => {
                let (words, facets, clauses) = wanted.tsquery();
                let also = if clauses.is_empty() {
                    // $3 is bound in every case
                    format!(" AND $3 = ''{also}")
                } else {
                    format!(" AND i.words @@ to_tsquery('english', $3){also}")
                };
                let main = if words.is_empty() && facets.is_empty() {
                    "$1 = '' AND $2 = ''".to_owned()
                } else {
                    "i.words @@ (to_tsquery('english', $1) && CAST($2 AS tsquery))".to_owned()
                };
                diesel::sql_query(format!(
                    "SELECT {fields} FROM {index} i {}
                     WHERE {main}{also}{end}",
                    joined("i.n")
                ))
                .bind::<Text, _>(words)
                .bind::<Text, _>(facets)
                .bind::<Text, _>(clauses)
                .load(c)?
            }
        })
    }
}
