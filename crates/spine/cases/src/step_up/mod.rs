//! Step up: proposed, talked over with supervisor, line manager or safeguarding lead, submitted, read and answered by
//! children's social care. Early help goes on until it is accepted.

mod commands;
mod late;
mod owed;

pub use crate::rules::{LeadThen, Stage, TalkedAs};
pub(crate) use commands::from_panel;
pub use commands::{
    Answer, FromContact, Proposal, SaidBy, Submission, Talk, answer, drop_proposal, from_contact, propose, submit, take,
};
pub(crate) use late::late_step_ups;
pub(crate) use owed::owed;

use crate::{EpisodeId, EpisodeUid, episodes::episode, rules::Footing};
use access::{AccountId, Actor, FamilyId, Nobody, Permit, Sight, StepUpFacts, Subject, accounts, guard, nobody};
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use people::PersonId;
use store::{AnyId, Conn, Instant, Json, MultiBackend, Uuid};

/// A step is known by the hash of its text: not a space of it changes.
pub(crate) const DDL: &str = "
CREATE TABLE step_up (id $UUID PRIMARY KEY NOT NULL, episode_id $UUID NOT NULL REFERENCES episode(id), \
reason TEXT NOT NULL,
  talked_with TEXT NOT NULL, talked_on $DATE, with_assessment $BOOL NOT NULL, proposed_at $INSTANT NOT NULL,
  submitted_at $INSTANT, accepted_at $INSTANT, returned_at $INSTANT, returned_why TEXT NOT NULL) $STRICT;
CREATE INDEX step_up_episode ON step_up(episode_id);";

/// A step up may come from the front door, where no episode is: SQLite lets a column be empty only in a table made
/// anew. The release before this one writes and reads its own columns, and none without an episode.
pub(crate) const TWO_SIDED: &str = "
CREATE TABLE step_up_new (id $UUID PRIMARY KEY NOT NULL, episode_id $UUID REFERENCES episode(id), \
reason TEXT NOT NULL,
  talked_with TEXT NOT NULL, talked_on $DATE, with_assessment $BOOL NOT NULL, proposed_at $INSTANT NOT NULL,
  submitted_at $INSTANT, accepted_at $INSTANT, returned_at $INSTANT, returned_why TEXT NOT NULL,
  family_id $UUID REFERENCES family(id), contact_id $UUID, proposed_by $UUID, danger $BOOL NOT NULL DEFAULT $FALSE,
  dropped $BOOL NOT NULL DEFAULT $FALSE, talked_as TEXT NOT NULL DEFAULT '', submitted_by $UUID, due_on $DATE,
  read_by $UUID, read_at $INSTANT, answered_by $UUID, said_by TEXT NOT NULL DEFAULT '',
  said_reach TEXT NOT NULL DEFAULT '', footing TEXT NOT NULL DEFAULT '', lead_then TEXT NOT NULL DEFAULT '',
  children $JSON NOT NULL DEFAULT '[]') $STRICT;
INSERT INTO step_up_new (id, episode_id, reason, talked_with, talked_on, with_assessment, proposed_at, submitted_at,
  accepted_at, returned_at, returned_why, family_id)
  SELECT s.id, s.episode_id, s.reason, s.talked_with, s.talked_on, s.with_assessment, s.proposed_at, s.submitted_at,
    s.accepted_at, s.returned_at, s.returned_why, e.family_id
  FROM step_up s JOIN episode e ON e.id = s.episode_id;
DROP TABLE step_up;
ALTER TABLE step_up_new RENAME TO step_up;
CREATE INDEX step_up_episode ON step_up(episode_id);
CREATE INDEX step_up_family ON step_up(family_id, proposed_at);
CREATE INDEX step_up_waits ON step_up(due_on) WHERE submitted_at IS NOT NULL AND accepted_at IS NULL \
AND returned_at IS NULL;
UPDATE guard SET stepped_up_until = '9999-12-31' WHERE family_id IN (SELECT family_id FROM step_up \
WHERE submitted_at IS NOT NULL AND accepted_at IS NULL AND returned_at IS NULL);";

store::strict_id!(
    /// A step up.
    StepUpId,
    StepUpUid
);

diesel::table! {
    use diesel::sql_types::*;
    use access::{AccountUid, FamilyUid};
    use store::types::{Jsonb, Uid, Utc};
    use super::{EpisodeUid, StepUpUid};

    step_up (id) {
        id -> StepUpUid,
        episode_id -> Nullable<EpisodeUid>,
        reason -> Text,
        talked_with -> Text,
        talked_on -> Nullable<Date>,
        with_assessment -> Bool,
        proposed_at -> Utc,
        submitted_at -> Nullable<Utc>,
        accepted_at -> Nullable<Utc>,
        returned_at -> Nullable<Utc>,
        returned_why -> Text,
        family_id -> Nullable<FamilyUid>,
        contact_id -> Nullable<Uid>,
        proposed_by -> Nullable<AccountUid>,
        danger -> Bool,
        dropped -> Bool,
        talked_as -> Text,
        submitted_by -> Nullable<AccountUid>,
        due_on -> Nullable<Date>,
        read_by -> Nullable<AccountUid>,
        read_at -> Nullable<Utc>,
        answered_by -> Nullable<AccountUid>,
        said_by -> Text,
        said_reach -> Text,
        footing -> Text,
        lead_then -> Text,
        children -> Jsonb,
    }
}
diesel::allow_tables_to_appear_in_same_query!(step_up, episode);

/// A step up.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = step_up, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct StepUp {
    pub id: StepUpId,
    /// None where the front door sent it and no help went on.
    pub episode_id: Option<EpisodeId>,
    pub reason: String,
    pub talked_with: String,
    pub talked_on: Option<NaiveDate>,
    pub with_assessment: bool,
    pub proposed_at: Instant,
    pub submitted_at: Option<Instant>,
    pub accepted_at: Option<Instant>,
    pub returned_at: Option<Instant>,
    pub returned_why: String,
    pub family_id: Option<FamilyId>,
    pub contact_id: Option<AnyId>,
    pub proposed_by: Option<AccountId>,
    pub danger: bool,
    pub dropped: bool,
    pub talked_as: String,
    pub submitted_by: Option<AccountId>,
    pub due_on: Option<NaiveDate>,
    pub read_by: Option<AccountId>,
    pub read_at: Option<Instant>,
    pub answered_by: Option<AccountId>,
    pub said_by: String,
    pub said_reach: String,
    pub footing: String,
    pub lead_then: String,
    pub children: Json<Vec<PersonId>>,
}

impl StepUp {
    /// How far it is.
    pub fn stage(&self) -> Stage {
        match (self.accepted_at, self.returned_at, self.submitted_at) {
            (Some(_), _, _) => Stage::Accepted,
            (_, Some(_), _) if self.dropped => Stage::Dropped,
            (_, Some(_), _) => Stage::Returned,
            (_, _, Some(_)) => Stage::Submitted,
            _ => Stage::Proposed,
        }
    }

    /// Whether it waits for its submission or for social care.
    pub fn pending(&self) -> bool {
        self.stage().is_pending()
    }

    /// On which footing it was accepted.
    pub fn footing(&self) -> Option<Footing> {
        Footing::parse(&self.footing)
    }

    /// What becomes of the lead, once it was accepted.
    pub fn lead_then(&self) -> Option<LeadThen> {
        LeadThen::parse(&self.lead_then)
    }

    /// With whom it was talked over, in words.
    pub fn talked(&self) -> Option<String> {
        let on = web::dates::day(self.talked_on?);
        let who = TalkedAs::parse(&self.talked_as).map(|who| format!(" ({})", who.label().to_lowercase()));
        Some(format!("{}{}, on {on}", self.talked_with, who.unwrap_or_default()))
    }
}

impl Subject for StepUpId {
    type Facts = StepUpFacts;
    const KIND: &'static str = "step-up";

    fn id(&self) -> Option<Uuid> {
        Some(self.0)
    }

    fn facts(&self, conn: &mut Conn, _: &Pack, actor: &Actor) -> store::Result<(StepUpFacts, Option<FamilyId>)> {
        let found = load(conn, *self)?;
        let family = family_of(conn, &found)?;
        let facts = StepUpFacts {
            sent: found.submitted_at.is_some(),
            attended: guard::is_attended(conn, family)?,
            made: found.contact_id.is_some() && actor.account.is_some() && found.submitted_by == actor.account,
            family: guard::facts(conn, family, actor)?,
        };
        Ok((facts, Some(family)))
    }
}

pub(crate) fn load(conn: &mut Conn, id: StepUpId) -> store::Result<StepUp> {
    Ok(step_up::table.find(id).select(StepUp::as_select()).first(conn)?)
}

/// Whose it is. The release before this one names the episode alone.
pub(crate) fn family_of(conn: &mut Conn, of: &StepUp) -> store::Result<FamilyId> {
    match (of.family_id, of.episode_id) {
        (Some(family), _) => Ok(family),
        (None, Some(of)) => Ok(episode::table.find(of).select(episode::family_id).first(conn)?),
        (None, None) => Err(store::Error::Missing),
    }
}

/// A step up, for those who may see it, and whose it is.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, sight: &Sight<StepUpId>) -> store::Result<(StepUp, FamilyId)> {
    let found = load(conn, sight.subject())?;
    let family = family_of(conn, &found)?;
    Ok((found, family))
}

/// The last step up of an episode.
pub fn last(conn: &mut Conn, sight: &Sight<FamilyId>, of: EpisodeId) -> store::Result<Option<StepUp>> {
    let of_family = episode::table.filter(episode::family_id.eq(sight.subject())).select(episode::id);
    Ok(step_up::table
        .filter(step_up::episode_id.eq(of).and(step_up::episode_id.eq_any(of_family.nullable())))
        .order((step_up::proposed_at.desc(), step_up::id.desc()))
        .select(StepUp::as_select())
        .first(conn)
        .optional()?)
}

/// The last step up of a family, from its help or from the front door.
pub fn of_family(conn: &mut Conn, sight: &Sight<FamilyId>) -> store::Result<Option<StepUp>> {
    last_of(conn, sight.subject())
}

/// As [`of_family`], for the commands that ask whether one is under way.
pub(crate) fn last_of(conn: &mut Conn, family: FamilyId) -> store::Result<Option<StepUp>> {
    let of_family = episode::table.filter(episode::family_id.eq(family)).select(episode::id);
    let theirs = step_up::family_id.eq(family).or(step_up::episode_id.eq_any(of_family.nullable()));
    Ok(step_up::table
        .filter(theirs)
        .order((step_up::proposed_at.desc(), step_up::id.desc()))
        .select(StepUp::as_select())
        .first(conn)
        .optional()?)
}

/// Where a family stands with social care, in words for the head of its page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// How far the last step up is.
    pub stage: Stage,
    /// The same as a sentence.
    pub words: String,
    /// The answer is late.
    pub late: bool,
    /// Whether a child may be in danger.
    pub danger: bool,
    /// Where it is read, and its next step taken.
    pub href: String,
}

/// Where the family stands with social care: nothing where no step up was made, where its proposal was dropped, and
/// where one came back in an earlier period of help.
pub fn standing(conn: &mut Conn, sight: &Sight<FamilyId>, today: NaiveDate) -> store::Result<Option<Standing>> {
    let Some(last) = of_family(conn, sight)? else { return Ok(None) };
    let day = |at: Option<Instant>| at.map(|at| web::dates::day(at.date())).unwrap_or_default();
    let names: Vec<AccountId> = last.proposed_by.into_iter().chain(last.read_by).collect();
    let names = accounts::names(conn, &names)?;
    let name = |id: Option<AccountId>| id.and_then(|id| names.get(&id)).map_or("somebody", String::as_str);

    let due = last.due_on.map(|on| format!(" An answer is due by {}.", web::dates::day(on))).unwrap_or_default();
    let words = match last.stage() {
        Stage::Dropped => return Ok(None),
        Stage::Proposed => {
            format!(
                "{} proposed a step up to social care. It waits to be talked over and sent.",
                name(last.proposed_by)
            )
        }
        Stage::Submitted => {
            let read = match last.read_at {
                Some(at) => format!("Read by {} on {}.", name(last.read_by), web::dates::moment(at)),
                None => "Nobody there has said that they are reading it.".into(),
            };
            format!("Sent to social care on {}. {read}{due} Early help goes on.", day(last.submitted_at))
        }
        Stage::Accepted => {
            let footing = last.footing().map(|footing| format!(": {}", footing.label().to_lowercase()));
            let lead = last.lead_then().map(|lead| format!(" {}.", lead.label())).unwrap_or_default();
            let on = day(last.accepted_at);
            format!("Social care accepted the step up on {on}{}.{lead}", footing.unwrap_or_default())
        }
        Stage::Returned => {
            let open: i64 = episode::table
                .filter(episode::family_id.eq(sight.subject()).and(episode::closed_at.is_null()))
                .filter(episode::opened_at.gt(last.returned_at.unwrap_or(last.proposed_at)))
                .count()
                .get_result(conn)?;
            if open > 0 {
                return Ok(None);
            }
            format!("Social care returned the step up on {}: {}", day(last.returned_at), last.returned_why)
        }
    };
    let href = match (last.episode_id, last.stage()) {
        (Some(of), Stage::Proposed) => format!("/episodes/{of}/step-up"),
        _ => format!("/step-ups/{}", last.id),
    };
    let late = last.pending() && last.due_on.is_some_and(|due| due < today);
    Ok(Some(Standing { stage: last.stage(), words, late, danger: last.danger && last.pending(), href }))
}

/// A line of social care's inbox.
#[derive(Debug, Clone)]
pub struct Line {
    /// The step up.
    pub step_up: StepUp,
    /// Whose.
    pub family: FamilyId,
}

/// The most of a list.
const MOST: i64 = 200;

/// What waits for social care: danger first, then what is due soonest.
pub fn waiting(conn: &mut Conn, permit: &Permit<Nobody, nobody::SeeStepUps>) -> store::Result<Vec<Line>> {
    let all: Vec<StepUp> = step_up::table
        .filter(step_up::submitted_at.is_not_null().and(step_up::accepted_at.is_null()))
        .filter(step_up::returned_at.is_null())
        .order((step_up::danger.desc(), step_up::due_on, step_up::id))
        .limit(MOST)
        .select(StepUp::as_select())
        .load(conn)?;
    seen_by(conn, permit.actor(), all)
}

/// What social care accepted and may read still, the newest first.
pub fn accepted(conn: &mut Conn, permit: &Permit<Nobody, nobody::SeeStepUps>) -> store::Result<Vec<Line>> {
    let all: Vec<StepUp> = step_up::table
        .filter(step_up::accepted_at.is_not_null())
        .order(step_up::accepted_at.desc())
        .limit(MOST)
        .select(StepUp::as_select())
        .load(conn)?;
    seen_by(conn, permit.actor(), all)
}

/// How many wait for social care of which this actor may read, and in how many of them a child may be in danger.
pub(crate) fn count_waiting(conn: &mut Conn, permit: &Permit<Nobody, nobody::SeeMyWork>) -> store::Result<(i64, i64)> {
    let all: Vec<StepUp> = step_up::table
        .filter(step_up::submitted_at.is_not_null().and(step_up::accepted_at.is_null()))
        .filter(step_up::returned_at.is_null())
        .limit(MOST)
        .select(StepUp::as_select())
        .load(conn)?;
    let seen = seen_by(conn, permit.actor(), all)?;
    let danger = seen.iter().filter(|line| line.step_up.danger).count();
    let count = |many: usize| i64::try_from(many).unwrap_or(i64::MAX);
    Ok((count(seen.len()), count(danger)))
}

/// Those of families whose record this actor may open.
fn seen_by(conn: &mut Conn, actor: &Actor, all: Vec<StepUp>) -> store::Result<Vec<Line>> {
    let mut lines = Vec::with_capacity(all.len());
    for step_up in all {
        let family = family_of(conn, &step_up)?;
        lines.push(Line { step_up, family });
    }
    let families: Vec<FamilyId> = lines.iter().map(|line| line.family).collect();
    let open = guard::visible_among(conn, actor, &families)?;
    lines.retain(|line| open.contains(&line.family));
    Ok(lines)
}
