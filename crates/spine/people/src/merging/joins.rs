//! Joining two records that are one person, and parting them again.

use super::verdicts::{Verdict, keep_verdict, ordered};
use crate::{
    PersonId, PersonUid, events,
    letters::RecordChanged,
    records::{self, member},
    rules,
};
use access::{Actor, FamilyId, Nobody, Permit, guard, nobody};
use diesel::prelude::*;
use std::collections::BTreeMap;
use store::{Conn, Instant, Result, Tx};

store::strict_id!(
    /// A joining of two records.
    JoinId,
    JoinUid
);

diesel::table! {
    use diesel::sql_types::*;
    use access::AccountUid;
    use super::{JoinUid, PersonUid};
    use store::types::Utc;

    same_person (id) {
        id -> JoinUid,
        kept_id -> PersonUid,
        other_id -> PersonUid,
        reason -> Text,
        joined_at -> Utc,
        joined_by -> Nullable<AccountUid>,
        parted_at -> Nullable<Utc>,
        parted_by -> Nullable<AccountUid>,
        parted_why -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(same_person, member);

/// A joining of two records.
#[derive(Debug, Clone, Queryable)]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Join {
    pub id: JoinId,
    pub kept_id: PersonId,
    pub other_id: PersonId,
    pub reason: String,
    pub joined_at: Instant,
    pub joined_by: Option<access::AccountId>,
    pub parted_at: Option<Instant>,
    pub parted_by: Option<access::AccountId>,
    pub parted_why: String,
}

/// For those of `ids` that were joined to another record: the one that stands for both.
pub(crate) fn standing(conn: &mut Conn, ids: &[PersonId]) -> Result<BTreeMap<PersonId, PersonId>> {
    let mut roots: BTreeMap<PersonId, PersonId> = BTreeMap::new();
    let mut ask: Vec<PersonId> = ids.to_vec();
    while !ask.is_empty() {
        let rows: Vec<(PersonId, PersonId)> = same_person::table
            .filter(same_person::parted_at.is_null().and(same_person::other_id.eq_any(&ask)))
            .select((same_person::other_id, same_person::kept_id))
            .load(conn)?;
        ask = rows.iter().map(|(_, kept)| *kept).collect();

        for (other, kept) in rows {
            if ids.contains(&other) {
                roots.insert(other, kept);
            }
            roots.values_mut().filter(|root| **root == other).for_each(|root| *root = kept);
        }
    }
    Ok(roots)
}

/// The record that stands for this one: itself, unless it was joined to another.
fn root_of(conn: &mut Conn, id: PersonId) -> Result<PersonId> {
    Ok(standing(conn, &[id])?.get(&id).copied().unwrap_or(id))
}

/// All records that are one person with this one, itself first.
pub fn records_of(conn: &mut Conn, id: PersonId) -> Result<Vec<PersonId>> {
    let mut all = vec![id];
    let mut ask = vec![root_of(conn, id)?];
    while !ask.is_empty() {
        all.extend(ask.iter().filter(|other| **other != id));
        ask = same_person::table
            .filter(same_person::parted_at.is_null().and(same_person::kept_id.eq_any(&ask)))
            .select(same_person::other_id)
            .load(conn)?;
    }
    Ok(all)
}

/// Nothing is shown or said of two records by somebody who may not know of one of them (T17).
///
/// # Errors
/// [`web::Error::NotFound`].
pub(super) fn must_know(conn: &mut Conn, actor: &Actor, pair: [PersonId; 2]) -> web::Result<()> {
    for id in pair {
        if records::is_hidden(conn, actor, id)? {
            return Err(web::Error::NotFound);
        }
    }
    Ok(())
}

/// Joins two records: the older stands for both.
///
/// # Errors
/// [`rules::CannotJoinRecords`]; [`web::Error::NotFound`] when one of them is hidden from the actor.
pub fn join(
    tx: &mut Tx<'_>,
    permit: &Permit<Nobody, nobody::ReviewDuplicates>,
    a: PersonId,
    b: PersonId,
    reason: &str,
) -> web::Result<JoinId> {
    must_know(tx.conn(), permit.actor(), [a, b])?;
    let (one, two) = (records_of(tx.conn(), a)?, records_of(tx.conn(), b)?);
    let (of_one, of_two) = (places(tx.conn(), &one)?, places(tx.conn(), &two)?);
    let one_family = of_one.iter().any(|(family, _)| of_two.iter().any(|(other, _)| family == other));
    rules::join(&rules::Joining { reason, itself: a == b, joined: one.contains(&b), one_family })?;

    // ids sort by the moment at which they were made: the older stands for both
    let (kept, other) = ordered(root_of(tx.conn(), a)?, root_of(tx.conn(), b)?);
    let (id, now, by) = (JoinId::new(), tx.now, tx.who.account);
    diesel::insert_into(same_person::table)
        .values((
            same_person::id.eq(id),
            same_person::kept_id.eq(kept),
            same_person::other_id.eq(other),
            same_person::reason.eq(reason),
            same_person::joined_at.eq(now),
            same_person::joined_by.eq(by),
            same_person::parted_why.eq(""),
        ))
        .execute(tx.conn())?;
    keep_verdict(tx, a, b, Verdict::Same)?;
    for (family, person) in of_one.into_iter().chain(of_two) {
        tell_of_joining(tx, family, person)?;
    }
    Ok(id)
}

/// Where these records of one person stand.
fn places(conn: &mut Conn, records: &[PersonId]) -> Result<Vec<(FamilyId, PersonId)>> {
    let mut places = Vec::new();
    for id in records {
        places.extend(records::families_of(conn, *id)?.into_iter().map(|family| (family, *id)));
    }
    Ok(places)
}

/// Each family's own event, and no line in its story: that there is another record is told by the page of the family,
/// as far as whoever looks may know of it (T17).
fn tell_of_joining(tx: &mut Tx<'_>, family: FamilyId, id: PersonId) -> Result<()> {
    tx.record(events::JOINED.on(id.0).family(family))?;
    tell_lead(tx, family)
}

/// Undoes a joining, also after later changes: every record is as those who worked with it left it.
///
/// # Errors
/// [`rules::CannotPartRecords`]; [`web::Error::NotFound`] when one of them is hidden from the actor.
pub fn part(
    tx: &mut Tx<'_>,
    permit: &Permit<Nobody, nobody::ReviewDuplicates>,
    id: JoinId,
    why: &str,
) -> web::Result<()> {
    let join = find_join(tx.conn(), permit, id)?;
    rules::part(why, join.parted_at.is_some())?;

    let (now, by) = (tx.now, tx.who.account);
    diesel::update(same_person::table.find(id))
        .set((same_person::parted_at.eq(Some(now)), same_person::parted_by.eq(by), same_person::parted_why.eq(why)))
        .execute(tx.conn())?;
    keep_verdict(tx, join.kept_id, join.other_id, Verdict::NotSame)?;
    for id in [join.kept_id, join.other_id] {
        for family in records::families_of(tx.conn(), id)? {
            tx.record(events::PARTED.on(id.0).family(family))?;
            tell_lead(tx, family)?;
        }
    }
    Ok(())
}

/// The lead of each family is told, in a message that names nobody; the family's page says what it is.
fn tell_lead(tx: &mut Tx<'_>, family: FamilyId) -> Result<()> {
    let Some(lead) = guard::lead_of(tx.conn(), family)? else { return Ok(()) };
    if guard::is_kept_from(tx.conn(), family, lead)? {
        return Ok(());
    }
    access::capability::send(tx, &RecordChanged { account: lead, family }, None)
}

/// A joining of two records of which the actor may know.
///
/// # Errors
/// [`web::Error::NotFound`].
pub fn find_join(conn: &mut Conn, permit: &Permit<Nobody, nobody::ReviewDuplicates>, id: JoinId) -> web::Result<Join> {
    let join: Join = same_person::table.find(id).first(conn)?;
    must_know(conn, permit.actor(), [join.kept_id, join.other_id])?;
    Ok(join)
}

/// What was joined last and may be undone, the newest first.
pub(super) fn list_newest(conn: &mut Conn, most: i64) -> Result<Vec<Join>> {
    Ok(same_person::table
        .filter(same_person::parted_at.is_null())
        .order(same_person::joined_at.desc())
        .limit(most)
        .load(conn)?)
}
