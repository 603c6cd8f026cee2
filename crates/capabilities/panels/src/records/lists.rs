//! Items in lists: an agenda in the fair order, those of a family, those that no meeting has.

use super::{
    decided::{Decided, decided_in, decision_of},
    item::{self, Ground, Item, ItemId, Of, of_actor, panel_item, said_by, told_among},
    meeting::{self, Meeting, MeetingId},
    panel::{self, Panel, PanelId},
};
use access::{AccountId, Actor, FamilyId, PanelItemFacts, Sight, Subject, accounts, decide, guard, panel_item as acts};
use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use pack::Pack;
use std::collections::BTreeMap;
use store::{AnyId, Conn, Instant, Result, Uuid, each};
use waiting::rules::fair;

/// What stands on an agenda, in the fair order, as far as whoever looks may see it.
#[derive(Debug, Clone)]
pub struct Agenda {
    /// Whose.
    pub panel: Panel,
    /// Which meeting.
    pub meeting: Meeting,
    /// The items, with what each allows whoever looks.
    pub items: Vec<(Item, PanelItemFacts)>,
    /// How many stand there that whoever looks does not see: they have a tie to the family, or it may not be told of to
    /// them.
    pub unseen: usize,
    /// What was decided on them.
    pub decided: BTreeMap<ItemId, Decided>,
}

/// The agenda of a meeting: two queries for the items and a handful for all that access to them depends on.
pub fn agenda(conn: &mut Conn, sight: &Sight<MeetingId>, pack: &Pack) -> Result<Agenda> {
    let meeting = meeting::load(conn, sight.subject())?;
    let panel = panel::load(conn, meeting.panel_id)?;
    let actor = sight.actor();
    let mut all: Vec<Item> = each!(conn, c => panel_item::table
        .filter(panel_item::meeting_id.eq(Some(meeting.id)).and(panel_item::withdrawn_at.is_null()))
        .select(Item::as_select())
        .load(c))?;
    // what was put off here stands on another agenda by now
    let decided = decided_in(conn, meeting.id)?;
    let off: Vec<ItemId> = decided.keys().copied().filter(|id| all.iter().all(|item| item.id != *id)).collect();
    all.extend(panel_item::table.filter(panel_item::id.eq_any(off)).select(Item::as_select()).load::<Item>(conn)?);
    all.sort_by(|one, other| fair(&one.standing()).cmp(&fair(&other.standing())));

    let families: Vec<FamilyId> = all.iter().filter_map(|item| item.family_id).collect();
    let of_families = guard::facts_of(conn, &families, actor)?;
    let ids: Vec<ItemId> = all.iter().map(|item| item.id).collect();
    let said = said_by(conn, &ids, of_actor(actor))?;
    let told = told_among(conn, &all, actor)?;
    let member = panel::facts(conn, panel.id, actor)?.member;
    let ground = Ground { of: &panel, on: Some(&meeting), member, pack };
    let count = all.len();
    let facts = |item: &Item| {
        let family = item.family_id.and_then(|family| of_families.get(&family).copied());
        let of = Of { family, said: said.contains(&item.id), told: told.get(&item.id).copied().unwrap_or_default() };
        item::facts(item, actor, &ground, of)
    };
    let items: Vec<(Item, PanelItemFacts)> = all
        .into_iter()
        .map(|item| {
            let facts = facts(&item);
            (item, facts)
        })
        .filter(|(_, facts)| decide(actor, acts::See, facts).allows())
        .collect();
    Ok(Agenda { unseen: count - items.len(), panel, meeting, items, decided })
}

/// The next item of an agenda that is not decided and that whoever looks may decide.
pub fn next_undecided(conn: &mut Conn, sight: &Sight<MeetingId>, pack: &Pack) -> Result<Option<ItemId>> {
    let agenda = agenda(conn, sight, pack)?;
    Ok(decidable(&agenda, sight.actor()).first().copied())
}

/// What of an agenda is not decided, and whoever looks may decide, in the fair order.
pub(crate) fn decidable(agenda: &Agenda, actor: &Actor) -> Vec<ItemId> {
    let open = agenda.items.iter().filter(|(item, facts)| {
        item.is_open() && !agenda.decided.contains_key(&item.id) && decide(actor, acts::Decide, facts).allows()
    });
    open.map(|(item, _)| item.id).collect()
}

/// How many stand before this item in the fair order of its agenda, and were given nothing there yet.
pub(crate) fn ahead_of(conn: &mut Conn, of: &Item, actor: &Actor) -> Result<usize> {
    let Some(meeting) = of.meeting_id else { return Ok(0) };
    let open = panel_item::decided_at.is_null().and(panel_item::withdrawn_at.is_null());
    let others: Vec<Item> = each!(conn, c => panel_item::table
        .filter(panel_item::meeting_id.eq(Some(meeting)).and(open))
        .select(Item::as_select())
        .load(c))?;
    let hidden = guard::restricted_from(conn, actor)?;
    let seen = |item: &&Item| item.family_id.is_none_or(|family| !hidden.contains(&family));
    let before = |item: &&Item| item.id != of.id && seen(item) && fair(&item.standing()) < fair(&of.standing());
    Ok(others.iter().filter(before).count())
}

/// How many items wait at each panel, and since when the oldest: nobody's name.
pub fn counts(conn: &mut Conn, actor: &Actor) -> Result<BTreeMap<PanelId, (i64, Option<Instant>)>> {
    let hidden: Vec<Option<FamilyId>> = guard::restricted_from(conn, actor)?.into_iter().map(Some).collect();
    let seen = panel_item::family_id.is_null().or(panel_item::family_id.ne_all(hidden).assume_not_null());
    let rows: Vec<(PanelId, i64, Option<Instant>)> = panel_item::table
        .filter(panel_item::decided_at.is_null().and(panel_item::withdrawn_at.is_null()))
        .filter(seen)
        .group_by(panel_item::panel_id)
        .select((panel_item::panel_id, diesel::dsl::count_star(), diesel::dsl::min(panel_item::sent_at)))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, many, since)| (id, (many, since))).collect())
}

/// Whether this panel has an open item of this family.
pub(super) fn open_of(conn: &mut Conn, of: PanelId, family: FamilyId) -> Result<bool> {
    let open = panel_item::decided_at.is_null().and(panel_item::withdrawn_at.is_null());
    let count: i64 = each!(conn, c => panel_item::table
        .filter(panel_item::panel_id.eq(of).and(panel_item::family_id.eq(Some(family))).and(open))
        .count()
        .get_result(c))?;
    Ok(count > 0)
}

/// Another item of a family: which panel has it, who chairs, and what came of it.
#[derive(Debug, Clone)]
pub struct Other {
    /// The item.
    pub id: ItemId,
    /// The panel.
    pub panel: String,
    /// Who chairs it; empty for a panel outside.
    pub chair: String,
    /// When it was sent.
    pub sent_on: NaiveDate,
    /// What was decided, and when; none where it waits, or where whoever looks may not see that item.
    pub decided: Option<Decided>,
    /// Whether it still waits.
    pub open: bool,
}

/// The other items of a family that wait, or that came within the pack's time: so that nobody is sent from panel to panel
/// (000r 7.3). For those who may see an item of the family, or send one.
pub fn others_of(
    conn: &mut Conn,
    family: FamilyId,
    but: Option<ItemId>,
    (pack, actor): (&Pack, &Actor),
) -> Result<Vec<Other>> {
    let today = actor.as_of.date();
    let from = today - Days::new(u64::from(pack.number("panel-again")));
    let from = Instant::at_london(from.and_time(chrono::NaiveTime::MIN));
    let mut all = of_families(conn, &[family])?;
    all.retain(|item| Some(item.id) != but && item.withdrawn_at.is_none() && (item.is_open() || item.sent_at >= from));
    let ids: Vec<ItemId> = all.iter().map(|item| item.id).collect();
    let mut decided = decision_of(conn, &ids)?;
    let mut others = Vec::new();
    for item in all {
        let panel = panel::load(conn, item.panel_id)?;
        let chair: Vec<AccountId> = panel.chair_id.into_iter().collect();
        let chair = accounts::names(conn, &chair)?.into_values().next().unwrap_or_default();
        others.push(Other {
            id: item.id,
            panel: panel.name,
            chair,
            sent_on: item.sent_at.date(),
            open: item.is_open(),
            // what it decided, and why, is for those who may see that item
            decided: match decide(actor, acts::See, &item.id.facts(conn, pack, actor)?.0).allows() {
                true => decided.remove(&item.id),
                false => None,
            },
        });
    }
    Ok(others)
}

/// The items of these families, the newest first: for pages of those who may open them.
pub fn of_families(conn: &mut Conn, families: &[FamilyId]) -> Result<Vec<Item>> {
    let mut all: Vec<Item> = Vec::new();
    for family in families {
        let some: Vec<Item> = each!(conn, c => panel_item::table
            .filter(panel_item::family_id.eq(Some(*family)))
            .order((panel_item::sent_at.desc(), panel_item::id.desc()))
            .limit(20)
            .select(Item::as_select())
            .load(c))?;
        all.extend(some);
    }
    Ok(all)
}

/// Whether an item stands for this row of another capability, and waits.
pub(crate) fn of_source(conn: &mut Conn, source: Uuid) -> Result<bool> {
    let open = panel_item::decided_at.is_null().and(panel_item::withdrawn_at.is_null());
    let count: i64 = each!(conn, c => panel_item::table
        .filter(panel_item::source_id.eq(Some(AnyId(source))).and(open))
        .count()
        .get_result(c))?;
    Ok(count > 0)
}

/// Those of these rows of another capability for which an item came within the pack's time, decided or not: what was
/// looked at a moment ago is not put on the next agenda again.
pub(crate) fn to_gather(conn: &mut Conn, sources: &[Uuid], (pack, today): (&Pack, NaiveDate)) -> Result<Vec<Uuid>> {
    let from = today - Days::new(u64::from(pack.number("waiting-check")));
    let from = Instant::at_london(from.and_time(chrono::NaiveTime::MIN));
    let wanted: Vec<Option<AnyId>> = sources.iter().map(|source| Some(AnyId(*source))).collect();
    let open = panel_item::decided_at.is_null().and(panel_item::withdrawn_at.is_null());
    let there: Vec<Option<AnyId>> = panel_item::table
        .filter(panel_item::source_id.eq_any(wanted).and(open.or(panel_item::sent_at.ge(from))))
        .select(panel_item::source_id)
        .load(conn)?;
    Ok(sources.iter().copied().filter(|source| !there.contains(&Some(AnyId(*source)))).collect())
}

/// What waits for a panel and should have been decided by now.
pub(crate) fn unplaced(conn: &mut Conn, today: NaiveDate) -> Result<Vec<Item>> {
    Ok(panel_item::table
        .filter(panel_item::decided_at.is_null().and(panel_item::withdrawn_at.is_null()))
        .filter(panel_item::due_on.lt(today))
        .select(Item::as_select())
        .load(conn)?)
}

/// Whether anything waits for a panel.
pub(crate) fn waits_for(conn: &mut Conn, of: PanelId) -> Result<bool> {
    let open = panel_item::decided_at.is_null().and(panel_item::withdrawn_at.is_null());
    let count: i64 = each!(conn, c => panel_item::table
        .filter(panel_item::panel_id.eq(of).and(open))
        .count()
        .get_result(c))?;
    Ok(count > 0)
}

/// What stands on a meeting's agenda and is not decided.
pub(super) fn open_in(conn: &mut Conn, of: MeetingId) -> Result<Vec<Item>> {
    let open = panel_item::decided_at.is_null().and(panel_item::withdrawn_at.is_null());
    Ok(each!(conn, c => panel_item::table
        .filter(panel_item::meeting_id.eq(Some(of)).and(open))
        .select(Item::as_select())
        .load(c))?)
}
