//! Full-text search with filters, on FTS5 and on PostgreSQL's text search: what [`crate::dialect`] knows of it.
//!
//! A filter is a word of the index like any other (a *facet*: `age7x0`, `costxfree0`), so that a search is one intersection
//! of lists of rows, and only what is left is looked up. Words are stemmed (Porter 1980; PostgreSQL's `english`), facets end in a
//! digit and are not.

use crate::{Conn, Result, each};
use diesel::{
    prelude::*,
    sql_types::{BigInt, Double, Nullable, Text},
};

/// What is sought: every group must be met, by one of its members.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Groups of words or phrases of words; letters and digits alone.
    pub words: Vec<Vec<String>>,
    /// Groups of facets.
    pub facets: Vec<Vec<String>>,
}

impl Wanted {
    /// Whether it asks for nothing.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.facets.is_empty()
    }

    fn fts5(&self) -> String {
        let group = |column: &str, group: &Vec<String>| {
            let any: Vec<String> = group.iter().map(|w| format!("\"{}\"", safe(w))).collect();
            format!("{column} : ({})", any.join(" OR "))
        };
        let words = self.words.iter().map(|g| group("{name words}", g));
        let all: Vec<String> = words.chain(self.facets.iter().map(|g| group("facets", g))).collect();
        all.join(" AND ")
    }

    fn tsquery(&self) -> (String, String) {
        let phrase = |w: &String| safe(w).split_whitespace().collect::<Vec<_>>().join(" <-> ");
        let join = |groups: &[Vec<String>], member: &dyn Fn(&String) -> String| {
            let all: Vec<String> =
                groups.iter().map(|g| format!("({})", g.iter().map(member).collect::<Vec<_>>().join(" | "))).collect();
            all.join(" & ")
        };
        (join(&self.words, &phrase), join(&self.facets, &|f| format!("'{}'", safe(f))))
    }
}

/// No mark of either query language.
fn safe(word: &str) -> String {
    word.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect::<String>().trim().to_owned()
}

/// Puts a row into the index, in place of what stood there.
pub fn put(conn: &mut Conn, n: i64, name: &str, words: &str, facets: &[String]) -> Result<()> {
    remove(conn, n)?;
    match conn {
        Conn::Sq(c) => diesel::sql_query("INSERT INTO service_index (rowid, name, words, facets) VALUES (?, ?, ?, ?)")
            .bind::<BigInt, _>(n)
            .bind::<Text, _>(name)
            .bind::<Text, _>(words)
            .bind::<Text, _>(facets.join(" "))
            .execute(c)?,
        Conn::Pg(c) => diesel::sql_query(
            "INSERT INTO service_index (n, words) VALUES ($1, setweight(to_tsvector('english', $2), 'A')
             || setweight(to_tsvector('english', $3), 'B') || array_to_tsvector(string_to_array($4, ' ')))",
        )
        .bind::<BigInt, _>(n)
        .bind::<Text, _>(name)
        .bind::<Text, _>(words)
        .bind::<Text, _>(facets.join(" "))
        .execute(c)?,
    };
    let all = format!("{name} {words}").to_lowercase();
    let used: std::collections::BTreeSet<&str> = all
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| w.chars().count() > 3 && w.chars().all(char::is_alphabetic))
        .collect();
    learn(conn, &used.into_iter().collect::<Vec<_>>().join(" "))
}

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}

/// Keeps which words are in use; one is never forgotten, it merely finds nothing then.
fn learn(conn: &mut Conn, words: &str) -> Result<()> {
    match conn {
        Conn::Sq(c) => {
            let list = serde_json::to_string(&words.split(' ').collect::<Vec<_>>()).unwrap_or_default();
            let new: Vec<Word> = diesel::sql_query(
                "INSERT INTO service_word_index_all (word) SELECT value FROM json_each(?) WHERE true
                 ON CONFLICT DO NOTHING RETURNING word",
            )
            .bind::<Text, _>(list)
            .load(c)?;
            for Word { word } in new {
                diesel::sql_query("INSERT INTO service_word_index (word) VALUES (?)")
                    .bind::<Text, _>(word)
                    .execute(c)?;
            }
        }
        Conn::Pg(c) => {
            diesel::sql_query(
                "INSERT INTO service_word_index (word) SELECT unnest(string_to_array($1, ' ')) ON CONFLICT DO NOTHING",
            )
            .bind::<Text, _>(words)
            .execute(c)?;
        }
    }
    Ok(())
}

/// Takes a row out of the index.
pub fn remove(conn: &mut Conn, n: i64) -> Result<()> {
    match conn {
        Conn::Sq(c) => {
            diesel::sql_query("DELETE FROM service_index WHERE rowid = ?").bind::<BigInt, _>(n).execute(c)?
        }
        Conn::Pg(c) => diesel::sql_query("DELETE FROM service_index WHERE n = $1").bind::<BigInt, _>(n).execute(c)?,
    };
    Ok(())
}

/// How rows are ordered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Order {
    /// By how well the words fit, then by row.
    Best,
    /// As they were added.
    Added,
    /// Nearest first: latitude and longitude in degrees. Rows without a place come last, unless `most` metres are set.
    Near {
        /// Degrees north.
        lat: f64,
        /// Degrees east.
        lon: f64,
        /// No farther than this.
        most: Option<f64>,
    },
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

/// Metres a degree of latitude (WGS 84, at 51° north).
pub const DEGREE: f64 = 111_250.0;

/// Rows that meet `wanted` and the condition `also` (on `service s`; no text from outside), in this order.
pub fn search(conn: &mut Conn, wanted: &Wanted, also: &str, order: Order, most: i64, from: i64) -> Result<Vec<Hit>> {
    let pg = conn.is_pg();
    let (fields, join, near) = match order {
        Order::Near { lat, lon, most } => {
            let square = format!("min({})", square(lat, lon));
            let having = most.map_or(String::new(), |m| format!(" HAVING {square} <= {}", squared(m)));
            (
                square,
                "LEFT JOIN service_place p ON p.service_n = s.n AND p.lat IS NOT NULL",
                format!(" GROUP BY s.n{having} ORDER BY square NULLS LAST, s.n"),
            )
        }
        Order::Best if !wanted.words.is_empty() => {
            let rank = if pg {
                "ts_rank(i.words, to_tsquery('english', $1)) DESC"
            } else {
                "bm25(service_index, 8.0, 1.0, 0.0)"
            };
            ("NULL".into(), "", format!(" ORDER BY {rank}, s.n"))
        }
        // FTS5 gives rows in this order anyway
        _ if !pg && !wanted.is_empty() => ("NULL".into(), "", " ORDER BY service_index.rowid".into()),
        Order::Best | Order::Added => ("NULL".into(), "", " ORDER BY s.n".into()),
    };
    let fields = format!("s.n AS n, CAST({fields} AS double precision) AS square");
    let end = format!(" AND {also}{near} LIMIT {most} OFFSET {from}");
    run(conn, wanted, &fields, join, &end)
}

/// How many rows meet `wanted` and `also`, counted to `most` at the farthest.
pub fn count(conn: &mut Conn, wanted: &Wanted, also: &str, most: i64) -> Result<i64> {
    counted(conn, wanted, "", also, most)
}

fn counted(conn: &mut Conn, wanted: &Wanted, join: &str, also: &str, most: i64) -> Result<i64> {
    let fields = "count(*) AS n, CAST(NULL AS double precision) AS square FROM (SELECT 1 AS one";
    let found: Vec<Hit> = run(conn, wanted, fields, join, &format!(" AND {also} LIMIT {most}) x"))?;
    Ok(found.first().map_or(0, |h| h.n))
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

/// As [`search`], once for each place, with how many there are in all.
pub fn places(
    conn: &mut Conn,
    wanted: &Wanted,
    also: &str,
    near: Option<(f64, f64, Option<f64>)>,
    most: i64,
    from: i64,
) -> Result<(i64, Vec<At>)> {
    let join = "JOIN service_place p ON p.service_n = s.n";
    let (within, order) = match near {
        None => (String::new(), "s.n, p.nth".to_owned()),
        Some((lat, lon, limit)) => {
            let square = square(lat, lon);
            (
                limit.map_or(String::new(), |m| format!(" AND {square} <= {}", squared(m))),
                format!("{square} NULLS LAST, s.n, p.nth"),
            )
        }
    };
    let also = format!("{also}{within}");
    let total = counted(conn, wanted, join, &also, i64::MAX)?;
    let found = run(
        conn,
        wanted,
        "s.n AS n, p.nth AS nth",
        join,
        &format!(" AND {also} ORDER BY {order} LIMIT {most} OFFSET {from}"),
    )?;
    Ok((total, found))
}

/// The condition that a row has a place within so many metres.
pub fn within(lat: f64, lon: f64, metres: f64) -> String {
    format!(
        "EXISTS (SELECT 1 FROM service_place p WHERE p.service_n = s.n AND {} <= {})",
        square(lat, lon),
        squared(metres)
    )
}

/// No farther than around the world: what is more is no number in a query.
fn squared(metres: f64) -> f64 {
    let metres = metres.clamp(0.0, 40_100_000.0);
    metres * metres
}

/// Metres, squared, from a point to the place `p`. A plane is true enough: 0.1 % at 50 km.
fn square(lat: f64, lon: f64) -> String {
    let narrow = lat.to_radians().cos();
    let (a, b) = (DEGREE * DEGREE, DEGREE * DEGREE * narrow * narrow);
    format!("((p.lat - ({lat})) * (p.lat - ({lat})) * {a} + (p.lon - ({lon})) * (p.lon - ({lon})) * {b})")
}

fn run<T>(conn: &mut Conn, wanted: &Wanted, fields: &str, join: &str, end: &str) -> Result<Vec<T>>
where
    T: diesel::deserialize::QueryableByName<diesel::pg::Pg>
        + diesel::deserialize::QueryableByName<diesel::sqlite::Sqlite>
        + 'static,
{
    if wanted.is_empty() {
        let text = format!("SELECT {fields} FROM service s {join} WHERE 1 = 1{end}");
        return Ok(each!(conn, c => diesel::sql_query(text).load(c))?);
    }
    // counting asks nothing of the rows themselves
    let alone = join.is_empty() && !fields.contains("s.") && !end.contains("s.");
    let rows = |key: &str| if alone { String::new() } else { format!("JOIN service s ON s.n = {key} {join}") };
    Ok(match conn {
        Conn::Sq(c) => diesel::sql_query(format!(
            "SELECT {fields} FROM service_index {} WHERE service_index MATCH ?{end}",
            rows("service_index.rowid")
        ))
        .bind::<Text, _>(wanted.fts5())
        .load(c)?,
        Conn::Pg(c) => {
            let (words, facets) = wanted.tsquery();
            diesel::sql_query(format!(
                "SELECT {fields} FROM service_index i {}
                 WHERE i.words @@ (to_tsquery('english', $1) && CAST($2 AS tsquery)){end}",
                rows("i.n")
            ))
            .bind::<Text, _>(words)
            .bind::<Text, _>(facets)
            .load(c)?
        }
    })
}

/// Words in use that look like this one, most alike first, at most 40: the caller judges.
pub fn similar(conn: &mut Conn, word: &str) -> Result<Vec<String>> {
    let letters: Vec<char> = safe(word).chars().collect();
    if letters.len() < 3 {
        return Ok(vec![]);
    }
    let rows: Vec<Word> = match conn {
        Conn::Sq(c) => {
            let threes = letters.windows(3).map(|w| format!("\"{}\"", w.iter().collect::<String>()));
            let like = "SELECT word FROM service_word_index WHERE service_word_index MATCH ? ORDER BY rank LIMIT 40";
            diesel::sql_query(like).bind::<Text, _>(threes.collect::<Vec<_>>().join(" OR ")).load(c)?
        }
        Conn::Pg(c) => {
            let like =
                "SELECT word FROM service_word_index WHERE word % $1 ORDER BY similarity(word, $1) DESC, word LIMIT 40";
            diesel::sql_query(like).bind::<Text, _>(letters.into_iter().collect::<String>()).load(c)?
        }
    };
    Ok(rows.into_iter().map(|r| r.word).collect())
}

/// Whether the word is in use.
pub fn knows(conn: &mut Conn, word: &str) -> Result<bool> {
    let rows: Vec<Word> = match conn {
        Conn::Sq(c) => {
            diesel::sql_query("SELECT word FROM service_word_index_all WHERE word = ?").bind::<Text, _>(word).load(c)?
        }
        Conn::Pg(c) => {
            diesel::sql_query("SELECT word FROM service_word_index WHERE word = $1").bind::<Text, _>(word).load(c)?
        }
    };
    Ok(!rows.is_empty())
}
