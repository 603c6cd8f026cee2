//! What a panel decided on an item, each time that it did: what was put off stays beside what came of it.

use super::{
    item::{Item, ItemId, ItemUid, find, panel_item},
    meeting::{MeetingId, MeetingUid},
    sent,
};
use crate::{events, rules::Decision};
use access::{AccountId, Permit, Sight, panel_item as acts};
use diesel::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;
use store::{AnyId, Conn, Instant, MultiBackend, Result, Tx, each};
use waiting::Ended;

diesel::table! {
    use diesel::sql_types::*;
    use access::AccountUid;
    use store::types::{Uid, Utc};
    use super::{ItemUid, MeetingUid};

    panel_decision (id) {
        id -> Uid,
        item_id -> ItemUid,
        meeting_id -> Nullable<MeetingUid>,
        at -> Utc,
        by_id -> Nullable<AccountUid>,
        by_name -> Text,
        decision -> Text,
        reason -> Text,
        departure -> Text,
        ahead -> BigInt,
        what -> Text,
        said_by -> Text,
    }
}

/// What a panel decided.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = panel_decision, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Decided {
    pub id: AnyId,
    pub item_id: ItemId,
    pub meeting_id: Option<MeetingId>,
    pub at: Instant,
    pub by_id: Option<AccountId>,
    pub by_name: String,
    pub decision: Decision,
    pub reason: String,
    /// Why it went before others in the fair order; empty where it did not.
    pub departure: String,
    /// How many stood before it.
    pub ahead: i64,
    /// What was given, by name: the team and lead, the service, the list.
    pub what: String,
    /// Who of a panel outside said so.
    pub said_by: String,
}

impl Decided {
    /// What was decided, on one line.
    pub fn line(&self) -> String {
        match self.what.as_str() {
            "" => self.decision.label().to_owned(),
            what => format!("{}: {what}", self.decision.label()),
        }
    }
}

/// All that was decided on an item, the newest first.
pub fn decisions(conn: &mut Conn, sight: &Sight<ItemId>) -> Result<Vec<Decided>> {
    Ok(each!(conn, c => panel_decision::table
        .filter(panel_decision::item_id.eq(sight.subject()))
        .order((panel_decision::at.desc(), panel_decision::id.desc()))
        .select(Decided::as_select())
        .load(c))?)
}

/// The last that was decided on each of these items, for lists that are permitted themselves.
pub fn decision_of(conn: &mut Conn, items: &[ItemId]) -> Result<BTreeMap<ItemId, Decided>> {
    let all: Vec<Decided> = panel_decision::table
        .filter(panel_decision::item_id.eq_any(items))
        .order((panel_decision::at, panel_decision::id))
        .select(Decided::as_select())
        .load(conn)?;
    // the newest comes last, and stays
    Ok(all.into_iter().map(|one| (one.item_id, one)).collect())
}

/// What was decided in a meeting, by item.
pub(super) fn decided_in(conn: &mut Conn, meeting: MeetingId) -> Result<BTreeMap<ItemId, Decided>> {
    let all: Vec<Decided> = each!(conn, c => panel_decision::table
        .filter(panel_decision::meeting_id.eq(Some(meeting)))
        .order((panel_decision::at, panel_decision::id))
        .select(Decided::as_select())
        .load(c))?;
    Ok(all.into_iter().map(|one| (one.item_id, one)).collect())
}

/// What is kept of a decision.
pub(crate) struct Kept<'a> {
    pub decision: Decision,
    pub reason: &'a str,
    pub departure: &'a str,
    pub ahead: usize,
    pub what: &'a str,
    pub said_by: &'a str,
    /// The version on which it was decided.
    pub version: i64,
}

/// Keeps a decision: an item is decided once, and what was put off goes on to the next meeting and stays due when it was.
///
/// # Errors
/// [`store::Error::Stale`] where somebody else has changed or decided it since.
pub(crate) fn keep(tx: &mut Tx<'_>, permit: &Permit<ItemId, acts::Decide>, kept: &Kept<'_>) -> web::Result<Item> {
    let item = find(tx.conn(), permit)?;
    let now = tx.now;
    let off = kept.decision == Decision::PutOff;
    let open = panel_item::decided_at.is_null().and(panel_item::withdrawn_at.is_null());
    let there =
        panel_item::table.filter(panel_item::id.eq(item.id).and(panel_item::version.eq(kept.version)).and(open));
    let count = diesel::update(there)
        .set((
            panel_item::decided_at.eq((!off).then_some(now)),
            panel_item::decision.eq((!off).then_some(kept.decision)),
            panel_item::put_off.eq(panel_item::put_off + i64::from(off)),
            panel_item::version.eq(panel_item::version + 1),
        ))
        .execute(tx.conn())?;
    if count == 0 {
        return Err(store::Error::Stale.into());
    }

    let actor = permit.actor();
    let row = Decided {
        id: AnyId::new(),
        item_id: item.id,
        meeting_id: item.meeting_id,
        at: now,
        by_id: actor.account,
        by_name: actor.signature(),
        decision: kept.decision,
        reason: kept.reason.into(),
        departure: kept.departure.into(),
        ahead: i64::try_from(kept.ahead).unwrap_or(i64::MAX),
        what: kept.what.into(),
        said_by: kept.said_by.into(),
    };
    each!(tx.conn(), c => diesel::insert_into(panel_decision::table).values(&row).execute(c))?;
    let detail = json!({"decision": kept.decision, "ahead": kept.ahead, "meeting": item.meeting_id});
    let kind = if off { events::PUT_OFF } else { events::DECIDED };
    let event = kind.on(item.id.0).family(item.family_id).detail(detail);
    tx.record(event.line(format!("A panel decided: {}", row.line()), kept.reason, actor.signature()))?;
    if !off {
        sent::over(tx, actor, &item, Ended::Placed, &row.line())?;
    }
    Ok(item)
}
