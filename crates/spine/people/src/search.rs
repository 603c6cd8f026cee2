//! Finding people: one box for names, dates of birth, NHS numbers, postcodes and references.
//!
//! Someone with a relationship to the family sees the person and a way to the record. Anyone else who works with
//! families learns only that a child is known and whom to call, and only when they already know the child well enough to
//! name them in full or give a date of birth with a name; of a restricted family, nothing (issue: need to know).

use crate::{
    MemberRole, PersonId, matching,
    records::{Person, address, family, member, person},
    rules,
};
use access::{Actor, FamilyId, Permits, accounts, decide, guard};
use chrono::NaiveDate;
use diesel::prelude::*;
use store::{Conn, Result};

/// What was typed, understood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    words: Vec<String>,
    born: Option<NaiveDate>,
    nhs: Option<String>,
    upn: Option<String>,
    reference: Option<String>,
    postcode: Option<String>,
    /// As it was typed.
    text: String,
}

impl Query {
    /// Reads one box of text.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        let mut query = Self { text: text.to_owned(), ..Self::default() };
        if let Ok(nhs) = rules::nhs_number(text) {
            query.nhs = Some(nhs);
            return query;
        }
        if let Ok(upn) = rules::upn(text) {
            query.upn = Some(upn);
            return query;
        }
        if let Ok(postcode) = rules::postcode(text) {
            query.postcode = Some(postcode);
            return query;
        }
        for word in text.split_whitespace().take(8) {
            if let Some(born) = date(word) {
                query.born = Some(born);
            } else if word.len() == 11 && word.to_uppercase().starts_with("F-") {
                query.reference = Some(word.to_uppercase());
            } else {
                query.words.extend(rules::fold(word).split(' ').filter(|w| !w.is_empty()).map(Into::into));
            }
        }
        query
    }

    /// Whether anything was asked.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether someone without a relationship has named this person well enough to be told that a child is known: a
    /// first name with a last name or with the date of birth, in whole words, or the NHS number.
    fn names(&self, person: &Person) -> bool {
        let said = |name: &str| {
            rules::fold(name).split(' ').filter(|n| !n.is_empty()).any(|n| self.words.iter().any(|w| w == n))
        };
        let given = said(&person.given_name);
        let former = person.former_family_name.as_deref().unwrap_or_default();
        let family: Vec<String> = [&*person.family_name, former]
            .iter()
            .flat_map(|n| rules::fold(n).split(' ').map(ToOwned::to_owned).collect::<Vec<_>>())
            .collect();
        let other = self.words.iter().any(|w| family.contains(w));
        let two = self.words.iter().collect::<std::collections::BTreeSet<_>>().len() > 1;
        (given && other && two)
            || (given && self.born.is_some() && self.born == person.date_of_birth)
            || self.nhs.is_some()
            || self.upn.is_some()
    }
}

fn date(word: &str) -> Option<NaiveDate> {
    use chrono::Datelike;
    if let Ok(iso) = word.parse::<NaiveDate>() {
        return Some(iso).filter(|d| (1900..2100).contains(&d.year()));
    }
    let parts: Vec<u32> = word.split(['/', '.', '-']).map(|p| p.parse().ok()).collect::<Option<_>>()?;
    match parts[..] {
        [day, month, year] if (1900..2100).contains(&year) => {
            NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
        }
        _ => None,
    }
}

/// Someone found.
#[derive(Debug, Clone)]
pub enum Hit {
    /// The record may be opened.
    Open {
        /// Who.
        person: Box<Person>,
        /// What they are to the family.
        role: MemberRole,
        /// Whose record to open.
        family: FamilyId,
        /// Its name.
        family_name: String,
    },
    /// For information governance: the record's access log and restriction, by its reference alone.
    Governed {
        /// Whose.
        family: FamilyId,
        /// As it was typed.
        reference: String,
    },
    /// A child is known; this is whom to call.
    Known {
        /// As they were named by the searcher.
        name: String,
        /// Who leads, with organisation and telephone; the front door if nobody does.
        call: String,
    },
}

/// Finds people, best first, as far as this actor may see; whether there were more than are shown.
pub fn find(inside: &mut impl Permits, query: &Query, most: usize) -> Result<(Vec<Hit>, bool)> {
    let actor = inside.context().actor.clone();
    if let (true, Some(reference)) = (actor.own && actor.is(access::Role::Privacy), &query.reference) {
        let found: Option<FamilyId> =
            family::table.filter(family::reference.eq(reference)).select(family::id).first(inside.conn()).optional()?;
        return Ok((
            found.map(|family| Hit::Governed { family, reference: reference.clone() }).into_iter().collect(),
            false,
        ));
    }
    let front_door = inside.context().pack.text("front-door-name").to_owned();
    let conn = inside.conn();
    let limit = 60_i64;
    let mut ids: Vec<PersonId> = if let Some(nhs) = &query.nhs {
        person::table.filter(person::nhs_number.eq(nhs)).limit(limit).select(person::id).load(conn)?
    } else if let Some(upn) = &query.upn {
        person::table.filter(person::upn.eq(upn)).limit(limit).select(person::id).load(conn)?
    } else if let Some(postcode) = &query.postcode {
        at_postcode(conn, postcode, limit)?
    } else if let Some(reference) = &query.reference {
        member::table
            .inner_join(family::table)
            .filter(family::reference.eq(reference))
            .select(member::person_id)
            .load(conn)?
    } else if query.words.is_empty() {
        person::table.filter(person::date_of_birth.eq(query.born)).limit(limit).select(person::id).load(conn)?
    } else if let Some(born) = query.born {
        let named =
            person::table.filter(person::date_of_birth.eq(born)).limit(limit).select(Person::as_select()).load(conn)?;
        let fits = |p: &Person| {
            let names = rules::fold(&format!("{} {}", p.given_name, p.family_name));
            query.words.iter().all(|w| names.split(' ').any(|n| n.starts_with(w.as_str())))
        };
        named.into_iter().filter(fits).map(|p: Person| p.id).collect()
    } else {
        by_name(conn, &actor, &query.words, limit)?
    };
    ids.sort_unstable();
    ids.dedup();
    let mut rows: Vec<(Person, MemberRole, FamilyId, String)> = member::table
        .inner_join(person::table)
        .inner_join(family::table)
        .filter(person::id.eq_any(&ids).and(member::until_at.is_null()))
        .order((person::family_name, person::given_name, person::id))
        .select((Person::as_select(), member::role, family::id, family::name))
        .load(conn)?;
    rows.sort_by_key(|(p, ..)| std::cmp::Reverse(closeness(p, &query.words)));
    let visible: Vec<FamilyId> = {
        let families: Vec<FamilyId> = rows.iter().map(|r| r.2).collect();
        guard::guard::table
            .filter(guard::guard::family_id.eq_any(families))
            .filter(guard::visible_to(&actor))
            .select(guard::guard::family_id)
            .load(conn)?
    };
    let mut hits = Vec::new();
    let mut known: Vec<PersonId> = Vec::new();
    for (person, role, family, family_name) in rows {
        if visible.contains(&family) {
            hits.push(Hit::Open { person: Box::new(person), role, family, family_name });
        } else if role.is_child()
            && query.names(&person)
            && !known.contains(&person.id)
            && may_know(conn, family, &actor)?
        {
            known.push(person.id);
            let call = whom_to_call(conn, family, &front_door)?;
            // as they were named: what else they are called is not told
            hits.push(Hit::Known { name: query.text.clone(), call });
        }
        if hits.len() > most {
            break;
        }
    }
    let more = hits.len() > most;
    hits.truncate(most);
    hits.sort_by_key(|h| matches!(h, Hit::Known { .. }));
    Ok((hits, more))
}

/// Someone whom a person about to be entered may be.
#[derive(Debug, Clone)]
pub struct Match {
    /// The record, or that a child is known and whom to call.
    pub hit: Hit,
    /// How likely, 0 to 1.
    pub probability: f64,
    /// In words; empty where the record may not be opened.
    pub why: String,
}

/// From this on whoever may not open a record is told that a child is known.
const TOLD: f64 = 0.5;

/// Whom somebody may be, best first, as far as this actor may see: all of those whose record they may open; of others only
/// that a child is known and whom to call, and only when the child is named in full or by a number, and is likely to be
/// the one. Of a restricted family, nothing (T17).
pub fn matches(inside: &mut impl Permits, sought: &matching::Sought) -> Result<Vec<Match>> {
    let actor = inside.context().actor.clone();
    let front_door = inside.context().pack.text("front-door-name").to_owned();
    let conn = inside.conn();
    let name = format!("{} {}", sought.given_name, sought.family_name);
    let well_named = !sought.given_name.trim().is_empty() && !sought.family_name.trim().is_empty()
        || sought.nhs_number.is_some()
        || sought.upn.is_some();
    let mut found = Vec::new();
    for c in matching::candidates(conn, sought)? {
        let rows: Vec<(MemberRole, FamilyId, String)> = member::table
            .inner_join(family::table)
            .filter(member::person_id.eq(c.person.id).and(member::until_at.is_null()))
            .select((member::role, family::id, family::name))
            .load(conn)?;
        let mut told = false;
        for (role, family, family_name) in rows {
            let visible: i64 = guard::guard::table
                .filter(guard::guard::family_id.eq(family))
                .filter(guard::visible_to(&actor))
                .count()
                .get_result(conn)?;
            if visible > 0 {
                let hit = Hit::Open { person: Box::new(c.person.clone()), role, family, family_name };
                found.push(Match { hit, probability: c.probability, why: c.why.clone() });
            } else if !told && well_named && role.is_child() && c.probability >= TOLD && may_know(conn, family, &actor)?
            {
                told = true;
                let hit = Hit::Known { name: name.trim().to_owned(), call: whom_to_call(conn, family, &front_door)? };
                found.push(Match { hit, probability: c.probability, why: String::new() });
            }
        }
    }
    Ok(found)
}

/// Who leads, with organisation and telephone; the front door if nobody does.
fn whom_to_call(conn: &mut Conn, family: FamilyId, front_door: &str) -> Result<String> {
    let Some(lead) = guard::lead_of(conn, family)? else { return Ok(front_door.to_owned()) };
    let c = accounts::colleague(conn, lead)?;
    let phone = if c.phone.is_empty() { c.email } else { c.phone };
    Ok(format!("{}, {}, {phone}", c.name, c.organisation))
}

/// People with these names: as they are spelled or begin, else as they sound. Where a name is so common that not all can be
/// looked through, the families of this actor are, so that one's own are always found.
fn by_name(conn: &mut Conn, actor: &Actor, words: &[String], limit: i64) -> Result<Vec<PersonId>> {
    let full = |n: usize| i64::try_from(n).unwrap_or(i64::MAX) >= limit;
    let mut ids = if words.len() > 1 { matching::by_whole_words(conn, words, limit)? } else { vec![] };
    if ids.len() < 5 {
        ids.extend(matching::by_words(conn, words, limit)?);
    }
    if ids.len() < 5 {
        ids.extend(matching::by_sound(conn, words, limit)?);
    }
    if full(ids.len()) {
        let mine = guard::near(conn, actor)?;
        ids.extend(matching::by_words_among(conn, words, &mine, limit)?);
    }
    Ok(ids)
}

/// How close a person's names are to what was typed: whole words first, then begun ones, then those that sound alike.
fn closeness(p: &Person, words: &[String]) -> u32 {
    let former = p.former_family_name.as_deref().unwrap_or_default();
    let names = rules::fold(&format!("{} {} {former}", p.given_name, p.family_name));
    let one = |w: &String| {
        let score = |n: &str| match n {
            n if n == w => 100,
            n if n.starts_with(w.as_str()) => 80,
            // 0 to 60 by how alike they are
            n => (linkage::text::alike(n, w) * 60.0) as u32,
        };
        names.split(' ').map(score).max().unwrap_or(0)
    };
    words.iter().map(one).sum()
}

fn at_postcode(conn: &mut Conn, postcode: &str, most: i64) -> Result<Vec<PersonId>> {
    // a postcode names nobody, so that only people of families that may be opened are shown; never by a protected
    // address (T16)
    let here = address::postcode.eq(postcode).and(address::until_at.is_null()).and(address::protected.eq(false));
    Ok(address::table.filter(here).select(address::person_id).limit(most).load(conn)?)
}

fn may_know(conn: &mut Conn, family: FamilyId, actor: &Actor) -> Result<bool> {
    let facts = guard::facts(conn, family, actor)?;
    let decision = decide(actor, access::family::Open, &facts);
    Ok(matches!(decision, access::Ruling::Refuse(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_box_takes_names_dates_numbers_and_references() {
        let q = Query::parse("Zoë o'brien 29/02/2016");
        assert_eq!(q.words, ["zoe", "obrien"]);
        assert_eq!(q.born, NaiveDate::from_ymd_opt(2016, 2, 29));
        assert_eq!(Query::parse("943 476 5919").nhs.as_deref(), Some("9434765919"));
        assert_eq!(Query::parse("me4 4tr").postcode.as_deref(), Some("ME4 4TR"));
        assert_eq!(Query::parse("f-abcd-2345").reference.as_deref(), Some("F-ABCD-2345"));
        assert!(Query::parse("  ").is_empty());
    }
}
