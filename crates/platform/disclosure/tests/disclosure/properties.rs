//! Ten thousand tables: whatever the counts, nobody is given away.

use crate::random::{any_table, cases, flat, hierarchy};
use disclosure::{Cell, Policy, Table, Withheld, bounds, withhold};
use proptest::prelude::*;

const POLICY: Policy = Policy::of(5);

/// The true count of a place, margins made anew from the table.
fn truth(table: &Table, row: usize, column: usize) -> u64 {
    let above = |rows: &[disclosure::Row], item: usize| -> Vec<usize> {
        if item < rows.len() {
            return vec![item];
        }
        (0..rows.len()).filter(|row| rows[*row].parent.is_none()).collect()
    };
    let columns = above(&table.columns, column);
    above(&table.rows, row).iter().flat_map(|row| columns.iter().map(|c| table.counts[*row][*c])).sum()
}

fn places(table: &Table) -> impl Iterator<Item = (usize, usize)> + use<> {
    let (rows, columns) = (table.rows.len(), table.columns.len());
    (0..=rows).flat_map(move |row| (0..=columns).map(move |column| (row, column)))
}

/// Lists of parts that make a whole; the whole comes first.
fn lines(rows: &[disclosure::Row]) -> Vec<Vec<usize>> {
    let below = |parent: Option<usize>| (0..rows.len()).filter(move |row| rows[*row].parent == parent);
    let mut lines: Vec<Vec<usize>> =
        (0..rows.len()).map(|row| std::iter::once(row).chain(below(Some(row))).collect()).collect();
    lines.push(std::iter::once(rows.len()).chain(below(None)).collect());
    lines.retain(|line| line.len() > 1 && !(line[0] == rows.len() && line.len() == 2));
    lines
}

fn makes_up(table: &Table, whole: (usize, usize), parts: &[(usize, usize)]) -> bool {
    truth(table, whole.0, whole.1) == parts.iter().map(|(r, c)| truth(table, *r, *c)).sum::<u64>()
}

fn no_line_has_one_withheld(table: &Table, published: &Withheld) -> Result<(), TestCaseError> {
    let (rows, columns) = (table.rows.len(), table.columns.len());
    let across = lines(&table.columns).into_iter().filter(|_| !table.columns_overlap);
    let across = across.flat_map(|line| (0..rows).map(move |row| line.iter().map(|c| (row, *c)).collect::<Vec<_>>()));
    let down = lines(&table.rows).into_iter();
    let down = down.flat_map(|line| (0..columns).map(move |c| line.iter().map(|row| (*row, c)).collect::<Vec<_>>()));

    for line in across.chain(down) {
        let withheld = line.iter().filter(|(row, column)| published.cell(*row, *column) == Cell::Withheld).count();
        if makes_up(table, line[0], &line[1..]) {
            prop_assert_ne!(withheld, 1, "{:?} of\n{:?}", line, published);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(10_000))]

    #[test]
    fn nothing_published_narrows_a_withheld_count_to_fewer_than_the_threshold(table in any_table()) {
        let published = withhold(&table, &POLICY);
        for ((row, column), interval) in bounds::of(&published) {
            let count = truth(&table, row, column);
            prop_assert!(interval.contains(count), "{interval:?} at {row}, {column} of\n{published:?}");
            prop_assert!(!interval.is_narrower_than(5), "{interval:?} at {row}, {column} of\n{published:?}");
        }
    }
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn no_small_count_is_shown_and_what_is_shown_is_true(table in any_table()) {
        let published = withhold(&table, &POLICY);
        for (row, column) in places(&table) {
            if let Cell::Shown(count) = published.cell(row, column) {
                prop_assert_eq!(count, truth(&table, row, column));
                prop_assert!(!(1..5).contains(&count));
            }
        }
    }

    #[test]
    fn no_row_column_or_hierarchy_has_exactly_one_withheld(table in any_table()) {
        no_line_has_one_withheld(&table, &withhold(&table, &POLICY))?;
    }
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn the_same_table_has_the_same_answer(table in any_table()) {
        prop_assert_eq!(withhold(&table, &POLICY), withhold(&table.clone(), &POLICY));
    }

    #[test]
    fn no_row_tells_in_which_column_all_of_it_are(table in prop_oneof![flat(6, 5), hierarchy(6, 4)]) {
        let published = withhold(&table, &POLICY);
        let columns = table.columns.len();
        for row in (0..table.rows.len()).filter(|row| columns > 1 && truth(&table, *row, columns) > 0) {
            let zeros = (0..columns).filter(|column| published.cell(row, *column) == Cell::Shown(0)).count();
            prop_assert!(zeros + 1 < columns, "row {row} of\n{published:?}");
        }
    }

    #[test]
    fn where_columns_overlap_neither_a_few_nor_none_outside_one_can_be_told(table in crate::random::needs(5, 4)) {
        let published = withhold(&table, &POLICY);
        for row in 0..table.rows.len() {
            for column in 1..table.columns.len() {
                if let (Cell::Shown(all), Cell::Shown(some)) = (published.cell(row, 0), published.cell(row, column)) {
                    prop_assert!(all - some >= 5 || all == 0, "row {row} of\n{published:?}");
                }
            }
        }
    }

    #[test]
    fn any_threshold_holds(table in any_table(), threshold in 0_u64..12) {
        let published = withhold(&table, &Policy::of(threshold));
        for (place, interval) in bounds::of(&published) {
            prop_assert!(!interval.is_narrower_than(threshold), "{interval:?} at {place:?} of\n{published:?}");
        }
    }

    #[test]
    fn rounding_withholds_the_same_places(table in any_table()) {
        let plain = withhold(&table, &POLICY);
        let rounded = withhold(&table, &Policy { round_to: Some(5), ..POLICY });
        for (row, column) in places(&table) {
            let (plain, rounded) = (plain.cell(row, column), rounded.cell(row, column));
            prop_assert_eq!(plain == Cell::Withheld, rounded == Cell::Withheld);
            prop_assert!(rounded.shown().is_none_or(|count| count % 5 == 0));
        }
    }
}
