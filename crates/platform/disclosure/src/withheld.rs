//! A table after withholding: the only thing that pages, charts and files are made from.

use crate::{
    cell::{Cell, Policy},
    issue::Issue,
    layout::{Grid, Layout},
    placing::place,
    table::{Column, Row, Table},
};
use std::{fmt, sync::Arc};

/// A table that may be published. Only [`withhold`], [`revised`] and [`crate::Publication`] make one.
#[derive(Clone)]
pub struct Withheld {
    rows: Vec<Row>,
    columns: Vec<Column>,
    grid: Grid,
    issue: Arc<Issue>,
}

/// Withholds what would give somebody away. The same table always gives the same answer, and there is none that fails.
///
/// ```
/// use disclosure::{Cell, Column, Policy, Row, Table, withhold};
///
/// let rows = vec![Row::new("ward:a", "Ashby"), Row::new("ward:b", "Birch"), Row::new("ward:c", "Coombe")];
/// let table = Table::new(rows, vec![Column::all("Families")], vec![vec![12], vec![3], vec![40]]);
/// let published = withhold(&table, &Policy::of(5));
///
/// assert_eq!(published.cell(1, 0), Cell::Withheld);
/// assert_eq!(published.cell(0, 0), Cell::Withheld, "or 3 were 55 less 12 less 40");
/// assert_eq!(published.cell(2, 0), Cell::Shown(40));
/// assert_eq!(published.column_total(0), Cell::Shown(55));
/// ```
#[must_use]
pub fn withhold(table: &Table, policy: &Policy) -> Withheld {
    let (layout, grid) = lay_out(table);
    Withheld::new(table, grid, Arc::new(Issue::new(layout, policy)))
}

/// Withholds in a table what was published before with other counts (some came late, some were entered in error).
///
/// A count is published anew only where it is the same, or differs by at least the threshold, and where no sum of old
/// and new counts gives a smaller difference away; else what stood there is printed again ([`Withheld::is_kept`]).
/// Rows and columns are recognised by their keys. `old` may itself be a revision: all that went out is thought of.
/// Nothing needs to be stored for that but the tables: withholding the first and revising by the others in their order
/// gives the same answers.
#[must_use]
pub fn revised(old: &Withheld, new: &Table, policy: &Policy) -> Withheld {
    let (layout, grid) = lay_out(new);
    Withheld::new(new, grid, Arc::new(Issue::after(Arc::clone(&old.issue), layout, policy)))
}

/// Lays out one table. Where its own keys say that two places are the same people and its counts say that they are
/// not, its keys are not believed: every row and column is then taken for itself.
fn lay_out(table: &Table) -> (Layout, Grid) {
    let mut layout = Layout::default();
    if let Ok(grid) = place(&mut layout, table, true) {
        return (layout, grid);
    }

    let numbered = |rows: &[Row], of: &str| {
        let number = |(index, row): (usize, &Row)| Row { key: format!("{of} {index}"), ..row.clone() };
        rows.iter().enumerate().map(number).collect()
    };
    let (rows, columns) = (numbered(&table.rows, "row"), numbered(&table.columns, "column"));
    let apart = Table { rows, columns, ..table.clone() };
    let mut layout = Layout::default();
    let grid = place(&mut layout, &apart, true).unwrap_or_default();
    (layout, grid)
}

impl Withheld {
    pub(crate) fn new(table: &Table, grid: Grid, issue: Arc<Issue>) -> Self {
        Self { rows: table.rows.clone(), columns: table.columns.clone(), grid, issue }
    }

    pub(crate) fn issue(&self) -> &Issue {
        &self.issue
    }

    /// All places with their values, margins too.
    pub(crate) fn places(&self) -> impl Iterator<Item = ((usize, usize), usize)> + '_ {
        let places = (0..=self.rows.len()).flat_map(|row| (0..=self.columns.len()).map(move |column| (row, column)));
        places.filter_map(|(row, column)| Some(((row, column), self.grid.at(row, column)?)))
    }

    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// What stands in a place; `z` outside the table, and where a margin makes no sense. A row or column one past the
    /// last is the margin.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> Cell {
        self.grid.at(row, column).map_or(Cell::NotApplicable, |value| self.issue.cells[value])
    }

    /// All in a row: the sum of its columns, or the one column that contains the others.
    #[must_use]
    pub fn row_total(&self, row: usize) -> Cell {
        self.cell(row, self.columns.len())
    }

    /// All in a column: the sum of the rows below nothing, or the one row that contains the others.
    #[must_use]
    pub fn column_total(&self, column: usize) -> Cell {
        self.cell(self.rows.len(), column)
    }

    #[must_use]
    pub fn total(&self) -> Cell {
        self.cell(self.rows.len(), self.columns.len())
    }

    /// Whether the place shows what was published before, since a change may not be told. There may be none: who sees
    /// that a count is kept must not see that it changed, so this is not for printing.
    #[must_use]
    pub fn is_kept(&self, row: usize, column: usize) -> bool {
        self.grid.at(row, column).is_some_and(|value| self.issue.kept[value])
    }

    /// Whether the row totals say more than one of the columns does: there are several, and they add up.
    #[must_use]
    pub fn has_row_totals(&self) -> bool {
        let parents = self.columns.iter().filter(|column| column.parent.is_none()).count();
        parents > 1 && self.grid.at(0, self.columns.len()).is_some()
    }

    /// Whether the column totals say more than one of the rows does.
    #[must_use]
    pub fn has_column_totals(&self) -> bool {
        let parents = self.rows.iter().filter(|row| row.parent.is_none()).count();
        parents > 1 && self.grid.at(self.rows.len(), 0).is_some()
    }
}

impl PartialEq for Withheld {
    /// Whether a reader could not tell them apart.
    fn eq(&self, other: &Self) -> bool {
        let cells = |table: &Self| table.places().map(|((r, c), _)| (r, c, table.cell(r, c))).collect::<Vec<_>>();
        self.rows == other.rows && self.columns == other.columns && cells(self) == cells(other)
    }
}

impl fmt::Debug for Withheld {
    /// What is published, and nothing of what is behind it.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for row in 0..=self.rows.len() {
            let cells: Vec<String> = (0..=self.columns.len()).map(|c| self.cell(row, c).to_string()).collect();
            let label = self.rows.get(row).map_or("total", |row| row.label.as_str());
            writeln!(out, "{label}: {}", cells.join(" "))?;
        }
        Ok(())
    }
}
