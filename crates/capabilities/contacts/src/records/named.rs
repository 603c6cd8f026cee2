//! Those who are named in a contact, in the words of whoever made it.

use super::{
    received::Contact,
    tables::{ContactId, ContactPersonId, contact_person},
};
use crate::intake;
use access::Sight;
use chrono::NaiveDate;
use diesel::prelude::*;
use people::{Address, Details, MemberRole, NewPerson, PersonId, matching};
use serde::{Deserialize, Serialize};
use store::{Conn, Instant, Json, MultiBackend, Result};

/// Someone named in a contact.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = contact_person, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct ContactPerson {
    pub id: ContactPersonId,
    pub contact_id: ContactId,
    pub place: i64,
    pub role: MemberRole,
    pub given_name: String,
    pub family_name: String,
    pub date_of_birth: Option<NaiveDate>,
    pub expected_on: Option<NaiveDate>,
    pub nhs_number: Option<String>,
    pub details: Json<Said>,
    pub person_id: Option<PersonId>,
    pub looked_at: Option<Instant>,
    /// Known people who were shown to the officer as this one and were not taken.
    pub offered: Json<Vec<PersonId>>,
    /// The officer could not tell.
    pub unsure: bool,
}

/// What else was said of someone, beside the columns.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Said {
    /// All of their details but those that are columns.
    #[serde(flatten)]
    pub details: Details,
    /// Two lines, town, postcode.
    pub address: [String; 4],
    /// To be kept from someone (T16).
    pub protected: bool,
    /// When they were born, as it was written, where that is no day.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub born: String,
}

impl ContactPerson {
    /// In full.
    pub fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name).trim().to_owned()
    }

    /// For the matcher.
    pub fn sought(&self) -> matching::Sought {
        matching::Sought::of_new(&self.person())
    }

    /// As they would be entered.
    pub fn person(&self) -> NewPerson {
        let Said { details, address: [line_1, line_2, town, postcode], protected, .. } = self.details.0.clone();
        let details = Details {
            given_name: self.given_name.clone(),
            family_name: self.family_name.clone(),
            date_of_birth: self.date_of_birth,
            expected_on: self.expected_on,
            nhs_number: self.nhs_number.clone(),
            ..details
        };
        NewPerson { details, address: Address { line_1, line_2, town, postcode }, protected }
    }
}

/// Someone as they came in, of whom nobody has said yet who they are.
pub(super) fn of(contact: ContactId, place: i64, named: &intake::Named) -> ContactPerson {
    let NewPerson { mut details, address, protected } = named.person.clone();
    ContactPerson {
        id: ContactPersonId::new(),
        contact_id: contact,
        place,
        role: named.role,
        given_name: std::mem::take(&mut details.given_name),
        family_name: std::mem::take(&mut details.family_name),
        date_of_birth: details.date_of_birth.take(),
        expected_on: details.expected_on.take(),
        nhs_number: details.nhs_number.take(),
        details: Json(Said {
            details,
            address: [address.line_1, address.line_2, address.town, address.postcode],
            protected,
            born: named.born.clone(),
        }),
        person_id: None,
        looked_at: None,
        offered: Json(vec![]),
        unsure: false,
    }
}

/// Somebody of a contact that was brought over, of whom it is known who they are.
pub(crate) fn known(contact: &Contact, place: i64, named: &intake::Named, person: PersonId) -> ContactPerson {
    let looked_at = Some(contact.received_at);
    ContactPerson { person_id: Some(person), looked_at, ..of(contact.id, place, named) }
}

/// Everyone named in it, in the order in which they were.
pub fn people(conn: &mut Conn, sight: &Sight<ContactId>) -> Result<Vec<ContactPerson>> {
    people_of(conn, &[sight.subject()])
}

/// Everyone named in these contacts, for a list that was asked for with its own permit.
pub(crate) fn people_of(conn: &mut Conn, ids: &[ContactId]) -> Result<Vec<ContactPerson>> {
    Ok(contact_person::table
        .filter(contact_person::contact_id.eq_any(ids))
        .order((contact_person::contact_id, contact_person::place))
        .select(ContactPerson::as_select())
        .load(conn)?)
}
