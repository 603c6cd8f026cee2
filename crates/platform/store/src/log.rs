//! The record of the record: `event` (what was changed, by whom) and `access_entry` (who saw what). Append-only;
//! [`crate::seal`] chains both. `chronology` is the family's story, fed by events and by nothing else.

use crate::{
    AccountId, AnyId, Conn, FamilyId, Instant, Json, MultiBackend, OrganisationId, Result, Uuid, each, seal::hex,
};
use diesel::prelude::*;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

pub(crate) const DDL: &str = "
CREATE TABLE event (id $UUID PRIMARY KEY NOT NULL, at $INSTANT NOT NULL, kind TEXT NOT NULL, actor_id $UUID,
  organisation_id $UUID, family_id $UUID, subject_kind TEXT NOT NULL, subject_id $UUID NOT NULL, purpose TEXT NOT NULL,
  detail $JSON NOT NULL, pack TEXT NOT NULL, request_id $UUID NOT NULL) $STRICT;
CREATE INDEX event_family ON event(family_id, id) WHERE family_id IS NOT NULL;
CREATE INDEX event_subject ON event(subject_id);
CREATE TABLE access_entry (id $UUID PRIMARY KEY NOT NULL, at $INSTANT NOT NULL, actor_id $UUID,
  organisation_id $UUID, family_id $UUID, action TEXT NOT NULL, because TEXT NOT NULL, subject_kind TEXT NOT NULL,
  subject_id $UUID, row_count $INT8, request_id $UUID NOT NULL) $STRICT;
CREATE INDEX access_entry_family ON access_entry(family_id, id) WHERE family_id IS NOT NULL;
CREATE TABLE chronology (id $UUID PRIMARY KEY NOT NULL, event_id $UUID NOT NULL REFERENCES event(id),
  family_id $UUID NOT NULL, occurred_at $INSTANT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL,
  author TEXT NOT NULL) $STRICT;
CREATE INDEX chronology_family ON chronology(family_id, occurred_at);";

/// A list shows many families, and the same ones again and again: an entry is about their set, which is kept once.
pub(crate) const SHOWN: &str = "
CREATE INDEX access_entry_set ON access_entry(subject_id) WHERE subject_id IS NOT NULL AND family_id IS NULL;
CREATE TABLE access_shown (family_id $UUID NOT NULL, set_id $UUID NOT NULL, \
    PRIMARY KEY (family_id, set_id)) $CLUSTERED;
CREATE INDEX access_shown_set ON access_shown(set_id);";

/// The chain is walked from events to their lines.
pub(crate) const LINES: &str = "CREATE INDEX chronology_event ON chronology(event_id);";

diesel::table! {
use diesel::sql_types::*;
use crate::types::{Jsonb, Uid, Utc};
use crate::{AccountUid, FamilyUid, OrganisationUid};
event (id) {
    id -> Uid, at -> Utc, kind -> Text, actor_id -> Nullable<AccountUid>,
    organisation_id -> Nullable<OrganisationUid>, family_id -> Nullable<FamilyUid>, subject_kind -> Text,
    subject_id -> Uid, purpose -> Text, detail -> Jsonb, pack -> Text, request_id -> Uid,
} }

diesel::table! {
use diesel::sql_types::*;
use crate::types::{Jsonb, Uid, Utc};
use crate::{AccountUid, FamilyUid, OrganisationUid};
access_entry (id) {
    id -> Uid, at -> Utc, actor_id -> Nullable<AccountUid>, organisation_id -> Nullable<OrganisationUid>,
    family_id -> Nullable<FamilyUid>, action -> Text, because -> Text, subject_kind -> Text,
    subject_id -> Nullable<Uid>, row_count -> Nullable<BigInt>, request_id -> Uid,
} }

diesel::table! {
use crate::types::Uid;
use crate::FamilyUid;
access_shown (family_id, set_id) { family_id -> FamilyUid, set_id -> Uid, } }

diesel::allow_tables_to_appear_in_same_query!(access_entry, access_shown);

diesel::table! {
use diesel::sql_types::*;
use crate::types::{Uid, Utc};
use crate::FamilyUid;
chronology (id) {
    id -> Uid, event_id -> Uid, family_id -> FamilyUid, occurred_at -> Utc, kind -> Text, title -> Text, body -> Text,
    author -> Text,
} }

/// Who acts, in which request, under which practice pack: written with every event.
#[derive(Debug, Clone)]
pub struct Author {
    /// The account, if a signed-in person or a token acts.
    pub account: Option<AccountId>,
    /// The organisation for which they act.
    pub organisation: Option<OrganisationId>,
    /// The request, to find its log lines.
    pub request: Uuid,
    /// The content hash of the practice pack in force.
    pub pack: Arc<str>,
}

impl Author {
    /// The program itself (jobs, clocks).
    pub fn program() -> Self {
        Self { account: None, organisation: None, request: Uuid::nil(), pack: "".into() }
    }
}

/// A kind of event: its stable name, what it happens to, and what it means. Declared as constants in each
/// capability's `events.rs` and listed in `docs/generated/events.md`.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// `contact.received`.
    pub name: &'static str,
    /// What the subject id names: `contact`.
    pub subject: &'static str,
    /// One sentence.
    pub meaning: &'static str,
}

impl Kind {
    /// A kind of event.
    pub const fn new(name: &'static str, subject: &'static str, meaning: &'static str) -> Self {
        Self { name, subject, meaning }
    }

    /// An event of this kind that happened to `subject`.
    pub fn on(self, subject: impl Into<Uuid>) -> NewEvent {
        NewEvent {
            kind: self,
            subject: subject.into(),
            family: None,
            purpose: "early-help",
            detail: Value::Object(serde_json::Map::new()),
            line: None,
        }
    }
}

/// Lines of a family's story were taken back, with the records of which they told: what an import made, and nobody has
/// worked on. The event names those whose lines they were, so that the chain, which seals it, knows why they are gone.
pub const TAKEN_BACK: Kind =
    Kind::new("lines.taken-back", "family", "What an import made of a family was taken back, with its lines");

/// Where its detail names those events.
const OF_EVENTS: &str = "events";

/// A line of a family's chronology, in words a family could read.
#[derive(Debug, Clone)]
pub struct Line {
    /// What happened, in a few words.
    pub title: String,
    /// More, if there is more to say.
    pub body: String,
    /// Who says so, by name and organisation as they were then.
    pub author: String,
    /// When it happened, if not now (a visit noted later).
    pub occurred_at: Option<Instant>,
}

/// Something that happened, ready to be written.
#[derive(Debug, Clone)]
pub struct NewEvent {
    kind: Kind,
    subject: Uuid,
    pub(crate) family: Option<FamilyId>,
    purpose: &'static str,
    detail: Value,
    line: Option<Line>,
}

impl NewEvent {
    /// The family to whose record it belongs.
    #[must_use]
    pub fn family(mut self, family: impl Into<Option<FamilyId>>) -> Self {
        self.family = family.into();
        self
    }

    /// Before and after, or what was decided, as codes and ids.
    #[must_use]
    pub fn detail(mut self, detail: Value) -> Self {
        self.detail = detail;
        self
    }

    /// Why personal data were processed, when it is not early help itself.
    #[must_use]
    pub fn purpose(mut self, purpose: &'static str) -> Self {
        self.purpose = purpose;
        self
    }

    /// How the chronology tells it.
    #[must_use]
    pub fn line(mut self, title: impl Into<String>, body: impl Into<String>, author: impl Into<String>) -> Self {
        self.line = Some(Line { title: title.into(), body: body.into(), author: author.into(), occurred_at: None });
        self
    }

    /// When it happened, if not at the moment of writing.
    #[must_use]
    pub fn occurred(mut self, at: Instant) -> Self {
        if let Some(line) = &mut self.line {
            line.occurred_at = Some(at);
        }
        self
    }
}

/// A row of the event log.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = event, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Event {
    pub id: AnyId,
    pub at: Instant,
    pub kind: String,
    pub actor_id: Option<AccountId>,
    pub organisation_id: Option<OrganisationId>,
    pub family_id: Option<FamilyId>,
    pub subject_kind: String,
    pub subject_id: AnyId,
    pub purpose: String,
    pub detail: Json<Value>,
    pub pack: String,
    pub request_id: AnyId,
}

/// A row of the access log: who saw what, with a verb that the server chose, and the rule that let them.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = access_entry, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct AccessEntry {
    pub id: AnyId,
    pub at: Instant,
    pub actor_id: Option<AccountId>,
    pub organisation_id: Option<OrganisationId>,
    pub family_id: Option<FamilyId>,
    pub action: String,
    pub because: String,
    pub subject_kind: String,
    pub subject_id: Option<AnyId>,
    pub row_count: Option<i64>,
    pub request_id: AnyId,
}

/// `subject_kind` of an entry about all of whom a list showed something; its subject is their [`set_of`].
pub const FAMILIES: &str = "families";

impl AccessEntry {
    /// The set of families that it is about, if it is about one.
    pub fn shown(&self) -> Option<AnyId> {
        self.subject_id.filter(|_| self.subject_kind == FAMILIES)
    }
}

/// An access entry to be kept, and the families of whom it shows something besides its own.
#[derive(Debug, Clone)]
pub struct NewEntry {
    /// What is logged.
    pub entry: AccessEntry,
    /// In any order.
    pub shown: Vec<FamilyId>,
}

impl NewEntry {
    /// An entry about one record, or none.
    pub fn alone(entry: AccessEntry) -> Self {
        Self { entry, shown: vec![] }
    }

    /// Names the families, so that the entry is found by each of them.
    pub fn show(&mut self, families: &[FamilyId]) {
        self.shown.extend_from_slice(families);
        self.shown.sort_unstable();
        self.shown.dedup();
        if !self.shown.is_empty() {
            self.entry.subject_kind = FAMILIES.into();
            self.entry.subject_id = Some(set_of(&self.shown));
        }
    }
}

/// The name of a set of families, in ascending order: it follows from them (UUID version 8 of a SHA-256), so that the
/// chain, which seals the name, seals the families, too.
pub fn set_of(families: &[FamilyId]) -> AnyId {
    let mut digest = Sha256::new();
    families.iter().for_each(|family| digest.update(family.0.as_bytes()));
    let bytes: [u8; 32] = digest.finalize().into();
    let mut first = [0; 16];
    first.copy_from_slice(&bytes[..16]);
    AnyId(crate::ids::of(first))
}

/// `because` of an entry that says that somebody asked and was refused.
pub const REFUSED: &str = "refused";

/// A line of the chronology as stored.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = chronology, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Entry {
    pub id: AnyId,
    pub event_id: AnyId,
    pub family_id: FamilyId,
    pub occurred_at: Instant,
    pub kind: String,
    pub title: String,
    pub body: String,
    pub author: String,
}

pub(crate) fn insert(conn: &mut Conn, now: Instant, author: &Author, new: NewEvent) -> Result<AnyId> {
    let line = new.line.zip(new.family).map(|(line, family)| (line.occurred_at.unwrap_or(now), line, family));
    let mut detail = new.detail;
    if let Some((occurred_at, line, _)) = &line {
        name_line(&mut detail, &line_hash(&line.title, &line.body, &line.author, *occurred_at));
    }

    let row = Event {
        id: AnyId::new(),
        at: now,
        kind: new.kind.name.into(),
        actor_id: author.account,
        organisation_id: author.organisation,
        family_id: new.family,
        subject_kind: new.kind.subject.into(),
        subject_id: AnyId(new.subject),
        purpose: new.purpose.into(),
        detail: Json(detail),
        pack: author.pack.to_string(),
        request_id: AnyId(author.request),
    };
    each!(conn, c => diesel::insert_into(event::table).values(&row).execute(c))?;

    if let Some((occurred_at, line, family_id)) = line {
        let line = Entry {
            id: AnyId::new(),
            event_id: row.id,
            family_id,
            occurred_at,
            kind: row.kind,
            title: line.title,
            body: line.body,
            author: line.author,
        };
        each!(conn, c => diesel::insert_into(chronology::table).values(&line).execute(c))?;
    }
    Ok(row.id)
}

/// Where an event's detail names its line of the chronology: a SHA-256, so that the chain, which seals the event, seals
/// the line, too.
const LINE: &str = "line";

/// Hexadecimal, over what a reader sees of a line and in which order.
fn line_hash(title: &str, body: &str, author: &str, occurred_at: Instant) -> String {
    hash_of(&serde_json::json!([title, body, author, occurred_at.0]).to_string())
}

/// The name that a text has in the detail of its event: SHA-256, hexadecimal.
pub fn hash_of(text: &str) -> String {
    hex(&Sha256::digest(text))
}

fn name_line(detail: &mut Value, hash: &str) {
    if !detail.is_object() {
        *detail = serde_json::json!({"detail": detail.take()});
    }
    if let Value::Object(fields) = detail {
        fields.insert(LINE.into(), hash.into());
    }
}

impl Event {
    /// The hash of its line of the chronology, if it names one.
    pub(crate) fn names_line(&self) -> Option<&str> {
        self.detail.0.get(LINE).and_then(Value::as_str)
    }
}

impl Entry {
    pub(crate) fn hash(&self) -> String {
        line_hash(&self.title, &self.body, &self.author, self.occurred_at)
    }
}

/// Takes back the lines of these events of a family, and records that. What happened stays in the log; what was told of
/// it is gone.
pub fn take_back(tx: &mut crate::Tx<'_>, family: FamilyId, events: &[AnyId], mut detail: Value) -> Result<AnyId> {
    let gone = chronology::table.filter(chronology::event_id.eq_any(events));
    diesel::delete(gone.filter(chronology::family_id.eq(family))).execute(tx.conn())?;
    if let Value::Object(fields) = &mut detail {
        fields.insert(OF_EVENTS.into(), serde_json::json!(events));
    }
    tx.record(TAKEN_BACK.on(family.0).family(family).detail(detail))
}

/// The events whose lines were taken back.
pub(crate) fn taken_back(conn: &mut Conn) -> Result<BTreeSet<AnyId>> {
    let details: Vec<Json<Value>> =
        event::table.filter(event::kind.eq(TAKEN_BACK.name)).select(event::detail).load(conn)?;
    let of = |detail: &Json<Value>| -> Vec<AnyId> {
        let named = detail.0.get(OF_EVENTS).cloned().unwrap_or_default();
        serde_json::from_value(named).unwrap_or_default()
    };
    Ok(details.iter().flat_map(of).collect())
}

pub(crate) fn insert_entries(conn: &mut Conn, new: &[&NewEntry]) -> Result<()> {
    if let [one] = new {
        each!(conn, c => diesel::insert_into(access_entry::table).values(&one.entry).execute(c))?;
    } else {
        let entries: Vec<&AccessEntry> = new.iter().map(|one| &one.entry).collect();
        each!(conn, c => diesel::insert_into(access_entry::table).values(entries).execute(c))?;
    }

    for one in new {
        if let Some(set) = one.entry.shown() {
            keep_set(conn, set, &one.shown)?;
        }
    }
    Ok(())
}

/// Keeps who is in a set, unless that is known: most lists are the same as an hour ago.
fn keep_set(conn: &mut Conn, set: AnyId, families: &[FamilyId]) -> Result<()> {
    let known = access_shown::table.filter(access_shown::set_id.eq(set)).select(access_shown::set_id);
    let known: Option<AnyId> = each!(conn, c => known.first(c).optional())?;
    if known.is_some() {
        return Ok(());
    }

    if families.len() > FEW {
        return keep_many(conn, set, families);
    }
    for family in families {
        // a statement a row is kept prepared; one for each number of rows is not
        let row = (access_shown::family_id.eq(*family), access_shown::set_id.eq(set));
        each!(conn, c => diesel::insert_into(access_shown::table).values(row).on_conflict_do_nothing().execute(c))?;
    }
    Ok(())
}

/// A list on a page shows no more families than this; the file of a return may show all.
const FEW: usize = 200;

fn keep_many(conn: &mut Conn, set: AnyId, families: &[FamilyId]) -> Result<()> {
    for some in families.chunks(FEW) {
        let row = |family: &FamilyId| (access_shown::family_id.eq(*family), access_shown::set_id.eq(set));
        let rows: Vec<_> = some.iter().map(row).collect();
        each!(conn, c => diesel::insert_into(access_shown::table).values(&rows).on_conflict_do_nothing().execute(c))?;
    }
    Ok(())
}

/// Those of these sets in which stands what their names say, no family more or less.
pub(crate) fn whole_sets(conn: &mut Conn, sets: &[AnyId]) -> Result<BTreeSet<AnyId>> {
    let rows: Vec<(AnyId, FamilyId)> = access_shown::table
        .filter(access_shown::set_id.eq_any(sets))
        .select((access_shown::set_id, access_shown::family_id))
        .load(conn)?;

    let mut found: BTreeMap<AnyId, Vec<FamilyId>> = BTreeMap::new();
    for (set, family) in rows {
        found.entry(set).or_default().push(family);
    }
    let whole = found.into_iter().filter_map(|(set, mut families)| {
        families.sort_unstable();
        (set_of(&families) == set).then_some(set)
    });
    Ok(whole.collect())
}

// The readers of a family's logs ask for no permit, which this crate does not know of: `access::log` calls them with
// one, and clippy refuses every other caller.

/// Where a page of the chronology starts: everything strictly older than this line.
pub type Before = Option<(Instant, AnyId)>;

/// A family's chronology, newest first.
pub fn chronology_of(conn: &mut Conn, family: FamilyId, before: Before, most: i64) -> Result<Vec<Entry>> {
    let mut query = chronology::table
        .filter(chronology::family_id.eq(family))
        .order((chronology::occurred_at.desc(), chronology::id.desc()))
        .select(Entry::as_select())
        .limit(most)
        .into_boxed::<MultiBackend>();

    if let Some((at, id)) = before {
        let at_once = chronology::occurred_at.eq(at).and(chronology::id.lt(id));
        query = query.filter(chronology::occurred_at.lt(at).or(at_once));
    }
    Ok(query.load(conn)?)
}

/// Who saw a family's record, by itself or in a list, and who asked and was refused; newest first.
pub fn access_of(conn: &mut Conn, family: FamilyId, most: i64) -> Result<Vec<AccessEntry>> {
    let mut entries: Vec<AccessEntry> = access_entry::table
        .filter(access_entry::family_id.eq(family))
        .order(access_entry::id.desc())
        .limit(most)
        .select(AccessEntry::as_select())
        .load(conn)?;

    let lists: Vec<AccessEntry> = access_shown::table
        .inner_join(access_entry::table.on(access_entry::subject_id.eq(access_shown::set_id.nullable())))
        .filter(access_shown::family_id.eq(family))
        .filter(access_entry::family_id.is_null().and(access_entry::subject_kind.eq(FAMILIES)))
        .order(access_entry::id.desc())
        .limit(most)
        .select(AccessEntry::as_select())
        .load(conn)?;

    entries.extend(lists);
    entries.sort_unstable_by_key(|entry| Reverse(entry.id));
    entries.truncate(usize::try_from(most).unwrap_or(0));
    Ok(entries)
}

/// Who saw this subject last for one of these reasons. Of a subject that belongs to a family from some day on, entries
/// from before are found, too.
pub fn seen_last(
    conn: &mut Conn,
    subject: AnyId,
    family: Option<FamilyId>,
    because: &[&str],
) -> Result<Option<AccessEntry>> {
    let seen = || {
        let by = access_entry::subject_id.eq(Some(subject)).and(access_entry::because.eq_any(because.to_vec()));
        access_entry::table.filter(by).order(access_entry::id.desc()).select(AccessEntry::as_select())
    };
    let before: Option<AccessEntry> = seen().filter(access_entry::family_id.is_null()).first(conn).optional()?;
    let Some(family) = family else { return Ok(before) };
    let since: Option<AccessEntry> = seen().filter(access_entry::family_id.eq(family)).first(conn).optional()?;
    Ok(since.or(before))
}

/// The changes to a family's record, newest first.
pub fn events_of(conn: &mut Conn, family: FamilyId, most: i64) -> Result<Vec<Event>> {
    Ok(event::table
        .filter(event::family_id.eq(family))
        .order(event::id.desc())
        .limit(most)
        .select(Event::as_select())
        .load(conn)?)
}

/// Events after `after` in the order of their ids, oldest first.
pub fn events_after(conn: &mut Conn, after: Option<AnyId>, most: i64) -> Result<Vec<Event>> {
    let mut query = event::table.order(event::id).limit(most).select(Event::as_select()).into_boxed::<MultiBackend>();
    if let Some(after) = after {
        query = query.filter(event::id.gt(after));
    }
    Ok(query.load(conn)?)
}
