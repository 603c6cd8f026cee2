//! What a family says of the help when it ends.

use crate::{events, rules::Feedback};
use access::family;
use cases::Case;
use diesel::prelude::*;
use serde_json::json;
use store::Tx;
use web::Result;

/// One step of the schema's history; a text that was applied never changes, not even in its line ends.
pub(crate) const DDL: &str = "
CREATE TABLE feedback (episode_id $UUID PRIMARY KEY NOT NULL REFERENCES episode(id), timely TEXT NOT NULL, \
  helpful TEXT NOT NULL,
  able TEXT NOT NULL, words TEXT NOT NULL, given_at $INSTANT NOT NULL) $STRICT;";

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

/// Keeps what the family says of the help, and tells it in the chronology.
pub(crate) fn keep(tx: &mut Tx<'_>, case: &Case<family::CloseEpisode>, said: &Feedback) -> Result<()> {
    let (now, episode) = (tx.now, case.episode.id);
    diesel::insert_into(feedback::table)
        .values((
            feedback::episode_id.eq(episode),
            feedback::timely.eq(said.timely),
            feedback::helpful.eq(said.helpful),
            feedback::able.eq(said.able),
            feedback::words.eq(&said.words),
            feedback::given_at.eq(now),
        ))
        .execute(tx.conn())?;

    let detail = json!({"timely": said.timely, "helpful": said.helpful, "able": said.able});
    let event = events::FEEDBACK.on(episode.0).family(case.family()).detail(detail);
    tx.record(event.line("What the family says of the help", in_words(said), case.signature()))?;
    Ok(())
}

fn in_words(said: &Feedback) -> String {
    let told = [("in time", said.timely), ("helpful", said.helpful), ("able to go on alone", said.able)]
        .map(|(what, opinion)| format!("{what}: {}", opinion.label().to_lowercase()))
        .join("; ");
    if said.words.is_empty() { told } else { format!("{told}\n{}", said.words) }
}
