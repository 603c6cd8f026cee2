//! Keys under which a person is found again, kept in the transaction that changes the person; and what of a record is
//! evidence of who somebody is.

use super::{
    addresses::Address,
    persons::{Person, PersonUid},
};
use diesel::prelude::*;
use linkage::Record;
use store::{Conn, Result, each};

diesel::table! {
    use diesel::sql_types::*;
    use super::PersonUid;

    person_key (key, person_id) {
        key -> BigInt,
        person_id -> PersonUid,
    }
}

/// What is held against other records: of a place only what is not protected (T16).
pub(crate) fn evidence(person: &Person, place: Option<Address>) -> Record {
    let born = person.date_of_birth.or(person.expected_on);
    let place = place.unwrap_or_default();
    Record {
        given_name: person.given_name.clone(),
        family_name: person.family_name.clone(),
        former_family_name: person.former_family_name.clone().unwrap_or_default(),
        date_of_birth: born.map(|born| born.to_string()).unwrap_or_default(),
        expected: person.date_of_birth.is_none() && person.expected_on.is_some(),
        address_line_1: place.line_1,
        address_line_2: place.line_2,
        town: place.town,
        postcode: place.postcode,
        phone: person.phone.clone(),
        nhs_number: person.nhs_number.clone().unwrap_or_default(),
        upn: person.upn.clone().unwrap_or_default(),
        ..Record::default()
    }
}

/// Keeps a person's keys as the person is; in the same transaction as what changed them.
pub(crate) fn index(conn: &mut Conn, person: &Person, place: Option<Address>) -> Result<()> {
    let mut wanted = linkage::keys(&evidence(person, place));
    let of_person = person_key::table.filter(person_key::person_id.eq(person.id));
    let there: Vec<i64> = each!(conn, c => of_person.select(person_key::key).load(c))?;

    for old in there.iter().filter(|key| !wanted.contains(key)) {
        let gone = person_key::table.filter(person_key::key.eq(*old).and(person_key::person_id.eq(person.id)));
        each!(conn, c => diesel::delete(gone).execute(c))?;
    }
    wanted.retain(|key| !there.contains(key));
    for key in wanted {
        let row = (person_key::key.eq(key), person_key::person_id.eq(person.id));
        each!(conn, c => diesel::insert_into(person_key::table).values(row).execute(c))?;
    }
    Ok(())
}
