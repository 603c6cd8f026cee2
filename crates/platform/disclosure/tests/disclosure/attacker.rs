//! An attacker who knows nothing of how it is done: writes down every table of whole counts that agrees with what is
//! published, and looks at what is left for each withheld count. Slow, simple, and another way than the proof's.

use crate::random::{cases, named};
use disclosure::{Cell, Policy, Table, Withheld, bounds, withhold};
use proptest::{prelude::*, test_runner::TestRunner};
use std::collections::BTreeMap;

const POLICY: Policy = Policy::of(5);

/// A published place, and which of the counts behind it make it.
pub struct Sum {
    pub shown: Option<u64>,
    pub of: Vec<usize>,
}

/// The least and the greatest of each withheld sum, in the order of the sums.
pub type Ranges = Vec<(u64, u64)>;

pub struct Attack {
    sums: Vec<Sum>,
    leaves: usize,
    /// More than anything shown can be; a count that gets here has no upper end.
    pub ceiling: u64,
    steps: usize,
    ranges: Vec<Option<(u64, u64)>>,
}

impl Attack {
    pub fn new(leaves: usize, sums: Vec<Sum>) -> Self {
        let ceiling = sums.iter().filter_map(|sum| sum.shown).max().unwrap_or(0) + 6;
        let ranges = vec![None; sums.len()];
        Self { sums, leaves, ceiling, steps: 0, ranges }
    }

    /// Writes down every table; none where there are too many.
    pub fn run(&mut self) -> Option<Ranges> {
        let mut table = Vec::new();
        let withheld = self.sums.iter().zip(&self.ranges).filter(|(sum, _)| sum.shown.is_none()).count();
        if !self.go_on(&mut table) {
            return None;
        }
        let found: Ranges = self.ranges.iter().flatten().copied().collect();
        assert_eq!(found.len(), withheld, "the true table agrees with what is published");
        Some(found)
    }

    fn go_on(&mut self, table: &mut Vec<u64>) -> bool {
        self.steps += 1;
        if self.steps > 60_000 {
            return false;
        }
        if !self.agrees(table) {
            return true;
        }
        if table.len() == self.leaves {
            self.note(table);
            return true;
        }

        for count in 0..=self.most(table.len()) {
            table.push(count);
            let done = self.go_on(table);
            table.pop();
            if !done {
                return false;
            }
        }
        true
    }

    /// No count is more than a shown sum that it is in.
    fn most(&self, leaf: usize) -> u64 {
        let sums = self.sums.iter().filter(|sum| sum.of.contains(&leaf));
        sums.filter_map(|sum| sum.shown).min().unwrap_or(self.ceiling)
    }

    /// Whether a table that is not yet full can still become what is published.
    fn agrees(&self, table: &[u64]) -> bool {
        self.sums.iter().all(|Sum { shown, of }| {
            let Some(shown) = *shown else { return true };
            let sum: u64 = of.iter().filter_map(|leaf| table.get(*leaf)).sum();
            let full = of.iter().all(|leaf| *leaf < table.len());
            if full { sum == shown } else { sum <= shown }
        })
    }

    fn note(&mut self, table: &[u64]) {
        for (sum, range) in self.sums.iter().zip(&mut self.ranges).filter(|(sum, _)| sum.shown.is_none()) {
            let count: u64 = sum.of.iter().map(|leaf| table[*leaf]).sum();
            let (least, most) = range.get_or_insert((count, count));
            (*least, *most) = ((*least).min(count), (*most).max(count));
        }
    }
}

/// What is published of one table, and the places that are withheld in it.
fn attack(published: &Withheld) -> (Attack, Vec<(usize, usize)>) {
    let rows = published.rows();
    let (height, width) = (rows.len(), published.columns().len());
    let is_leaf = |row: usize| !rows.iter().any(|other| other.parent == Some(row));
    let leaves: Vec<(usize, usize)> =
        (0..height).filter(|row| is_leaf(*row)).flat_map(|row| (0..width).map(move |c| (row, c))).collect();

    let within = |leaf: usize, row: usize| {
        let above = std::iter::successors(Some(leaf), |here| rows[*here].parent);
        row == height || above.into_iter().any(|here| here == row)
    };
    let makes = |row: usize, column: usize| {
        let made = leaves.iter().enumerate().filter(|(_, leaf)| within(leaf.0, row));
        made.filter(|(_, leaf)| column == width || leaf.1 == column).map(|(index, _)| index).collect()
    };

    let places: Vec<(usize, usize)> =
        (0..=height).flat_map(|row| (0..=width).map(move |column| (row, column))).collect();
    let sum =
        |place: &(usize, usize)| Sum { shown: published.cell(place.0, place.1).shown(), of: makes(place.0, place.1) };
    let sums = places.iter().map(sum).collect();
    let withheld = places.into_iter().filter(|place| published.cell(place.0, place.1) == Cell::Withheld).collect();
    (Attack::new(leaves.len(), sums), withheld)
}

fn small_counts(rows: usize, columns: usize) -> impl Strategy<Value = Vec<Vec<u64>>> {
    let count = prop_oneof![2 => Just(0), 5 => 1_u64..5, 5 => 5_u64..9];
    prop::collection::vec(prop::collection::vec(count, columns), rows)
}

/// Two or three wards by up to three columns; or wards in two areas in a council.
fn small() -> impl Strategy<Value = Table> {
    let flat = (2..=3_usize, 1..=3_usize).prop_flat_map(|(rows, columns)| small_counts(rows, columns));
    let flat = flat.prop_map(|counts| Table::new(named("ward", counts.len()), named("age", counts[0].len()), counts));
    let areas = (3..=5_usize, 1..=2_usize).prop_flat_map(|(rows, columns)| small_counts(rows, columns));
    let areas = areas.prop_map(|counts| {
        let areas: Vec<Option<usize>> = (0..counts.len()).map(|ward| Some(ward % 2)).collect();
        crate::random::gather(&counts, &areas, &vec![0; counts[0].len()], true)
    });
    prop_oneof![flat, areas]
}

#[test]
fn whoever_writes_down_every_table_finds_what_the_bounds_say_and_nobody() {
    let compared = std::cell::Cell::new(0);
    let compare = |table: Table| {
        let published = withhold(&table, &POLICY);
        let (mut attack, places) = attack(&published);
        let Some(found) = attack.run() else { return Ok(()) };
        let said: BTreeMap<_, _> = bounds::of(&published).into_iter().collect();

        prop_assert_eq!(places.len(), said.len());
        for (place, (least, most)) in places.into_iter().zip(found) {
            prop_assert!(most - least >= 5, "{least} to {most} at {place:?} of\n{published:?}");
            let said = said[&place];
            prop_assert_eq!(said.least, least, "at {:?} of\n{:?}", place, published);
            match said.most {
                Some(end) => prop_assert_eq!(end, most, "at {:?} of\n{:?}", place, published),
                None => prop_assert!(most >= attack.ceiling, "at {place:?} of\n{published:?}"),
            }
        }
        compared.set(compared.get() + 1);
        Ok(())
    };

    let cases = cases(400);
    let wanted = cases.cases / 2;
    TestRunner::new(cases).run(&small(), compare).unwrap_or_else(|fault| panic!("{fault}"));
    assert!(compared.get() >= wanted, "only {} tables were small enough to write down", compared.get());
}
