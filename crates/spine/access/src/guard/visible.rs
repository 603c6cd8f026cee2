//! The families whose record somebody may open, as a query: the same rule as [`crate::policy::relationship`]. These
//! take an actor and no permit: they decide, as the policy does, and give nothing but ids.

use super::{Tie, guard, listed, sharing_grant, tie};
use crate::{AccountId, Actor, FamilyId, Role};
use diesel::{dsl::exists, prelude::*, sql_types::Bool};
use std::collections::BTreeSet;
use store::{Conn, MultiBackend, Result, each};

/// A condition on [`guard`]: the families whose record this actor may open. Lists start from here.
pub type Visible = Box<dyn BoxableExpression<guard::table, MultiBackend, SqlType = Bool>>;

fn none() -> Visible {
    Box::new(guard::undecided.lt(0))
}

fn all() -> Visible {
    Box::new(guard::undecided.ge(0))
}

/// The same rule as [`crate::policy::relationship`], as a query.
pub fn visible_to(actor: &Actor) -> Visible {
    let Some(account) = actor.account else { return none() };

    // what costs least to ask stands first
    let mut related = none();
    let mut or = |more: Visible| {
        let before = std::mem::replace(&mut related, none());
        related = Box::new(before.or(more));
    };
    if actor.own && actor.is(Role::Manager) {
        or(Box::new(guard::team_id.eq_any(actor.manages.clone()).assume_not_null()));
    }
    if actor.own && actor.is(Role::FrontDoor) {
        or(Box::new(guard::undecided.gt(0)));
    }
    if actor.is(Role::SocialCare) {
        or(Box::new(stepped_up(actor).assume_not_null()));
    }
    let mut ties = vec![];
    if actor.is_any(&[Role::Lead, Role::Practitioner, Role::Manager]) {
        ties.extend([Tie::Lead, Tie::Cover]);
    }
    if actor.is_any(&[Role::Practitioner, Role::Lead, Role::Manager, Role::FrontDoor]) {
        ties.push(Tie::Team);
    }
    if !ties.is_empty() {
        or(Box::new(shared(actor).and(tied(actor, account, ties))));
    }
    if actor.is(Role::Auditor) {
        or(tied(actor, account, vec![Tie::Audit]));
    }

    let on_the_list = listed::family_id.eq(guard::family_id).and(listed::account_id.eq(account));
    Box::new(related.and(guard::restricted.eq(false).or(exists(listed::table.filter(on_the_list)))))
}

/// It was stepped up to social care, who may read it still.
fn stepped_up(actor: &Actor) -> diesel::dsl::GtEq<guard::stepped_up_until, chrono::NaiveDate> {
    guard::stepped_up_until.ge(actor.as_of.date())
}

/// A live tie of one of these kinds.
fn tied(actor: &Actor, account: AccountId, kinds: Vec<Tie>) -> Visible {
    let live = tie::until_at.is_null().or(tie::until_at.gt(actor.as_of)).assume_not_null();
    let theirs = tie::family_id.eq(guard::family_id).and(tie::account_id.eq(account));
    Box::new(exists(tie::table.filter(theirs.and(tie::kind.eq_any(kinds)).and(live))))
}

/// The record is the council's own; a partner sees it while a sharing decision is in force (T26).
fn shared(actor: &Actor) -> Visible {
    match (actor.own, actor.organisation) {
        (true, _) => all(),
        (false, None) => none(),
        (false, Some(organisation)) => {
            let until = sharing_grant::until_on;
            let in_force = until.is_null().or(until.ge(actor.as_of.date())).assume_not_null();
            let with_them =
                sharing_grant::family_id.eq(guard::family_id).and(sharing_grant::organisation_id.eq(organisation));
            Box::new(exists(sharing_grant::table.filter(with_them.and(in_force))))
        }
    }
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
    if actor.is(Role::SocialCare) {
        let theirs = guard::table.filter(stepped_up(actor)).select(guard::family_id).limit(MOST);
        all.extend(theirs.load::<FamilyId>(conn)?);
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

/// Every family that is restricted to a list on which this actor is not: left out of lists and of counts (T13). They are
/// few, and found by the lists alone.
pub fn restricted_from(conn: &mut Conn, actor: &Actor) -> Result<BTreeSet<FamilyId>> {
    let all: Vec<(FamilyId, AccountId)> = listed::table.select((listed::family_id, listed::account_id)).load(conn)?;
    let named: BTreeSet<FamilyId> =
        all.iter().filter(|(_, account)| Some(*account) == actor.account).map(|(family, _)| *family).collect();
    let others: Vec<FamilyId> =
        all.into_iter().map(|(family, _)| family).filter(|family| !named.contains(family)).collect();
    let restricted: Vec<FamilyId> = guard::table
        .filter(guard::family_id.eq_any(&others).and(guard::restricted.eq(true)))
        .select(guard::family_id)
        .load(conn)?;
    Ok(restricted.into_iter().collect())
}

/// The families that these teams hold: for lists that are narrowed to them.
pub fn held_by(conn: &mut Conn, teams: &[crate::TeamId]) -> Result<BTreeSet<FamilyId>> {
    let held: Vec<FamilyId> = guard::table.filter(guard::team_id.eq_any(teams)).select(guard::family_id).load(conn)?;
    Ok(held.into_iter().collect())
}
