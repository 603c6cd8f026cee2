//! Tables of fixed shape that go out together and count the same people: by area, by area and age, by month and year.

use crate::{
    cell::Policy,
    issue::Issue,
    layout::{Clash as SamePeople, Layout},
    placing::place,
    table::Table,
    withheld::Withheld,
};
use std::{error::Error, fmt, sync::Arc};

/// Tables that are decided together: the same population has the same answer wherever it appears.
///
/// A population is the set of keys of a place: those of its table ([`Table::of`]), its row and its column. A margin
/// adds none, and neither does a row or column whose key is empty.
///
/// ```
/// use disclosure::{Cell, Column, Policy, Publication, Row, Table};
///
/// let wards = || vec![Row::new("ward:a", "Ashby"), Row::new("ward:b", "Birch"), Row::new("ward:c", "Coombe")];
/// let ages = vec![Column::new("age:0-9", "0 to 9"), Column::new("age:10-18", "10 to 18")];
/// let by_age = Table::new(wards(), ages, vec![vec![2, 20], vec![12, 9], vec![30, 31]]);
/// let by_area = Table::new(wards(), vec![Column::all("Children")], vec![vec![22], vec![21], vec![61]]);
///
/// let publication = Publication::new().table("by area", by_area).table("by age", by_age);
/// let published = publication.withhold(&Policy::of(5)).expect("both count the same children");
/// let (by_area, by_age) = (published.table("by area").unwrap(), published.table("by age").unwrap());
///
/// assert_eq!(by_area.cell(0, 0), by_age.row_total(0));
/// assert_eq!(by_age.cell(0, 0), Cell::Withheld);
/// ```
#[derive(Clone, Default)]
pub struct Publication {
    tables: Vec<(Option<String>, Table)>,
    sums: Vec<(String, Vec<String>)>,
}

/// Two tables give the same population different counts: one of them counts something else, or at another time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Clash {
    /// The keys of the population; empty means everybody.
    pub population: Vec<String>,
    /// The table that came second.
    pub table: String,
}

impl fmt::Display for Clash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let population = if self.population.is_empty() { "all".to_owned() } else { self.population.join(", ") };
        write!(out, "{population}: {} counts another number than a table before it", self.table)
    }
}

impl Error for Clash {}

/// What went out together.
#[derive(Clone)]
pub struct Published {
    tables: Vec<(String, Withheld)>,
    issue: Arc<Issue>,
}

impl Published {
    /// The table of that name.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&Withheld> {
        self.tables.iter().find(|(known, _)| known == name).map(|(_, table)| table)
    }

    /// All tables with their names, in the order in which they were added.
    pub fn tables(&self) -> impl Iterator<Item = (&str, &Withheld)> {
        self.tables.iter().map(|(name, table)| (name.as_str(), table))
    }
}

impl Publication {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a table that is published.
    #[must_use]
    pub fn table(mut self, name: impl Into<String>, table: Table) -> Self {
        self.tables.push((Some(name.into()), table));
        self
    }

    /// Adds a table that is not published, but whose counts the others could give away (the months of two periods that
    /// overlap): its small counts are protected like theirs.
    #[must_use]
    pub fn behind(mut self, table: Table) -> Self {
        self.tables.push((None, table));
        self
    }

    /// Says that in every table the populations of one key are made of those of others: a quarter of its months, a
    /// council of its wards. What is in the whole and in none of the parts is protected, too.
    #[must_use]
    pub fn adds_up(mut self, whole: impl Into<String>, parts: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.sums.push((whole.into(), parts.into_iter().map(Into::into).collect()));
        self
    }

    /// Decides all tables together.
    ///
    /// # Errors
    /// [`Clash`] where two tables count the same population differently.
    pub fn withhold(&self, policy: &Policy) -> Result<Published, Clash> {
        self.issue(|layout| Issue::new(layout, policy))
    }

    /// Decides all tables together, after others that count the same with fewer late entries; see [`crate::revised`].
    ///
    /// # Errors
    /// [`Clash`] where two tables count the same population differently.
    pub fn revise(&self, old: &Published, policy: &Policy) -> Result<Published, Clash> {
        self.issue(|layout| Issue::after(Arc::clone(&old.issue), layout, policy))
    }

    fn issue(&self, decide: impl FnOnce(Layout) -> Issue) -> Result<Published, Clash> {
        let mut layout = Layout::default();
        let mut grids = Vec::new();
        for (name, table) in &self.tables {
            let placed = place(&mut layout, table, name.is_some());
            grids.push(placed.map_err(|SamePeople(key)| Clash {
                population: key.into_iter().collect(),
                table: name.clone().unwrap_or_else(|| "a table that is not published".to_owned()),
            })?);
        }
        for (whole, parts) in &self.sums {
            layout.adds_up(whole, parts);
        }
        layout.contain();

        let issue = Arc::new(decide(layout));
        let named =
            self.tables.iter().zip(grids).filter_map(|((name, table), grid)| Some((name.clone()?, table, grid)));
        let tables = named.map(|(name, table, grid)| (name, Withheld::new(table, grid, Arc::clone(&issue)))).collect();
        Ok(Published { tables, issue })
    }
}
