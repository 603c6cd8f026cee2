//! Services that fit together for a family: each need met once, as few to deal with as can be, with reasons and waits;
//! not a list to shop in (000: "combinations").

use crate::{
    body::Status,
    facets,
    records::{Provider, Service, ServiceId},
    rules,
    search::{self, Query},
};
use chrono::NaiveDate;
use pack::Pack;
use std::collections::BTreeSet;
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

/// Services looked at for a need at a time.
const EACH: i64 = 15;

/// So many that can be used are enough to choose from.
const ENOUGH: usize = 5;

/// So many times others are looked for.
const PAGES: i64 = 20;

/// The most of a combination.
const MOST: usize = 4;

/// A wait that nobody has told, in weeks: neither rewarded nor shunned.
const UNTOLD: i64 = 4;

/// What a pick costs that meets so many needs that are left: the least is taken.
type Cost = fn(&Pick, i64) -> (i64, i64, i64);

/// What a combination may be good for first; the rest decides between equals.
const WAYS: [(&str, Cost); 3] = [
    ("Fewest to deal with", |pick, met| (-met, pick.weeks(), pick.distance())),
    ("Soonest", |pick, met| (pick.weeks(), -met, pick.distance())),
    ("Nearest", |pick, met| (pick.distance(), -met, pick.weeks())),
];

impl Pick {
    /// How long one waits, in weeks.
    fn weeks(&self) -> i64 {
        self.service.wait_weeks.unwrap_or(UNTOLD)
    }

    /// In steps of half a kilometre: nobody chooses by less.
    fn distance(&self) -> i64 {
        self.metres.map_or(i64::MAX / 2, |metres| (metres / 500.0) as i64)
    }

    fn meets(&self, need: &String) -> bool {
        self.meets.contains(need)
    }
}

/// What fits.
pub fn find(conn: &mut Conn, pack: &Pack, today: NaiveDate, wish: &Wish) -> Result<Suggestions> {
    let all = usable(conn, pack, today, wish)?;
    let unmet = wish.needs.iter().filter(|need| !all.iter().any(|pick| pick.meets(need))).cloned().collect();

    let mut combinations: Vec<Combination> = Vec::new();
    for (title, cost) in WAYS {
        let picks = cover(&all, &wish.needs, cost);
        let new = combinations.iter().all(|combination| ids(&combination.picks) != ids(&picks));
        if !picks.is_empty() && new {
            combinations.push(Combination { title, picks });
        }
    }
    Ok(Suggestions { combinations, unmet })
}

/// The services of a combination, in whatever order.
fn ids(picks: &[Pick]) -> BTreeSet<ServiceId> {
    picks.iter().map(|pick| pick.service.id).collect()
}

/// For each need some services that can be used, each service once.
fn usable(conn: &mut Conn, pack: &Pack, today: NaiveDate, wish: &Wish) -> Result<Vec<Pick>> {
    let mut all: Vec<Pick> = Vec::new();
    for need in &wish.needs {
        let query = query(pack, today, wish, need);
        let mut usable = 0;
        // those that fall away do not make a need unmet: further ones are looked at
        for nth in 0..PAGES {
            let some = search::fitting(conn, &query, &ages(wish), EACH, nth * EACH)?;
            let last = i64::try_from(some.len()).unwrap_or(0) < EACH;
            for (service, provider, metres) in some.into_iter().filter(|(service, ..)| fits(pack, wish, service)) {
                usable += 1;
                if all.iter().all(|pick| pick.service.id != service.id) {
                    let met = wish.needs.iter().filter(|need| service.body.0.needs.contains(need));
                    let meets = met.cloned().collect();
                    all.push(Pick { service, provider, meets, metres });
                }
            }
            if last || usable >= ENOUGH {
                break;
            }
        }
    }
    Ok(all)
}

/// Whether it runs, has room, and is for them.
fn fits(pack: &Pack, wish: &Wish, service: &Service) -> bool {
    let body = &service.body.0;
    let gone = service.gone_at.is_some() && service.edited_at.is_none();
    let full = service.spaces == Some(0) && service.wait_weeks.is_none();
    let runs = body.status == Status::Active && !gone && !full;
    runs && !wish.not.contains(&service.id) && !for_others(pack, &body.who, &wish.needs)
}

/// Whether it is only for people of whom nothing is known here: those who serve, young carers, disabled children, … A
/// word of `service-for` may name, as its group, the need that goes with it.
fn for_others(pack: &Pack, who: &[String], needs: &[String]) -> bool {
    let fits = |code: &String| {
        let term = pack.terms("service-for").iter().find(|term| term.code == *code);
        term.is_none_or(|term| term.group.is_empty() || needs.contains(&term.group))
    };
    !who.is_empty() && !who.iter().any(fits)
}

fn ages(wish: &Wish) -> Vec<String> {
    wish.ages.iter().map(|age| facets::age(*age)).collect()
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
fn cover(all: &[Pick], needs: &[String], cost: Cost) -> Vec<Pick> {
    let mut left: Vec<&String> = needs.iter().filter(|need| all.iter().any(|pick| pick.meets(need))).collect();
    let mut taken: Vec<Pick> = Vec::new();
    while !left.is_empty() && taken.len() < MOST {
        let met = |pick: &Pick| i64::try_from(left.iter().filter(|need| pick.meets(need)).count()).unwrap_or(0);
        let helpful = all.iter().filter(|pick| met(pick) > 0);
        let Some(best) = helpful.min_by_key(|pick| (cost(pick, met(pick)), pick.service.n)) else { break };

        let meets: Vec<String> = left.iter().filter(|need| best.meets(need)).map(|need| (*need).clone()).collect();
        left.retain(|need| !best.meets(need));
        taken.push(Pick { meets, ..best.clone() });
    }
    taken
}
