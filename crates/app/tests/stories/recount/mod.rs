//! Every figure is counted a second time, apart from the code: by whoever read only what a board member reads.

mod base;
mod calendar;
mod figures;
mod spoiling;

use base::Base;
use chrono::NaiveDate;
use figures::{Counter, Thing};
use insight::{
    counting::{self, Count, Counted, Looked, Period, Window},
    facts::Dim,
    figures::{ALL, Figure},
};
use std::collections::{BTreeMap, BTreeSet};
use testkit::World;

/// The last four quarters that are over, the one that runs, a month, two financial years, and days like any other.
fn windows(today: NaiveDate) -> Vec<Window> {
    let named = ["2025-q1", "2025-q2", "2025-q3", "2025-q4", "2026-q1", "2025-09", "fy2024", "fy2025"];
    let periods = named.iter().map(|code| Period::parse(code).expect("a period").window());
    let odd = [("2025-06-17", "2025-11-03"), ("2025-12-30", "2025-12-30"), ("2022-01-01", "2026-03-04")];
    let day = |text: &str| text.parse().expect("a day");
    let all: Vec<Window> = periods.chain(odd.map(|(from, to)| Window { from: day(from), to: day(to) })).collect();
    assert!(all.iter().any(|window| window.to == today), "until today");
    all
}

/// A figure of a period in a world, by the code that is tested.
struct Asked<'a> {
    conn: store::Conn,
    world: &'a World,
    figure: &'a Figure,
    window: Window,
    today: NaiveDate,
}

impl Asked<'_> {
    fn counted(&mut self, by: &[Dim]) -> Counted {
        let (pack, looked) = (&self.world.app.pack, Looked::by(by));
        let counted = counting::count(&mut self.conn, pack, self.figure, self.window, &looked, self.today);
        let counted = counted.expect("counted");
        let facts = counting::count_facts(&mut self.conn, pack, self.figure, self.window, &looked, self.today);
        assert_eq!(counted, facts.expect("counted"), "{}: {:?} by months and by facts", self.figure.id, self.window);
        counted
    }

    /// How many rows are opened, and how many of them are in the numerator.
    fn opened(&mut self) -> (i64, i64) {
        let (pack, looked) = (&self.world.app.pack, Looked::default());
        let asked = (self.figure, self.window, &looked);
        let rows = counting::opened(&mut self.conn, pack, asked, self.today, (0, 0)).expect("rows");
        (many(rows.len()), many(rows.iter().filter(|row| row.yes).count()))
    }
}

fn many(length: usize) -> i64 {
    i64::try_from(length).expect("not so many")
}

/// What both ways of counting can be compared by.
fn told(figure: &Figure, count: &Count) -> String {
    match figure.rule.is_time() {
        true => format!("{:?}, {} go on", count.values, count.open),
        false => format!("{} of {}", count.n, count.of),
    }
}

fn told_of(figure: &Figure, things: &[&Thing]) -> String {
    let mut count = Count { of: many(things.len()), ..Count::default() };
    for thing in things {
        count.n += i64::from(thing.yes);
        match thing.value {
            Some(value) => *count.values.entry(value).or_default() += 1,
            None => count.open += 1,
        }
    }
    told(figure, &count)
}

/// The recount by one dimension.
fn told_apart(figure: &Figure, things: &[Thing], dim: Dim) -> BTreeMap<Option<String>, String> {
    let mut cells: BTreeMap<Option<String>, Vec<&Thing>> = BTreeMap::new();
    for thing in things {
        cells.entry(thing.said[&dim].clone()).or_default().push(thing);
    }
    cells.into_iter().map(|(word, things)| (word, told_of(figure, &things))).collect()
}

/// Compares a figure of a period: in all, by the rows that it opens, and by each dimension that the recount knows.
fn differences(asked: &mut Asked, base: &Base) -> Vec<String> {
    let (figure, window, today) = (asked.figure, asked.window, asked.today);
    let things = Counter { base, window, today }.figure(figure.id);
    let mut found = vec![];
    let mut compare = |by: Option<Dim>, what: &str, code: String, recount: String| {
        if code != recount {
            let Window { from, to } = window;
            let by_word = by.map(|dim| format!(" by {}", dim.code())).unwrap_or_default();
            found.push(format!("{}{by_word}, {from} to {to}, {what}: code {code}, recount {recount}", figure.id));
        }
    };

    let total = asked.counted(&[]).total();
    compare(None, "in all", told(figure, &total), told_of(figure, &things.iter().collect::<Vec<_>>()));

    let (rows, yes) = asked.opened();
    compare(None, "rows", many_rows(figure, &total).to_string(), rows.to_string());
    if figure.rule.is_share() {
        compare(None, "rows that say yes", total.n.to_string(), yes.to_string());
    }

    let dims: BTreeSet<Dim> = things.iter().flat_map(|thing| thing.said.keys().copied()).collect();
    for dim in dims.into_iter().filter(|dim| figure.takes(*dim)) {
        let cells = asked.counted(&[dim]).cells;
        let code: BTreeMap<_, _> = cells.iter().map(|(words, count)| (words[0].clone(), told(figure, count))).collect();
        compare(Some(dim), "cells", format!("{code:?}"), format!("{:?}", told_apart(figure, &things, dim)));
    }
    found
}

/// How many rows a count must open.
fn many_rows(figure: &Figure, total: &Count) -> i64 {
    match figure.rule.is_time() {
        true => total.values.values().sum::<i64>() + total.open,
        false => total.of,
    }
}

fn recount(world: &World) -> Vec<String> {
    insight::keeping::count_anew(&world.app.db, &world.app.pack).expect("counted");
    let today = testkit::NOW.date();
    let base = Base::read(&mut world.conn());
    let counted = ALL.iter().filter(|figure| !figure.rule.has_no_rows());
    let each = counted.flat_map(|figure| windows(today).into_iter().map(move |window| (figure, window)));
    each.flat_map(|(figure, window)| {
        differences(&mut Asked { conn: world.conn(), world, figure, window, today }, &base)
    })
    .collect()
}

#[test]
fn who_reads_the_definitions_counts_the_same() {
    for seed in [5, 11, 23] {
        let found = recount(&World::made_up(80, seed));
        assert!(found.is_empty(), "seed {seed}:\n{}", found.join("\n"));
    }
}

#[test]
fn so_they_do_where_families_go_the_ways_that_definitions_leave_out() {
    for seed in [7, 19] {
        let world = World::made_up(100, seed);
        for changes in [spoiling::CHANGES, spoiling::BESIDES] {
            spoiling::spoil(&world, changes);
            let found = recount(&world);
            assert!(found.is_empty(), "seed {seed}:\n{}", found.join("\n"));
        }
    }
}
