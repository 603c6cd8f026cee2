//! Whether the family agrees that help ends, and what each of them says of the help.

use crate::{
    events,
    exit_plan::episode,
    rules::{Answer, Asked, FamilyView, Opinion, Said, ToAsk},
};
use ::feedback::records::FeedbackAnswer;
use access::{FamilyId, Sight, family};
use cases::{Case, EpisodeId, EpisodeUid};
use diesel::prelude::*;
use serde_json::json;
use store::{Conn, Instant, Tx};
use web::Result;

/// What a whole family said, in one row, before each of them was asked. It is read, and nothing is added.
pub(crate) const DDL: &str = "
CREATE TABLE feedback (episode_id $UUID PRIMARY KEY NOT NULL REFERENCES episode(id), timely TEXT NOT NULL, \
  helpful TEXT NOT NULL,
  able TEXT NOT NULL, words TEXT NOT NULL, given_at $INSTANT NOT NULL) $STRICT;";

/// What each of a family says, how they were asked and by whom; and whether they agree that help ends.
pub(crate) const EACH: &str = "
CREATE TABLE feedback_answer (id $UUID PRIMARY KEY NOT NULL, episode_id $UUID NOT NULL REFERENCES episode(id),
  person_id $UUID NOT NULL REFERENCES person(id), asked TEXT NOT NULL, way TEXT NOT NULL, \
  asked_by $UUID REFERENCES account(id),
  timely TEXT, helpful TEXT, able TEXT, words TEXT NOT NULL, given_at $INSTANT NOT NULL) $STRICT;
CREATE INDEX feedback_answer_episode ON feedback_answer(episode_id);
CREATE TABLE ending (episode_id $UUID PRIMARY KEY NOT NULL REFERENCES episode(id), family TEXT, \
  family_why TEXT NOT NULL, error_why TEXT NOT NULL) $STRICT;";

diesel::table! {
    use cases::EpisodeUid;
    use diesel::sql_types::*;
    use store::types::Utc;

    feedback (episode_id) {
        episode_id -> EpisodeUid,
        timely -> Text,
        helpful -> Text,
        able -> Text,
        words -> Text,
        given_at -> Utc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use super::EpisodeUid;

    ending (episode_id) {
        episode_id -> EpisodeUid,
        family -> Nullable<Text>,
        family_why -> Text,
        error_why -> Text,
    }
}

/// What a whole family said, before each of them was asked.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct FamilyFeedback {
    /// Did help come in time?
    pub timely: Opinion,
    /// Was it helpful?
    pub helpful: Opinion,
    /// Are they able to meet their own needs now?
    pub able: Opinion,
    /// In their words.
    pub words: String,
}

/// What the whole family said, where an episode ended before each of them was asked.
pub fn family_feedback_of(
    conn: &mut Conn,
    sight: &Sight<FamilyId>,
    of: EpisodeId,
) -> store::Result<Option<FamilyFeedback>> {
    must_be_theirs(conn, sight, of)?;
    let row = feedback::table.find(of);
    Ok(row.select((feedback::timely, feedback::helpful, feedback::able, feedback::words)).first(conn).optional()?)
}

/// Whether the family agreed that help ended, and why not; `None` where it ended before that was asked.
pub fn family_view_of(
    conn: &mut Conn,
    sight: &Sight<FamilyId>,
    of: EpisodeId,
) -> store::Result<Option<(FamilyView, String)>> {
    must_be_theirs(conn, sight, of)?;
    let row: Option<(Option<FamilyView>, String)> =
        ending::table.find(of).select((ending::family, ending::family_why)).first(conn).optional()?;
    Ok(row.and_then(|(view, why)| Some((view?, why))))
}

/// An episode of another family is not there.
fn must_be_theirs(conn: &mut Conn, sight: &Sight<FamilyId>, of: EpisodeId) -> store::Result<()> {
    let theirs = episode::table.filter(episode::id.eq(of).and(episode::family_id.eq(sight.subject())));
    let _id: EpisodeId = theirs.select(episode::id).first(conn)?;
    Ok(())
}

/// Keeps what the error was, of help that should not have begun; the end of the episode tells it in the chronology.
pub(crate) fn keep_error(tx: &mut Tx<'_>, case: &Case<family::CloseEpisode>, error_why: &str) -> Result<()> {
    keep_ending(tx, case.episode.id, &Said::default(), error_why)
}

fn keep_ending(tx: &mut Tx<'_>, episode: EpisodeId, said: &Said, error_why: &str) -> Result<()> {
    let kept = (
        ending::episode_id.eq(episode),
        ending::family.eq(said.family),
        ending::family_why.eq(&said.family_why),
        ending::error_why.eq(error_why),
    );
    diesel::insert_into(ending::table).values(kept).execute(tx.conn())?;
    Ok(())
}

/// Keeps what the family says, and tells it in the chronology.
pub(crate) fn keep(tx: &mut Tx<'_>, case: &Case<family::CloseEpisode>, said: &Said, to_ask: &[ToAsk]) -> Result<()> {
    let (now, episode) = (tx.now, case.episode.id);
    keep_ending(tx, episode, said, "")?;

    let mut lines = Vec::new();
    for answer in &said.answers {
        let Some((who, asked)) = to_ask.iter().find(|who| who.person == answer.person).zip(answer.asked) else {
            continue;
        };
        let row = row_of(episode, said, answer, asked, now);
        lines.push(::feedback::records::keep_at_end(tx, &row, &who.name)?);
    }
    let answers = lines.len();
    if let Some(view) = said.family {
        let why = if said.family_why.is_empty() { String::new() } else { format!(": {}", said.family_why) };
        lines.push(format!("{}{why}", view.label()));
    }
    let detail = json!({"family": said.family, "answers": answers, "way": said.way});
    let event = events::FEEDBACK.on(episode.0).family(case.family()).detail(detail);
    tx.record(event.line("What the family says of the help", lines.join("\n"), case.signature()))?;
    Ok(())
}

fn row_of(episode: EpisodeId, said: &Said, answer: &Answer, asked: Asked, now: Instant) -> FeedbackAnswer {
    let (was_asked, heard) = (asked != Asked::NotAsked, !said.own_way);
    FeedbackAnswer {
        way: said.way.clone().filter(|_| was_asked).unwrap_or_default(),
        asked_by: said.asked_by.filter(|_| was_asked && heard),
        ..FeedbackAnswer::of(episode, answer, asked, now)
    }
}
