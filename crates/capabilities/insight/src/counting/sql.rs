//! A condition as SQL: only numbers and the names of columns are put together, never words from outside.

use super::{ByNumbers, Condition, Count, Lasting, Window};
use crate::{
    facts::{Dim, Kind},
    figures::{Figure, Rule},
    records::tables::{self, ENDS, LASTING},
};
use diesel::{prelude::*, sql_types::BigInt, sql_types::Nullable};
use std::fmt::Write;
use store::{Conn, Result};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Nullable<BigInt>)]
    a: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    b: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    v: Option<i64>,
    #[diesel(sql_type = BigInt)]
    n: i64,
    #[diesel(sql_type = BigInt)]
    yes: i64,
    #[diesel(sql_type = BigInt)]
    open: i64,
}

/// How facts are gone through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Through {
    /// By what they are asked for, in any order: to count them.
    Ends,
    /// By their day: to list the newest.
    Days,
}

/// The condition, after `WHERE`.
pub(super) fn text(condition: &Condition, through: Through) -> String {
    let mut text = format!("kind = {}", condition.kind.number());
    // the sign keeps an engine from using the index that is not meant
    let (day, ends) = match (condition.lasting, through) {
        (Some(_), Through::Ends) => ("+day", ENDS.to_owned()),
        _ => ("day", format!("+{ENDS}")),
    };
    let _ = write!(text, " AND {day} <= {}", condition.days.1);
    if let Some(from) = condition.days.0 {
        let _ = write!(text, " AND day >= {from}");
    }
    match condition.lasting {
        Some(Lasting::After(day)) => drop(write!(text, " AND {LASTING} AND {ends} > {day}")),
        Some(Lasting::On(day)) => drop(write!(text, " AND {LASTING} AND {ends} >= {day}")),
        None => {}
    }
    for (dim, numbers) in &condition.words {
        let list: Vec<String> = numbers.iter().map(i64::to_string).collect();
        let _ = write!(text, " AND {} IN ({})", dim.column(), list.join(","));
    }
    if condition.valued {
        text.push_str(" AND value IS NOT NULL");
    }
    if condition.yes {
        text.push_str(" AND yes = 1");
    }
    text
}

/// What counts once of what lasts on any day of the period: each after the first of the same family or child does not.
pub(super) fn once(figure: &Figure, window: Window) -> Option<String> {
    let from = tables::number(window.from);
    matches!(figure.rule, Rule::Touch | Rule::Among { .. }).then(|| format!(" AND (mark IS NULL OR mark < {from})"))
}

fn ask(conn: &mut Conn, wanted: &str, by: &[Dim], value: &str, condition: &str) -> Result<Vec<Row>> {
    let column = |nth: usize| by.get(nth).map_or("CAST(NULL AS BIGINT)", |dim| dim.column());
    let (a, b) = (column(0), column(1));
    let mut groups: Vec<&str> = by.iter().map(|dim| dim.column()).collect();
    if value == "value" {
        groups.push("value");
    }
    let group = if groups.is_empty() { String::new() } else { format!(" GROUP BY {}", groups.join(", ")) };
    let query = format!("SELECT {a} AS a, {b} AS b, {value} AS v, {wanted} FROM fact WHERE {condition}{group}");
    Ok(diesel::sql_query(query).load(conn)?)
}

const PLAIN: &str =
    "CAST(COUNT(*) AS BIGINT) AS n, CAST(COALESCE(SUM(yes), 0) AS BIGINT) AS yes, CAST(0 AS BIGINT) AS open";
/// Where yes and no are not asked: then the index of what lasts has all that is needed.
const COUNT: &str = "CAST(COUNT(*) AS BIGINT) AS n, CAST(0 AS BIGINT) AS yes, CAST(0 AS BIGINT) AS open";
const TIMED: &str = "CAST(COUNT(*) AS BIGINT) AS n, CAST(COALESCE(SUM(yes), 0) AS BIGINT) AS yes, \
    CAST(COALESCE(SUM(CASE WHEN until IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS open";
const NO_VALUE: &str = "CAST(NULL AS BIGINT)";

/// Counts the facts of a condition.
pub(super) fn count(
    conn: &mut Conn,
    figure: &Figure,
    condition: &Condition,
    window: Window,
    by: &[Dim],
) -> Result<ByNumbers> {
    let mut counted = ByNumbers::new();
    let whole = text(condition, Through::Ends) + once(figure, window).as_deref().unwrap_or_default();
    let key = |row: &Row| [row.a, row.b].into_iter().take(by.len()).collect::<Vec<_>>();
    match figure.rule {
        Rule::Days | Rule::Clock => {
            for row in ask(conn, TIMED, by, "value", &whole)? {
                let count = counted.entry(key(&row)).or_default();
                time(count, &row, figure.rule);
            }
        }
        Rule::Share { .. } => {
            for row in ask(conn, PLAIN, by, NO_VALUE, &whole)? {
                counted.insert(key(&row), Count { n: row.yes, of: row.n, ..Count::default() });
            }
        }
        Rule::Back { within, sustained } => {
            let came = format!("{whole} AND {}", came_back(within, sustained));
            share(conn, &mut counted, (&came, &whole), by)?;
        }
        Rule::Holds { kind } => {
            let has = format!("{whole} AND {}", holds(kind, tables::number(window.to)));
            share(conn, &mut counted, (&has, &whole), by)?;
        }
        Rule::Among { kind } => {
            let has = format!("{whole} AND {}", among(kind, window));
            share(conn, &mut counted, (&has, &whole), by)?;
        }
        _ => {
            for row in ask(conn, COUNT, by, NO_VALUE, &whole)? {
                counted.insert(key(&row), Count { n: row.n, of: row.n, ..Count::default() });
            }
        }
    }
    counted.retain(|_, count| count.of > 0 || count.open > 0 || !count.values.is_empty());
    Ok(counted)
}

fn time(count: &mut Count, row: &Row, rule: Rule) {
    match row.v {
        Some(value) => {
            *count.values.entry(value).or_default() += row.n;
            count.n += row.n;
            count.of += row.n;
            count.in_time += row.yes;
        }
        None if rule == Rule::Clock => count.open += row.open,
        None => {}
    }
}

fn share(conn: &mut Conn, counted: &mut ByNumbers, (has, all): (&str, &str), by: &[Dim]) -> Result<()> {
    let key = |row: &Row| [row.a, row.b].into_iter().take(by.len()).collect::<Vec<_>>();
    for row in ask(conn, COUNT, by, NO_VALUE, all)? {
        counted.insert(key(&row), Count { of: row.n, ..Count::default() });
    }
    for row in ask(conn, COUNT, by, NO_VALUE, has)? {
        counted.entry(key(&row)).or_default().n = row.n;
    }
    Ok(())
}

/// So many months as days, rounded: 6 are 183, 12 are 365.
pub(super) fn days_of(months: u32) -> i64 {
    (i64::from(months) * 304_375 + 5_000) / 10_000
}

/// Whether the family came back in time, or did not.
pub(super) fn came_back(within: u32, sustained: bool) -> String {
    let days = days_of(within);
    if sustained {
        format!("(mark IS NULL OR mark > day + {days})")
    } else {
        format!("mark IS NOT NULL AND mark <= day + {days}")
    }
}

/// Whether the same has a fact of this kind: asked of an index of the few kinds that are asked so.
fn has(kind: Kind, when: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM fact other WHERE other.subject = fact.subject AND other.grp = fact.grp \
         AND other.kind = {} AND {when})",
        kind.number()
    )
}

/// Whether the family has a fact of this kind that lasts at the end of this day.
pub(super) fn holds(kind: Kind, to: i64) -> String {
    has(kind, &format!("other.day <= {to} AND (other.until IS NULL OR other.until > {to})"))
}

/// Whether the child has a fact of this kind in the period.
pub(super) fn among(kind: Kind, window: Window) -> String {
    let (from, to) = (tables::number(window.from), tables::number(window.to));
    has(kind, &format!("other.day >= {from} AND other.day <= {to}"))
}
