//! Needs analyses: what was counted, frozen, and what was concluded from it. A published one does not change.

use crate::{
    events, kinds,
    rules::{
        contracts::{self, CannotAdd},
        needs::{self as rules, Age},
    },
    withheld,
};
use access::{AccountId, AccountUid, Nobody, Permit, Role, accounts, nobody};
use chrono::{Days, NaiveDate, NaiveTime};
use contacts::records::contact;
use diesel::prelude::*;
use directory::{body::Body, offers::need_unmet, records::service};
use pack::Pack;
use panels::records::panel_item;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use store::{AnyId, Conn, Instant, Json, MultiBackend, Result, Tx};
use waiting::records::waiting_place;
use work::{NewTask, tasks};

store::strict_id!(
    /// A needs analysis.
    AnalysisId,
    AnalysisUid
);

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Jsonb, Utc};
    use super::AnalysisUid;

    needs_analysis (id) {
        id -> AnalysisUid,
        n -> BigInt,
        title -> Text,
        from_on -> Date,
        until_on -> Date,
        counted -> Jsonb,
        said -> Jsonb,
        begun_by -> Text,
        counted_at -> Utc,
        published_at -> Nullable<Utc>,
        published_by -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Uid, Utc};
    use super::{AccountUid, AnalysisUid};

    needs_action (id) {
        id -> Uid,
        analysis_id -> AnalysisUid,
        what -> Text,
        who -> Text,
        owner_id -> AccountUid,
        due_on -> Date,
        done_at -> Nullable<Utc>,
        done_by -> Text,
    }
}

/// A needs analysis.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = needs_analysis, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Analysis {
    pub id: AnalysisId,
    /// From 1: the first, the second.
    pub n: i64,
    pub title: String,
    /// The first day that is counted.
    pub from_on: NaiveDate,
    /// The last.
    pub until_on: NaiveDate,
    pub counted: Json<Counted>,
    pub said: Json<Said>,
    pub begun_by: String,
    /// The numbers are as they stood then.
    pub counted_at: Instant,
    pub published_at: Option<Instant>,
    pub published_by: String,
    pub version: i64,
}

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
pub type Cell = Option<i64>;

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

/// What was concluded.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Said {
    /// What part one shows.
    pub cases: String,
    /// What part two shows.
    pub voices: String,
    /// What else was looked at: the JSNA, local data, practice elsewhere, consultation.
    pub sources: String,
    /// Part three: what comes first.
    pub priorities: String,
    /// Who works on it.
    pub group: String,
}

/// A joint action.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = needs_action, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Joint {
    pub id: AnyId,
    pub analysis_id: AnalysisId,
    pub what: String,
    /// Who does it, in words: often several agencies.
    pub who: String,
    /// The commissioner who sees that it is done.
    pub owner_id: AccountId,
    pub due_on: NaiveDate,
    pub done_at: Option<Instant>,
    pub done_by: String,
}

/// An analysis.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, id: AnalysisId) -> Result<Analysis> {
    Ok(needs_analysis::table.find(id).select(Analysis::as_select()).first(conn)?)
}

/// All analyses, the newest first.
pub fn list(conn: &mut Conn) -> Result<Vec<Analysis>> {
    Ok(needs_analysis::table.order(needs_analysis::n.desc()).select(Analysis::as_select()).load(conn)?)
}

/// The joint actions of an analysis, by when they are due.
pub fn actions(conn: &mut Conn, id: AnalysisId) -> Result<Vec<Joint>> {
    Ok(needs_action::table
        .filter(needs_action::analysis_id.eq(id))
        .order((needs_action::due_on, needs_action::id))
        .select(Joint::as_select())
        .load(conn)?)
}

type Keeps = Permit<Nobody, nobody::KeepNeeds>;

/// Begins an analysis of these days: everything is counted now. Its words begin as those of the one before.
///
/// # Errors
/// Every [`rules::CannotAnalyse`] that holds.
pub fn begin(
    tx: &mut Tx<'_>,
    permit: &Keeps,
    pack: &Pack,
    (title, from, until): (&str, Option<NaiveDate>, Option<NaiveDate>),
) -> web::Result<AnalysisId> {
    let (today, now) = (tx.now.date(), tx.now);
    rules::begin(title, (from, until), today)?;
    let (Some(from_on), Some(until_on)) = (from, until) else { return Err(web::Error::NotFound) };
    let before = list(tx.conn())?.into_iter().next();
    let row = Analysis {
        id: AnalysisId::new(),
        n: before.as_ref().map_or(0, |before| before.n) + 1,
        title: title.into(),
        from_on,
        until_on,
        counted: Json(count(tx.conn(), pack, (from_on, until_on))?),
        said: Json(before.map(|before| before.said.0).unwrap_or_default()),
        begun_by: permit.actor().name.clone(),
        counted_at: now,
        published_at: None,
        published_by: String::new(),
        version: 1,
    };
    diesel::insert_into(needs_analysis::table).values(&row).execute(tx.conn())?;
    tx.record(events::ANALYSIS.on(row.id.0).detail(json!({"n": row.n, "from": from_on, "until": until_on})))?;
    Ok(row.id)
}

/// Changes the words of a draft, unless somebody else has since this `version`.
///
/// # Errors
/// Every [`rules::CannotAnalyse`] that holds; [`store::Error::Stale`].
pub fn say(tx: &mut Tx<'_>, _: &Keeps, (id, version): (AnalysisId, i64), said: &Said) -> web::Result<()> {
    let found = find(tx.conn(), id)?;
    let texts = [&*said.cases, &said.voices, &said.sources, &said.priorities, &said.group];
    rules::change(found.published_at.is_some(), &texts)?;
    if found.version != version {
        return Err(store::Error::Stale.into());
    }
    diesel::update(needs_analysis::table.find(id))
        .set((needs_analysis::said.eq(Json(said.clone())), needs_analysis::version.eq(version + 1)))
        .execute(tx.conn())?;
    tx.record(events::ANALYSIS.on(id.0))?;
    Ok(())
}

/// Counts a draft again.
///
/// # Errors
/// [`rules::CannotAnalyse::Published`].
pub fn count_again(tx: &mut Tx<'_>, _: &Keeps, pack: &Pack, id: AnalysisId) -> web::Result<()> {
    let (found, now) = (find(tx.conn(), id)?, tx.now);
    rules::change(found.published_at.is_some(), &[])?;
    let counted = count(tx.conn(), pack, (found.from_on, found.until_on))?;
    diesel::update(needs_analysis::table.find(id))
        .set((needs_analysis::counted.eq(Json(counted)), needs_analysis::counted_at.eq(now)))
        .execute(tx.conn())?;
    tx.record(events::ANALYSIS.on(id.0))?;
    Ok(())
}

/// Adds a joint action; the commissioner who sees to it owes it.
///
/// # Errors
/// Every [`CannotAdd`] that holds; [`rules::CannotAnalyse::Published`].
pub fn add_action(
    tx: &mut Tx<'_>,
    _: &Keeps,
    id: AnalysisId,
    (what, who): (&str, &str),
    (owner, due): (Option<AccountId>, Option<NaiveDate>),
) -> web::Result<()> {
    let found = find(tx.conn(), id)?;
    rules::change(found.published_at.is_some(), &[what, who])?;
    let able = accounts::with_role(tx.conn(), Role::Commissioner)?;
    contracts::add([
        (what.trim().is_empty(), CannotAdd::NoWhat),
        (!owner.is_some_and(|owner| able.contains(&owner)), CannotAdd::NoOwner),
        (due.is_none(), CannotAdd::NoDay),
    ])?;
    let (Some(owner_id), Some(due_on)) = (owner, due) else { return Ok(()) };
    let row = Joint {
        id: AnyId::new(),
        analysis_id: id,
        what: what.into(),
        who: who.into(),
        owner_id,
        due_on,
        done_at: None,
        done_by: String::new(),
    };
    diesel::insert_into(needs_action::table).values(&row).execute(tx.conn())?;
    let task = NewTask::new(kinds::JOINT, row.id.0, row.what.clone(), format!("/needs/analyses/{id}"), due_on);
    tasks::add(tx, task.owed_by(owner_id))?;
    tx.record(events::JOINT.on(id.0).detail(json!({"due": due_on, "owner": owner_id})))?;
    Ok(())
}

/// Says that a joint action is done: also of an analysis that is published, whose text it does not change.
///
/// # Errors
/// [`CannotAdd::DoneAlready`]; [`store::Error::Missing`].
pub fn do_action(tx: &mut Tx<'_>, permit: &Keeps, id: AnalysisId, action: AnyId) -> web::Result<()> {
    let now = tx.now;
    let there = needs_action::table.filter(needs_action::id.eq(action).and(needs_action::analysis_id.eq(id)));
    there.select(Joint::as_select()).first(tx.conn()).map_err(store::Error::from)?;
    let done = diesel::update(there.filter(needs_action::done_at.is_null()))
        .set((needs_action::done_at.eq(Some(now)), needs_action::done_by.eq(&permit.actor().name)))
        .execute(tx.conn())?;
    contracts::add([(done == 0, CannotAdd::DoneAlready)])?;
    tasks::done(tx, action.0, Some(kinds::JOINT))?;
    tx.record(events::JOINT.on(id.0).detail(json!({"done": action})))?;
    Ok(())
}

/// Publishes an analysis: from now on it does not change.
///
/// # Errors
/// Every [`rules::CannotAnalyse`] that holds; [`store::Error::Stale`] where its words changed since this `version`.
pub fn publish(tx: &mut Tx<'_>, permit: &Keeps, (id, version): (AnalysisId, i64)) -> web::Result<()> {
    let found = find(tx.conn(), id)?;
    let many = actions(tx.conn(), id)?.len();
    rules::publish(found.published_at.is_some(), &found.said.0.priorities, &found.said.0.group, many)?;
    if found.version != version {
        return Err(store::Error::Stale.into());
    }
    let now = tx.now;
    diesel::update(needs_analysis::table.find(id))
        .set((
            needs_analysis::published_at.eq(Some(now)),
            needs_analysis::published_by.eq(&permit.actor().name),
            needs_analysis::version.eq(version + 1),
        ))
        .execute(tx.conn())?;
    tx.record(events::PUBLISHED.on(id.0).detail(json!({"n": found.n})))?;
    Ok(())
}

impl Analysis {
    /// Whether it is published.
    pub fn is_published(&self) -> bool {
        self.published_at.is_some()
    }
}

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
fn together(pack: &Pack, contacts: &[Json<Vec<String>>]) -> Vec<(String, String, i64)> {
    let mut pairs: BTreeMap<(&str, &str), i64> = BTreeMap::new();
    for Json(needs) in contacts {
        for one in needs {
            for other in needs.iter().filter(|other| one < *other) {
                *pairs.entry((one, other)).or_default() += 1;
            }
        }
    }
    let mut pairs: Vec<_> = pairs.into_iter().filter(|(_, many)| withheld::may_show(pack, *many)).collect();
    pairs.sort_by_key(|(_, many)| std::cmp::Reverse(*many));
    let label = |code: &str| pack.label("need", code).to_owned();
    pairs.into_iter().take(PAIRS).map(|((one, other), many)| (label(one), label(other), many)).collect()
}

/// Everything about needs within these days, withheld where it is small.
pub fn count(conn: &mut Conn, pack: &Pack, (from, until): (NaiveDate, NaiveDate)) -> Result<Counted> {
    let at = |day: NaiveDate| Instant::at_london(day.and_time(NaiveTime::MIN));
    let (begin, end) = (at(from), at(until + Days::new(1)));
    let contacts: Vec<Json<Vec<String>>> = contact::table
        .filter(contact::received_at.ge(begin).and(contact::received_at.lt(end)))
        .select(contact::needs)
        .load(conn)?;
    let items: Vec<(Json<Vec<String>>, Json<Vec<String>>)> = panel_item::table
        .filter(panel_item::sent_at.ge(begin).and(panel_item::sent_at.lt(end)).and(panel_item::withdrawn_at.is_null()))
        .select((panel_item::presenting, panel_item::underlying))
        .load(conn)?;
    let waits: Vec<Json<Vec<String>>> =
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
        voiced: by_need(voices.iter().map(|voice| voice.need.clone())),
        unmet: by_need(unmet),
        returned,
        waiting: by_need(waits.into_iter().flat_map(|needs| needs.0)),
    };
    let supply = supply(conn)?;
    let (lines, gaps) = raw.lines(pack, &supply);
    let cell = |(name, many): (String, i64)| (name, withheld::may_show(pack, many).then_some(many));
    let areas = by_need(voices.iter().map(|voice| voice.area.clone()));
    let ages = Age::ALL.iter().map(|age| {
        let many = voices.iter().filter(|voice| voice.age == *age).count();
        (age.label().to_owned(), i64::try_from(many).unwrap_or_default())
    });
    Ok(Counted {
        together,
        needs: lines,
        gaps,
        voiced_areas: areas.into_iter().map(cell).collect(),
        voiced_ages: ages.map(cell).collect(),
    })
}

/// Counts as they are, before any is withheld.
struct Raw {
    contacts: ByNeed,
    presenting: ByNeed,
    underlying: ByNeed,
    voiced: ByNeed,
    unmet: ByNeed,
    returned: ByNeed,
    waiting: ByNeed,
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
        for list in [&mut there.ages, &mut there.areas] {
            list.sort();
            list.dedup();
        }
    }
    Ok(supply)
}

impl Raw {
    /// A line a need, those of which most was heard first; and what is missing, in words.
    fn lines(&self, pack: &Pack, supply: &BTreeMap<String, Supply>) -> (Vec<Line>, Vec<String>) {
        let mut lines: Vec<(i64, Line)> = Vec::new();
        for term in pack.terms("need") {
            let many = |of: &ByNeed| of.get(&term.code).copied().unwrap_or_default();
            let there = supply.get(&term.code).cloned().unwrap_or_default();
            let demand =
                [&self.contacts, &self.presenting, &self.underlying, &self.voiced, &self.unmet, &self.returned];
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
                voiced: cell(&self.voiced),
                unmet: cell(&self.unmet),
                returned: cell(&self.returned),
                waiting: cell(&self.waiting),
                services: there.services,
                places: there.places,
                weeks: there.weeks,
                ages: there.ages,
                areas: there.areas,
            };
            lines.push((demand, line));
        }
        lines.sort_by_key(|(demand, _)| std::cmp::Reverse(*demand));
        let lines: Vec<Line> = lines.into_iter().map(|(_, line)| line).collect();
        let gaps = lines.iter().filter_map(gap).collect();
        (lines, gaps)
    }
}

/// So many are heard of for each service before it is called too little.
const CROWD: i64 = 20;

/// So many weeks of the shortest wait are called long.
const LONG: i64 = 8;

/// What is missing for a need, in words; only shown counts are used.
fn gap(line: &Line) -> Option<String> {
    let heard = line.contacts.unwrap_or_default() + line.presenting.unwrap_or_default();
    let unmet = line.voiced.unwrap_or_default() + line.unmet.unwrap_or_default();
    let name = &line.label;
    let heard_of = format!("{heard} heard of at contacts and panels");
    if line.services == 0 && heard + unmet > 0 {
        return Some(format!(
            "{name}: no service of the directory is for it; {heard_of}, {unmet} voiced or recorded as unmet."
        ));
    }
    let ages: Vec<&str> = Age::ALL.iter().map(|age| age.label()).filter(|age| *age != Age::Any.label()).collect();
    let without: Vec<&str> = ages.into_iter().filter(|age| !line.ages.iter().any(|there| there == age)).collect();
    if let Some(weeks) = line.weeks.filter(|weeks| *weeks >= LONG) {
        return Some(format!("{name}: the shortest wait that is known is {weeks} weeks; {heard_of}."));
    }
    if heard > CROWD * line.services.max(1) {
        return Some(format!("{name}: too little of it: {heard_of}, {} services.", line.services));
    }
    if unmet > 0 {
        return Some(format!(
            "{name}: {unmet} voiced or recorded as unmet, though {} services say they are for it.",
            line.services
        ));
    }
    (heard > 0 && !without.is_empty())
        .then(|| format!("{name}: no service takes children and young people of {}.", without.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_said_in_words_and_from_shown_counts_alone() {
        let line = Line { label: "Housing".into(), contacts: Some(12), ..Line::default() };
        assert!(gap(&line).expect("a gap").starts_with("Housing: no service of the directory is for it; 12 heard of"));
        let withheld = Line { label: "Housing".into(), ..Line::default() };
        assert_eq!(gap(&withheld), None);
        let long = Line { services: 3, weeks: Some(10), ..line };
        assert!(gap(&long).expect("a gap").contains("10 weeks"));
    }
}
