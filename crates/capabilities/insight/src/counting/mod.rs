//! Counting: a figure, a period, what is looked at, and by what it is told apart. The same condition counts and lists.

mod beside;
mod kept;
mod months;
mod period;
mod rows;
mod sql;
mod through;

pub(crate) use through::{Through, vocabulary};

pub use kept::Asking;
pub use period::Period;
pub use rows::{Opened, opened};

use crate::{
    facts::{Dim, Kind},
    figures::{Figure, Rule},
    records::{tables, words},
};
use chrono::{Months, NaiveDate};
use pack::Pack;
use std::collections::{BTreeMap, BTreeSet};
use store::{Conn, Result};

/// A period, both days in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

impl Window {
    /// Whether it begins with the first day of a month and ends with the last of one.
    pub fn is_of_months(self) -> bool {
        use chrono::Datelike;

        self.from.day() == 1 && self.to.succ_opt().is_some_and(|next| next.day() == 1)
    }
}

/// What is looked at, besides the period.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Looked {
    /// Only facts of which one of these is said, by dimension. An empty list of words lets nothing through.
    pub only: BTreeMap<Dim, Vec<String>>,
    /// By what it is told apart: none, one or two.
    pub by: Vec<Dim>,
    /// The outcome framework in which needs, outcomes and protective factors are told, by its code; their own without it.
    pub framework: Option<String>,
}

impl Looked {
    /// Told apart by these.
    pub fn by(dims: &[Dim]) -> Self {
        Self { by: dims.to_vec(), ..Self::default() }
    }
}

/// How often, and of how many.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Count {
    /// The count, or the numerator of a share.
    pub n: i64,
    /// The denominator of a share; the same as `n` elsewhere.
    pub of: i64,
    /// How many times each value occurs, where it is a length of time.
    pub values: BTreeMap<i64, i64>,
    /// Clocks that still run.
    pub open: i64,
    /// Of those that stopped, how many in time.
    pub in_time: i64,
}

impl Count {
    /// The middle value: the lower of two in the middle. `None` where there is none.
    pub fn median(&self) -> Option<i64> {
        self.quantile(1, 2)
    }

    /// The value below or at which `part` of `whole` lie.
    pub fn quantile(&self, part: i64, whole: i64) -> Option<i64> {
        let all: i64 = self.values.values().sum();
        let place = (all * part + whole - 1) / whole;
        let mut before = 0;
        self.values.iter().find_map(|(value, many)| {
            before += many;
            (before >= place.max(1)).then_some(*value)
        })
    }

    fn add(&mut self, other: &Self) {
        self.n += other.n;
        self.of += other.of;
        self.open += other.open;
        self.in_time += other.in_time;
        for (value, many) in &other.values {
            *self.values.entry(*value).or_default() += many;
        }
    }
}

/// What was counted: one count for each combination of words, in their order; `None` where nothing is said.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Counted {
    /// By what it is told apart.
    pub by: Vec<Dim>,
    /// The counts.
    pub cells: BTreeMap<Vec<Option<String>>, Count>,
}

impl Counted {
    /// All of it in one.
    pub fn total(&self) -> Count {
        let mut total = Count::default();
        self.cells.values().for_each(|count| total.add(count));
        total
    }
}

/// A condition on facts, as numbers: the same for counts and lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Condition {
    pub kind: Kind,
    /// Days of the facts' own day.
    pub days: (Option<i64>, i64),
    /// Still lasting after this day, or on it.
    pub lasting: Option<Lasting>,
    /// Words by dimension.
    pub words: Vec<(Dim, Vec<i64>)>,
    /// Only those with a value.
    pub valued: bool,
    /// Only those that say yes.
    pub yes: bool,
}

/// Until when something lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lasting {
    /// It had not ended at the end of this day.
    After(i64),
    /// It lasts on this day or later.
    On(i64),
}

/// The condition of a figure in a period; `None` where a word that is asked for stands in no fact.
pub(crate) fn condition(
    conn: &mut Conn,
    pack: &Pack,
    figure: &Figure,
    window: Window,
    looked: &Looked,
    today: NaiveDate,
) -> Result<Option<Condition>> {
    let (from, to) = (tables::number(window.from), tables::number(window.to));
    let mut condition = Condition {
        kind: figure.kind,
        days: (Some(from), to),
        lasting: None,
        words: vec![],
        valued: false,
        yes: false,
    };
    match figure.rule {
        Rule::Flow | Rule::Days | Rule::Clock | Rule::Returned { .. } | Rule::Voiced | Rule::Missing { .. } => {}
        Rule::Share { answered } => {
            condition.valued = answered;
            if figure.kind == Kind::Review {
                condition.days.1 = to.min(tables::number(today));
            }
        }
        Rule::Stock | Rule::Holds { .. } => {
            condition.days.0 = None;
            condition.lasting = Some(Lasting::After(to));
        }
        Rule::Touch | Rule::Among { .. } => {
            condition.days.0 = None;
            condition.lasting = Some(Lasting::On(from));
        }
        Rule::Longer { setting } => {
            condition.days = (None, tables::number(window.to - Months::new(pack.number(setting))) - 1);
            condition.lasting = Some(Lasting::After(to));
        }
        Rule::Back { within, sustained } => {
            condition.days.1 = to.min(tables::number(today) - sql::days_of(within));
            condition.yes = sustained;
        }
    }
    let fixed = figure.only.iter().map(|(dim, code)| (*dim, vec![(*code).to_owned()]));
    for (dim, codes) in fixed.chain(looked.only.iter().map(|(dim, codes)| (*dim, codes.clone()))) {
        let numbers: Vec<i64> = words::numbers(conn, dim, &codes)?.into_values().collect();
        if numbers.is_empty() {
            return Ok(None);
        }
        condition.words.push((dim, numbers));
    }
    Ok(Some(condition))
}

/// Counts a figure.
///
/// # Errors
/// The engine's.
pub fn count(
    conn: &mut Conn,
    pack: &Pack,
    figure: &Figure,
    window: Window,
    looked: &Looked,
    today: NaiveDate,
) -> Result<Counted> {
    if let Some(counted) = beside::count(conn, figure, window, looked)? {
        return Ok(counted);
    }
    // what is due only later is not owed yet
    let all_is_over = figure.kind != Kind::Review || window.to <= today;
    match months::count(conn, figure, window, looked)?.filter(|_| all_is_over) {
        Some(counted) => named(conn, pack, figure, looked, counted),
        None => count_facts(conn, pack, figure, window, looked, today),
    }
}

/// Counts by facts alone, without the counts of months: for the test that both agree.
///
/// # Errors
/// The engine's.
pub fn count_facts(
    conn: &mut Conn,
    pack: &Pack,
    figure: &Figure,
    window: Window,
    looked: &Looked,
    today: NaiveDate,
) -> Result<Counted> {
    if let Some(counted) = beside::count(conn, figure, window, looked)? {
        return Ok(counted);
    }
    let counted = match condition(conn, pack, figure, window, looked, today)? {
        Some(condition) => sql::count(conn, figure, &condition, window, &looked.by)?,
        None => ByNumbers::new(),
    };
    named(conn, pack, figure, looked, counted)
}

/// Counts by the numbers of words.
pub(crate) type ByNumbers = BTreeMap<Vec<Option<i64>>, Count>;

fn named(conn: &mut Conn, pack: &Pack, figure: &Figure, looked: &Looked, counted: ByNumbers) -> Result<Counted> {
    let numbers: BTreeSet<i64> = counted.keys().flatten().copied().flatten().collect();
    let codes = words::codes(conn, &numbers)?;
    let named: Vec<(Vec<Option<String>>, Count)> = counted
        .into_iter()
        .map(|(key, count)| (key.into_iter().map(|n| n.and_then(|n| codes.get(&n).cloned())).collect(), count))
        .collect();

    let mut whole = Counted { by: looked.by.clone(), ..Counted::default() };
    let through = Through::of(pack, figure, looked);
    for (key, count) in named {
        whole.cells.entry(through.tell(key)).or_default().add(&count);
    }
    Ok(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[(i64, i64)]) -> Count {
        Count { values: values.iter().copied().collect(), ..Count::default() }
    }

    #[test]
    fn the_middle_of_an_even_number_is_the_lower_of_the_two() {
        assert_eq!(of(&[(1, 1), (2, 1), (9, 2)]).median(), Some(2));
        assert_eq!(of(&[(1, 1), (2, 1), (9, 1)]).median(), Some(2));
        assert_eq!(of(&[]).median(), None);
        assert_eq!(of(&[(4, 100)]).quantile(9, 10), Some(4));
    }
}
