//! What a panel is asked.

use super::{
    meeting::{self, Meeting, MeetingId, MeetingUid},
    panel::{self, Panel, PanelId, PanelUid},
};
use crate::{
    events,
    rules::{Decision, Grounds},
};
use access::{
    AccountId, Actor, FamilyFacts, FamilyId, PanelItemFacts, Permit, Sight, Subject, guard, panel_item as acts,
};
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use store::{AnyId, Conn, Instant, Json, MultiBackend, Result, Tx, Uuid, each};
use waiting::{Priority, rules::Standing};

store::strict_id!(
    /// An item of a panel.
    ItemId,
    ItemUid
);

store::coded! {
    /// What comes to a panel.
    pub enum ItemKind {
        /// A contact that the front door decided so.
        Contact = "contact",
        /// A family whose help goes on.
        Episode = "episode",
        /// A step down from children's social care.
        StepDown = "step-down",
        /// A family that waits too long.
        Waiting = "waiting",
        /// A question without a name.
        Consultation = "consultation",
    }
}

impl ItemKind {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Contact => "From the front door",
            Self::Episode => "From those who help the family",
            Self::StepDown => "Step down from social care",
            Self::Waiting => "Has waited too long",
            Self::Consultation => "Consultation, without a name",
        }
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use access::{AccountUid, FamilyUid};
    use store::types::{Jsonb, Uid, Utc};
    use super::{ItemUid, MeetingUid, PanelUid};

    panel_item (id) {
        id -> ItemUid,
        panel_id -> PanelUid,
        meeting_id -> Nullable<MeetingUid>,
        kind -> Text,
        family_id -> Nullable<FamilyUid>,
        source_id -> Nullable<Uid>,
        contact_id -> Nullable<Uid>,
        place_id -> Nullable<Uid>,
        summary -> Text,
        asked_for -> Text,
        presenting -> Jsonb,
        underlying -> Jsonb,
        level -> Text,
        priority -> Text,
        why -> Text,
        wishes -> Text,
        comes -> Text,
        age -> Nullable<BigInt>,
        since_on -> Date,
        grounds -> Nullable<Text>,
        grounds_why -> Text,
        told -> Nullable<Bool>,
        sent_by -> Nullable<AccountUid>,
        sent_by_name -> Text,
        sent_at -> Utc,
        due_on -> Date,
        put_off -> BigInt,
        decided_at -> Nullable<Utc>,
        decision -> Nullable<Text>,
        withdrawn_at -> Nullable<Utc>,
        version -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use access::AccountUid;
    use store::types::Utc;
    use super::ItemUid;

    panel_interest (item_id, account_id) {
        item_id -> ItemUid,
        account_id -> AccountUid,
        name -> Text,
        why -> Text,
        at -> Utc,
    }
}

/// What a panel is asked: a summary that was written for it, and not the file.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = panel_item, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Item {
    pub id: ItemId,
    pub panel_id: PanelId,
    /// On whose agenda it is.
    pub meeting_id: Option<MeetingId>,
    pub kind: ItemKind,
    pub family_id: Option<FamilyId>,
    /// The contact, episode, step down or waiting place that it is.
    pub source_id: Option<AnyId>,
    /// The contact that it answers, where there is one.
    pub contact_id: Option<AnyId>,
    /// Its place in the list of those who wait for a panel.
    pub place_id: Option<AnyId>,
    pub summary: String,
    pub asked_for: String,
    /// Codes of the pack's needs: what people see, and came with.
    pub presenting: Json<Vec<String>>,
    /// What lies beneath.
    pub underlying: Json<Vec<String>>,
    pub level: String,
    pub priority: Priority,
    pub why: String,
    /// What the family wishes, in its words.
    pub wishes: String,
    /// Whether the family comes: `yes`, `no`, or empty where they were not asked.
    pub comes: String,
    /// The age of the youngest child.
    pub age: Option<i64>,
    /// Since when they wait for what is asked.
    pub since_on: NaiveDate,
    pub grounds: Option<Grounds>,
    pub grounds_why: String,
    pub told: Option<bool>,
    pub sent_by: Option<AccountId>,
    pub sent_by_name: String,
    pub sent_at: Instant,
    pub due_on: NaiveDate,
    pub put_off: i64,
    pub decided_at: Option<Instant>,
    pub decision: Option<Decision>,
    pub withdrawn_at: Option<Instant>,
    pub version: i64,
}

impl Item {
    /// Whether it still waits for a decision.
    pub fn is_open(&self) -> bool {
        self.decided_at.is_none() && self.withdrawn_at.is_none()
    }

    /// Where it stands in the fair order.
    pub fn standing(&self) -> Standing<'_> {
        Standing { level: &self.level, priority: self.priority, since: self.since_on, age: self.age }
    }
}

impl Subject for ItemId {
    type Facts = PanelItemFacts;
    const KIND: &'static str = "panel-item";

    fn id(&self) -> Option<Uuid> {
        Some(self.0)
    }

    fn facts(&self, conn: &mut Conn, pack: &Pack, actor: &Actor) -> Result<(PanelItemFacts, Option<FamilyId>)> {
        let item = load(conn, *self)?;
        let of = panel::load(conn, item.panel_id)?;
        let on = item.meeting_id.map(|id| meeting::load(conn, id)).transpose()?;
        let family = item.family_id.map(|family| guard::facts(conn, family, actor)).transpose()?;
        let said = interests(conn, *self)?;
        let told = told_of(conn, &item, actor)?;
        let of_panel = panel::facts(conn, of.id, actor)?;
        let ground = Ground { of: &of, on: on.as_ref(), member: of_panel.member, pack };
        let facts = facts(&item, actor, &ground, Of { family, said: said.contains_key(&of_actor(actor)), told });
        Ok((facts, item.family_id))
    }
}

/// A panel and a meeting, as far as access to the items depends on them.
pub(super) struct Ground<'a> {
    pub of: &'a Panel,
    pub on: Option<&'a Meeting>,
    /// This actor is a member.
    pub member: bool,
    pub pack: &'a Pack,
}

/// What of one item concerns whoever asks.
#[derive(Clone, Copy)]
pub(super) struct Of {
    pub family: Option<FamilyFacts>,
    /// They have said that they know the family.
    pub said: bool,
    /// Their organisation may be told of the family.
    pub told: bool,
}

pub(super) fn of_actor(actor: &Actor) -> AccountId {
    actor.account.unwrap_or(AccountId(Uuid::nil()))
}

/// What access to an item depends on, without another look into the database.
pub(super) fn facts(item: &Item, actor: &Actor, ground: &Ground<'_>, of: Of) -> PanelItemFacts {
    let today = actor.as_of.date();
    let sight = u64::from(ground.pack.number("panel-sight"));
    let (on_agenda, after) = match ground.on {
        Some(meeting) => {
            let (from, until) = meeting.window(ground.pack);
            ((from..=until).contains(&today), today > until)
        }
        None => (false, false),
    };
    let ended = item
        .decided_at
        .or(item.withdrawn_at)
        .map(|at| ground.pack.calendar().plus_working(at.date(), u32::try_from(sight).unwrap_or_default()));
    PanelItemFacts {
        sent: item.sent_by.is_some() && item.sent_by == actor.account,
        chairs: ground.of.is_chaired_by(actor.account),
        member: ground.member,
        tied: of.said || of.family.is_some_and(|family| family.leads || family.in_team),
        on_agenda,
        over: match ended {
            Some(until) => today > until && (after || ground.on.is_none()),
            None => false,
        },
        told: of.told,
        decided: !item.is_open(),
        outside: ground.of.outside,
        family: of.family,
    }
}

/// Whether this actor's organisation may be told of the family: the council's own always; a partner's while agreement or
/// a sharing decision is in force, or where it was sent on another basis, with its reason (T26).
fn told_of(conn: &mut Conn, item: &Item, actor: &Actor) -> Result<bool> {
    let Some(family) = item.family_id.filter(|_| !actor.own) else { return Ok(true) };
    if item.grounds == Some(Grounds::Basis) {
        return Ok(true);
    }
    let today = actor.as_of.date();
    if guard::may_be_told(conn, family, actor.organisation, today)? {
        return Ok(true);
    }
    Ok(item.grounds == Some(Grounds::Agreement) && is_told_by_agreement(conn, item, family, today)?)
}

/// Whether the family's agreement holds: in force as it is recorded, or given to whoever made the contact while nobody
/// was asked again. It ends with the first word to the contrary (T26).
pub fn is_told_by_agreement(conn: &mut Conn, item: &Item, family: FamilyId, today: NaiveDate) -> Result<bool> {
    if guard::agreed_until(conn, family)?.is_some_and(|until| until >= today) {
        return Ok(true);
    }
    Ok(item.kind == ItemKind::Contact && !people::agreement::anybody_said(conn, family)?)
}

/// As [`told_of`], of several items at once.
pub(super) fn told_among(conn: &mut Conn, items: &[Item], actor: &Actor) -> Result<BTreeMap<ItemId, bool>> {
    let families: Vec<FamilyId> = items.iter().filter_map(|item| item.family_id).collect();
    let agreed = if actor.own { BTreeSet::new() } else { guard::told_of(conn, actor, &families, true)? };
    let mut all = BTreeMap::new();
    for item in items {
        // most are known by one look; the rest were agreed to with whoever made the contact
        let known = actor.own || item.family_id.is_none_or(|family| agreed.contains(&family));
        all.insert(item.id, known || told_of(conn, item, actor)?);
    }
    Ok(all)
}

pub(crate) fn load(conn: &mut Conn, id: ItemId) -> Result<Item> {
    Ok(each!(conn, c => panel_item::table.find(id).select(Item::as_select()).first(c))?)
}

/// An item, for those who may see it.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, sight: &Sight<ItemId>) -> Result<Item> {
    load(conn, sight.subject())
}

/// Who of the panel has stepped out, by name. That they did is no secret, why is kept for those who look into it later.
pub fn interests(conn: &mut Conn, of: ItemId) -> Result<BTreeMap<AccountId, String>> {
    let same = of_same_family(conn, &[of])?;
    let all: Vec<(AccountId, String)> = panel_interest::table
        .filter(panel_interest::item_id.eq_any(same.keys()))
        .select((panel_interest::account_id, panel_interest::name))
        .load(conn)?;
    Ok(all.into_iter().collect())
}

/// All items of the families of these, each with those of these that it stands beside: a tie that was said of one of a
/// family's items holds for every other (T19).
fn of_same_family(conn: &mut Conn, items: &[ItemId]) -> Result<BTreeMap<ItemId, Vec<ItemId>>> {
    let asked: Vec<(ItemId, Option<FamilyId>)> = panel_item::table
        .filter(panel_item::id.eq_any(items))
        .select((panel_item::id, panel_item::family_id))
        .load(conn)?;
    let families: Vec<Option<FamilyId>> = asked.iter().map(|(_, family)| *family).filter(Option::is_some).collect();
    let others: Vec<(ItemId, Option<FamilyId>)> = panel_item::table
        .filter(panel_item::family_id.eq_any(families))
        .select((panel_item::id, panel_item::family_id))
        .load(conn)?;
    let mut beside: BTreeMap<ItemId, Vec<ItemId>> = asked.iter().map(|(id, _)| (*id, vec![*id])).collect();
    for (other, family) in others {
        let of_it = asked.iter().filter(|(_, theirs)| theirs.is_some() && *theirs == family).map(|(id, _)| *id);
        beside.insert(other, of_it.collect());
    }
    Ok(beside)
}

/// Those of these items of which somebody has said that they know the family.
pub(super) fn said_by(conn: &mut Conn, items: &[ItemId], account: AccountId) -> Result<Vec<ItemId>> {
    let said: Vec<ItemId> = panel_interest::table
        .filter(panel_interest::account_id.eq(account))
        .select(panel_interest::item_id)
        .load(conn)?;
    if said.is_empty() {
        return Ok(vec![]);
    }
    let beside = of_same_family(conn, items)?;
    Ok(said.iter().filter_map(|id| beside.get(id)).flatten().copied().collect())
}

/// Somebody of the panel says that they have a tie to the family: they are out of this item from now on.
pub fn step_out(tx: &mut Tx<'_>, permit: &Permit<ItemId, acts::StepOut>, pack: &Pack, why: &str) -> Result<()> {
    let (item, account) = (permit.subject(), of_actor(permit.actor()));
    let row = (
        panel_interest::item_id.eq(item),
        panel_interest::account_id.eq(account),
        panel_interest::name.eq(&permit.actor().name),
        panel_interest::why.eq(why),
        panel_interest::at.eq(tx.now),
    );
    each!(tx.conn(), c => diesel::insert_into(panel_interest::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    tx.record(events::STEPPED_OUT.on(item.0).detail(json!({"account": account})))?;

    // somebody has to be left who can decide
    let panel_id = load(tx.conn(), item)?.panel_id;
    let of = panel::load(tx.conn(), panel_id)?;
    let out = interests(tx.conn(), item)?;
    if !of.outside && of.chairs().iter().all(|chair| out.contains_key(chair)) {
        panel::want_chair(tx, pack, &of)?;
    }
    Ok(())
}
