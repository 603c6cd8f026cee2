//! Who was seen in a note: somebody of the family, where, and whether alone.

use super::notes::{NoteId, NoteUid, note};
use crate::EpisodeId;
use access::{FamilyId, Sight};
use chrono::NaiveDate;
use diesel::prelude::*;
use people::PersonId;
use std::collections::BTreeMap;
use store::{Conn, MultiBackend, Result, Tx};

/// Where, when and why a note was struck out; who was seen. A step is known by the hash of its text.
pub(crate) const DDL: &str = "
ALTER TABLE note ADD COLUMN signature TEXT NOT NULL DEFAULT '';
ALTER TABLE note ADD COLUMN place TEXT NOT NULL DEFAULT '';
ALTER TABLE note ADD COLUMN struck_at $INSTANT;
ALTER TABLE note ADD COLUMN struck_by TEXT NOT NULL DEFAULT '';
ALTER TABLE note ADD COLUMN struck_why TEXT NOT NULL DEFAULT '';
CREATE TABLE note_seen (note_id $UUID NOT NULL REFERENCES note(id), person_id $UUID NOT NULL REFERENCES person(id),
  alone $BOOL NOT NULL, PRIMARY KEY (note_id, person_id)) $STRICT;
CREATE INDEX note_seen_person ON note_seen(person_id);";

diesel::table! {
    use diesel::sql_types::*;
    use people::PersonUid;
    use super::NoteUid;

    note_seen (note_id, person_id) {
        note_id -> NoteUid,
        person_id -> PersonUid,
        alone -> Bool,
    }
}
diesel::allow_tables_to_appear_in_same_query!(note_seen, note);

#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = note_seen, check_for_backend(MultiBackend))]
struct Seen {
    note_id: NoteId,
    person_id: PersonId,
    alone: bool,
}

pub(super) fn insert(tx: &mut Tx<'_>, of: NoteId, seen: &[PersonId], alone: &[PersonId]) -> Result<()> {
    for person in seen {
        let row = Seen { note_id: of, person_id: *person, alone: alone.contains(person) };
        diesel::insert_into(note_seen::table).values(&row).execute(tx.conn())?;
    }
    Ok(())
}

/// Who was seen in these notes, and whether alone.
pub(super) fn of_notes(conn: &mut Conn, notes: &[NoteId]) -> Result<BTreeMap<NoteId, Vec<(PersonId, bool)>>> {
    let rows: Vec<Seen> =
        note_seen::table.filter(note_seen::note_id.eq_any(notes)).select(Seen::as_select()).load(conn)?;
    let mut seen: BTreeMap<NoteId, Vec<(PersonId, bool)>> = BTreeMap::new();
    for Seen { note_id, person_id, alone } in rows {
        seen.entry(note_id).or_default().push((person_id, alone));
    }
    Ok(seen)
}

/// When somebody was last seen in an episode, as its notes say that were not struck out.
pub(super) fn last_of(conn: &mut Conn, of: EpisodeId) -> Result<Option<NaiveDate>> {
    let seen = note_seen::table.select(note_seen::note_id);
    let theirs = note::table.filter(note::episode_id.eq(of).and(note::struck_at.is_null()));
    Ok(theirs.filter(note::id.eq_any(seen)).select(diesel::dsl::max(note::occurred_on)).first(conn)?)
}

/// When somebody of the family was last seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastSeen {
    /// Who.
    pub person: PersonId,
    /// When.
    pub on: NaiveDate,
    /// When they were last spoken with alone, if they were.
    pub alone_on: Option<NaiveDate>,
}

/// When each of the family was last seen, as notes say that were not struck out.
pub fn seen(conn: &mut Conn, sight: &Sight<FamilyId>) -> Result<Vec<LastSeen>> {
    let rows: Vec<(PersonId, bool, NaiveDate)> = note_seen::table
        .inner_join(note::table.on(note::id.eq(note_seen::note_id)))
        .filter(note::family_id.eq(sight.subject()).and(note::struck_at.is_null()))
        .order(note::occurred_on.desc())
        .select((note_seen::person_id, note_seen::alone, note::occurred_on))
        .load(conn)?;
    let mut last: Vec<LastSeen> = Vec::new();
    for (person, alone, on) in rows {
        let alone_on = alone.then_some(on);
        match last.iter_mut().find(|known| known.person == person) {
            Some(known) => known.alone_on = known.alone_on.or(alone_on),
            None => last.push(LastSeen { person, on, alone_on }),
        }
    }
    Ok(last)
}
