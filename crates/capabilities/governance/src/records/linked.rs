//! Plans of others that touch ours (001 s9): whose they are, what of ours they touch, and when somebody looks at them.

use super::{BoardId, BoardUid, LinkedId, LinkedUid, Of, PriorityId, boards};
use crate::{
    events, kinds,
    rules::{
        check,
        plan::{self as rules, CannotPlan},
    },
};
use access::{AccountId, AccountUid, Permit, Sight, board as acts};
use chrono::{Months, NaiveDate};
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use store::{AnyId, Conn, Instant, Json, MultiBackend, Result, Tx};
use work::{NewTask, tasks};

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Jsonb, Utc};
    use super::{AccountUid, BoardUid, LinkedUid};

    linked_plan (id) {
        id -> LinkedUid,
        board_id -> BoardUid,
        code -> Text,
        name -> Text,
        owner -> Text,
        watcher_id -> AccountUid,
        from_on -> Nullable<Date>,
        until_on -> Nullable<Date>,
        review_on -> Date,
        touches -> Text,
        priorities -> Jsonb,
        ended_at -> Nullable<Utc>,
        version -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Uid, Utc};
    use super::LinkedUid;

    linked_review (id) {
        id -> Uid,
        plan_id -> LinkedUid,
        said -> Text,
        by_name -> Text,
        at -> Utc,
    }
}

/// A linked plan.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = linked_plan, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Linked {
    pub id: LinkedId,
    pub board_id: BoardId,
    /// As the pack calls it; empty where it was linked here.
    pub code: String,
    pub name: String,
    /// Whose plan it is.
    pub owner: String,
    /// Who looks at it for the board.
    pub watcher_id: AccountId,
    pub from_on: Option<NaiveDate>,
    pub until_on: Option<NaiveDate>,
    pub review_on: NaiveDate,
    /// What of ours it touches, in words.
    pub touches: String,
    pub priorities: Json<Vec<PriorityId>>,
    pub ended_at: Option<Instant>,
    pub version: i64,
}

/// What somebody found when they looked at it.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = linked_review, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Looked {
    pub id: AnyId,
    pub plan_id: LinkedId,
    pub said: String,
    pub by_name: String,
    pub at: Instant,
}

/// What is said of a linked plan.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "as the columns of linked_plan")]
pub struct NewLinked {
    pub name: String,
    pub owner: String,
    pub watcher: Option<AccountId>,
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    pub review: Option<NaiveDate>,
    pub touches: String,
    pub priorities: Vec<PriorityId>,
    /// It is no more, or touches ours no more.
    pub ended: bool,
}

impl NewLinked {
    fn check(&self) -> web::Result<()> {
        rules::link(rules::Linked {
            name: &self.name,
            owner: &self.owner,
            watcher: self.watcher.is_some(),
            term: (self.from, self.until),
            review: self.review,
        })?;
        super::say(&[&self.name, &self.owner, &self.touches])
    }
}

pub(crate) fn of(conn: &mut Conn, id: LinkedId) -> Result<Of> {
    let (board, watcher) =
        linked_plan::table.find(id).select((linked_plan::board_id, linked_plan::watcher_id)).first(conn)?;
    Ok(Of::owed(board, watcher))
}

/// A linked plan.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, sight: &Sight<LinkedId>) -> Result<Linked> {
    Ok(linked_plan::table.find(sight.subject()).select(Linked::as_select()).first(conn)?)
}

/// The linked plans of a board, by when they are looked at next.
pub fn list(conn: &mut Conn, sight: &Sight<BoardId>) -> Result<Vec<Linked>> {
    Ok(linked_plan::table
        .filter(linked_plan::board_id.eq(sight.subject()).and(linked_plan::ended_at.is_null()))
        .order((linked_plan::review_on, linked_plan::name))
        .select(Linked::as_select())
        .load(conn)?)
}

/// Who looked at it, the newest first.
pub fn reviews(conn: &mut Conn, sight: &Sight<LinkedId>) -> Result<Vec<Looked>> {
    Ok(linked_review::table
        .filter(linked_review::plan_id.eq(sight.subject()))
        .order((linked_review::at.desc(), linked_review::id.desc()))
        .select(Looked::as_select())
        .load(conn)?)
}

/// The board takes on the linked plans of the pack; one person looks at them until somebody else does.
pub(super) fn take_on(tx: &mut Tx<'_>, pack: &Pack, of: BoardId, watcher: AccountId) -> Result<()> {
    let today = tx.now.date();
    let review = today + Months::new(pack.number("linked-plan-review"));
    let terms: Vec<_> = pack.choices("linked-plan", today).cloned().collect();
    for term in terms {
        let owner = if term.group.is_empty() { "A partner".to_owned() } else { term.group.clone() };
        let new = NewLinked { name: term.label.clone(), owner, ..NewLinked::default() };
        insert(tx, of, &term.code, &new, (watcher, review))?;
    }
    Ok(())
}

fn insert(
    tx: &mut Tx<'_>,
    of: BoardId,
    code: &str,
    new: &NewLinked,
    (watcher_id, review_on): (AccountId, NaiveDate),
) -> Result<LinkedId> {
    let row = Linked {
        id: LinkedId::new(),
        board_id: of,
        code: code.into(),
        name: new.name.clone(),
        owner: new.owner.clone(),
        watcher_id,
        from_on: new.from,
        until_on: new.until,
        review_on,
        touches: new.touches.clone(),
        priorities: Json(new.priorities.clone()),
        ended_at: None,
        version: 1,
    };
    diesel::insert_into(linked_plan::table).values(&row).execute(tx.conn())?;
    owe(tx, &row)?;
    tx.record(events::LINKED.on(row.id.0).detail(json!({"board": of, "review": review_on})))?;
    Ok(row.id)
}

fn owe(tx: &mut Tx<'_>, plan: &Linked) -> Result<()> {
    tasks::done(tx, plan.id.0, Some(kinds::LINKED))?;
    if plan.ended_at.is_some() {
        return Ok(());
    }
    let of = boards::load(tx.conn(), plan.board_id)?;
    let title = format!("{}: look at the linked plan again: {}", of.name, plan.name);
    let task = NewTask::new(kinds::LINKED, plan.id.0, title, format!("/linked-plans/{}", plan.id), plan.review_on);
    tasks::add(tx, task.owed_by(plan.watcher_id))?;
    Ok(())
}

/// Links a plan.
///
/// # Errors
/// Every [`CannotPlan`] that holds.
pub fn link(tx: &mut Tx<'_>, permit: &Permit<BoardId, acts::Keep>, new: &NewLinked) -> web::Result<LinkedId> {
    new.check()?;
    check([(new.review.is_some_and(|review| review < tx.now.date()), CannotPlan::ReviewPast)])?;
    let (Some(watcher), Some(review)) = (new.watcher, new.review) else { return Err(web::Error::NotFound) };
    Ok(insert(tx, permit.subject(), "", new, (watcher, review))?)
}

/// Changes what is said of it, unless somebody else has since this `version`.
///
/// # Errors
/// Every [`CannotPlan`] that holds; [`store::Error::Stale`].
pub fn change(
    tx: &mut Tx<'_>,
    permit: &Permit<LinkedId, acts::Keep>,
    version: i64,
    new: &NewLinked,
) -> web::Result<()> {
    let (before, now) = (find(tx.conn(), permit)?, tx.now);
    if before.version != version {
        return Err(store::Error::Stale.into());
    }
    new.check()?;
    let moved = new.review != Some(before.review_on);
    check([(moved && new.review.is_some_and(|review| review < now.date()), CannotPlan::ReviewPast)])?;
    let (Some(watcher_id), Some(review_on)) = (new.watcher, new.review) else { return Err(web::Error::NotFound) };
    let after = Linked {
        name: new.name.clone(),
        owner: new.owner.clone(),
        watcher_id,
        from_on: new.from,
        until_on: new.until,
        review_on,
        touches: new.touches.clone(),
        priorities: Json(new.priorities.clone()),
        ended_at: new.ended.then(|| before.ended_at.unwrap_or(now)),
        version: version + 1,
        ..before
    };
    diesel::update(linked_plan::table.find(after.id))
        .set((
            (linked_plan::name.eq(&after.name), linked_plan::owner.eq(&after.owner)),
            (linked_plan::watcher_id.eq(after.watcher_id), linked_plan::from_on.eq(after.from_on)),
            (linked_plan::until_on.eq(after.until_on), linked_plan::review_on.eq(after.review_on)),
            (linked_plan::touches.eq(&after.touches), linked_plan::priorities.eq(after.priorities.clone())),
            (linked_plan::ended_at.eq(after.ended_at), linked_plan::version.eq(after.version)),
        ))
        .execute(tx.conn())?;
    owe(tx, &after)?;
    tx.record(events::LINKED.on(after.id.0).detail(json!({"review": review_on, "ended": new.ended})))?;
    Ok(())
}

/// Somebody looked at it: what has changed, and when it is looked at next.
///
/// # Errors
/// Every [`CannotPlan`] that holds.
pub fn look(
    tx: &mut Tx<'_>,
    permit: &Permit<LinkedId, acts::Answer>,
    said: &str,
    review: Option<NaiveDate>,
) -> web::Result<()> {
    let (before, today) = (find(tx.conn(), permit)?, tx.now.date());
    check([
        (said.trim().is_empty(), CannotPlan::NothingSaid),
        (review.is_none(), CannotPlan::NoReview),
        (review.is_some_and(|review| review <= today), CannotPlan::ReviewPast),
    ])?;
    super::say(&[said])?;
    let Some(review_on) = review else { return Err(web::Error::NotFound) };
    let (by_name, at) = (permit.actor().name.clone(), tx.now);
    let row = Looked { id: AnyId::new(), plan_id: before.id, said: said.into(), by_name, at };
    diesel::insert_into(linked_review::table).values(&row).execute(tx.conn())?;
    diesel::update(linked_plan::table.find(before.id))
        .set((linked_plan::review_on.eq(review_on), linked_plan::version.eq(before.version + 1)))
        .execute(tx.conn())?;
    owe(tx, &Linked { review_on, ..before.clone() })?;
    tx.record(events::LINKED.on(before.id.0).detail(json!({"looked": true, "review": review_on})))?;
    Ok(())
}
