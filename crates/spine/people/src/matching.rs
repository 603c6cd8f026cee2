//! Who it may be: keys under which a person is found again, kept in the transaction that changes the person, and the
//! weighing of those found by [`linkage`]. A protected address is neither a key nor evidence (T16).

use crate::{
    Address, PersonId, PersonUid,
    records::{AddressRow, Person, address, person, person_name},
    rules,
};
use chrono::NaiveDate;
use diesel::prelude::*;
use linkage::{
    Lexicon, Model, Record,
    compare::{Memo, compare},
};
use store::{Conn, Result, each};

pub(crate) const DDL: &str = "
CREATE TABLE person_key (key $INT8 NOT NULL, person_id $UUID NOT NULL REFERENCES person(id), PRIMARY KEY (key, person_id)) $CLUSTERED;
CREATE INDEX person_key_person ON person_key(person_id);
CREATE TABLE name_count (word $KEY NOT NULL, part TEXT NOT NULL, many $INT8 NOT NULL, PRIMARY KEY (word, part)) $CLUSTERED;";

diesel::table! { use diesel::sql_types::*; use super::PersonUid;
person_key (key, person_id) { key -> BigInt, person_id -> PersonUid, } }

diesel::table! { use diesel::sql_types::*;
name_count (word, part) { word -> Text, part -> Text, many -> BigInt, } }

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
    pub fn of_new(new: &crate::NewPerson) -> Self {
        Self {
            given_name: new.given_name.clone(),
            family_name: new.family_name.clone(),
            former_family_name: new.former_family_name.clone(),
            date_of_birth: new.date_of_birth,
            expected_on: new.expected_on,
            nhs_number: new.nhs_number.clone(),
            upn: new.upn.clone(),
            phone: if new.protected { String::new() } else { new.phone.clone() },
            address: if new.protected { Address::default() } else { new.address.clone() },
        }
    }

    pub(crate) fn record(&self) -> Record {
        let born = self.date_of_birth.or(self.expected_on);
        Record {
            given_name: self.given_name.clone(),
            family_name: self.family_name.clone(),
            former_family_name: self.former_family_name.clone().unwrap_or_default(),
            date_of_birth: born.map(|b| b.to_string()).unwrap_or_default(),
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

    /// What is kept of a person; of a place only what is not protected.
    pub(crate) fn of(p: &Person, place: Option<Address>) -> Self {
        Self {
            given_name: p.given_name.clone(),
            family_name: p.family_name.clone(),
            former_family_name: p.former_family_name.clone(),
            date_of_birth: p.date_of_birth,
            expected_on: p.expected_on,
            nhs_number: p.nhs_number.clone(),
            upn: p.upn.clone(),
            phone: p.phone.clone(),
            address: place.unwrap_or_default(),
        }
    }
}

/// Someone it may be, and why.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Who.
    pub person: Person,
    /// How likely, 0 to 1.
    pub probability: f64,
    /// More likely a brother, sister or twin.
    pub apart: bool,
    /// In words, the strongest first: `NHS number agrees; last name agrees and is rare; address differs`.
    pub why: String,
}

impl Candidate {
    /// How likely, in a word.
    pub fn likely(&self) -> &'static str {
        match self.probability {
            p if p >= 0.95 => "Very likely",
            p if p >= 0.6 => "Likely",
            _ => "Possible",
        }
    }
}

/// Less likely than this is not worth anybody's time.
const LEAST: f64 = 0.08;

/// The most that is weighed for one question.
const MOST_WEIGHED: i64 = 60;

/// Whom it may be, likeliest first, at most eight. Shown only to those with a permit to match.
pub fn candidates(conn: &mut Conn, sought: &Sought) -> Result<Vec<Candidate>> {
    let keys = linkage::seek_keys(&sought.record());
    let near: Vec<(PersonId, i64)> = person_key::table
        .filter(person_key::key.eq_any(&keys))
        .group_by(person_key::person_id)
        .select((person_key::person_id, diesel::dsl::count_star()))
        .order((diesel::dsl::count_star().desc(), person_key::person_id))
        .limit(MOST_WEIGHED)
        .load(conn)?;
    let ids: Vec<PersonId> = near.into_iter().map(|(id, _)| id).collect();
    let mut found: Vec<Candidate> = weigh(conn, sought, &ids)?.into_iter().filter(|c| c.probability >= LEAST).collect();
    // two records that were found to be one person are offered once, as the one that stands
    let standing = crate::merging::standing(conn, &found.iter().map(|c| c.person.id).collect::<Vec<_>>())?;
    found.sort_by(|a, b| b.probability.total_cmp(&a.probability).then(a.person.id.cmp(&b.person.id)));
    let mut seen = Vec::new();
    found.retain(|c| {
        let root = standing.get(&c.person.id).copied().unwrap_or(c.person.id);
        let new = !seen.contains(&root);
        seen.push(root);
        new
    });
    found.truncate(8);
    Ok(found)
}

/// Whether someone like this is there at all: a number of theirs, or a birthday and a name that sounds the same. Quick, for
/// long lists; [`candidates`] weighs.
pub fn may_be_known(conn: &mut Conn, sought: &Sought) -> Result<bool> {
    let keys = linkage::strong_keys(&sought.record());
    if keys.is_empty() {
        return Ok(false);
    }
    let there = person_key::table.filter(person_key::key.eq_any(&keys)).select(person_key::key).limit(1);
    Ok(there.first::<i64>(conn).optional()?.is_some())
}

/// Weighs these people against what is sought.
pub(crate) fn weigh(conn: &mut Conn, sought: &Sought, ids: &[PersonId]) -> Result<Vec<Candidate>> {
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let people: Vec<(Person, Option<AddressRow>)> = person::table
        .left_join(address::table.on(address::person_id.eq(person::id).and(address::until_at.is_null())))
        .filter(person::id.eq_any(ids))
        .select((Person::as_select(), Option::<AddressRow>::as_select()))
        .load(conn)?;
    let mut lexicon = Lexicon::new();
    let asked = sought.record();
    let total = count_names(
        conn,
        &mut lexicon,
        std::iter::once(sought)
            .map(|s| (&*s.given_name, &*s.family_name))
            .chain(people.iter().map(|(p, _)| (&*p.given_name, &*p.family_name))),
    )?;
    let model = Model::among(total);
    let this = lexicon.prepare(&asked);
    let mut memo = Memo::default();
    let mut found = Vec::with_capacity(people.len());
    for (person, place) in people {
        let place = place.filter(|a| !a.protected).map(AddressRow::open);
        let other = lexicon.prepare(&Sought::of(&person, place).record());
        let pattern = compare(&lexicon, &mut memo, &this, &other);
        let score = model.score(&lexicon, &pattern, &this, &other);
        let steps = model.explain(&lexicon, &pattern, &this, &other);
        let words: Vec<&str> =
            steps.iter().filter(|s| !s.words.starts_with("people of one")).map(|s| s.words.as_str()).collect();
        found.push(Candidate { person, probability: score.probability, apart: score.apart, why: words.join("; ") });
    }
    Ok(found)
}

/// How often these names occur, as the last night's count has it; how many people there are.
fn count_names<'a>(
    conn: &mut Conn,
    lexicon: &mut Lexicon,
    names: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<u32> {
    let mut words: Vec<String> = names.flat_map(|(g, f)| [rules::fold(g), rules::fold(f)]).collect();
    words.push(String::new());
    words.sort_unstable();
    words.dedup();
    let rows: Vec<(String, String, i64)> = name_count::table
        .filter(name_count::word.eq_any(&words))
        .select((name_count::word, name_count::part, name_count::many))
        .load(conn)?;
    let number = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
    let total = rows.iter().find(|(_, part, _)| part == "all").map_or(0, |(.., n)| number(*n));
    let of = |wanted: &str| -> Vec<(&str, u32)> {
        rows.iter().filter(|(_, part, _)| part == wanted).map(|(w, _, n)| (w.as_str(), number(*n))).collect()
    };
    if total >= 1_000 {
        lexicon.set_counts(total, &of("given"), &of("family"));
    }
    Ok(total.max(10_000))
}

/// Counts how often names occur, anew: what makes an agreeing name rare or common. The nightly sweep does.
pub fn count_all_names(conn: &mut Conn) -> Result<()> {
    diesel::delete(name_count::table).execute(conn)?;
    let text = "INSERT INTO name_count (word, part, many)
        SELECT word, part, count(*) FROM person_name WHERE part IN ('given', 'family') GROUP BY word, part HAVING count(*) > 2;
        INSERT INTO name_count (word, part, many) SELECT '', 'all', count(*) FROM person";
    store::dialect::batch(conn, text)
}

/// Keeps a person's keys as the person is; in the same transaction as what changed them.
pub(crate) fn index(conn: &mut Conn, person: &Person, place: Option<Address>) -> Result<()> {
    let mut wanted = linkage::keys(&Sought::of(person, place).record());
    let there: Vec<i64> = each!(conn, c => person_key::table.filter(person_key::person_id.eq(person.id)).select(person_key::key).load(c))?;
    for old in there.iter().filter(|k| !wanted.contains(k)) {
        let gone = person_key::table.filter(person_key::key.eq(*old).and(person_key::person_id.eq(person.id)));
        each!(conn, c => diesel::delete(gone).execute(c))?;
    }
    wanted.retain(|k| !there.contains(k));
    for key in wanted {
        let row = (person_key::key.eq(key), person_key::person_id.eq(person.id));
        each!(conn, c => diesel::insert_into(person_key::table).values(row).execute(c))?;
    }
    Ok(())
}

/// People one of whose names sounds like this word, or two of whose names sound like these. Not yet permitted.
pub(crate) fn by_sound(conn: &mut Conn, words: &[String], most: i64) -> Result<Vec<PersonId>> {
    let key = match words {
        [] => return Ok(vec![]),
        [one] => linkage::sound_key(one),
        [one, .., last] => linkage::sounds_key(one, last),
    };
    Ok(
        each!(conn, c => person_key::table.filter(person_key::key.eq(key)).limit(most).select(person_key::person_id).load(c))?,
    )
}

/// People each of whose names are whole words of these: found by how the first and the last of them sound together, which
/// is one key, and not by two long lists of common names. Not yet permitted.
pub(crate) fn by_whole_words(conn: &mut Conn, words: &[String], most: i64) -> Result<Vec<PersonId>> {
    let sounding = by_sound(conn, words, most * 2)?;
    let named: Vec<(PersonId, String)> = each!(conn, c => person_name::table
        .filter(person_name::person_id.eq_any(&sounding))
        .select((person_name::person_id, person_name::word))
        .load(c))?;
    let mut names: std::collections::HashMap<PersonId, Vec<String>> = std::collections::HashMap::new();
    for (id, word) in named {
        names.entry(id).or_default().push(word);
    }
    let whole = |id: &PersonId| names.get(id).is_some_and(|all| words.iter().all(|w| all.contains(w)));
    Ok(sounding.into_iter().filter(whole).take(usize::try_from(most).unwrap_or(0)).collect())
}

/// As [`by_words`] among the people of these families. Both sides are read by index and met here: a join of the two would
/// be planned from one or the other, and either may be the long one.
pub(crate) fn by_words_among(
    conn: &mut Conn,
    words: &[String],
    families: &[access::FamilyId],
    most: i64,
) -> Result<Vec<PersonId>> {
    use crate::records::member;

    const LOOKED_THROUGH: i64 = 3_000;
    let mine: Vec<PersonId> = member::table
        .filter(member::family_id.eq_any(families).and(member::until_at.is_null()))
        .select(member::person_id)
        .load(conn)?;
    let mine: std::collections::HashSet<PersonId> = mine.into_iter().collect();
    let named = if words.len() > 1 {
        by_whole_words(conn, words, LOOKED_THROUGH)?
    } else {
        by_words(conn, words, LOOKED_THROUGH)?
    };
    Ok(named.into_iter().filter(|id| mine.contains(id)).take(usize::try_from(most).unwrap_or(0)).collect())
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
