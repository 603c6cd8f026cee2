//! Who is asked, and what they say.

mod answers;
mod asks;

pub use answers::{FeedbackAnswer, answer_of, answers_of, keep_at_end, reply, to_ask};
pub use asks::{
    Ask, AskId, NewAsk, Opened, ask, asks_of, by_code, episode_asked, find_ask, hear, hear_themself, is_asked,
    new_code, run_out,
};

/// One step of the schema's history; a text that was applied never changes, not even in its line ends.
pub(crate) const DDL: &str = "
CREATE TABLE feedback_ask (id $UUID PRIMARY KEY NOT NULL, family_id $UUID NOT NULL REFERENCES family(id),
  episode_id $UUID NOT NULL REFERENCES episode(id), person_id $UUID NOT NULL REFERENCES person(id),
  occasion TEXT NOT NULL, way TEXT NOT NULL, young $BOOL NOT NULL, asked_by $UUID NOT NULL REFERENCES account(id),
  asked_at $INSTANT NOT NULL, until_on $DATE NOT NULL, caller_id $UUID REFERENCES account(id), code_hash TEXT,
  ended_at $INSTANT) $STRICT;
CREATE INDEX feedback_ask_family ON feedback_ask(family_id);
CREATE INDEX feedback_ask_episode ON feedback_ask(episode_id);
CREATE INDEX feedback_ask_person ON feedback_ask(person_id);
CREATE UNIQUE INDEX feedback_ask_code ON feedback_ask(code_hash);
CREATE INDEX feedback_ask_open ON feedback_ask(until_on) WHERE ended_at IS NULL;
ALTER TABLE feedback_answer ADD COLUMN occasion TEXT NOT NULL DEFAULT 'closure';
ALTER TABLE feedback_answer ADD COLUMN why TEXT NOT NULL DEFAULT '';
ALTER TABLE feedback_answer ADD COLUMN typed_by $UUID REFERENCES account(id);
ALTER TABLE feedback_answer ADD COLUMN ask_id $UUID REFERENCES feedback_ask(id);
ALTER TABLE feedback_answer ADD COLUMN call_back $BOOL NOT NULL DEFAULT FALSE;
ALTER TABLE feedback_answer ADD COLUMN themes $JSON NOT NULL DEFAULT '[]';
ALTER TABLE feedback_answer ADD COLUMN read_by $UUID REFERENCES account(id);
ALTER TABLE feedback_answer ADD COLUMN read_at $INSTANT;
ALTER TABLE feedback_answer ADD COLUMN reply TEXT NOT NULL DEFAULT '';
CREATE INDEX feedback_answer_ask ON feedback_answer(ask_id);
CREATE TABLE six_months_on (episode_id $UUID PRIMARY KEY NOT NULL REFERENCES episode(id), looked_at $INSTANT NOT NULL,
  back TEXT) $STRICT;";
