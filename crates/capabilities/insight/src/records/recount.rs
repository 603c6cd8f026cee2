//! Telling all facts anew: at the first start, after a change of what facts are made from, and to check what is kept.

use super::{
    changes::{self, Change},
    fold::{self, LOCK, before, last, made_from, tell_contacts, tell_families, tell_needs},
    tables::{Place, Row, fact, fact_event, fact_month, fact_state},
};
use crate::{
    facts::{Fact, derive},
    source::{
        self,
        tables::{contact, need_unmet},
    },
};
use diesel::prelude::*;
use pack::Pack;
use std::collections::BTreeMap;
use store::{AnyId, Conn, FamilyId, Instant, Result, Uuid, each, log::event};

/// Families of one transaction.
const MANY: usize = 200;

diesel::table! {
    use diesel::sql_types::*;
    use store::FamilyUid;

    family (id) {
        id -> FamilyUid,
    }
}

/// Where a full recount stands.
#[derive(Debug, Clone, Default)]
pub(crate) struct Recount {
    after: Option<FamilyId>,
    after_contact: Option<AnyId>,
    done_families: bool,
}

/// Begins a full recount: nothing is counted, and the newest event is where it stands.
pub(crate) fn begin_again(conn: &mut Conn, now: Instant) -> Result<Recount> {
    store::dialect::only_one(conn, LOCK)?;
    for table in ["fact", "fact_month", "fact_word", "fact_event", "fact_state"] {
        store::dialect::batch(conn, &format!("DELETE FROM {table}"))?;
    }
    changes::note(conn, [Change::ALL].into())?;
    let now_id = AnyId(Uuid::now_v7());
    each!(conn, c => diesel::insert_into(fact_state::table)
        .values((
            fact_state::id.eq(1),
            fact_state::cursor.eq(now_id),
            // not until all are told is it said from what they were made
            fact_state::made_from.eq(""),
            fact_state::stood_at.eq(now),
        ))
        .execute(c))?;
    let seen: Vec<AnyId> = each!(conn, c => event::table
        .filter(event::id.gt(before(now_id)).and(event::id.le(last())))
        .select(event::id)
        .load(c))?;
    for some in seen.chunks(1_000) {
        let rows: Vec<_> = some.iter().map(|id| fact_event::event_id.eq(*id)).collect();
        each!(conn, c => diesel::insert_into(fact_event::table).values(rows).execute(c))?;
    }
    Ok(Recount::default())
}

/// Tells the facts of the next families. Whether there are more.
pub(crate) fn go_on(conn: &mut Conn, pack: &Pack, recount: &mut Recount, now: Instant) -> Result<bool> {
    each!(conn, c => diesel::update(fact_state::table.find(1)).set(fact_state::stood_at.eq(now)).execute(c))?;
    if !recount.done_families {
        let ids = families_after(conn, recount.after)?;
        tell_families(conn, pack, &ids)?;
        recount.done_families = ids.len() < MANY;
        recount.after = ids.last().copied().or(recount.after);
        return Ok(true);
    }
    let after = recount.after_contact.unwrap_or(AnyId(Uuid::nil()));
    let ids: Vec<AnyId> = each!(conn, c => contact::table
        .filter(contact::family_id.is_null().and(contact::id.gt(after)))
        .order(contact::id)
        .limit(i64::try_from(MANY).unwrap_or(i64::MAX))
        .select(contact::id)
        .load(c))?;
    tell_contacts(conn, pack, &ids)?;
    recount.after_contact = ids.last().copied().or(recount.after_contact);
    if ids.len() == MANY {
        return Ok(true);
    }
    let needs: Vec<AnyId> = each!(conn, c => need_unmet::table.order(need_unmet::id).select(need_unmet::id).load(c))?;
    for some in needs.chunks(1_000) {
        tell_needs(conn, some)?;
    }
    let made = made_from(conn, pack)?;
    each!(conn, c => diesel::update(fact_state::table.find(1)).set(fact_state::made_from.eq(made)).execute(c))?;
    Ok(false)
}

fn families_after(conn: &mut Conn, after: Option<FamilyId>) -> Result<Vec<FamilyId>> {
    let after = after.unwrap_or(FamilyId(Uuid::nil()));
    Ok(each!(conn, c => family::table
        .filter(family::id.gt(after))
        .order(family::id)
        .limit(i64::try_from(MANY).unwrap_or(i64::MAX))
        .select(family::id)
        .load(c))?)
}

/// Whether what is kept is what a full recount gives: the first family whose facts are not, and the first month.
pub(crate) fn differs(conn: &mut Conn, pack: &Pack) -> Result<Option<String>> {
    let mut after = None;
    loop {
        let ids = families_after(conn, after)?;
        let (histories, around) = source::families(conn, &ids)?;
        for history in &histories {
            let Some(family) = history.family else { continue };
            if told(conn, AnyId(family.0))? != anew(conn, AnyId(family.0), derive::of(history, &around, pack))? {
                return Ok(Some(format!("family {family}")));
            }
        }
        after = ids.last().copied();
        if ids.len() < MANY {
            return months_differ(conn);
        }
    }
}

fn told(conn: &mut Conn, group: AnyId) -> Result<Vec<Row>> {
    let mut rows: Vec<Row> = each!(conn, c => fact::table
        .filter(fact::grp.eq(group))
        .select(Row::as_select())
        .load(c))?;
    rows.sort();
    Ok(rows)
}

fn anew(conn: &mut Conn, group: AnyId, facts: Vec<Fact>) -> Result<Vec<Row>> {
    let mut rows = fold::rows(conn, [(group, facts)].into())?;
    rows.sort();
    Ok(rows)
}

/// The counts of months against the facts.
fn months_differ(conn: &mut Conn) -> Result<Option<String>> {
    let mut sums: BTreeMap<Place, (i64, i64)> = BTreeMap::new();
    let all: Vec<Row> = each!(conn, c => fact::table.select(Row::as_select()).load(c))?;
    for (place, n, yes) in all.iter().flat_map(Row::places) {
        let sum = sums.entry(place).or_default();
        *sum = (sum.0 + n, sum.1 + yes);
    }
    let kept: Vec<(i64, i64, i64, i64, i64, i64, i64)> = each!(conn, c => fact_month::table.load(c))?;
    let kept: BTreeMap<Place, (i64, i64)> =
        kept.into_iter().map(|(k, f, m, w, v, n, yes)| ((k, f, m, w, v), (n, yes))).collect();
    let first = sums.iter().find(|(place, sum)| kept.get(*place) != Some(*sum));
    let other = kept.iter().find(|(place, _)| !sums.contains_key(*place));
    Ok(first.or(other).map(|(place, _)| format!("month {place:?}")))
}
