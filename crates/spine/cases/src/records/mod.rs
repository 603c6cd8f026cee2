//! What is kept of an episode: how it begins and ends, levels of need, notes.

mod children;
mod course;
mod footings;
mod levels;
mod notes;
mod seen;

pub use crate::episodes::{Episode, caseloads, count_open, current, episode, led_by, without_lead};
pub use children::{Child, children};
pub use course::{Opening, close, is_helped, open, reopen};
pub(crate) use course::{begin, begin_by_panel};
pub(crate) use footings::{DDL as FOOTING, footings_of, set_footing};
pub use footings::{LegalFooting, footings};
pub(crate) use levels::record_level;
pub use levels::{Need, NeedLevel, change_level, levels, need_level, set_level, standing};
pub(crate) use notes::{LineNote, first_changed, may_supervise, of_lines};
pub use notes::{NewNote, Note, NoteId, Noted, find_note, list_notes, note, open_lines, strike_note, write_note};
pub(crate) use notes::{forget_documents, insert_document};
pub(crate) use seen::DDL as SEEN;
pub use seen::{LastSeen, seen};

/// The first step made all three tables at once. A step is known by the hash of its text: not a space of it changes.
pub(crate) const DDL: &str = "
CREATE TABLE episode (id $UUID PRIMARY KEY NOT NULL, reference TEXT NOT NULL, \
family_id $UUID NOT NULL REFERENCES family(id),
  contact_id $UUID, previous_id $UUID REFERENCES episode(id), team_id $UUID REFERENCES team(id), \
lead_id $UUID REFERENCES account(id),
  kind TEXT NOT NULL, opened_at $INSTANT NOT NULL, seen_on $DATE, closed_at $INSTANT, closed_by $UUID, \
closing_reason TEXT,
  exit_plan TEXT NOT NULL, version $INT8 NOT NULL) $STRICT;
CREATE INDEX episode_family ON episode(family_id);
CREATE INDEX episode_lead ON episode(lead_id) WHERE closed_at IS NULL;
CREATE INDEX episode_team ON episode(team_id) WHERE closed_at IS NULL;
CREATE TABLE need_level (id $UUID PRIMARY KEY NOT NULL, person_id $UUID NOT NULL REFERENCES person(id),
  family_id $UUID NOT NULL REFERENCES family(id), level TEXT NOT NULL, indicators $JSON NOT NULL, reason TEXT NOT NULL,
  set_by $UUID, set_at $INSTANT NOT NULL) $STRICT;
CREATE INDEX need_level_family ON need_level(family_id, set_at);
CREATE TABLE note (id $UUID PRIMARY KEY NOT NULL, family_id $UUID NOT NULL REFERENCES family(id), episode_id $UUID,
  kind TEXT NOT NULL, text TEXT NOT NULL, occurred_on $DATE NOT NULL, author_id $UUID, written_at $INSTANT NOT NULL) \
$STRICT;
CREATE INDEX note_family ON note(family_id);";
