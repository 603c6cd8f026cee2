//! What is counted outside of records, or not at all: the returns of services that keep a system of their own, and needs that somebody
//! voiced without a name.

use super::{Count, Counted, Looked, Window};
use crate::{
    facts::Dim,
    figures::{Figure, Rule},
};
use commissioning::{returns, rules::returns as of, voiced};
use std::collections::BTreeMap;
use store::{Conn, Result};

/// Counts what is beside records; `None` where the figure is of records.
pub(super) fn count(conn: &mut Conn, figure: &Figure, window: Window, looked: &Looked) -> Result<Option<Counted>> {
    let counted = match figure.rule {
        Rule::Returned { of, whole } => returned(conn, (of, whole), window, looked)?,
        Rule::Voiced => voices(conn, window, looked)?,
        Rule::Missing { .. } => Counted { by: looked.by.clone(), cells: BTreeMap::new() },
        _ => return Ok(None),
    };
    Ok(Some(counted))
}

/// Only what is told apart by one thing, and by nothing that these do not know.
fn key(looked: &Looked, dim: Dim, code: Option<String>) -> Option<Vec<Option<String>>> {
    match looked.by.as_slice() {
        [] => Some(vec![]),
        [by] if *by == dim => Some(vec![code]),
        _ => None,
    }
}

/// The last version of each return whose period lies in the window. Of what waits it is the last period that counts.
fn returned(
    conn: &mut Conn,
    (part, whole): (of::Figure, Option<of::Figure>),
    window: Window,
    looked: &Looked,
) -> Result<Counted> {
    let mut counted = Counted { by: looked.by.clone(), cells: BTreeMap::new() };
    if !looked.only.is_empty() {
        return Ok(counted);
    }
    let all = returns::between(conn, window.from, window.to)?;
    for (nth, one) in all.iter().enumerate() {
        let last = all.get(nth + 1).is_none_or(|next| next.service != one.service);
        if part == of::Figure::Waiting && !last {
            continue;
        }
        let Some(key) = key(looked, Dim::Service, Some(one.service.to_string())) else { continue };
        let n = one.figures.get(part).unwrap_or(0);
        let of = whole.map_or(n, |whole| one.figures.get(whole).unwrap_or(0).max(n));
        let count: &mut Count = counted.cells.entry(key).or_default();
        count.n += n;
        count.of += of;
    }
    counted.cells.retain(|_, count| count.of > 0);
    Ok(counted)
}

fn voices(conn: &mut Conn, window: Window, looked: &Looked) -> Result<Counted> {
    let mut counted = Counted { by: looked.by.clone(), cells: BTreeMap::new() };
    if !looked.only.is_empty() {
        return Ok(counted);
    }
    for one in voiced::between(conn, window.from, window.to)? {
        let said = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let key = key(looked, Dim::Need, said(&one.need)).or_else(|| key(looked, Dim::Area, said(&one.area)));
        let Some(key) = key else { continue };
        let count: &mut Count = counted.cells.entry(key).or_default();
        count.n += 1;
        count.of += 1;
    }
    Ok(counted)
}
