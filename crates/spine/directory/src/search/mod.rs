//! Finding a service: what people come with, heard out of their own words; filters, nearness; never a dead end.

mod english;
mod near;
mod query;
mod tiers;
mod topics;
mod towns;
mod words;

pub use query::Query;
pub use tiers::Sort;
pub(crate) use words::words_of;

use crate::{
    postcodes::{self, Postcode},
    records::{self, INDEX, Provider, Service},
};
use pack::{Helpline, Pack, Topic};
use store::{
    Conn, Result,
    text::{Clause, Hit, Near, Order, Span, Spot, Wanted},
};
use tiers::Tiers;
use words::Groups;

/// Counted to here; beyond, it is "more than".
pub const MOST: i64 = 1_000;

/// Metres.
pub const METRES_A_MILE: f64 = 1_609.344;

/// The helplines that stand first in a crisis.
const FIRST: usize = 3;

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
    /// What was understood of it, in words: of the place, and of what was typed.
    pub understood: Vec<String>,
    /// Whom one can call, best first.
    pub helplines: Vec<Helpline>,
    /// Whether whom to call comes before any service.
    pub crisis: bool,
    /// How many of them do: where something else was said, too, room is left for what helps with it.
    pub first: usize,
    /// The question as it was understood.
    pub asked: Asked,
}

/// A question as it was understood, to be asked again with one filter more.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    clauses: Vec<Clause>,
    query: Query,
}

impl Asked {
    /// Whether it would find anything if it were changed so.
    pub fn finds(&self, conn: &mut Conn, change: impl FnOnce(&mut Query)) -> Result<bool> {
        let mut query = self.query.clone();
        change(&mut query);
        let wanted = query.any_of(self.clauses.clone());
        let found = match near_of(&query) {
            None => INDEX.count(conn, &wanted, 1)?,
            Some(near) => near::count(conn, &wanted, near, 1)?,
        };
        Ok(found > 0)
    }

    /// Whether distances can be told.
    pub fn is_placed(&self) -> bool {
        self.query.near.is_some()
    }
}

/// Around where, and how far.
fn near_of(query: &Query) -> Option<Near> {
    let limit = query.miles.map(|miles| f64::from(miles) * METRES_A_MILE);
    query.near.map(|(lat, lon)| Near { spot: Spot { lat, lon }, limit })
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
pub fn find(conn: &mut Conn, pack: &Pack, query: &Query, sort: Sort, span: Span) -> Result<Results> {
    let topics = topics::of(pack);
    let mut tokens = words::tokens(&query.text);
    let mut query = query.clone();
    let mut understood = Vec::new();

    if query.near.is_none()
        && let Some((name, spot)) = towns::take_from(conn, &topics, &mut tokens)?
    {
        query.near = Some((spot.lat, spot.lon));
        understood.push(format!("The nearest to {name} come first."));
    }
    if query.near.is_none() {
        // from nowhere nothing is near
        query.miles = None;
    }
    if let Some(better) = words::corrected(conn, pack, &topics, &tokens)? {
        let typed = query.text.trim();
        understood.push(format!("No service says “{typed}”. These say “{}”.", better.join(" ")));
        tokens = better;
    }

    let heard = topics.heard(pack, &tokens);
    let groups = words::groups(pack, &tokens);
    let mut search = Search {
        tiers: Tiers::of(&groups, &heard),
        span,
        sort,
        asked_words: !groups.is_empty(),
        query,
        groups,
        results: Results::default(),
        told: vec![],
    };
    search.look(conn)?;
    if !search.has_found() {
        search.widen(conn)?;
    }

    // what was tried in vain is not told
    let has_found = search.has_found();
    let (helplines, crisis) = helplines(pack, &heard);
    Ok(Results {
        widened: if has_found { search.told } else { vec![] },
        understood: if has_found { understood } else { vec![] },
        helplines,
        crisis,
        first: if heard.first().is_some_and(|topic| topic.crisis) || !has_found { FIRST } else { FIRST - 1 },
        asked: Asked { clauses: search.tiers.clauses(), query: search.query },
        ..search.results
    })
}

/// Whom one can call about these topics, a crisis first, and whether there is one.
fn helplines(pack: &Pack, heard: &[&Topic]) -> (Vec<Helpline>, bool) {
    let crisis = heard.iter().any(|topic| topic.crisis);
    let of = |urgent: bool| heard.iter().filter(move |topic| topic.crisis == urgent);
    let mut codes: Vec<&str> = Vec::new();
    for group in [true, false] {
        // the best of each first, then the others
        for nth in 0..8 {
            codes.extend(of(group).filter_map(|topic| topic.helplines.get(nth)).map(String::as_str));
        }
    }

    let mut all: Vec<Helpline> = Vec::new();
    for code in codes {
        if all.iter().all(|there| there.code != code) {
            all.extend(pack.help.helpline(code).cloned());
        }
    }
    all.truncate(if crisis { FIRST + 1 } else { FIRST - 1 });
    (all, crisis)
}

impl Results {
    /// The helplines before any service: in a crisis, and where nothing was found.
    pub fn first_helplines(&self) -> &[Helpline] {
        let first = self.crisis || self.total == 0;
        &self.helplines[..if first { self.helplines.len().min(self.first) } else { 0 }]
    }

    /// The one among the first services, and those after them.
    pub fn other_helplines(&self) -> &[Helpline] {
        &self.helplines[self.first_helplines().len()..]
    }
}

/// A search that goes on until something is found.
struct Search {
    span: Span,
    sort: Sort,
    /// As it stands now, wider each time.
    query: Query,
    tiers: Tiers,
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
        let (total, hits) = self.tiers.look(conn, &self.query, self.sort, self.span)?;
        self.results = Results { found: load(conn, &hits)?, total, ..Results::default() };
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

    /// With less and less, until something is found or nothing is left.
    fn widen(&mut self, conn: &mut Conn) -> Result<()> {
        for (words, widen) in STEPS {
            if !self.has_found() && widen(&mut self.query) {
                self.look_and_tell(conn, words)?;
            }
        }

        if !self.has_found() && self.groups.len() > 1 {
            self.tiers = Tiers::only(Clause { words: vec![self.groups.concat()], ..Clause::default() });
            self.look_and_tell(conn, "No service has all of these words. These have some.")?;
        }
        if !self.has_found() && !self.query.need.is_empty() && self.asked_words {
            self.tiers = Tiers::default();
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
