//! Programmes, runs, sessions, places and what comes of them, a table a file.

mod attendances;
mod enrolments;
mod group;
mod measures;
mod programmes;
mod runs;
mod sessions;

pub use attendances::{Attended, attended, of_session};
pub use enrolments::{
    Enrolment, EnrolmentId, EnrolmentUid, enrolment, find_enrolment, of_family, places_taken, titled,
};
pub use group::{Member, group, names_of};
pub use measures::{Feedback, Measure, MeasureId, feedback_of, measures_of};
pub use programmes::{Programme, ProgrammeId, ProgrammeUid, find_programme, list_programmes, programme};
pub use runs::{
    Run, RunId, RunUid, facilitators_of, find_run, is_facilitator, list_runs, programme_run, run_facilitator, runs_of,
};
pub use sessions::{Session, SessionId, SessionUid, coming, covers, find_session, sessions_of, sessions_of_runs};

pub(crate) use attendances::{attendance, attended_of, keep_mark, missed_of};
pub(crate) use enrolments::{
    accepted_of, accepted_unheld, load_enrolment, load_enrolments, open_of_run, open_twice, places_taken_of, save,
    waiting_of,
};
pub(crate) use group::{Hidden, first_name_of, known_among, name_of, untold};
pub(crate) use measures::{keep_feedback, keep_measure, measures};
pub(crate) use programmes::{load_programme, programme_names};
pub(crate) use runs::{in_sight, load_run, set_facilitators};
pub(crate) use sessions::{add_session, clock, run_session};

/// One step of the schema's history; a text that was applied never changes, not even in its line ends.
pub(crate) const DDL: &str = "
CREATE TABLE programme (id $UUID PRIMARY KEY NOT NULL, name TEXT NOT NULL, what TEXT NOT NULL, for_whom TEXT NOT NULL,
  minimum_age $INT8, maximum_age $INT8, evidence TEXT NOT NULL, outcomes $JSON NOT NULL, factors $JSON NOT NULL,
  needs $JSON NOT NULL, public $BOOL NOT NULL, keeper_id $UUID NOT NULL REFERENCES account(id), service_id $UUID,
  begun_at $INSTANT NOT NULL, ended_at $INSTANT, version $INT8 NOT NULL) $STRICT;
CREATE TABLE programme_run (id $UUID PRIMARY KEY NOT NULL, programme_id $UUID NOT NULL REFERENCES programme(id),
  place_name TEXT NOT NULL, place_line TEXT NOT NULL, town TEXT NOT NULL, postcode TEXT NOT NULL, \
  secret $BOOL NOT NULL, language TEXT NOT NULL, creche $BOOL NOT NULL, transport TEXT NOT NULL, \
  accessible $JSON NOT NULL, places $INT8 NOT NULL,
  keeper_id $UUID NOT NULL REFERENCES account(id), team_id $UUID REFERENCES team(id), note TEXT NOT NULL,
  starts_on $DATE NOT NULL, ends_on $DATE NOT NULL, begun_at $INSTANT NOT NULL, cancelled_at $INSTANT, \
  cancelled_why TEXT NOT NULL, version $INT8 NOT NULL) $STRICT;
CREATE INDEX programme_run_of ON programme_run(programme_id, starts_on);
CREATE TABLE run_facilitator (run_id $UUID NOT NULL REFERENCES programme_run(id),
  account_id $UUID NOT NULL REFERENCES account(id), PRIMARY KEY (run_id, account_id)) $STRICT;
CREATE INDEX run_facilitator_account ON run_facilitator(account_id);
CREATE TABLE run_session (id $UUID PRIMARY KEY NOT NULL, run_id $UUID NOT NULL REFERENCES programme_run(id),
  n $INT8 NOT NULL, on_day $DATE NOT NULL, opens $INT8 NOT NULL, closes $INT8 NOT NULL, topic TEXT NOT NULL,
  covered_by $UUID REFERENCES account(id), kept_at $INSTANT, kept_by $UUID) $STRICT;
CREATE UNIQUE INDEX run_session_n ON run_session(run_id, n);
CREATE INDEX run_session_day ON run_session(on_day);
CREATE INDEX run_session_cover ON run_session(covered_by) WHERE covered_by IS NOT NULL;
CREATE TABLE enrolment (id $UUID PRIMARY KEY NOT NULL, programme_id $UUID NOT NULL REFERENCES programme(id),
  run_id $UUID REFERENCES programme_run(id), family_id $UUID NOT NULL REFERENCES family(id),
  person_id $UUID REFERENCES person(id), episode_id $UUID REFERENCES episode(id), contact_id $UUID, outcome_id $UUID,
  action_id $UUID, waiting_id $UUID, state TEXT NOT NULL, asked_by $UUID REFERENCES account(id),
  asked_at $INSTANT NOT NULL, what TEXT NOT NULL, agreed_by TEXT NOT NULL, share TEXT NOT NULL, \
  age_why TEXT NOT NULL, offered_at $INSTANT, offered_by $UUID, answer_by $DATE, answered_at $INSTANT, \
  answer_why TEXT NOT NULL, joined_on $DATE, welcomed_at $INSTANT, ended_at $INSTANT, ended_why TEXT NOT NULL, \
  result TEXT) $STRICT;
CREATE INDEX enrolment_family ON enrolment(family_id);
CREATE INDEX enrolment_run ON enrolment(run_id) WHERE run_id IS NOT NULL;
CREATE INDEX enrolment_waits ON enrolment(programme_id) WHERE state = 'waiting';
CREATE TABLE attendance (session_id $UUID NOT NULL REFERENCES run_session(id),
  enrolment_id $UUID NOT NULL REFERENCES enrolment(id), mark TEXT NOT NULL, called_at $INSTANT, called TEXT NOT NULL,
  caught_up_on $DATE, caught_up_by TEXT NOT NULL, PRIMARY KEY (session_id, enrolment_id)) $STRICT;
CREATE INDEX attendance_enrolment ON attendance(enrolment_id);
CREATE TABLE measurement (id $UUID PRIMARY KEY NOT NULL, enrolment_id $UUID NOT NULL REFERENCES enrolment(id),
  moment TEXT NOT NULL, question TEXT NOT NULL, tool TEXT NOT NULL, tool_version TEXT NOT NULL, rater TEXT NOT NULL,
  scale TEXT NOT NULL, least $REAL NOT NULL, most $REAL NOT NULL, value $REAL NOT NULL, taken_on $DATE NOT NULL,
  by_id $UUID) $STRICT;
CREATE INDEX measurement_enrolment ON measurement(enrolment_id);
CREATE TABLE group_feedback (enrolment_id $UUID PRIMARY KEY NOT NULL REFERENCES enrolment(id), welcome TEXT NOT NULL,
  helpful TEXT NOT NULL, again TEXT NOT NULL, words TEXT NOT NULL, given_at $INSTANT NOT NULL) $STRICT;";
