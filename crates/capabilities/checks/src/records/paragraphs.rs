//! Marks of the long paragraphs of every file, so that one that stands in two is found by an index. The words
//! themselves are not kept here, and no mark leads back to them.

use super::paragraph;
use crate::rules::{self, File};
use access::guard;
use cases::{Episode, EpisodeId};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use store::{Conn, Result, each};

store::beside!(paragraph + guard_table);
use access::guard::guard as guard_table;

/// The paragraphs of a file, each since the first day on which it stands there.
fn of(file: &File) -> BTreeMap<i64, NaiveDate> {
    let mut all: BTreeMap<i64, NaiveDate> = BTreeMap::new();
    for text in rules::texts(file) {
        for mark in text.marks(file.numbers.paragraph) {
            let since = all.entry(mark.cast_signed()).or_insert(text.since());
            *since = (*since).min(text.since());
        }
    }
    all
}

/// Paragraphs of this file that stood in the file of another family before. Restricted files are compared with nothing:
/// nobody learns of one that it exists (T17).
pub(crate) fn elsewhere(conn: &mut Conn, file: &File, episode: &Episode) -> Result<Vec<u64>> {
    let mut mine = of(file);
    if mine.is_empty() || guard::is_restricted(conn, episode.family_id)? {
        return Ok(vec![]);
    }
    let open = guard_table::table.filter(guard_table::restricted.eq(false)).select(guard_table::family_id);
    let rows: Vec<(i64, EpisodeId, NaiveDate, access::FamilyId)> = each!(conn, c => paragraph::table
        .filter(paragraph::mark.eq_any(mine.keys().copied()))
        .filter(paragraph::family_id.eq_any(open))
        .select((paragraph::mark, paragraph::episode_id, paragraph::since_on, paragraph::family_id))
        .load(c))?;
    // it stands here since it was first kept, whatever was written around it later
    for (mark, _, since, _) in rows.iter().filter(|(_, of, ..)| *of == episode.id) {
        mine.insert(*mark, *since);
    }
    let before = |mark: i64, of: EpisodeId, since: NaiveDate| {
        mine.get(&mark).is_some_and(|own| (since, of) < (*own, episode.id))
    };
    let others =
        rows.iter().filter(|(mark, of, since, family)| *family != episode.family_id && before(*mark, *of, *since));
    let marks: BTreeSet<u64> = others.map(|(mark, ..)| mark.cast_unsigned()).collect();
    Ok(marks.into_iter().collect())
}

/// Keeps the paragraphs of a file, or none of one that is restricted.
pub(crate) fn keep(conn: &mut Conn, file: &File, episode: &Episode) -> Result<()> {
    let restricted = guard::is_restricted(conn, episode.family_id)?;
    let now = if restricted { BTreeMap::new() } else { of(file) };
    let before: Vec<i64> = each!(conn, c => paragraph::table
        .filter(paragraph::episode_id.eq(episode.id))
        .select(paragraph::mark)
        .load(c))?;
    let gone: Vec<i64> = before.iter().copied().filter(|mark| !now.contains_key(mark)).collect();
    if !gone.is_empty() {
        let these = paragraph::episode_id.eq(episode.id).and(paragraph::mark.eq_any(gone));
        each!(conn, c => diesel::delete(paragraph::table.filter(these)).execute(c))?;
    }
    let before: BTreeSet<i64> = before.into_iter().collect();
    let new: Vec<_> = now
        .iter()
        .filter(|(mark, _)| !before.contains(mark))
        .map(|(mark, since)| {
            (
                paragraph::mark.eq(*mark),
                paragraph::episode_id.eq(episode.id),
                paragraph::family_id.eq(episode.family_id),
                paragraph::since_on.eq(*since),
            )
        })
        .collect();
    for some in new.chunks(500) {
        each!(conn, c => diesel::insert_into(paragraph::table).values(some.to_vec()).execute(c))?;
    }
    Ok(())
}
