//! What can be drawn: marks, which only come from published cells and rates, and series of them.

use disclosure::{Cell, Rate, Withheld};

/// How a chart is named and counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Caption<'a> {
    /// Unique on the page; letters, digits and hyphens.
    pub id: &'a str,
    /// One line; what is seen, and when.
    pub title: &'a str,
    /// What is counted, in the plural: `families`; `%` for percentages.
    pub unit: &'a str,
}

/// A published count or rate, or why there is none.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Mark(pub(crate) Kind);

#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Kind {
    Count(u64),
    Rate(f64),
    Not(&'static str, &'static str),
}

impl Mark {
    /// How far it reaches; none where nothing is shown.
    #[must_use]
    pub fn value(self) -> Option<f64> {
        match self.0 {
            Kind::Count(count) => Some(real(count)),
            Kind::Rate(rate) => Some(rate),
            Kind::Not(..) => None,
        }
    }

    /// The symbol that stands instead of a count or rate.
    #[must_use]
    pub const fn symbol(self) -> Option<&'static str> {
        match self.0 {
            Kind::Not(symbol, _) => Some(symbol),
            _ => None,
        }
    }

    pub(crate) fn is_withheld(self) -> bool {
        self.symbol() == Some("c")
    }

    /// The count with thousands apart, the rate with one decimal place, or the meaning of the symbol in a word or two.
    pub(crate) fn text(self, unit: &str) -> String {
        let percent = if unit == "%" { "%" } else { "" };
        match self.0 {
            Kind::Count(count) => thousands(count) + percent,
            Kind::Rate(rate) => format!("{rate:.1}{percent}"),
            Kind::Not(_, short) => short.to_owned(),
        }
    }
}

impl From<Cell> for Mark {
    fn from(cell: Cell) -> Self {
        Self(match cell {
            Cell::Shown(count) => Kind::Count(count),
            Cell::Withheld => Kind::Not("c", "withheld"),
            Cell::NotApplicable => Kind::Not("z", "not applicable"),
            Cell::Unavailable => Kind::Not("x", "not available"),
            Cell::Low => Kind::Not("low", "low, rounds to 0"),
        })
    }
}

impl From<Rate> for Mark {
    fn from(rate: Rate) -> Self {
        Self(match rate {
            Rate::Shown(value) => Kind::Rate(value),
            Rate::Withheld => Kind::Not("c", "withheld"),
            Rate::NotApplicable => Kind::Not("z", "too few for a rate"),
            Rate::Unavailable => Kind::Not("x", "not available"),
        })
    }
}

/// Marks in a row, each with its label: the bars of a chart, or the points of a line.
#[derive(Clone, PartialEq, Debug)]
pub struct Series {
    pub label: String,
    pub points: Vec<(String, Mark)>,
}

impl Series {
    #[must_use]
    pub fn new<M: Into<Mark>>(label: impl Into<String>, points: impl IntoIterator<Item = (String, M)>) -> Self {
        let points = points.into_iter().map(|(label, mark)| (label, mark.into())).collect();
        Self { label: label.into(), points }
    }

    /// A column of a table, a point for each row.
    #[must_use]
    pub fn column(table: &Withheld, column: usize) -> Self {
        let label = table.columns().get(column).map_or("All", |column| column.label.as_str());
        let rows = table.rows().iter().enumerate();
        Self::new(label, rows.map(|(row, named)| (named.label.clone(), table.cell(row, column))))
    }

    /// A row of a table, a point for each column.
    #[must_use]
    pub fn row(table: &Withheld, row: usize) -> Self {
        let label = table.rows().get(row).map_or("All", |row| row.label.as_str());
        let columns = table.columns().iter().enumerate();
        Self::new(label, columns.map(|(column, named)| (named.label.clone(), table.cell(row, column))))
    }

    pub(crate) fn greatest(&self) -> f64 {
        self.points.iter().filter_map(|(_, mark)| mark.value()).fold(0.0, f64::max)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a chart shows three digits")]
pub(crate) const fn real(count: u64) -> f64 {
    count as f64
}

pub(crate) fn thousands(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
