//! What is counted for a needs analysis: who came with what, what is voiced as missing, what there is for it, and what
//! follows of that in words. Small counts are withheld before anything is kept.

use crate::{rules::needs::Age, withheld};
use chrono::{Days, NaiveDate, NaiveTime};
use contacts::records::contact;
use diesel::prelude::*;
use directory::{body::Body, offers::need_unmet, records::service};
use pack::Pack;
use panels::records::panel_item;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{Conn, Instant, Json, Result};
use waiting::records::waiting_place;

/// Everything that an analysis counts, as it is withheld already.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counted {
    /// A line for each need that anybody has, voiced, or serves; the most common first.
    pub needs: Vec<Line>,
    /// Needs that one contact had together, the most common first; those alone that may be shown.
    pub together: Vec<(String, String, i64)>,
    /// Voiced needs by area.
    pub voiced_areas: Vec<(String, Cell)>,
    /// Voiced needs by age.
    pub voiced_ages: Vec<(String, Cell)>,
    /// What is missing, in words.
    pub gaps: Vec<String>,
}

/// A count, or nothing where it is withheld.
pub type Cell = withheld::Cell;

/// A need: how many have it, and what there is for it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "each is a count of the need in `code`")]
pub struct Line {
    pub code: String,
    pub label: String,
    /// Contacts in which it was said.
    pub contacts: Cell,
    /// Items of panels in which people see it.
    pub presenting: Cell,
    /// Items of panels beneath which it lies.
    pub underlying: Cell,
    /// Assessments that name it as what people came with.
    pub assessed: Cell,
    /// Assessments that name it as what lies beneath.
    pub assessed_beneath: Cell,
    /// Practitioners who voiced it as unmet.
    pub voiced: Cell,
    /// Families that were looked after and found nothing, as the directory keeps it.
    pub unmet: Cell,
    /// People whom services with systems of their own had with it.
    pub returned: Cell,
    /// Who waits with it today.
    pub waiting: Cell,
    /// Services of the directory that are for it.
    pub services: i64,
    /// Places that those say are free.
    pub places: i64,
    /// Weeks that the shortest wait of those takes, where any says so.
    pub weeks: Option<i64>,
    /// For which ages there are services.
    pub ages: Vec<String>,
    /// In which places.
    pub areas: Vec<String>,
}

/// Codes of needs, as a row keeps them.
type Codes = Json<Vec<String>>;

/// Counts of needs by their codes.
type ByNeed = BTreeMap<String, i64>;

fn by_need(all: impl IntoIterator<Item = String>) -> ByNeed {
    let mut counts = ByNeed::new();
    for need in all {
        *counts.entry(need).or_default() += 1;
    }
    counts
}

/// So many pairs of needs are told.
const PAIRS: usize = 8;

/// Needs that come together at contacts.
///
/// Told only where nothing smaller follows: not where almost all, or all, of those with one need have the other, too.
fn together(pack: &Pack, contacts: &[Codes]) -> Vec<(String, String, i64)> {
    let each = by_need(contacts.iter().flat_map(|needs| needs.0.clone()));
    let mut pairs: BTreeMap<(&str, &str), i64> = BTreeMap::new();
    for Json(needs) in contacts {
        for one in needs {
            for other in needs.iter().filter(|other| one < *other) {
                *pairs.entry((one, other)).or_default() += 1;
            }
        }
    }
    let least = i64::from(pack.number("suppression"));
    let tells_of_few = |need: &str, many: i64| each.get(need).is_some_and(|all| all - many < least);
    let mut pairs: Vec<_> = pairs
        .into_iter()
        .filter(|((one, other), many)| {
            withheld::may_show(pack, *many) && !tells_of_few(one, *many) && !tells_of_few(other, *many)
        })
        .collect();
    pairs.sort_by_key(|(_, many)| std::cmp::Reverse(*many));
    let label = |code: &str| pack.label("need", code).to_owned();
    pairs.into_iter().take(PAIRS).map(|((one, other), many)| (label(one), label(other), many)).collect()
}

/// Everything about needs within these days, withheld where it is small.
pub fn count(conn: &mut Conn, pack: &Pack, (from, until): (NaiveDate, NaiveDate)) -> Result<Counted> {
    let at = |day: NaiveDate| Instant::at_london(day.and_time(NaiveTime::MIN));
    let (begin, end) = (at(from), at(until + Days::new(1)));
    let contacts: Vec<Codes> = contact::table
        .filter(contact::received_at.ge(begin).and(contact::received_at.lt(end)))
        .select(contact::needs)
        .load(conn)?;
    let items: Vec<(Codes, Codes)> = panel_item::table
        .filter(panel_item::sent_at.ge(begin).and(panel_item::sent_at.lt(end)).and(panel_item::withdrawn_at.is_null()))
        .select((panel_item::presenting, panel_item::underlying))
        .load(conn)?;
    let assessed = assessments::records::needs_between(conn, pack, (begin, end))?;
    let waits: Vec<Codes> =
        waiting_place::table.filter(waiting_place::ended_at.is_null()).select(waiting_place::needs).load(conn)?;
    let voices = super::voiced::between(conn, from, until)?;
    let unmet: Vec<String> = need_unmet::table
        .filter(need_unmet::at.ge(begin).and(need_unmet::at.lt(end)))
        .select(need_unmet::need)
        .load(conn)?;
    let mut returned = ByNeed::new();
    for one in super::returns::between(conn, from, until)? {
        for (need, many) in one.needs {
            *returned.entry(need).or_default() += many;
        }
    }

    let together = together(pack, &contacts);
    let raw = Raw {
        contacts: by_need(contacts.into_iter().flat_map(|needs| needs.0)),
        presenting: by_need(items.iter().flat_map(|(presenting, _)| presenting.0.clone())),
        underlying: by_need(items.into_iter().flat_map(|(_, underlying)| underlying.0)),
        assessed: by_need(assessed.iter().flat_map(|of| of.presenting.clone())),
        assessed_beneath: by_need(assessed.into_iter().flat_map(|of| of.underlying)),
        voiced: by_need(voices.iter().map(|voice| voice.need.clone())),
        unmet: by_need(unmet),
        returned,
        waiting: by_need(waits.into_iter().flat_map(|needs| needs.0)),
    };
    let supply = supply(conn)?;
    let areas = by_need(voices.iter().map(|voice| voice.area.clone()));
    let ages = Age::ALL.iter().map(|age| {
        let many = voices.iter().filter(|voice| voice.age == *age).count();
        (age.label().to_owned(), i64::try_from(many).unwrap_or_default())
    });
    // each voice stands once by need, by area and by age: what one table shows another may not withhold in vain
    let (areas, ages): (Vec<_>, Vec<_>) = (areas.into_iter().collect(), ages.collect());
    let voiced: Vec<(String, i64)> = raw.voiced.clone().into_iter().collect();
    let unmet: Vec<(String, i64)> = raw.unmet.clone().into_iter().collect();
    let mut cells = withheld::told_apart(pack, &[&voiced, &areas, &ages]).into_iter();
    let mut next = |names: &[(String, i64)]| -> Vec<(String, Cell)> {
        names.iter().map(|(name, _)| name.clone()).zip(cells.next().unwrap_or_default()).collect()
    };
    let (voiced, voiced_areas, voiced_ages) = (next(&voiced), next(&areas), next(&ages));
    let unmet_cells = withheld::told_apart(pack, &[&unmet]).pop().unwrap_or_default();
    let unmet = unmet.into_iter().map(|(name, _)| name).zip(unmet_cells).collect();
    let (needs, gaps) = raw.lines(pack, &supply, &Once { voiced: voiced.into_iter().collect(), unmet });
    Ok(Counted { together, needs, gaps, voiced_areas, voiced_ages })
}

/// Counts as they are, before any is withheld.
struct Raw {
    contacts: ByNeed,
    presenting: ByNeed,
    underlying: ByNeed,
    assessed: ByNeed,
    assessed_beneath: ByNeed,
    voiced: ByNeed,
    unmet: ByNeed,
    returned: ByNeed,
    waiting: ByNeed,
}

/// Counts of what has one need alone, as they were decided together with others.
struct Once {
    voiced: BTreeMap<String, Cell>,
    unmet: BTreeMap<String, Cell>,
}

/// What there is for a need.
#[derive(Debug, Clone, Default)]
struct Supply {
    services: i64,
    places: i64,
    weeks: Option<i64>,
    ages: Vec<String>,
    areas: Vec<String>,
}

/// The bands of ages, the youngest first.
fn bands() -> impl Iterator<Item = Age> {
    Age::ALL.iter().copied().filter(|age| *age != Age::Any)
}

/// What the directory has for each need.
fn supply(conn: &mut Conn) -> Result<BTreeMap<String, Supply>> {
    let all: Vec<(Json<Body>, Option<i64>, Option<i64>)> = service::table
        .filter(service::live.eq(true))
        .select((service::body, service::wait_weeks, service::spaces))
        .load(conn)?;
    let mut supply: BTreeMap<String, Supply> = BTreeMap::new();
    for (Json(body), weeks, spaces) in all {
        let bands = [(2, Age::UpTo4), (8, Age::UpTo10), (13, Age::UpTo15), (18, Age::Older)];
        let bands =
            bands.into_iter().filter(|(years, _)| body.takes_age(*years)).map(|(_, age)| age.label().to_owned());
        let bands: Vec<String> = bands.collect();
        let towns = body.places.iter().map(|place| place.town.clone()).chain(body.areas.iter().cloned());
        let towns: Vec<String> = towns.filter(|town| !town.is_empty()).collect();
        for need in &body.needs {
            let there = supply.entry(need.clone()).or_default();
            there.services += 1;
            there.places += spaces.unwrap_or_default();
            there.weeks = there.weeks.into_iter().chain(weeks).min();
            there.ages.extend(bands.iter().cloned());
            there.areas.extend(towns.iter().cloned());
        }
    }
    for there in supply.values_mut() {
        there.areas.sort();
        there.areas.dedup();
        let all = std::mem::take(&mut there.ages);
        there.ages = bands().map(|age| age.label().to_owned()).filter(|age| all.contains(age)).collect();
    }
    Ok(supply)
}

impl Raw {
    /// A line a need, those of which most was heard first; and what is missing, in words.
    fn lines(&self, pack: &Pack, supply: &BTreeMap<String, Supply>, once: &Once) -> (Vec<Line>, Vec<String>) {
        let mut lines: Vec<Line> = Vec::new();
        for term in pack.terms("need") {
            let many = |of: &ByNeed| of.get(&term.code).copied().unwrap_or_default();
            let there = supply.get(&term.code).cloned().unwrap_or_default();
            let demand = [
                &self.contacts,
                &self.presenting,
                &self.underlying,
                &self.assessed,
                &self.assessed_beneath,
                &self.voiced,
                &self.unmet,
                &self.returned,
            ];
            let demand: i64 = demand.into_iter().map(many).sum();
            if demand == 0 && many(&self.waiting) == 0 && there.services == 0 {
                continue;
            }
            let cell = |of: &ByNeed| Some(many(of)).filter(|count| withheld::may_show(pack, *count));
            let line = Line {
                code: term.code.clone(),
                label: term.label.clone(),
                contacts: cell(&self.contacts),
                presenting: cell(&self.presenting),
                underlying: cell(&self.underlying),
                assessed: cell(&self.assessed),
                assessed_beneath: cell(&self.assessed_beneath),
                voiced: once.voiced.get(&term.code).copied().unwrap_or(Some(0)),
                unmet: once.unmet.get(&term.code).copied().unwrap_or(Some(0)),
                returned: cell(&self.returned),
                waiting: cell(&self.waiting),
                services: there.services,
                places: there.places,
                weeks: there.weeks,
                ages: there.ages,
                areas: there.areas,
            };
            lines.push(line);
        }
        // by what is shown alone: the order tells nothing of what is withheld
        lines.sort_by_key(|line| (std::cmp::Reverse(line.shown()), line.label.clone()));
        let gaps = lines.iter().filter_map(gap).collect();
        (lines, gaps)
    }
}

impl Line {
    /// How much was heard of it, as far as that is shown.
    fn shown(&self) -> i64 {
        let cells = [
            self.contacts,
            self.presenting,
            self.underlying,
            self.assessed,
            self.assessed_beneath,
            self.voiced,
            self.unmet,
            self.returned,
        ];
        cells.into_iter().flatten().sum()
    }
}

/// So many are heard of for each service before it is called too little.
const CROWD: i64 = 20;

/// So many weeks of the shortest wait are called long.
const LONG: i64 = 8;

/// A count of several cells, in words: what is withheld of it is not counted, and it says so.
fn in_words(cells: &[Cell]) -> (i64, String) {
    let shown: i64 = cells.iter().flatten().sum();
    let words = match (shown, cells.iter().any(Option::is_none)) {
        (0, true) => "few".to_owned(),
        (shown, true) => format!("at least {shown}"),
        (shown, false) => shown.to_string(),
    };
    (shown, words)
}

/// What is missing for a need, in words; only shown counts are used.
fn gap(line: &Line) -> Option<String> {
    let (heard, heard_in_words) = in_words(&[line.contacts, line.presenting]);
    let (unmet, unmet_in_words) = in_words(&[line.voiced, line.unmet]);
    let (name, services) = (&line.label, line.services);
    let heard_of = format!("{heard_in_words} heard of at contacts and panels");
    let missing = format!("{unmet_in_words} voiced or recorded as unmet");
    if services == 0 && heard + unmet > 0 {
        return Some(format!("{name}: no service of the directory is for it; {heard_of}, {missing}."));
    }
    if let Some(weeks) = line.weeks.filter(|weeks| *weeks >= LONG && heard + unmet > 0) {
        return Some(format!("{name}: the shortest wait that is known is {weeks} weeks; {heard_of}."));
    }
    if heard > CROWD * services.max(1) {
        return Some(format!("{name}: too little of it: {heard_of}, {services} services."));
    }
    if unmet > 0 {
        return Some(format!("{name}: {missing}, though {services} services say they are for it."));
    }
    let without: Vec<&str> =
        bands().map(Age::label).filter(|age| !line.ages.iter().any(|there| there == age)).collect();
    (heard > 0 && !without.is_empty())
        .then(|| format!("{name}: no service takes children and young people of {}.", without.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_said_in_words_and_from_shown_counts_alone() {
        let none = Some(0);
        let line = Line {
            label: "Housing".into(),
            contacts: Some(12),
            presenting: none,
            voiced: none,
            unmet: none,
            ..Line::default()
        };
        assert!(gap(&line).expect("a gap").starts_with("Housing: no service of the directory is for it; 12 heard of"));
        let partly = Line { presenting: None, ..line.clone() };
        assert!(
            gap(&partly).expect("a gap").contains("at least 12 heard of"),
            "what is withheld is not counted as none"
        );
        let withheld = Line { label: "Housing".into(), ..Line::default() };
        assert_eq!(gap(&withheld), None);
        let long = Line { services: 3, weeks: Some(10), ..line };
        assert!(gap(&long).expect("a gap").contains("10 weeks"));
    }
}
