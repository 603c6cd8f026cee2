//! Finding a service: words with their synonyms and corrections, filters, nearness; never a dead end.

use crate::{
    body::{Day, Mode},
    facets::{self, Part},
    postcodes::{self, Postcode},
    records::{self, Provider, Service},
};
use chrono::{NaiveDate, Timelike};
use linkage::{identifiers, text::fold};
use pack::Pack;
use store::{
    Conn, Instant, Result,
    text::{self, Order, Wanted},
};

/// Counted to here; beyond, it is "more than".
pub const MOST: i64 = 1_000;

/// Words that say nothing of a service; among them all that PostgreSQL's `english` leaves out, so that both engines do.
const EMPTY: &str = "a about above after again against all am an and any are as at be because been before being below between both \
    but by can did do does doing down during each few for from further get had has have having he her here hers \
    herself him himself his how i if in into is it its itself just me more most my myself near need needs no nor not \
    now of off on once only or other our ours ourselves out over own s same she should so some such t than that the \
    their theirs them themselves then there these they this those through to too under until up us very want was we \
    were what when where which while who whom why will with you your yours yourself yourselves";
fn says_nothing(word: &str) -> bool {
    EMPTY.split(' ').any(|w| w == word)
}

/// What is asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Query {
    /// Free words; a postcode among them is where.
    pub text: String,
    /// Codes of the pack, by vocabulary.
    pub group: Vec<String>,
    /// Any of these needs.
    pub need: Vec<String>,
    /// Any of these.
    pub who: Vec<String>,
    /// The child's age in years.
    pub age: Option<u8>,
    /// On this day.
    pub day: Option<Day>,
    /// In this part of the day.
    pub part: Option<Part>,
    /// Free of charge.
    pub free: bool,
    /// One may come without a professional's referral.
    pub oneself: bool,
    /// How help is given, any of these.
    pub mode: Vec<Mode>,
    /// A language.
    pub language: String,
    /// All of these.
    pub access: Vec<String>,
    /// Open at this moment.
    pub now: Option<Instant>,
    /// Near here.
    pub near: Option<(f64, f64)>,
    /// No farther than so many miles.
    pub miles: Option<u16>,
    /// Assured on or after this day; for suggestions.
    pub assured: Option<NaiveDate>,
}

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

impl Query {
    /// Takes a postcode out of the words: `food bank ME4 4TR`.
    pub fn postcode_in_text(&mut self) -> Option<String> {
        let words: Vec<String> = self.text.split_whitespace().map(ToOwned::to_owned).collect();
        for n in (1..=2).rev() {
            for at in 0..(words.len() + 1).saturating_sub(n) {
                let some = words[at..at + n].join(" ");
                if let Ok(code) = identifiers::postcode(&some) {
                    self.text = [&words[..at], &words[at + n..]].concat().join(" ");
                    return Some(code);
                }
            }
        }
        None
    }

    /// These words and the filters. Only what the public sees stands in the index; where nothing is asked, all of it is.
    fn wanted(&self, words: Groups) -> Wanted {
        let mut facets = self.facets();
        if words.is_empty() && facets.is_empty() {
            facets.push(vec![facets::live()]);
        }
        Wanted { words, facets }
    }

    fn facets(&self) -> Vec<Vec<String>> {
        let many = |kind: &'static str, codes: &[String]| -> Option<Vec<String>> {
            (!codes.is_empty()).then(|| codes.iter().map(|c| facets::word(kind, c)).collect())
        };
        let mut all = Vec::new();
        all.extend(many("group", &self.group));
        all.extend(many("need", &self.need));
        all.extend(many("who", &self.who));
        all.extend(self.age.map(|a| vec![facets::age(a)]));
        match (self.day, self.part) {
            (day, Some(part)) => all.push(vec![facets::part(day, part)]),
            (Some(day), None) => all.push(vec![facets::day(day)]),
            (None, None) => {}
        }
        if self.free {
            all.push(vec![facets::word("cost", "free")]);
        }
        if self.oneself {
            all.push(vec![facets::word("ask", "oneself")]);
        }
        all.extend(many("mode", &self.mode.iter().map(|m| m.code().to_owned()).collect::<Vec<_>>()));
        if !self.language.is_empty() {
            all.push(vec![facets::word("language", &self.language)]);
        }
        all.extend(self.access.iter().map(|a| vec![facets::word("access", a)]));
        if let Some(now) = self.now {
            all.push(vec![facets::day(Day::of(now.date()))]);
        }
        all
    }

    fn condition(&self) -> String {
        let assured = self.assured.map_or("1 = 1".to_owned(), |on| format!("s.assured_on >= '{on}'"));
        let Some(now) = self.now else { return assured };
        let (day, minute, on) =
            (Day::of(now.date()) as i64, now.london().hour() * 60 + now.london().minute(), now.date());
        format!(
            "{assured} AND EXISTS (SELECT 1 FROM service_opening o WHERE o.service_n = s.n AND o.weekly = 1 AND o.day = {day}
             AND o.opens <= {minute} AND o.closes > {minute} AND (o.from_on IS NULL OR o.from_on <= '{on}')
             AND (o.until_on IS NULL OR o.until_on >= '{on}'))"
        )
    }
}

/// A group of words of which one must be there: the word, and what else is meant by it.
type Groups = Vec<Vec<String>>;

fn tokens(text: &str) -> Vec<String> {
    fold(text).split(' ').filter(|w| !w.is_empty()).take(12).map(ToOwned::to_owned).collect()
}

/// The words of a text that say something.
pub(crate) fn words_of(text: &str) -> Vec<String> {
    tokens(text).into_iter().filter(|t| !says_nothing(t)).collect()
}

fn groups(pack: &Pack, tokens: &[String]) -> Groups {
    let synonyms = pack.terms("service-synonym");
    let mut all = Groups::new();
    let mut at = 0;
    while at < tokens.len() {
        // the longest phrase that the pack knows
        let known = (1..=5.min(tokens.len() - at)).rev().find_map(|n| {
            let phrase = tokens[at..at + n].join("-");
            synonyms.iter().find(|t| t.code == phrase).map(|t| (n, t))
        });
        match known {
            Some((n, term)) => {
                let mut group = vec![tokens[at..at + n].join(" ")];
                group.extend(term.label.split(',').map(|w| w.trim().to_owned()).filter(|w| !w.is_empty()));
                all.push(group);
                at += n;
            }
            None => {
                if !says_nothing(&tokens[at]) {
                    all.push(vec![tokens[at].clone()]);
                }
                at += 1;
            }
        }
    }
    all
}

/// The words as somebody probably meant to spell them, if any is not in use.
fn corrected(conn: &mut Conn, pack: &Pack, tokens: &[String]) -> Result<Option<Vec<String>>> {
    let mut changed = false;
    let mut all = Vec::new();
    for token in tokens {
        let familiar = says_nothing(token)
            || token.chars().count() < 4
            || token.chars().any(|c| c.is_ascii_digit())
            || pack.terms("service-synonym").iter().any(|t| t.code == *token);
        if familiar || text::knows(conn, token)? {
            all.push(token.clone());
            continue;
        }
        let synonyms = pack.terms("service-synonym").iter().map(|t| t.code.clone()).filter(|c| !c.contains('-'));
        let near = text::similar(conn, token)?.into_iter().chain(synonyms);
        let most = if token.chars().count() < 6 { 1 } else { 2 };
        let best = near.map(|w| (strsim::damerau_levenshtein(&w, token), w)).filter(|(d, _)| *d <= most).min();
        match best {
            Some((_, word)) => {
                changed = true;
                all.push(word);
            }
            None => all.push(token.clone()),
        }
    }
    Ok(changed.then_some(all))
}

/// What is wanted, word for word, with synonyms and without widening: for programs.
pub fn strict(pack: &Pack, query: &Query) -> Wanted {
    query.wanted(groups(pack, &tokens(&query.text)))
}

/// The nearest (else the first) services that meet a query and take somebody of one of these ages.
pub fn fitting(conn: &mut Conn, query: &Query, ages: &[String], most: i64, from: i64) -> Result<Vec<Found>> {
    let mut wanted = query.wanted(vec![]);
    if !ages.is_empty() {
        wanted.facets.push(ages.to_vec());
    }
    let also = query.condition();
    let hits = match query.near {
        Some((lat, lon)) => nearest(conn, &wanted, &also, Near { lat, lon, limit: None }, most, from)?,
        None => text::search(conn, &wanted, &also, Order::Added, most, from)?,
    };
    Ok(load(conn, hits, 0)?.found)
}

/// Searches; where nothing is found, wider.
pub fn find(conn: &mut Conn, pack: &Pack, query: &Query, most: i64, from: i64) -> Result<Results> {
    let words = tokens(&query.text);
    let asked = groups(pack, &words);
    let mut results = attempt(conn, query, &asked, most, from)?;
    if results.total > 0 {
        return Ok(results);
    }
    let mut groups_now = asked.clone();
    let mut told = Vec::new();
    if let Some(better) = corrected(conn, pack, &words)? {
        groups_now = groups(pack, &better);
        told.push(format!("No service says “{}”. These say “{}”.", query.text.trim(), better.join(" ")));
        results = attempt(conn, query, &groups_now, most, from)?;
    }
    // the place gives way first, then the hour, then how it is done; never the child's age
    type Widen = fn(&mut Query) -> bool;
    let steps: [(&str, Widen); 3] = [
        ("Nothing was found as near as that. These are farther away.", |q| q.miles.take().is_some()),
        ("Nothing was found at that time. These are open at other times.", |q| {
            let had = q.day.is_some() || q.part.is_some() || q.now.is_some();
            (q.day, q.part, q.now) = (None, None, None);
            had
        }),
        ("Nothing meets every filter. These meet some of them.", |q| {
            let had = q.free
                || q.oneself
                || !q.mode.is_empty()
                || !q.language.is_empty()
                || !q.access.is_empty()
                || !q.who.is_empty()
                || !q.group.is_empty();
            *q = Query {
                text: std::mem::take(&mut q.text),
                need: std::mem::take(&mut q.need),
                age: q.age,
                near: q.near,
                assured: q.assured,
                ..Query::default()
            };
            had
        }),
    ];
    let mut wider = query.clone();
    for (words, widen) in steps {
        if results.total > 0 {
            break;
        }
        if widen(&mut wider) {
            results = attempt(conn, &wider, &groups_now, most, from)?;
            if results.total > 0 {
                told.push(words.to_owned());
            }
        }
    }
    let any: Vec<String> = groups_now.iter().flatten().cloned().collect();
    if results.total == 0 && groups_now.len() > 1 {
        results = attempt(conn, &wider, &vec![any], most, from)?;
        if results.total > 0 {
            told.push("No service has all of these words. These have some.".to_owned());
        }
    }
    if results.total == 0 && !wider.need.is_empty() && !asked.is_empty() {
        results = attempt(conn, &wider, &vec![], most, from)?;
        if results.total > 0 {
            told.push("No service has these words. These meet the need that you chose.".to_owned());
        }
    }
    // what was tried in vain is not told
    results.widened = if results.total > 0 { told } else { vec![] };
    Ok(results)
}

fn attempt(conn: &mut Conn, query: &Query, words: &Groups, most: i64, from: i64) -> Result<Results> {
    let (wanted, also) = (query.wanted(words.clone()), query.condition());
    let Some((lat, lon)) = query.near else {
        let total = text::count(conn, &wanted, &also, MOST)?;
        let hits = if total > 0 { text::search(conn, &wanted, &also, Order::Best, most, from)? } else { vec![] };
        return load(conn, hits, total);
    };
    let limit = query.miles.map(|m| f64::from(m) * METRES_A_MILE);
    let at = Near { lat, lon, limit };
    let total = count_near(conn, &wanted, &also, at)?;
    let hits = if total > 0 { nearest(conn, &wanted, &also, at, most, from)? } else { vec![] };
    load(conn, hits, total)
}

/// Around where, and how many metres at most.
#[derive(Debug, Clone, Copy)]
struct Near {
    lat: f64,
    lon: f64,
    limit: Option<f64>,
}

/// A page of the nearest: looked for ever wider, so that far ones need not be measured.
fn nearest(conn: &mut Conn, wanted: &Wanted, also: &str, at: Near, most: i64, from: i64) -> Result<Vec<text::Hit>> {
    let Near { lat, lon, limit } = at;
    for grid in 0..facets::GRIDS.len() {
        let (cells, reach) = facets::around(grid, lat, lon);
        let mut near = wanted.clone();
        near.facets.push(cells);
        let order = Order::Near { lat, lon, most: Some(limit.map_or(reach, |l| l.min(reach))) };
        let hits = text::search(conn, &near, also, order, most, from)?;
        if limit.is_some_and(|l| l <= reach) || i64::try_from(hits.len()) == Ok(most) {
            return Ok(hits);
        }
    }
    // fewer than a page around here: all there are, those without a place last
    text::search(conn, wanted, also, Order::Near { lat, lon, most: limit }, most, from)
}

/// How many there are, counted to [`MOST`].
fn count_near(conn: &mut Conn, wanted: &Wanted, also: &str, at: Near) -> Result<i64> {
    let Some(limit) = at.limit else { return text::count(conn, wanted, also, MOST) };
    let mut near = wanted.clone();
    let grids = (0..facets::GRIDS.len()).map(|grid| facets::around(grid, at.lat, at.lon));
    near.facets.extend(grids.into_iter().find(|(_, reach)| limit <= *reach).map(|(cells, _)| cells));
    text::count(conn, &near, &format!("{also} AND {}", text::within(at.lat, at.lon, limit)), MOST)
}

/// Metres.
pub const METRES_A_MILE: f64 = 1_609.344;

fn load(conn: &mut Conn, hits: Vec<text::Hit>, total: i64) -> Result<Results> {
    let rows: Vec<i64> = hits.iter().map(|h| h.n).collect();
    let loaded = if rows.is_empty() { vec![] } else { records::list_by_row(conn, &rows)? };
    let found = loaded
        .into_iter()
        .map(|(s, p)| {
            let metres = hits.iter().find(|h| h.n == s.n).and_then(|h| h.square).map(f64::sqrt);
            (s, p, metres)
        })
        .collect();
    Ok(Results { found, total, widened: vec![] })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_postcode_among_the_words_is_where_and_not_what() {
        let mut query = Query { text: "food bank me4 4tr".into(), ..Query::default() };
        assert_eq!(query.postcode_in_text().as_deref(), Some("ME4 4TR"));
        assert_eq!(query.text, "food bank");
        let mut none = Query { text: "help with a baby".into(), ..Query::default() };
        assert_eq!(none.postcode_in_text(), None);
        assert_eq!(none.text, "help with a baby");
    }

    #[test]
    fn words_are_taken_apart_as_people_type_them() {
        assert_eq!(tokens("Children's  play-group?"), ["childrens", "play", "group"]);
    }
}
