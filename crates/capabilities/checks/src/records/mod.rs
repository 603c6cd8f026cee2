//! What checks find, kept so that lists and figures find it by an index; who said that it is not so; marks of
//! paragraphs.

mod answers;
mod findings;
mod lists;
pub(crate) mod paragraphs;
mod told;

pub use answers::{Answer, answer, answers_of, standing, take_back};
pub use findings::{Finding, open_of};
pub use lists::{ByCheck, Listed, Scope, Wanted, by_check, files, findings_of};
pub(crate) use told::{before, cursor, move_cursor, newest, stale, tell, unseen};

use access::{AccountUid, EpisodeUid, FamilyUid};
use people::PersonUid;

/// One step of the schema's history; a text that was applied never changes, not even in its line ends.
pub(crate) const DDL: &str = "
CREATE TABLE finding (id $UUID PRIMARY KEY NOT NULL, family_id $UUID NOT NULL REFERENCES family(id),
  episode_id $UUID NOT NULL REFERENCES episode(id), code TEXT NOT NULL, key TEXT NOT NULL, mark TEXT NOT NULL,
  href TEXT NOT NULL, person_id $UUID REFERENCES person(id), found_on $DATE NOT NULL, ended_on $DATE, \
  answered_on $DATE) $STRICT;
CREATE UNIQUE INDEX finding_one ON finding(episode_id, key) WHERE ended_on IS NULL;
CREATE INDEX finding_family ON finding(family_id);
CREATE INDEX finding_person ON finding(person_id) WHERE person_id IS NOT NULL;
CREATE INDEX finding_open ON finding(code, found_on) WHERE ended_on IS NULL AND answered_on IS NULL;
CREATE TABLE finding_answer (id $UUID PRIMARY KEY NOT NULL, family_id $UUID NOT NULL REFERENCES family(id),
  episode_id $UUID NOT NULL REFERENCES episode(id), code TEXT NOT NULL, key TEXT NOT NULL, mark TEXT NOT NULL,
  why TEXT NOT NULL, answered_by $UUID REFERENCES account(id), answered_at $INSTANT NOT NULL, \
  taken_back_by $UUID REFERENCES account(id), taken_back_at $INSTANT) $STRICT;
CREATE INDEX finding_answer_file ON finding_answer(episode_id, key);
CREATE INDEX finding_answer_family ON finding_answer(family_id);
CREATE TABLE paragraph (mark $INT8 NOT NULL, episode_id $UUID NOT NULL REFERENCES episode(id),
  family_id $UUID NOT NULL REFERENCES family(id), since_on $DATE NOT NULL, PRIMARY KEY (mark, episode_id)) $CLUSTERED;
CREATE INDEX paragraph_episode ON paragraph(episode_id);
CREATE INDEX paragraph_family ON paragraph(family_id);
CREATE TABLE checked_family (family_id $UUID PRIMARY KEY NOT NULL REFERENCES family(id), events $INT8 NOT NULL,
  made $INT8 NOT NULL) $STRICT;
CREATE TABLE checked_until (id $INT8 PRIMARY KEY NOT NULL, cursor $UUID NOT NULL) $STRICT;";

store::strict_id!(
    /// Something that was found.
    FoundId,
    FoundUid
);

diesel::table! {
    use diesel::sql_types::*;
    use super::{EpisodeUid, FamilyUid, FoundUid, PersonUid};

    finding (id) {
        id -> FoundUid,
        family_id -> FamilyUid,
        episode_id -> EpisodeUid,
        code -> Text,
        key -> Text,
        mark -> Text,
        href -> Text,
        person_id -> Nullable<PersonUid>,
        found_on -> Date,
        ended_on -> Nullable<Date>,
        answered_on -> Nullable<Date>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Uid, Utc};
    use super::{AccountUid, EpisodeUid, FamilyUid};

    finding_answer (id) {
        id -> Uid,
        family_id -> FamilyUid,
        episode_id -> EpisodeUid,
        code -> Text,
        key -> Text,
        mark -> Text,
        why -> Text,
        answered_by -> Nullable<AccountUid>,
        answered_at -> Utc,
        taken_back_by -> Nullable<AccountUid>,
        taken_back_at -> Nullable<Utc>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use super::{EpisodeUid, FamilyUid};

    paragraph (mark, episode_id) {
        mark -> BigInt,
        episode_id -> EpisodeUid,
        family_id -> FamilyUid,
        since_on -> Date,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use super::FamilyUid;

    checked_family (family_id) {
        family_id -> FamilyUid,
        events -> BigInt,
        made -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::types::Uid;

    checked_until (id) {
        id -> BigInt,
        cursor -> Uid,
    }
}
