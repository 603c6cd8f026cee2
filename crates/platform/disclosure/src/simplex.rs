//! Linear reasoning over all tables that agree with what is published: how far can one value go?
//!
//! A dense tableau with Bland's rule. It works in floating point and proves nothing by itself: whoever uses a point
//! rounds it to whole counts and checks every sum again (see [`crate::proof`]).

use crate::system::System;

const EPSILON: f64 = 1e-7;

/// More steps than any table needs; who gets here gives up, and the caller withholds more.
const STEPS: usize = 20_000;

/// How far a value can go in one direction.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Reach {
    To(f64),
    Unbounded,
    /// The caller had seen enough, or there were too many steps.
    Stopped,
}

/// The unknown values and their equations, always at a table that agrees.
pub(crate) struct Tableau {
    /// Which value of the system stands in a column.
    pub(crate) unknown: Vec<usize>,
    /// Rows of coefficients; the last of each is the value of the row's variable.
    rows: Vec<Vec<f64>>,
    /// The variable of each row; `unknown.len()` and more are slack of the start.
    basis: Vec<usize>,
    place: Vec<Option<usize>>,
}

impl Tableau {
    /// Finds a first table that agrees; none where it cannot be found.
    pub(crate) fn new(system: &System, unknown: &[bool]) -> Option<Self> {
        let unknown = &undetermined(system, unknown);
        let columns: Vec<usize> = (0..system.values.len()).filter(|value| unknown[*value]).collect();
        let mut column = vec![0; system.values.len()];
        for (index, value) in columns.iter().enumerate() {
            column[*value] = index;
        }

        let width = columns.len();
        let rows: Vec<Vec<f64>> =
            system.lines.iter().filter_map(|line| row(system, unknown, &column, width, &line.terms)).collect();
        let basis = (0..rows.len()).map(|row| width + row).collect();
        let mut tableau = Self { unknown: columns, rows, basis, place: vec![None; width] };
        tableau.start().then_some(tableau)
    }

    /// Where a value of the system stands; none where it is known, or follows from one line.
    pub(crate) fn column(&self, value: usize) -> Option<usize> {
        self.unknown.binary_search(&value).ok()
    }

    fn width(&self) -> usize {
        self.unknown.len()
    }

    /// Drives the slack out, then the rows that say nothing new.
    fn start(&mut self) -> bool {
        let width = self.width();
        for _ in 0..STEPS {
            let slack = self.basis.iter().zip(&self.rows).filter(|(variable, _)| **variable >= width);
            let mut gain = vec![0.0; width];
            for (_, row) in slack {
                gain.iter_mut().zip(row).for_each(|(gain, cell)| *gain += cell);
            }
            let Some(enter) = (0..width).find(|column| self.place[*column].is_none() && gain[*column] > EPSILON) else {
                break;
            };
            let Some(leave) = self.leaving(enter) else { return false };
            self.pivot(leave, enter);
        }

        let mut row = 0;
        while row < self.rows.len() {
            if self.basis[row] < width {
                row += 1;
                continue;
            }
            if self.rows[row][width].abs() > EPSILON {
                return false;
            }
            let found = (0..width).find(|c| self.place[*c].is_none() && self.rows[row][*c].abs() > EPSILON);
            if let Some(enter) = found {
                self.pivot(row, enter);
            } else {
                self.drop_row(row);
            }
        }
        true
    }

    fn drop_row(&mut self, row: usize) {
        self.rows.swap_remove(row);
        self.basis.swap_remove(row);
        if let Some(&moved) = self.basis.get(row)
            && moved < self.width()
        {
            self.place[moved] = Some(row);
        }
    }

    /// Which row's variable reaches 0 first when this one grows. Among equals the lowest, so that no circle arises.
    fn leaving(&self, enter: usize) -> Option<usize> {
        let width = self.width();
        let mut best: Option<(f64, usize, usize)> = None;
        for (row, cells) in self.rows.iter().enumerate().filter(|(_, cells)| cells[enter] > EPSILON) {
            let ratio = cells[width] / cells[enter];
            let better = best.is_none_or(|(least, variable, _)| {
                ratio < least - EPSILON || (ratio < least + EPSILON && self.basis[row] < variable)
            });
            if better {
                best = Some((ratio, self.basis[row], row));
            }
        }
        best.map(|(_, _, row)| row)
    }

    fn pivot(&mut self, row: usize, enter: usize) {
        let width = self.width();
        let mut chosen = std::mem::take(&mut self.rows[row]);
        let by = chosen[enter];
        if (by - 1.0).abs() > 0.0 {
            chosen.iter_mut().for_each(|cell| *cell /= by);
        }

        // Most of a row is empty: each value stands in two or three lines.
        let filled: Vec<(usize, f64)> = chosen.iter().copied().enumerate().filter(|(_, cell)| *cell != 0.0).collect();
        for cells in self.rows.iter_mut().filter(|cells| !cells.is_empty()) {
            let times = cells[enter];
            if times != 0.0 {
                filled.iter().for_each(|(column, other)| cells[*column] -= times * other);
                cells[enter] = 0.0;
            }
        }

        self.rows[row] = chosen;
        let left = std::mem::replace(&mut self.basis[row], enter);
        if left < width {
            self.place[left] = None;
        }
        self.place[enter] = Some(row);
    }

    /// The table at which we stand: a value for each unknown.
    fn point(&self) -> Vec<f64> {
        let mut point = vec![0.0; self.width()];
        for (row, variable) in self.basis.iter().enumerate().filter(|(_, variable)| **variable < self.width()) {
            point[*variable] = self.rows[row][self.width()];
        }
        point
    }

    /// Where one ends up who lets a variable grow by a step, for ever.
    fn along(&self, enter: usize, step: f64) -> Vec<f64> {
        let mut point = self.point();
        point[enter] += step;
        for (row, variable) in self.basis.iter().enumerate().filter(|(_, variable)| **variable < self.width()) {
            point[*variable] -= step * self.rows[row][enter];
        }
        point
    }

    /// Raises or lowers a variable as far as it goes. `visit` sees each table on the way, and says whether to go on.
    pub(crate) fn push(
        &mut self,
        target: usize,
        upwards: bool,
        step: f64,
        visit: &mut impl FnMut(&[usize], &[f64]) -> bool,
    ) -> Reach {
        for _ in 0..STEPS {
            if !visit(&self.unknown, &self.point()) {
                return Reach::Stopped;
            }

            let Some(enter) = self.entering(target, upwards) else {
                let at = self.place[target].map_or(0.0, |row| self.rows[row][self.width()]);
                return Reach::To(at);
            };
            let Some(leave) = self.leaving(enter) else {
                visit(&self.unknown, &self.along(enter, step));
                return Reach::Unbounded;
            };
            self.pivot(leave, enter);
        }
        Reach::Stopped
    }

    /// The first variable that moves the target in the direction when it grows.
    fn entering(&self, target: usize, upwards: bool) -> Option<usize> {
        let Some(row) = self.place[target] else { return upwards.then_some(target) };
        let sign = if upwards { -1.0 } else { 1.0 };
        (0..self.width()).find(|column| self.place[*column].is_none() && sign * self.rows[row][*column] > EPSILON)
    }
}

/// What is still unknown after every line with one unknown value has told it.
fn undetermined(system: &System, unknown: &[bool]) -> Vec<bool> {
    let mut unknown = unknown.to_vec();
    let mut changed = true;
    while changed {
        changed = false;
        for line in &system.lines {
            let mut open = line.members().filter(|value| unknown[*value]);
            if let (Some(only), None) = (open.next(), open.next()) {
                unknown[only] = false;
                changed = true;
            }
        }
    }
    unknown
}

/// The equation of a line in what is unknown of it, with a side that is not negative; none where all is known.
fn row(system: &System, unknown: &[bool], column: &[usize], width: usize, terms: &[(usize, i64)]) -> Option<Vec<f64>> {
    if !terms.iter().any(|(value, _)| unknown[*value]) {
        return None;
    }

    let mut row = vec![0.0; width + 1];
    for (value, sign) in terms {
        if unknown[*value] {
            row[column[*value]] += real(*sign);
        } else {
            row[width] -= real(sign * system.values[*value].count);
        }
    }
    if row[width] < 0.0 {
        row.iter_mut().for_each(|cell| *cell = -*cell);
    }
    Some(row)
}

#[expect(clippy::cast_precision_loss, reason = "counts are at most 2^40, their sums far below 2^53")]
pub(crate) fn real(count: i64) -> f64 {
    count as f64
}

/// The nearest whole number, if the point is at one.
#[expect(clippy::cast_possible_truncation, reason = "what is far from a whole count is refused by the caller's check")]
pub(crate) fn nearest(value: f64) -> Option<i64> {
    let rounded = value.round();
    ((value - rounded).abs() < 1e-5).then_some(rounded as i64)
}
