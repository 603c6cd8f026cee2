//! The facts on which access to a family depends, one narrow row a family and one a tie. Capabilities keep them true
//! in the same transaction as the change that makes them so.

mod agreed;
mod covering;
mod knowing;
mod restriction;
mod reviewing;
mod stepped_up;
mod visible;

pub use agreed::{agree, agreed_until, is_shared, may_be_told, told_of};
pub use covering::{Could, could, led_in_teams};
pub use knowing::{Knowing, any_hidden, hidden_among, is_kept_from, is_restricted, knowing, known_among};
pub use restriction::{NewRestriction, restrict, restriction, restriction_changed};
pub(crate) use reviewing::late_reviews;
pub use reviewing::{Restricted, list_restricted};
pub use stepped_up::{UNANSWERED, is_attended, stepped_up};
pub use visible::{Visible, held_by, hidden_from, list_visible, near, restricted_from, visible_among, visible_to};

use crate::{
    AccountId, Actor, FamilyFacts, FamilyId, OrganisationId, Subject, events,
    ids::{TeamId, TeamUid},
};
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use std::collections::{BTreeMap, BTreeSet};
use store::{Conn, Instant, MultiBackend, Result, Tx, Uuid, each};

/// Its hash is the migration's: a line that ends with `\` is broken here, and not in the text.
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
CREATE TABLE listed (family_id $UUID NOT NULL REFERENCES guard(family_id), \
  account_id $UUID NOT NULL REFERENCES account(id),
  since_at $INSTANT NOT NULL, PRIMARY KEY (family_id, account_id)) $STRICT;
CREATE TABLE sharing_grant (family_id $UUID NOT NULL REFERENCES guard(family_id),
  organisation_id $UUID NOT NULL REFERENCES organisation(id), until_on $DATE, \
  PRIMARY KEY (family_id, organisation_id)) $STRICT;";

store::strict_id!(
    /// A tie between an account and a family.
    TieId,
    TieUid
);

diesel::table! {
    use super::TeamUid;
    use diesel::sql_types::*;
    use store::FamilyUid;

    guard (family_id) {
        family_id -> FamilyUid,
        restricted -> Bool,
        undecided -> BigInt,
        team_id -> Nullable<TeamUid>,
        agreed_until -> Nullable<Date>,
        stepped_up_until -> Nullable<Date>,
    }
}

diesel::table! {
    use super::TieUid;
    use diesel::sql_types::*;
    use store::{AccountUid, FamilyUid, types::Utc};

    tie (id) {
        id -> TieUid,
        family_id -> FamilyUid,
        account_id -> AccountUid,
        kind -> Text,
        since_at -> Utc,
        until_at -> Nullable<Utc>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::{AccountUid, FamilyUid, types::Utc};

    listed (family_id, account_id) {
        family_id -> FamilyUid,
        account_id -> AccountUid,
        since_at -> Utc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use store::{FamilyUid, OrganisationUid};

    sharing_grant (family_id, organisation_id) {
        family_id -> FamilyUid,
        organisation_id -> OrganisationUid,
        until_on -> Nullable<Date>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(guard, tie, listed, sharing_grant);

store::coded! {
    /// What ties an account to a family.
    pub enum Tie {
        /// In the team around the family.
        Team = "team",
        /// Lead professional.
        Lead = "lead",
        /// Covers for the lead professional until a day, and may do what they may.
        Cover = "cover",
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
    agreed_until: Option<NaiveDate>,
    stepped_up_until: Option<NaiveDate>,
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

impl Subject for FamilyId {
    type Facts = FamilyFacts;
    const KIND: &'static str = "family";

    fn id(&self) -> Option<Uuid> {
        Some(self.0)
    }

    fn facts(&self, conn: &mut Conn, _: &Pack, actor: &Actor) -> Result<(FamilyFacts, Option<FamilyId>)> {
        Ok((facts(conn, *self, actor)?, Some(*self)))
    }
}

/// What access to this family depends on, for this actor. It takes no permit, because permits are decided from it. The
/// same is asked for a family that is not there as for one that is hidden, so that the time it takes tells nothing (T17).
///
/// # Errors
/// [`store::Error::Missing`] when there is no such family.
pub fn facts(conn: &mut Conn, family: FamilyId, actor: &Actor) -> Result<FamilyFacts> {
    let row: Option<Guard> =
        each!(conn, c => guard::table.find(family).select(Guard::as_select()).first(c)).optional()?;
    let mut facts = FamilyFacts {
        restricted: row.as_ref().is_none_or(|row| row.restricted),
        undecided: row.as_ref().is_some_and(|row| row.undecided > 0),
        stepped_up: row.as_ref().and_then(|row| row.stepped_up_until).is_some_and(|until| until >= actor.as_of.date()),
        managed: row.as_ref().and_then(|row| row.team_id).is_some_and(|team| actor.manages.contains(&team)),
        ..FamilyFacts::default()
    };
    if let Some(account) = actor.account {
        add_ties(conn, &mut facts, family, account, actor.as_of)?;
    }
    if let (false, Some(organisation)) = (actor.own, actor.organisation) {
        let until: Option<Option<NaiveDate>> = each!(conn, c => sharing_grant::table
            .find((family, organisation))
            .select(sharing_grant::until_on)
            .first(c))
        .optional()?;
        let today = actor.as_of.date();
        facts.shared = until.is_some_and(|until| until.is_none_or(|until| until >= today));
    }
    row.map(|_| facts).ok_or(store::Error::Missing)
}

/// As [`facts`], of several families at once; those that are not there are left out.
pub fn facts_of(conn: &mut Conn, families: &[FamilyId], actor: &Actor) -> Result<BTreeMap<FamilyId, FamilyFacts>> {
    let today = actor.as_of.date();
    let rows: Vec<Guard> =
        guard::table.filter(guard::family_id.eq_any(families)).select(Guard::as_select()).load(conn)?;
    let mut all: BTreeMap<FamilyId, FamilyFacts> = rows
        .into_iter()
        .map(|row| {
            let facts = FamilyFacts {
                restricted: row.restricted,
                undecided: row.undecided > 0,
                stepped_up: row.stepped_up_until.is_some_and(|until| until >= today),
                managed: row.team_id.is_some_and(|team| actor.manages.contains(&team)),
                ..FamilyFacts::default()
            };
            (row.family_id, facts)
        })
        .collect();

    if let Some(account) = actor.account {
        let ties: Vec<(FamilyId, Tie, Option<Instant>)> = tie::table
            .filter(tie::family_id.eq_any(families).and(tie::account_id.eq(account)))
            .select((tie::family_id, tie::kind, tie::until_at))
            .load(conn)?;
        for (family, kind, until) in ties {
            let Some(facts) = all.get_mut(&family) else { continue };
            facts.tie(kind, until.is_none_or(|until| until > actor.as_of));
        }
        let listed: Vec<FamilyId> = listed::table
            .filter(listed::family_id.eq_any(families).and(listed::account_id.eq(account)))
            .select(listed::family_id)
            .load(conn)?;
        for family in listed {
            if let Some(facts) = all.get_mut(&family) {
                facts.listed = facts.restricted;
            }
        }
    }
    if let (false, Some(organisation)) = (actor.own, actor.organisation) {
        let granted: Vec<(FamilyId, Option<NaiveDate>)> = sharing_grant::table
            .filter(sharing_grant::family_id.eq_any(families).and(sharing_grant::organisation_id.eq(organisation)))
            .select((sharing_grant::family_id, sharing_grant::until_on))
            .load(conn)?;
        for (family, until) in granted {
            if let Some(facts) = all.get_mut(&family) {
                facts.shared = until.is_none_or(|until| until >= today);
            }
        }
    }
    Ok(all)
}

impl FamilyFacts {
    fn tie(&mut self, kind: Tie, live: bool) {
        match kind {
            Tie::Lead | Tie::Cover => self.leads |= live,
            Tie::Team => self.in_team |= live,
            Tie::Audit => self.sampled |= live,
        }
    }
}

/// What ties the account to the family.
fn add_ties(
    conn: &mut Conn,
    facts: &mut FamilyFacts,
    family: FamilyId,
    account: AccountId,
    now: Instant,
) -> Result<()> {
    let ties: Vec<(Tie, Option<Instant>)> = each!(conn, c => tie::table
        .filter(tie::family_id.eq(family).and(tie::account_id.eq(account)))
        .select((tie::kind, tie::until_at))
        .load(c))?;
    for (kind, until) in ties {
        facts.tie(kind, until.is_none_or(|until| until > now));
    }
    if facts.restricted {
        facts.listed = each!(conn, c => listed::table.find((family, account)).count().get_result::<i64>(c))? > 0;
    }
    Ok(())
}

// What follows takes no permit: commands of other crates keep these facts true as part of what they do, under the
// permit of their own act, and ask whom to tell of it. Nothing of the record is in it.

/// Begins to guard a family; without this nobody can open it.
pub fn admit(conn: &mut Conn, family: FamilyId) -> Result<()> {
    let row = Guard {
        family_id: family,
        restricted: false,
        undecided: 0,
        team_id: None,
        agreed_until: None,
        stepped_up_until: None,
    };
    diesel::insert_into(guard::table).values(&row).execute(conn)?;
    Ok(())
}

/// Begins to guard a family of which nobody may know but those listed: before anything else of it is there (T17).
pub fn admit_restricted(tx: &mut Tx<'_>, family: FamilyId, listed: &BTreeSet<AccountId>) -> Result<()> {
    admit(tx.conn(), family)?;
    diesel::update(guard::table.find(family)).set(guard::restricted.eq(true)).execute(tx.conn())?;
    restriction::list(tx, family, listed)?;
    let detail = serde_json::json!({"reason": "restricted where it came from", "listed": listed});
    tx.record(events::RESTRICTED.on(family.0).family(family).detail(detail))?;
    Ok(())
}

/// Guards a family no longer whose record is gone: what tied anybody to it goes, too.
pub fn dismiss(conn: &mut Conn, family: FamilyId) -> Result<()> {
    diesel::delete(tie::table.filter(tie::family_id.eq(family))).execute(conn)?;
    diesel::delete(listed::table.filter(listed::family_id.eq(family))).execute(conn)?;
    diesel::delete(guard::table.find(family)).execute(conn)?;
    Ok(())
}

/// One more, or one fewer, contact about the family waits for a decision.
pub fn count_undecided(conn: &mut Conn, family: FamilyId, by: i64) -> Result<()> {
    each!(conn, c => diesel::update(guard::table.find(family))
        .set(guard::undecided.eq(guard::undecided + by))
        .execute(c))?;
    Ok(())
}

/// Gives the family to a team, whose managers may then open it; `None` when no episode is open.
pub fn assign_team(conn: &mut Conn, family: FamilyId, team: Option<TeamId>) -> Result<()> {
    diesel::update(guard::table.find(family)).set(guard::team_id.eq(team)).execute(conn)?;
    Ok(())
}

/// The team that holds the family.
pub fn team_of(conn: &mut Conn, family: FamilyId) -> Result<Option<TeamId>> {
    Ok(guard::table.find(family).select(guard::team_id).first(conn)?)
}

/// Ties an account to a family; a tie of this kind that lives already is left as it is.
pub fn tie(tx: &mut Tx<'_>, family: FamilyId, account: AccountId, kind: Tie, until: Option<Instant>) -> Result<()> {
    let there: i64 = each!(tx.conn(), c => tie::table
        .filter(tie::family_id.eq(family).and(tie::account_id.eq(account)).and(tie::kind.eq(kind)))
        .filter(tie::until_at.is_null())
        .count()
        .get_result(c))?;
    if there > 0 {
        return Ok(());
    }

    let row =
        TieRow { id: TieId::new(), family_id: family, account_id: account, kind, since_at: tx.now, until_at: until };
    each!(tx.conn(), c => diesel::insert_into(tie::table).values(&row).execute(c))?;
    Ok(())
}

/// Ends the ties of this kind, of one account or of all, those that would have ended later among them; access ends with
/// the next request (T20).
pub fn untie(tx: &mut Tx<'_>, family: FamilyId, account: Option<AccountId>, kind: Tie) -> Result<()> {
    let now = tx.now;
    let lives = tie::until_at.is_null().or(tie::until_at.gt(now).assume_not_null());
    let live = tie::table.filter(tie::family_id.eq(family).and(tie::kind.eq(kind)).and(lives));
    match account {
        Some(account) => {
            diesel::update(live.filter(tie::account_id.eq(account))).set(tie::until_at.eq(now)).execute(tx.conn())?
        }
        None => diesel::update(live).set(tie::until_at.eq(now)).execute(tx.conn())?,
    };
    Ok(())
}

/// Ends the ties of these kinds that would have ended later; those without an end stay.
pub fn untie_dated(tx: &mut Tx<'_>, family: FamilyId, account: AccountId, kinds: &[Tie]) -> Result<()> {
    let now = tx.now;
    let theirs = tie::table.filter(tie::family_id.eq(family).and(tie::account_id.eq(account)));
    let dated = theirs.filter(tie::until_at.gt(now).and(tie::kind.eq_any(kinds.to_vec())));
    diesel::update(dated).set(tie::until_at.eq(now)).execute(tx.conn())?;
    Ok(())
}

/// The lead went to somebody who is there: whoever covered for the former lead is one of the team until their last day.
pub fn lower_covers(tx: &mut Tx<'_>, family: FamilyId) -> Result<()> {
    let covers = tie::table.filter(tie::family_id.eq(family).and(tie::kind.eq(Tie::Cover)));
    diesel::update(covers).set(tie::kind.eq(Tie::Team)).execute(tx.conn())?;
    Ok(())
}

/// Whoever leads for the family now.
pub fn lead_of(conn: &mut Conn, family: FamilyId) -> Result<Option<AccountId>> {
    let live = tie::table.filter(tie::family_id.eq(family).and(tie::kind.eq(Tie::Lead)).and(tie::until_at.is_null()));
    Ok(live.select(tie::account_id).first(conn).optional()?)
}

/// Whoever leads for each of these families now; those without a lead are left out.
pub fn leads_of(conn: &mut Conn, families: &[FamilyId]) -> Result<Vec<(FamilyId, AccountId)>> {
    let live = tie::kind.eq(Tie::Lead).and(tie::until_at.is_null());
    let led = tie::table.filter(tie::family_id.eq_any(families).and(live));
    Ok(led.select((tie::family_id, tie::account_id)).load(conn)?)
}

/// For how many families this account leads.
pub fn count_led(conn: &mut Conn, account: AccountId) -> Result<i64> {
    let live = tie::table.filter(tie::account_id.eq(account).and(tie::kind.eq(Tie::Lead)).and(tie::until_at.is_null()));
    Ok(live.count().get_result(conn)?)
}

/// A sharing decision comes into force, or is changed.
pub fn grant(conn: &mut Conn, family: FamilyId, organisation: OrganisationId, until: Option<NaiveDate>) -> Result<()> {
    let row = (
        sharing_grant::family_id.eq(family),
        sharing_grant::organisation_id.eq(organisation),
        sharing_grant::until_on.eq(until),
    );
    each!(conn, c => diesel::insert_into(sharing_grant::table)
        .values(row)
        .on_conflict((sharing_grant::family_id, sharing_grant::organisation_id))
        .do_update()
        .set(sharing_grant::until_on.eq(until))
        .execute(c))?;
    Ok(())
}

/// A sharing decision ends at once (T26).
pub fn revoke(conn: &mut Conn, family: FamilyId, organisation: OrganisationId) -> Result<()> {
    diesel::delete(sharing_grant::table.find((family, organisation))).execute(conn)?;
    Ok(())
}
