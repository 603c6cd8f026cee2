//! Publishing: what is frozen of a period, and what of it may be shown to everybody. Pure: from counts to tables in which
//! nobody can be recognised.

mod shapes;
mod shown;

pub(crate) use shapes::{Plain, dims, of_figure};
pub(crate) use shown::{Shown, ShownTable, show};

use crate::{counting::Period, figures::Figure};
use disclosure::{Clash, Policy, Publication, Published};
use std::collections::BTreeMap;

/// What was decided on a figure's tables in a financial year: by what was published of it, in that order, and by what is
/// published next. The same tables in the same order always give the same answers, so nothing else needs to be kept.
///
/// # Errors
/// Where two tables of one publication count the same families differently.
pub(crate) fn decide(history: &[Vec<Plain>], figure: &Figure, year: i32, policy: &Policy) -> Result<Published, Clash> {
    let mut tables: BTreeMap<String, Plain> = BTreeMap::new();
    let mut published: Option<Published> = None;
    for issue in history {
        for table in issue {
            tables.insert(table.name.clone(), table.clone());
        }
        let mut all = Publication::new();
        for table in tables.values() {
            all = all.table(table.name.clone(), table.table());
        }
        if shapes::adds_up(figure) {
            let whole = shapes::key_of(Period::Financial(year));
            let parts = Period::of_financial_year(year).into_iter().filter(|part| *part != Period::Financial(year));
            all = all.adds_up(whole, parts.map(shapes::key_of));
        }
        published = Some(match &published {
            None => all.withhold(policy)?,
            Some(before) => all.revise(before, policy)?,
        });
    }
    published.map_or_else(|| Publication::new().withhold(policy), Ok)
}
