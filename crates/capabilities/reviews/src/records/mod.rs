//! Reviews, who was invited to them, what was said; and what the family says of the help. A table a file.

pub(crate) mod feedback;
mod held;
mod invitee;
mod review;
mod schedule;

pub use held::{Held, hold};
pub use invitee::{Invitee, InviteeId, list_invited, report};
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
