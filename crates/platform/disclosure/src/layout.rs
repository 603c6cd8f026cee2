//! From tables to the system of their sums: which value stands where, and what adds up to what.

use crate::{
    system::{Class, System, Value},
    table::{Row, Table},
};
use std::collections::{BTreeMap, BTreeSet};

/// Names a population: the conditions that all in it meet. Empty means everybody.
pub(crate) type Key = BTreeSet<String>;

/// Where the values of one table stand; the last row and the last column are the margins.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Grid {
    columns: usize,
    at: Vec<Option<usize>>,
}

impl Grid {
    pub(crate) fn at(&self, row: usize, column: usize) -> Option<usize> {
        if column > self.columns {
            return None;
        }
        self.at.get(row * (self.columns + 1) + column).copied().flatten()
    }
}

/// The system of all tables that are decided together.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Layout {
    pub system: System,
    pub index: BTreeMap<Key, usize>,
}

/// The same population with two counts.
#[derive(Debug)]
pub(crate) struct Clash(pub Key);

/// The items of a dimension, and how they hang together.
struct Axis {
    keys: Vec<String>,
    /// Those directly below each item; the last list is of those below nothing.
    below: Vec<Vec<usize>>,
    overlap: bool,
}

impl Axis {
    fn new(items: &[Row], overlap: bool) -> Self {
        let mut below = vec![Vec::new(); items.len() + 1];
        for item in 0..items.len() {
            below[parent(items, item).unwrap_or(items.len())].push(item);
        }
        Self { keys: keys(items), below, overlap }
    }

    fn len(&self) -> usize {
        self.keys.len()
    }

    fn roots(&self) -> &[usize] {
        &self.below[self.len()]
    }

    /// The item that is the margin: the only one without a parent.
    fn margin(&self) -> Option<usize> {
        if let [only] = self.roots() { Some(*only) } else { None }
    }

    /// Margins are made where several items, which do not overlap, hang below nothing.
    fn makes_margin(&self) -> bool {
        self.roots().len() > 1 && !self.overlap
    }

    /// The items, and the margin where it is one of its own.
    fn span(&self) -> std::ops::Range<usize> {
        0..self.len() + usize::from(self.makes_margin())
    }

    /// Each whole with its parts; a whole at the end is the margin.
    fn sums(&self) -> impl Iterator<Item = (usize, &[usize])> {
        let margin = self.makes_margin();
        let sums = self.below.iter().enumerate().filter(move |(whole, _)| *whole < self.len() || margin);
        sums.filter(|(_, parts)| !parts.is_empty()).map(|(whole, parts)| (whole, parts.as_slice()))
    }
}

/// The parent of an item; none where following the parents leads in a circle or out of the table.
fn parent(items: &[Row], item: usize) -> Option<usize> {
    let mut above = items[item].parent;
    for _ in 0..items.len() {
        let Some(index) = above else { return items[item].parent };
        above = items.get(index)?.parent;
    }
    None
}

/// The keys of the items; where one stands twice, the second gets a number, since both cannot be one population.
fn keys(items: &[Row]) -> Vec<String> {
    let mut seen = BTreeMap::<&str, usize>::new();
    let number = |item| {
        let row: &Row = item;
        let times = seen.entry(&row.key).or_default();
        *times += 1;
        if *times == 1 { row.key.clone() } else { format!("{}#{times}", row.key) }
    };
    items.iter().map(number).collect()
}

impl Layout {
    /// Adds the values and sums of a table.
    pub(crate) fn place(&mut self, table: &Table, printed: bool) -> Result<Grid, Clash> {
        let rows = Axis::new(&table.rows, table.rows_overlap);
        let columns = Axis::new(&table.columns, table.columns_overlap);
        let mut placing = Placing { layout: self, table, rows, columns, printed };

        let grid = placing.values()?;
        placing.sums(&grid);
        placing.classes(&grid);
        Ok(grid)
    }

    /// Says that populations of one key are made of those of other keys (a quarter of its months), in all tables.
    pub(crate) fn adds_up(&mut self, whole: &str, parts: &[String]) {
        let wholes = self.index.iter().filter(|(key, _)| key.contains(whole));
        let wholes: Vec<(Key, usize)> = wholes.map(|(key, value)| (key.clone(), *value)).collect();

        for (key, value) in wholes {
            let part = |name: &String| {
                let mut key = key.clone();
                key.remove(whole);
                key.insert(name.clone());
                self.index.get(&key).copied()
            };
            let found: Vec<usize> = parts.iter().filter_map(part).collect();
            if !found.is_empty() {
                self.system.add_up(value, &found, found.len() == parts.len());
            }
        }
    }
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
            let added = self.layout.system.add(value);
            self.layout.index.insert(key, added);
            return Ok(added);
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
                add(&mut self.layout.system, find, whole, parts, self.rows.overlap);
            }
        }
        for (whole, parts) in self.columns.sums() {
            for row in self.rows.span() {
                let find = |column| grid.at(row, column);
                add(&mut self.layout.system, find, whole, parts, self.columns.overlap);
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
fn add(system: &mut System, find: impl Fn(usize) -> Option<usize>, whole: usize, parts: &[usize], overlap: bool) {
    let Some(whole) = find(whole) else { return };
    let parts: Vec<usize> = parts.iter().filter_map(|part| find(*part)).filter(|part| *part != whole).collect();
    if parts.is_empty() {
        return;
    }

    if overlap {
        for part in parts {
            system.add_up(whole, &[part], false);
        }
    } else {
        system.add_up(whole, &parts, true);
    }
}
