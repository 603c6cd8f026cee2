//! What would give somebody away is withheld from those who see no rows: the one place of this crate that says which.

use disclosure::{Column, Policy, Publication, Row, Table};
use pack::Pack;

/// The sign of a count that is withheld, as England's official statistics have it.
pub(crate) const SIGN: &str = "c";

/// What it means, to stand below every table of counts.
pub(crate) const KEY: &str =
    "c: withheld, because so few could be recognised, or because it would tell of so few. x: not known.";

/// A count, or nothing where it is withheld.
pub(crate) type Cell = Option<i64>;

/// The numbers by which it is decided.
pub(crate) fn policy(pack: &Pack) -> Policy {
    Policy::of(pack.number("suppression").into())
}

/// Whether a count may be shown that is part of no sum. Nobody is not somebody: 0 is shown.
pub(crate) fn may_show(pack: &Pack, count: i64) -> bool {
    count == 0 || count >= i64::from(pack.number("suppression"))
}

/// A count that is part of no sum, as it may be shown.
pub(crate) fn shown(pack: &Pack, count: i64) -> String {
    sign(may_show(pack, count).then_some(count))
}

/// What stands in a place.
pub(crate) fn sign(cell: Cell) -> String {
    cell.map_or_else(|| SIGN.into(), |count| count.to_string())
}

/// As a table of the crate that decides takes it.
pub(crate) fn unsigned(count: i64) -> u64 {
    u64::try_from(count).unwrap_or_default()
}

/// As a page shows what was decided.
pub(crate) fn decided(cell: disclosure::Cell) -> Cell {
    cell.shown().and_then(|count| i64::try_from(count).ok())
}

/// The same things told apart in several ways: each of them stands in one row of each table, so that what is shown in one
/// gives away what is withheld in another, unless all are decided together.
///
/// Should two of them not count the same things after all, nothing of them is shown.
pub(crate) fn told_apart(pack: &Pack, tables: &[&[(String, i64)]]) -> Vec<Vec<Cell>> {
    let mut all = Publication::new();
    for (nth, counts) in tables.iter().enumerate() {
        let row = |(name, _): &(String, i64)| Row::new(format!("{nth}:{name}"), name.clone());
        let counted = counts.iter().map(|(_, count)| vec![unsigned(*count)]).collect();
        let table = Table::new(counts.iter().map(row).collect(), vec![Column::all("All")], counted);
        all = all.table(nth.to_string(), table);
    }
    let published = all.withhold(&policy(pack)).ok();
    let cell = |nth: usize, row: usize| {
        let table = published.as_ref()?.table(&nth.to_string())?;
        decided(table.cell(row, 0))
    };
    let table = |(nth, counts): (usize, &&[(String, i64)])| (0..counts.len()).map(|row| cell(nth, row)).collect();
    tables.iter().enumerate().map(table).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn pack() -> Pack {
        Pack::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../packs/standard")).expect("the pack")
    }

    fn counts(all: &[(&str, i64)]) -> Vec<(String, i64)> {
        all.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
    }

    #[test]
    fn one_small_count_takes_another_with_it_where_the_sum_is_known() {
        let by_need = counts(&[("housing", 12), ("money", 3), ("parenting", 40)]);
        let by_month = counts(&[("May", 30), ("June", 25)]);
        let [need, month] = &told_apart(&pack(), &[&by_need, &by_month])[..] else { panic!("two tables") };
        assert_eq!(need, &[None, None, Some(40)], "3 is 55 less 12 less 40");
        assert_eq!(month, &[Some(30), Some(25)]);
    }

    #[test]
    fn tables_that_do_not_count_the_same_show_nothing() {
        let (one, other) = (counts(&[("a", 12), ("b", 30)]), counts(&[("c", 13), ("d", 30)]));
        let [one, other] = &told_apart(&pack(), &[&one, &other])[..] else { panic!("two tables") };
        assert_eq!((one, other), (&vec![None, None], &vec![None, None]));
    }
}
