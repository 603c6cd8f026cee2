//! Keeping facts true: after every change the facts of whoever it touched are told anew. The event log says who that is;
//! no writer waits for it. What is kept equals what a full recount gives (`stories/figures.rs`).

use super::{
    changes::{self, Change},
    tables::{Place, Row, Words, fact, fact_event, fact_month, fact_state, number},
    words,
};
use crate::{
    facts::{Fact, Kind, derive},
    source,
};
use diesel::prelude::*;
use pack::Pack;
use std::collections::{BTreeMap, BTreeSet};
use store::{AnyId, Conn, FamilyId, Instant, Result, Uuid, each, log::event};

store::beside!(fact_event + event);

/// The version of what a fact is: with another one all are told anew.
const MADE: u32 = 3;

/// How long a change may take until it is committed: so far back is looked for events that were not seen.
const COMMITTED_WITHIN_MS: u64 = 120_000;

/// Families that are told anew at once.
const SOME: usize = 25;

/// The number of the lock under which one program at a time tells facts.
pub(super) const LOCK: i64 = 0x6661_6374;

/// Whose facts are out of date.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Stale {
    families: BTreeSet<FamilyId>,
    contacts: BTreeSet<AnyId>,
    needs: BTreeSet<AnyId>,
    events: Vec<AnyId>,
    /// The oldest event that is not counted this time.
    left: Option<AnyId>,
}

impl Stale {
    /// Whether everything that was committed is counted.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }
}

/// What facts are made from, besides the records: another pack or other postcodes tell them anew.
pub(super) fn made_from(conn: &mut Conn, pack: &Pack) -> Result<String> {
    let postcodes = store::dialect::count(conn, "postcode")?;
    let organisations: Vec<(AnyId, bool, bool)> = {
        use source::tables::organisation;
        each!(conn, c => organisation::table
            .order(organisation::id)
            .select((organisation::id, organisation::own, organisation::hub))
            .load(c))?
    };
    let sides: String =
        organisations.iter().map(|(_, own, hub)| char::from(b'0' + u8::from(*own) + 2 * u8::from(*hub))).collect();
    Ok(format!("{MADE} {} {postcodes} {sides}", pack.hash))
}

/// Where counting stands: the newest event that was counted, what it was made from, when.
pub(crate) fn state(conn: &mut Conn) -> Result<Option<(Option<AnyId>, String, Instant)>> {
    Ok(each!(conn, c => fact_state::table
        .find(1)
        .select((fact_state::cursor, fact_state::made_from, fact_state::stood_at))
        .first(c))
    .optional()?)
}

/// The moment of an id, in milliseconds since 1970.
fn millis(id: AnyId) -> u64 {
    let (seconds, nanos) = id.0.get_timestamp().map_or((0, 0), |at| at.to_unix());
    seconds * 1_000 + u64::from(nanos / 1_000_000)
}

fn at(millis: u64) -> AnyId {
    AnyId(uuid::Builder::from_unix_timestamp_millis(millis, &[0; 10]).into_uuid())
}

/// The first id that may have been committed after this one was seen.
pub(super) fn before(cursor: AnyId) -> AnyId {
    at(millis(cursor).saturating_sub(COMMITTED_WITHIN_MS))
}

/// The last id that an event of now can have: made-up histories have ids of another time, and are counted when made.
pub(super) fn last() -> AnyId {
    at(millis(AnyId(Uuid::now_v7())) + COMMITTED_WITHIN_MS)
}

/// Whose facts are out of date since `cursor`.
pub(crate) fn stale(conn: &mut Conn, cursor: AnyId) -> Result<Stale> {
    let rows: Vec<(AnyId, Option<FamilyId>, String, AnyId)> = each!(conn, c => event::table
        .filter(event::id.gt(before(cursor)).and(event::id.le(last())))
        .filter(diesel::dsl::not(diesel::dsl::exists(fact_event::table.filter(fact_event::event_id.eq(event::id)))))
        .order(event::id)
        .limit(2_000)
        .select((event::id, event::family_id, event::subject_kind, event::subject_id))
        .load(c))?;
    let mut stale = Stale::default();
    for (id, family, kind, subject) in rows {
        stale.events.push(id);
        stale.families.extend(family);
        match kind.as_str() {
            "contact" => drop(stale.contacts.insert(subject)),
            "need" => drop(stale.needs.insert(subject)),
            _ => {}
        }
    }
    Ok(stale)
}

/// Where counting stands, and what is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Everything that was committed is counted.
    True,
    /// Some of it is not.
    Behind,
    /// All is to be counted anew.
    ToBegin,
    /// All is being counted anew.
    Beginning,
}

/// A recount that has not gone on for so many seconds was given up.
const GIVEN_UP_AFTER: i64 = 60;

/// Where counting stands.
pub(crate) fn standing(conn: &mut Conn, pack: &Pack, now: Instant) -> Result<Standing> {
    let Some((Some(cursor), made, stood_at)) = state(conn)? else { return Ok(Standing::ToBegin) };
    if made != made_from(conn, pack)? {
        let goes_on = made.is_empty() && now.seconds_since(stood_at) < GIVEN_UP_AFTER;
        return Ok(if goes_on { Standing::Beginning } else { Standing::ToBegin });
    }
    Ok(if stale(conn, cursor)?.is_empty() { Standing::True } else { Standing::Behind })
}

/// Counts what was committed since: a part of it at a time. Whether there is more.
pub(crate) fn catch_up(conn: &mut Conn, pack: &Pack, now: Instant) -> Result<bool> {
    if !store::dialect::only_one(conn, LOCK)? {
        return Ok(false);
    }
    let Some((Some(cursor), made, _)) = state(conn)? else { return Ok(false) };
    if made != made_from(conn, pack)? {
        return Ok(false);
    }
    let mut stale = stale(conn, cursor)?;
    if stale.is_empty() {
        return Ok(false);
    }
    // those who are not told now are told next time: their events stay unseen
    let some: BTreeSet<FamilyId> = stale.families.iter().copied().take(SOME).collect();
    let more = stale.families.len() > some.len() || stale.events.len() >= 2_000;
    if stale.families.len() > some.len() {
        stale = only(conn, stale, &some)?;
    }
    let contacts: Vec<AnyId> = stale.contacts.into_iter().collect();
    // a contact that was taken for another family's before is not theirs any more
    let some: BTreeSet<FamilyId> = some.into_iter().chain(had(conn, &contacts)?).collect();
    tell_contacts(conn, pack, &contacts)?;
    tell_families(conn, pack, &some.into_iter().collect::<Vec<_>>())?;
    tell_needs(conn, &stale.needs.into_iter().collect::<Vec<_>>())?;
    see(conn, (&stale.events, stale.left), cursor, now)?;
    Ok(more)
}

/// The families to whose facts these contacts belong until now.
fn had(conn: &mut Conn, contacts: &[AnyId]) -> Result<Vec<FamilyId>> {
    let rows: Vec<Option<FamilyId>> = each!(conn, c => fact::table
        .filter(fact::subject.eq_any(contacts.iter().copied()).and(fact::kind.eq(Kind::Contact.number())))
        .select(fact::family_id)
        .load(c))?;
    Ok(rows.into_iter().flatten().collect())
}

/// What of it concerns nobody but these families.
fn only(conn: &mut Conn, stale: Stale, some: &BTreeSet<FamilyId>) -> Result<Stale> {
    let of: Vec<(AnyId, Option<FamilyId>)> = each!(conn, c => event::table
        .filter(event::id.eq_any(stale.events.iter().copied()))
        .select((event::id, event::family_id))
        .load(c))?;
    let (now, later): (Vec<_>, Vec<_>) =
        of.into_iter().partition(|(_, family)| family.is_none_or(|family| some.contains(&family)));
    let left = later.into_iter().map(|(id, _)| id).min();
    Ok(Stale { families: some.clone(), events: now.into_iter().map(|(id, _)| id).collect(), left, ..stale })
}

/// These events are counted. No further than to the oldest that is left: behind the cursor nobody looks for long.
fn see(conn: &mut Conn, (events, left): (&[AnyId], Option<AnyId>), cursor: AnyId, now: Instant) -> Result<()> {
    for some in events.chunks(1_000) {
        let rows: Vec<_> = some.iter().map(|id| fact_event::event_id.eq(*id)).collect();
        each!(conn, c => diesel::insert_into(fact_event::table).values(rows).execute(c))?;
    }
    let newest = events.iter().copied().max().unwrap_or(cursor);
    let newest = left.map_or(newest, |left| newest.min(left)).max(cursor);
    each!(conn, c => diesel::update(fact_state::table.find(1))
        .set((fact_state::cursor.eq(Some(newest)), fact_state::stood_at.eq(now)))
        .execute(c))?;
    each!(conn, c => diesel::delete(fact_event::table.filter(fact_event::event_id.lt(before(newest)))).execute(c))?;
    Ok(())
}

pub(super) fn tell_families(conn: &mut Conn, pack: &Pack, ids: &[FamilyId]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let (histories, around) = source::families(conn, ids)?;
    let mut told = BTreeMap::new();
    for history in &histories {
        if let Some(family) = history.family {
            told.insert(AnyId(family.0), derive::of(history, &around, pack));
        }
    }
    replace(conn, told)
}

pub(super) fn tell_contacts(conn: &mut Conn, pack: &Pack, ids: &[AnyId]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let (found, around) = source::contacts(conn, ids)?;
    // a contact that has a family by now has no facts of its own
    let mut told: BTreeMap<AnyId, Vec<Fact>> = ids.iter().map(|id| (*id, vec![])).collect();
    for (id, history) in &found {
        told.insert(*id, derive::of(history, &around, pack));
    }
    replace(conn, told)
}

pub(super) fn tell_needs(conn: &mut Conn, ids: &[AnyId]) -> Result<()> {
    let found = source::unmet(conn, ids)?;
    replace(conn, found.iter().map(|unmet| (unmet.id, derive::of_unmet(unmet))).collect())
}

/// Puts these facts in place of what was told of the same.
fn replace(conn: &mut Conn, told: BTreeMap<AnyId, Vec<Fact>>) -> Result<()> {
    let groups: Vec<AnyId> = told.keys().copied().collect();
    let before: Vec<Row> = each!(conn, c => fact::table
        .filter(fact::grp.eq_any(groups.iter().copied()))
        .select(Row::as_select())
        .load(c))?;
    let now = rows(conn, told)?;
    let (was, is): (BTreeSet<&Row>, BTreeSet<&Row>) = (before.iter().collect(), now.iter().collect());
    let gone: Vec<&Row> = was.difference(&is).copied().collect();
    let new: Vec<Row> = is.difference(&was).map(|row| (*row).clone()).collect();
    for row in &gone {
        let this = fact::kind.eq(row.kind).and(fact::day.eq(row.day)).and(fact::subject.eq(row.subject));
        let this = this.and(fact::grp.eq(row.grp)).and(fact::nth.eq(row.nth));
        each!(conn, c => diesel::delete(fact::table.filter(this)).execute(c))?;
    }
    insert(conn, &new)?;
    changes::note(conn, gone.iter().copied().chain(&new).map(Change::of).collect())?;
    let less = gone.iter().flat_map(|row| row.places()).map(|(place, n, yes)| (place, -n, -yes));
    let more = new.iter().flat_map(Row::places);
    count(conn, less.chain(more))
}

pub(super) fn rows(conn: &mut Conn, told: BTreeMap<AnyId, Vec<Fact>>) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    let groups: Vec<(AnyId, usize)> = told.iter().map(|(group, facts)| (*group, facts.len())).collect();
    let facts: Vec<Fact> = told.into_values().flatten().collect();
    let numbers = words::enter(conn, &facts)?;
    let mut owners = groups.into_iter().flat_map(|(group, many)| std::iter::repeat_n(group, many));
    for fact in &facts {
        let Some(grp) = owners.next() else { break };
        rows.push(Row {
            kind: fact.kind.number(),
            day: number(fact.day),
            subject: AnyId(fact.subject),
            nth: fact.nth.into(),
            grp,
            family_id: fact.family,
            until: fact.until.map(number),
            value: fact.value,
            yes: fact.yes.into(),
            mark: fact.mark.map(number),
            words: Words::of(|dim| numbers.get(&fact.about, dim)),
        });
    }
    Ok(rows)
}

fn insert(conn: &mut Conn, new: &[Row]) -> Result<()> {
    // 26 columns a row, and SQLite binds 32,766 at most
    for some in new.chunks(1_000) {
        each!(conn, c => diesel::insert_into(fact::table).values(some).execute(c))?;
    }
    Ok(())
}

/// Adds to the counts of months.
fn count(conn: &mut Conn, changes: impl Iterator<Item = (Place, i64, i64)>) -> Result<()> {
    let mut sums: BTreeMap<Place, (i64, i64)> = BTreeMap::new();
    for (place, n, yes) in changes {
        let sum = sums.entry(place).or_default();
        *sum = (sum.0 + n, sum.1 + yes);
    }
    sums.retain(|_, sum| *sum != (0, 0));
    for ((kind, form, month, word, value), (n, yes)) in sums {
        let row = (
            fact_month::kind.eq(kind),
            fact_month::form.eq(form),
            fact_month::month.eq(month),
            fact_month::word.eq(word),
            fact_month::value.eq(value),
            fact_month::n.eq(n),
            fact_month::yes.eq(yes),
        );
        let key = (fact_month::kind, fact_month::form, fact_month::month, fact_month::word, fact_month::value);
        each!(conn, c => diesel::insert_into(fact_month::table)
            .values(row)
            .on_conflict(key)
            .do_update()
            .set((fact_month::n.eq(fact_month::n + n), fact_month::yes.eq(fact_month::yes + yes)))
            .execute(c))?;
    }
    each!(conn, c => diesel::delete(fact_month::table.filter(fact_month::n.eq(0).and(fact_month::yes.eq(0)))).execute(c))?;
    Ok(())
}
