//! What is found in a file, as it is kept.

use super::{FoundId, answers, finding};
use crate::rules::Found;
use access::{FamilyId, Sight};
use cases::{Episode, EpisodeId};
use chrono::NaiveDate;
use diesel::prelude::*;
use people::PersonId;
use std::collections::BTreeSet;
use store::{Conn, MultiBackend, Result, Tx, each};

/// Something that was found.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = finding, check_for_backend(MultiBackend))]
#[expect(missing_docs, reason = "columns of the table above")]
pub struct Finding {
    pub id: FoundId,
    pub family_id: FamilyId,
    pub episode_id: EpisodeId,
    pub code: String,
    /// By which it is known in its file.
    pub key: String,
    /// What the check had read.
    pub mark: String,
    /// Where it is mended.
    pub href: String,
    pub person_id: Option<PersonId>,
    pub found_on: NaiveDate,
    /// When it was mended.
    pub ended_on: Option<NaiveDate>,
    /// When somebody said that it is not so, as long as that stands.
    pub answered_on: Option<NaiveDate>,
}

/// What stands in a file and nobody has answered: how much. For the family page, which tells no more.
pub fn open_of(conn: &mut Conn, sight: &Sight<FamilyId>, of: EpisodeId) -> Result<i64> {
    let theirs = finding::episode_id.eq(of).and(finding::family_id.eq(sight.subject()));
    Ok(each!(conn, c => finding::table
        .filter(theirs.and(finding::ended_on.is_null()).and(finding::answered_on.is_null()))
        .count()
        .get_result(c))?)
}

/// What was found before in this file and is not mended.
fn kept(conn: &mut Conn, of: EpisodeId) -> Result<Vec<Finding>> {
    Ok(each!(conn, c => finding::table
        .filter(finding::episode_id.eq(of).and(finding::ended_on.is_null()))
        .select(Finding::as_select())
        .load(c))?)
}

/// Keeps what is found now in a file in place of what was found before; what is being written is not kept. Codes of
/// what is new and of what was mended. `first` says that the file is looked at for the first time: then a finding is as
/// old as what it was found in.
pub(crate) fn sync(
    tx: &mut Tx<'_>,
    of: &Episode,
    found: &[Found],
    first: bool,
) -> Result<(Vec<&'static str>, Vec<String>)> {
    let today = tx.now.date();
    let before = kept(tx.conn(), of.id)?;
    let answers = answers::standing(tx.conn(), of.id)?;
    let answered_on = |key: &str, mark: &str| {
        answers.iter().find(|answer| answer.key == key && answer.mark == mark).map(|answer| answer.answered_at.date())
    };
    let (mut new, mut seen) = (vec![], BTreeSet::new());
    for one in found.iter().filter(|one| !one.spot.draft) {
        let (key, mark) = (one.key(), one.mark());
        if !seen.insert(key.clone()) {
            continue;
        }
        let (href, answered_on) = (one.spot.place.href(of.id.0, of.family_id.0), answered_on(&key, &mark));
        match before.iter().find(|known| known.key == key) {
            Some(known) if known.mark == mark && known.href == href && known.answered_on == answered_on => {}
            Some(known) => {
                let set = (finding::mark.eq(mark), finding::href.eq(href), finding::answered_on.eq(answered_on));
                diesel::update(finding::table.find(known.id)).set(set).execute(tx.conn())?;
            }
            None => {
                let row = Finding {
                    id: FoundId::new(),
                    family_id: of.family_id,
                    episode_id: of.id,
                    code: one.check.code.to_owned(),
                    key,
                    mark,
                    href,
                    person_id: one.spot.person,
                    found_on: if first { one.spot.since.min(today) } else { today },
                    ended_on: None,
                    answered_on,
                };
                diesel::insert_into(finding::table).values(&row).execute(tx.conn())?;
                new.push(one.check.code);
            }
        }
    }
    let mut mended = vec![];
    for known in before.iter().filter(|known| !seen.contains(&known.key)) {
        let set = finding::ended_on.eq(Some(today));
        diesel::update(finding::table.find(known.id)).set(set).execute(tx.conn())?;
        mended.push(known.code.clone());
    }
    Ok((new, mended))
}
