//! What is found in which order: first what is called so, then what the topics of the pack lead to, then what has the
//! words. Each tier is asked for by itself and without those before it, so that both engines give the same order.

use super::{
    MOST, near, near_of,
    query::Query,
    words::{Groups, says_nothing},
};
use crate::records::INDEX;
use pack::Topic;
use store::{
    Conn, Result,
    text::{Clause, Condition, Hit, Near, Order, Span, Wanted},
};

store::coded! {
    /// How what is found is ordered.
    #[derive(Default)]
    pub enum Sort {
        /// What fits best.
        #[default]
        Best = "best",
        /// Nearest first.
        Nearest = "nearest",
        /// By name.
        Name = "name",
        /// Checked last first.
        Checked = "checked",
    }
}

impl Sort {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Best => "Fits best",
            Self::Nearest => "Nearest first",
            Self::Name => "A to Z",
            Self::Checked => "Checked most recently",
        }
    }
}

/// In more words than this it is not the name of a service that was typed.
const NAME: usize = 4;

/// In more words than this nothing says all of them.
const WORDS: usize = 6;

/// The best of so many tiers stand first, so that more than one way to help is in view.
const HEADS: usize = 3;

/// The columns that say for which ages a service is.
const AGES: &[&str] = &["minimum_age", "maximum_age"];

/// Clauses in the order of how well they fit; none asks for everything that meets the filters.
#[derive(Debug, Default)]
pub(super) struct Tiers {
    all: Vec<Vec<Clause>>,
    /// What is called as the words that were typed.
    named: Option<Clause>,
    /// Of each of these one stands first.
    heads: Vec<Clause>,
}

/// A service whose name has all of these words.
fn called(words: &str) -> Clause {
    let words = linkage::text::fold(words);
    let words = words.split(' ').filter(|word| !says_nothing(word));
    Clause { names: words.map(|word| vec![word.to_owned()]).collect(), ..Clause::default() }
}

impl Tiers {
    /// Of the words that were typed and what they are about.
    pub(super) fn of(groups: &Groups, heard: &[&Topic]) -> Self {
        let mut tiers = Self::default();
        if !groups.is_empty() && groups.len() <= NAME {
            let named = Clause { names: groups.clone(), ..Clause::default() };
            tiers.named = Some(named.clone());
            tiers.all.push(vec![named]);
        }

        for nth in 0..HEADS {
            tiers.heads.extend(heard.iter().filter_map(|topic| topic.services.get(nth)).map(|words| called(words)));
        }
        for topic in heard {
            tiers.all.push(topic.services.iter().map(|words| called(words)).collect());
        }
        for topic in heard {
            let needs = topic.needs.iter().map(|need| crate::facets::word("need", need)).collect::<Vec<_>>();
            tiers
                .all
                .push(needs.into_iter().map(|need| Clause { facets: vec![vec![need]], ..Clause::default() }).collect());
        }
        if !groups.is_empty() && (groups.len() <= WORDS || heard.is_empty()) {
            tiers.all.push(vec![Clause { words: groups.clone(), ..Clause::default() }]);
        }
        tiers.all.retain(|tier| !tier.is_empty());
        tiers
    }

    /// Of this alone.
    pub(super) fn only(clause: Clause) -> Self {
        Self { all: vec![vec![clause]], ..Self::default() }
    }

    /// All of them.
    pub(super) fn clauses(&self) -> Vec<Clause> {
        self.all.concat()
    }

    /// How many there are, counted to [`MOST`], and a page of them.
    pub(super) fn look(&self, conn: &mut Conn, query: &Query, sort: Sort, span: Span) -> Result<(i64, Vec<Hit>)> {
        let whole = query.any_of(self.clauses());
        let near = near_of(query);

        let hits = match sort {
            Sort::Best => self.best(conn, query, near, span)?,
            Sort::Nearest => in_turn(conn, &by_age(query, vec![whole.clone()]), near, span)?,
            Sort::Name => ordered(conn, whole.clone(), near, Order::Column("name"), span)?,
            Sort::Checked => ordered(conn, whole.clone(), near, Order::ColumnDown("assured_on"), span)?,
        };
        // what does not fill the first page is counted already
        let found = i64::try_from(hits.len()).unwrap_or(0);
        let total = match near {
            _ if span.from == 0 && found < span.most => found,
            None => INDEX.count(conn, &whole, MOST)?,
            Some(near) => near::count(conn, &whole, near, MOST)?,
        };
        Ok((total, hits))
    }

    fn best(&self, conn: &mut Conn, query: &Query, near: Option<Near>, span: Span) -> Result<Vec<Hit>> {
        // whoever typed the name of a service looks for that one
        let heads = match self.heads.is_empty() || self.names_one(conn, query, near)? {
            true => vec![],
            false => self.first(conn, query, near)?,
        };
        let above: Vec<i64> = heads.iter().map(|hit| hit.n).collect();
        let mut tiers: Vec<Wanted> = (0..self.all.len()).map(|nth| self.tier(query, nth, &above)).collect();
        if tiers.is_empty() {
            tiers.push(query.any_of(vec![]));
        }

        let from = usize::try_from(span.from).unwrap_or(usize::MAX);
        let mut hits: Vec<Hit> = heads.iter().skip(from).copied().collect();
        let taken = i64::try_from(hits.len()).unwrap_or(0);
        let above = i64::try_from(heads.len()).unwrap_or(0);
        let rest = Span { most: span.most - taken, from: (span.from - above).max(0) };
        hits.extend(in_turn(conn, &by_age(query, tiers), near, rest)?);
        Ok(hits)
    }

    /// What this tier has and none before it.
    fn tier(&self, query: &Query, nth: usize, above: &[i64]) -> Wanted {
        let mut wanted = query.any_of(self.all[nth].clone());
        wanted.none = self.all[..nth].concat();
        if !above.is_empty() {
            wanted.also.push(Condition::Except(above.to_vec()));
        }
        wanted
    }

    /// Whether there is a service that is called so.
    fn names_one(&self, conn: &mut Conn, query: &Query, near: Option<Near>) -> Result<bool> {
        let Some(named) = &self.named else { return Ok(false) };
        let wanted = query.any_of(vec![named.clone()]);
        let count = match near {
            None => INDEX.count(conn, &wanted, 1)?,
            Some(near) => near::count(conn, &wanted, near, 1)?,
        };
        Ok(count > 0)
    }

    /// Those that stand first, best of each.
    fn first(&self, conn: &mut Conn, query: &Query, near: Option<Near>) -> Result<Vec<Hit>> {
        let mut first: Vec<Hit> = Vec::new();
        for clause in &self.heads {
            if first.len() == HEADS {
                break;
            }
            let mut wanted = query.any_of(vec![clause.clone()]);
            if !first.is_empty() {
                wanted.also.push(Condition::Except(first.iter().map(|hit| hit.n).collect()));
            }
            first.extend(in_turn(conn, &by_age(query, vec![wanted]), near, Span { most: 1, from: 0 })?);
        }
        Ok(first)
    }
}

/// Where an age is asked, what does not say its ages comes after what does: it may not be for this child.
fn by_age(query: &Query, all: Vec<Wanted>) -> Vec<Wanted> {
    if query.age.is_none() {
        return all;
    }
    let saying = |says: bool| {
        all.iter().cloned().map(move |mut wanted| {
            wanted.also.push(Condition::Says(AGES, says));
            wanted
        })
    };
    saying(true).chain(saying(false)).collect()
}

/// A page of one after the other.
fn in_turn(conn: &mut Conn, all: &[Wanted], near: Option<Near>, span: Span) -> Result<Vec<Hit>> {
    let mut hits = Vec::new();
    let mut rest = span;
    for (nth, wanted) in all.iter().enumerate() {
        if rest.most <= 0 {
            break;
        }
        let found = match near {
            None => INDEX.search(conn, wanted, Order::Best, rest)?,
            Some(near) => near::nearest(conn, wanted, near, rest)?,
        };
        if found.is_empty() && rest.from > 0 && nth + 1 < all.len() {
            let passed = match near {
                None => INDEX.count(conn, wanted, rest.from)?,
                Some(near) => near::count(conn, wanted, near, rest.from)?,
            };
            rest.from -= passed;
        } else if !found.is_empty() {
            rest = Span { most: rest.most - i64::try_from(found.len()).unwrap_or(0), from: 0 };
        }
        hits.extend(found);
    }
    Ok(hits)
}

/// By a column, as far as the distance that was asked.
fn ordered(conn: &mut Conn, mut wanted: Wanted, near: Option<Near>, order: Order, span: Span) -> Result<Vec<Hit>> {
    if let Some(Near { spot, limit: Some(limit) }) = near {
        wanted.also.push(Condition::Within(spot, limit));
    }
    INDEX.search(conn, &wanted, order, span)
}
