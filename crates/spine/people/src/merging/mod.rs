//! One person in two records. Joining them moves and deletes nothing: each family keeps its own record of the person,
//! seen by those who could see it before and by nobody else, and what is done later stands where it was done. So it
//! can be undone at any time, with nothing lost either way (T32), and never widens who may see what.

mod elsewhere;
mod joins;
mod pairs;
mod verdicts;

pub use elsewhere::{Elsewhere, elsewhere};
pub use joins::{Join, JoinId, JoinUid, find_join, join, part, same_person};
pub use pairs::{Answer, Pair, clusters, joined_lately, pair, queue, say};
pub use verdicts::{Verdict, pair_said, suspect};

// Without a permit: what other commands keep of a pair under permits of their own, the nightly sweep, and ids and
// counts, which tell nobody who it is.
pub use joins::records_of;
pub use verdicts::{keep_suspect, keep_verdict, waiting, was_said};

pub(crate) use joins::standing;
pub(crate) use verdicts::{forget, was_judged};

/// The tables of [`joins`] and [`verdicts`], one migration; what was run stays as it was, to the letter.
pub(crate) const DDL: &str = "
CREATE TABLE same_person (id $UUID PRIMARY KEY NOT NULL, kept_id $UUID NOT NULL REFERENCES person(id),
  other_id $UUID NOT NULL REFERENCES person(id), reason TEXT NOT NULL, joined_at $INSTANT NOT NULL, joined_by $UUID,
  parted_at $INSTANT, parted_by $UUID, parted_why TEXT NOT NULL) $STRICT;
CREATE UNIQUE INDEX same_person_other ON same_person(other_id) WHERE parted_at IS NULL;
CREATE INDEX same_person_kept ON same_person(kept_id);
CREATE TABLE pair_said (one_id $UUID NOT NULL REFERENCES person(id), two_id $UUID NOT NULL REFERENCES person(id),
  said TEXT NOT NULL, said_by $UUID, said_at $INSTANT NOT NULL, PRIMARY KEY (one_id, two_id)) $STRICT;
CREATE TABLE suspect (one_id $UUID NOT NULL REFERENCES person(id), two_id $UUID NOT NULL REFERENCES person(id),
  probability $REAL NOT NULL, found_at $INSTANT NOT NULL, PRIMARY KEY (one_id, two_id)) $STRICT;
CREATE INDEX suspect_likely ON suspect(probability);";
