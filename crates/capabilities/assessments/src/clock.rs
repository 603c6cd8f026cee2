//! By when: complete so many working days after the family agreed, not after somebody began to write; and, once a day,
//! what has become owed meanwhile without anybody writing: a day that moves because they agreed, a child who came after.

use crate::{
    kinds,
    records::{assessment, children_since, href_of},
};
use access::{AccountId, FamilyId, capability::Capabilities};
use cases::{EpisodeId, records::episode};
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use std::collections::BTreeMap;
use store::{Conn, Db, Instant, Result, Tx};
use work::{NewTask, tasks};

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

/// A version of an open episode, without its texts.
#[derive(Queryable)]
struct Standing {
    id: crate::AssessmentId,
    episode: EpisodeId,
    family: FamilyId,
    number: i64,
    started: Instant,
    completed: Option<Instant>,
    authorised: Option<Instant>,
    returned_why: String,
}

/// The daily round.
pub(crate) fn daily(db: &Db, pack: &Pack, _: Capabilities) -> Result<()> {
    let (newest, episodes) = newest_of_open(&mut db.connect()?)?;
    for version in newest {
        let Some((opened, lead)) = episodes.get(&version.episode) else { continue };
        if version.authorised.is_some() {
            db.alone(&pack.hash, |tx| ask_for_new_version(tx, pack, &version, *lead))?;
        } else if version.completed.is_none() && version.returned_why.is_empty() {
            db.alone(&pack.hash, |tx| move_its_day(tx, pack, &version, *opened))?;
        }
    }
    Ok(())
}

type Opened = BTreeMap<EpisodeId, (Instant, Option<AccountId>)>;

/// The newest version of each open episode, and when the episode was opened and who leads it.
fn newest_of_open(conn: &mut Conn) -> Result<(Vec<Standing>, Opened)> {
    let open = episode::table.filter(episode::closed_at.is_null());
    let episodes: Vec<(EpisodeId, Instant, Option<AccountId>)> =
        open.select((episode::id, episode::opened_at, episode::lead_id)).load(conn)?;
    let all: Vec<Standing> = assessment::table
        .filter(assessment::episode_id.eq_any(open.select(episode::id)))
        .order(assessment::number)
        .select((
            assessment::id,
            assessment::episode_id,
            assessment::family_id,
            assessment::number,
            assessment::started_at,
            assessment::completed_at,
            assessment::authorised_at,
            assessment::returned_why,
        ))
        .load(conn)?;
    let newest: BTreeMap<EpisodeId, Standing> = all.into_iter().map(|version| (version.episode, version)).collect();
    let episodes = episodes.into_iter().map(|(id, opened, lead)| (id, (opened, lead))).collect();
    Ok((newest.into_values().collect(), episodes))
}

/// The family agreed after somebody began to write: the days count from then.
fn move_its_day(tx: &mut Tx<'_>, pack: &Pack, version: &Standing, opened: Instant) -> Result<()> {
    let Standing { family, started, number, .. } = *version;
    let due_on = of(tx.conn(), Timed { family, opened, started, number })?.complete_by(pack);
    tasks::redate(tx, version.id.0, kinds::ASSESSMENT, due_on)?;
    tx.nothing_new();
    Ok(())
}

/// A child came into the family after it was authorised: the lead owes a new version that speaks of them, too.
fn ask_for_new_version(tx: &mut Tx<'_>, pack: &Pack, version: &Standing, lead: Option<AccountId>) -> Result<()> {
    tx.nothing_new();
    let Some(authorised) = version.authorised else { return Ok(()) };
    let came_after = !children_since(tx.conn(), version.family, authorised)?.is_empty();
    if !came_after || tasks::is_owed(tx.conn(), version.id.0, kinds::ASSESSMENT)? {
        return Ok(());
    }

    let due_on = pack.calendar().plus_working(tx.now.date(), pack.number("assessment-complete"));
    let title = "A child joined the family: make a new version of the assessment";
    let task = NewTask::new(kinds::ASSESSMENT, version.id.0, title, href_of(version.episode), due_on);
    tasks::add(tx, task.owed_by(lead).about(version.family).within(version.episode))?;
    Ok(())
}
