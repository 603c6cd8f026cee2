//! What other rooms may show of figures: what is published, as it was published. Nothing here counts, and what is
//! withheld stays withheld.

use crate::{
    counting::Period,
    facts::Dim,
    records::{
        areas,
        publication::{self, Issue},
    },
};
use charts::Areas;
use store::{Conn, Result};

/// A published table of a figure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PublishedTable {
    /// The period in words.
    pub period: String,
    /// All of it: a count, or the symbol that stands instead.
    pub value: String,
    /// Its rows: key (`ward:E05014449`), label, count or symbol.
    pub rows: Vec<(String, String, String)>,
}

/// The newest publication of a figure that is told apart so; of this period, where one is named.
///
/// # Errors
/// The engine's.
pub fn published(conn: &mut Conn, figure: &str, by: Dim, of: Option<Period>) -> Result<Option<PublishedTable>> {
    let all = publication::list(conn)?;
    for issue in all.iter().filter(|issue| issue.is_public() && of.is_none_or(|of| issue.period() == Some(of))) {
        if let Some(found) = table(conn, issue, figure, by)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

fn table(conn: &mut Conn, issue: &Issue, figure: &str, by: Dim) -> Result<Option<PublishedTable>> {
    let shown = publication::all_shown(conn, issue.id)?;
    let Some((_, shown)) = shown.into_iter().find(|(id, _)| id == figure) else { return Ok(None) };
    let table = shown.tables.into_iter().find(|table| table.by == by.code());
    Ok(table.map(|table| PublishedTable {
        period: issue.label(),
        value: shown.value,
        rows: table.rows.into_iter().map(|row| (row.key, row.label, row.count)).collect(),
    }))
}

/// The boundaries of the wards, where the council has brought them.
///
/// # Errors
/// The engine's.
pub fn boundaries(conn: &mut Conn) -> Result<Option<Areas>> {
    areas::find(conn)
}
