//! How an item comes to a panel, is changed, put on an agenda, and taken back.

use super::{
    item::{Item, ItemId, ItemKind, find, panel_item},
    lists,
    meeting::{self, Meeting, MeetingId},
    panel::{self, Panel, PanelId},
};
use crate::{
    events, kinds, news as kinds_of_news,
    rules::{self, Grounds, Sending},
};
use access::{AccountId, Actor, EpisodeId, FamilyId, Permit, panel_item as acts};
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use store::{AnyId, Json, Result, Tx, each};
use waiting::{Ended, For, NewPlace, Priority, Target, WaitingId};
use work::{
    NewTask,
    news::{self, News},
    tasks,
};

/// About what a panel is asked.
#[derive(Debug, Clone)]
pub struct About {
    /// What comes.
    pub kind: ItemKind,
    /// Whose; none where it is asked without a name.
    pub family: Option<FamilyId>,
    /// The contact, episode, step down or waiting place that it is.
    pub source: Option<AnyId>,
    /// The contact that it answers.
    pub contact: Option<AnyId>,
    /// The period of help in which it is asked.
    pub episode: Option<EpisodeId>,
    /// Who asks the family how they are while it waits.
    pub owner: Option<AccountId>,
    /// The family agrees that it is talked about: agreement is in force, or was given to whoever made the contact.
    pub agreed: bool,
    /// Since when they wait for what is asked.
    pub since: NaiveDate,
    /// The age of the youngest child.
    pub age: Option<i64>,
}

/// What a panel is asked.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "as the columns of panel_item")]
pub struct NewItem {
    pub panel: Option<PanelId>,
    pub summary: String,
    pub asked_for: String,
    pub presenting: Vec<String>,
    pub underlying: Vec<String>,
    pub level: String,
    pub priority: Option<Priority>,
    pub why: String,
    pub wishes: String,
    pub comes: String,
    pub grounds: Option<Grounds>,
    pub grounds_why: String,
    pub told: Option<bool>,
}

impl NewItem {
    fn check(&self, about: &About, panel: bool, twice: bool) -> web::Result<()> {
        let named = about.family.is_some();
        Ok(rules::send(Sending {
            panel,
            twice,
            named,
            summary: &self.summary,
            asked_for: &self.asked_for,
            needs: self.presenting.len() + self.underlying.len(),
            level: &self.level,
            priority: self.priority,
            why: &self.why,
            wishes: &self.wishes,
            grounds: self.grounds,
            agreed: about.agreed,
            grounds_why: &self.grounds_why,
            told: self.told,
            names: web::names_somebody(&self.summary) || web::names_somebody(&self.asked_for),
        })?)
    }
}

/// Sends an item to a panel: on the agenda of its next meeting at once, and on a list that somebody looks after. Called
/// under the permit of what it is about.
///
/// # Errors
/// Every [`rules::CannotSend`] that holds.
pub fn send(tx: &mut Tx<'_>, pack: &Pack, by: &Actor, about: &About, new: &NewItem) -> web::Result<ItemId> {
    let of = new.panel.map(|id| panel::load(tx.conn(), id)).transpose()?;
    let of = of.filter(|of| panel::may_send(of, by));
    let twice = match (&of, about.family) {
        (Some(of), Some(family)) => lists::open_of(tx.conn(), of.id, family)?,
        _ => false,
    };
    new.check(about, of.is_some(), twice)?;
    let Some(of) = of else { return Err(web::Error::NotFound) };
    put_on(tx, pack, by, (&of, about), new)
}

/// As [`send`], by the program itself: a step down that waits for a team, a family that waits too long.
pub(crate) fn put_on(
    tx: &mut Tx<'_>,
    pack: &Pack,
    by: &Actor,
    (of, about): (&Panel, &About),
    new: &NewItem,
) -> web::Result<ItemId> {
    let today = tx.now.date();
    let next = meeting::next_of(tx.conn(), of.id, today)?;
    let id = ItemId::new();
    let place = waits(tx, pack, by, (of, about), (id, new))?;
    let row = Item {
        id,
        panel_id: of.id,
        meeting_id: next.map(|meeting| meeting.id),
        kind: about.kind,
        family_id: about.family,
        source_id: about.source,
        contact_id: about.contact,
        place_id: place.map(|place| AnyId(place.0)),
        summary: new.summary.clone(),
        asked_for: new.asked_for.clone(),
        presenting: Json(new.presenting.clone()),
        underlying: Json(new.underlying.clone()),
        level: new.level.clone(),
        priority: new.priority.unwrap_or(Priority::Routine),
        why: new.why.clone(),
        wishes: new.wishes.clone(),
        comes: new.comes.clone(),
        age: about.age,
        since_on: about.since,
        grounds: new.grounds,
        grounds_why: new.grounds_why.clone(),
        told: new.told,
        sent_by: by.account,
        sent_by_name: by.signature(),
        sent_at: tx.now,
        due_on: pack.calendar().plus_working(today, u32::try_from(of.clock).unwrap_or(1)),
        put_off: 0,
        decided_at: None,
        decision: None,
        withdrawn_at: None,
        version: 1,
    };
    each!(tx.conn(), c => diesel::insert_into(panel_item::table).values(&row).execute(c))?;
    tell_of_it(tx, of, &row)?;
    let detail = json!({"panel": of.id, "kind": row.kind, "priority": row.priority, "grounds": row.grounds});
    let event = events::SENT.on(id.0).family(row.family_id).detail(detail);
    tx.record(event.line(format!("Sent to a panel: {}", of.name), row.asked_for.as_str(), by.signature()))?;
    Ok(id)
}

/// They wait for the panel: somebody asks how they are. What waits elsewhere already, or is a step down, is looked after
/// there.
fn waits(
    tx: &mut Tx<'_>,
    pack: &Pack,
    by: &Actor,
    (of, about): (&Panel, &About),
    (id, new): (ItemId, &NewItem),
) -> web::Result<Option<WaitingId>> {
    let asked = matches!(about.kind, ItemKind::Contact | ItemKind::Episode);
    let Some(family) = about.family.filter(|_| asked) else { return Ok(None) };
    let place = NewPlace {
        since: None,
        family,
        target: Target { kind: For::Panel, id: Some(of.id.0), name: of.name.clone() },
        what: new.asked_for.clone(),
        priority: new.priority,
        why: new.why.clone(),
        needs: new.presenting.iter().chain(&new.underlying).cloned().collect(),
        level: new.level.clone(),
        asked_by: by.account,
        contact: about.contact,
        episode: about.episode,
        source: Some(AnyId(id.0)),
        owner: about.owner,
    };
    Ok(Some(waiting::begin(tx, pack, by, &place)?))
}

/// Whoever chairs is told; what a panel outside decides is owed by whoever sent it.
fn tell_of_it(tx: &mut Tx<'_>, of: &Panel, item: &Item) -> Result<()> {
    let href = format!("/panel-items/{}", item.id);
    if !of.outside {
        let came = News::new(kinds_of_news::CAME, format!("An item came to {}", of.name), href);
        return news::tell_all(tx, &of.chairs(), &came);
    }
    let title = format!("Pass it on to {}, and hear what was decided", of.name);
    let task = NewTask::new(kinds::HEAR, item.id.0, title, format!("{href}/decision"), item.due_on);
    let task = task.owed_by(item.sent_by);
    let task = match item.family_id {
        Some(family) => task.about(family),
        None => task,
    };
    tasks::add(tx, task)?;
    Ok(())
}

/// Everything that waits for this panel and is on no agenda comes on this one.
pub(super) fn put_all_on(tx: &mut Tx<'_>, of: &Panel, meeting: &Meeting) -> Result<()> {
    let open = panel_item::decided_at.is_null().and(panel_item::withdrawn_at.is_null());
    diesel::update(
        panel_item::table.filter(panel_item::panel_id.eq(of.id).and(open).and(panel_item::meeting_id.is_null())),
    )
    .set(panel_item::meeting_id.eq(Some(meeting.id)))
    .execute(tx.conn())?;
    Ok(())
}

/// It goes from this meeting to the next that is planned, or waits for one.
pub(crate) fn take_off(tx: &mut Tx<'_>, item: &Item, held_on: NaiveDate) -> Result<Option<MeetingId>> {
    let next = meeting::next_of(tx.conn(), item.panel_id, held_on + chrono::Days::new(1))?;
    let next = next.map(|meeting| meeting.id);
    diesel::update(panel_item::table.find(item.id)).set(panel_item::meeting_id.eq(next)).execute(tx.conn())?;
    Ok(next)
}

/// Changes what is asked, unless somebody else has changed it since this `version`.
///
/// # Errors
/// Every [`rules::CannotSend`] that holds; [`store::Error::Stale`].
pub fn change_item(
    tx: &mut Tx<'_>,
    permit: &Permit<ItemId, acts::Change>,
    (about, version): (&About, i64),
    new: &NewItem,
) -> web::Result<()> {
    let item = find(tx.conn(), permit)?;
    new.check(about, true, false)?;
    let there = panel_item::table.filter(panel_item::id.eq(item.id).and(panel_item::version.eq(version)));
    let open = panel_item::decided_at.is_null().and(panel_item::withdrawn_at.is_null());
    let count = diesel::update(there.filter(open))
        .set((
            (panel_item::summary.eq(&new.summary), panel_item::asked_for.eq(&new.asked_for)),
            (
                panel_item::presenting.eq(Json(new.presenting.clone())),
                panel_item::underlying.eq(Json(new.underlying.clone())),
            ),
            (panel_item::level.eq(&new.level), panel_item::priority.eq(new.priority.unwrap_or(item.priority))),
            (panel_item::why.eq(&new.why), panel_item::wishes.eq(&new.wishes), panel_item::comes.eq(&new.comes)),
            (panel_item::grounds.eq(new.grounds), panel_item::grounds_why.eq(&new.grounds_why)),
            (panel_item::told.eq(new.told), panel_item::version.eq(panel_item::version + 1)),
        ))
        .execute(tx.conn())?;
    if count == 0 {
        return Err(store::Error::Stale.into());
    }
    tx.record(events::CHANGED.on(item.id.0).family(item.family_id).detail(json!({"version": version + 1})))?;
    Ok(())
}

/// Takes it back, with the reason.
///
/// # Errors
/// A refusal `item-without-reason`; [`store::Error::Stale`] where it was decided meanwhile.
pub fn withdraw(tx: &mut Tx<'_>, permit: &Permit<ItemId, acts::Change>, pack: &Pack, why: &str) -> web::Result<()> {
    if why.trim().is_empty() {
        return Err(web::Refusal::from(rules::CannotDecide::NoReason).into());
    }
    let item = find(tx.conn(), permit)?;
    let now = tx.now;
    let open = panel_item::decided_at.is_null().and(panel_item::withdrawn_at.is_null());
    let there = panel_item::table.filter(panel_item::id.eq(item.id).and(open));
    if diesel::update(there).set(panel_item::withdrawn_at.eq(Some(now))).execute(tx.conn())? == 0 {
        return Err(store::Error::Stale.into());
    }
    over(tx, permit.actor(), &item, Ended::Withdrawn, why)?;
    if let Some(contact) = item.contact_id {
        let words = format!("It was taken back from the panel: {why}");
        contacts::records::tell_maker(tx, permit.actor(), contacts::ContactId(contact.0), &words)?;
        if item.kind == ItemKind::Contact {
            contacts::records::take_up_again(tx, pack, contacts::ContactId(contact.0))?;
        }
    }
    let event = events::WITHDRAWN.on(item.id.0).family(item.family_id);
    tx.record(event.line("Taken back from a panel", why, permit.actor().signature()))?;
    Ok(())
}

/// They wait for the panel no more, and nothing is owed of the item.
pub(super) fn over(tx: &mut Tx<'_>, by: &Actor, item: &Item, ended: Ended, words: &str) -> web::Result<()> {
    tasks::done(tx, item.id.0, None)?;
    if let Some(place) = waiting::of_source(tx.conn(), item.id.0)? {
        waiting::end(tx, by, place.id, Some(ended), words)?;
    }
    Ok(())
}
