//! The proof that a withheld value cannot be narrowed: two whole tables that agree with all that is published, in
//! which the value differs by at least the threshold.
//!
//! Such a pair needs no trust in how it was found. [`Proof`] takes a table only after checking that every count in it
//! is a whole number of at least 0, and that every sum holds; an attacker, who knows nothing but what is published,
//! can rule out neither table, however clever. What is not proved is not taken for safe.

use crate::{
    simplex::{Tableau, nearest, real},
    system::System,
};

pub(crate) struct Proof<'a> {
    system: &'a System,
    threshold: i64,
    lines_of: Vec<Vec<usize>>,
    /// The least and the greatest of each value in any table found. More may become unknown, and they stay good.
    seen: Vec<(i64, i64)>,
    /// A table as it is checked; besides, what is true.
    at: Vec<i64>,
}

impl<'a> Proof<'a> {
    pub(crate) fn new(system: &'a System, threshold: i64) -> Self {
        let at: Vec<i64> = system.values.iter().map(|value| value.count).collect();
        let seen = at.iter().map(|count| (*count, *count)).collect();
        Self { system, threshold, lines_of: system.lines_of(), seen, at }
    }

    /// The guarded values for which no proof was found.
    pub(crate) fn narrow(&mut self, unknown: &[bool], guarded: &[usize]) -> Vec<usize> {
        let open: Vec<usize> = guarded.iter().copied().filter(|value| !self.holds(*value)).collect();
        if open.is_empty() {
            return open;
        }

        let Some(mut tableau) = Tableau::new(self.system, unknown) else { return open };
        for value in &open {
            let Some(column) = tableau.column(*value) else { continue };
            for upwards in [true, false] {
                if self.holds(*value) {
                    break;
                }
                let step = real(self.threshold);
                tableau.push(column, upwards, step, &mut |values, point| {
                    self.take(values, point);
                    !self.holds(*value)
                });
            }
        }
        open.into_iter().filter(|value| !self.holds(*value)).collect()
    }

    fn holds(&self, value: usize) -> bool {
        let (least, most) = self.seen[value];
        most - least >= self.threshold
    }

    /// Keeps what a table shows, if it is one: whole counts, none below 0, every sum right.
    fn take(&mut self, values: &[usize], point: &[f64]) {
        let Some(counts) = point.iter().map(|value| nearest(*value)).collect::<Option<Vec<i64>>>() else { return };
        for (value, count) in values.iter().zip(&counts) {
            self.at[*value] = *count;
        }

        if counts.iter().all(|count| *count >= 0) && self.agrees(values) {
            for (value, count) in values.iter().zip(&counts) {
                let (least, most) = &mut self.seen[*value];
                (*least, *most) = ((*least).min(*count), (*most).max(*count));
            }
        }
        for value in values {
            self.at[*value] = self.system.values[*value].count;
        }
    }

    fn agrees(&self, values: &[usize]) -> bool {
        let lines = values.iter().flat_map(|value| &self.lines_of[*value]);
        lines.map(|line| &self.system.lines[*line]).all(|line| {
            let sum: i64 = line.terms.iter().map(|(value, sign)| sign * self.at[*value]).sum();
            sum == 0
        })
    }
}
