//! A table of counts before anything is withheld. It is not for sharing; only [`crate::Withheld`] is.

/// A row: whom people are known by (an area, a period, a source).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// Names the population, the same in every table: `ward:E05014449`. Several parts are joined by `|`. Empty means
    /// everybody: the row adds no condition.
    pub key: String,
    /// What a reader sees.
    pub label: String,
    /// The row of the same table that contains this one (ward → area → council; month → quarter → year).
    pub parent: Option<usize>,
}

impl Row {
    #[must_use]
    pub fn new(key: impl Into<String>, label: impl Into<String>) -> Self {
        Self { key: key.into(), label: label.into(), parent: None }
    }

    /// The row of everybody; its key is empty.
    #[must_use]
    pub fn all(label: impl Into<String>) -> Self {
        Self::new("", label)
    }

    /// Hangs the row below another of its table.
    #[must_use]
    pub fn within(mut self, parent: usize) -> Self {
        self.parent = Some(parent);
        self
    }
}

/// A column: what is told of those in a row (an age band, a level, a need). Columns may hang in a hierarchy, too.
pub type Column = Row;

/// Why a place of a table has no count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Missing {
    /// There can be none: shown as `z`.
    NotApplicable,
    /// Nobody told us: shown as `x`, and counted in no sum.
    Unavailable,
}

/// Counts of rows by columns. Margins are made, not given.
///
/// The row that holds all others, and the column that does, are the margins where there is exactly one without a
/// parent. Where there are several, and they do not overlap, the margin is their sum.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Table {
    /// What all counts of the table have in common, as keys: the figure, the period, a fixed filter. Only
    /// [`crate::Publication`] reads it.
    pub of: Vec<String>,
    pub rows: Vec<Row>,
    pub columns: Vec<Column>,
    /// One list a row, as long as `columns`; what is not there is 0. Parents have counts of their own, at least as
    /// large as what they contain; who is in a parent and in none of its rows is protected like a row of its own.
    pub counts: Vec<Vec<u64>>,
    /// Somebody may be in several rows of one parent (rows are needs): then rows make no sums.
    pub rows_overlap: bool,
    /// Somebody may be in several columns: then columns make no sums, and `row_total` is the one column that contains
    /// the others, if there is one.
    pub columns_overlap: bool,
    /// Places without a count: row, column, why.
    pub missing: Vec<(usize, usize, Missing)>,
}

impl Table {
    /// A table whose rows and whose columns do not overlap.
    #[must_use]
    pub fn new(rows: Vec<Row>, columns: Vec<Column>, counts: Vec<Vec<u64>>) -> Self {
        Self { rows, columns, counts, ..Self::default() }
    }

    /// Says what all counts have in common.
    #[must_use]
    pub fn of(mut self, keys: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.of.extend(keys.into_iter().map(Into::into));
        self
    }

    /// Says that somebody may be in several columns.
    #[must_use]
    pub fn overlapping_columns(mut self) -> Self {
        self.columns_overlap = true;
        self
    }

    /// Says that somebody may be in several rows.
    #[must_use]
    pub fn overlapping_rows(mut self) -> Self {
        self.rows_overlap = true;
        self
    }

    /// Says that a place has no count, and why.
    #[must_use]
    pub fn without(mut self, row: usize, column: usize, why: Missing) -> Self {
        self.missing.push((row, column, why));
        self
    }

    pub(crate) fn gap(&self, row: usize, column: usize) -> Option<Missing> {
        self.missing.iter().find(|(r, c, _)| (*r, *c) == (row, column)).map(|(_, _, why)| *why)
    }

    pub(crate) fn count(&self, row: usize, column: usize) -> u64 {
        if self.gap(row, column).is_some() {
            return 0;
        }
        self.counts.get(row).and_then(|counts| counts.get(column)).copied().unwrap_or(0)
    }
}
