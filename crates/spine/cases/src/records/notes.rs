//! Notes: a visit, a call, something good.

use crate::{
    Episode, EpisodeId, EpisodeUid,
    episodes::{self, episode},
    events, rules,
};
use access::{AccountId, FamilyId, Permit, family};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;
use store::{
    AnyId, Conn, Instant, Result, Tx,
    log::{Event, event, hash_of},
};

store::strict_id!(
    /// A note.
    NoteId,
    NoteUid
);

diesel::table! {
    use diesel::sql_types::*;
    use access::{AccountUid, FamilyUid};
    use store::types::Utc;
    use super::{EpisodeUid, NoteUid};

    note (id) {
        id -> NoteUid,
        family_id -> FamilyUid,
        episode_id -> Nullable<EpisodeUid>,
        kind -> Text,
        text -> Text,
        occurred_on -> Date,
        author_id -> Nullable<AccountUid>,
        written_at -> Utc,
    }
}

#[derive(Debug, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = note)]
struct Note {
    id: NoteId,
    family_id: FamilyId,
    episode_id: Option<EpisodeId>,
    kind: String,
    text: String,
    occurred_on: NaiveDate,
    author_id: Option<AccountId>,
    written_at: Instant,
}

/// Where the event of a note names its text, so that the chain, which seals the event, seals the text, too.
const TEXT: &str = "text";

/// A note to be written.
#[derive(Debug, Clone)]
pub struct NewNote {
    /// The code of its kind: `visit`.
    pub kind: String,
    /// How the chronology calls that kind.
    pub label: String,
    /// What happened.
    pub text: String,
    /// When.
    pub on: NaiveDate,
}

/// Writes a note into a family's record, within its open episode if there is one. A visit or call says when the family
/// was last seen.
///
/// # Errors
/// [`rules::CannotNote`].
pub fn write_note(tx: &mut Tx<'_>, permit: &Permit<FamilyId, family::WriteNote>, new: NewNote) -> web::Result<()> {
    rules::write_note(&new.text, new.on, tx.now.date())?;

    let open = episodes::current(tx.conn(), permit)?.filter(Episode::is_open);
    insert(tx, permit.actor().signature(), permit.subject(), open.as_ref(), new)?;
    Ok(())
}

pub(super) fn insert(
    tx: &mut Tx<'_>,
    author: String,
    family: FamilyId,
    within: Option<&Episode>,
    new: NewNote,
) -> Result<()> {
    let NewNote { kind, label, text, on } = new;
    let row = Note {
        id: NoteId::new(),
        family_id: family,
        episode_id: within.map(|episode| episode.id),
        kind,
        text,
        occurred_on: on,
        author_id: tx.who.account,
        written_at: tx.now,
    };
    diesel::insert_into(note::table).values(&row).execute(tx.conn())?;

    let seen = matches!(row.kind.as_str(), "visit" | "call" | "direct-work");
    if let Some(now) = within.filter(|now| seen && now.seen_on.is_none_or(|before| before < on)) {
        diesel::update(episode::table.find(now.id)).set(episode::seen_on.eq(Some(on))).execute(tx.conn())?;
    }

    let noon = Instant::at_london(on.and_hms_opt(12, 0, 0).unwrap_or_default());
    let occurred = if on == tx.now.date() { tx.now } else { noon };
    let event = events::NOTE.on(row.id.0).family(family).detail(json!({"kind": row.kind, TEXT: hash_of(&row.text)}));
    tx.record(event.line(label, row.text, author).occurred(occurred))?;
    Ok(())
}

/// Whether every note still says what its event names; the first that does not. Notes from before events named their
/// texts are not looked at.
///
/// # Errors
/// The engine's own word.
pub(crate) fn first_changed(conn: &mut Conn) -> Result<Option<String>> {
    let mut after = NoteId(store::Uuid::nil());
    loop {
        let notes: Vec<(NoteId, String)> = note::table
            .filter(note::id.gt(after))
            .order(note::id)
            .limit(500)
            .select((note::id, note::text))
            .load(conn)?;
        let Some((last, _)) = notes.last() else { return Ok(None) };
        after = *last;

        let subjects: Vec<AnyId> = notes.iter().map(|(id, _)| AnyId(id.0)).collect();
        let events: Vec<Event> = event::table
            .filter(event::subject_id.eq_any(&subjects).and(event::kind.eq(events::NOTE.name)))
            .select(Event::as_select())
            .load(conn)?;
        let texts: BTreeMap<AnyId, String> = notes.into_iter().map(|(id, text)| (AnyId(id.0), text)).collect();
        let changed = |event: &&Event| {
            let named = event.detail.0.get(TEXT).and_then(|named| named.as_str());
            named.is_some_and(|named| texts.get(&event.subject_id).is_some_and(|text| hash_of(text) != named))
        };
        if let Some(event) = events.iter().find(changed) {
            return Ok(Some(format!("note {} was changed", event.subject_id)));
        }
    }
}
