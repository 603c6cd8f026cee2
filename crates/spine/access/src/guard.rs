//! The facts on which access to a family depends, one narrow row a family and one a tie. Capabilities keep them true
//! in the same transaction as the change that makes them so.

use crate::{AccountId, Actor, FamilyFacts, FamilyId, OrganisationId, Role, TeamId, accounts::TeamUid};
use chrono::NaiveDate;
use diesel::{prelude::*, sql_types::Bool};
use std::collections::BTreeSet;
use store::{Conn, Instant, MultiBackend, Result, each};

pub(crate) const DDL: &str = "
CREATE TABLE guard (family_id $UUID PRIMARY KEY NOT NULL, restricted $BOOL NOT NULL, undecided $INT8 NOT NULL,
  team_id $UUID REFERENCES team(id)) $STRICT;
CREATE INDEX guard_team ON guard(team_id) WHERE team_id IS NOT NULL;
CREATE INDEX guard_undecided ON guard(family_id) WHERE undecided > 0;
CREATE TABLE tie (id $UUID PRIMARY KEY NOT NULL, family_id $UUID NOT NULL REFERENCES guard(family_id),
  account_id $UUID NOT NULL REFERENCES account(id), kind TEXT NOT NULL, since_at $INSTANT NOT NULL,
  until_at $INSTANT) $STRICT;
CREATE INDEX tie_family ON tie(family_id, account_id);
CREATE INDEX tie_account ON tie(account_id, family_id);
CREATE TABLE listed (family_id $UUID NOT NULL REFERENCES guard(family_id), account_id $UUID NOT NULL REFERENCES account(id),
  since_at $INSTANT NOT NULL, PRIMARY KEY (family_id, account_id)) $STRICT;
CREATE TABLE sharing_grant (family_id $UUID NOT NULL REFERENCES guard(family_id),
  organisation_id $UUID NOT NULL REFERENCES organisation(id), until_on $DATE, PRIMARY KEY (family_id, organisation_id)) $STRICT;";

store::strict_id!(
    /// A tie between an account and a family.
    TieId,
    TieUid
);

diesel::table! { use diesel::sql_types::*; use store::FamilyUid; use super::TeamUid;
guard (family_id) { family_id -> FamilyUid, restricted -> Bool, undecided -> BigInt, team_id -> Nullable<TeamUid>, } }

diesel::table! { use diesel::sql_types::*; use store::{FamilyUid, AccountUid}; use store::types::Utc; use super::TieUid;
tie (id) { id -> TieUid, family_id -> FamilyUid, account_id -> AccountUid, kind -> Text, since_at -> Utc, until_at -> Nullable<Utc>, } }

diesel::table! { use diesel::sql_types::*; use store::{FamilyUid, AccountUid}; use store::types::Utc;
listed (family_id, account_id) { family_id -> FamilyUid, account_id -> AccountUid, since_at -> Utc, } }

diesel::table! { use diesel::sql_types::*; use store::{FamilyUid, OrganisationUid};
sharing_grant (family_id, organisation_id) { family_id -> FamilyUid, organisation_id -> OrganisationUid, until_on -> Nullable<Date>, } }

diesel::allow_tables_to_appear_in_same_query!(guard, tie, listed, sharing_grant);

store::coded! {
    /// What ties an account to a family.
    pub enum Tie {
        /// In the team around the family.
        Team = "team",
        /// Lead professional.
        Lead = "lead",
        /// Sampled for audit.
        Audit = "audit",
    }
}

#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = guard, check_for_backend(MultiBackend))]
struct Guard {
    family_id: FamilyId,
    restricted: bool,
    undecided: i64,
    team_id: Option<TeamId>,
}

#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = tie, check_for_backend(MultiBackend))]
struct TieRow {
    id: TieId,
    family_id: FamilyId,
    account_id: AccountId,
    kind: Tie,
    since_at: Instant,
    until_at: Option<Instant>,
}

/// What access to this family depends on, for this actor.
///
/// # Errors
/// [`store::Error::Missing`] when there is no such family.
pub fn facts(conn: &mut Conn, family: FamilyId, actor: &Actor) -> Result<FamilyFacts> {
    let now = actor.as_of;
    let row: Guard = each!(conn, c => guard::table.find(family).select(Guard::as_select()).first(c))?;
    let mut facts = FamilyFacts {
        restricted: row.restricted,
        undecided: row.undecided > 0,
        managed: row.team_id.is_some_and(|t| actor.manages.contains(&t)),
        ..FamilyFacts::default()
    };
    let Some(account) = actor.account else { return Ok(facts) };
    let ties: Vec<(Tie, Option<Instant>)> = each!(conn, c => tie::table
        .filter(tie::family_id.eq(family).and(tie::account_id.eq(account)))
        .select((tie::kind, tie::until_at))
        .load(c))?;
    for (kind, until) in ties {
        let live = until.is_none_or(|until| until > now);
        match kind {
            Tie::Lead => facts.leads |= live,
            Tie::Team => facts.in_team |= live,
            Tie::Audit => facts.sampled |= live,
        }
    }
    if facts.restricted {
        facts.listed = each!(conn, c => listed::table.find((family, account)).count().get_result::<i64>(c))? > 0;
    }
    if let (false, Some(organisation)) = (actor.own, actor.organisation) {
        let until: Option<Option<NaiveDate>> =
            each!(conn, c => sharing_grant::table.find((family, organisation)).select(sharing_grant::until_on).first(c)).optional()?;
        facts.shared = until.is_some_and(|until| until.is_none_or(|until| until >= now.date()));
    }
    Ok(facts)
}

/// A condition on [`guard`]: the families whose record this actor may open. Lists start from here.
pub type Visible = Box<dyn BoxableExpression<guard::table, MultiBackend, SqlType = Bool>>;

/// The same rule as [`crate::policy::relationship`], as a query.
pub fn visible_to(actor: &Actor) -> Visible {
    let now = actor.as_of;
    let Some(account) = actor.account else { return Box::new(guard::undecided.lt(0)) };
    let live = move |kind: Tie| {
        diesel::dsl::exists(
            tie::table.filter(
                tie::family_id
                    .eq(guard::family_id)
                    .and(tie::account_id.eq(account))
                    .and(tie::kind.eq(kind))
                    .and(tie::until_at.is_null().or(tie::until_at.gt(now)).assume_not_null()),
            ),
        )
    };
    let mut any: Visible = Box::new(guard::undecided.lt(0));
    let mut or = |more: Visible| {
        let before: Visible = std::mem::replace(&mut any, Box::new(guard::undecided.lt(0)));
        any = Box::new(before.or(more));
    };
    let shared = || -> Visible {
        match (actor.own, actor.organisation) {
            (true, _) => Box::new(guard::undecided.ge(0)),
            (false, None) => Box::new(guard::undecided.lt(0)),
            (false, Some(organisation)) => Box::new(diesel::dsl::exists(sharing_grant::table.filter(
                sharing_grant::family_id.eq(guard::family_id).and(sharing_grant::organisation_id.eq(organisation)).and(
                    sharing_grant::until_on.is_null().or(sharing_grant::until_on.ge(now.date())).assume_not_null(),
                ),
            ))),
        }
    };
    if actor.is_any(&[Role::Lead, Role::Practitioner, Role::Manager]) {
        or(Box::new(shared().and(live(Tie::Lead))));
    }
    if actor.is_any(&[Role::Practitioner, Role::Lead, Role::Manager, Role::FrontDoor]) {
        or(Box::new(shared().and(live(Tie::Team))));
    }
    if actor.own && actor.is(Role::Manager) {
        or(Box::new(guard::team_id.eq_any(actor.manages.clone()).assume_not_null()));
    }
    if actor.own && actor.is(Role::FrontDoor) {
        or(Box::new(guard::undecided.gt(0)));
    }
    if actor.is(Role::Auditor) {
        or(Box::new(live(Tie::Audit)));
    }
    let listed = diesel::dsl::exists(
        listed::table.filter(listed::family_id.eq(guard::family_id).and(listed::account_id.eq(account))),
    );
    Box::new(any.and(guard::restricted.eq(false).or(listed)))
}

/// The families whose record this actor may open.
pub fn list_visible(conn: &mut Conn, actor: &Actor, most: i64) -> Result<Vec<FamilyId>> {
    Ok(guard::table
        .filter(visible_to(actor))
        .order(guard::family_id)
        .limit(most)
        .select(guard::family_id)
        .load(conn)?)
}

/// Families to which this actor may have a relationship, found by index: what may be opened of them `visible_to` says.
pub fn near(conn: &mut Conn, actor: &Actor) -> Result<Vec<FamilyId>> {
    const MOST: i64 = 2_000;
    let Some(account) = actor.account else { return Ok(vec![]) };
    let mut all: Vec<FamilyId> = each!(conn, c => tie::table
        .filter(tie::account_id.eq(account))
        .order(tie::since_at.desc())
        .select(tie::family_id)
        .limit(MOST)
        .load(c))?;
    for team in &actor.manages {
        let held: Vec<FamilyId> = each!(conn, c => guard::table
            .filter(guard::team_id.eq(*team))
            .select(guard::family_id)
            .limit(MOST)
            .load(c))?;
        all.extend(held);
    }
    if actor.is(Role::FrontDoor) {
        let undecided = guard::table.filter(guard::undecided.gt(0)).select(guard::family_id).limit(MOST);
        all.extend(undecided.load::<FamilyId>(conn)?);
    }
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

/// Those of `families` whose record this actor may open.
pub fn visible_among(conn: &mut Conn, actor: &Actor, families: &[FamilyId]) -> Result<BTreeSet<FamilyId>> {
    if families.is_empty() {
        return Ok(BTreeSet::new());
    }
    let ids: Vec<FamilyId> = guard::table
        .filter(guard::family_id.eq_any(families))
        .filter(visible_to(actor))
        .select(guard::family_id)
        .load(conn)?;
    Ok(ids.into_iter().collect())
}

/// Families of this manager's teams that are restricted from them: left out of lists and of counts (T13). They are few.
pub fn hidden_from(conn: &mut Conn, actor: &Actor) -> Result<Vec<FamilyId>> {
    let restricted: Vec<FamilyId> = guard::table
        .filter(guard::team_id.eq_any(&actor.manages).and(guard::restricted.eq(true)))
        .select(guard::family_id)
        .load(conn)?;
    let open = visible_among(conn, actor, &restricted)?;
    Ok(restricted.into_iter().filter(|family| !open.contains(family)).collect())
}

/// Begins to guard a family; without this nobody can open it.
pub fn admit(conn: &mut Conn, family: FamilyId) -> Result<()> {
    let row = Guard { family_id: family, restricted: false, undecided: 0, team_id: None };
    diesel::insert_into(guard::table).values(&row).execute(conn)?;
    Ok(())
}

/// One more, or one fewer, contact about the family waits for a decision.
pub fn count_undecided(conn: &mut Conn, family: FamilyId, by: i64) -> Result<()> {
    each!(conn, c => diesel::update(guard::table.find(family)).set(guard::undecided.eq(guard::undecided + by)).execute(c))?;
    Ok(())
}

/// Gives the family to a team, whose managers may then open it; `None` when no episode is open.
pub fn assign_team(conn: &mut Conn, family: FamilyId, team: Option<TeamId>) -> Result<()> {
    diesel::update(guard::table.find(family)).set(guard::team_id.eq(team)).execute(conn)?;
    Ok(())
}

/// Ties an account to a family; a tie of this kind that lives already is left as it is.
pub fn tie(
    conn: &mut Conn,
    now: Instant,
    family: FamilyId,
    account: AccountId,
    kind: Tie,
    until: Option<Instant>,
) -> Result<()> {
    let there: i64 = each!(conn, c => tie::table
        .filter(tie::family_id.eq(family).and(tie::account_id.eq(account)).and(tie::kind.eq(kind)))
        .filter(tie::until_at.is_null())
        .count()
        .get_result(c))?;
    if there == 0 {
        let row =
            TieRow { id: TieId::new(), family_id: family, account_id: account, kind, since_at: now, until_at: until };
        each!(conn, c => diesel::insert_into(tie::table).values(&row).execute(c))?;
    }
    Ok(())
}

/// Ends a tie; access ends with the next request (T20).
pub fn untie(conn: &mut Conn, now: Instant, family: FamilyId, account: Option<AccountId>, kind: Tie) -> Result<()> {
    let live = tie::table.filter(tie::family_id.eq(family).and(tie::kind.eq(kind)).and(tie::until_at.is_null()));
    match account {
        Some(account) => {
            diesel::update(live.filter(tie::account_id.eq(account))).set(tie::until_at.eq(now)).execute(conn)?
        }
        None => diesel::update(live).set(tie::until_at.eq(now)).execute(conn)?,
    };
    Ok(())
}

/// A sharing decision comes into force, or is changed.
pub fn grant(conn: &mut Conn, family: FamilyId, organisation: OrganisationId, until: Option<NaiveDate>) -> Result<()> {
    each!(conn, c => diesel::insert_into(sharing_grant::table)
        .values((sharing_grant::family_id.eq(family), sharing_grant::organisation_id.eq(organisation), sharing_grant::until_on.eq(until)))
        .on_conflict((sharing_grant::family_id, sharing_grant::organisation_id)).do_update()
        .set(sharing_grant::until_on.eq(until)).execute(c))?;
    Ok(())
}

/// A sharing decision ends at once (T26).
pub fn revoke(conn: &mut Conn, family: FamilyId, organisation: OrganisationId) -> Result<()> {
    diesel::delete(sharing_grant::table.find((family, organisation))).execute(conn)?;
    Ok(())
}

/// Restricts a family to those listed, or lifts the restriction (`None`).
pub fn restrict(conn: &mut Conn, now: Instant, family: FamilyId, to: Option<&[AccountId]>) -> Result<()> {
    diesel::update(guard::table.find(family)).set(guard::restricted.eq(to.is_some())).execute(conn)?;
    diesel::delete(listed::table.filter(listed::family_id.eq(family))).execute(conn)?;
    for account in to.unwrap_or_default() {
        diesel::insert_into(listed::table)
            .values((listed::family_id.eq(family), listed::account_id.eq(*account), listed::since_at.eq(now)))
            .execute(conn)?;
    }
    Ok(())
}

/// Whether a family is restricted, and who is listed.
pub fn restriction(conn: &mut Conn, family: FamilyId) -> Result<Option<Vec<AccountId>>> {
    let restricted: bool = guard::table.find(family).select(guard::restricted).first(conn)?;
    if !restricted {
        return Ok(None);
    }
    Ok(Some(listed::table.filter(listed::family_id.eq(family)).select(listed::account_id).load(conn)?))
}

/// Whoever leads for the family now.
pub fn lead_of(conn: &mut Conn, family: FamilyId) -> Result<Option<AccountId>> {
    let live = tie::table.filter(tie::family_id.eq(family).and(tie::kind.eq(Tie::Lead)).and(tie::until_at.is_null()));
    Ok(live.select(tie::account_id).first(conn).optional()?)
}

/// For how many families this account leads.
pub fn count_led(conn: &mut Conn, account: AccountId) -> Result<i64> {
    let live = tie::table.filter(tie::account_id.eq(account).and(tie::kind.eq(Tie::Lead)).and(tie::until_at.is_null()));
    Ok(live.count().get_result(conn)?)
}

/// The team that holds the family.
pub fn team_of(conn: &mut Conn, family: FamilyId) -> Result<Option<TeamId>> {
    Ok(guard::table.find(family).select(guard::team_id).first(conn)?)
}
