//! Audits, their samples, files, grades and what followed from them, a table a file.

mod agreed;
mod audit;
mod concern;
mod ends;
mod file;
mod follow;
mod mark;
pub mod register;
mod sample;
mod seat;
mod settle;
pub mod tables;
mod ties;
mod totals;
mod view;
mod voices;

pub use agreed::{Agreed, NewAgreed, agree, agreed_of, graded};
pub(crate) use audit::leaders;
pub use audit::{Audit, NewAudit, begin, change, find, list, owner};
pub(crate) use concern::is_told;
pub use concern::{Concern, answer_concern, concerns_of, find_concern, raise, whom_to_tell};
pub use ends::{Report, Said, close, give_up, look_again, open_of, publish, report_of};
pub use file::{File, FileNames, Stage, file, files_of, load_file, names_of_file, share, take_out};
pub use follow::{
    Action, Learning, NewAction, act, actions_of, answer_action, find_action, learn, learnings_of, move_action,
};
pub use mark::{Entry, Mark, NewMark, Overall, entries, finish, mark, marks_of, name_moderator};
pub use sample::{Candidate, Drawn, draw, draw_again, fits};
pub use seat::{NewSeats, Seat, allocate, free_auditors, seats_of, step_out};
pub use settle::settle;
pub use ties::{auditor, tied_among};
pub use totals::{Graded, Grades, InTime, grades_of, over_time};
pub use view::{NewView, Opinion, View, Words, answer_by_code, ask, views_of, waits_for};
pub use voices::{Reflection, not_reflected, reflect, reflection_of};

pub(crate) use seat::{mine, moderated_by};

store::strict_id!(
    /// An audit.
    AuditId,
    AuditUid
);

store::strict_id!(
    /// A case file in an audit.
    FileId,
    FileUid
);

store::strict_id!(
    /// An auditor's part in a file.
    SeatId,
    SeatUid
);

store::strict_id!(
    /// A family, asked by auditors.
    ViewId,
    ViewUid
);

store::strict_id!(
    /// A concern about a child.
    ConcernId,
    ConcernUid
);

store::strict_id!(
    /// An action of an audit.
    ActionId,
    ActionUid
);

/// A step is known by the hash of its text: not a space of it changes.
pub(crate) const DDL: &str = "
CREATE TABLE audit (id $UUID PRIMARY KEY NOT NULL, title TEXT NOT NULL, theme TEXT NOT NULL, tracked $BOOL NOT NULL,
  from_on $DATE NOT NULL, until_on $DATE NOT NULL, rule $JSON NOT NULL, standards $JSON NOT NULL, files $INT8,
  owner_id $UUID NOT NULL REFERENCES account(id), begun_by TEXT NOT NULL, begun_at $INSTANT NOT NULL, seed $INT8,
  listed $INT8 NOT NULL, drawn_at $INSTANT, drawn_by TEXT NOT NULL, findings TEXT NOT NULL, follows TEXT NOT NULL,
  report $JSON NOT NULL, published_at $INSTANT, published_by TEXT NOT NULL, again_from $DATE, again TEXT NOT NULL,
  again_at $INSTANT, again_by TEXT NOT NULL, closed_at $INSTANT, closed_by TEXT NOT NULL, version $INT8 NOT NULL) $STRICT;
CREATE INDEX audit_owner ON audit(owner_id);
CREATE TABLE audit_candidate (audit_id $UUID NOT NULL REFERENCES audit(id), nth $INT8 NOT NULL,
  episode_id $UUID NOT NULL REFERENCES episode(id), left_out TEXT NOT NULL, PRIMARY KEY (audit_id, nth)) $STRICT;
CREATE INDEX audit_candidate_episode ON audit_candidate(episode_id);
CREATE TABLE audit_file (id $UUID PRIMARY KEY NOT NULL, audit_id $UUID NOT NULL REFERENCES audit(id), n $INT8 NOT NULL,
  nth $INT8 NOT NULL, episode_id $UUID NOT NULL REFERENCES episode(id), family_id $UUID NOT NULL REFERENCES family(id),
  team_id $UUID REFERENCES team(id), worker_id $UUID REFERENCES account(id), agency_id $UUID REFERENCES organisation(id),
  moderator_id $UUID REFERENCES account(id), allocated_at $INSTANT, graded_at $INSTANT, agreed_at $INSTANT,
  agreed_by TEXT NOT NULL, grade TEXT, why TEXT NOT NULL, shared_at $INSTANT, shared_by TEXT NOT NULL, out_at $INSTANT,
  out_by TEXT NOT NULL, out_reason TEXT NOT NULL, out_note TEXT NOT NULL, ended $BOOL NOT NULL, version $INT8 NOT NULL,
  UNIQUE (audit_id, n)) $STRICT;
CREATE INDEX audit_file_family ON audit_file(family_id);
CREATE INDEX audit_file_episode ON audit_file(episode_id);
CREATE INDEX audit_file_moderator ON audit_file(moderator_id) WHERE moderator_id IS NOT NULL;
CREATE TABLE audit_seat (id $UUID PRIMARY KEY NOT NULL, file_id $UUID NOT NULL REFERENCES audit_file(id),
  place $INT8 NOT NULL, account_id $UUID NOT NULL REFERENCES account(id),
  organisation_id $UUID NOT NULL REFERENCES organisation(id), name TEXT NOT NULL, since_at $INSTANT NOT NULL,
  until_at $INSTANT NOT NULL, ended_at $INSTANT, ended_why TEXT NOT NULL, finished_at $INSTANT, grade TEXT,
  why TEXT NOT NULL, good TEXT NOT NULL, better TEXT NOT NULL) $STRICT;
CREATE INDEX audit_seat_file ON audit_seat(file_id);
CREATE INDEX audit_seat_account ON audit_seat(account_id);
CREATE TABLE audit_mark (seat_id $UUID NOT NULL REFERENCES audit_seat(id), standard TEXT NOT NULL, grade TEXT,
  why TEXT NOT NULL, entries $JSON NOT NULL, silent $BOOL NOT NULL, at $INSTANT NOT NULL,
  PRIMARY KEY (seat_id, standard)) $STRICT;
CREATE TABLE audit_agreed (file_id $UUID NOT NULL REFERENCES audit_file(id), standard TEXT NOT NULL, grade TEXT,
  why TEXT NOT NULL, differed $BOOL NOT NULL, by_name TEXT NOT NULL, at $INSTANT NOT NULL,
  PRIMARY KEY (file_id, standard)) $STRICT;
CREATE TABLE audit_tie (family_id $UUID NOT NULL REFERENCES family(id), account_id $UUID NOT NULL REFERENCES account(id),
  why TEXT NOT NULL, at $INSTANT NOT NULL, PRIMARY KEY (family_id, account_id)) $STRICT;
CREATE TABLE audit_reflection (file_id $UUID PRIMARY KEY NOT NULL REFERENCES audit_file(id), well TEXT NOT NULL,
  otherwise TEXT NOT NULL, needed TEXT NOT NULL, given_at $INSTANT, given_by TEXT NOT NULL, not_why TEXT NOT NULL) $STRICT;
CREATE TABLE audit_view (id $UUID PRIMARY KEY NOT NULL, file_id $UUID NOT NULL REFERENCES audit_file(id),
  person_id $UUID REFERENCES person(id), way TEXT NOT NULL, code TEXT UNIQUE, asked_at $INSTANT NOT NULL,
  asked_by TEXT NOT NULL, until_on $DATE, given_at $INSTANT, timely TEXT, helpful TEXT, able TEXT, words TEXT NOT NULL,
  why TEXT NOT NULL) $STRICT;
CREATE INDEX audit_view_file ON audit_view(file_id);
CREATE TABLE audit_concern (id $UUID PRIMARY KEY NOT NULL, file_id $UUID NOT NULL REFERENCES audit_file(id),
  what TEXT NOT NULL, by_id $UUID NOT NULL REFERENCES account(id), by_name TEXT NOT NULL, at $INSTANT NOT NULL,
  to_id $UUID NOT NULL REFERENCES account(id), did TEXT NOT NULL, answered_at $INSTANT, answered_by TEXT NOT NULL) $STRICT;
CREATE INDEX audit_concern_file ON audit_concern(file_id);
CREATE INDEX audit_concern_to ON audit_concern(to_id);
CREATE TABLE audit_action (id $UUID PRIMARY KEY NOT NULL, audit_id $UUID NOT NULL REFERENCES audit(id),
  file_id $UUID REFERENCES audit_file(id), standard TEXT NOT NULL, what TEXT NOT NULL,
  owner_id $UUID NOT NULL REFERENCES account(id), due_on $DATE NOT NULL, done_at $INSTANT, done_by TEXT NOT NULL,
  became TEXT NOT NULL, version $INT8 NOT NULL) $STRICT;
CREATE INDEX audit_action_audit ON audit_action(audit_id);
CREATE INDEX audit_action_file ON audit_action(file_id) WHERE file_id IS NOT NULL;
CREATE INDEX audit_action_owner ON audit_action(owner_id);
CREATE TABLE audit_learning (id $UUID PRIMARY KEY NOT NULL, audit_id $UUID NOT NULL REFERENCES audit(id),
  standard TEXT NOT NULL, text TEXT NOT NULL, by_name TEXT NOT NULL, at $INSTANT NOT NULL) $STRICT;
CREATE INDEX audit_learning_audit ON audit_learning(audit_id);";
