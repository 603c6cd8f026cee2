//! From a table to the system of its sums: which value stands where, and what adds up to what.

use crate::{
    axis::Axis,
    layout::{Clash, Grid, Key, Layout},
    system::{Class, Value},
    table::Table,
};

/// Adds the values and sums of a table.
///
/// # Errors
/// [`Clash`] where a population is there already with another count.
pub(crate) fn place(layout: &mut Layout, table: &Table, printed: bool) -> Result<Grid, Clash> {
    let rows = Axis::new(&table.rows, table.rows_overlap);
    let columns = Axis::new(&table.columns, table.columns_overlap);
    let mut placing = Placing { layout, table, rows, columns, printed };

    let grid = placing.values()?;
    placing.sums(&grid);
    placing.classes(&grid);
    Ok(grid)
}

struct Placing<'a> {
    layout: &'a mut Layout,
    table: &'a Table,
    rows: Axis,
    columns: Axis,
    printed: bool,
}

impl Placing<'_> {
    fn values(&mut self) -> Result<Grid, Clash> {
        let (rows, columns) = (self.rows.len(), self.columns.len());
        let mut at = Vec::with_capacity((rows + 1) * (columns + 1));

        for row in 0..=rows {
            for column in 0..=columns {
                let here = match (self.item(row, true), self.item(column, false)) {
                    (Some(row), Some(column)) => Some(self.value(row, column)?),
                    _ => None,
                };
                at.push(here);
            }
        }
        Ok(Grid { columns, at })
    }

    /// The item that stands for this one: a margin is the only root, or itself, or not there.
    fn item(&self, item: usize, of_rows: bool) -> Option<usize> {
        let axis = if of_rows { &self.rows } else { &self.columns };
        if item < axis.len() || axis.makes_margin() { Some(item) } else { axis.margin() }
    }

    fn value(&mut self, row: usize, column: usize) -> Result<usize, Clash> {
        let key = self.key(row, column);
        let missing = self.table.gap(row, column);
        let fixed = missing.is_some();
        let count = self.count(row, column);
        let value = if self.printed { Value::printed(count) } else { Value::hidden(count) };
        let value = Value { missing, fixed, unknown: value.unknown && !fixed, ..value };

        let Some(&known) = self.layout.index.get(&key) else {
            return Ok(self.layout.add(key, value));
        };

        let before = &mut self.layout.system.values[known];
        if before.count != value.count || before.missing != missing {
            return Err(Clash(key));
        }
        if value.printed {
            *before = value;
        }
        Ok(known)
    }

    fn key(&self, row: usize, column: usize) -> Key {
        let (row, column) = (self.rows.keys.get(row), self.columns.keys.get(column));
        let parts = row.into_iter().chain(column).flat_map(|key| key.split('|'));
        let all = parts.chain(self.table.of.iter().map(String::as_str));
        all.filter(|part| !part.is_empty()).map(ToOwned::to_owned).collect()
    }

    /// The count of a place; of a margin that is made, the sum of what it contains.
    fn count(&self, row: usize, column: usize) -> u64 {
        let row: &[usize] = if row < self.rows.len() { &[row] } else { self.rows.roots() };
        let column: &[usize] = if column < self.columns.len() { &[column] } else { self.columns.roots() };
        let places = row.iter().flat_map(|row| column.iter().map(move |column| (*row, *column)));
        places.fold(0, |sum: u64, (row, column)| sum.saturating_add(self.table.count(row, column)))
    }

    fn sums(&mut self, grid: &Grid) {
        for (whole, parts) in self.rows.sums() {
            for column in self.columns.span() {
                let find = |row| grid.at(row, column);
                add(self.layout, find, whole, parts, self.rows.overlap);
            }
        }
        for (whole, parts) in self.columns.sums() {
            for row in self.rows.span() {
                let find = |column| grid.at(row, column);
                add(self.layout, find, whole, parts, self.columns.overlap);
            }
        }

        let lines = &mut self.layout.system.lines;
        lines.sort();
        lines.dedup();
    }

    /// Groups of which all are in one column; where rows overlap, in one row.
    fn classes(&mut self, grid: &Grid) {
        let mut found = Vec::new();
        for (whole, parts) in self.columns.sums() {
            for row in self.rows.span() {
                let parts: Vec<usize> = parts.iter().filter_map(|column| grid.at(row, *column)).collect();
                found.extend(self.classes_of(grid.at(row, whole), &parts, self.columns.overlap));
            }
        }
        for (whole, parts) in self.rows.sums().filter(|_| self.rows.overlap) {
            for column in self.columns.span() {
                let parts: Vec<usize> = parts.iter().filter_map(|row| grid.at(*row, column)).collect();
                found.extend(self.classes_of(grid.at(whole, column), &parts, true));
            }
        }
        self.layout.system.classes.extend(found);
    }

    fn classes_of(&self, whole: Option<usize>, parts: &[usize], overlap: bool) -> Vec<Class> {
        let values = &self.layout.system.values;
        let all = whole.map_or(0, |whole| values[whole].count);
        if all == 0 {
            return Vec::new();
        }

        let full = parts.iter().copied().filter(|part| values[*part].count == all);
        if overlap {
            return full.map(|full| Class { full, empty: Vec::new() }).collect();
        }
        let empty = |full| {
            let others = parts.iter().copied().filter(move |part| *part != full);
            others.filter(|part| values[*part].missing.is_none()).collect()
        };
        full.filter(|_| parts.len() > 1).map(|full| Class { full, empty: empty(full) }).collect()
    }
}

/// Lines of a whole and its parts: one where they make it up, else one for each part and what is outside it.
fn add(layout: &mut Layout, find: impl Fn(usize) -> Option<usize>, whole: usize, parts: &[usize], overlap: bool) {
    let Some(whole) = find(whole) else { return };
    let parts: Vec<usize> = parts.iter().filter_map(|part| find(*part)).filter(|part| *part != whole).collect();
    if parts.is_empty() {
        return;
    }

    if overlap {
        for part in parts {
            layout.add_up(whole, &[part], false);
        }
    } else {
        layout.add_up(whole, &parts, true);
    }
}
