use crate::wards;
use charts::{Caption, table};
use disclosure::{Column, Missing, Policy, Row, Table, withhold};

const CAPTION: Caption<'static> = Caption { id: "wards", title: "Families by ward", unit: "families" };

#[test]
fn the_table_holds_what_the_chart_shows_and_what_its_symbols_mean() {
    let html = table(&CAPTION, &wards(&[3, 1240, 20, 60])).0;

    assert!(html.contains("govuk-table__caption--s\">Families by ward</caption>"));
    assert!(html.contains("1,240") && html.contains(">c</span>"), "{html}");
    assert!(html.contains("c: withheld, so that nobody can be recognised."));
    assert!(html.contains(">All</th>") && html.contains("1,323"));
}

#[test]
fn symbols_that_do_not_stand_in_a_table_are_not_explained() {
    assert!(!table(&CAPTION, &wards(&[12, 40])).0.contains("withheld"));
}

#[test]
fn a_ward_stands_inwards_of_its_council_which_is_the_total() {
    let rows = vec![Row::all("Council"), Row::new("a", "Ashby").within(0), Row::new("b", "Birch").within(0)];
    let counts = vec![vec![32], vec![12], vec![20]];
    let published = withhold(&Table::new(rows, vec![Column::all("Families")], counts), &Policy::of(5));
    let html = table(&CAPTION, &published).0;

    assert!(html.contains("\u{a0}Ashby") && html.contains(">Council</th>"));
    assert!(!html.contains(">All</th>"), "the council says it already");
}

#[test]
fn what_was_not_told_is_not_a_nought() {
    let table_of = Table::new(
        vec![Row::new("a", "Ashby"), Row::new("b", "Birch")],
        vec![Column::all("Families")],
        vec![vec![12], vec![0]],
    );
    let html = table(&CAPTION, &withhold(&table_of.without(1, 0, Missing::Unavailable), &Policy::of(5))).0;

    assert!(html.contains(">x</span>") && html.contains("x: not available."));
}

#[test]
fn words_of_a_council_cannot_become_markup() {
    let rows = vec![Row::new("a", "<b>Ashby</b>"), Row::new("b", "Birch & Elm")];
    let published = withhold(&Table::new(rows, vec![Column::all("F")], vec![vec![12], vec![20]]), &Policy::of(5));
    let html = table(&CAPTION, &published).0;

    assert!(html.contains("&lt;b&gt;Ashby") && html.contains("Birch &amp; Elm"));
}
