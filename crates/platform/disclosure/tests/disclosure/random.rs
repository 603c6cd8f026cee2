//! Random tables: flat, with areas and a council above, with columns that overlap, with people in no ward.

use disclosure::{Column, Row, Table};
use proptest::{prelude::*, test_runner::Config};

/// As many cases as `DISCLOSURE_CASES` says, or so many.
pub fn cases(usual: u32) -> Config {
    let asked = std::env::var("DISCLOSURE_CASES").ok().and_then(|cases| cases.parse().ok());
    Config {
        cases: asked.unwrap_or(usual),
        max_global_rejects: u32::MAX,
        failure_persistence: None,
        ..Config::default()
    }
}

/// Mostly few, now and then many, often none: as the tables of a council are.
pub fn count() -> impl Strategy<Value = u64> {
    prop_oneof![3 => Just(0), 4 => 1_u64..5, 4 => 5_u64..12, 2 => 12_u64..60, 1 => 60_u64..500]
}

pub fn counts(rows: usize, columns: usize) -> impl Strategy<Value = Vec<Vec<u64>>> {
    prop::collection::vec(prop::collection::vec(count(), columns), rows)
}

/// A table of up to this many rows without parents and columns without parents.
pub fn flat(rows: usize, columns: usize) -> impl Strategy<Value = Table> {
    (1..=rows, 1..=columns).prop_flat_map(|(rows, columns)| counts(rows, columns)).prop_map(|counts| {
        let columns = counts[0].len();
        Table::new(named("ward", counts.len()), named("age", columns), counts)
    })
}

pub fn named(of: &str, number: usize) -> Vec<Row> {
    (0..number).map(|index| Row::new(format!("{of}:{index}"), format!("{of} {index}"))).collect()
}

/// Wards in areas in a council, each with counts that are the sums of what they contain, and those in no ward.
pub fn hierarchy(wards: usize, columns: usize) -> impl Strategy<Value = Table> {
    let shape = (1..=wards, 1..=columns, any::<bool>(), any::<bool>());
    shape.prop_flat_map(|(wards, columns, council, lost)| {
        let areas = prop::collection::vec(prop::option::of(0..3_usize), wards);
        let nowhere = prop::collection::vec(if lost { (0_u64..9).boxed() } else { Just(0).boxed() }, columns);
        (counts(wards, columns), areas, nowhere)
            .prop_map(move |(counts, areas, nowhere)| gather(&counts, &areas, &nowhere, council))
    })
}

/// Puts wards below areas, and these below a council if there is one.
pub fn gather(counts: &[Vec<u64>], areas: &[Option<usize>], nowhere: &[u64], council: bool) -> Table {
    let columns = nowhere.len();
    let mut rows = Vec::new();
    let mut all = Vec::new();
    if council {
        let total = |column: usize| nowhere[column] + counts.iter().map(|row| row[column]).sum::<u64>();
        rows.push(Row::all("council"));
        all.push((0..columns).map(total).collect());
    }

    for area in 0..3 {
        let inside: Vec<usize> = (0..counts.len()).filter(|ward| areas[*ward] == Some(area)).collect();
        if inside.is_empty() {
            continue;
        }
        let row = Row::new(format!("area:{area}"), format!("area {area}"));
        rows.push(if council { row.within(0) } else { row });
        all.push((0..columns).map(|column| inside.iter().map(|ward| counts[*ward][column]).sum()).collect());
        let parent = rows.len() - 1;
        for ward in inside {
            rows.push(Row::new(format!("ward:{ward}"), format!("ward {ward}")).within(parent));
            all.push(counts[ward].clone());
        }
    }

    for ward in (0..counts.len()).filter(|ward| areas[*ward].is_none()) {
        let row = Row::new(format!("ward:{ward}"), format!("ward {ward}"));
        rows.push(if council { row.within(0) } else { row });
        all.push(counts[ward].clone());
    }
    Table::new(rows, named("age", columns), all)
}

/// All in a ward, and those of them with each of several needs; somebody may have several.
pub fn needs(wards: usize, needs: usize) -> impl Strategy<Value = Table> {
    (1..=wards, 1..=needs).prop_flat_map(|(wards, needs)| counts(wards, needs + 1)).prop_map(|counts| {
        let within = |row: &Vec<u64>| -> Vec<u64> {
            let all = row[0];
            std::iter::once(all).chain(row[1..].iter().map(|count| count % (all + 1))).collect()
        };
        let columns = named("need", counts[0].len() - 1).into_iter().map(|column| column.within(0));
        let columns = std::iter::once(Column::all("Families")).chain(columns).collect();
        let counts: Vec<Vec<u64>> = counts.iter().map(within).collect();
        Table::new(named("ward", counts.len()), columns, counts).overlapping_columns()
    })
}

/// Any of these.
pub fn any_table() -> impl Strategy<Value = Table> {
    prop_oneof![flat(6, 5), hierarchy(7, 4), needs(6, 4)]
}
