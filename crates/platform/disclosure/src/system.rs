//! All that can be added up in a publication: counts, and the lines that say which counts make which.

use crate::table::Missing;

/// Counts above this are taken as this; no council has as many families.
pub(crate) const LARGEST: u64 = 1 << 40;

/// One count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Value {
    pub count: i64,
    /// It stands in a table. What is not printed is still a population that sums can give away.
    pub printed: bool,
    /// It can no longer be withheld: it was published before, or has no count.
    pub fixed: bool,
    /// Unknown to begin with.
    pub unknown: bool,
    pub missing: Option<Missing>,
}

impl Value {
    pub(crate) fn printed(count: u64) -> Self {
        Self { count: whole(count), printed: true, fixed: false, unknown: false, missing: None }
    }

    pub(crate) fn hidden(count: u64) -> Self {
        Self { count: whole(count), printed: false, fixed: false, unknown: true, missing: None }
    }

    pub(crate) const fn is_small(&self, threshold: i64) -> bool {
        self.count >= 1 && self.count < threshold
    }
}

pub(crate) fn whole(count: u64) -> i64 {
    i64::try_from(count.min(LARGEST)).unwrap_or(i64::MAX)
}

/// An equation that everybody knows: the wholes less the parts are 0.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Line {
    /// Which value, and +1 for a whole or −1 for a part.
    pub terms: Vec<(usize, i64)>,
}

impl Line {
    pub(crate) fn new(wholes: &[usize], parts: &[usize]) -> Self {
        let wholes = wholes.iter().map(|value| (*value, 1));
        Self { terms: wholes.chain(parts.iter().map(|value| (*value, -1))).collect() }
    }

    /// A line that holds with a rest: what is over in the whole, or, below 0, in the parts.
    pub(crate) fn with_rest(whole: usize, parts: &[usize], (rest, over): (usize, i64)) -> Self {
        let mut line = Self::new(&[whole], parts);
        line.terms.push((rest, if over < 0 { 1 } else { -1 }));
        line
    }

    pub(crate) fn members(&self) -> impl Iterator<Item = usize> + '_ {
        self.terms.iter().map(|(value, _)| *value)
    }

    pub(crate) fn is_whole(&self, value: usize) -> bool {
        self.terms.contains(&(value, 1))
    }
}

/// A group of which everybody has one attribute.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Class {
    /// The value in which all are.
    pub full: usize,
    /// The values of the same group in which nobody is; none where the attributes overlap.
    pub empty: Vec<usize>,
}

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct System {
    pub values: Vec<Value>,
    pub lines: Vec<Line>,
    pub classes: Vec<Class>,
}

impl System {
    pub(crate) fn add(&mut self, value: Value) -> usize {
        self.values.push(value);
        self.values.len() - 1
    }

    /// How many more there are in the whole than in its parts.
    pub(crate) fn over(&self, whole: usize, parts: &[usize]) -> i64 {
        let sum: i64 = parts.iter().map(|part| self.values[*part].count).sum();
        self.values[whole].count - sum
    }

    /// For each value the lines in which it stands.
    pub(crate) fn lines_of(&self) -> Vec<Vec<usize>> {
        let mut found = vec![Vec::new(); self.values.len()];
        for (index, line) in self.lines.iter().enumerate() {
            for value in line.members() {
                found[value].push(index);
            }
        }
        found
    }
}
