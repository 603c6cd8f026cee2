//! The values of all tables that are decided together, by the populations that they count.

use crate::system::{Line, System, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Names a population: the conditions that all in it meet. Empty means everybody.
pub(crate) type Key = BTreeSet<String>;

/// Where the values of one table stand; the last row and the last column are the margins.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Grid {
    pub columns: usize,
    pub at: Vec<Option<usize>>,
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
    /// The key of each value.
    names: Vec<Key>,
}

/// The same population with two counts.
#[derive(Debug)]
pub(crate) struct Clash(pub Key);

impl Layout {
    pub(crate) fn add(&mut self, key: Key, value: Value) -> usize {
        let added = self.system.add(value);
        self.index.insert(key.clone(), added);
        self.names.push(key);
        added
    }

    /// A line of a whole and its parts. What is in the whole and in none of the parts is a population of its own,
    /// with a key, so that a later issue knows it again; none where everybody knows that there is nobody.
    pub(crate) fn add_up(&mut self, whole: usize, parts: &[usize], complete: bool) {
        let over = self.system.over(whole, parts);
        if over == 0 && complete {
            return self.system.lines.push(Line::new(&[whole], parts));
        }

        let key = self.outside(whole, parts, if over < 0 { "twice in" } else { "outside" });
        let known = self.index.get(&key).copied();
        let rest = known.unwrap_or_else(|| self.add(key, Value::hidden(over.unsigned_abs())));
        self.system.lines.push(Line::with_rest(whole, parts, (rest, over)));
    }

    fn outside(&self, whole: usize, parts: &[usize], how: &str) -> Key {
        let own = |part: &usize| {
            let words = self.names[*part].difference(&self.names[whole]);
            words.map(String::as_str).collect::<Vec<&str>>().join("+")
        };
        let parts: BTreeSet<String> = parts.iter().map(own).collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let mut key = self.names[whole].clone();
        key.insert(format!("{how} {}", parts.join("; ")));
        key
    }

    /// Says of every population that it lies within those that meet fewer conditions, where no line says so already.
    /// Who is in the larger one only is a population of its own (those of the other months, of another age).
    pub(crate) fn contain(&mut self) {
        let lines_of = self.system.lines_of();
        let mut within = Vec::new();
        for (key, part) in &self.index {
            let mut found: Vec<Key> = Vec::new();
            for larger in subsets(key) {
                let Some(whole) = self.index.get(&larger).filter(|_| !found.iter().any(|key| larger.is_subset(key)))
                else {
                    continue;
                };
                if !lines_of[*part].iter().any(|line| lines_of[*whole].contains(line)) {
                    within.push((*whole, *part));
                }
                found.push(larger);
            }
        }
        for (whole, part) in within {
            self.add_up(whole, &[part], false);
        }
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
                self.add_up(value, &found, found.len() == parts.len());
            }
        }
    }
}

/// Proper subsets of a key, the largest first; of its first eight parts any may be missing.
fn subsets(key: &Key) -> Vec<Key> {
    let parts: Vec<&String> = key.iter().collect();
    let all = 1_usize << parts.len().min(8);
    let chosen = |set: usize| -> Key {
        let kept = parts.iter().enumerate().filter(|(index, _)| *index >= 8 || set & (1 << index) != 0);
        kept.map(|(_, part)| (*part).clone()).collect()
    };
    let mut subsets: Vec<Key> = (0..all - 1).map(chosen).collect();
    subsets.sort_by_key(|subset| std::cmp::Reverse(subset.len()));
    subsets
}
