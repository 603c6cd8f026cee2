//! Tables that go out together, and what somebody learns who lays them beside each other.

use crate::{
    attacker::{Attack, Sum},
    random::{cases, count, named},
};
use disclosure::{Cell, Column, Policy, Publication, Published, Row, Table, Withheld, bounds};
use proptest::{prelude::*, test_runner::TestRunner};

const POLICY: Policy = Policy::of(5);

fn months(from: usize, counts: &[u64]) -> Table {
    let name = |index: usize| Row::new(format!("month:{}", from + index), format!("month {}", from + index));
    let rows = (0..counts.len()).map(name).collect();
    Table::new(rows, vec![Column::all("Contacts")], counts.iter().map(|count| vec![*count]).collect())
}

fn period(name: &str, count: u64) -> Table {
    Table::new(vec![Row::new(name, name)], vec![Column::all("Contacts")], vec![vec![count]])
}

fn keys(from: usize, to: usize) -> Vec<String> {
    (from..to).map(|month| format!("month:{month}")).collect()
}

/// All that is shown anywhere of a population is the same, and what is withheld is wide enough for all tables at once.
fn must_hold(published: &Published) -> Result<(), TestCaseError> {
    for (name, table) in published.tables() {
        for (place, interval) in bounds::of(table) {
            prop_assert!(!interval.is_narrower_than(5), "{interval:?} at {place:?} of {name}\n{table:?}");
        }
    }
    Ok(())
}

fn cells(table: &Withheld) -> Vec<String> {
    (0..table.rows().len()).map(|row| table.cell(row, 0).to_string()).collect()
}

#[test]
fn a_total_that_is_withheld_in_one_table_is_withheld_in_all() {
    let by_area = Table::new(named("ward", 3), vec![Column::all("Children")], vec![vec![3], vec![40], vec![50]]);
    let ages = vec![vec![1, 2, 0], vec![10, 20, 10], vec![20, 10, 20]];
    let by_age = Table::new(named("ward", 3), named("age", 3), ages);
    let publication = Publication::new().table("by area", by_area).table("by area and age", by_age);
    let published = publication.withhold(&POLICY).expect("both count the same");
    let (by_area, by_age) = (published.table("by area").unwrap(), published.table("by area and age").unwrap());

    assert_eq!(by_area.cell(0, 0), Cell::Withheld);
    for row in 0..3 {
        assert_eq!(by_area.cell(row, 0), by_age.row_total(row));
    }
}

#[test]
fn a_month_is_not_the_rest_of_its_quarter() {
    let publication = Publication::new()
        .table("months", months(1, &[20, 30]))
        .table("quarter", period("quarter:1", 53))
        .behind(months(3, &[3]))
        .adds_up("quarter:1", keys(1, 4));
    let published = publication.withhold(&POLICY).expect("one count each");
    let shown =
        cells(published.table("months").unwrap()).join(" ") + " " + &cells(published.table("quarter").unwrap())[0];

    assert_ne!(shown, "20 30 53", "53 less 20 less 30 are the 3 of March");
}

#[test]
fn a_quarter_published_without_one_of_its_months_does_not_give_that_month_away() {
    let publication = Publication::new()
        .table("months", months(1, &[20, 30]))
        .table("quarter", period("quarter:1", 53))
        .adds_up("quarter:1", keys(1, 4));
    let published = publication.withhold(&POLICY).expect("one count each");
    let shown =
        cells(published.table("months").unwrap()).join(" ") + " " + &cells(published.table("quarter").unwrap())[0];

    assert_ne!(shown, "20 30 53", "nobody listed March, but it is there");
}

#[test]
fn two_years_that_overlap_do_not_give_away_the_month_between_them() {
    let counts: Vec<u64> = (0..13).map(|month| if month == 12 { 2 } else { 10 + month }).collect();
    let first: u64 = counts[..12].iter().sum();
    let second: u64 = counts[1..].iter().sum();
    let publication = Publication::new()
        .table("to March", period("year:a", first))
        .table("to April", period("year:b", second))
        .table("first month", months(0, &counts[..1]))
        .behind(months(1, &counts[1..]))
        .adds_up("year:a", keys(0, 12))
        .adds_up("year:b", keys(1, 13));
    let published = publication.withhold(&POLICY).expect("one count each");
    let all: Vec<Cell> = published.tables().map(|(_, table)| table.cell(0, 0)).collect();

    assert!(all.contains(&Cell::Withheld), "year b less year a and the first month are the 2 of the last: {all:?}");
}

#[test]
fn tables_that_count_the_same_people_differently_are_refused_by_name() {
    let publication = Publication::new().table("one", period("year:a", 30)).table("two", period("year:a", 31));
    let clash = publication.withhold(&POLICY).err().expect("30 is not 31");

    assert_eq!(clash.to_string(), "year:a: two counts another number than a table before it");
}

#[test]
fn a_table_of_another_figure_is_another_population() {
    let of = |figure: &str, count| period("year:a", count).of([figure]);
    let publication = Publication::new().table("one", of("figure:1a", 30)).table("two", of("figure:2", 3));
    let published = publication.withhold(&POLICY).expect("two figures");

    assert_eq!(published.table("one").unwrap().cell(0, 0), Cell::Shown(30));
    assert_eq!(published.table("two").unwrap().cell(0, 0), Cell::Withheld);
    assert!(published.table("three").is_none());
}

/// Rows of people: ward, age band, month; all tables are counted from them.
fn people() -> impl Strategy<Value = Vec<Vec<Vec<u64>>>> {
    prop::collection::vec(prop::collection::vec(prop::collection::vec(count(), 3), 2), 2..4)
}

fn from_the_same_rows(people: &[Vec<Vec<u64>>]) -> Publication {
    let wards = people.len();
    let sum = |of: &dyn Fn(usize, usize, usize) -> bool| {
        let mut sum = 0;
        for (ward, ages) in people.iter().enumerate() {
            for (age, months) in ages.iter().enumerate() {
                let counted = months.iter().enumerate().filter(|(month, _)| of(ward, age, *month));
                sum += counted.map(|(_, count)| count).sum::<u64>();
            }
        }
        sum
    };
    let table = |columns: &str, width: usize, of: &dyn Fn(usize, usize, usize, usize) -> bool| {
        let row = |ward| (0..width).map(|column| sum(&|w, a, m| w == ward && of(column, w, a, m))).collect();
        Table::new(named("ward", wards), named(columns, width), (0..wards).map(row).collect())
    };
    Publication::new()
        .table("ward by age", table("age", 2, &|column, _, age, _| age == column))
        .table("ward by month", table("month", 3, &|column, _, _, month| month == column))
        .table(
            "ward by age in the first month",
            table("age", 2, &|column, _, age, month| month == 0 && age == column).of(["month:0"]),
        )
        .adds_up("quarter", keys(0, 3))
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn tables_from_the_same_rows_do_not_give_each_other_away(people in people()) {
        let published = from_the_same_rows(&people).withhold(&POLICY).expect("counted from the same rows");
        must_hold(&published)?;

        let by_age = published.table("ward by age").unwrap();
        let by_month = published.table("ward by month").unwrap();
        let first = published.table("ward by age in the first month").unwrap();
        for row in 0..=people.len() {
            prop_assert_eq!(by_age.row_total(row), by_month.row_total(row));
            prop_assert_eq!(first.row_total(row), by_month.cell(row, 0));
        }
    }

    #[test]
    fn months_quarters_and_years_do_not_give_each_other_away(counts in prop::collection::vec(count(), 12)) {
        let quarters: Vec<u64> = counts.chunks(3).map(|months| months.iter().sum()).collect();
        let mut publication = Publication::new()
            .table("months", months(0, &counts))
            .table("financial year", period("year:f", counts.iter().sum()))
            .table("two thirds", period("part:b", counts[4..].iter().sum()))
            .adds_up("year:f", keys(0, 12))
            .adds_up("part:b", keys(4, 12));
        for (quarter, count) in quarters.iter().enumerate() {
            let key = format!("quarter:{quarter}");
            let months = keys(quarter * 3, quarter * 3 + 3);
            publication = publication.table(key.clone(), period(&key, *count)).adds_up(key, months);
        }
        must_hold(&publication.withhold(&POLICY).expect("one count each"))?;
    }
}

/// What is published of the rows: each place of each table with the people that it counts.
fn sums(published: &Published, wards: usize, months: usize) -> Vec<Sum> {
    let leaf = |ward: usize, age: usize, month: usize| (ward * 2 + age) * months + month;
    let mut sums = Vec::new();
    let mut add = |name: &str, width: usize, counted: &dyn Fn(usize, usize, usize) -> bool| {
        let table = published.table(name).expect("a table of that name");
        for row in 0..=wards {
            for column in 0..=width {
                let all = (0..wards).flat_map(|ward| (0..2).map(move |age| (ward, age)));
                let all = all.flat_map(|(ward, age)| (0..months).map(move |month| (ward, age, month)));
                let here = all.filter(|(ward, ..)| row == wards || *ward == row);
                let of = here.filter(|(_, age, month)| counted(column, *age, *month)).map(|(w, a, m)| leaf(w, a, m));
                sums.push(Sum { shown: table.cell(row, column).shown(), of: of.collect() });
            }
        }
    };
    add("ward by age", 2, &|column, age, _| column == 2 || age == column);
    add("ward by month", 3, &|column, _, month| column == 3 || month == column);
    add("ward by age in the first month", 2, &|column, age, month| month == 0 && (column == 2 || age == column));
    sums
}

/// The people of the other months, by ward and age: printed nowhere, and what two tables leave between them.
fn others(wards: usize) -> impl Iterator<Item = Sum> {
    let leaf = |ward: usize, age: usize, month: usize| (ward * 2 + age) * 3 + month;
    let all = (0..wards).flat_map(|ward| (0..2).map(move |age| (ward, age)));
    all.map(move |(ward, age)| Sum { shown: None, of: vec![leaf(ward, age, 1), leaf(ward, age, 2)] })
}

#[test]
fn whoever_writes_down_all_people_that_agree_with_all_tables_finds_nobody() {
    let attacked = std::cell::Cell::new(0);
    let small = prop::collection::vec(prop::collection::vec(prop::collection::vec(0_u64..7, 3), 2), 2);
    let attack = |people: Vec<Vec<Vec<u64>>>| {
        let published = from_the_same_rows(&people).withhold(&POLICY).expect("counted from the same rows");
        let true_counts: Vec<u64> = people.iter().flatten().flatten().copied().collect();
        let count = |sum: &Sum| sum.of.iter().map(|leaf| true_counts[*leaf]).sum::<u64>();
        let printed = sums(&published, 2, 3);
        let withheld = printed.iter().filter(|sum| sum.shown.is_none()).count();
        let hidden: Vec<Sum> = others(2).collect();
        let small: Vec<bool> = hidden.iter().map(|sum| (1..5).contains(&count(sum))).collect();

        let mut attack = Attack::new(12, printed.into_iter().chain(hidden).collect());
        let Some(ranges) = attack.run() else { return Ok(()) };
        for (index, (least, most)) in ranges.into_iter().enumerate() {
            let guarded = index < withheld || small[index - withheld];
            prop_assert!(!guarded || most - least >= 5, "{least} to {most} for {people:?}");
        }
        attacked.set(attacked.get() + 1);
        Ok(())
    };

    let cases = cases(240);
    let wanted = cases.cases / 12;
    TestRunner::new(cases).run(&small, attack).unwrap_or_else(|fault| panic!("{fault}"));
    assert!(attacked.get() >= wanted, "only {} were few enough to write down", attacked.get());
}
