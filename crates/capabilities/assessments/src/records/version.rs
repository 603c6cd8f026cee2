//! A version of an assessment, as it stands.

use crate::{
    clock::Timed,
    paper::Paper,
    rules::{Answers, Meetings, State},
};
use access::{AccountId, FamilyId, Sight, capability};
use cases::{Episode, EpisodeId, EpisodeUid};
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use people::Member;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{Conn, Instant, Json, MultiBackend, each};

pub(crate) const DDL: &str = "
CREATE TABLE assessment (id $UUID PRIMARY KEY NOT NULL, episode_id $UUID NOT NULL REFERENCES episode(id),
  family_id $UUID NOT NULL REFERENCES family(id), number $INT8 NOT NULL, answers $JSON NOT NULL, pack TEXT NOT NULL,
  started_by $UUID, started_at $INSTANT NOT NULL, completed_by $UUID, completed_at $INSTANT, authorised_by $UUID,
  authorised_at $INSTANT, returned_why TEXT NOT NULL, superseded_at $INSTANT, UNIQUE (episode_id, number)) $STRICT;";

/// Whom it was made with, where each answer comes from, and what it was written on.
pub(crate) const WHOLE: &str = "
ALTER TABLE assessment ADD COLUMN meetings $JSON NOT NULL DEFAULT '{}';
ALTER TABLE assessment ADD COLUMN marks $JSON NOT NULL DEFAULT '{}';
ALTER TABLE assessment ADD COLUMN paper $JSON;
CREATE INDEX assessment_family ON assessment(family_id);";

store::strict_id!(
    /// A version of an assessment.
    AssessmentId,
    AssessmentUid
);

diesel::table! {
    use access::{AccountUid, FamilyUid};
    use diesel::sql_types::*;
    use store::types::{Jsonb, Utc};
    use super::{AssessmentUid, EpisodeUid};

    assessment (id) {
        id -> AssessmentUid,
        episode_id -> EpisodeUid,
        family_id -> FamilyUid,
        number -> BigInt,
        answers -> Jsonb,
        pack -> Text,
        started_by -> Nullable<AccountUid>,
        started_at -> Utc,
        completed_by -> Nullable<AccountUid>,
        completed_at -> Nullable<Utc>,
        authorised_by -> Nullable<AccountUid>,
        authorised_at -> Nullable<Utc>,
        returned_why -> Text,
        superseded_at -> Nullable<Utc>,
        meetings -> Jsonb,
        marks -> Jsonb,
        paper -> Nullable<Jsonb>,
    }
}

/// Where an answer comes from, and when it was last said to be so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// When.
    pub at: Instant,
    /// Who said so, by name.
    pub by: String,
    /// It stood in the contact.
    #[serde(default)]
    pub contact: bool,
    /// It was taken over into this version, and nobody has touched it since.
    #[serde(default)]
    pub taken_over: bool,
}

impl Mark {
    /// As it stands beside the answer, until somebody touches it.
    pub fn told(&self) -> Option<String> {
        let by = if self.by.is_empty() { String::new() } else { format!(" by {}", self.by) };
        let on = web::dates::day(self.at.date());
        let from = if self.contact { "From the contact of" } else { "Last confirmed on" };
        self.taken_over.then(|| format!("{from} {on}{by}."))
    }
}

/// Marks by the key of the answer.
pub type Marks = BTreeMap<String, Mark>;

/// A version of an assessment.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = assessment, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Assessment {
    pub id: AssessmentId,
    pub episode_id: EpisodeId,
    pub family_id: FamilyId,
    pub number: i64,
    pub answers: Json<Answers>,
    pub pack: String,
    pub started_by: Option<AccountId>,
    pub started_at: Instant,
    pub completed_by: Option<AccountId>,
    pub completed_at: Option<Instant>,
    pub authorised_by: Option<AccountId>,
    pub authorised_at: Option<Instant>,
    pub returned_why: String,
    pub superseded_at: Option<Instant>,
    pub meetings: Json<Meetings>,
    pub marks: Json<Marks>,
    /// What it was written on, once it is authorised.
    pub paper: Option<Json<Paper>>,
}

impl Assessment {
    /// Where it stands.
    pub fn state(&self) -> State {
        state(self.superseded_at, self.authorised_at, self.completed_at)
    }

    /// What it is written on, as whoever reads may know it: as it was kept when it was authorised, else as the record is
    /// now. What was authorised before papers were kept is read with the words and people of today.
    pub fn paper(&self, pack: &Pack, members: &[Member], today: NaiveDate) -> Paper {
        let Some(Json(kept)) = &self.paper else { return Paper::of(pack, members, today) };
        let mut paper = kept.clone();
        paper.withhold(members);
        paper
    }

    /// What its clock depends on.
    pub(crate) fn timed(&self, episode: &Episode) -> Timed {
        let (family, opened) = (self.family_id, episode.opened_at);
        Timed { family, opened, started: self.started_at, number: self.number }
    }

    /// An answer, or nothing.
    pub fn answer(&self, key: &str) -> &str {
        self.answers.0.get(key).map_or("", String::as_str)
    }
}

pub(crate) fn state(superseded: Option<Instant>, authorised: Option<Instant>, completed: Option<Instant>) -> State {
    match (superseded, authorised, completed) {
        (Some(_), ..) => State::Superseded,
        (_, Some(_), _) => State::Authorised,
        (.., Some(_)) => State::Complete,
        _ => State::Draft,
    }
}

/// The newest version for an episode.
pub fn current(conn: &mut Conn, sight: &Sight<FamilyId>, episode: EpisodeId) -> store::Result<Option<Assessment>> {
    Ok(assessment::table
        .filter(assessment::episode_id.eq(episode).and(assessment::family_id.eq(sight.subject())))
        .order(assessment::number.desc())
        .select(Assessment::as_select())
        .first(conn)
        .optional()?)
}

/// What was authorised last for this family before this version, in this episode or one before: what stands beside it
/// while it is written.
pub fn last_before(
    conn: &mut Conn,
    sight: &Sight<FamilyId>,
    version: &Assessment,
) -> store::Result<Option<Assessment>> {
    Ok(assessment::table
        .filter(assessment::family_id.eq(sight.subject()).and(assessment::id.ne(version.id)))
        .filter(assessment::authorised_at.is_not_null())
        .order(assessment::authorised_at.desc())
        .select(Assessment::as_select())
        .first(conn)
        .optional()?)
}

/// Number, state and day of authorisation of the newest version, without its texts.
pub type Newest = (i64, State, Option<Instant>);

/// The newest version, without its texts.
pub fn newest(conn: &mut Conn, sight: &Sight<FamilyId>, episode: EpisodeId) -> store::Result<Option<Newest>> {
    type Row = (i64, Option<Instant>, Option<Instant>, Option<Instant>);
    let row: Option<Row> = each!(conn, c => assessment::table
        .filter(assessment::episode_id.eq(episode).and(assessment::family_id.eq(sight.subject())))
        .order(assessment::number.desc())
        .select((assessment::number, assessment::superseded_at, assessment::authorised_at, assessment::completed_at))
        .first(c))
    .optional()?;
    Ok(row.map(|(number, superseded, authorised, completed)| {
        (number, state(superseded, authorised, completed), authorised)
    }))
}

/// What can go with a step up: the newest version, however far it is. A step up waits for none (practice 3).
pub fn evidence(
    conn: &mut Conn,
    sight: &Sight<FamilyId>,
    episode: EpisodeId,
) -> store::Result<Option<capability::Paper>> {
    let newest = newest(conn, sight, episode)?;
    Ok(newest.map(|(number, state, _)| capability::Paper {
        what: format!("The early help assessment, version {number}: {}", state.label().to_lowercase()),
        href: format!("/episodes/{episode}/assessment"),
    }))
}

/// Whether the episode has an authorised assessment: what plans ask.
pub fn is_authorised(conn: &mut Conn, sight: &Sight<FamilyId>, episode: EpisodeId) -> store::Result<bool> {
    let there: i64 = assessment::table
        .filter(assessment::episode_id.eq(episode).and(assessment::family_id.eq(sight.subject())))
        .filter(assessment::authorised_at.is_not_null())
        .count()
        .get_result(conn)?;
    Ok(there > 0)
}
