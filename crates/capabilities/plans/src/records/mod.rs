//! Plans, their outcomes and actions, a table a file.

mod action;
mod beside;
mod course;
mod outcome;
mod own;
mod plan;
mod whole;

pub use crate::rules::{NewAction, NewOutcome};
pub(crate) use action::episode_of_action;
pub use action::{Action, ActionId, Progress, add_action, change_action, update_action};
pub use beside::{add_beside, say_beside};
pub use course::{Agreement, NewPlan, Standing, agree, end_plan, standing, start};
pub(crate) use outcome::episode_of_outcome;
pub use outcome::{Outcome, OutcomeId, OutcomeUid, add_outcome, reword_outcome, set_result};
pub use own::{is_of, tick_own};
pub use plan::{HowFar, Plan, PlanId, authorised_on, end, how_far, list, set_factors};
pub use whole::{Whole, all_outcomes, current, last_agreed};

/// One step of the schema's history; a text that was applied never changes, not even in its line ends.
pub(crate) const DDL: &str = "
CREATE TABLE plan (id $UUID PRIMARY KEY NOT NULL, episode_id $UUID NOT NULL REFERENCES episode(id),
  family_id $UUID NOT NULL REFERENCES family(id), kind TEXT NOT NULL, factors $JSON NOT NULL, \
  started_at $INSTANT NOT NULL,
  agreed_at $INSTANT, agreed_by TEXT NOT NULL, words TEXT NOT NULL, ends_on $DATE, ended_at $INSTANT) $STRICT;
CREATE UNIQUE INDEX plan_one ON plan(family_id) WHERE ended_at IS NULL;
CREATE INDEX plan_episode ON plan(episode_id);
CREATE TABLE outcome (id $UUID PRIMARY KEY NOT NULL, plan_id $UUID NOT NULL REFERENCES plan(id), words TEXT NOT NULL,
  measure TEXT NOT NULL, by_on $DATE NOT NULL, framework TEXT NOT NULL, area TEXT NOT NULL, result TEXT, \
  result_why TEXT NOT NULL,
  result_at $INSTANT) $STRICT;
CREATE INDEX outcome_plan ON outcome(plan_id);
CREATE TABLE action (id $UUID PRIMARY KEY NOT NULL, outcome_id $UUID NOT NULL REFERENCES outcome(id), \
  plan_id $UUID NOT NULL REFERENCES plan(id),
  text TEXT NOT NULL, owner_id $UUID REFERENCES account(id), owner_name TEXT NOT NULL, due_on $DATE NOT NULL, \
  done_at $INSTANT,
  dropped_at $INSTANT, progress TEXT NOT NULL) $STRICT;
CREATE INDEX action_plan ON action(plan_id);";

/// The protective factors that an outcome builds.
pub(crate) const BUILDS: &str = "ALTER TABLE outcome ADD COLUMN builds $JSON NOT NULL DEFAULT '[]';";

/// What a plan says of complexity, of another plan after it, and from where its outcomes come.
pub(crate) const COURSE: &str = "
ALTER TABLE plan ADD COLUMN complex $BOOL;
ALTER TABLE plan ADD COLUMN complex_why TEXT NOT NULL DEFAULT '';
ALTER TABLE plan ADD COLUMN again_why TEXT NOT NULL DEFAULT '';
ALTER TABLE plan ADD COLUMN follows TEXT;
ALTER TABLE outcome ADD COLUMN former_id $UUID REFERENCES outcome(id);";
