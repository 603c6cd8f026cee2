//! Two records side by side: what waits for somebody to look, what was joined lately, and what somebody says of a pair.

use super::{
    joins::{self, Join, join, must_know, records_of},
    verdicts::{Verdict, is_suspect, keep_verdict, list_suspects, ordered, was_said, who_said},
};
use crate::{
    Person, PersonId,
    records::{self, evidence, family, member},
    rules,
    weighing::{Candidate, weigh},
};
use access::{FamilyId, Nobody, Permit, nobody};
use diesel::prelude::*;
use store::{Conn, Result, Tx};
use web::Changed;

/// Two records side by side.
#[derive(Debug, Clone)]
pub struct Pair {
    /// The older record.
    pub one: Person,
    /// The younger.
    pub two: Person,
    /// How likely, and why.
    pub weighed: Candidate,
    /// The families of each, with their references.
    pub families: [Vec<(FamilyId, String)>; 2],
    /// What was said of them last, if anything was.
    pub said: Option<Verdict>,
    /// Who said it, and when.
    pub said_by: Option<Changed>,
}

impl Pair {
    /// The families of both: whoever sees the pair has seen somebody of each.
    pub fn all_families(&self) -> impl Iterator<Item = FamilyId> {
        self.families.iter().flatten().map(|(family, _)| *family)
    }
}

/// Two records side by side, which the matcher or a person took for one: nobody opens any two by their ids.
///
/// # Errors
/// [`web::Error::NotFound`], also where the actor may not know of one of them.
pub fn pair(
    conn: &mut Conn,
    permit: &Permit<Nobody, nobody::ReviewDuplicates>,
    a: PersonId,
    b: PersonId,
) -> web::Result<Pair> {
    must_know(conn, permit.actor(), [a, b])?;
    must_be_named(conn, a, b)?;
    let (one, two) = ordered(a, b);
    let (one, two) = (records::find_person(conn, one)?, records::find_person(conn, two)?);
    let weighed = weigh(conn, &evidence(&one, None), &[two.id])?.into_iter().next().ok_or(web::Error::NotFound)?;
    let families = [references(conn, one.id)?, references(conn, two.id)?];
    let (said, said_by) = (was_said(conn, one.id, two.id)?, who_said(conn, one.id, two.id)?);
    Ok(Pair { one, two, weighed, families, said, said_by })
}

/// A pair that something brought together.
///
/// # Errors
/// [`web::Error::NotFound`] where nobody ever suspected or said anything of the two.
fn must_be_named(conn: &mut Conn, a: PersonId, b: PersonId) -> web::Result<()> {
    let named = is_suspect(conn, a, b)? || was_said(conn, a, b)?.is_some() || records_of(conn, a)?.contains(&b);
    if named && a != b { Ok(()) } else { Err(web::Error::NotFound) }
}

/// The families of a person, with their references.
fn references(conn: &mut Conn, person: PersonId) -> Result<Vec<(FamilyId, String)>> {
    Ok(member::table
        .inner_join(family::table)
        .filter(member::person_id.eq(person).and(member::until_at.is_null()))
        .select((family::id, family::reference))
        .load(conn)?)
}

/// As [`pair`]: nothing where there is none of which the actor may know.
fn known_pair(
    conn: &mut Conn,
    permit: &Permit<Nobody, nobody::ReviewDuplicates>,
    a: PersonId,
    b: PersonId,
) -> web::Result<Option<Pair>> {
    match pair(conn, permit, a, b) {
        Ok(pair) => Ok(Some(pair)),
        Err(web::Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The likeliest pairs that wait for somebody to look, as far as this actor may know of both.
pub fn queue(conn: &mut Conn, permit: &Permit<Nobody, nobody::ReviewDuplicates>, most: i64) -> web::Result<Vec<Pair>> {
    let mut pairs = Vec::new();
    for (one, two) in list_suspects(conn, most)? {
        pairs.extend(known_pair(conn, permit, one, two)?);
    }
    Ok(pairs)
}

/// What was joined lately and may be undone, as far as this actor may know of both records.
pub fn joined_lately(
    conn: &mut Conn,
    permit: &Permit<Nobody, nobody::ReviewDuplicates>,
    most: i64,
) -> web::Result<Vec<(Join, Pair)>> {
    let mut joined = Vec::new();
    for join in joins::list_newest(conn, most)? {
        if let Some(pair) = known_pair(conn, permit, join.kept_id, join.other_id)? {
            joined.push((join, pair));
        }
    }
    Ok(joined)
}

/// The pairs of records that hang together, each group by its likeliest pair: what three agencies wrote of one child is
/// looked at as one.
pub fn clusters(pairs: Vec<Pair>) -> Vec<Vec<Pair>> {
    let mut all: Vec<Vec<Pair>> = Vec::new();
    for pair in pairs {
        let ids = [pair.one.id, pair.two.id];
        let touches =
            |group: &Vec<Pair>| group.iter().any(|other| ids.contains(&other.one.id) || ids.contains(&other.two.id));
        let (with, mut others): (Vec<_>, Vec<_>) = all.into_iter().partition(touches);
        let mut with = with.into_iter();
        match with.next() {
            None => others.push(vec![pair]),
            Some(mut first) => {
                // a pair may bring two groups together; the group stands where its likeliest pair did
                first.push(pair);
                first.extend(with.flatten());
                let likely = |group: &[Pair]| group[0].weighed.probability;
                let at = others.iter().position(|group| likely(group) < likely(&first)).unwrap_or(others.len());
                others.insert(at, first);
            }
        }
        all = others;
    }
    all
}

/// What somebody says of two records, and how they know.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Whether they are one person.
    pub verdict: Verdict,
    /// How they know; must be given where they are one person.
    pub reason: String,
}

/// Keeps what somebody says of two records: if they are one person, they are joined.
///
/// # Errors
/// [`rules::CannotJoinRecords`]; [`web::Error::NotFound`] when one of them is hidden from the actor.
pub fn say(
    tx: &mut Tx<'_>,
    permit: &Permit<Nobody, nobody::ReviewDuplicates>,
    a: PersonId,
    b: PersonId,
    answer: &Answer,
) -> web::Result<()> {
    if answer.verdict == Verdict::Same {
        must_be_named(tx.conn(), a, b)?;
        join(tx, permit, a, b, &answer.reason)?;
        return Ok(());
    }

    must_know(tx.conn(), permit.actor(), [a, b])?;
    must_be_named(tx.conn(), a, b)?;
    let joined = records_of(tx.conn(), a)?.contains(&b);
    rules::doubt(joined)?;
    Ok(keep_verdict(tx, a, b, answer.verdict)?)
}
