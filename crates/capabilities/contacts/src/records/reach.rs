//! How whoever made a contact can be reached safely, for whom they ask, and what it is about in their words: kept on
//! the
//! contact, obeyed by every message to them, and shown to whoever is about to call.

use super::tables::{ContactId, ContactUid};
use crate::intake::{self, Asked};
use access::Sight;
use diesel::prelude::*;
use store::{Conn, Json, MultiBackend, Result, each};

pub(crate) const DDL: &str = "
CREATE TABLE contact_reach (contact_id $UUID PRIMARY KEY NOT NULL REFERENCES contact(id), for_whom TEXT NOT NULL, \
  subjects $JSON NOT NULL, ways $JSON NOT NULL, voicemail TEXT NOT NULL, times TEXT NOT NULL, never TEXT NOT NULL, \
  letter_to TEXT NOT NULL, interpreter TEXT NOT NULL, bsl $BOOL NOT NULL, danger_at_home $BOOL NOT NULL) $STRICT;";

diesel::table! {
    use super::ContactUid;
    use diesel::sql_types::*;
    use store::types::Jsonb;

    contact_reach (contact_id) {
        contact_id -> ContactUid,
        for_whom -> Text,
        subjects -> Jsonb,
        ways -> Jsonb,
        voicemail -> Text,
        times -> Text,
        never -> Text,
        letter_to -> Text,
        interpreter -> Text,
        bsl -> Bool,
        danger_at_home -> Bool,
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = contact_reach, check_for_backend(MultiBackend))]
struct Row {
    contact_id: ContactId,
    for_whom: String,
    subjects: Json<Vec<String>>,
    ways: Json<Vec<String>>,
    voicemail: String,
    times: String,
    never: String,
    letter_to: String,
    interpreter: String,
    bsl: bool,
    danger_at_home: bool,
}

/// Keeps it: part of receiving the contact.
pub(super) fn keep(conn: &mut Conn, contact: ContactId, asked: &Asked) -> Result<()> {
    let Asked { for_whom, subjects, reach, .. } = asked.clone();
    let row = Row {
        contact_id: contact,
        for_whom,
        subjects: Json(subjects),
        ways: Json(reach.ways),
        voicemail: reach.voicemail,
        times: reach.times,
        never: reach.never,
        letter_to: reach.letter_to,
        interpreter: reach.interpreter,
        bsl: reach.bsl,
        danger_at_home: reach.danger_at_home == "yes",
    };
    each!(conn, c => diesel::insert_into(contact_reach::table).values(&row).execute(c))?;
    Ok(())
}

/// What they said; nothing where they were not asked.
pub fn reach(conn: &mut Conn, sight: &Sight<ContactId>) -> Result<Option<Asked>> {
    of(conn, sight.subject())
}

/// As [`reach`], for the job that writes to them, and for a list that was asked for with its own permit.
pub(crate) fn of(conn: &mut Conn, contact: ContactId) -> Result<Option<Asked>> {
    let row: Option<Row> = contact_reach::table.find(contact).select(Row::as_select()).first(conn).optional()?;
    Ok(row.map(|row| Asked {
        for_whom: row.for_whom,
        subjects: row.subjects.0,
        born: vec![],
        reach: intake::Reach {
            ways: row.ways.0,
            voicemail: row.voicemail,
            times: row.times,
            never: row.never,
            letter_to: row.letter_to,
            interpreter: row.interpreter,
            bsl: row.bsl,
            danger_at_home: if row.danger_at_home { "yes".into() } else { String::new() },
        },
    }))
}
