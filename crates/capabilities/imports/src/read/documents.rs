//! Assessments, plans and other documents, kept as they were.

use super::{Ids, Known, Old, each, fields::DOCUMENTS};
use crate::{
    Fault,
    file::{self, Row},
    map::Map,
};
use chrono::NaiveDate;
use std::path::{Component, Path};

/// The longest text of a document, in bytes.
const LONGEST: usize = 1 << 20;

/// A document as its old system kept it.
#[derive(Debug, Clone)]
pub struct Document {
    pub id: String,
    pub on: NaiveDate,
    pub title: String,
    pub text: String,
    pub author: String,
    /// The old id of the episode.
    pub episode: Option<String>,
}

pub(super) fn read(old: &mut Old, dir: &Path, map: &Map, known: &Known<'_>) {
    let mut ids = Ids::default();
    each(old, dir, map, map.documents.as_ref(), DOCUMENTS, |old, row| {
        row.family = row.given("family");
        let id = ids.next(row);
        let family = old.family(row, "family");
        row.must("written_on");
        let on = row.past("written_on", known.today);
        let text = text(dir, map, row);
        let episode = row.given("episode");
        let theirs = |id: &String| family.is_none_or(|of| old.families[of].episodes.iter().any(|one| one.id == *id));
        if episode.as_ref().is_some_and(|id| !theirs(id)) {
            row.fault("episode", "unknown-episode", "no episode of this id of this family could be taken");
        }
        let (Some(id), Some(family), Some(on), Some(text)) = (id, family, on, text) else { return };
        let title = row.given("title").unwrap_or_else(|| "Document".into());
        old.families[family].documents.push(Document { id, on, title, text, author: row.get("author"), episode });
    });
}

/// Its text: in the row, or in a file of its own.
fn text(dir: &Path, map: &Map, row: &mut Row<'_>) -> Option<String> {
    let text = match row.given("file") {
        None => row.given("text"),
        Some(name) => match of_file(dir, map, &name) {
            Ok(text) => Some(text),
            Err(fault) => {
                row.fault("file", fault.name, fault.why);
                return None;
            }
        },
    };
    match text {
        Some(text) if text.len() > LONGEST => {
            row.fault("text", "document-too-long", "it is longer than a million letters: divide it");
            None
        }
        Some(text) => Some(text),
        None => {
            row.fault("text", "empty-cell", "the document says nothing");
            None
        }
    }
}

/// Only what lies within the directory is read.
fn of_file(dir: &Path, map: &Map, name: &str) -> Result<String, Fault> {
    let missing = |why: String| Fault::of_file("", "missing-document", why);
    let path = Path::new(name);
    if path.components().any(|part| !matches!(part, Component::Normal(_))) {
        return Err(missing("it must be the name of a file within the directory".into()));
    }
    let bytes = std::fs::read(dir.join(path)).map_err(|e| missing(e.kind().to_string()))?;
    file::text("", bytes, map.encoding)
}
