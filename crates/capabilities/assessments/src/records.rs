//! Assessments and their versions.

use crate::{
    events, kinds,
    rules::{self, Answers, State},
};
use access::{AccountId, FamilyId, Sight, accounts, family, guard};
use cases::{Case, EpisodeId, EpisodeUid};
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use serde_json::json;
use store::{Conn, Instant, Json, MultiBackend, Tx, each};
use web::{Refusal, Refusals, Result};
use work::{NewTask, tasks};

/// Working days in which a complete assessment is authorised, and a returned one completed again.
const ANSWER_WITHIN: u32 = 5;

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

diesel::table! {
    use access::{AccountUid, FamilyUid};
    use diesel::sql_types::*;
    use store::types::{Jsonb, Utc};
    use super::{AssessmentUid, EpisodeUid};

    assessment (id) {
        id -> AssessmentUid,
        episode_id -> EpisodeUid,
        family_id -> FamilyUid,
        number -> BigInt,
        answers -> Jsonb,
        pack -> Text,
        started_by -> Nullable<AccountUid>,
        started_at -> Utc,
        completed_by -> Nullable<AccountUid>,
        completed_at -> Nullable<Utc>,
        authorised_by -> Nullable<AccountUid>,
        authorised_at -> Nullable<Utc>,
        returned_why -> Text,
        superseded_at -> Nullable<Utc>,
    }
}

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
        state(self.superseded_at, self.authorised_at, self.completed_at)
    }

    /// Whether this person started or completed it.
    fn is_by(&self, account: Option<AccountId>) -> bool {
        account.is_some() && (account == self.started_by || account == self.completed_by)
    }
}

pub(crate) fn state(superseded: Option<Instant>, authorised: Option<Instant>, completed: Option<Instant>) -> State {
    match (superseded, authorised, completed) {
        (Some(_), ..) => State::Superseded,
        (_, Some(_), _) => State::Authorised,
        (.., Some(_)) => State::Complete,
        _ => State::Draft,
    }
}

/// The newest version for an episode.
pub fn current(conn: &mut Conn, sight: &Sight<FamilyId>, episode: EpisodeId) -> store::Result<Option<Assessment>> {
    Ok(assessment::table
        .filter(assessment::episode_id.eq(episode).and(assessment::family_id.eq(sight.subject())))
        .order(assessment::number.desc())
        .select(Assessment::as_select())
        .first(conn)
        .optional()?)
}

/// Number and state of the newest version, without its texts.
pub fn newest(conn: &mut Conn, sight: &Sight<FamilyId>, episode: EpisodeId) -> store::Result<Option<(i64, State)>> {
    type Row = (i64, Option<Instant>, Option<Instant>, Option<Instant>);
    let row: Option<Row> = each!(conn, c => assessment::table
        .filter(assessment::episode_id.eq(episode).and(assessment::family_id.eq(sight.subject())))
        .order(assessment::number.desc())
        .select((assessment::number, assessment::superseded_at, assessment::authorised_at, assessment::completed_at))
        .first(c))
    .optional()?;
    Ok(row.map(|(number, superseded, authorised, completed)| (number, state(superseded, authorised, completed))))
}

/// Whether the episode has an authorised assessment: what plans ask.
pub fn is_authorised(conn: &mut Conn, sight: &Sight<FamilyId>, episode: EpisodeId) -> store::Result<bool> {
    let there: i64 = assessment::table
        .filter(assessment::episode_id.eq(episode).and(assessment::family_id.eq(sight.subject())))
        .filter(assessment::authorised_at.is_not_null())
        .count()
        .get_result(conn)?;
    Ok(there > 0)
}

/// Starts one, or a new version with the answers of the last. Whoever starts it does not become lead by that (000 s6).
///
/// # Errors
/// [`rules::CannotAssess`].
pub fn start(tx: &mut Tx<'_>, case: &Case<family::WriteAssessment>, pack: &Pack) -> Result<AssessmentId> {
    let last = current(tx.conn(), &case.permit, case.episode.id)?;
    let state = last.as_ref().map(Assessment::state);
    rules::start(case.episode.is_open(), state).map_err(Refusal::from)?;

    let row = Assessment {
        id: AssessmentId::new(),
        episode_id: case.episode.id,
        family_id: case.family(),
        number: last.as_ref().map_or(1, |last| last.number + 1),
        answers: last.map_or_else(|| Json(Answers::new()), |last| last.answers),
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

    let due_on = pack.calendar().plus_working(tx.now.date(), pack.number("assessment-complete"));
    let task = NewTask::new(kinds::ASSESSMENT, row.id.0, "Complete the assessment", href(&row), due_on);
    let owner = tx.who.account;
    tasks::add(tx, owed(&row, task, owner))?;
    let event = events::STARTED.on(row.id.0).family(row.family_id).detail(json!({"number": row.number}));
    tx.record(event.line("An early help assessment was started", "", case.signature()))?;
    Ok(row.id)
}

/// Writes the answers of one area into the draft.
///
/// # Errors
/// [`rules::CannotAssess::NotDraft`]; [`store::Error::Missing`] when none was started.
pub fn write(tx: &mut Tx<'_>, case: &Case<family::WriteAssessment>, area: &str, answers: Answers) -> Result<()> {
    let draft = under_way(tx, &case.permit, case.episode.id)?;
    rules::write(draft.state()).map_err(Refusal::from)?;

    let mut all = draft.answers.0;
    all.extend(answers);
    all.retain(|_, text| !text.trim().is_empty());
    diesel::update(assessment::table.find(draft.id)).set(assessment::answers.eq(Json(all))).execute(tx.conn())?;
    tx.record(events::WRITTEN.on(draft.id.0).family(draft.family_id).detail(json!({"area": area})))?;
    Ok(())
}

/// Completes it; a manager of the team owes the authorisation.
///
/// # Errors
/// [`rules::CannotAssess`]; [`store::Error::Missing`] when none was started.
pub fn complete(tx: &mut Tx<'_>, case: &Case<family::WriteAssessment>, pack: &Pack) -> Result<()> {
    let draft = under_way(tx, &case.permit, case.episode.id)?;
    let members = people::records::members(tx.conn(), &case.permit)?;
    let missing = pack.areas.iter().map(|area| rules::missing(pack, area, &members, &draft.answers.0)).sum();
    let children = rules::children(&members).count();
    rules::complete(draft.state(), missing, children).map_err(Refusal::from)?;

    let (now, by) = (tx.now, tx.who.account);
    diesel::update(assessment::table.find(draft.id))
        .set((assessment::completed_at.eq(Some(now)), assessment::completed_by.eq(by), assessment::returned_why.eq("")))
        .execute(tx.conn())?;

    tasks::done(tx, draft.id.0, Some(kinds::ASSESSMENT))?;
    let manager = another_manager(tx, draft.family_id)?;
    let page = format!("{}/authorisation", href(&draft));
    let task = NewTask::new(kinds::AUTHORISE, draft.id.0, "Authorise the assessment", page, answer_by(tx, pack));
    tasks::add(tx, owed(&draft, task, manager))?;
    let event = events::COMPLETED.on(draft.id.0).family(draft.family_id);
    tx.record(event.line("The assessment was completed", "", case.signature()))?;
    Ok(())
}

/// Authorises it (`None`), after which it does not change and the version before is superseded; or returns it with a
/// reason to whoever completed it.
///
/// # Errors
/// [`rules::CannotAssess`]; [`store::Error::Missing`] when none was started.
pub fn authorise(
    tx: &mut Tx<'_>,
    case: &Case<family::AuthoriseAssessment>,
    pack: &Pack,
    returned: Option<&str>,
) -> Result<()> {
    let complete = under_way(tx, &case.permit, case.episode.id)?;
    let faults = rules::authorise(complete.state(), complete.is_by(tx.who.account), returned);
    Refusals::check(faults.into_iter().map(Refusal::from).collect())?;

    tasks::done(tx, complete.id.0, Some(kinds::AUTHORISE))?;
    match returned {
        Some(why) => give_back(tx, case, pack, &complete, why),
        None => confirm(tx, case, &complete),
    }
}

fn give_back(
    tx: &mut Tx<'_>,
    case: &Case<family::AuthoriseAssessment>,
    pack: &Pack,
    complete: &Assessment,
    why: &str,
) -> Result<()> {
    diesel::update(assessment::table.find(complete.id))
        .set((assessment::completed_at.eq(None::<Instant>), assessment::returned_why.eq(why)))
        .execute(tx.conn())?;

    let (title, due_on) = ("The assessment was returned to you", answer_by(tx, pack));
    let task = NewTask::new(kinds::ASSESSMENT, complete.id.0, title, href(complete), due_on);
    tasks::add(tx, owed(complete, task, complete.completed_by))?;
    let event = events::RETURNED.on(complete.id.0).family(complete.family_id);
    tx.record(event.line("The assessment was returned", why, case.signature()))?;
    Ok(())
}

fn confirm(tx: &mut Tx<'_>, case: &Case<family::AuthoriseAssessment>, complete: &Assessment) -> Result<()> {
    let (now, by) = (tx.now, tx.who.account);
    let of_episode = assessment::table.filter(assessment::episode_id.eq(complete.episode_id));
    let older = of_episode.filter(assessment::number.lt(complete.number).and(assessment::superseded_at.is_null()));
    diesel::update(older).set(assessment::superseded_at.eq(Some(now))).execute(tx.conn())?;
    diesel::update(assessment::table.find(complete.id))
        .set((assessment::authorised_at.eq(Some(now)), assessment::authorised_by.eq(by)))
        .execute(tx.conn())?;

    let event = events::AUTHORISED.on(complete.id.0).family(complete.family_id);
    tx.record(event.line("The assessment was authorised", "", case.signature()))?;
    Ok(())
}

fn under_way(tx: &mut Tx<'_>, sight: &Sight<FamilyId>, episode: EpisodeId) -> store::Result<Assessment> {
    current(tx.conn(), sight, episode)?.ok_or(store::Error::Missing)
}

/// A manager of the family's team, but not whoever completes it: nobody authorises what they wrote.
fn another_manager(tx: &mut Tx<'_>, family: FamilyId) -> store::Result<Option<AccountId>> {
    let by = tx.who.account;
    let Some(team) = guard::team_of(tx.conn(), family)? else { return Ok(None) };
    let members = accounts::members(tx.conn(), team)?;
    Ok(members.into_iter().find(|(id, _, manages)| *manages && Some(*id) != by).map(|(id, ..)| id))
}

/// By when whoever has to act on a complete or a returned assessment does so.
fn answer_by(tx: &Tx<'_>, pack: &Pack) -> NaiveDate {
    pack.calendar().plus_working(tx.now.date(), ANSWER_WITHIN)
}

fn href(assessment: &Assessment) -> String {
    format!("/episodes/{}/assessment", assessment.episode_id)
}

/// Work about this version, done on one of its pages, owed by someone.
fn owed(assessment: &Assessment, task: NewTask, owner: Option<AccountId>) -> NewTask {
    task.owed_by(owner).about(assessment.family_id).within(assessment.episode_id)
}
