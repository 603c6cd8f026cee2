//! Who it may be: those found under the keys that are kept of each person, weighed. A protected address is neither a
//! key nor evidence (T16).

pub use crate::weighing::{Candidate, count_all_names};

use crate::{
    Address, NewPerson, PersonId, merging,
    records::{self, person_key},
    weighing::weigh,
};
use access::{Actor, Permit, Subject, contact};
use chrono::NaiveDate;
use diesel::prelude::*;
use linkage::Record;
use std::collections::HashSet;
use store::{Conn, Result};

/// Less likely than this is not worth anybody's time.
const LEAST: f64 = 0.08;

/// From this on somebody has to look before a second record is made.
const LIKELY: f64 = 0.5;

/// The most that is weighed for one question.
const MOST_WEIGHED: i64 = 60;

/// The most that is offered for one question.
const MOST_OFFERED: usize = 8;

/// What is known of someone who may be known already.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "as the columns of person and address")]
pub struct Sought {
    pub given_name: String,
    pub family_name: String,
    pub former_family_name: Option<String>,
    pub date_of_birth: Option<NaiveDate>,
    pub expected_on: Option<NaiveDate>,
    pub nhs_number: Option<String>,
    pub upn: Option<String>,
    pub phone: String,
    pub address: Address,
}

impl Sought {
    /// What is about to be entered.
    pub fn of_new(new: &NewPerson) -> Self {
        let details = new.details.clone();
        Self {
            given_name: details.given_name,
            family_name: details.family_name,
            former_family_name: details.former_family_name,
            date_of_birth: details.date_of_birth,
            expected_on: details.expected_on,
            nhs_number: details.nhs_number,
            upn: details.upn,
            // a place that is to be kept from someone is no evidence, so that it shows nowhere (T16)
            phone: if new.protected { String::new() } else { details.phone },
            address: if new.protected { Address::default() } else { new.address.clone() },
        }
    }

    /// What is held against other records.
    pub fn evidence(&self) -> Record {
        let born = self.date_of_birth.or(self.expected_on);
        Record {
            given_name: self.given_name.clone(),
            family_name: self.family_name.clone(),
            former_family_name: self.former_family_name.clone().unwrap_or_default(),
            date_of_birth: born.map(|born| born.to_string()).unwrap_or_default(),
            expected: self.date_of_birth.is_none() && self.expected_on.is_some(),
            address_line_1: self.address.line_1.clone(),
            address_line_2: self.address.line_2.clone(),
            town: self.address.town.clone(),
            postcode: self.address.postcode.clone(),
            phone: self.phone.clone(),
            nhs_number: self.nhs_number.clone().unwrap_or_default(),
            upn: self.upn.clone().unwrap_or_default(),
            ..Record::default()
        }
    }
}

/// Whom somebody in a contact may be, as far as the officer may know.
#[derive(Debug, Clone)]
pub struct Offer {
    /// Likeliest first.
    pub candidates: Vec<Candidate>,
    /// There may be a record of which the officer may not know (T17).
    pub hidden: bool,
}

/// Whom somebody in a contact may be, for whoever says who they are.
pub fn candidates<S: Subject>(
    conn: &mut Conn,
    permit: &Permit<S, contact::MatchPeople>,
    sought: &Sought,
) -> Result<Offer> {
    let mut offer = Offer { candidates: vec![], hidden: false };
    for candidate in likeliest(conn, sought)? {
        if records::is_hidden(conn, permit.actor(), candidate.person.id)? {
            offer.hidden = true;
        } else {
            offer.candidates.push(candidate);
        }
    }
    Ok(offer)
}

/// Whether whoever says who the people of a contact are must not know of this person (T17).
pub fn is_hidden<S: Subject>(
    conn: &mut Conn,
    permit: &Permit<S, contact::MatchPeople>,
    person: PersonId,
) -> Result<bool> {
    records::is_hidden(conn, permit.actor(), person)
}

/// Whom it may be, likeliest first, at most eight. Not yet permitted: who asks decides what of them may be shown.
pub(crate) fn likeliest(conn: &mut Conn, sought: &Sought) -> Result<Vec<Candidate>> {
    let asked = sought.evidence();
    let near: Vec<(PersonId, i64)> = person_key::table
        .filter(person_key::key.eq_any(linkage::seek_keys(&asked)))
        .group_by(person_key::person_id)
        .select((person_key::person_id, diesel::dsl::count_star()))
        .order((diesel::dsl::count_star().desc(), person_key::person_id))
        .limit(MOST_WEIGHED)
        .load(conn)?;
    let near: Vec<PersonId> = near.into_iter().map(|(id, _)| id).collect();

    let mut found = weigh(conn, &asked, &near)?;
    found.retain(|candidate| candidate.probability >= LEAST);
    found.sort_by(|a, b| b.probability.total_cmp(&a.probability).then(a.person.id.cmp(&b.person.id)));

    // two records that were found to be one person are offered once, as the one that stands
    let ids: Vec<PersonId> = found.iter().map(|candidate| candidate.person.id).collect();
    let standing = merging::standing(conn, &ids)?;
    let mut seen = Vec::new();
    found.retain(|candidate| {
        let root = standing.get(&candidate.person.id).copied().unwrap_or(candidate.person.id);
        let new = !seen.contains(&root);
        seen.push(root);
        new
    });
    found.truncate(MOST_OFFERED);
    Ok(found)
}

// Without a permit: what commands and lists ask to know whether somebody has to look. They tell nobody who it is.

/// Records likely enough to be the same person that somebody has to look, also those of which the actor may not know
/// (T17); how likely each is, 0 to 1.
pub fn likely(conn: &mut Conn, sought: &Sought) -> Result<Vec<(PersonId, f64)>> {
    let found = likeliest(conn, sought)?.into_iter().filter(|candidate| candidate.probability >= LIKELY);
    Ok(found.map(|candidate| (candidate.person.id, candidate.probability)).collect())
}

/// Whether this actor may know of any of these: a question about the others would tell of them (T17). They wait for
/// somebody who may.
pub fn knowable(conn: &mut Conn, actor: &Actor, found: &[(PersonId, f64)]) -> Result<bool> {
    for (person, _) in found {
        if !records::is_hidden(conn, actor, *person)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether someone like each of these is there at all: a number of theirs, or a birthday and a name that sounds the same.
/// Quick, for long lists: one question for all of them; [`likely`] weighs.
pub fn may_be_known(conn: &mut Conn, sought: &[&Sought]) -> Result<Vec<bool>> {
    let keys: Vec<Vec<i64>> = sought.iter().map(|one| linkage::strong_keys(&one.evidence())).collect();
    let mut all: Vec<i64> = keys.iter().flatten().copied().collect();
    all.sort_unstable();
    all.dedup();
    if all.is_empty() {
        return Ok(vec![false; sought.len()]);
    }
    let there = person_key::table.filter(person_key::key.eq_any(&all)).select(person_key::key).distinct();
    let there: HashSet<i64> = there.load(conn)?.into_iter().collect();
    Ok(keys.iter().map(|keys| keys.iter().any(|key| there.contains(key))).collect())
}
