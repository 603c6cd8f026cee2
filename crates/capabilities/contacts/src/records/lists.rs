//! Many contacts at once: the queue, one's own, a family's; and numbers.

use super::{
    named::{self, ContactPerson},
    received::Contact,
    tables::{ContactId, contact},
};
use access::{FamilyId, Nobody, Permit, Sight, guard, nobody};
use cases::records::episode;
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use store::{Conn, Instant, Result, each};

/// The queue: everything not yet closed, danger first, then what must be decided soonest, then oldest; with the people
/// named. Contacts about families restricted from this actor are left out.
pub fn queue(
    conn: &mut Conn,
    permit: &Permit<Nobody, nobody::SeeTriage>,
    most: i64,
) -> Result<Vec<(Contact, Vec<ContactPerson>)>> {
    let mut open: Vec<Contact> = contact::table
        .filter(contact::closed_at.is_null())
        .order((contact::decided_at.is_not_null(), contact::danger.desc(), contact::decide_by, contact::received_at))
        .limit(most)
        .select(Contact::as_select())
        .load(conn)?;
    let mut hidden = BTreeSet::new();
    for family in open.iter().filter_map(|contact| contact.family_id) {
        if guard::facts(conn, family, permit.actor())?.hidden() {
            hidden.insert(family);
        }
    }
    open.retain(|contact| contact.family_id.is_none_or(|family| !hidden.contains(&family)));

    let ids: Vec<ContactId> = open.iter().map(|contact| contact.id).collect();
    let mut named: BTreeMap<ContactId, Vec<ContactPerson>> = BTreeMap::new();
    for person in named::people_of(conn, &ids)? {
        named.entry(person.contact_id).or_default().push(person);
    }
    let with_people = |contact: Contact| {
        let people = named.remove(&contact.id).unwrap_or_default();
        (contact, people)
    };
    Ok(open.into_iter().map(with_people).collect())
}

/// The contacts that this actor made, newest first.
pub fn made_by(conn: &mut Conn, permit: &Permit<Nobody, nobody::RecordContact>, most: i64) -> Result<Vec<Contact>> {
    let Some(account) = permit.actor().account else { return Ok(vec![]) };
    Ok(contact::table
        .filter(contact::maker_id.eq(account))
        .order(contact::received_at.desc())
        .limit(most)
        .select(Contact::as_select())
        .load(conn)?)
}

/// The contacts about a family, newest first.
pub fn of_family(conn: &mut Conn, sight: &Sight<FamilyId>) -> Result<Vec<Contact>> {
    Ok(each!(conn, c => contact::table
        .filter(contact::family_id.eq(sight.subject()))
        .order(contact::received_at.desc())
        .select(Contact::as_select())
        .load(c))?)
}

/// How many wait for a decision, and how many of those are late. No permit: two numbers, for the metrics, too.
pub fn waiting(conn: &mut Conn, today: NaiveDate) -> Result<(i64, i64)> {
    let open = contact::table.filter(contact::closed_at.is_null().and(contact::decided_at.is_null()));
    Ok((open.count().get_result(conn)?, open.filter(contact::decide_by.lt(today)).count().get_result(conn)?))
}

/// Those of `families` whose last episode closed, or whose last contact was decided, since `from`: another contact
/// about them is a re-referral (practice 3). For rows of the queue, which was asked for with its own permit.
pub(crate) fn helped_since(conn: &mut Conn, families: &[FamilyId], from: Instant) -> Result<BTreeSet<FamilyId>> {
    if families.is_empty() {
        return Ok(BTreeSet::new());
    }
    let closed: Vec<FamilyId> = episode::table
        .filter(episode::family_id.eq_any(families).and(episode::closed_at.gt(from)))
        .select(episode::family_id)
        .load(conn)?;
    let decided: Vec<Option<FamilyId>> = contact::table
        .filter(contact::family_id.eq_any(families).and(contact::decided_at.gt(from)))
        .select(contact::family_id)
        .load(conn)?;
    Ok(closed.into_iter().chain(decided.into_iter().flatten()).collect())
}
