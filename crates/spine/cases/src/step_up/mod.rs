//! Step up: proposed, talked over with the safeguarding lead, submitted, accepted or returned. Early help goes on
//! until it is accepted.

use crate::{
    Case, EpisodeId, EpisodeUid,
    episodes::episode,
    events, kinds,
    rules::{self, Stage},
};
use access::{FamilyId, Sight, family};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::json;
use store::{Conn, Instant, MultiBackend, Tx};
use web::Result;
use work::{NewTask, tasks};

/// A step is known by the hash of its text: not a space of it changes.
pub(crate) const DDL: &str = "
CREATE TABLE step_up (id $UUID PRIMARY KEY NOT NULL, episode_id $UUID NOT NULL REFERENCES episode(id), \
reason TEXT NOT NULL,
  talked_with TEXT NOT NULL, talked_on $DATE, with_assessment $BOOL NOT NULL, proposed_at $INSTANT NOT NULL,
  submitted_at $INSTANT, accepted_at $INSTANT, returned_at $INSTANT, returned_why TEXT NOT NULL) $STRICT;
CREATE INDEX step_up_episode ON step_up(episode_id);";

store::strict_id!(
    /// A step up.
    StepUpId,
    StepUpUid
);

diesel::table! {
    use diesel::sql_types::*;
    use store::types::Utc;
    use super::{EpisodeUid, StepUpUid};

    step_up (id) {
        id -> StepUpUid,
        episode_id -> EpisodeUid,
        reason -> Text,
        talked_with -> Text,
        talked_on -> Nullable<Date>,
        with_assessment -> Bool,
        proposed_at -> Utc,
        submitted_at -> Nullable<Utc>,
        accepted_at -> Nullable<Utc>,
        returned_at -> Nullable<Utc>,
        returned_why -> Text,
    }
}
diesel::allow_tables_to_appear_in_same_query!(step_up, episode);

/// A step up.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = step_up, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct StepUp {
    pub id: StepUpId,
    pub episode_id: EpisodeId,
    pub reason: String,
    pub talked_with: String,
    pub talked_on: Option<NaiveDate>,
    pub with_assessment: bool,
    pub proposed_at: Instant,
    pub submitted_at: Option<Instant>,
    pub accepted_at: Option<Instant>,
    pub returned_at: Option<Instant>,
    pub returned_why: String,
}

impl StepUp {
    /// How far it is.
    pub fn stage(&self) -> Stage {
        match (self.accepted_at, self.returned_at, self.submitted_at) {
            (Some(_), _, _) => Stage::Accepted,
            (_, Some(_), _) => Stage::Returned,
            (_, _, Some(_)) => Stage::Submitted,
            _ => Stage::Proposed,
        }
    }

    /// Whether it waits for its submission or for social care.
    pub fn pending(&self) -> bool {
        self.stage().is_pending()
    }
}

/// The last step up of an episode.
pub fn last(conn: &mut Conn, sight: &Sight<FamilyId>, of: EpisodeId) -> store::Result<Option<StepUp>> {
    let of_family = episode::table.filter(episode::family_id.eq(sight.subject())).select(episode::id);
    Ok(step_up::table
        .filter(step_up::episode_id.eq(of).and(step_up::episode_id.eq_any(of_family)))
        .order(step_up::proposed_at.desc())
        .select(StepUp::as_select())
        .first(conn)
        .optional()?)
}

/// Proposes a step up.
///
/// # Errors
/// [`rules::CannotStepUp`].
pub fn propose(tx: &mut Tx<'_>, case: &Case<family::StepUp>, reason: &str) -> Result<()> {
    let before = last(tx.conn(), &case.permit, case.episode.id)?;
    rules::propose_step_up(before.as_ref().map(StepUp::stage), reason)?;

    let row = StepUp {
        id: StepUpId::new(),
        episode_id: case.episode.id,
        reason: reason.into(),
        talked_with: String::new(),
        talked_on: None,
        with_assessment: false,
        proposed_at: tx.now,
        submitted_at: None,
        accepted_at: None,
        returned_at: None,
        returned_why: String::new(),
    };
    diesel::insert_into(step_up::table).values(&row).execute(tx.conn())?;
    let event = events::STEP_UP_PROPOSED.on(row.id.0).family(case.family());
    tx.record(event.line("A step up to social care was proposed", reason, case.signature()))?;
    Ok(())
}

/// What a step up is submitted with.
#[derive(Debug, Clone, Copy)]
pub struct Submission<'a> {
    /// The safeguarding lead it was talked over with.
    pub talked_with: &'a str,
    /// When.
    pub talked_on: Option<NaiveDate>,
    /// Whether the assessment goes with it.
    pub with_assessment: bool,
    /// When social care's answer is due.
    pub due_on: NaiveDate,
}

/// Submits what was proposed, once the conversation with the safeguarding lead is recorded; with the assessment if
/// there is one.
///
/// # Errors
/// [`rules::CannotStepUp`].
pub fn submit(tx: &mut Tx<'_>, case: &Case<family::StepUp>, new: Submission<'_>) -> Result<()> {
    let proposed = last(tx.conn(), &case.permit, case.episode.id)?;
    let stage = proposed.as_ref().map(StepUp::stage);
    rules::submit_step_up(stage, new.talked_with, new.talked_on)?;
    let Some(proposed) = proposed else { return Err(store::Error::Missing.into()) };

    let now = tx.now;
    diesel::update(step_up::table.find(proposed.id))
        .set((
            step_up::submitted_at.eq(Some(now)),
            step_up::talked_with.eq(new.talked_with),
            step_up::talked_on.eq(new.talked_on),
            step_up::with_assessment.eq(new.with_assessment),
        ))
        .execute(tx.conn())?;

    let href = format!("/episodes/{}/step-up", case.episode.id);
    let title = "Social care's answer to the step up";
    let owner = case.episode.lead_id.or(tx.who.account);
    let answer = NewTask::new(kinds::STEP_UP, proposed.id.0, title, href, new.due_on);
    tasks::add(tx, answer.owed_by(owner).about(case.family()).within(case.episode.id))?;

    let detail = json!({"with_assessment": new.with_assessment});
    let event = events::STEP_UP_SUBMITTED.on(proposed.id.0).family(case.family()).detail(detail);
    tx.record(event.line("The step up was submitted to social care", "", case.signature()))?;
    Ok(())
}

/// Records social care's answer to what was submitted: accepted (`None`), or returned with its reason.
///
/// # Errors
/// [`rules::CannotStepUp`].
pub fn answer(tx: &mut Tx<'_>, case: &Case<family::StepUp>, returned: Option<&str>) -> Result<()> {
    let submitted = last(tx.conn(), &case.permit, case.episode.id)?;
    rules::answer_step_up(submitted.as_ref().map(StepUp::stage), returned)?;
    let Some(submitted) = submitted else { return Err(store::Error::Missing.into()) };

    let now = tx.now;
    let row = step_up::table.find(submitted.id);
    let (kind, title) = match returned {
        None => {
            diesel::update(row).set(step_up::accepted_at.eq(Some(now))).execute(tx.conn())?;
            (events::STEP_UP_ACCEPTED, "Social care accepted the step up")
        }
        Some(why) => {
            let answered = (step_up::returned_at.eq(Some(now)), step_up::returned_why.eq(why));
            diesel::update(row).set(answered).execute(tx.conn())?;
            (events::STEP_UP_RETURNED, "Social care returned the step up")
        }
    };
    tasks::done(tx, submitted.id.0, None)?;
    let event = kind.on(submitted.id.0).family(case.family());
    tx.record(event.line(title, returned.unwrap_or_default(), case.signature()))?;
    Ok(())
}
