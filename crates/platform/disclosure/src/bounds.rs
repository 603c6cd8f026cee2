//! What an attacker can derive of each withheld count from everything that is published.
//!
//! # What is taken as known
//!
//! Every count that is shown, exactly (rounding only makes it worse for an attacker), every sum of rows, columns and
//! hierarchies, and that counts are whole numbers of at least 0.
//!
//! # What the proof covers, and what it does not
//!
//! A withheld count is taken as anything from 0: the symbol `c` does not tell a small count from one that is withheld
//! to cover it, nor from an empty class. Who reckons with the rule itself, that one of the withheld counts of a line is
//! small, and can tell which, has it within 1 to below the threshold: as much as the rule says anyway.
//!
//! Not covered:
//!
//! * who knows rows of single people from elsewhere (a provider knows its own), and tables of the same people that
//!   others published;
//! * who runs the program on every table that could have been, and keeps those that it would publish like this. Among
//!   three rows by two or three columns of counts below 14, 4 in 100 withheld counts could be told so, and 28 in 100
//!   narrowed to fewer than five; the larger the table, the fewer can be written down at all;
//! * in several tables ([`crate::Publication`]), sums that neither keys nor [`crate::Publication::adds_up`] tell of, and
//!   that somebody with two attributes is in both of two tables that are not crossed;
//! * in revisions, how small a change has been that is not told: less than the threshold, if it is told apart from
//!   those that are kept to cover it.

pub use crate::intervals::Interval;

use crate::{
    intervals::propagate,
    issue::Issue,
    simplex::{Reach, Tableau},
    withheld::Withheld,
};

/// A place of a table: a row and a column; one past the last is the margin.
pub type Place = (usize, usize);

/// The tightest interval of each withheld place of a table, margins included, in the order of the table.
///
/// Linear reasoning over all that was published with the table and, where it is a revision, before it. In a table
/// with one hierarchy of rows the ends are exact; where several tables share counts the true interval of whole
/// counts can be narrower than that of fractions, which is why [`crate::withhold`] itself goes by whole tables.
#[must_use]
pub fn of(table: &Withheld) -> Vec<(Place, Interval)> {
    let issue = table.issue();
    let places = table.places().filter(|(_, value)| issue.unknown[*value]);
    let places: Vec<(Place, usize)> = places.collect();
    let values: Vec<usize> = places.iter().map(|(_, value)| *value).collect();
    places.iter().map(|(place, _)| *place).zip(tightest(issue, &values)).collect()
}

fn tightest(issue: &Issue, values: &[usize]) -> Vec<Interval> {
    let (system, unknown) = issue.everything();
    let outer = propagate(&system, &unknown);
    let Some(mut tableau) = Tableau::new(&system, &unknown) else {
        return values.iter().map(|value| outer[*value]).collect();
    };

    let exact = |value: &usize| {
        let Some(column) = tableau.column(*value) else { return outer[*value] };
        let mut reach = |upwards| tableau.push(column, upwards, 1.0, &mut |_, _| true);
        let most = match reach(true) {
            Reach::To(most) => Some(floor(most)),
            Reach::Unbounded => None,
            Reach::Stopped => outer[*value].most,
        };
        let least = if let Reach::To(least) = reach(false) { ceiling(least) } else { outer[*value].least };
        Interval { least, most }
    };
    values.iter().map(exact).collect()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "ends of intervals are counts")]
fn floor(value: f64) -> u64 {
    (value + 1e-6).floor().max(0.0) as u64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "ends of intervals are counts")]
fn ceiling(value: f64) -> u64 {
    (value - 1e-6).ceil().max(0.0) as u64
}
