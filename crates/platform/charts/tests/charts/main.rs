//! What charts show, and what they never do.

mod drawings;
mod maps;
mod tables;

use disclosure::{Column, Policy, Row, Table, Withheld, withhold};

/// Families by ward, with a threshold of 5.
pub fn wards(counts: &[u64]) -> Withheld {
    let names = ["Ashby", "Birch", "Coombe", "Dale", "Elm", "Fern"];
    let rows =
        counts.iter().zip(names).enumerate().map(|(at, (_, name))| Row::new(format!("ward:W{at}"), name)).collect();
    let counts = counts.iter().map(|count| vec![*count]).collect();
    withhold(&Table::new(rows, vec![Column::all("Families")], counts), &Policy::of(5))
}
