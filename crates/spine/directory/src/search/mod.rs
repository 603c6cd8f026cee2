//! Finding a service: words with their synonyms and corrections, filters, nearness; never a dead end.

mod near;
mod query;
mod words;

pub use query::Query;
pub(crate) use words::words_of;

use crate::{
    postcodes::{self, Postcode},
    records::{self, INDEX, Provider, Service},
};
use pack::Pack;
use store::{
    Conn, Result,
    text::{Hit, Near, Order, Span, Spot, Wanted},
};
use words::Groups;

/// Counted to here; beyond, it is "more than".
pub const MOST: i64 = 1_000;

/// Metres.
pub const METRES_A_MILE: f64 = 1_609.344;

/// A service that was found, and how many metres away it is.
pub type Found = (Service, Provider, Option<f64>);

/// What came of a search.
#[derive(Debug, Default)]
pub struct Results {
    /// This page of it.
    pub found: Vec<Found>,
    /// All, counted to [`MOST`].
    pub total: i64,
    /// How the question was widened, in words.
    pub widened: Vec<String>,
}

/// What is wanted, word for word, with synonyms and without widening: for programs.
pub fn strict(pack: &Pack, query: &Query) -> Wanted {
    query.wanted(words::groups(pack, &words::tokens(&query.text)))
}

/// The nearest (else the first) services that meet a query and take somebody of one of these ages.
pub fn fitting(conn: &mut Conn, query: &Query, ages: &[String], most: i64, from: i64) -> Result<Vec<Found>> {
    let span = Span { most, from };
    let mut wanted = query.wanted(vec![]);
    if !ages.is_empty() {
        wanted.facets.push(ages.to_vec());
    }

    let hits = match query.near {
        Some((lat, lon)) => near::nearest(conn, &wanted, Near { spot: Spot { lat, lon }, limit: None }, span)?,
        None => INDEX.search(conn, &wanted, Order::Added, span)?,
    };
    load(conn, &hits)
}

/// Searches; where nothing is found, wider.
pub fn find(conn: &mut Conn, pack: &Pack, query: &Query, most: i64, from: i64) -> Result<Results> {
    let typed = words::tokens(&query.text);
    let groups = words::groups(pack, &typed);
    let mut search = Search {
        span: Span { most, from },
        asked_words: !groups.is_empty(),
        query: query.clone(),
        groups,
        results: Results::default(),
        told: vec![],
    };

    search.look(conn)?;
    if !search.has_found() {
        search.correct(conn, pack, &typed)?;
        search.widen(conn)?;
    }

    // what was tried in vain is not told
    let widened = if search.has_found() { search.told } else { vec![] };
    Ok(Results { widened, ..search.results })
}

/// A search that goes on until something is found.
struct Search {
    span: Span,
    /// As it stands now, wider each time.
    query: Query,
    groups: Groups,
    asked_words: bool,
    /// Of the last attempt.
    results: Results,
    told: Vec<String>,
}

/// How a query gives way, and whether there was anything to give.
type Widen = fn(&mut Query) -> bool;

/// The place gives way first, then the hour, then how it is done; never the child's age.
const STEPS: [(&str, Widen); 3] = [
    ("Nothing was found as near as that. These are farther away.", anywhere),
    ("Nothing was found at that time. These are open at other times.", at_any_time),
    ("Nothing meets every filter. These meet some of them.", in_any_way),
];

fn anywhere(query: &mut Query) -> bool {
    query.miles.take().is_some()
}

fn at_any_time(query: &mut Query) -> bool {
    let had = query.day.is_some() || query.part.is_some() || query.now.is_some();
    (query.day, query.part, query.now) = (None, None, None);
    had
}

fn in_any_way(query: &mut Query) -> bool {
    let had = query.free
        || query.oneself
        || !query.mode.is_empty()
        || !query.language.is_empty()
        || !query.access.is_empty()
        || !query.who.is_empty()
        || !query.group.is_empty();
    *query = Query {
        text: std::mem::take(&mut query.text),
        need: std::mem::take(&mut query.need),
        age: query.age,
        near: query.near,
        assured: query.assured,
        ..Query::default()
    };
    had
}

impl Search {
    fn has_found(&self) -> bool {
        self.results.total > 0
    }

    fn look(&mut self, conn: &mut Conn) -> Result<()> {
        let wanted = self.query.wanted(self.groups.clone());
        let limit = self.query.miles.map(|miles| f64::from(miles) * METRES_A_MILE);
        let near = self.query.near.map(|(lat, lon)| Near { spot: Spot { lat, lon }, limit });

        let total = match near {
            None => INDEX.count(conn, &wanted, MOST)?,
            Some(near) => near::count(conn, &wanted, near, MOST)?,
        };
        let hits = match near {
            _ if total == 0 => vec![],
            None => INDEX.search(conn, &wanted, Order::Best, self.span)?,
            Some(near) => near::nearest(conn, &wanted, near, self.span)?,
        };
        self.results = Results { found: load(conn, &hits)?, total, widened: vec![] };
        Ok(())
    }

    /// Looks again, and says so if that was of use.
    fn look_and_tell(&mut self, conn: &mut Conn, words: &str) -> Result<()> {
        self.look(conn)?;
        if self.has_found() {
            self.told.push(words.to_owned());
        }
        Ok(())
    }

    /// With the words as they were probably meant.
    fn correct(&mut self, conn: &mut Conn, pack: &Pack, typed: &[String]) -> Result<()> {
        let Some(better) = words::corrected(conn, pack, typed)? else { return Ok(()) };
        let words = self.query.text.trim();
        self.told.push(format!("No service says “{words}”. These say “{}”.", better.join(" ")));
        self.groups = words::groups(pack, &better);
        self.look(conn)
    }

    /// With less and less, until something is found or nothing is left.
    fn widen(&mut self, conn: &mut Conn) -> Result<()> {
        for (words, widen) in STEPS {
            if !self.has_found() && widen(&mut self.query) {
                self.look_and_tell(conn, words)?;
            }
        }

        if !self.has_found() && self.groups.len() > 1 {
            self.groups = vec![self.groups.concat()];
            self.look_and_tell(conn, "No service has all of these words. These have some.")?;
        }
        if !self.has_found() && !self.query.need.is_empty() && self.asked_words {
            self.groups = vec![];
            self.look_and_tell(conn, "No service has these words. These meet the need that you chose.")?;
        }
        Ok(())
    }
}

fn load(conn: &mut Conn, hits: &[Hit]) -> Result<Vec<Found>> {
    let rows: Vec<i64> = hits.iter().map(|hit| hit.n).collect();
    let loaded = if rows.is_empty() { vec![] } else { records::list_by_row(conn, &rows)? };
    let measured = loaded.into_iter().map(|(service, provider)| {
        let hit = hits.iter().find(|hit| hit.n == service.n);
        let metres = hit.and_then(|hit| hit.square).map(f64::sqrt);
        (service, provider, metres)
    });
    Ok(measured.collect())
}

/// `0.4 miles`; near enough that it tells nothing of a door.
pub fn miles(metres: f64) -> String {
    let miles = metres / METRES_A_MILE;
    match miles {
        m if m < 0.15 => "less than 0.2 miles".into(),
        m if m < 10.0 => format!("{m:.1} miles"),
        m => format!("{m:.0} miles"),
    }
}

/// Where the query is near, from a postcode.
pub fn place(conn: &mut Conn, postcode: &str) -> Result<Option<(Postcode, bool)>> {
    postcodes::find(conn, postcode)
}
