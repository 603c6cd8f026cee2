//! What stands on a page for everybody, as it was decided when it was published.

use super::Plain;
use crate::{
    counting::Count,
    figures::{Figure, Rule},
};
use disclosure::{Cell, Policy, Published, Rate, Withheld, rate};
use serde::{Deserialize, Serialize};

/// A figure as everybody sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// The number: a count, a percentage, a length of time, or the symbol that stands instead.
    pub value: String,
    /// What stands beside it.
    pub beside: String,
    /// The number as one draws a line through it; `None` where it is withheld.
    pub point: Option<String>,
    /// Its tables.
    pub tables: Vec<ShownTable>,
}

/// A table of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownTable {
    /// By what it is told apart: a code of a dimension.
    pub by: String,
    /// Its rows.
    pub rows: Vec<ShownRow>,
}

/// A row of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownRow {
    /// The key of what it is about: `ward:E05014449`.
    pub key: String,
    /// What it is about.
    pub label: String,
    /// The count, or the denominator of a share; or a symbol.
    pub count: String,
    /// The share, or a symbol; empty where it is no share.
    pub rate: String,
    /// Whether it is what was published before, though it has changed a little since.
    pub kept: bool,
}

impl ShownRow {
    /// What is drawn of it: the share where it is one, else the count.
    pub fn mark(&self) -> String {
        if self.rate.is_empty() { self.count.clone() } else { self.rate.clone() }
    }
}

fn row(figure: &Figure, table: &Withheld, at: usize, label: String, policy: &Policy) -> ShownRow {
    let share = figure.rule.is_share();
    let kept = (0..=table.columns().len()).any(|column| table.is_kept(at, column));
    if share {
        let (yes, all) = (table.cell(at, 0), table.row_total(at));
        let rate = percent(rate(yes, all, policy));
        return ShownRow { key: String::new(), label, count: all.to_string(), rate, kept };
    }
    ShownRow { key: String::new(), label, count: table.cell(at, 0).to_string(), rate: String::new(), kept }
}

fn percent(rate: Rate) -> String {
    match rate {
        Rate::Shown(percent) => format!("{percent:.0} %"),
        other => other.symbol().unwrap_or_default().to_owned(),
    }
}

/// What is shown of a figure: its tables as they were decided. `count` is all of it, for the middle of a length of time.
pub(crate) fn show(figure: &Figure, tables: &[Plain], published: &Published, count: &Count, policy: &Policy) -> Shown {
    if let Rule::Missing { why } = figure.rule {
        return Shown { value: Cell::Unavailable.to_string(), beside: why.into(), ..Shown::default() };
    }
    let mut shown = Shown::default();
    for plain in tables {
        let Some(table) = published.table(&plain.name) else { continue };
        if plain.by.is_empty() {
            let all = row(figure, table, 0, String::new(), policy);
            (shown.value, shown.beside) = headline(figure, &all, count, policy);
            shown.point = shown.value.trim_end_matches(" %").split(' ').next().map(str::to_owned);
            shown.point = shown.point.filter(|point| point.parse::<f64>().is_ok());
            continue;
        }
        let rows = table
            .rows()
            .iter()
            .enumerate()
            .map(|(at, one)| ShownRow { key: one.key.clone(), ..row(figure, table, at, one.label.clone(), policy) });
        shown.tables.push(ShownTable { by: plain.by.clone(), rows: rows.collect() });
    }
    shown
}

fn headline(figure: &Figure, all: &ShownRow, count: &Count, policy: &Policy) -> (String, String) {
    if figure.rule.is_share() {
        return (all.rate.clone(), format!("of {}", all.count));
    }
    if !figure.rule.is_time() {
        return (all.count.clone(), figure.unit.label().into());
    }
    // a middle value is told only where as many are behind it as behind a percentage
    let many = all.count.parse::<u64>().unwrap_or(0);
    let ended = u64::try_from(count.of).unwrap_or(0);
    let word = if figure.rule == Rule::Clock { "working day" } else { "day" };
    let beside = format!("{} {}", all.count, figure.unit.label());
    match count.median() {
        Some(days) if many >= policy.least_denominator && ended >= policy.least_denominator => {
            (web::dates::plural(days, word), beside)
        }
        Some(_) => (Cell::Withheld.to_string(), beside),
        None => (Cell::NotApplicable.to_string(), beside),
    }
}
