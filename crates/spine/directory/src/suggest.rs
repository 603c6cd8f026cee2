//! Services that fit together for a family: each need met once, as few to deal with as can be, with reasons and waits; not a
//! list to shop in (000: "combinations").

use crate::{
    body::Status,
    facets,
    records::{Provider, Service, ServiceId},
    rules,
    search::{self, Query},
};
use chrono::NaiveDate;
use pack::Pack;
use store::{Conn, Result};

/// What is looked for.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// Codes of the pack's `need`.
    pub needs: Vec<String>,
    /// The children's ages in years.
    pub ages: Vec<u8>,
    /// Where the family lives; none where that may not be known, or is not.
    pub near: Option<(f64, f64)>,
    /// Whether the family has agreed to be referred; without it only what one may go to oneself fits.
    pub agreed: bool,
    /// Not these: refused, or tried.
    pub not: Vec<ServiceId>,
}

/// A service and why it is there.
#[derive(Debug, Clone)]
pub struct Pick {
    /// The service.
    pub service: Service,
    /// Whose.
    pub provider: Provider,
    /// Which of the needs it meets here.
    pub meets: Vec<String>,
    /// Metres away.
    pub metres: Option<f64>,
}

/// Services that together meet the needs.
#[derive(Debug, Clone)]
pub struct Combination {
    /// What it is good for.
    pub title: &'static str,
    /// The services.
    pub picks: Vec<Pick>,
}

/// What came of it.
#[derive(Debug, Clone, Default)]
pub struct Suggestions {
    /// At most three, no two alike.
    pub combinations: Vec<Combination>,
    /// Needs for which nothing fits.
    pub unmet: Vec<String>,
}

/// Services looked at for a need, and the most of a combination.
const EACH: i64 = 15;

/// So many that can be used are enough to choose from, and so many times that others are looked for.
const ENOUGH: usize = 5;
const PAGES: i64 = 20;
const MOST: usize = 4;

/// A wait that nobody has told, in weeks: neither rewarded nor shunned.
const UNTOLD: i64 = 4;

/// What a pick costs that meets so many needs that are left: the least is taken.
type Cost = dyn Fn(&Pick, i64) -> (i64, i64, i64);

/// What fits.
pub fn find(conn: &mut Conn, pack: &Pack, today: NaiveDate, wish: &Wish) -> Result<Suggestions> {
    let mut all: Vec<Pick> = Vec::new();
    for need in &wish.needs {
        let query = query(pack, today, wish, need);
        let mut usable = 0;
        // those that fall away do not make a need unmet: further ones are looked at
        for nth in 0..PAGES {
            let some = search::fitting(conn, &query, &ages(wish), EACH, nth * EACH)?;
            let last = i64::try_from(some.len()).unwrap_or(0) < EACH;
            for (service, provider, metres) in some.into_iter().filter(|(s, ..)| fits(pack, wish, s)) {
                usable += 1;
                if all.iter().all(|p| p.service.id != service.id) {
                    let meets = wish.needs.iter().filter(|n| service.body.0.needs.contains(n)).cloned().collect();
                    all.push(Pick { service, provider, meets, metres });
                }
            }
            if last || usable >= ENOUGH {
                break;
            }
        }
    }
    let unmet: Vec<String> = wish.needs.iter().filter(|n| all.iter().all(|p| !p.meets.contains(n))).cloned().collect();
    // first by what it is good for, then by the rest
    let wait = |p: &Pick| p.service.wait_weeks.unwrap_or(UNTOLD);
    let far = |p: &Pick| p.metres.map_or(i64::MAX / 2, |m| (m / 500.0) as i64);
    let ways: [(&'static str, Box<Cost>); 3] = [
        ("Fewest to deal with", Box::new(move |p, new| (-new, wait(p), far(p)))),
        ("Soonest", Box::new(move |p, new| (wait(p), -new, far(p)))),
        ("Nearest", Box::new(move |p, new| (far(p), -new, wait(p)))),
    ];
    let mut combinations: Vec<Combination> = Vec::new();
    for (title, cost) in ways {
        let picks = cover(&all, &wish.needs, cost.as_ref());
        let ids = |picks: &[Pick]| {
            let mut ids: Vec<ServiceId> = picks.iter().map(|p| p.service.id).collect();
            ids.sort_unstable();
            ids
        };
        if !picks.is_empty() && combinations.iter().all(|c| ids(&c.picks) != ids(&picks)) {
            combinations.push(Combination { title, picks });
        }
    }
    Ok(Suggestions { combinations, unmet })
}

/// Whether it runs, has room, and is for them.
fn fits(pack: &Pack, wish: &Wish, s: &Service) -> bool {
    let body = &s.body.0;
    let gone = s.gone_at.is_some() && s.edited_at.is_none();
    let full = s.spaces == Some(0) && s.wait_weeks.is_none();
    let runs = body.status == Status::Active && !gone && !full;
    runs && !wish.not.contains(&s.id) && !for_others(pack, &body.who, &wish.needs)
}

/// Whether it is only for people of whom nothing is known here: those who serve, young carers, disabled children, … A word
/// of `service-for` may name, as its group, the need that goes with it.
fn for_others(pack: &Pack, who: &[String], needs: &[String]) -> bool {
    let fits = |code: &String| {
        let term = pack.terms("service-for").iter().find(|t| t.code == *code);
        term.is_none_or(|t| t.group.is_empty() || needs.contains(&t.group))
    };
    !who.is_empty() && !who.iter().any(fits)
}

fn ages(wish: &Wish) -> Vec<String> {
    wish.ages.iter().map(|a| facets::age(*a)).collect()
}

fn query(pack: &Pack, today: NaiveDate, wish: &Wish, need: &str) -> Query {
    Query {
        need: vec![need.to_owned()],
        oneself: !wish.agreed,
        near: wish.near,
        assured: Some(rules::suggested_from(pack, today)),
        ..Query::default()
    }
}

/// Takes what meets most of what is left, by this cost, until nothing is left.
fn cover(all: &[Pick], needs: &[String], cost: &Cost) -> Vec<Pick> {
    let mut left: Vec<&String> = needs.iter().filter(|n| all.iter().any(|p| p.meets.contains(n))).collect();
    let mut taken: Vec<Pick> = Vec::new();
    while !left.is_empty() && taken.len() < MOST {
        let new = |p: &Pick| left.iter().filter(|n| p.meets.contains(n)).count();
        let best = all
            .iter()
            .filter(|p| new(p) > 0)
            .min_by_key(|p| (cost(p, i64::try_from(new(p)).unwrap_or(0)), p.service.n));
        let Some(best) = best else { break };
        let meets: Vec<String> = left.iter().filter(|n| best.meets.contains(n)).map(|n| (*n).clone()).collect();
        left.retain(|n| !best.meets.contains(n));
        taken.push(Pick { meets, ..best.clone() });
    }
    taken
}
