//! What somebody may learn of a family to which a search or another record leads.

use super::{facts, facts_of, guard, listed};
use crate::{
    AccountId, Actor, FamilyFacts, FamilyId,
    policy::{self, Ruling, family},
};
use diesel::prelude::*;
use std::collections::BTreeSet;
use store::{Conn, Result};

/// How much somebody may learn of a family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Knowing {
    /// They may open its record.
    Open,
    /// They may know that there is one, and whom to ask.
    Exists,
    /// Nothing: to them there is no such family.
    Nothing,
}

/// How much this actor may learn of a family. It gives no permit and logs nothing: the page that tells of what was
/// found says of which families it told.
pub fn knowing(conn: &mut Conn, actor: &Actor, family: FamilyId) -> Result<Knowing> {
    Ok(learns(actor, &facts(conn, family, actor)?))
}

fn learns(actor: &Actor, facts: &FamilyFacts) -> Knowing {
    match policy::decide(actor, family::Open, facts) {
        Ruling::Allow(_) => Knowing::Open,
        Ruling::Refuse(_) => Knowing::Exists,
        Ruling::Hide => Knowing::Nothing,
    }
}

/// Those of `families` of which this actor may know that they are there, as [`knowing`] says of each.
pub fn known_among(conn: &mut Conn, actor: &Actor, families: &[FamilyId]) -> Result<BTreeSet<FamilyId>> {
    if families.is_empty() {
        return Ok(BTreeSet::new());
    }
    let all = facts_of(conn, families, actor)?;
    Ok(all.iter().filter(|(_, facts)| learns(actor, facts) == Knowing::Exists).map(|(family, _)| *family).collect())
}

/// Whether a family is restricted to a list on which this account is not: nothing is sent to them of it (T17).
pub fn is_kept_from(conn: &mut Conn, family: FamilyId, account: AccountId) -> Result<bool> {
    let restricted: bool = guard::table.find(family).select(guard::restricted).first(conn)?;
    let named: i64 = listed::table.find((family, account)).count().get_result(conn)?;
    Ok(restricted && named == 0)
}

/// Whether a family is restricted to a list of people.
pub fn is_restricted(conn: &mut Conn, family: FamilyId) -> Result<bool> {
    Ok(guard::table.find(family).select(guard::restricted).first(conn)?)
}

/// Those of `families` that are restricted to a list on which this actor is not (T17).
pub fn hidden_among(conn: &mut Conn, actor: &Actor, families: &[FamilyId]) -> Result<BTreeSet<FamilyId>> {
    let restricted: Vec<FamilyId> = guard::table
        .filter(guard::family_id.eq_any(families).and(guard::restricted.eq(true)))
        .select(guard::family_id)
        .load(conn)?;
    let theirs = listed::table.filter(listed::account_id.nullable().eq(actor.account));
    let named: Vec<FamilyId> =
        theirs.filter(listed::family_id.eq_any(&restricted)).select(listed::family_id).load(conn)?;
    Ok(restricted.into_iter().filter(|family| !named.contains(family)).collect())
}

/// Whether one of `families` is restricted to a list on which this actor is not (T17).
pub fn any_hidden(conn: &mut Conn, actor: &Actor, families: &[FamilyId]) -> Result<bool> {
    for family in families {
        if facts(conn, *family, actor)?.hidden() {
            return Ok(true);
        }
    }
    Ok(false)
}
