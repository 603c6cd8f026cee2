//! How likely two records are one person, and why, in words: [`linkage`] weighs, with how often a name occurs here.

use crate::{
    PersonId,
    records::{AddressRow, Person, address, evidence, person, person_name},
    rules,
};
use diesel::{dsl::count_star, prelude::*};
use linkage::{
    Lexicon, Model, Record,
    compare::{Memo, compare},
};
use store::{Conn, Result, each};

/// The keys of [`crate::records`], too: they came with the weighing.
pub(crate) const DDL: &str = "
CREATE TABLE person_key (key $INT8 NOT NULL, person_id $UUID NOT NULL REFERENCES person(id), \
  PRIMARY KEY (key, person_id)) $CLUSTERED;
CREATE INDEX person_key_person ON person_key(person_id);
CREATE TABLE name_count (word $KEY NOT NULL, part TEXT NOT NULL, many $INT8 NOT NULL, PRIMARY KEY (word, part)) \
  $CLUSTERED;";

diesel::table! {
    use diesel::sql_types::*;

    name_count (word, part) {
        word -> Text,
        part -> Text,
        many -> BigInt,
    }
}

/// From so many people on their own names say what is rare; before that, those of the model do.
const ENOUGH_PEOPLE: u32 = 1_000;

/// Nobody is weighed as if there were fewer people than this: the file is small, the place is not.
const LEAST_PEOPLE: u32 = 10_000;

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

/// Weighs these people against what is known of somebody.
pub(crate) fn weigh(conn: &mut Conn, asked: &Record, ids: &[PersonId]) -> Result<Vec<Candidate>> {
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let people: Vec<(Person, Option<AddressRow>)> = person::table
        .left_join(address::table.on(address::person_id.eq(person::id).and(address::until_at.is_null())))
        .filter(person::id.eq_any(ids))
        .select((Person::as_select(), Option::<AddressRow>::as_select()))
        .load(conn)?;

    let mut lexicon = Lexicon::new();
    let names = people.iter().map(|(person, _)| (&*person.given_name, &*person.family_name));
    let all_names = std::iter::once((&*asked.given_name, &*asked.family_name)).chain(names);
    let total = count_names(conn, &mut lexicon, all_names)?;
    let model = Model::among(total);
    let this = lexicon.prepare(asked);
    let mut memo = Memo::default();

    let mut found = Vec::with_capacity(people.len());
    for (person, place) in people {
        let place = place.and_then(AddressRow::unprotected);
        let other = lexicon.prepare(&evidence(&person, place));
        let pattern = compare(&lexicon, &mut memo, &this, &other);
        let score = model.score(&lexicon, &pattern, &this, &other);
        let steps = model.explain(&lexicon, &pattern, &this, &other);
        let words = steps.iter().map(|step| step.words.as_str()).filter(|words| !words.starts_with("people of one"));
        let why = words.collect::<Vec<_>>().join("; ");
        found.push(Candidate { person, probability: score.probability, apart: score.apart, why });
    }
    Ok(found)
}

/// How often these names occur, as the last night's count has it; how many people there are.
fn count_names<'a>(
    conn: &mut Conn,
    lexicon: &mut Lexicon,
    names: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<u32> {
    let mut words: Vec<String> = names.flat_map(|(given, family)| [given, family].map(rules::fold)).collect();
    words.push(String::new());
    words.sort_unstable();
    words.dedup();
    let rows: Vec<(String, String, i64)> = name_count::table
        .filter(name_count::word.eq_any(&words))
        .select((name_count::word, name_count::part, name_count::many))
        .load(conn)?;

    let number = |many: i64| u32::try_from(many).unwrap_or(u32::MAX);
    let total = rows.iter().find(|(_, part, _)| part == "all").map_or(0, |(.., many)| number(*many));
    let of = |wanted: &str| -> Vec<(&str, u32)> {
        let these = rows.iter().filter(|(_, part, _)| part == wanted);
        these.map(|(word, _, many)| (word.as_str(), number(*many))).collect()
    };
    if total >= ENOUGH_PEOPLE {
        lexicon.set_counts(total, &of("given"), &of("family"));
    }
    Ok(total.max(LEAST_PEOPLE))
}

/// Counts how often names occur, anew: what makes an agreeing name rare or common. The nightly sweep does.
pub fn count_all_names(conn: &mut Conn) -> Result<()> {
    diesel::delete(name_count::table).execute(conn)?;
    let often = person_name::table
        .filter(person_name::part.eq_any(["given", "family"]))
        .group_by((person_name::word, person_name::part))
        .having(count_star().gt(2))
        .select((person_name::word, person_name::part, count_star()));
    let columns = (name_count::word, name_count::part, name_count::many);
    each!(conn, c => often.insert_into(name_count::table).into_columns(columns).execute(c))?;

    let people: i64 = person::table.count().get_result(conn)?;
    let all = (name_count::word.eq(""), name_count::part.eq("all"), name_count::many.eq(people));
    diesel::insert_into(name_count::table).values(all).execute(conn)?;
    Ok(())
}
