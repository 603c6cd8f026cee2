//! A panel: what it is for, who chairs it, what it can give.

use super::member::{self, panel_member};
use crate::{
    events, kinds,
    rules::{self, Keeping},
};
use access::{AccountId, Actor, Nobody, PanelFacts, Permit, Role, Subject, accounts, nobody};
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use store::{Conn, FamilyId, Instant, Json, MultiBackend, Result, Tx, Uuid, each};

store::strict_id!(
    /// A panel.
    PanelId,
    PanelUid
);

diesel::table! {
    use diesel::sql_types::*;
    use access::AccountUid;
    use store::types::{Jsonb, Utc};
    use super::PanelUid;

    panel (id) {
        id -> PanelUid,
        code -> Text,
        name -> Text,
        purpose -> Text,
        chair_id -> Nullable<AccountUid>,
        deputy_id -> Nullable<AccountUid>,
        often -> Text,
        every -> BigInt,
        ways_in -> Text,
        uses_assessment -> Bool,
        family_invited -> Bool,
        gives -> Jsonb,
        clock -> BigInt,
        senders -> Jsonb,
        outside -> Bool,
        reach -> Text,
        forum -> Bool,
        ended_at -> Nullable<Utc>,
        version -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(panel, panel_member);

/// A panel.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = panel, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Panel {
    pub id: PanelId,
    /// As the pack calls it; empty where it was made here.
    pub code: String,
    pub name: String,
    pub purpose: String,
    pub chair_id: Option<AccountId>,
    /// Who stands in for the chair.
    pub deputy_id: Option<AccountId>,
    pub often: String,
    /// A meeting is planned so many days after the one before; 0 where each is planned by hand.
    pub every: i64,
    pub ways_in: String,
    pub uses_assessment: bool,
    pub family_invited: bool,
    /// Codes of [`crate::rules::Decision`].
    pub gives: Json<Vec<String>>,
    /// Working days in which it decides.
    pub clock: i64,
    /// Codes of the roles that may send to it.
    pub senders: Json<Vec<String>>,
    /// It keeps a system of its own.
    pub outside: bool,
    /// How it is reached, where it does.
    pub reach: String,
    /// It is the prioritisation and allocation forum.
    pub forum: bool,
    pub ended_at: Option<Instant>,
    pub version: i64,
}

impl Panel {
    /// Whether it can give this.
    pub fn can_give(&self, decision: rules::Decision) -> bool {
        decision.is_always_there() || self.gives.0.iter().any(|code| code == decision.code())
    }

    /// Whether this person chairs it, or stands in.
    pub fn is_chaired_by(&self, account: Option<AccountId>) -> bool {
        account.is_some() && (self.chair_id == account || self.deputy_id == account)
    }

    /// Those who answer for its items: who chairs it, and who stands in.
    pub fn chairs(&self) -> Vec<AccountId> {
        self.chair_id.into_iter().chain(self.deputy_id).collect()
    }
}

/// Whether this actor's role may send to it.
pub fn may_send(panel: &Panel, actor: &Actor) -> bool {
    panel.ended_at.is_none() && actor.roles.iter().any(|role| panel.senders.0.iter().any(|code| code == role.code()))
}

impl Subject for PanelId {
    type Facts = PanelFacts;
    const KIND: &'static str = "panel";

    fn id(&self) -> Option<Uuid> {
        Some(self.0)
    }

    fn facts(&self, conn: &mut Conn, _: &Pack, actor: &Actor) -> Result<(PanelFacts, Option<FamilyId>)> {
        Ok((facts(conn, *self, actor)?, None))
    }
}

/// What access to a panel depends on, for this actor.
pub(super) fn facts(conn: &mut Conn, id: PanelId, actor: &Actor) -> Result<PanelFacts> {
    let found = load(conn, id)?;
    let member = match actor.account {
        Some(account) => member::is_member(conn, id, account)?,
        None => false,
    };
    Ok(PanelFacts { chairs: found.is_chaired_by(actor.account), member })
}

/// A panel by its id: it holds nobody's data, and every worker may see it.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn load(conn: &mut Conn, id: PanelId) -> Result<Panel> {
    Ok(each!(conn, c => panel::table.find(id).select(Panel::as_select()).first(c))?)
}

/// A panel, for those who may see panels.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, _: &Permit<Nobody, nobody::SeePanels>, id: PanelId) -> Result<Panel> {
    load(conn, id)
}

/// All panels that have not ended, the forum first, then by name.
pub fn list(conn: &mut Conn) -> Result<Vec<Panel>> {
    Ok(each!(conn, c => panel::table
        .filter(panel::ended_at.is_null())
        .order((panel::forum.desc(), panel::outside, panel::name))
        .select(Panel::as_select())
        .load(c))?)
}

/// The panels that this person chairs, or of which they are a member.
pub fn of_chair(conn: &mut Conn, account: AccountId) -> Result<Vec<Panel>> {
    let theirs: Vec<PanelId> = each!(conn, c => panel_member::table
        .filter(panel_member::account_id.eq(Some(account)).and(panel_member::until_at.is_null()))
        .select(panel_member::panel_id)
        .load(c))?;
    let mut all = list(conn)?;
    all.retain(|one| one.is_chaired_by(Some(account)) || theirs.contains(&one.id));
    Ok(all)
}

/// What is said of a panel.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "as the columns of panel")]
pub struct NewPanel {
    pub name: String,
    pub purpose: String,
    pub chair: Option<AccountId>,
    pub deputy: Option<AccountId>,
    pub often: String,
    pub every: i64,
    pub ways_in: String,
    pub uses_assessment: bool,
    pub family_invited: bool,
    pub gives: Vec<String>,
    pub clock: Option<i64>,
    pub senders: Vec<String>,
    pub outside: bool,
    pub reach: String,
    pub forum: bool,
    pub ended: bool,
}

impl NewPanel {
    fn check(&self, conn: &mut Conn, before: Option<&Panel>) -> web::Result<()> {
        let able = accounts::anywhere_with_role(conn, Role::PanelChair)?;
        let waits = match before {
            Some(before) if self.ended || (self.outside != before.outside) => super::lists::waits_for(conn, before.id)?,
            _ => false,
        };
        Ok(rules::keep(Keeping {
            unable: self.chair.into_iter().chain(self.deputy).any(|one| !able.contains(&one)),
            items_wait: waits,
            name: &self.name,
            purpose: &self.purpose,
            clock: self.clock,
            gives: self.gives.len(),
            senders: self.senders.len(),
            chair: self.chair.is_some(),
            one_for_both: self.chair.is_some() && self.chair == self.deputy,
            outside: self.outside,
        })?)
    }
}

/// Makes a panel.
///
/// # Errors
/// Every [`rules::CannotKeep`] that holds.
pub fn make(tx: &mut Tx<'_>, _: &Permit<Nobody, nobody::KeepPanels>, new: &NewPanel) -> web::Result<PanelId> {
    new.check(tx.conn(), None)?;
    Ok(insert(tx, "", new)?)
}

fn insert(tx: &mut Tx<'_>, code: &str, new: &NewPanel) -> Result<PanelId> {
    let row = Panel {
        id: PanelId::new(),
        code: code.into(),
        name: new.name.clone(),
        purpose: new.purpose.clone(),
        chair_id: new.chair,
        deputy_id: new.deputy,
        often: new.often.clone(),
        every: new.every.clamp(0, 366),
        ways_in: new.ways_in.clone(),
        uses_assessment: new.uses_assessment,
        family_invited: new.family_invited,
        gives: Json(new.gives.clone()),
        clock: new.clock.unwrap_or(1),
        senders: Json(new.senders.clone()),
        outside: new.outside,
        reach: new.reach.clone(),
        forum: new.forum,
        ended_at: None,
        version: 1,
    };
    each!(tx.conn(), c => diesel::insert_into(panel::table).values(&row).execute(c))?;
    tx.record(events::PANEL.on(row.id.0).detail(json!({"name": row.name, "chair": row.chair_id})))?;
    Ok(row.id)
}

/// Changes a panel, unless somebody else has changed it since this `version`.
///
/// # Errors
/// Every [`rules::CannotKeep`] that holds; [`store::Error::Stale`].
pub fn change(
    tx: &mut Tx<'_>,
    _: &Permit<Nobody, nobody::KeepPanels>,
    (id, version): (PanelId, i64),
    new: &NewPanel,
) -> web::Result<()> {
    let before = load(tx.conn(), id)?;
    new.check(tx.conn(), Some(&before))?;
    let ended = new.ended.then_some(tx.now);
    let there = panel::table.filter(panel::id.eq(id).and(panel::version.eq(version)));
    let count = diesel::update(there)
        .set((
            (panel::name.eq(&new.name), panel::purpose.eq(&new.purpose), panel::chair_id.eq(new.chair)),
            (panel::deputy_id.eq(new.deputy), panel::often.eq(&new.often), panel::every.eq(new.every.clamp(0, 366))),
            (panel::ways_in.eq(&new.ways_in), panel::uses_assessment.eq(new.uses_assessment)),
            (panel::family_invited.eq(new.family_invited), panel::gives.eq(Json(new.gives.clone()))),
            (panel::clock.eq(new.clock.unwrap_or(1)), panel::senders.eq(Json(new.senders.clone()))),
            (panel::outside.eq(new.outside), panel::reach.eq(&new.reach), panel::forum.eq(new.forum)),
            (panel::ended_at.eq(ended), panel::version.eq(panel::version + 1)),
        ))
        .execute(tx.conn())?;
    if count == 0 {
        return Err(store::Error::Stale.into());
    }
    // its meetings go with the panel: to whoever chairs now, or with it
    let now = load(tx.conn(), id)?;
    super::meeting::hand_on(tx, &now)?;
    if new.deputy.is_some() || new.chair != before.chair_id {
        work::tasks::done(tx, id.0, None)?;
    }
    tx.record(events::PANEL.on(id.0).detail(json!({"name": new.name, "chair": new.chair, "ended": new.ended})))?;
    Ok(())
}

/// Who may send to a panel of the pack, until a page says otherwise: whoever works with families.
const SENDERS: &[Role] =
    &[Role::Practitioner, Role::FrontDoor, Role::PanelChair, Role::Lead, Role::Manager, Role::SocialCare];

/// Makes the panels of the pack that are not there yet. `chair` is given to those that meet here; without one they wait
/// for the page on which somebody is chosen.
pub fn make_of_pack(tx: &mut Tx<'_>, pack: &Pack, chair: Option<AccountId>) -> Result<usize> {
    let there: Vec<String> = panel::table.select(panel::code).load(tx.conn())?;
    let mut made = 0;
    for of in pack.panels.iter().filter(|of| !there.contains(&of.code)) {
        let new = NewPanel {
            name: pack.label("panel", &of.code).to_owned(),
            purpose: of.purpose.clone(),
            chair: chair.filter(|_| !of.outside),
            deputy: None,
            often: of.often.clone(),
            every: i64::from(of.every),
            ways_in: of.ways_in.clone(),
            uses_assessment: of.uses_assessment,
            family_invited: of.family_invited,
            gives: of.gives.clone(),
            clock: Some(i64::from(of.clock)),
            senders: SENDERS.iter().map(|role| role.code().to_owned()).collect(),
            outside: of.outside,
            reach: String::new(),
            forum: of.forum,
            ended: false,
        };
        insert(tx, &of.code, &new)?;
        made += 1;
    }
    Ok(made)
}

/// A manager owes somebody who can chair, or stand in: whoever did is gone, or has a tie to a family that waits.
pub(crate) fn want_chair(tx: &mut Tx<'_>, pack: &Pack, of: &Panel) -> Result<()> {
    if work::tasks::is_owed(tx.conn(), kinds::CHAIR, of.id.0)? {
        return Ok(());
    }
    let manager = accounts::with_role(tx.conn(), Role::Manager)?.into_iter().next();
    let title = format!("Choose somebody who chairs or stands in: {}", of.name);
    let due_on = pack.calendar().plus_working(tx.now.date(), 1);
    let task = work::NewTask::new(kinds::CHAIR, of.id.0, title, format!("/panels/{}/change", of.id), due_on);
    work::tasks::add(tx, task.owed_by(manager))?;
    Ok(())
}
