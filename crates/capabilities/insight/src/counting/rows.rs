//! The rows behind a figure, a page at a time, the newest first.

use super::{Looked, Window, condition, sql};
use crate::{
    facts::Dim,
    figures::{Figure, Rule},
    records::tables,
};
use chrono::NaiveDate;
use diesel::{prelude::*, sql_types::BigInt, sql_types::Nullable};
use pack::Pack;
use store::{AnyId, Conn, FamilyId, FamilyUid, Result, types::Uid};

/// One row of those that a figure counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// The day that counts.
    pub day: NaiveDate,
    /// What is counted.
    pub subject: AnyId,
    /// Tells those of the same day apart.
    pub nth: i64,
    /// The family; none of a contact without one.
    pub family: Option<FamilyId>,
    /// Until when.
    pub until: Option<NaiveDate>,
    /// Days, or how far.
    pub value: Option<i64>,
    /// Whether it is in the numerator of a share.
    pub yes: bool,
    /// What is said of it, by what it is told apart first.
    pub said: Option<i64>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    day: i64,
    #[diesel(sql_type = Uid)]
    subject: AnyId,
    #[diesel(sql_type = BigInt)]
    nth: i64,
    #[diesel(sql_type = Nullable<FamilyUid>)]
    family_id: Option<FamilyId>,
    #[diesel(sql_type = Nullable<BigInt>)]
    until: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    value: Option<i64>,
    #[diesel(sql_type = BigInt)]
    yes: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    said: Option<i64>,
}

/// The rows of a figure: with the same condition as its count. For `page` and `size`, all where `size` is 0.
///
/// # Errors
/// The engine's.
pub fn opened(
    conn: &mut Conn,
    pack: &Pack,
    (figure, window, looked): (&Figure, Window, &Looked),
    today: NaiveDate,
    (page, size): (i64, i64),
) -> Result<Vec<Opened>> {
    if figure.rule.has_no_rows() {
        return Ok(vec![]);
    }
    let Some(condition) = condition(conn, pack, figure, window, looked, today)? else { return Ok(vec![]) };
    let mut whole =
        sql::text(&condition, sql::Through::Days) + sql::once(figure, window).as_deref().unwrap_or_default();
    if figure.rule == Rule::Days {
        whole.push_str(" AND value IS NOT NULL");
    }
    let yes = match figure.rule {
        Rule::Back { within, sustained } => {
            format!("CASE WHEN {} THEN 1 ELSE 0 END", sql::came_back(within, sustained))
        }
        Rule::Holds { kind } => format!("CASE WHEN {} THEN 1 ELSE 0 END", sql::holds(kind, tables::number(window.to))),
        Rule::Among { kind } => format!("CASE WHEN {} THEN 1 ELSE 0 END", sql::among(kind, window)),
        _ => "yes".to_owned(),
    };
    let said = figure.main.unwrap_or(Dim::What).column();
    let mut query = format!(
        "SELECT day, subject, nth, family_id, until, value, CAST({yes} AS BIGINT) AS yes, {said} AS said FROM fact \
         WHERE {whole} ORDER BY day DESC, subject DESC, nth"
    );
    if size > 0 {
        query.push_str(&format!(" LIMIT {size} OFFSET {}", (page - 1).max(0) * size));
    }
    let rows: Vec<Row> = diesel::sql_query(query).load(conn)?;
    let day = |number| tables::of_number(number).unwrap_or_default();
    let all = rows.into_iter().map(|row| Opened {
        day: day(row.day),
        subject: row.subject,
        nth: row.nth,
        family: row.family_id,
        until: row.until.map(day),
        value: row.value,
        yes: row.yes == 1,
        said: row.said,
    });
    Ok(all.collect())
}
