use crate::random::named;
use disclosure::{Cell, Column, Missing, Policy, Row, Table, bounds, withhold};

const POLICY: Policy = Policy::of(5);

fn families(counts: &[u64]) -> Table {
    let counts = counts.iter().map(|count| vec![*count]).collect::<Vec<_>>();
    Table::new(named("ward", counts.len()), vec![Column::all("Families")], counts)
}

#[test]
fn one_to_four_are_withheld_and_zero_is_shown() {
    let published = withhold(&families(&[0, 1, 4, 5, 60]), &POLICY);
    let cells: Vec<String> = (0..5).map(|row| published.cell(row, 0).to_string()).collect();

    assert_eq!(cells, ["0", "c", "c", "5", "60"]);
    assert_eq!(published.column_total(0), Cell::Shown(70));
}

#[test]
fn two_small_counts_whose_sum_is_small_take_a_third_along() {
    let published = withhold(&families(&[1, 2, 30, 40]), &POLICY);

    assert_eq!(published.cell(2, 0), Cell::Withheld, "1 and 2 would be 73 less 30 less 40");
    assert_eq!(published.cell(3, 0), Cell::Shown(40));
}

#[test]
fn a_small_total_is_withheld_with_what_would_make_it() {
    let published = withhold(&families(&[0, 1, 2]), &POLICY);

    assert_eq!(published.column_total(0), Cell::Withheld);
    assert_eq!(published.cell(0, 0), Cell::Shown(0));
}

#[test]
fn where_all_of_a_row_are_in_one_column_neither_it_nor_that_the_others_are_empty_is_told() {
    let counts = vec![vec![7, 0, 0], vec![20, 30, 40], vec![22, 32, 42]];
    let published = withhold(&Table::new(named("ward", 3), named("level", 3), counts), &POLICY);
    let hidden = (0..3).filter(|column| published.cell(0, *column) == Cell::Withheld).count();

    assert_eq!(published.cell(0, 0), Cell::Withheld);
    assert!(hidden >= 2, "{published:?}");
    assert_eq!(published.row_total(0), Cell::Shown(7));
}

#[test]
fn a_ward_withheld_in_its_area_is_not_given_away_by_the_council() {
    let rows = vec![
        Row::all("Council"),
        Row::new("area:n", "North").within(0),
        Row::new("area:s", "South").within(0),
        Row::new("ward:a", "Ashby").within(1),
        Row::new("ward:b", "Birch").within(1),
        Row::new("ward:c", "Coombe").within(2),
        Row::new("ward:d", "Dale").within(2),
    ];
    let counts = [97, 23, 74, 3, 20, 34, 40].map(|count| vec![count]).to_vec();
    let published = withhold(&Table::new(rows, vec![Column::all("Families")], counts), &POLICY);
    let cells: Vec<String> = (0..7).map(|row| published.cell(row, 0).to_string()).collect();

    assert_eq!(cells, ["97", "23", "74", "c", "c", "34", "40"]);
    assert_eq!(published.column_total(0), Cell::Shown(97), "the council is the margin");
}

#[test]
fn those_in_no_ward_are_protected_though_they_have_no_row() {
    let rows = vec![Row::all("Council"), Row::new("a", "Ashby").within(0), Row::new("b", "Birch").within(0)];
    let counts = vec![vec![52], vec![20], vec![30]];
    let published = withhold(&Table::new(rows, vec![Column::all("Families")], counts), &POLICY);

    let shown = (0..3).filter(|row| published.cell(*row, 0).shown().is_some()).count();
    assert!(shown < 3, "52 less 20 less 30 are the 2 in no ward:\n{published:?}");
}

#[test]
fn forty_one_of_forty_three_is_not_shown_since_it_tells_of_two() {
    let columns = vec![Column::all("Families"), Column::new("need:housing", "Housing").within(0)];
    let table = Table::new(named("ward", 1), columns, vec![vec![43, 41]]).overlapping_columns();
    let published = withhold(&table, &POLICY);

    assert_eq!(published.cell(0, 1), Cell::Withheld);
    assert_eq!(published.cell(0, 0), Cell::Shown(43));
}

/// Two rows and two columns with two withheld each, and one cell more in one of them: only together do they tell it.
#[test]
fn what_only_several_lines_together_tell_is_found() {
    let counts = vec![
        vec![3, 4, 20, 50, 61],
        vec![4, 3, 1, 51, 62],
        vec![21, 22, 4, 3, 63],
        vec![23, 24, 25, 4, 2],
        vec![31, 32, 33, 34, 4],
    ];
    let published = withhold(&Table::new(named("ward", 5), named("age", 5), counts), &POLICY);
    for (place, interval) in bounds::of(&published) {
        assert!(!interval.is_narrower_than(5), "{interval:?} at {place:?} of\n{published:?}");
    }
}

#[test]
fn what_is_not_applicable_or_not_available_says_so_and_hides_nothing() {
    let table = families(&[12, 0, 0, 30]).without(1, 0, Missing::NotApplicable).without(2, 0, Missing::Unavailable);
    let published = withhold(&table, &POLICY);
    let cells: Vec<String> = (0..4).map(|row| published.cell(row, 0).to_string()).collect();

    assert_eq!(cells, ["12", "z", "x", "30"]);
}

#[test]
fn rounding_goes_half_up_and_says_low_where_nothing_is_left() {
    let policy = Policy { threshold: 0, round_to: Some(10), ..POLICY };
    let published = withhold(&families(&[0, 4, 5, 14, 15]), &policy);
    let cells: Vec<String> = (0..5).map(|row| published.cell(row, 0).to_string()).collect();

    assert_eq!(cells, ["0", "low", "10", "10", "20"]);
}

#[test]
fn an_empty_or_a_crooked_table_is_still_a_table() {
    assert_eq!(withhold(&Table::default(), &POLICY).total(), Cell::NotApplicable);

    let rows = vec![Row::new("a", "A").within(1), Row::new("b", "B").within(0), Row::new("a", "A").within(9)];
    let crooked = Table::new(rows, named("age", 2), vec![vec![3], vec![u64::MAX, 9, 9]]);
    assert_eq!(withhold(&crooked, &POLICY).cell(0, 0), Cell::Withheld);
}

#[test]
fn what_is_printed_for_a_fault_holds_no_withheld_count() {
    let printed = format!("{:?}", withhold(&families(&[3, 777, 978]), &POLICY));

    assert!(printed.contains("ward 0: c") && printed.contains("978") && !printed.contains("777"), "{printed}");
}
