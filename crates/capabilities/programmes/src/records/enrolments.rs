//! Places: a family, or somebody in it, from the day on which a place was asked for until it ends.

use super::{
    programmes::{ProgrammeId, ProgrammeUid},
    runs::{RunId, RunUid},
};
use crate::rules::State;
use access::{AccountId, AccountUid, EpisodeId, EpisodeUid, FamilyId, FamilyUid, Sight};
use chrono::NaiveDate;
use diesel::prelude::*;
use people::{PersonId, PersonUid};
use std::collections::BTreeMap;
use store::{AnyId, Conn, Instant, MultiBackend, Result, each};

store::strict_id!(
    /// A place in a programme, asked for or taken.
    EnrolmentId,
    EnrolmentUid
);

diesel::table! {
    use diesel::sql_types::*;
    use store::types::{Uid, Utc};
    use super::{AccountUid, EnrolmentUid, EpisodeUid, FamilyUid, PersonUid, ProgrammeUid, RunUid};

    enrolment (id) {
        id -> EnrolmentUid,
        programme_id -> ProgrammeUid,
        run_id -> Nullable<RunUid>,
        family_id -> FamilyUid,
        person_id -> Nullable<PersonUid>,
        episode_id -> Nullable<EpisodeUid>,
        contact_id -> Nullable<Uid>,
        outcome_id -> Nullable<Uid>,
        action_id -> Nullable<Uid>,
        waiting_id -> Nullable<Uid>,
        state -> Text,
        asked_by -> Nullable<AccountUid>,
        asked_at -> Utc,
        what -> Text,
        agreed_by -> Text,
        share -> Text,
        age_why -> Text,
        offered_at -> Nullable<Utc>,
        offered_by -> Nullable<AccountUid>,
        answer_by -> Nullable<Date>,
        answered_at -> Nullable<Utc>,
        answer_why -> Text,
        joined_on -> Nullable<Date>,
        welcomed_at -> Nullable<Utc>,
        ended_at -> Nullable<Utc>,
        ended_why -> Text,
        result -> Nullable<Text>,
        reach -> Text,
        held -> Bool,
    }
}

/// A place in a programme, asked for or taken.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
#[diesel(table_name = enrolment, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Enrolment {
    pub id: EnrolmentId,
    pub programme_id: ProgrammeId,
    /// The run in which a place was offered last; of those who wait again the one that offered it before.
    pub run_id: Option<RunId>,
    pub family_id: FamilyId,
    /// Who comes; the whole family where nobody is named.
    pub person_id: Option<PersonId>,
    pub episode_id: Option<EpisodeId>,
    pub contact_id: Option<AnyId>,
    /// The outcome of the plan that it is for.
    pub outcome_id: Option<AnyId>,
    /// The action of the plan that it became.
    pub action_id: Option<AnyId>,
    /// Its place on the waiting list.
    pub waiting_id: Option<AnyId>,
    pub state: State,
    pub asked_by: Option<AccountId>,
    pub asked_at: Instant,
    /// What the family hopes for.
    pub what: String,
    /// Who of the family agreed, and how.
    pub agreed_by: String,
    /// What the family agreed that the group's people know.
    pub share: String,
    /// Why it is right although the age is outside of the programme's.
    pub age_why: String,
    pub offered_at: Option<Instant>,
    pub offered_by: Option<AccountId>,
    pub answer_by: Option<NaiveDate>,
    pub answered_at: Option<Instant>,
    pub answer_why: String,
    /// The day from which they are expected.
    pub joined_on: Option<NaiveDate>,
    pub welcomed_at: Option<Instant>,
    pub ended_at: Option<Instant>,
    pub ended_why: String,
    /// A word of the pack's `result`.
    pub result: Option<String>,
    /// How the group's people may reach them; empty where nothing of it was shared.
    pub reach: String,
    /// The front door keeps sight of the family, because it has a place and nobody else helps.
    pub held: bool,
}

/// A place, for those who may see it.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find_enrolment(conn: &mut Conn, sight: &Sight<EnrolmentId>) -> Result<Enrolment> {
    load_enrolment(conn, sight.subject())
}

pub(crate) fn load_enrolment(conn: &mut Conn, id: EnrolmentId) -> Result<Enrolment> {
    Ok(each!(conn, c => enrolment::table.find(id).select(Enrolment::as_select()).first(c))?)
}

/// The places of a family, the newest first.
pub fn of_family(conn: &mut Conn, sight: &Sight<FamilyId>) -> Result<Vec<Enrolment>> {
    Ok(each!(conn, c => enrolment::table
        .filter(enrolment::family_id.eq(sight.subject()))
        .order(enrolment::id.desc())
        .select(Enrolment::as_select())
        .load(c))?)
}

/// The name of the programme of each, for lists that are themselves permitted.
pub fn titled(conn: &mut Conn, all: Vec<Enrolment>) -> Result<Vec<(Enrolment, String)>> {
    let programmes: Vec<ProgrammeId> = all.iter().map(|one| one.programme_id).collect();
    let names = super::programme_names(conn, &programmes)?;
    let name = |of: ProgrammeId| names.get(&of).cloned().unwrap_or_default();
    Ok(all
        .into_iter()
        .map(|one| {
            let name = name(one.programme_id);
            (one, name)
        })
        .collect())
}

// What follows takes no permit: it decides rules and finds work, and shows nothing by itself.

/// Those who have or were offered a place in a run, in the order in which they asked.
pub(crate) fn open_of_run(conn: &mut Conn, run: RunId) -> Result<Vec<Enrolment>> {
    Ok(each!(conn, c => enrolment::table
        .filter(enrolment::run_id.eq(run))
        .filter(enrolment::state.eq(State::Accepted).or(enrolment::state.eq(State::Offered)))
        .order(enrolment::id)
        .select(Enrolment::as_select())
        .load(c))?)
}

/// Those who have, had or were offered a place in a run, in the order in which they asked.
pub(crate) fn all_of_run(conn: &mut Conn, run: RunId) -> Result<Vec<Enrolment>> {
    let shown = [State::Offered, State::Accepted, State::Finished, State::Left];
    Ok(enrolment::table
        .filter(enrolment::run_id.eq(run).and(enrolment::state.eq_any(shown)))
        .order(enrolment::id)
        .select(Enrolment::as_select())
        .load(conn)?)
}

/// Those who have a place in a run.
pub(crate) fn accepted_of(conn: &mut Conn, run: RunId) -> Result<Vec<Enrolment>> {
    Ok(open_of_run(conn, run)?.into_iter().filter(|one| one.state == State::Accepted).collect())
}

/// Those of a family who have a place for which the front door does not keep sight of it.
pub(crate) fn accepted_unheld(conn: &mut Conn, family: FamilyId) -> Result<Vec<Enrolment>> {
    let theirs = enrolment::family_id.eq(family).and(enrolment::state.eq(State::Accepted));
    Ok(each!(conn, c => enrolment::table
        .filter(theirs.and(enrolment::held.eq(false)))
        .select(Enrolment::as_select())
        .load(c))?)
}

/// These places, in the order of their ids.
pub(crate) fn load_enrolments(conn: &mut Conn, ids: &[EnrolmentId]) -> Result<BTreeMap<EnrolmentId, Enrolment>> {
    let all = enrolment::table.filter(enrolment::id.eq_any(ids));
    let all: Vec<Enrolment> = all.select(Enrolment::as_select()).load(conn)?;
    Ok(all.into_iter().map(|one| (one.id, one)).collect())
}

/// How many places of each of these runs are taken or offered.
pub(crate) fn places_taken_of(conn: &mut Conn, runs: &[RunId]) -> Result<BTreeMap<RunId, i64>> {
    let taken = enrolment::state.eq(State::Accepted).or(enrolment::state.eq(State::Offered));
    let taken = enrolment::table.filter(enrolment::run_id.eq_any(runs)).filter(taken);
    let rows: Vec<Option<RunId>> = taken.select(enrolment::run_id).load(conn)?;
    let mut counts = BTreeMap::new();
    rows.into_iter().flatten().for_each(|run| *counts.entry(run).or_default() += 1);
    Ok(counts)
}

/// How many wait for each programme.
pub(crate) fn waiting_of(conn: &mut Conn) -> Result<BTreeMap<ProgrammeId, i64>> {
    let waits = enrolment::table.filter(enrolment::state.eq(State::Waiting));
    let rows: Vec<ProgrammeId> = waits.select(enrolment::programme_id).load(conn)?;
    let mut counts = BTreeMap::new();
    rows.into_iter().for_each(|of| *counts.entry(of).or_default() += 1);
    Ok(counts)
}

/// How many places of a run are taken or offered.
pub fn places_taken(conn: &mut Conn, run: RunId) -> Result<i64> {
    let taken = enrolment::state.eq(State::Accepted).or(enrolment::state.eq(State::Offered));
    let taken = enrolment::table.filter(enrolment::run_id.eq(run)).filter(taken);
    Ok(each!(conn, c => taken.count().get_result(c))?)
}

/// An open place of this family in this programme, for the same person.
pub(crate) fn open_twice(conn: &mut Conn, of: ProgrammeId, family: FamilyId, person: Option<PersonId>) -> Result<bool> {
    let there: Vec<Option<PersonId>> = each!(conn, c => enrolment::table
        .filter(enrolment::family_id.eq(family).and(enrolment::programme_id.eq(of)))
        .filter(enrolment::ended_at.is_null())
        .select(enrolment::person_id)
        .load(c))?;
    Ok(there.contains(&person))
}

/// Keeps a place as it is now.
pub(crate) fn save(conn: &mut Conn, row: &Enrolment) -> Result<()> {
    each!(conn, c => diesel::update(enrolment::table.find(row.id)).set(row).execute(c))?;
    Ok(())
}
