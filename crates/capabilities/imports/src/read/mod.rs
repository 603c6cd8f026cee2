//! All files of an old system as they are to be taken: read whole, checked cell by cell, put together by family.

mod contacts;
mod documents;
mod episodes;
mod fields;
mod people;

pub use contacts::Contact;
pub use documents::Document;
pub use episodes::Episode;
pub use fields::{COLUMNS, Field};
pub use people::Person;

use crate::{
    Fault,
    file::{Row, Rows, hash},
    map::{Map, Table},
    rules,
};
use ::people::MemberRole;
use access::{AccountId, TeamId, accounts};
use chrono::NaiveDate;
use pack::Pack;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::Path,
};
use store::Conn;

/// A family as its old system knew it.
#[derive(Debug, Clone, Default)]
pub struct Family {
    /// Its old id.
    pub id: String,
    /// Where it was met first: file, line, column.
    at: (String, u64, String),
    /// By which it goes; nothing where the names of its people say that.
    pub name: Option<String>,
    /// Nobody may know of it but those listed.
    pub restricted: bool,
    /// Who belongs to it: places among [`Old::people`].
    pub people: Vec<(usize, MemberRole)>,
    /// Its contacts, the oldest first.
    pub contacts: Vec<Contact>,
    /// Its episodes, the oldest first.
    pub episodes: Vec<Episode>,
    /// Its documents, the oldest first.
    pub documents: Vec<Document>,
}

impl Family {
    /// The first day on which something is known of it.
    pub fn since(&self) -> Option<NaiveDate> {
        let contacts = self.contacts.iter().map(|contact| contact.received_on);
        let episodes = self.episodes.iter().map(|episode| episode.opened_on);
        contacts.chain(episodes).chain(self.documents.iter().map(|document| document.on)).min()
    }
}

/// What the files of an old system hold.
#[derive(Debug, Default)]
pub struct Old {
    /// People, as they stand in the file.
    pub people: Vec<Person>,
    /// Families, as they were met.
    pub families: Vec<Family>,
    /// All that cannot be taken.
    pub faults: Vec<Fault>,
    /// Each file by its name, with the hash of its bytes; the map among them.
    pub files: BTreeMap<String, String>,
    /// Those who alone may know of restricted families.
    pub listed: BTreeSet<AccountId>,
    families_by_id: HashMap<String, usize>,
    people_by_id: HashMap<String, usize>,
}

impl Old {
    /// The hash of all files together: the same files make the same run.
    pub fn hash(&self) -> String {
        let all: String = self.files.iter().map(|(file, hash)| format!("{file} {hash}\n")).collect();
        hash(all.as_bytes())
    }

    /// The families that cannot be made, by their old ids; nothing where a fault is about all of them.
    pub fn kept_out(&self) -> Option<BTreeSet<&str>> {
        self.faults.iter().map(|fault| fault.family.as_deref()).collect()
    }

    fn family(&mut self, row: &mut Row<'_>, field: &str) -> Option<usize> {
        let id = row.must(field)?;
        row.family = Some(id.clone());
        let found = self.families_by_id.get(&id).copied();
        if found.is_none() {
            row.fault(field, "unknown-family", "no family of this id is in the files");
        }
        found
    }

    fn begin_family(&mut self, row: &Row<'_>, id: String) -> usize {
        let place = self.families.len();
        let at = (row.file.to_owned(), row.line, row.column("family"));
        self.families.push(Family { id: id.clone(), at, ..Family::default() });
        self.families_by_id.insert(id, place);
        place
    }
}

/// What is known here already and asked of the files.
pub(crate) struct Known<'a> {
    pack: &'a Pack,
    today: NaiveDate,
    teams: HashMap<String, TeamId>,
    accounts: HashMap<String, (AccountId, bool)>,
}

impl<'a> Known<'a> {
    fn load(conn: &mut Conn, pack: &'a Pack, today: NaiveDate) -> store::Result<Self> {
        let teams = accounts::list_teams(conn)?.into_iter().map(|team| (team.name.to_lowercase(), team.id));
        let all = accounts::list(conn)?;
        let accounts = all.into_iter().map(|(account, _)| {
            let in_use = account.disabled_at.is_none();
            (account.email.to_lowercase(), (account.id, in_use))
        });
        Ok(Self { pack, today, teams: teams.collect(), accounts: accounts.collect() })
    }

    /// An account in use.
    fn account(&self, email: &str) -> Option<AccountId> {
        self.accounts.get(&email.trim().to_lowercase()).filter(|(_, in_use)| *in_use).map(|(id, _)| *id)
    }
}

/// Ids of one file, each once.
#[derive(Default)]
struct Ids(HashMap<String, u64>);

impl Ids {
    /// The id of a row; a fault where it is empty or was met before.
    fn next(&mut self, row: &mut Row<'_>) -> Option<String> {
        let id = row.must("id")?;
        if let Some(first) = self.0.insert(id.clone(), row.line) {
            row.fault("id", "same-id-twice", format!("it is the same as in line {first}"));
            return None;
        }
        Some(id)
    }
}

/// Reads all files of a map.
///
/// # Errors
/// The engine's own word; what is wrong with the files is told in [`Old::faults`].
pub fn read(conn: &mut Conn, pack: &Pack, today: NaiveDate, dir: &Path, map: (&Map, &str)) -> store::Result<Old> {
    let (map, text) = map;
    let known = Known::load(conn, pack, today)?;
    let mut old = Old::default();
    old.files.insert("map".into(), hash(text.as_bytes()));
    for email in &map.restricted_to {
        match known.account(email) {
            Some(account) => drop(old.listed.insert(account)),
            None => {
                let why = "restricted_to names an e-mail address of which there is no account in use";
                old.faults.push(Fault::of_file("map", "unknown-account", why));
            }
        }
    }

    people::families(&mut old, dir, map);
    people::people(&mut old, dir, map, &known);
    people::members(&mut old, dir, map);
    contacts::read(&mut old, dir, map, &known);
    episodes::read(&mut old, dir, map, &known);
    documents::read(&mut old, dir, map, &known);
    finish(&mut old);
    Ok(old)
}

/// Opens a file of the map and hands its rows on.
fn each(
    old: &mut Old,
    dir: &Path,
    map: &Map,
    table: Option<&Table>,
    fields: &'static [Field],
    mut with: impl FnMut(&mut Old, &mut Row<'_>),
) {
    let Some(table) = table else { return };
    let mut rows = match Rows::open(dir, map, table, fields) {
        Ok(rows) => rows,
        Err(faults) => return old.faults.extend(faults),
    };
    old.files.insert(table.file.clone(), rows.hash.clone());
    let mut faults = Vec::new();
    rows.each(&mut faults, |row| with(old, row));
    old.faults.extend(faults);
}

/// What only the whole tells: families without anybody, two open episodes, a list for what is restricted.
fn finish(old: &mut Old) {
    let mut faults = Vec::new();
    let nobody_listed = old.listed.is_empty();
    for family in &mut old.families {
        family.contacts.sort_by_key(|contact| contact.received_on);
        family.episodes.sort_by_key(|episode| (episode.opened_on, episode.closed.as_ref().map(|closed| closed.on)));
        family.documents.sort_by_key(|document| document.on);

        let (file, line, column) = family.at.clone();
        let open = family.episodes.iter().filter(|episode| episode.closed.is_none()).count();
        let wrong = rules::family(family.people.len(), open, family.restricted && nobody_listed);
        let fault = |rule| Fault::of_rule(&file, line, column.clone(), rule).within(Some(family.id.clone()));
        faults.extend(wrong.into_iter().map(|rule| fault(rule.into())));
    }
    let lost = old.people.iter().filter(|person| person.families.is_empty() && !person.faulty);
    faults.extend(lost.map(|person| {
        let (file, line, column) = person.at.clone();
        Fault::of_rule(&file, line, column, rules::CannotTake::PersonWithoutFamily.into())
    }));
    old.faults.extend(faults);
}
