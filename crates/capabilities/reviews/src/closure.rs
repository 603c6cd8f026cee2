//! How an episode ends: what the plan and the step up say decides whether it may.

use crate::events;
use access::{FamilyId, Permit, family};
use cases::{
    Episode, EpisodeId,
    rules::{self, Closing},
    step_up,
};
use diesel::prelude::*;
use serde_json::json;
use store::{Conn, Tx};
use web::{Refusal, Result};

pub(crate) const DDL: &str = "
CREATE TABLE feedback (episode_id $UUID PRIMARY KEY NOT NULL REFERENCES episode(id), timely TEXT NOT NULL, helpful TEXT NOT NULL,
  able TEXT NOT NULL, words TEXT NOT NULL, given_at $INSTANT NOT NULL) $STRICT;";
diesel::table! { use diesel::sql_types::*; use cases::EpisodeUid; use store::types::Utc;
feedback (episode_id) { episode_id -> EpisodeUid, timely -> Text, helpful -> Text, able -> Text, words -> Text, given_at -> Utc, } }

store::coded! {
    /// What a family says to a question about the help.
    pub enum Opinion {
        /// Yes.
        Yes = "yes",
        /// No.
        No = "no",
        /// It was not asked, or they did not want to say.
        NotAsked = "not-asked",
    }
}

impl Opinion {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Yes => "Yes",
            Self::No => "No",
            Self::NotAsked => "Not asked, or not answered",
        }
    }
}

/// What the family says of the help when it ends (001 s10).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feedback {
    /// Did help come in time?
    pub timely: Opinion,
    /// Was it helpful?
    pub helpful: Opinion,
    /// Are they able to meet their own needs now?
    pub able: Opinion,
    /// In their words.
    pub words: String,
}

/// What the family said when an episode ended.
pub fn feedback_of(conn: &mut Conn, episode: EpisodeId) -> store::Result<Option<Feedback>> {
    let row: Option<(Opinion, Opinion, Opinion, String)> = feedback::table
        .find(episode)
        .select((feedback::timely, feedback::helpful, feedback::able, feedback::words))
        .first(conn)
        .optional()?;
    Ok(row.map(|(timely, helpful, able, words)| Feedback { timely, helpful, able, words }))
}

/// Closes an episode if nothing is left open; ends its plan. What the family said of the help is kept with it.
///
/// # Errors
/// [`rules::CannotClose`] by name.
pub fn close(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::CloseEpisode>,
    e: &Episode,
    reason: (&str, &str),
    exit_plan: &str,
    said: Option<&Feedback>,
) -> Result<()> {
    let (code, label) = reason;
    let plan = plans::records::current(tx.conn(), permit, e.id)?.filter(|w| w.plan.agreed_at.is_some());
    let step = step_up::last(tx.conn(), e.id)?;
    let closing = Closing {
        closed: !e.is_open(),
        reason: code,
        open_actions: plan.as_ref().map_or(0, plans::records::Whole::open_actions),
        outcomes: plan.as_ref().map_or((0, 0), |w| (w.outcomes.len(), w.without_result())),
        exit_plan,
        step_up_accepted: step.as_ref().is_some_and(|s| s.accepted_at.is_some()),
        step_up_pending: step.as_ref().is_some_and(step_up::StepUp::pending),
    };
    rules::close(&closing).map_err(Refusal::from)?;
    plans::records::end(tx, e.id, e.family_id)?;
    if let Some(said) = said {
        let now = tx.now;
        diesel::insert_into(feedback::table)
            .values((
                feedback::episode_id.eq(e.id),
                feedback::timely.eq(said.timely),
                feedback::helpful.eq(said.helpful),
                feedback::able.eq(said.able),
                feedback::words.eq(&said.words),
                feedback::given_at.eq(now),
            ))
            .execute(tx.conn())?;
        let detail = json!({"timely": said.timely, "helpful": said.helpful, "able": said.able});
        let event = events::FEEDBACK.on(e.id.0).family(e.family_id).detail(detail);
        let told = [("in time", said.timely), ("helpful", said.helpful), ("able to go on alone", said.able)]
            .map(|(what, opinion)| format!("{what}: {}", opinion.label().to_lowercase()))
            .join("; ");
        let body = if said.words.is_empty() { told } else { format!("{told}\n{}", said.words) };
        tx.record(event.line("What the family says of the help", body, permit.actor().signature()))?;
    }
    cases::records::close(tx, permit, e, code, label, exit_plan)?;
    Ok(())
}
