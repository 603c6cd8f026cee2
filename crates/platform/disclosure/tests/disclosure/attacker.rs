//! An attacker who knows nothing of how it is done: writes down every table of whole counts that agrees with what is
//! published, and looks at what is left for each withheld count. Slow, simple, and another way than the proof's.

use crate::random::{cases, named};
use disclosure::{Cell, Policy, Table, Withheld, bounds, withhold};
use proptest::{prelude::*, test_runner::TestRunner};
use std::collections::BTreeMap;

const POLICY: Policy = Policy::of(5);

/// More than anything shown can be; a count that gets here has no upper end.
fn ceiling(published: &Withheld) -> u64 {
    let places = (0..=published.rows().len()).flat_map(|row| (0..=published.columns().len()).map(move |c| (row, c)));
    places.filter_map(|(row, column)| published.cell(row, column).shown()).max().unwrap_or(0) + 6
}

struct Attack<'a> {
    published: &'a Withheld,
    /// For each place of the table the wards and columns that make it.
    sums: Vec<((usize, usize), Vec<usize>)>,
    leaves: Vec<(usize, usize)>,
    ceiling: u64,
    steps: usize,
    ranges: BTreeMap<(usize, usize), (u64, u64)>,
}

impl<'a> Attack<'a> {
    fn new(published: &'a Withheld) -> Self {
        let rows = published.rows();
        let (height, width) = (rows.len(), published.columns().len());
        let is_leaf = |row: usize| !rows.iter().any(|other| other.parent == Some(row));
        let leaves: Vec<(usize, usize)> =
            (0..height).filter(|row| is_leaf(*row)).flat_map(|row| (0..width).map(move |c| (row, c))).collect();

        let within = |leaf: usize, row: usize| {
            let mut above = Some(leaf);
            while let Some(here) = above {
                if here == row {
                    return true;
                }
                above = rows[here].parent;
            }
            row == height
        };
        let makes = |row: usize, column: usize| {
            let made = leaves.iter().enumerate().filter(|(_, leaf)| within(leaf.0, row));
            made.filter(|(_, leaf)| column == width || leaf.1 == column).map(|(index, _)| index).collect()
        };
        let places = (0..=height).flat_map(|row| (0..=width).map(move |column| (row, column)));
        let sums = places.map(|(row, column)| ((row, column), makes(row, column))).collect();
        Self { published, sums, leaves, ceiling: ceiling(published), steps: 0, ranges: BTreeMap::new() }
    }

    /// The least and the greatest of each withheld place; none where there are too many tables to write down.
    fn run(mut self) -> Option<BTreeMap<(usize, usize), (u64, u64)>> {
        let mut table = Vec::new();
        self.go_on(&mut table).then_some(self.ranges)
    }

    fn go_on(&mut self, table: &mut Vec<u64>) -> bool {
        self.steps += 1;
        if self.steps > 60_000 {
            return false;
        }
        if !self.agrees(table) {
            return true;
        }
        if table.len() == self.leaves.len() {
            self.note(table);
            return true;
        }

        let (row, column) = self.leaves[table.len()];
        let choices = match self.published.cell(row, column) {
            Cell::Shown(count) => count..=count,
            _ => 0..=self.ceiling,
        };
        for count in choices {
            table.push(count);
            let done = self.go_on(table);
            table.pop();
            if !done {
                return false;
            }
        }
        true
    }

    /// Whether a table that is not yet full can still become what is published.
    fn agrees(&self, table: &[u64]) -> bool {
        self.sums.iter().all(|((row, column), leaves)| {
            let Some(shown) = self.published.cell(*row, *column).shown() else { return true };
            let sum: u64 = leaves.iter().filter_map(|leaf| table.get(*leaf)).sum();
            let full = leaves.iter().all(|leaf| *leaf < table.len());
            if full { sum == shown } else { sum <= shown }
        })
    }

    fn note(&mut self, table: &[u64]) {
        for (place, leaves) in &self.sums {
            if self.published.cell(place.0, place.1) == Cell::Withheld {
                let sum: u64 = leaves.iter().map(|leaf| table[*leaf]).sum();
                let range = self.ranges.entry(*place).or_insert((sum, sum));
                *range = (range.0.min(sum), range.1.max(sum));
            }
        }
    }
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
        let Some(found) = Attack::new(&published).run() else { return Ok(()) };
        let top = ceiling(&published);
        let said: BTreeMap<_, _> = bounds::of(&published).into_iter().collect();

        prop_assert_eq!(found.len(), said.len());
        for (place, (least, most)) in found {
            prop_assert!(most - least >= 5, "{least} to {most} at {place:?} of\n{published:?}");
            let said = said[&place];
            prop_assert_eq!(said.least, least, "at {:?} of\n{:?}", place, published);
            match said.most {
                Some(end) => prop_assert_eq!(end, most, "at {:?} of\n{:?}", place, published),
                None => prop_assert!(most >= top, "at {place:?} of\n{published:?}"),
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
