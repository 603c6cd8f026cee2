//! Needs analyses: what was counted, frozen, and what was concluded from it. A published one does not change.

use super::counting::{Counted, count};
use crate::{
    events, kinds,
    rules::{
        contracts::{self, CannotAdd},
        needs as rules,
    },
};
use access::{AccountId, AccountUid, Nobody, Permit, Role, accounts, nobody};
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{AnyId, Conn, Instant, Json, MultiBackend, Result, Tx};
use work::{NewTask, tasks};

store::strict_id!(
    /// A needs analysis.
    AnalysisId,
    AnalysisUid
);

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Jsonb, Utc};
    use super::AnalysisUid;

    needs_analysis (id) {
        id -> AnalysisUid,
        n -> BigInt,
        title -> Text,
        from_on -> Date,
        until_on -> Date,
        counted -> Jsonb,
        said -> Jsonb,
        begun_by -> Text,
        counted_at -> Utc,
        published_at -> Nullable<Utc>,
        published_by -> Text,
        version -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Uid, Utc};
    use super::{AccountUid, AnalysisUid};

    needs_action (id) {
        id -> Uid,
        analysis_id -> AnalysisUid,
        what -> Text,
        who -> Text,
        owner_id -> AccountUid,
        due_on -> Date,
        done_at -> Nullable<Utc>,
        done_by -> Text,
    }
}

/// A needs analysis.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = needs_analysis, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Analysis {
    pub id: AnalysisId,
    /// From 1: the first, the second.
    pub n: i64,
    pub title: String,
    /// The first day that is counted.
    pub from_on: NaiveDate,
    /// The last.
    pub until_on: NaiveDate,
    pub counted: Json<Counted>,
    pub said: Json<Said>,
    pub begun_by: String,
    /// The numbers are as they stood then.
    pub counted_at: Instant,
    pub published_at: Option<Instant>,
    pub published_by: String,
    pub version: i64,
}

/// What was concluded.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Said {
    /// What part one shows.
    pub cases: String,
    /// What part two shows.
    pub voices: String,
    /// What else was looked at: the JSNA, local data, practice elsewhere, consultation.
    pub sources: String,
    /// Part three: what comes first.
    pub priorities: String,
    /// Who works on it.
    pub group: String,
}

/// A joint action.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = needs_action, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Joint {
    pub id: AnyId,
    pub analysis_id: AnalysisId,
    pub what: String,
    /// Who does it, in words: often several agencies.
    pub who: String,
    /// The commissioner who sees that it is done.
    pub owner_id: AccountId,
    pub due_on: NaiveDate,
    pub done_at: Option<Instant>,
    pub done_by: String,
}

/// An analysis.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, id: AnalysisId) -> Result<Analysis> {
    Ok(needs_analysis::table.find(id).select(Analysis::as_select()).first(conn)?)
}

/// All analyses, the newest first.
pub fn list(conn: &mut Conn) -> Result<Vec<Analysis>> {
    Ok(needs_analysis::table.order(needs_analysis::n.desc()).select(Analysis::as_select()).load(conn)?)
}

/// The joint actions of an analysis, by when they are due.
pub fn actions(conn: &mut Conn, id: AnalysisId) -> Result<Vec<Joint>> {
    Ok(needs_action::table
        .filter(needs_action::analysis_id.eq(id))
        .order((needs_action::due_on, needs_action::id))
        .select(Joint::as_select())
        .load(conn)?)
}

type Keeps = Permit<Nobody, nobody::KeepNeeds>;

/// Begins an analysis of these days: everything is counted now. Its words begin as those of the one before.
///
/// # Errors
/// Every [`rules::CannotAnalyse`] that holds.
pub fn begin(
    tx: &mut Tx<'_>,
    permit: &Keeps,
    pack: &Pack,
    (title, from, until): (&str, Option<NaiveDate>, Option<NaiveDate>),
) -> web::Result<AnalysisId> {
    let (today, now) = (tx.now.date(), tx.now);
    rules::begin(title, (from, until), today)?;
    let (Some(from_on), Some(until_on)) = (from, until) else { return Err(web::Error::NotFound) };
    let before = list(tx.conn())?.into_iter().next();
    let row = Analysis {
        id: AnalysisId::new(),
        n: before.as_ref().map_or(0, |before| before.n) + 1,
        title: title.into(),
        from_on,
        until_on,
        counted: Json(count(tx.conn(), pack, (from_on, until_on))?),
        said: Json(before.map(|before| before.said.0).unwrap_or_default()),
        begun_by: permit.actor().name.clone(),
        counted_at: now,
        published_at: None,
        published_by: String::new(),
        version: 1,
    };
    diesel::insert_into(needs_analysis::table).values(&row).execute(tx.conn())?;
    tx.record(events::ANALYSIS.on(row.id.0).detail(json!({"n": row.n, "from": from_on, "until": until_on})))?;
    Ok(row.id)
}

/// Changes the words of a draft, unless somebody else has since this `version`.
///
/// # Errors
/// Every [`rules::CannotAnalyse`] that holds; [`store::Error::Stale`].
pub fn say(tx: &mut Tx<'_>, _: &Keeps, (id, version): (AnalysisId, i64), said: &Said) -> web::Result<()> {
    let found = find(tx.conn(), id)?;
    let texts = [&*said.cases, &said.voices, &said.sources, &said.priorities, &said.group];
    rules::change(found.published_at.is_some(), &texts)?;
    if found.version != version {
        return Err(store::Error::Stale.into());
    }
    diesel::update(needs_analysis::table.find(id))
        .set((needs_analysis::said.eq(Json(said.clone())), needs_analysis::version.eq(version + 1)))
        .execute(tx.conn())?;
    tx.record(events::ANALYSIS.on(id.0))?;
    Ok(())
}

/// Counts a draft again.
///
/// # Errors
/// [`rules::CannotAnalyse::Published`].
pub fn count_again(tx: &mut Tx<'_>, _: &Keeps, pack: &Pack, id: AnalysisId) -> web::Result<()> {
    let (found, now) = (find(tx.conn(), id)?, tx.now);
    rules::change(found.published_at.is_some(), &[])?;
    let counted = count(tx.conn(), pack, (found.from_on, found.until_on))?;
    diesel::update(needs_analysis::table.find(id))
        .set((needs_analysis::counted.eq(Json(counted)), needs_analysis::counted_at.eq(now)))
        .execute(tx.conn())?;
    tx.record(events::ANALYSIS.on(id.0))?;
    Ok(())
}

/// Adds a joint action; the commissioner who sees to it owes it.
///
/// # Errors
/// Every [`CannotAdd`] that holds; [`rules::CannotAnalyse::Published`].
pub fn add_action(
    tx: &mut Tx<'_>,
    _: &Keeps,
    id: AnalysisId,
    (what, who): (&str, &str),
    (owner, due): (Option<AccountId>, Option<NaiveDate>),
) -> web::Result<()> {
    let found = find(tx.conn(), id)?;
    rules::change(found.published_at.is_some(), &[what, who])?;
    let able = accounts::with_role(tx.conn(), Role::Commissioner)?;
    contracts::add([
        (what.trim().is_empty(), CannotAdd::NoWhat),
        (!owner.is_some_and(|owner| able.contains(&owner)), CannotAdd::NoOwner),
        (due.is_none(), CannotAdd::NoDay),
    ])?;
    let (Some(owner_id), Some(due_on)) = (owner, due) else { return Ok(()) };
    let row = Joint {
        id: AnyId::new(),
        analysis_id: id,
        what: what.into(),
        who: who.into(),
        owner_id,
        due_on,
        done_at: None,
        done_by: String::new(),
    };
    diesel::insert_into(needs_action::table).values(&row).execute(tx.conn())?;
    let task = NewTask::new(kinds::JOINT, row.id.0, row.what.clone(), format!("/needs/analyses/{id}"), due_on);
    tasks::add(tx, task.owed_by(owner_id))?;
    tx.record(events::JOINT.on(id.0).detail(json!({"due": due_on, "owner": owner_id})))?;
    Ok(())
}

/// Says that a joint action is done: also of an analysis that is published, whose text it does not change.
///
/// # Errors
/// [`CannotAdd::DoneAlready`]; [`store::Error::Missing`].
pub fn do_action(tx: &mut Tx<'_>, permit: &Keeps, id: AnalysisId, action: AnyId) -> web::Result<()> {
    let now = tx.now;
    let there = needs_action::table.filter(needs_action::id.eq(action).and(needs_action::analysis_id.eq(id)));
    there.select(Joint::as_select()).first(tx.conn()).map_err(store::Error::from)?;
    let done = diesel::update(there.filter(needs_action::done_at.is_null()))
        .set((needs_action::done_at.eq(Some(now)), needs_action::done_by.eq(&permit.actor().name)))
        .execute(tx.conn())?;
    contracts::add([(done == 0, CannotAdd::DoneAlready)])?;
    tasks::done(tx, action.0, Some(kinds::JOINT))?;
    tx.record(events::JOINT.on(id.0).detail(json!({"done": action})))?;
    Ok(())
}

/// Publishes an analysis: from now on it does not change.
///
/// # Errors
/// Every [`rules::CannotAnalyse`] that holds; [`store::Error::Stale`] where its words changed since this `version`.
pub fn publish(tx: &mut Tx<'_>, permit: &Keeps, (id, version): (AnalysisId, i64)) -> web::Result<()> {
    let found = find(tx.conn(), id)?;
    let many = actions(tx.conn(), id)?.len();
    rules::publish(found.published_at.is_some(), &found.said.0.priorities, &found.said.0.group, many)?;
    if found.version != version {
        return Err(store::Error::Stale.into());
    }
    let now = tx.now;
    diesel::update(needs_analysis::table.find(id))
        .set((
            needs_analysis::published_at.eq(Some(now)),
            needs_analysis::published_by.eq(&permit.actor().name),
            needs_analysis::version.eq(version + 1),
        ))
        .execute(tx.conn())?;
    tx.record(events::PUBLISHED.on(id.0).detail(json!({"n": found.n})))?;
    Ok(())
}

impl Analysis {
    /// Whether it is published.
    pub fn is_published(&self) -> bool {
        self.published_at.is_some()
    }
}
