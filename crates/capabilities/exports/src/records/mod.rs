//! Files of returns that were asked for, who makes which return and when, and questions of other services.

mod queries;
mod runs;
mod schedules;

pub use queries::{Decision, NewQuery, PersonQueryId, PersonQueryUid, Query, decide, find_query, keep, list_queries};
pub use runs::{Made, NewRun, Run, RunId, RunUid, ask, find_run, last_made, list_runs, made, made_by_program, mine};
pub use schedules::{Schedule, ScheduleId, ScheduleUid, all_schedules, schedule, set_schedule};
pub(crate) use schedules::{due, remind};

/// A step is known by the hash of its text: not a space of it changes.
pub(crate) const DDL: &str = "
CREATE TABLE export_run (id $UUID PRIMARY KEY NOT NULL, definition TEXT NOT NULL, version TEXT NOT NULL,
  as_of $DATE NOT NULL, written TEXT NOT NULL, reason TEXT NOT NULL, asked_by $UUID REFERENCES account(id),
  asked_at $INSTANT NOT NULL, made_at $INSTANT, row_count $INT8, left_out $INT8, to_check $INT8, whole $BOOL NOT NULL,
  hash TEXT NOT NULL) $STRICT;
CREATE INDEX export_run_of ON export_run(definition, asked_at);
CREATE TABLE export_schedule (id $UUID PRIMARY KEY NOT NULL, definition TEXT NOT NULL UNIQUE, every TEXT NOT NULL,
  keeper_id $UUID NOT NULL REFERENCES account(id), next_on $DATE NOT NULL, told_for $DATE, version $INT8 NOT NULL) \
$STRICT;
CREATE TABLE person_query (id $UUID PRIMARY KEY NOT NULL, at $INSTANT NOT NULL,
  account_id $UUID NOT NULL REFERENCES account(id), organisation_id $UUID REFERENCES organisation(id),
  reason TEXT NOT NULL, agreement TEXT NOT NULL, request TEXT NOT NULL, decision TEXT NOT NULL, sought $JSON,
  decided_by $UUID REFERENCES account(id), decided_at $INSTANT, decided TEXT, why TEXT NOT NULL) $STRICT;
CREATE INDEX person_query_at ON person_query(at);";
