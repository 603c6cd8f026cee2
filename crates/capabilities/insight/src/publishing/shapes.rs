//! The fixed shapes of what is published: a figure by what it is told apart by first, by ward, by age.

use crate::{
    counting::{Count, Counted, Period},
    facts::{Dim, dims::place},
    figures::{Figure, Rule},
    words::Names,
};
use disclosure::{Column, Row, Table};
use serde::{Deserialize, Serialize};

/// The key of a period, the same in every table.
pub(super) fn key_of(period: Period) -> String {
    format!("period:{}", period.code())
}

/// A table of true counts as it is frozen. It is shown to nobody who may not see rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Plain {
    /// Its name: figure, period and dimension.
    pub name: String,
    /// What all its counts have in common.
    pub of: Vec<String>,
    /// By what its rows are told apart: a code of a dimension; empty where there is one row.
    pub by: String,
    /// Its rows: key and label.
    pub rows: Vec<(String, String)>,
    /// Its columns: key and label.
    pub columns: Vec<(String, String)>,
    /// Counts by row and column.
    pub counts: Vec<Vec<u64>>,
}

impl Plain {
    /// The same as the table that is decided on.
    pub fn table(&self) -> Table {
        let rows = self.rows.iter().map(|(key, label)| Row::new(key.clone(), label.clone())).collect();
        let columns = self.columns.iter().map(|(key, label)| Column::new(key.clone(), label.clone())).collect();
        Table::new(rows, columns, self.counts.clone()).of(self.of.clone())
    }
}

/// Whether the counts of the quarters make those of the year.
pub(crate) const fn adds_up(figure: &Figure) -> bool {
    matches!(figure.rule, Rule::Voiced | Rule::Flow | Rule::Share { .. } | Rule::Days | Rule::Clock)
}

/// By what a figure is published: in all, by what it is told apart by first, by ward, by age. Teams are in none: a team is
/// a handful of workers.
pub(crate) fn dims(figure: &Figure) -> Vec<Option<Dim>> {
    let mut dims = vec![None];
    let main = figure.main.filter(|main| !matches!(main, Dim::Team | Dim::Agency));
    dims.extend(main.map(Some));
    dims.extend([Dim::Ward, Dim::Age].into_iter().filter(|dim| figure.takes(*dim) && Some(*dim) != main).map(Some));
    dims
}

/// The tables of a figure, from what was counted of it by each of its dimensions.
pub(crate) fn of_figure(
    figure: &Figure,
    period: Period,
    counted: &[(Option<Dim>, Counted)],
    names: &Names,
) -> Vec<Plain> {
    if matches!(figure.rule, Rule::Missing { .. }) {
        return vec![];
    }
    let of = vec![format!("figure:{}", figure.id), key_of(period)];
    counted.iter().map(|(dim, counted)| of_dim(figure, period, *dim, counted, names, of.clone())).collect()
}

fn of_dim(
    figure: &Figure,
    period: Period,
    dim: Option<Dim>,
    counted: &Counted,
    names: &Names,
    of: Vec<String>,
) -> Plain {
    let code = dim.map_or("", Dim::code);
    let (mut rows, mut counts) = (Vec::new(), Vec::new());
    let mut cells: Vec<_> = counted.cells.iter().collect();
    cells.sort_by_cached_key(|(key, _)| {
        let code = key.first().and_then(Option::as_deref);
        dim.map(|dim| (place(dim, code), names.name(dim, code)))
    });
    for (key, count) in cells {
        let (row, label) = match dim {
            None => (String::new(), "All".to_owned()),
            Some(dim) => {
                let said = key.first().and_then(Option::as_deref);
                (format!("{code}:{}", said.unwrap_or("?")), names.name(dim, said))
            }
        };
        rows.push((row, label));
        counts.push(columns_of(figure, count));
    }
    if rows.is_empty() {
        rows.push((if dim.is_some() { format!("{code}:?") } else { String::new() }, "All".into()));
        counts.push(columns_of(figure, &Count::default()));
    }
    Plain {
        name: format!("{}|{}|{code}", figure.id, period.code()),
        of,
        by: code.into(),
        rows,
        columns: heads(figure),
        counts,
    }
}

fn heads(figure: &Figure) -> Vec<(String, String)> {
    if figure.rule.is_share() {
        vec![("yes:1".into(), "Yes".into()), ("yes:0".into(), "No".into())]
    } else {
        vec![(String::new(), "Count".into())]
    }
}

fn columns_of(figure: &Figure, count: &Count) -> Vec<u64> {
    let whole = |number: i64| u64::try_from(number).unwrap_or(0);
    if figure.rule.is_share() {
        vec![whole(count.n), whole(count.of - count.n)]
    } else if figure.rule == Rule::Clock {
        vec![whole(count.of + count.open)]
    } else {
        vec![whole(count.n)]
    }
}
