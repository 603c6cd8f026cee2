//! Notes: a visit, a call, something good; who was seen. What was entered in error is struck out with a reason, and
//! stays.

use super::seen;
use crate::{
    Episode, EpisodeId, EpisodeUid,
    episodes::{self, episode},
    events,
    history::{DOCUMENT, OldDocument},
    rules::{self, Noting},
};
use access::{AccountId, Because, FamilyId, Permit, Sight, family};
use chrono::NaiveDate;
use diesel::prelude::*;
use people::PersonId;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::{
    AnyId, Conn, Instant, MultiBackend, Result, Tx,
    log::{Entry, Event, event, hash_of},
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
        signature -> Text,
        place -> Text,
        struck_at -> Nullable<Utc>,
        struck_by -> Text,
        struck_why -> Text,
    }
}

/// A note.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = note, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Note {
    pub id: NoteId,
    pub family_id: FamilyId,
    pub episode_id: Option<EpisodeId>,
    pub kind: String,
    pub text: String,
    pub occurred_on: NaiveDate,
    pub author_id: Option<AccountId>,
    pub written_at: Instant,
    /// Its author by name and organisation as they were then; empty in notes of earlier releases.
    pub signature: String,
    /// Where somebody was seen: a word of the pack, never an address.
    pub place: String,
    pub struck_at: Option<Instant>,
    pub struck_by: String,
    pub struck_why: String,
}

impl Note {
    /// Whether whoever reads may read it: supervision is its author's and the managers' of the team that holds the
    /// family. They have no other way to it: not the chronology, not the API, not a search.
    fn is_for(&self, sight: &Sight<FamilyId>) -> bool {
        let theirs = self.author_id.is_some() && self.author_id == sight.actor().account;
        self.kind != rules::SUPERVISION || theirs || sight.because() == Because::ManagerOfTeam
    }
}

/// Where the event of a note names its text, so that the chain, which seals the event, seals the text, too.
const TEXT: &str = "text";

/// A note to be written.
#[derive(Debug, Clone, Default)]
pub struct NewNote {
    /// The code of its kind: `visit`.
    pub kind: String,
    /// How the chronology calls that kind.
    pub label: String,
    /// What happened.
    pub text: String,
    /// When.
    pub on: NaiveDate,
    /// Who of the family was seen.
    pub seen: Vec<PersonId>,
    /// Who of them was spoken with alone.
    pub alone: Vec<PersonId>,
    /// Where: a word of the pack's `seen-where`; empty where nobody was seen.
    pub place: String,
}

/// Writes a note into a family's record, within its open episode if there is one. Where somebody was seen, it says when
/// the family was last seen.
///
/// # Errors
/// [`rules::CannotNote`].
pub fn write_note(tx: &mut Tx<'_>, permit: &Permit<FamilyId, family::WriteNote>, new: NewNote) -> web::Result<()> {
    let members = people::records::members_of(tx.conn(), permit.subject())?;
    let stranger = |person: &PersonId| members.iter().all(|member| member.person.id != *person);
    rules::write_note(Noting {
        kind: &new.kind,
        text: &new.text,
        on: new.on,
        today: tx.now.date(),
        seen: new.seen.len(),
        place: !new.place.is_empty(),
        alone_unseen: new.alone.iter().any(|person| !new.seen.contains(person)),
        stranger: new.seen.iter().any(stranger),
        of_the_line: may_supervise(permit),
    })?;

    let open = episodes::current(tx.conn(), permit)?.filter(Episode::is_open);
    insert(tx, permit.actor().signature(), permit.subject(), open.as_ref(), new)?;
    Ok(())
}

/// Whether whoever reads through this relationship may note supervision: the council's lead, and the managers.
pub(crate) fn may_supervise(sight: &Sight<FamilyId>) -> bool {
    sight.actor().own && matches!(sight.because(), Because::Lead | Because::ManagerOfTeam)
}

pub(super) fn insert(
    tx: &mut Tx<'_>,
    author: String,
    family: FamilyId,
    within: Option<&Episode>,
    new: NewNote,
) -> Result<()> {
    let NewNote { kind, label, text, on, seen, alone, place } = new;
    let row = Note {
        id: NoteId::new(),
        family_id: family,
        episode_id: within.map(|episode| episode.id),
        kind,
        text,
        occurred_on: on,
        author_id: tx.who.account,
        written_at: tx.now,
        signature: author.clone(),
        place,
        struck_at: None,
        struck_by: String::new(),
        struck_why: String::new(),
    };
    diesel::insert_into(note::table).values(&row).execute(tx.conn())?;
    seen::insert(tx, row.id, &seen, &alone)?;

    if let Some(now) = within.filter(|now| !seen.is_empty() && now.seen_on.is_none_or(|before| before < on)) {
        diesel::update(episode::table.find(now.id)).set(episode::seen_on.eq(Some(on))).execute(tx.conn())?;
    }

    let noon = Instant::at_london(on.and_hms_opt(12, 0, 0).unwrap_or_default());
    let occurred = if on == tx.now.date() { tx.now } else { noon };
    let detail = json!({"kind": row.kind, TEXT: hash_of(&row.text), "seen": seen, "alone": alone, "place": row.place});
    let event = events::NOTE.on(row.id.0).family(family).detail(detail);
    // the story of the family is read by all who help it: supervision is not told there
    let told = row.kind != rules::SUPERVISION;
    tx.record(if told { event.line(label, row.text, author).occurred(occurred) } else { event })?;
    Ok(())
}

/// Keeps a document of another system as it was, signed as it was.
pub(crate) fn insert_document(tx: &mut Tx<'_>, old: &OldDocument, run: &Value) -> Result<NoteId> {
    let row = Note {
        id: NoteId::new(),
        family_id: old.family,
        episode_id: old.episode,
        kind: DOCUMENT.into(),
        text: format!("{}\n\n{}", old.title, old.text),
        occurred_on: old.on,
        author_id: None,
        written_at: tx.now,
        signature: old.author.clone(),
        place: String::new(),
        struck_at: None,
        struck_by: String::new(),
        struck_why: String::new(),
    };
    diesel::insert_into(note::table).values(&row).execute(tx.conn())?;

    let noon = Instant::at_london(old.on.and_hms_opt(12, 0, 0).unwrap_or_default());
    let detail = json!({"kind": row.kind, TEXT: hash_of(&row.text), "run": run});
    let event = events::NOTE.on(row.id.0).family(old.family).detail(detail);
    tx.record(event.line(old.title.as_str(), old.text.as_str(), row.signature).occurred(noon))?;
    Ok(row.id)
}

/// Takes documents away that were brought from another system.
pub(crate) fn forget_documents(conn: &mut Conn, documents: &[NoteId]) -> Result<()> {
    diesel::delete(note::table.filter(note::id.eq_any(documents).and(note::kind.eq(DOCUMENT)))).execute(conn)?;
    Ok(())
}

/// Strikes out a note that was entered in error. Its words stay, and who struck them out, when and why.
///
/// # Errors
/// [`rules::CannotNote`]; [`store::Error::Missing`] where there is no such note, or it is not for whoever asks.
pub fn strike_note(
    tx: &mut Tx<'_>,
    permit: &Permit<FamilyId, family::WriteNote>,
    id: NoteId,
    why: &str,
) -> web::Result<()> {
    let found = find_note(tx.conn(), permit, id)?.note;
    let theirs = found.author_id.is_some() && found.author_id == permit.actor().account;
    let managed = permit.because() == Because::ManagerOfTeam;
    rules::strike_note(found.struck_at.is_some(), theirs || managed, why)?;

    let (now, by) = (tx.now, permit.actor().signature());
    diesel::update(note::table.find(id))
        .set((note::struck_at.eq(Some(now)), note::struck_by.eq(&by), note::struck_why.eq(why)))
        .execute(tx.conn())?;
    if let Some(of) = found.episode_id {
        see_again(tx, of)?;
    }
    let event = events::NOTE_STRUCK.on(id.0).family(permit.subject()).detail(json!({"why": hash_of(why)}));
    let title = format!("A note about {} was entered in error", web::dates::day(found.occurred_on));
    tx.record(if found.kind == rules::SUPERVISION { event } else { event.line(title, why, by) })?;
    Ok(())
}

/// When the family was last seen, now that one of its notes counts no more.
fn see_again(tx: &mut Tx<'_>, of: EpisodeId) -> Result<()> {
    let last = seen::last_of(tx.conn(), of)?;
    diesel::update(episode::table.find(of)).set(episode::seen_on.eq(last)).execute(tx.conn())?;
    Ok(())
}

/// A note with who was seen.
#[derive(Debug, Clone)]
pub struct Noted {
    /// The note.
    pub note: Note,
    /// Who was seen, and whether alone.
    pub seen: Vec<(PersonId, bool)>,
}

/// A note, for those who may read it.
///
/// # Errors
/// [`store::Error::Missing`].
pub fn find_note(conn: &mut Conn, sight: &Sight<FamilyId>, id: NoteId) -> Result<Noted> {
    let theirs = note::table.filter(note::id.eq(id).and(note::family_id.eq(sight.subject())));
    let note: Note = theirs.select(Note::as_select()).first(conn)?;
    if !note.is_for(sight) {
        return Err(store::Error::Missing);
    }
    let seen = seen::of_notes(conn, &[id])?.remove(&id).unwrap_or_default();
    Ok(Noted { note, seen })
}

/// A family's notes, those about the latest days first; of one kind, where one is given. Struck out ones among them.
pub fn list_notes(
    conn: &mut Conn,
    sight: &Sight<FamilyId>,
    kind: &str,
    (from, most): (i64, i64),
) -> Result<Vec<Noted>> {
    let mut query = note::table
        .filter(note::family_id.eq(sight.subject()))
        .order((note::occurred_on.desc(), note::written_at.desc(), note::id.desc()))
        .select(Note::as_select())
        .offset(from)
        .limit(most)
        .into_boxed::<MultiBackend>();
    if !kind.is_empty() {
        query = query.filter(note::kind.eq(kind.to_owned()));
    }
    // of supervision the database gives only what whoever reads may read, so that a page is full
    if sight.because() != Because::ManagerOfTeam {
        let own = note::author_id.is_not_null().and(note::author_id.eq(sight.actor().account)).assume_not_null();
        query = query.filter(note::kind.ne(rules::SUPERVISION).or(own));
    }
    let mut notes: Vec<Note> = query.load(conn)?;
    notes.retain(|note| note.is_for(sight));

    let ids: Vec<NoteId> = notes.iter().map(|note| note.id).collect();
    let mut seen = seen::of_notes(conn, &ids)?;
    Ok(notes.into_iter().map(|note| Noted { seen: seen.remove(&note.id).unwrap_or_default(), note }).collect())
}

/// What has become of the note that a line of the chronology tells.
#[derive(Debug, Clone)]
pub(crate) struct LineNote {
    /// When, by whom and why it was struck out, if it was.
    pub(crate) struck: Option<(Instant, String, String)>,
    /// Whoever reads may not read it.
    pub(crate) hidden: bool,
}

/// The notes that these lines of the chronology tell, by the event of the line.
pub(crate) fn of_lines(conn: &mut Conn, sight: &Sight<FamilyId>, lines: &[Entry]) -> Result<BTreeMap<AnyId, LineNote>> {
    let told = lines.iter().filter(|line| line.kind == events::NOTE.name);
    let told: Vec<AnyId> = told.map(|line| line.event_id).collect();
    if told.is_empty() {
        return Ok(BTreeMap::new());
    }

    let events: Vec<(AnyId, AnyId)> =
        event::table.filter(event::id.eq_any(&told)).select((event::id, event::subject_id)).load(conn)?;
    let ids: Vec<NoteId> = events.iter().map(|(_, subject)| NoteId(subject.0)).collect();
    let notes: Vec<Note> = note::table.filter(note::id.eq_any(&ids)).select(Note::as_select()).load(conn)?;
    let of = |subject: AnyId| notes.iter().find(|note| note.id.0 == subject.0);
    let line = |note: &Note| LineNote {
        struck: note.struck_at.map(|at| (at, note.struck_by.clone(), note.struck_why.clone())),
        hidden: !note.is_for(sight),
    };
    Ok(events.into_iter().filter_map(|(event, subject)| Some((event, line(of(subject)?)))).collect())
}

/// The newest lines of the chronology before a place that may be pointed at: none of a note that was struck out, or that
/// is not for whoever reads.
pub fn open_lines(
    conn: &mut Conn,
    sight: &Sight<FamilyId>,
    before: store::log::Before,
    most: i64,
) -> Result<Vec<Entry>> {
    let mut lines = access::log::chronology(conn, sight, before, most)?;
    let notes = of_lines(conn, sight, &lines)?;
    lines.retain(|line| notes.get(&line.event_id).is_none_or(|note| !note.hidden && note.struck.is_none()));
    Ok(lines)
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
