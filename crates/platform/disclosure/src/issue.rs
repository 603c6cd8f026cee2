//! One publication as it went out, and those before it: what everybody knows by now.

use crate::{
    cell::{Cell, Policy},
    decide::decide,
    layout::Layout,
    system::{Line, System, Value},
    table::Missing,
};
use std::sync::Arc;

/// What was published at one time. It holds true counts and is never shown; see [`crate::Withheld`].
#[derive(Clone)]
pub(crate) struct Issue {
    pub layout: Layout,
    /// Whose own count is not published in this issue.
    pub unknown: Vec<bool>,
    /// What is printed for each value.
    pub cells: Vec<Cell>,
    /// Where the count of an earlier issue is printed again.
    pub kept: Vec<bool>,
    pub past: Option<Arc<Issue>>,
    threshold: i64,
}

impl Issue {
    pub(crate) fn new(layout: Layout, policy: &Policy) -> Self {
        let unknown = decide(&layout.system, threshold(policy));
        let values = layout.system.values.iter();
        let cells = values.zip(&unknown).map(|(value, unknown)| print(value, *unknown, policy)).collect();
        let kept = vec![false; unknown.len()];
        Self { layout, unknown, cells, kept, past: None, threshold: threshold(policy) }
    }

    /// What goes out after an earlier issue: a count changes only where nobody can tell a small difference by it.
    pub(crate) fn after(past: Arc<Self>, layout: Layout, policy: &Policy) -> Self {
        let alone = Self::new(layout, policy);
        let joint = join(&alone.layout, &past, alone.threshold);
        let mut unknown = decide(&joint, alone.threshold);
        unknown.truncate(alone.unknown.len());

        let own = alone.unknown.clone();
        let mut issue = Self { unknown, past: Some(past), ..alone };
        issue.print_again(&own, policy);
        issue
    }

    /// Prints what stood there before, where the new count is not told for the sake of the difference alone.
    fn print_again(&mut self, own: &[bool], policy: &Policy) {
        let values = self.layout.system.values.iter().zip(&self.unknown);
        self.cells = values.map(|(value, unknown)| print(value, *unknown, policy)).collect();
        let Some(past) = &self.past else { return };

        for (key, value) in &self.layout.index {
            let before = past.layout.index.get(key).map(|value| past.cells[*value]);
            if let Some(before @ (Cell::Shown(_) | Cell::Low)) = before.filter(|_| self.unknown[*value] && !own[*value])
            {
                self.cells[*value] = before;
                self.kept[*value] = true;
            }
        }
    }

    /// The system of this issue and all before it, and what of it is unknown.
    pub(crate) fn everything(&self) -> (System, Vec<bool>) {
        let Some(past) = &self.past else { return (self.layout.system.clone(), self.unknown.clone()) };
        let joint = join(&self.layout, past, self.threshold);
        let mut unknown: Vec<bool> = joint.values.iter().map(|value| value.unknown).collect();
        unknown[..self.unknown.len()].copy_from_slice(&self.unknown);
        (joint, unknown)
    }
}

fn threshold(policy: &Policy) -> i64 {
    crate::system::whole(policy.threshold)
}

fn print(value: &Value, unknown: bool, policy: &Policy) -> Cell {
    match value.missing {
        Some(Missing::NotApplicable) => Cell::NotApplicable,
        Some(Missing::Unavailable) => Cell::Unavailable,
        None if unknown => Cell::Withheld,
        None => Cell::open(value.count.unsigned_abs(), policy),
    }
}

/// Puts a new system beside all that was published before; its own values stay where they are.
///
/// A count that differs by less than the threshold from one that was published of the same population is not told.
/// Where nobody left any population, everybody may guess that people only came late, and knows that no new count is
/// less than the old one; then what came late is a population of its own between the two, of at least 0.
fn join(layout: &Layout, past: &Arc<Issue>, threshold: i64) -> System {
    let mut joint = layout.system.clone();
    let mut next = Some(past);

    while let Some(issue) = next {
        let same = pairs(layout, &issue.layout);
        let differs = |new: usize, old: usize| layout.system.values[new].count - issue.layout.system.values[old].count;
        for (new, old) in &same {
            let small = (1..threshold).contains(&differs(*new, *old).abs());
            if small && !issue.unknown[*old] && !joint.values[*new].fixed {
                joint.values[*new].unknown = true;
            }
        }

        let mut printed = same.iter().filter(|(new, _)| layout.system.values[*new].printed);
        if printed.all(|(new, old)| differs(*new, *old) >= 0) {
            let offset = append(&mut joint, issue);
            for (new, was) in same {
                let between = joint.add(Value::hidden(differs(new, was).unsigned_abs()));
                let old = offset + was;
                let (more, less) = if differs(new, was) < 0 { (old, new) } else { (new, old) };
                joint.lines.push(Line::new(&[more], &[less, between]));
            }
        }
        next = issue.past.as_ref();
    }
    joint
}

/// The populations that two issues have in common: which value of the new one, and which of the old one.
fn pairs(new: &Layout, old: &Layout) -> Vec<(usize, usize)> {
    new.index.iter().filter_map(|(key, value)| Some((*value, *old.index.get(key)?))).collect()
}

/// Adds an earlier issue, of which nothing can be taken back.
fn append(joint: &mut System, issue: &Issue) -> usize {
    let offset = joint.values.len();
    let old = issue.layout.system.values.iter().zip(&issue.unknown);
    joint.values.extend(old.map(|(value, unknown)| Value { fixed: true, unknown: *unknown, ..*value }));

    let shift = |line: &Line| Line { terms: line.terms.iter().map(|(value, sign)| (value + offset, *sign)).collect() };
    joint.lines.extend(issue.layout.system.lines.iter().map(shift));
    offset
}
