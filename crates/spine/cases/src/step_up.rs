//! Step up: proposed, talked over with the safeguarding lead, submitted, accepted or returned. Early help goes on
//! until it is accepted.

use crate::{Episode, EpisodeId, EpisodeUid, events, kinds, rules::CannotStepUp};
use access::{FamilyId, Permit, family};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::json;
use store::{Conn, Instant, MultiBackend, Tx};
use web::{Refusal, Result};
use work::{NewTask, tasks};

pub(crate) const DDL: &str = "
CREATE TABLE step_up (id $UUID PRIMARY KEY NOT NULL, episode_id $UUID NOT NULL REFERENCES episode(id), reason TEXT NOT NULL,
  talked_with TEXT NOT NULL, talked_on $DATE, with_assessment $BOOL NOT NULL, proposed_at $INSTANT NOT NULL,
  submitted_at $INSTANT, accepted_at $INSTANT, returned_at $INSTANT, returned_why TEXT NOT NULL) $STRICT;
CREATE INDEX step_up_episode ON step_up(episode_id);";

store::strict_id!(
    /// A step up.
    StepUpId,
    StepUpUid
);

diesel::table! { use diesel::sql_types::*; use store::types::Utc; use super::{EpisodeUid, StepUpUid};
step_up (id) { id -> StepUpUid, episode_id -> EpisodeUid, reason -> Text, talked_with -> Text, talked_on -> Nullable<Date>,
    with_assessment -> Bool, proposed_at -> Utc, submitted_at -> Nullable<Utc>, accepted_at -> Nullable<Utc>,
    returned_at -> Nullable<Utc>, returned_why -> Text, } }
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
    /// Whether it waits for its submission or for social care.
    pub fn pending(&self) -> bool {
        self.accepted_at.is_none() && self.returned_at.is_none()
    }

    /// Its state, in words.
    pub fn state(&self) -> &'static str {
        match (self.accepted_at, self.returned_at, self.submitted_at) {
            (Some(_), _, _) => "Accepted by social care",
            (_, Some(_), _) => "Returned by social care",
            (_, _, Some(_)) => "Submitted to social care",
            _ => "Proposed",
        }
    }
}

fn no<T>(rule: CannotStepUp) -> Result<T> {
    Err(Refusal::from(rule).into())
}

/// The last step up of an episode.
pub fn last(conn: &mut Conn, episode: EpisodeId) -> store::Result<Option<StepUp>> {
    Ok(step_up::table
        .filter(step_up::episode_id.eq(episode))
        .order(step_up::proposed_at.desc())
        .select(StepUp::as_select())
        .first(conn)
        .optional()?)
}

/// Proposes a step up.
///
/// # Errors
/// [`CannotStepUp`].
pub fn propose(tx: &mut Tx<'_>, permit: &Permit<FamilyId, family::StepUp>, e: &Episode, reason: &str) -> Result<()> {
    if last(tx.conn(), e.id)?.is_some_and(|s| s.pending()) {
        return no(CannotStepUp::UnderWay);
    }
    if reason.trim().is_empty() {
        return no(CannotStepUp::NoReason);
    }
    let row = StepUp {
        id: StepUpId::new(),
        episode_id: e.id,
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
    let event = events::STEP_UP_PROPOSED.on(row.id.0).family(e.family_id);
    tx.record(event.line("A step up to social care was proposed", reason, permit.actor().signature()))?;
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

/// Submits it, once the conversation with the safeguarding lead is recorded; with the assessment if there is one.
///
/// # Errors
/// [`CannotStepUp`].
pub fn submit(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::StepUp>,
    e: &Episode,
    s: &StepUp,
    new: Submission<'_>,
) -> Result<()> {
    if !s.pending() || s.submitted_at.is_some() {
        return no(CannotStepUp::Answered);
    }
    let (false, Some(on)) = (new.talked_with.trim().is_empty(), new.talked_on) else {
        return no(CannotStepUp::NoConversation);
    };
    let now = tx.now;
    diesel::update(step_up::table.find(s.id))
        .set((
            step_up::submitted_at.eq(Some(now)),
            step_up::talked_with.eq(new.talked_with),
            step_up::talked_on.eq(Some(on)),
            step_up::with_assessment.eq(new.with_assessment),
        ))
        .execute(tx.conn())?;
    tasks::add(
        tx,
        NewTask::new(
            kinds::STEP_UP,
            s.id.0,
            "Social care's answer to the step up",
            format!("/episodes/{}/step-up", e.id),
            new.due_on,
        )
        .owed_by(e.lead_id.or(tx.who.account))
        .about(e.family_id)
        .within(e.id),
    )?;
    let event = events::STEP_UP_SUBMITTED
        .on(s.id.0)
        .family(e.family_id)
        .detail(json!({"with_assessment": new.with_assessment}));
    tx.record(event.line("The step up was submitted to social care", "", permit.actor().signature()))?;
    Ok(())
}

/// Social care's answer: accepted (`None`), or returned with its reason.
///
/// # Errors
/// [`CannotStepUp`].
pub fn answer(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::StepUp>,
    e: &Episode,
    s: &StepUp,
    returned: Option<&str>,
) -> Result<()> {
    if s.submitted_at.is_none() {
        return no(CannotStepUp::NotSubmitted);
    }
    if !s.pending() {
        return no(CannotStepUp::Answered);
    }
    if returned.is_some_and(|why| why.trim().is_empty()) {
        return no(CannotStepUp::ReturnedWithoutReason);
    }
    let now = tx.now;
    let row = step_up::table.find(s.id);
    let done = match returned {
        None => diesel::update(row).set(step_up::accepted_at.eq(Some(now))).execute(tx.conn()),
        Some(why) => diesel::update(row)
            .set((step_up::returned_at.eq(Some(now)), step_up::returned_why.eq(why)))
            .execute(tx.conn()),
    };
    done?;
    tasks::done(tx, s.id.0, None)?;
    let (kind, title) = match returned {
        None => (events::STEP_UP_ACCEPTED, "Social care accepted the step up"),
        Some(_) => (events::STEP_UP_RETURNED, "Social care returned the step up"),
    };
    tx.record(kind.on(s.id.0).family(e.family_id).line(
        title,
        returned.unwrap_or_default(),
        permit.actor().signature(),
    ))?;
    Ok(())
}
