//! The rows or the columns of a table, and how they hang together.

use crate::table::Row;
use std::collections::BTreeMap;

/// The items of a dimension, and how they hang together.
pub(crate) struct Axis {
    pub keys: Vec<String>,
    /// Those directly below each item; the last list is of those below nothing.
    below: Vec<Vec<usize>>,
    pub overlap: bool,
}

impl Axis {
    pub(crate) fn new(items: &[Row], overlap: bool) -> Self {
        let mut below = vec![Vec::new(); items.len() + 1];
        for item in 0..items.len() {
            below[parent(items, item).unwrap_or(items.len())].push(item);
        }
        Self { keys: keys(items), below, overlap }
    }

    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    pub(crate) fn roots(&self) -> &[usize] {
        &self.below[self.len()]
    }

    /// The item that is the margin: the only one without a parent.
    pub(crate) fn margin(&self) -> Option<usize> {
        if let [only] = self.roots() { Some(*only) } else { None }
    }

    /// Margins are made where several items, which do not overlap, hang below nothing.
    pub(crate) fn makes_margin(&self) -> bool {
        self.roots().len() > 1 && !self.overlap
    }

    /// The items, and the margin where it is one of its own.
    pub(crate) fn span(&self) -> std::ops::Range<usize> {
        0..self.len() + usize::from(self.makes_margin())
    }

    /// Each whole with its parts; a whole at the end is the margin.
    pub(crate) fn sums(&self) -> impl Iterator<Item = (usize, &[usize])> {
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
