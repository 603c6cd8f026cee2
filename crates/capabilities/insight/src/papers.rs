//! What is published, for those who put it before a board: they keep it as it stood on that day.

use crate::{
    figures::{ALL, Group},
    records::publication::{self, Issue},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use store::{Conn, Error, Result};

pub use crate::records::publication::PublicationId;

/// A publication that everybody sees.
#[derive(Debug, Clone)]
pub struct Published {
    /// Which.
    pub id: PublicationId,
    /// Its period in words.
    pub label: String,
    /// Since when.
    pub on: NaiveDate,
}

/// One published figure, as everybody sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its id, as papers name it.
    pub figure: String,
    /// What it is called.
    pub name: String,
    /// The number, or the symbol that stands instead.
    pub value: String,
    /// What stands beside it.
    pub beside: String,
}

/// What everybody sees, the newest first: of each period what was published last.
///
/// # Errors
/// The engine's.
pub fn published(conn: &mut Conn) -> Result<Vec<Published>> {
    let mut seen = Vec::new();
    let all = publication::list(conn)?.into_iter().filter(Issue::is_public);
    let mut published = Vec::new();
    for issue in all {
        if !seen.contains(&issue.period) {
            seen.push(issue.period.clone());
            let on = issue.published_at.map(|at| at.date()).unwrap_or(issue.to_on);
            published.push(Published { id: issue.id, label: issue.label(), on });
        }
    }
    Ok(published)
}

/// The figures of the dashboard (001 s10) in a publication that everybody sees, in their order.
///
/// # Errors
/// [`Error::Missing`] where nobody but those who publish sees it.
pub fn lines(conn: &mut Conn, id: PublicationId) -> Result<Vec<Line>> {
    if !publication::find(conn, id)?.is_public() {
        return Err(Error::Missing);
    }
    let shown = publication::all_shown(conn, id)?;
    let dashboard = [Group::Access, Group::Intervention, Group::Outcome];
    let line = |figure: &crate::figures::Figure| {
        if !dashboard.contains(&figure.group) {
            return None;
        }
        let (_, shown) = shown.iter().find(|(name, _)| name == figure.id)?;
        Some(Line {
            figure: figure.id.into(),
            name: figure.name.into(),
            value: shown.value.clone(),
            beside: shown.beside.clone(),
        })
    };
    Ok(ALL.iter().filter_map(line).collect())
}
