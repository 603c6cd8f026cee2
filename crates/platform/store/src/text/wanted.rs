//! What is sought: words, facets and conditions, and how each engine is asked for them.

use chrono::NaiveDate;
use diesel::Column;

/// Metres a degree of latitude (WGS 84, at 51° north).
pub const DEGREE: f64 = 111_250.0;

/// What is sought: every group must be met, by one of its members, and every condition.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wanted {
    /// Groups of words or phrases of words; letters and digits alone.
    pub words: Vec<Vec<String>>,
    /// Groups of facets.
    pub facets: Vec<Vec<String>>,
    /// One of these must be met besides, where there are any.
    pub either: Vec<Clause>,
    /// None of these may be met.
    pub none: Vec<Clause>,
    /// What the index does not hold and is looked up in the rows.
    pub also: Vec<Condition>,
}

/// Groups that must all be met, each by one of its members: of words in the name, of words anywhere, of facets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clause {
    /// Words or phrases of words of the name.
    pub names: Vec<Vec<String>>,
    /// Words or phrases of words anywhere.
    pub words: Vec<Vec<String>>,
    /// Facets.
    pub facets: Vec<Vec<String>>,
}

impl Clause {
    fn fts5(&self) -> String {
        let names = self.names.iter().map(|group| fts5_group("name", group));
        let words = self.words.iter().map(|group| fts5_group("{name words}", group));
        let facets = self.facets.iter().map(|group| fts5_group("facets", group));
        format!("({})", names.chain(words).chain(facets).collect::<Vec<_>>().join(" AND "))
    }

    /// As PostgreSQL reads it with `to_tsquery`: what stands in the name has the weight A.
    fn tsquery(&self) -> String {
        let named = |words: &String| {
            safe(words).split_whitespace().map(|word| format!("{word}:A")).collect::<Vec<_>>().join(" <-> ")
        };
        let groups = [
            all_groups(&self.names, named),
            all_groups(&self.words, |words| phrase(words)),
            all_groups(&self.facets, |facet| format!("'{}'", safe(facet))),
        ];
        format!("({})", groups.into_iter().filter(|group| !group.is_empty()).collect::<Vec<_>>().join(" & "))
    }
}

fn fts5_group(column: &str, group: &[String]) -> String {
    let any: Vec<String> = group.iter().map(|word| format!("\"{}\"", safe(word))).collect();
    format!("{column} : ({})", any.join(" OR "))
}

fn phrase(words: &str) -> String {
    safe(words).split_whitespace().collect::<Vec<_>>().join(" <-> ")
}

impl Wanted {
    /// Whether it asks nothing of the index.
    pub(super) fn asks_no_words(&self) -> bool {
        self.words.is_empty() && self.facets.is_empty() && self.either.is_empty()
    }

    pub(super) fn fts5(&self) -> String {
        let words = self.words.iter().map(|group| fts5_group("{name words}", group));
        let facets = self.facets.iter().map(|group| fts5_group("facets", group));
        let mut all: Vec<String> = words.chain(facets).collect();
        let any = |clauses: &[Clause]| clauses.iter().map(Clause::fts5).collect::<Vec<_>>().join(" OR ");
        if !self.either.is_empty() {
            all.push(format!("({})", any(&self.either)));
        }
        let all = all.join(" AND ");
        if self.none.is_empty() { all } else { format!("({all}) NOT ({})", any(&self.none)) }
    }

    /// Its words, its facets, and the clauses of which one must be met and none may be, each a query of its own.
    pub(super) fn tsquery(&self) -> (String, String, String) {
        let facet = |facet: &String| format!("'{}'", safe(facet));
        let any = |clauses: &[Clause]| clauses.iter().map(Clause::tsquery).collect::<Vec<_>>().join(" | ");
        let clauses = match (self.either.is_empty(), self.none.is_empty()) {
            (true, true) => String::new(),
            (false, true) => any(&self.either),
            (true, false) => format!("!({})", any(&self.none)),
            (false, false) => format!("({}) & !({})", any(&self.either), any(&self.none)),
        };
        (all_groups(&self.words, |words| phrase(words)), all_groups(&self.facets, facet), clauses)
    }
}

fn all_groups(groups: &[Vec<String>], member: impl Fn(&String) -> String) -> String {
    let group = |group: &Vec<String>| format!("({})", group.iter().map(&member).collect::<Vec<_>>().join(" | "));
    groups.iter().map(group).collect::<Vec<_>>().join(" & ")
}

/// No mark of either query language.
pub(super) fn safe(word: &str) -> String {
    word.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect::<String>().trim().to_owned()
}

/// What must be so of a row, beyond its words and facets.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Of the row itself.
    Row(Test),
    /// One of its rows in a table beside it, here `NAME_opening`, meets all of these.
    Opening(Vec<Test>),
    /// One of its places is within so many metres.
    Within(Spot, f64),
    /// One of these columns of the row says something, or none does.
    Says(&'static [&'static str], bool),
    /// It is none of these rows.
    Except(Vec<i64>),
    /// This moment of the row is that one or later.
    Since(&'static str, crate::Instant),
}

impl Condition {
    /// As it stands in a query in which the row is `s`, of the table `rows`.
    pub(super) fn sql(&self, rows: &str, pg: bool) -> String {
        match self {
            Self::Row(test) => test.sql("s"),
            Self::Opening(tests) => {
                let all: Vec<String> = tests.iter().map(|test| test.sql("o")).collect();
                format!("EXISTS (SELECT 1 FROM {rows}_opening o WHERE o.{rows}_n = s.n AND {})", all.join(" AND "))
            }
            Self::Within(spot, metres) => format!(
                "EXISTS (SELECT 1 FROM {rows}_place p WHERE p.{rows}_n = s.n AND {} <= {})",
                spot.square(),
                squared(*metres)
            ),
            Self::Says(columns, says) => {
                let any: Vec<String> = columns.iter().map(|column| format!("s.{column} IS NOT NULL")).collect();
                let any = any.join(" OR ");
                if *says { format!("({any})") } else { format!("NOT ({any})") }
            }
            Self::Except(rows) => {
                let rows: Vec<String> = rows.iter().map(ToString::to_string).collect();
                format!("s.n NOT IN ({})", rows.join(", "))
            }
            Self::Since(column, at) => {
                // microseconds, as each engine keeps a moment
                let at =
                    if pg { format!("to_timestamp({}::double precision / 1000000)", at.0) } else { at.0.to_string() };
                format!("s.{column} >= {at}")
            }
        }
    }
}

/// What one column must be. A row that says nothing does not pass, unless [`Test::or_unknown`].
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    column: &'static str,
    sign: &'static str,
    value: String,
    or_unknown: bool,
}

impl Test {
    fn new<C: Column>(_: C, sign: &'static str, value: impl Into<Value>) -> Self {
        let Value(value) = value.into();
        Self { column: C::NAME, sign, value, or_unknown: false }
    }

    /// It is this.
    pub fn is<C: Column>(column: C, value: impl Into<Value>) -> Self {
        Self::new(column, "=", value)
    }

    /// It is this, or more, or later.
    pub fn at_least<C: Column>(column: C, value: impl Into<Value>) -> Self {
        Self::new(column, ">=", value)
    }

    /// It is this, or less, or earlier.
    pub fn at_most<C: Column>(column: C, value: impl Into<Value>) -> Self {
        Self::new(column, "<=", value)
    }

    /// It is more than this, or later.
    pub fn above<C: Column>(column: C, value: impl Into<Value>) -> Self {
        Self::new(column, ">", value)
    }

    /// Or nothing is known of it.
    #[must_use]
    pub fn or_unknown(self) -> Self {
        Self { or_unknown: true, ..self }
    }

    fn sql(&self, table: &str) -> String {
        let Self { column, sign, value, .. } = self;
        if self.or_unknown {
            format!("({table}.{column} IS NULL OR {table}.{column} {sign} {value})")
        } else {
            format!("{table}.{column} {sign} {value}")
        }
    }
}

/// A number or a day as it stands in a query. There is none of a text: what people type is never part of a statement.
#[derive(Debug)]
pub struct Value(String);

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self(number.to_string())
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self(number.to_string())
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self(number.to_string())
    }
}

impl From<NaiveDate> for Value {
    fn from(day: NaiveDate) -> Self {
        Self(format!("'{day}'"))
    }
}

/// A point on the earth, in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    /// North.
    pub lat: f64,
    /// East.
    pub lon: f64,
}

impl Spot {
    /// Metres, squared, from here to the place `p`. A plane is true enough: 0.1 % at 50 km.
    pub(super) fn square(self) -> String {
        let Self { lat, lon } = self;
        let narrow = lat.to_radians().cos();
        let (a, b) = (DEGREE * DEGREE, DEGREE * DEGREE * narrow * narrow);
        format!("((p.lat - ({lat})) * (p.lat - ({lat})) * {a} + (p.lon - ({lon})) * (p.lon - ({lon})) * {b})")
    }
}

/// No farther than around the world: what is more is no number in a query.
pub(super) fn squared(metres: f64) -> f64 {
    let metres = metres.clamp(0.0, 40_100_000.0);
    metres * metres
}
