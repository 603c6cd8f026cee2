//! Assessments and their versions.

use crate::{
    events, kinds,
    rules::{Answers, CannotAssess, State},
};
use access::{AccountId, FamilyId, Permit, Sight, accounts, family, guard};
use cases::{Episode, EpisodeId, EpisodeUid};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::json;
use store::{Conn, Instant, Json, MultiBackend, Tx, each};
use web::{Refusal, Result};
use work::{NewTask, tasks};

pub(crate) const DDL: &str = "
CREATE TABLE assessment (id $UUID PRIMARY KEY NOT NULL, episode_id $UUID NOT NULL REFERENCES episode(id),
  family_id $UUID NOT NULL REFERENCES family(id), number $INT8 NOT NULL, answers $JSON NOT NULL, pack TEXT NOT NULL,
  started_by $UUID, started_at $INSTANT NOT NULL, completed_by $UUID, completed_at $INSTANT, authorised_by $UUID,
  authorised_at $INSTANT, returned_why TEXT NOT NULL, superseded_at $INSTANT, UNIQUE (episode_id, number)) $STRICT;";
store::strict_id!(
    /// A version of an assessment.
    AssessmentId,
    AssessmentUid
);

diesel::table! { use diesel::sql_types::*; use access::{FamilyUid, AccountUid}; use store::types::{Utc, Jsonb}; use super::{EpisodeUid, AssessmentUid};
assessment (id) { id -> AssessmentUid, episode_id -> EpisodeUid, family_id -> FamilyUid, number -> BigInt, answers -> Jsonb,
    pack -> Text, started_by -> Nullable<AccountUid>, started_at -> Utc, completed_by -> Nullable<AccountUid>,
    completed_at -> Nullable<Utc>, authorised_by -> Nullable<AccountUid>, authorised_at -> Nullable<Utc>, returned_why -> Text,
    superseded_at -> Nullable<Utc>, } }
/// A version of an assessment.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = assessment, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Assessment {
    pub id: AssessmentId,
    pub episode_id: EpisodeId,
    pub family_id: FamilyId,
    pub number: i64,
    pub answers: Json<Answers>,
    pub pack: String,
    pub started_by: Option<AccountId>,
    pub started_at: Instant,
    pub completed_by: Option<AccountId>,
    pub completed_at: Option<Instant>,
    pub authorised_by: Option<AccountId>,
    pub authorised_at: Option<Instant>,
    pub returned_why: String,
    pub superseded_at: Option<Instant>,
}

impl Assessment {
    /// Where it stands.
    pub fn state(&self) -> State {
        match (self.superseded_at, self.authorised_at, self.completed_at) {
            (Some(_), ..) => State::Superseded,
            (_, Some(_), _) => State::Authorised,
            (.., Some(_)) => State::Complete,
            _ => State::Draft,
        }
    }
}

/// Every version for an episode, newest first.
pub fn list(conn: &mut Conn, sight: &Sight<FamilyId>, episode: EpisodeId) -> store::Result<Vec<Assessment>> {
    Ok(assessment::table
        .filter(assessment::episode_id.eq(episode).and(assessment::family_id.eq(sight.subject())))
        .order(assessment::number.desc())
        .select(Assessment::as_select())
        .load(conn)?)
}

/// Number and dates of the newest version, without its texts.
pub fn newest(conn: &mut Conn, sight: &Sight<FamilyId>, episode: EpisodeId) -> store::Result<Option<(i64, State)>> {
    type Row = (i64, Option<Instant>, Option<Instant>, Option<Instant>);
    let row: Option<Row> = each!(conn, c => assessment::table
        .filter(assessment::episode_id.eq(episode).and(assessment::family_id.eq(sight.subject())))
        .order(assessment::number.desc())
        .select((assessment::number, assessment::superseded_at, assessment::authorised_at, assessment::completed_at))
        .first(c))
    .optional()?;
    Ok(row.map(|(number, superseded, authorised, completed)| {
        let state = match (superseded, authorised, completed) {
            (Some(_), ..) => State::Superseded,
            (_, Some(_), _) => State::Authorised,
            (.., Some(_)) => State::Complete,
            _ => State::Draft,
        };
        (number, state)
    }))
}

/// Whether the episode has an authorised assessment: what plans ask.
pub fn is_authorised(conn: &mut Conn, episode: EpisodeId) -> store::Result<bool> {
    let there: i64 = assessment::table
        .filter(assessment::episode_id.eq(episode).and(assessment::authorised_at.is_not_null()))
        .count()
        .get_result(conn)?;
    Ok(there > 0)
}

fn no<T>(rule: CannotAssess) -> Result<T> {
    Err(Refusal::from(rule).into())
}

/// Starts one, or a new version with the answers of the last. Whoever starts it does not become lead by that (000 s6).
///
/// # Errors
/// [`CannotAssess`].
pub fn start(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::WriteAssessment>,
    e: &Episode,
    due_on: NaiveDate,
) -> Result<AssessmentId> {
    if !e.is_open() {
        return no(CannotAssess::Closed);
    }
    let before = list(tx.conn(), permit, e.id)?;
    let last = before.first();
    if last.is_some_and(|a| matches!(a.state(), State::Draft | State::Complete)) {
        return no(CannotAssess::UnderWay);
    }
    let row = Assessment {
        id: AssessmentId::new(),
        episode_id: e.id,
        family_id: e.family_id,
        number: last.map_or(1, |a| a.number + 1),
        answers: Json(last.map(|a| a.answers.0.clone()).unwrap_or_default()),
        pack: tx.who.pack.to_string(),
        started_by: tx.who.account,
        started_at: tx.now,
        completed_by: None,
        completed_at: None,
        authorised_by: None,
        authorised_at: None,
        returned_why: String::new(),
        superseded_at: None,
    };
    diesel::insert_into(assessment::table).values(&row).execute(tx.conn())?;
    tasks::add(
        tx,
        NewTask::new(
            kinds::ASSESSMENT,
            row.id.0,
            "Complete the assessment",
            format!("/episodes/{}/assessment", e.id),
            due_on,
        )
        .owed_by(tx.who.account)
        .about(e.family_id)
        .within(e.id),
    )?;
    let event = events::STARTED.on(row.id.0).family(e.family_id).detail(json!({"number": row.number}));
    tx.record(event.line("An early help assessment was started", "", permit.actor().signature()))?;
    Ok(row.id)
}

/// Writes the answers of one area into a draft.
///
/// # Errors
/// [`CannotAssess::NotDraft`].
pub fn write(tx: &mut Tx<'_>, a: &Assessment, area: &str, answers: Answers) -> Result<()> {
    if a.state() != State::Draft {
        return no(CannotAssess::NotDraft);
    }
    let mut all = a.answers.0.clone();
    all.extend(answers);
    all.retain(|_, text| !text.trim().is_empty());
    diesel::update(assessment::table.find(a.id)).set(assessment::answers.eq(Json(all))).execute(tx.conn())?;
    tx.record(events::WRITTEN.on(a.id.0).family(a.family_id).detail(json!({"area": area})))?;
    Ok(())
}

/// Completes it; a manager of the team owes the authorisation. The rule has been asked.
pub fn complete(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::WriteAssessment>,
    a: &Assessment,
    due_on: NaiveDate,
) -> Result<()> {
    let (now, by) = (tx.now, tx.who.account);
    diesel::update(assessment::table.find(a.id))
        .set((assessment::completed_at.eq(Some(now)), assessment::completed_by.eq(by), assessment::returned_why.eq("")))
        .execute(tx.conn())?;
    tasks::done(tx, a.id.0, Some(kinds::ASSESSMENT))?;
    let manager = match guard::team_of(tx.conn(), a.family_id)? {
        Some(team) => accounts::members(tx.conn(), team)?
            .into_iter()
            .find(|(id, _, manages)| *manages && Some(*id) != by)
            .map(|m| m.0),
        None => None,
    };
    tasks::add(
        tx,
        NewTask::new(
            kinds::AUTHORISE,
            a.id.0,
            "Authorise the assessment",
            format!("/episodes/{}/assessment/authorisation", a.episode_id),
            due_on,
        )
        .owed_by(manager)
        .about(a.family_id)
        .within(a.episode_id),
    )?;
    let event = events::COMPLETED.on(a.id.0).family(a.family_id);
    tx.record(event.line("The assessment was completed", "", permit.actor().signature()))?;
    Ok(())
}

/// Authorises it (`None`), after which it does not change and the version before is superseded; or returns it with a
/// reason to whoever completed it. The rule has been asked.
pub fn authorise(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::AuthoriseAssessment>,
    a: &Assessment,
    returned: Option<&str>,
    due_on: NaiveDate,
) -> Result<()> {
    let (now, by) = (tx.now, tx.who.account);
    tasks::done(tx, a.id.0, Some(kinds::AUTHORISE))?;
    let author = permit.actor().signature();
    if let Some(why) = returned {
        diesel::update(assessment::table.find(a.id))
            .set((assessment::completed_at.eq(None::<Instant>), assessment::returned_why.eq(why)))
            .execute(tx.conn())?;
        tasks::add(
            tx,
            NewTask::new(
                kinds::ASSESSMENT,
                a.id.0,
                "The assessment was returned to you",
                format!("/episodes/{}/assessment", a.episode_id),
                due_on,
            )
            .owed_by(a.completed_by)
            .about(a.family_id)
            .within(a.episode_id),
        )?;
        tx.record(events::RETURNED.on(a.id.0).family(a.family_id).line("The assessment was returned", why, author))?;
        return Ok(());
    }
    let older = assessment::table.filter(assessment::episode_id.eq(a.episode_id).and(assessment::number.lt(a.number)));
    diesel::update(older.filter(assessment::superseded_at.is_null()))
        .set(assessment::superseded_at.eq(Some(now)))
        .execute(tx.conn())?;
    diesel::update(assessment::table.find(a.id))
        .set((assessment::authorised_at.eq(Some(now)), assessment::authorised_by.eq(by)))
        .execute(tx.conn())?;
    tx.record(events::AUTHORISED.on(a.id.0).family(a.family_id).line("The assessment was authorised", "", author))?;
    Ok(())
}
