//! Freezing a period: what is counted of it now, and what of that may be shown beside all that was published before.

use crate::{
    counting::{self, Count, Looked, Period},
    facts::Dim,
    figures::{self, Figure},
    publishing::{self, Plain},
    records::publication::{self, Frozen, Rows},
    words::Names,
};
use chrono::NaiveDate;
use disclosure::{Clash, Policy};
use pack::Pack;
use store::{Conn, Result};

/// What was read of a period, before it is decided what may be shown.
pub(crate) struct Counted {
    period: Period,
    figures: Vec<One>,
}

struct One {
    figure: &'static Figure,
    total: Count,
    tables: Vec<Plain>,
    rows: Rows,
    /// What was published before of the same financial year, in that order.
    before: Vec<Vec<Plain>>,
}

/// How much is withheld, by the pack.
pub(crate) fn policy(pack: &Pack) -> Policy {
    Policy::of(pack.number("suppression").into())
}

/// What the words of a count are.
fn codes(counted: &counting::Counted) -> impl Iterator<Item = (Dim, String)> {
    let keys = counted.cells.keys();
    keys.flat_map(|key| counted.by.iter().zip(key).filter_map(|(dim, code)| Some((*dim, code.clone()?))))
}

/// What the words of a count are called.
///
/// # Errors
/// The engine's.
pub(crate) fn names(
    conn: &mut Conn,
    pack: &Pack,
    figure: &Figure,
    counted: &counting::Counted,
    framework: Option<&str>,
) -> Result<Names> {
    Ok(Names::load(conn, pack, figure, codes(counted))?.told_in(pack, figure, framework))
}

/// Counts every figure of a period, by each of its published dimensions, with whom it counts.
///
/// # Errors
/// The engine's.
pub(crate) fn count(conn: &mut Conn, pack: &Pack, period: Period, today: NaiveDate) -> Result<Counted> {
    let history = publication::history(conn, period.financial_year())?;
    let mut all = Vec::new();
    for figure in figures::ALL {
        let mut counted = Vec::new();
        for dim in publishing::dims(figure) {
            let looked = Looked::by(dim.as_slice());
            counted.push((dim, counting::count(conn, pack, figure, period.window(), &looked, today)?));
        }
        let codes = counted.iter().flat_map(|(_, counted)| codes(counted));
        let names = Names::load(conn, pack, figure, codes)?;
        let total = counted.first().map(|(_, counted)| counted.total()).unwrap_or_default();
        let tables = publishing::of_figure(figure, period, &counted, &names);
        let opened = counting::opened(conn, pack, (figure, period.window(), &Looked::default()), today, (1, 0))?;
        let mut before = Vec::new();
        for id in &history {
            before.push(publication::counted(conn, *id, figure.id).unwrap_or_default());
        }
        all.push(One { figure, total, tables, rows: Rows::of(&opened), before });
    }
    Ok(Counted { period, figures: all })
}

/// Decides what of it may be shown. This takes a while, and needs no database.
///
/// # Errors
/// Where two tables count the same families differently: a fault of the program.
pub(crate) fn decide(counted: &Counted, policy: &Policy) -> std::result::Result<Vec<Frozen>, Clash> {
    let year = counted.period.financial_year();
    let decided = counted.figures.iter().map(|one| {
        let mut history = one.before.clone();
        history.push(one.tables.clone());
        let published = publishing::decide(&history, one.figure, year, policy)?;
        Ok(Frozen {
            figure: one.figure.id.into(),
            version: one.figure.version,
            counted: one.tables.clone(),
            shown: publishing::show(one.figure, &one.tables, &published, &one.total, policy),
            rows: one.rows.clone(),
        })
    });
    decided.collect()
}
