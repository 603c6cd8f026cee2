//! By when: complete so many working days after the family agreed, not after somebody began to write.

use crate::{kinds, records::assessment};
use access::{FamilyId, capability::Capabilities};
use cases::{EpisodeId, records::episode};
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use std::collections::BTreeMap;
use store::{Conn, Db, Instant, Result};
use work::tasks;

/// From when the days to complete it are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// The family agreed on this day.
    Agreement(NaiveDate),
    /// Nobody has agreed yet: from its start.
    Start(NaiveDate),
    /// It is a later version, within help that was agreed to: from its start.
    NewVersion(NaiveDate),
}

impl From {
    /// The last day.
    pub fn complete_by(self, pack: &Pack) -> NaiveDate {
        let (Self::Agreement(on) | Self::Start(on) | Self::NewVersion(on)) = self;
        pack.calendar().plus_working(on, pack.number("assessment-complete"))
    }
}

store::beside!(assessment + episode);

/// A version, as far as its clock depends on it.
#[derive(Debug, Clone, Copy)]
pub struct Timed {
    /// Whose it is.
    pub family: FamilyId,
    /// When the episode was opened.
    pub opened: Instant,
    /// When it was started.
    pub started: Instant,
    /// Which it is.
    pub number: i64,
}

/// From when its days count: from the first agreement given in the episode.
pub fn of(conn: &mut Conn, version: Timed) -> Result<From> {
    if version.number > 1 {
        return Ok(From::NewVersion(version.started.date()));
    }
    let agreed = people::agreement::agreed_since(conn, version.family, version.opened)?;
    Ok(agreed.map_or_else(|| From::Start(version.started.date()), |at| From::Agreement(at.date())))
}

/// By when whoever has to act on a complete or a returned assessment does so.
pub(crate) fn answer_by(pack: &Pack, today: NaiveDate) -> NaiveDate {
    pack.calendar().plus_working(today, pack.number("assessment-authorise"))
}

/// A draft of an open episode, without its texts.
type Draft = (crate::AssessmentId, EpisodeId, FamilyId, i64, Instant);

/// The daily round: where the family agreed after somebody began to write, the days count from then.
pub(crate) fn daily(db: &Db, pack: &Pack, _: Capabilities) -> Result<()> {
    let (drafts, opened) = drafts(&mut db.connect()?)?;
    for (id, episode, family, number, started) in drafts {
        let Some(opened) = opened.get(&episode).copied() else { continue };
        db.alone(&pack.hash, |tx| {
            let due_on = of(tx.conn(), Timed { family, opened, started, number })?.complete_by(pack);
            tasks::redate(tx, id.0, kinds::ASSESSMENT, due_on)?;
            tx.nothing_new();
            Ok(())
        })?;
    }
    Ok(())
}

/// Drafts of open episodes, and when those were opened; not those that were returned, which have a day of their own.
fn drafts(conn: &mut Conn) -> Result<(Vec<Draft>, BTreeMap<EpisodeId, Instant>)> {
    let open = episode::table.filter(episode::closed_at.is_null());
    let drafts = assessment::table
        .filter(assessment::episode_id.eq_any(open.select(episode::id)))
        .filter(assessment::completed_at.is_null().and(assessment::returned_why.eq("")))
        .select((
            assessment::id,
            assessment::episode_id,
            assessment::family_id,
            assessment::number,
            assessment::started_at,
        ))
        .load(conn)?;
    let opened: Vec<(EpisodeId, Instant)> = open.select((episode::id, episode::opened_at)).load(conn)?;
    Ok((drafts, opened.into_iter().collect()))
}
