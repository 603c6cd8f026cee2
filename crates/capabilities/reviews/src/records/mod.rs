//! Reviews, who was invited to them, what was said; and what the family says of the help. A table a file.

pub(crate) mod ending;
mod handed_in;
mod held;
mod invitee;
mod late;
mod looks;
mod review;
mod schedule;

pub use ending::{FamilyFeedback, family_feedback_of, family_view_of};
pub use handed_in::{Report, report, reports};
pub use held::{Chair, Heard, Held, Lead, hold};
pub(crate) use held::{children, looked_at, open_outcomes};
pub use invitee::{Invitee, InviteeId, list_invited};
pub use late::invite_late_joiners;
pub use looks::{OutcomeLook, Voice, last_voices, looks, voices};
pub(crate) use review::{HowFar, episode_of, how_far};
pub use review::{Review, ReviewId, find, list};
pub use schedule::{counted_from, latest_on, not_held, schedule, shift};

/// One step of the schema's history; a text that was applied never changes, not even in its line ends.
pub(crate) const DDL: &str = "
CREATE TABLE review (id $UUID PRIMARY KEY NOT NULL, episode_id $UUID NOT NULL REFERENCES episode(id),
  family_id $UUID NOT NULL REFERENCES family(id), planned_on $DATE NOT NULL, latest_on $DATE NOT NULL, \
  scheduled_at $INSTANT NOT NULL,
  moved_why TEXT NOT NULL, not_held_at $INSTANT, not_held_why TEXT NOT NULL, held_on $DATE, \
  positives TEXT NOT NULL, family_view TEXT NOT NULL, decision TEXT, reason TEXT NOT NULL) $STRICT;
CREATE INDEX review_episode ON review(episode_id, planned_on);
CREATE TABLE invitee (id $UUID PRIMARY KEY NOT NULL, review_id $UUID NOT NULL REFERENCES review(id), \
  account_id $UUID, name TEXT NOT NULL,
  attendance TEXT, report TEXT NOT NULL, reported_at $INSTANT) $STRICT;
CREATE INDEX invitee_review ON invitee(review_id);";

/// Where and at what time a review is, what it says besides, who leads; what was said of each outcome and by each
/// child; and every report that was handed in, those from before among them.
pub(crate) const MEETING: &str = "
ALTER TABLE review ADD COLUMN place TEXT NOT NULL DEFAULT '';
ALTER TABLE review ADD COLUMN at_time TEXT NOT NULL DEFAULT '';
ALTER TABLE review ADD COLUMN changed TEXT NOT NULL DEFAULT '';
ALTER TABLE review ADD COLUMN support TEXT NOT NULL DEFAULT '';
ALTER TABLE review ADD COLUMN lead_id $UUID REFERENCES account(id);
ALTER TABLE review ADD COLUMN lead_agreed $BOOL;
ALTER TABLE review ADD COLUMN lead_why TEXT NOT NULL DEFAULT '';
CREATE TABLE outcome_look (review_id $UUID NOT NULL REFERENCES review(id), \
  outcome_id $UUID NOT NULL REFERENCES outcome(id),
  progress TEXT NOT NULL, PRIMARY KEY (review_id, outcome_id)) $STRICT;
CREATE TABLE child_voice (review_id $UUID NOT NULL REFERENCES review(id), \
  person_id $UUID NOT NULL REFERENCES person(id),
  said TEXT NOT NULL, unheard_why TEXT NOT NULL, scale_worker $INT8, scale_own $INT8, \
  PRIMARY KEY (review_id, person_id)) $STRICT;
CREATE TABLE report (id $UUID PRIMARY KEY NOT NULL, invitee_id $UUID NOT NULL REFERENCES invitee(id), \
  text TEXT NOT NULL, handed_in_at $INSTANT NOT NULL) $STRICT;
CREATE INDEX report_invitee ON report(invitee_id);
INSERT INTO report (id, invitee_id, text, handed_in_at)
  SELECT id, id, report, reported_at FROM invitee WHERE reported_at IS NOT NULL AND report <> '';";
