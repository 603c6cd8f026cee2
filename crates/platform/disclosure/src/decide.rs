//! Which counts are withheld: small ones, whole classes, and what else would give them away.

use crate::{intervals::propagate, proof::Proof, system::System};
use std::cmp::Reverse;

/// For each value whether it stays unknown. What was unknown at the start stays so.
///
/// 1. Primary: what is printed and small.
/// 2. Classes: the value in which all of a group are, and one empty value beside it.
/// 3. Secondary: in every line where one value alone is unknown, the next smallest.
/// 4. Proof: while a value can be narrowed to fewer than the threshold, the next smallest near it, and 3 again. In the
///    end whole lines, their margins and the whole table are unknown; then there is nothing left to narrow it with.
pub(crate) fn decide(system: &System, threshold: i64) -> Vec<bool> {
    let mut deciding = Deciding {
        system,
        threshold,
        lines_of: system.lines_of(),
        unknown: system.values.iter().map(|value| value.unknown).collect(),
    };
    if threshold <= 1 {
        return deciding.unknown;
    }

    deciding.primary();
    deciding.classes();

    let mut proof = Proof::new(system, threshold);
    loop {
        deciding.secondary();
        let narrow = deciding.narrow(&mut proof);
        if !deciding.widen(&narrow) {
            break;
        }
    }
    deciding.unknown
}

struct Deciding<'a> {
    system: &'a System,
    threshold: i64,
    lines_of: Vec<Vec<usize>>,
    unknown: Vec<bool>,
}

impl Deciding<'_> {
    fn primary(&mut self) {
        for (index, value) in self.system.values.iter().enumerate() {
            if value.printed && !value.fixed && value.is_small(self.threshold) {
                self.unknown[index] = true;
            }
        }
    }

    /// One empty value beside the full one is enough: nobody can tell which of the two all are in, or whether all are.
    fn classes(&mut self) {
        for class in &self.system.classes {
            if !self.system.values[class.full].fixed {
                self.unknown[class.full] = true;
            }
        }
        for class in &self.system.classes {
            if class.empty.iter().any(|value| self.unknown[*value]) {
                continue;
            }
            if let Some(beside) = class.empty.iter().copied().max_by_key(|value| self.cover(*value)) {
                self.unknown[beside] = true;
            }
        }
    }

    /// How well an empty value is hidden by what is around it: by what is unknown, then by what is large.
    fn cover(&self, value: usize) -> (usize, i64, Reverse<usize>) {
        let others = |line: &usize| {
            let members = self.system.lines[*line].members();
            members.filter(|member| *member != value).collect::<Vec<usize>>()
        };
        let lines: Vec<Vec<usize>> = self.lines_of[value].iter().map(others).collect();
        let shared = lines.iter().filter(|line| line.iter().any(|member| self.unknown[*member])).count();
        let room = lines.iter().map(|line| line.iter().map(|member| self.system.values[*member].count).max());
        (shared, room.flatten().min().unwrap_or(0), Reverse(value))
    }

    /// In every line where exactly one value is unknown, the next smallest becomes unknown, until nothing changes.
    fn secondary(&mut self) {
        let mut changed = true;
        while changed {
            changed = false;
            for line in 0..self.system.lines.len() {
                if let Some(value) = self.alone(line).and_then(|_| self.next_smallest([line])) {
                    self.unknown[value] = true;
                    changed = true;
                }
            }
        }
    }

    /// The only unknown value of a line, if it must be guarded.
    fn alone(&self, line: usize) -> Option<usize> {
        let mut members = self.system.lines[line].members().filter(|value| self.unknown[*value]);
        let only = members.next()?;
        (members.next().is_none() && self.is_guarded(only)).then_some(only)
    }

    /// What must not be narrowed: what is withheld, and what was never printed but is small.
    fn is_guarded(&self, value: usize) -> bool {
        let here = &self.system.values[value];
        self.unknown[value] && (here.printed || here.is_small(self.threshold))
    }

    /// What still could be withheld in these lines: first counts, then zeros, then the wholes; among equals whatever
    /// lies in most lines that hold something unknown already.
    fn next_smallest(&self, lines: impl IntoIterator<Item = usize>) -> Option<usize> {
        let lines = lines.into_iter().map(|line| &self.system.lines[line]);
        let members = lines.flat_map(|line| line.members().map(move |value| (value, line.is_whole(value))));
        let open = members.filter(|(value, _)| self.is_open(*value));
        let order = |(value, is_whole): &(usize, bool)| {
            let count = self.system.values[*value].count;
            (*is_whole, count == 0, count, Reverse(self.shared(*value)), *value)
        };
        open.min_by_key(order).map(|(value, _)| value)
    }

    fn is_open(&self, value: usize) -> bool {
        let here = &self.system.values[value];
        here.printed && !here.fixed && !self.unknown[value]
    }

    fn shared(&self, value: usize) -> usize {
        let lines = self.lines_of[value].iter();
        lines.filter(|line| self.system.lines[**line].members().any(|member| self.unknown[member])).count()
    }

    /// The values that sums narrow to fewer than the threshold, or else those that nobody proved to be wide enough.
    fn narrow(&self, proof: &mut Proof) -> Vec<usize> {
        let guarded: Vec<usize> = (0..self.unknown.len()).filter(|value| self.is_guarded(*value)).collect();
        let intervals = propagate(self.system, &self.unknown);
        let width = self.threshold.unsigned_abs();
        let is_plain = |value: &usize| intervals[*value].is_narrower_than(width);
        let plain: Vec<usize> = guarded.iter().copied().filter(is_plain).collect();
        if plain.is_empty() { proof.narrow(&self.unknown, &guarded) } else { plain }
    }

    /// Withholds one more value for each narrow one, but for those that the others may have widened.
    fn widen(&mut self, narrow: &[usize]) -> bool {
        let mut touched = vec![false; self.system.lines.len()];
        let mut changed = false;
        for value in narrow {
            if self.lines_of[*value].iter().any(|line| touched[*line]) {
                continue;
            }
            let Some(added) = self.withhold_near(*value) else { continue };
            changed = true;
            for line in self.lines_of[*value].iter().chain(&self.lines_of[added]) {
                touched[*line] = true;
            }
        }
        changed
    }

    /// Withholds one more value near a narrow one: in its lines, or in those of what is unknown around it.
    fn withhold_near(&mut self, narrow: usize) -> Option<usize> {
        let mut reached = vec![false; self.unknown.len()];
        let mut edge = vec![narrow];
        reached[narrow] = true;

        while !edge.is_empty() {
            let mut lines: Vec<usize> = edge.iter().flat_map(|value| self.lines_of[*value].iter().copied()).collect();
            lines.sort_unstable();
            lines.dedup();
            if let Some(value) = self.next_smallest(lines.iter().copied()) {
                self.unknown[value] = true;
                return Some(value);
            }

            let members = lines.iter().flat_map(|line| self.system.lines[*line].members());
            let mut further: Vec<usize> = members.filter(|value| !reached[*value]).collect();
            further.sort_unstable();
            further.dedup();
            for value in &further {
                reached[*value] = true;
            }
            edge = further;
        }
        None
    }
}
