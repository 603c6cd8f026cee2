//! Nobody is given away: which counts of a table may be published, and the proof that the others cannot be derived.
//!
//! # What is withheld
//!
//! * **Small counts**: from 1 to below the threshold, in margins as in cells. Zeros are shown.
//! * **Whole classes**: where all of a row are in one of several columns, everybody who knows that somebody is in the
//!   row would know the rest. The full cell is withheld, and an empty one beside it. (Rows are whom people are known by;
//!   columns are what is learned of them.)
//! * **What gives them away**: where a row, column or hierarchy has one withheld count, the next smallest, too, until
//!   nothing changes.
//! * **What still does**: while anything published narrows a withheld count to fewer than the threshold, more. At the
//!   end of that stands a table of which nothing is shown.
//! * Those in a parent and in none of its rows, and where columns overlap those outside a column, are never printed,
//!   but are protected like a cell: 41 of 43 is not shown, since it tells of 2.
//!
//! # Why one can rely on it
//!
//! For every withheld count there are two whole tables that agree with everything published, and in which the count
//! differs by at least the threshold. They are checked sum by sum, whatever found them. [`bounds`] says the same from
//! the attacker's side, and what it does not cover.
//!
//! # Source
//!
//! The rules are those of evidence.md §3, symbols as in the Department for Education's statistics. The method is
//! cell suppression in linked tables: L. Willenborg and T. de Waal, Elements of Statistical Disclosure Control (2001);
//! M. Fischetti and J. Salazar, Solving the cell suppression problem on tabular data with linear constraints,
//! Management Science 47 (2001).

mod axis;
pub mod bounds;
mod cell;
mod decide;
mod intervals;
mod issue;
mod layout;
mod placing;
mod proof;
mod publication;
mod rate;
mod simplex;
mod system;
mod table;
mod withheld;

pub use cell::{Cell, Policy};
pub use publication::{Clash, Publication, Published};
pub use rate::{Rate, per, rate};
pub use table::{Column, Missing, Row, Table};
pub use withheld::{Withheld, revised, withhold};
