//! Keeping findings true behind the log of events: no save waits for a check, and none can be lost by one (ADR 24). A
//! family is looked at again when it has other events than when it was looked at last.

use super::{checked_family, checked_until, findings, paragraphs};
use crate::{events, rules, source};
use access::FamilyId;
use diesel::{dsl::count_star, prelude::*};
use pack::Pack;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use store::{AnyId, Conn, Result, Tx, Uuid, each, log::event};

store::beside!(checked_family + event, checked_family + episode);
use cases::records::episode;

/// How long a change may take until it is committed: so far back is looked for events that were not there before.
const COMMITTED_WITHIN_MS: u64 = 120_000;

/// Events of one look.
const SOME: i64 = 5_000;

fn millis(id: AnyId) -> u64 {
    let (seconds, nanos) = id.0.get_timestamp().map_or((0, 0), |at| at.to_unix());
    seconds * 1_000 + u64::from(nanos / 1_000_000)
}

fn at(millis: u64) -> AnyId {
    AnyId(uuid::Builder::from_unix_timestamp_millis(millis, &[0; 10]).into_uuid())
}

/// The first id that may have been committed after this one was seen.
pub(crate) fn before(cursor: AnyId) -> AnyId {
    at(millis(cursor).saturating_sub(COMMITTED_WITHIN_MS))
}

/// Up to which event all is looked at.
pub(crate) fn cursor(conn: &mut Conn) -> Result<Option<AnyId>> {
    Ok(each!(conn, c => checked_until::table.find(1).select(checked_until::cursor).first(c)).optional()?)
}

/// The newest event that an event of now can be; made-up histories have ids of another time.
pub(crate) fn newest(conn: &mut Conn) -> Result<Option<AnyId>> {
    let last = at(millis(AnyId(Uuid::now_v7())) + COMMITTED_WITHIN_MS);
    Ok(each!(conn, c => event::table
        .filter(event::id.le(last))
        .order(event::id.desc())
        .select(event::id)
        .first(c))
    .optional()?)
}

/// All is looked at up to this event.
pub(crate) fn move_cursor(conn: &mut Conn, to: AnyId) -> Result<()> {
    each!(conn, c => diesel::insert_into(checked_until::table)
        .values((checked_until::id.eq(1_i64), checked_until::cursor.eq(to)))
        .on_conflict(checked_until::id)
        .do_update()
        .set(checked_until::cursor.eq(to))
        .execute(c))?;
    Ok(())
}

/// How many events each of these families has.
fn events_of(conn: &mut Conn, families: &[FamilyId]) -> Result<BTreeMap<FamilyId, i64>> {
    let wanted: Vec<Option<FamilyId>> = families.iter().copied().map(Some).collect();
    let rows: Vec<(Option<FamilyId>, i64)> = each!(conn, c => event::table
        .filter(event::family_id.eq_any(wanted))
        .group_by(event::family_id)
        .select((event::family_id, count_star()))
        .load(c))?;
    Ok(rows.into_iter().filter_map(|(family, many)| Some((family?, many))).collect())
}

/// Families that have other events than when they were looked at last, of those with an event since `from`.
pub(crate) fn stale(conn: &mut Conn, from: AnyId) -> Result<Vec<FamilyId>> {
    let rows: Vec<Option<FamilyId>> = each!(conn, c => event::table
        .filter(event::id.gt(from).and(event::family_id.is_not_null()))
        .select(event::family_id)
        .distinct()
        .limit(SOME)
        .load(c))?;
    let families: Vec<FamilyId> = rows.into_iter().flatten().collect();
    if families.is_empty() {
        return Ok(vec![]);
    }
    let seen: Vec<(FamilyId, i64)> = each!(conn, c => checked_family::table
        .filter(checked_family::family_id.eq_any(&families).and(checked_family::made.eq(rules::MADE)))
        .select((checked_family::family_id, checked_family::events))
        .load(c))?;
    let seen: BTreeMap<FamilyId, i64> = seen.into_iter().collect();
    let now = events_of(conn, &families)?;
    Ok(families.into_iter().filter(|family| seen.get(family) != now.get(family)).collect())
}

/// Families with an episode at which these checks never looked, some after this one; and all whose help goes on, where
/// `open` says so.
pub(crate) fn unseen(conn: &mut Conn, after: FamilyId, open: bool, most: i64) -> Result<Vec<FamilyId>> {
    let seen = checked_family::table
        .filter(checked_family::family_id.eq(episode::family_id).and(checked_family::made.eq(rules::MADE)));
    let new = diesel::dsl::not(diesel::dsl::exists(seen));
    let some = episode::table.filter(episode::family_id.gt(after)).select(episode::family_id).distinct();
    let some = some.order(episode::family_id).limit(most);
    Ok(if open {
        each!(conn, c => some.filter(episode::closed_at.is_null().or(new)).load(c))?
    } else {
        each!(conn, c => some.filter(new).load(c))?
    })
}

/// Looks at every file of a family and keeps what is found. Where that is another than before, an event says so.
pub(crate) fn tell(tx: &mut Tx<'_>, pack: &Pack, family: FamilyId) -> Result<()> {
    let (today, kept) = (tx.now.date(), kept(tx.conn(), family)?);
    let members = people::records::members_of(tx.conn(), family)?;
    for episode in source::episodes(tx.conn(), family)? {
        let file = source::file(tx.conn(), pack, &episode, &members, today)?;
        let found = file.as_ref().map(rules::look).unwrap_or_default();
        let (new, mended) = findings::sync(tx, &episode, &found, kept.is_none())?;
        if let Some(file) = &file {
            paragraphs::keep(tx.conn(), file, &episode)?;
        }
        if !new.is_empty() || !mended.is_empty() {
            let new: BTreeSet<&str> = new.into_iter().collect();
            let mended: BTreeSet<String> = mended.into_iter().collect();
            let detail = json!({"found": new, "mended": mended});
            tx.record(events::FOUND.on(episode.id.0).family(family).detail(detail))?;
        }
    }

    let events = events_of(tx.conn(), &[family])?.remove(&family).unwrap_or_default();
    if kept != Some((events, rules::MADE)) {
        let set = (checked_family::events.eq(events), checked_family::made.eq(rules::MADE));
        each!(tx.conn(), c => diesel::insert_into(checked_family::table)
            .values((checked_family::family_id.eq(family), set))
            .on_conflict(checked_family::family_id)
            .do_update()
            .set(set)
            .execute(c))?;
    }
    Ok(())
}

fn kept(conn: &mut Conn, family: FamilyId) -> Result<Option<(i64, i64)>> {
    Ok(each!(conn, c => checked_family::table
        .find(family)
        .select((checked_family::events, checked_family::made))
        .first(c))
    .optional()?)
}
