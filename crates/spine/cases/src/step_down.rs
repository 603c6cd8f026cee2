//! A step down from children's social care, as it stands; and what an answer to an offer of the lead makes of it. What
//! moves it besides stands in [`crate::taking_on`].

use crate::{
    EpisodeId, EpisodeUid, events, kinds,
    letters::{self, News},
    rules::Down,
};
use access::{AccountId, Actor, FamilyId, Nobody, Permit, Role, Sight, StepDownFacts, Subject, TeamId, guard, nobody};
use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use pack::Pack;
use people::PersonId;
use serde_json::json;
use store::{Conn, Instant, Json, MultiBackend, Result, Tx, Uuid};
use work::{NewTask, tasks};

/// A step is known by the hash of its text: not a space of it changes.
pub(crate) const DDL: &str = "
CREATE TABLE step_down (id $UUID PRIMARY KEY NOT NULL, family_id $UUID NOT NULL REFERENCES family(id),
  episode_id $UUID REFERENCES episode(id), offered_by $UUID NOT NULL REFERENCES account(id), by_name TEXT NOT NULL,
  by_reach TEXT NOT NULL, offered_at $INSTANT NOT NULL, due_on $DATE NOT NULL, close_within $INT8 NOT NULL,
  why TEXT NOT NULL, children TEXT NOT NULL, needs $JSON NOT NULL, done TEXT NOT NULL, needed TEXT NOT NULL,
  words TEXT NOT NULL, team_id $UUID REFERENCES team(id), lead_id $UUID REFERENCES account(id),
  lead_named_at $INSTANT, accepted_at $INSTANT, closed_on $DATE, closed_at $INSTANT, closed_by $UUID,
  returned_at $INSTANT, returned_by TEXT NOT NULL, returned_why TEXT NOT NULL, members $JSON NOT NULL) $STRICT;
CREATE INDEX step_down_family ON step_down(family_id, offered_at);
CREATE INDEX step_down_open ON step_down(due_on) WHERE closed_at IS NULL AND returned_at IS NULL;";

store::strict_id!(
    /// A step down.
    StepDownId,
    StepDownUid
);

diesel::table! {
    use diesel::sql_types::*;
    use access::{AccountUid, FamilyUid, accounts::TeamUid};
    use store::types::{Jsonb, Utc};
    use super::{EpisodeUid, StepDownUid};

    step_down (id) {
        id -> StepDownUid,
        family_id -> FamilyUid,
        episode_id -> Nullable<EpisodeUid>,
        offered_by -> AccountUid,
        by_name -> Text,
        by_reach -> Text,
        offered_at -> Utc,
        due_on -> Date,
        close_within -> BigInt,
        why -> Text,
        children -> Text,
        needs -> Jsonb,
        done -> Text,
        needed -> Text,
        words -> Text,
        team_id -> Nullable<TeamUid>,
        lead_id -> Nullable<AccountUid>,
        lead_named_at -> Nullable<Utc>,
        accepted_at -> Nullable<Utc>,
        closed_on -> Nullable<Date>,
        closed_at -> Nullable<Utc>,
        closed_by -> Nullable<AccountUid>,
        returned_at -> Nullable<Utc>,
        returned_by -> Text,
        returned_why -> Text,
        members -> Jsonb,
    }
}

/// A step down.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = step_down, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct StepDown {
    pub id: StepDownId,
    pub family_id: FamilyId,
    /// The period of help that takes it on, once a lead was named.
    pub episode_id: Option<EpisodeId>,
    pub offered_by: AccountId,
    pub by_name: String,
    pub by_reach: String,
    pub offered_at: Instant,
    pub due_on: NaiveDate,
    /// Days in which social care closes once a lead has accepted.
    pub close_within: i64,
    pub why: String,
    pub children: String,
    pub needs: Json<Vec<String>>,
    pub done: String,
    pub needed: String,
    /// What the family says of it.
    pub words: String,
    pub team_id: Option<TeamId>,
    pub lead_id: Option<AccountId>,
    pub lead_named_at: Option<Instant>,
    pub accepted_at: Option<Instant>,
    pub closed_on: Option<NaiveDate>,
    pub closed_at: Option<Instant>,
    pub closed_by: Option<AccountId>,
    pub returned_at: Option<Instant>,
    pub returned_by: String,
    pub returned_why: String,
    /// The children whose level and footing change when social care closes.
    pub members: Json<Vec<PersonId>>,
}

impl StepDown {
    /// How far it is.
    pub fn stage(&self) -> Down {
        match (self.returned_at, self.closed_at, self.accepted_at, self.lead_named_at) {
            (Some(_), ..) => Down::Returned,
            (_, Some(_), ..) => Down::Closed,
            (_, _, Some(_), _) => Down::Accepted,
            (.., Some(_)) => Down::LeadNamed,
            _ => Down::Offered,
        }
    }
}

impl Subject for StepDownId {
    type Facts = StepDownFacts;
    const KIND: &'static str = "step-down";

    fn id(&self) -> Option<Uuid> {
        Some(self.0)
    }

    fn facts(&self, conn: &mut Conn, _: &Pack, actor: &Actor) -> Result<(StepDownFacts, Option<FamilyId>)> {
        let found = load(conn, *self)?;
        let facts = StepDownFacts {
            hidden: guard::facts(conn, found.family_id, actor)?.hidden(),
            named: found.stage() != Down::Offered,
            managed: found.team_id.is_some_and(|team| actor.manages.contains(&team)),
            leads: found.lead_id.is_some() && found.lead_id == actor.account,
        };
        Ok((facts, Some(found.family_id)))
    }
}

pub(crate) fn load(conn: &mut Conn, id: StepDownId) -> Result<StepDown> {
    Ok(step_down::table.find(id).select(StepDown::as_select()).first(conn)?)
}

/// A step down, for those who may see it.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find(conn: &mut Conn, sight: &Sight<StepDownId>) -> Result<StepDown> {
    load(conn, sight.subject())
}

/// The last step down of a family, for its page.
pub fn of_family(conn: &mut Conn, sight: &Sight<FamilyId>) -> Result<Option<StepDown>> {
    last_of(conn, sight.subject())
}

/// As [`of_family`], for the commands that ask whether one is under way.
pub(crate) fn last_of(conn: &mut Conn, family: FamilyId) -> Result<Option<StepDown>> {
    Ok(step_down::table
        .filter(step_down::family_id.eq(family))
        .order((step_down::offered_at.desc(), step_down::id.desc()))
        .select(StepDown::as_select())
        .first(conn)
        .optional()?)
}

/// The most of a list.
const MOST: i64 = 200;

/// The step downs that one has to do with, open ones first: social care all of theirs, a manager those of their teams,
/// the front door those for which no lead was named.
pub fn list(conn: &mut Conn, permit: &Permit<Nobody, nobody::SeeStepDowns>) -> Result<Vec<StepDown>> {
    let actor = permit.actor();
    let mut query = step_down::table
        .order((step_down::closed_at.is_not_null(), step_down::returned_at.is_not_null(), step_down::due_on))
        .limit(MOST)
        .select(StepDown::as_select())
        .into_boxed::<MultiBackend>();
    if !actor.is(Role::SocialCare) {
        let of_teams = step_down::team_id.eq_any(actor.manages.clone()).assume_not_null();
        let unled = step_down::lead_named_at.is_null().and(step_down::returned_at.is_null());
        query = match actor.own && actor.is(Role::FrontDoor) {
            true => query.filter(of_teams.or(unled)),
            false => query.filter(of_teams),
        };
    }
    let mut all: Vec<StepDown> = query.load(conn)?;

    let families: Vec<FamilyId> = all.iter().map(|one| one.family_id).collect();
    let hidden = guard::hidden_among(conn, actor, &families)?;
    all.retain(|one| !hidden.contains(&one.family_id));
    Ok(all)
}

/// Those for which no lead was named, those that are due first: for the agenda of a panel that allocates.
pub(crate) fn without_lead(conn: &mut Conn, most: i64) -> Result<Vec<StepDown>> {
    let open = step_down::closed_at.is_null().and(step_down::returned_at.is_null());
    Ok(step_down::table
        .filter(open.and(step_down::lead_named_at.is_null()))
        .order(step_down::due_on)
        .limit(most)
        .select(StepDown::as_select())
        .load(conn)?)
}

// What follows takes no permit: the team around the family calls it as part of offering, taking or declining the lead,
// under the permit of that.

/// The step down of a family that waits, if one does.
fn waiting(conn: &mut Conn, family: FamilyId) -> Result<Option<StepDown>> {
    Ok(last_of(conn, family)?.filter(|last| matches!(last.stage(), Down::Offered | Down::LeadNamed)))
}

/// The lead of the family was offered to somebody: they are named for the step down, too.
pub(crate) fn lead_offered(tx: &mut Tx<'_>, family: FamilyId, of: EpisodeId, to: AccountId) -> Result<()> {
    let Some(found) = waiting(tx.conn(), family)? else { return Ok(()) };
    let now = tx.now;
    diesel::update(step_down::table.find(found.id))
        .set((
            step_down::episode_id.eq(Some(of)),
            step_down::lead_id.eq(Some(to)),
            step_down::lead_named_at.eq(Some(now)),
        ))
        .execute(tx.conn())?;
    tasks::done(tx, found.id.0, None)?;
    tx.record(events::STEP_DOWN_LEAD_NAMED.on(found.id.0).family(family).detail(json!({"lead": to})))?;
    Ok(())
}

/// Whoever was asked does not take it: the step down waits for another.
pub(crate) fn lead_declined(tx: &mut Tx<'_>, family: FamilyId, who: AccountId) -> Result<()> {
    let Some(found) = waiting(tx.conn(), family)?.filter(|found| found.lead_id == Some(who)) else { return Ok(()) };
    diesel::update(step_down::table.find(found.id))
        .set((step_down::lead_id.eq(None::<AccountId>), step_down::lead_named_at.eq(None::<Instant>)))
        .execute(tx.conn())?;
    tasks::done(tx, found.id.0, None)?;
    owe_lead(tx, &found)?;
    tx.record(events::STEP_DOWN_DECLINED.on(found.id.0).family(family).detail(json!({"lead": who})))?;
    Ok(())
}

/// Whoever was asked leads: social care may close, and is told so.
pub(crate) fn lead_accepted(tx: &mut Tx<'_>, family: FamilyId, who: AccountId, by: String) -> Result<()> {
    let Some(found) = waiting(tx.conn(), family)?.filter(|found| found.lead_id == Some(who)) else { return Ok(()) };
    let now = tx.now;
    diesel::update(step_down::table.find(found.id)).set(step_down::accepted_at.eq(Some(now))).execute(tx.conn())?;
    tasks::done(tx, found.id.0, None)?;

    let due_on = now.date() + Days::new(u64::try_from(found.close_within).unwrap_or_default());
    let href = format!("/step-downs/{}", found.id);
    let close =
        NewTask::new(kinds::STEP_DOWN_CLOSE, found.id.0, "Close at social care: early help leads", href, due_on);
    tasks::add(tx, close.owed_by(found.offered_by))?;
    letters::tell(tx, &[found.offered_by], family, News::DownLed, format!("step-downs/{}", found.id))?;
    let event = events::STEP_DOWN_ACCEPTED.on(found.id.0).family(family).detail(json!({"lead": who}));
    tx.record(event.line("The lead for the step down from social care was accepted", "", by))?;
    Ok(())
}

/// A lead is owed: by a manager of the team, and where no team was chosen by nobody yet, so that it is told to all
/// managers when it is late.
pub(crate) fn owe_lead(tx: &mut Tx<'_>, of: &StepDown) -> Result<()> {
    let manager = match of.team_id {
        Some(team) => access::accounts::managers_of(tx.conn(), team)?.into_iter().next(),
        None => None,
    };
    let title = if of.team_id.is_some() { "Name a lead for a step down" } else { "Choose a team for a step down" };
    let task = NewTask::new(kinds::STEP_DOWN, of.id.0, title, format!("/step-downs/{}", of.id), of.due_on);
    tasks::add(tx, task.owed_by(manager).of_team(of.team_id))?;
    Ok(())
}
