//! A strategy and its life: what was asked, which options there were, who decided what, publication, review, the next.

use super::{BoardId, BoardUid, Of, StrategyId, StrategyUid, boards, seats};
use crate::{
    events, kinds, news,
    rules::strategy::{self as rules, Step},
};
use access::{AccountId, AccountUid, Permit, Sight, board as acts};
use chrono::{Months, NaiveDate};
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use store::{AnyId, Conn, Instant, MultiBackend, Result, Tx, Uuid};
use work::{NewTask, news::News, tasks};

diesel::table! {
    use diesel::sql_types::*;
    use store::types::Utc;
    use super::{AccountUid, BoardUid, StrategyUid};

    strategy (id) {
        id -> StrategyUid,
        board_id -> BoardUid,
        title -> Text,
        from_on -> Date,
        until_on -> Date,
        said -> Text,
        written_by -> AccountUid,
        written_name -> Text,
        published_at -> Nullable<Utc>,
        published_name -> Text,
        review_on -> Nullable<Date>,
        reviewed_on -> Nullable<Date>,
        version -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Uid, Utc};
    use super::StrategyUid;

    strategy_step (id) {
        id -> Uid,
        strategy_id -> StrategyUid,
        kind -> Text,
        held_on -> Date,
        until_on -> Nullable<Date>,
        title -> Text,
        said -> Text,
        outcome -> Text,
        chosen -> Bool,
        by_name -> Text,
        at -> Utc,
    }
}

/// A strategy.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = strategy, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Strategy {
    pub id: StrategyId,
    pub board_id: BoardId,
    pub title: String,
    pub from_on: NaiveDate,
    pub until_on: NaiveDate,
    pub said: String,
    /// Who wrote it last.
    pub written_by: AccountId,
    pub written_name: String,
    pub published_at: Option<Instant>,
    pub published_name: String,
    /// When it is reviewed in a workshop.
    pub review_on: Option<NaiveDate>,
    pub reviewed_on: Option<NaiveDate>,
    pub version: i64,
}

impl Strategy {
    /// How far it is, in words.
    pub fn stand(&self, today: NaiveDate) -> String {
        match (self.published_at, self.reviewed_on, self.review_on) {
            (None, ..) => "Being made".into(),
            (Some(_), ..) if self.until_on < today => "Over".into(),
            (Some(_), Some(on), _) => format!("Published, reviewed on {}", web::dates::day(on)),
            (Some(_), None, Some(on)) => format!("Published, to be reviewed by {}", web::dates::day(on)),
            (Some(_), None, None) => "Published".into(),
        }
    }
}

/// A step of its life.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = strategy_step, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Kept {
    pub id: AnyId,
    pub strategy_id: StrategyId,
    pub kind: Step,
    pub held_on: NaiveDate,
    pub until_on: Option<NaiveDate>,
    pub title: String,
    pub said: String,
    pub outcome: String,
    /// The option that was chosen.
    pub chosen: bool,
    pub by_name: String,
    pub at: Instant,
}

/// What is said of a strategy.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "as the columns of strategy")]
pub struct NewStrategy {
    pub title: String,
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    pub said: String,
}

/// What is kept of a step.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "as the columns of strategy_step")]
pub struct NewStep {
    pub kind: Option<Step>,
    pub on: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    pub title: String,
    pub said: String,
    pub outcome: String,
    pub chosen: bool,
}

pub(crate) fn of(conn: &mut Conn, id: StrategyId) -> Result<Of> {
    Ok(Of::only(strategy::table.find(id).select(strategy::board_id).first(conn)?))
}

/// A strategy.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, sight: &Sight<StrategyId>) -> Result<Strategy> {
    Ok(strategy::table.find(sight.subject()).select(Strategy::as_select()).first(conn)?)
}

/// The strategies of a board, the newest first.
pub fn list(conn: &mut Conn, sight: &Sight<BoardId>) -> Result<Vec<Strategy>> {
    Ok(strategy::table
        .filter(strategy::board_id.eq(sight.subject()))
        .order((strategy::from_on.desc(), strategy::id.desc()))
        .select(Strategy::as_select())
        .load(conn)?)
}

pub(super) fn ids(conn: &mut Conn, of: BoardId) -> Result<Vec<Uuid>> {
    let ids: Vec<StrategyId> = strategy::table.filter(strategy::board_id.eq(of)).select(strategy::id).load(conn)?;
    Ok(ids.into_iter().map(|id| id.0).collect())
}

/// What everybody may read: strategies that are published and in force.
pub fn public(conn: &mut Conn, today: NaiveDate) -> Result<Vec<Strategy>> {
    Ok(strategy::table
        .filter(strategy::published_at.is_not_null().and(strategy::until_on.ge(today)))
        .order(strategy::from_on.desc())
        .select(Strategy::as_select())
        .load(conn)?)
}

/// The steps of its life, in their order.
pub fn steps(conn: &mut Conn, sight: &Sight<StrategyId>) -> Result<Vec<Kept>> {
    Ok(strategy_step::table
        .filter(strategy_step::strategy_id.eq(sight.subject()))
        .order((strategy_step::held_on, strategy_step::id))
        .select(Kept::as_select())
        .load(conn)?)
}

/// Begins a strategy.
///
/// # Errors
/// Every [`rules::CannotLead`] that holds.
pub fn begin(tx: &mut Tx<'_>, permit: &Permit<BoardId, acts::Keep>, new: &NewStrategy) -> web::Result<StrategyId> {
    rules::keep(false, &new.title, &new.said, new.from.zip(new.until))?;
    super::say(&[&new.title, &new.said])?;
    let by = permit.actor();
    let (Some(from_on), Some(until_on), Some(written_by)) = (new.from, new.until, by.account) else {
        return Err(web::Error::NotFound);
    };
    let row = Strategy {
        id: StrategyId::new(),
        board_id: permit.subject(),
        title: new.title.clone(),
        from_on,
        until_on,
        said: new.said.clone(),
        written_by,
        written_name: by.name.clone(),
        published_at: None,
        published_name: String::new(),
        review_on: None,
        reviewed_on: None,
        version: 1,
    };
    diesel::insert_into(strategy::table).values(&row).execute(tx.conn())?;
    // the next one is begun: it is owed no more
    for before in ids(tx.conn(), row.board_id)? {
        tasks::done(tx, before, Some(kinds::NEXT))?;
    }
    tx.record(events::STRATEGY.on(row.id.0).detail(json!({"board": row.board_id})))?;
    Ok(row.id)
}

/// Changes a strategy that is not published, unless somebody else has since this `version`.
///
/// # Errors
/// Every [`rules::CannotLead`] that holds; [`store::Error::Stale`].
pub fn change(
    tx: &mut Tx<'_>,
    permit: &Permit<StrategyId, acts::Keep>,
    version: i64,
    new: &NewStrategy,
) -> web::Result<()> {
    let before = find(tx.conn(), permit)?;
    if before.version != version {
        return Err(store::Error::Stale.into());
    }
    rules::keep(before.published_at.is_some(), &new.title, &new.said, new.from.zip(new.until))?;
    super::say(&[&new.title, &new.said])?;
    let by = permit.actor();
    let (Some(from_on), Some(until_on), Some(written_by)) = (new.from, new.until, by.account) else {
        return Err(web::Error::NotFound);
    };
    diesel::update(strategy::table.find(before.id))
        .set((
            (strategy::title.eq(&new.title), strategy::said.eq(&new.said)),
            (strategy::from_on.eq(from_on), strategy::until_on.eq(until_on)),
            (strategy::written_by.eq(written_by), strategy::written_name.eq(&by.name)),
            strategy::version.eq(version + 1),
        ))
        .execute(tx.conn())?;
    tx.record(events::STRATEGY.on(before.id.0))?;
    Ok(())
}

/// Keeps a step of its life. The review workshop is then owed no more.
///
/// # Errors
/// Every [`rules::CannotLead`] that holds.
pub fn keep_step(tx: &mut Tx<'_>, permit: &Permit<StrategyId, acts::Keep>, new: &NewStep) -> web::Result<()> {
    let (of, today) = (find(tx.conn(), permit)?, tx.now.date());
    rules::step(rules::Keeping {
        kind: new.kind,
        published: of.published_at.is_some(),
        on: new.on,
        until: new.until,
        today,
        title: &new.title,
        said: &new.said,
        outcome: &new.outcome,
    })?;
    super::say(&[&new.title, &new.said, &new.outcome])?;
    let (Some(kind), Some(held_on)) = (new.kind, new.on) else { return Err(web::Error::NotFound) };
    let row = Kept {
        id: AnyId::new(),
        strategy_id: of.id,
        kind,
        held_on,
        until_on: new.until,
        title: new.title.clone(),
        said: new.said.clone(),
        outcome: new.outcome.clone(),
        chosen: new.chosen && kind == Step::Choice,
        by_name: permit.actor().name.clone(),
        at: tx.now,
    };
    if row.chosen {
        let others = strategy_step::table.filter(strategy_step::strategy_id.eq(of.id));
        diesel::update(others).set(strategy_step::chosen.eq(false)).execute(tx.conn())?;
    }
    diesel::insert_into(strategy_step::table).values(&row).execute(tx.conn())?;
    if kind == Step::Review {
        diesel::update(strategy::table.find(of.id)).set(strategy::reviewed_on.eq(Some(held_on))).execute(tx.conn())?;
        tasks::done(tx, of.id.0, Some(kinds::REVIEW))?;
    }
    tx.record(events::STRATEGY.on(of.id.0).detail(json!({"step": kind, "on": held_on})))?;
    Ok(())
}

/// Publishes a strategy, by somebody other than who wrote it: its review workshop is owed, and in time the next one.
///
/// # Errors
/// Every [`rules::CannotLead`] that holds; [`store::Error::Stale`].
pub fn publish(tx: &mut Tx<'_>, permit: &Permit<StrategyId, acts::Keep>, pack: &Pack, version: i64) -> web::Result<()> {
    let (of, now) = (find(tx.conn(), permit)?, tx.now);
    let (today, steps) = (now.date(), steps(tx.conn(), permit)?);
    let consulted = |step: &Kept| step.kind == Step::Consultation && step.until_on.unwrap_or(step.held_on) <= today;
    rules::publish(rules::Publishing {
        published: of.published_at.is_some(),
        consulted: steps.iter().any(consulted),
        options: steps.iter().filter(|step| step.kind == Step::Choice).count(),
        chosen: steps.iter().any(|step| step.chosen),
        decided: steps.iter().any(|step| step.kind == Step::Decision),
        own: permit.actor().account == Some(of.written_by),
    })?;
    if of.version != version {
        return Err(store::Error::Stale.into());
    }
    let review_on = today + Months::new(pack.number("strategy-review"));
    diesel::update(strategy::table.find(of.id))
        .set((
            (strategy::published_at.eq(Some(now)), strategy::published_name.eq(&permit.actor().name)),
            (strategy::review_on.eq(Some(review_on)), strategy::version.eq(version + 1)),
        ))
        .execute(tx.conn())?;
    let board = boards::load(tx.conn(), of.board_id)?;
    let keeper = boards::keeper(tx.conn(), board.id, today)?;
    let href = format!("/strategies/{}", of.id);
    let title = format!("{}: hold the review workshop of {}", board.name, of.title);
    tasks::add(tx, NewTask::new(kinds::REVIEW, of.id.0, title, href.clone(), review_on).owed_by(keeper))?;
    let next_on = (of.until_on - Months::new(pack.number("strategy-next"))).max(today);
    let title = format!("{}: begin the strategy after {}", board.name, of.title);
    let next = format!("/boards/{}/strategies/new", board.id);
    tasks::add(tx, NewTask::new(kinds::NEXT, of.id.0, title, next, next_on).owed_by(keeper))?;
    let who = seats::accounts_on(tx.conn(), board.id, today)?;
    work::news::tell_all(tx, &who, &News::new(news::STRATEGY, format!("{} is published", of.title), href))?;
    tx.record(events::PUBLISHED.on(of.id.0).detail(json!({"review": review_on})))?;
    Ok(())
}

/// Takes back a publication that was a mistake: the reason stands in its life, and it is made anew from there.
///
/// # Errors
/// Every [`rules::CannotLead`] that holds; [`store::Error::Stale`].
pub fn take_back(tx: &mut Tx<'_>, permit: &Permit<StrategyId, acts::Keep>, version: i64, why: &str) -> web::Result<()> {
    let (of, now) = (find(tx.conn(), permit)?, tx.now);
    crate::rules::check([
        (of.published_at.is_none(), rules::CannotLead::NotPublished),
        (why.trim().is_empty(), rules::CannotLead::NoWhy),
    ])?;
    super::say(&[why])?;
    if of.version != version {
        return Err(store::Error::Stale.into());
    }
    diesel::update(strategy::table.find(of.id))
        .set((
            (strategy::published_at.eq(None::<Instant>), strategy::published_name.eq("")),
            (strategy::review_on.eq(None::<NaiveDate>), strategy::reviewed_on.eq(None::<NaiveDate>)),
            strategy::version.eq(version + 1),
        ))
        .execute(tx.conn())?;
    let row = Kept {
        id: AnyId::new(),
        strategy_id: of.id,
        kind: Step::Back,
        held_on: now.date(),
        until_on: None,
        title: "Its publication was taken back".into(),
        said: why.into(),
        outcome: String::new(),
        chosen: false,
        by_name: permit.actor().name.clone(),
        at: now,
    };
    diesel::insert_into(strategy_step::table).values(&row).execute(tx.conn())?;
    tasks::done(tx, of.id.0, None)?;
    tx.record(events::PUBLISHED.on(of.id.0).detail(json!({"taken_back": true})))?;
    Ok(())
}
