//! A person, and each word of their names, by which a search finds them.

use crate::{details::Details, rules};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::ops::Deref;
use store::{Conn, MultiBackend, Result, each};

store::strict_id!(
    /// A person.
    PersonId,
    PersonUid
);

diesel::table! {
    use diesel::sql_types::*;
    use super::PersonUid;

    person (id) {
        id -> PersonUid,
        given_name -> Text,
        family_name -> Text,
        former_family_name -> Nullable<Text>,
        date_of_birth -> Nullable<Date>,
        expected_on -> Nullable<Date>,
        nhs_number -> Nullable<Text>,
        upn -> Nullable<Text>,
        phone -> Text,
        email -> Text,
        language -> Text,
        interpreter -> Bool,
        school -> Text,
        version -> BigInt,
        preferred_language -> Nullable<Text>,
        pronouns -> Text,
        sex -> Nullable<Text>,
        gender -> Nullable<Text>,
        ethnicity -> Nullable<Text>,
        religion -> Nullable<Text>,
        disability -> Nullable<Text>,
        disability_what -> Text,
        sen_support -> Nullable<Text>,
        gp -> Text,
        nhs_checked_on -> Nullable<Date>,
        upn_checked_on -> Nullable<Date>,
        died_on -> Nullable<Date>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use super::PersonUid;

    person_name (person_id, word) {
        person_id -> PersonUid,
        word -> Text,
        part -> Text,
    }
}

diesel::joinable!(person_name -> person (person_id));

/// A person: what is known of them, and how often that was changed.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = person, check_for_backend(MultiBackend))]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// What is known of them.
    #[diesel(embed)]
    pub details: Details,
    /// Goes up with every change.
    pub version: i64,
    /// The day on which somebody entered their NHS number or checked it.
    pub nhs_checked_on: Option<NaiveDate>,
    /// The same of their unique pupil number.
    pub upn_checked_on: Option<NaiveDate>,
    /// The day on which they died.
    pub died_on: Option<NaiveDate>,
}

/// `person.given_name` is `person.details.given_name`.
impl Deref for Person {
    type Target = Details;

    fn deref(&self) -> &Details {
        &self.details
    }
}

impl Person {
    /// In full.
    pub fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name).trim().to_owned()
    }

    /// `4 March 2016, aged 10`, `4 March 2016, died 3 May 2026`, `due 3 May 2026`, or that it is not known.
    pub fn born(&self, today: NaiveDate) -> String {
        match (self.date_of_birth, self.expected_on) {
            (Some(on), _) if let Some(died) = self.died_on => {
                format!("{}, died {}", web::dates::day(on), web::dates::day(died))
            }
            (Some(on), _) => format!("{}, {}", web::dates::day(on), web::dates::age(on, today)),
            (None, Some(on)) => format!("due {}", web::dates::day(on)),
            (None, None) => "date of birth not known".into(),
        }
    }

    /// Somebody about to be entered: whoever enters a number has it before them today.
    pub(super) fn new(details: Details, today: NaiveDate) -> Self {
        let (nhs_checked_on, upn_checked_on) =
            (details.nhs_number.as_ref().map(|_| today), details.upn.as_ref().map(|_| today));
        Self { id: PersonId::new(), details, version: 1, nhs_checked_on, upn_checked_on, died_on: None }
    }

    /// Each word of the names once, folded, with the part of the name in which it stands first.
    fn words(&self) -> Vec<(String, &'static str)> {
        let former = self.former_family_name.as_deref().unwrap_or_default();
        let names = [(&*self.given_name, "given"), (&*self.family_name, "family"), (former, "former")];

        let mut words: Vec<(String, &str)> = Vec::new();
        for (name, part) in names {
            for word in rules::fold(name).split(' ').filter(|word| !word.is_empty()) {
                if words.iter().all(|(known, _)| known != word) {
                    words.push((word.to_owned(), part));
                }
            }
        }
        words
    }
}

/// One person, for a command that holds its permit already.
///
/// # Errors
/// [`store::Error::Missing`].
pub(crate) fn find_person(conn: &mut Conn, id: PersonId) -> Result<Person> {
    Ok(person::table.find(id).select(Person::as_select()).first(conn)?)
}

/// Keeps the words of a person's names as they are now; in the same transaction as what changed them.
pub(super) fn index_names(conn: &mut Conn, person: &Person) -> Result<()> {
    each!(conn, c => diesel::delete(person_name::table.filter(person_name::person_id.eq(person.id))).execute(c))?;
    insert_names(conn, person)
}

/// The same of somebody who is new.
pub(super) fn insert_names(conn: &mut Conn, person: &Person) -> Result<()> {
    for (word, part) in person.words() {
        let row = (person_name::person_id.eq(person.id), person_name::word.eq(word), person_name::part.eq(part));
        each!(conn, c => diesel::insert_into(person_name::table).values(row).execute(c))?;
    }
    Ok(())
}
