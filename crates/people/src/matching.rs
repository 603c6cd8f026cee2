//! Likely matches, simple and sound: exact identifiers, then folded name and date of birth. A better matcher comes
//! later behind the same door: [`candidates`].
use crate::{
    PersonId,
    records::{Person, person, person_name},
    rules,
};
use chrono::NaiveDate;
use diesel::prelude::*;
use store::{Conn, Result};

/// What is known of someone who may be known already.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "as the columns of person")]
pub struct Sought {
    pub given_name: String,
    pub family_name: String,
    pub date_of_birth: Option<NaiveDate>,
    pub nhs_number: Option<String>,
}
/// Someone it may be, and why.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Who.
    pub person: Person,
    /// In words: `same NHS number`.
    pub why: &'static str,
}
/// Whom it may be, likeliest first, at most ten. Shown only to those with a permit to match.
///
/// # Errors
/// The engine's.
pub fn candidates(conn: &mut Conn, sought: &Sought) -> Result<Vec<Candidate>> {
    let mut found: Vec<Candidate> = Vec::new();
    let mut add = |people: Vec<Person>, why| {
        for person in people {
            if found.iter().all(|c| c.person.id != person.id) {
                found.push(Candidate { person, why });
            }
        }
    };
    if let Some(nhs) = &sought.nhs_number {
        add(
            person::table.filter(person::nhs_number.eq(nhs)).limit(10).select(Person::as_select()).load(conn)?,
            "same NHS number",
        );
    }
    if let Some(born) = sought.date_of_birth {
        let (given, family) = (rules::fold(&sought.given_name), rules::fold(&sought.family_name));
        let same_day: Vec<Person> =
            person::table.filter(person::date_of_birth.eq(born)).limit(500).select(Person::as_select()).load(conn)?;
        let names = |p: &Person| {
            let former = p.former_family_name.as_deref().map(rules::fold);
            let families = [Some(rules::fold(&p.family_name)), former];
            (rules::fold(&p.given_name) == given, families.iter().flatten().any(|f| *f == family))
        };
        let (both, rest): (Vec<_>, Vec<_>) = same_day.into_iter().partition(|p| names(p) == (true, true));
        // a twin shares surname and birthday: that alone is no match; the same first name on the same day is a question
        let given_only = rest.into_iter().filter(|p| names(p) == (true, false)).collect();
        add(both, "same name and date of birth");
        add(given_only, "same first name and date of birth");
    }
    found.truncate(10);
    Ok(found)
}
/// People all of whose `words` are whole or begun words of their names; the last may be begun. Not yet permitted:
/// `search` decides what of them may be shown.
pub(crate) fn by_words(conn: &mut Conn, words: &[String], most: i64) -> Result<Vec<PersonId>> {
    let Some((first, rest)) = words.split_first() else { return Ok(vec![]) };
    let range = |word: &str| (word.to_owned(), store::dialect::after_prefix(word));
    let (from, to) = range(first);
    let mut query = person_name::table
        .filter(person_name::word.ge(from).and(person_name::word.lt(to)))
        .select(person_name::person_id)
        .distinct()
        .limit(most)
        .into_boxed::<store::MultiBackend>();
    for word in rest {
        let (from, to) = range(word);
        let other = diesel::alias!(person_name as other);
        query = query.filter(
            person_name::person_id.eq_any(
                other
                    .filter(other.field(person_name::word).ge(from).and(other.field(person_name::word).lt(to)))
                    .select(other.field(person_name::person_id)),
            ),
        );
    }
    Ok(query.load(conn)?)
}
