//! A row for each child of each assessment of the window, and of each episode that is open without one.

use super::{
    Asked, Known,
    children::{Children, Families, each_child},
    episodes::Episode,
};
use crate::field::{Field, Line, Rule};
use access::{AccountId, EpisodeId, FamilyId};
use assessments::records::assessment;
use diesel::prelude::*;
use std::collections::BTreeMap;
use store::{Conn, Instant, MultiBackend, Result, Uuid};

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = assessment, check_for_backend(MultiBackend))]
struct Version {
    episode_id: EpisodeId,
    started_by: Option<AccountId>,
    started_at: Instant,
    completed_by: Option<AccountId>,
    completed_at: Option<Instant>,
    superseded_at: Option<Instant>,
}

impl Version {
    fn completed(&self, asked: &Asked<'_>) -> Option<Instant> {
        self.completed_at.filter(|at| *at < asked.until())
    }

    /// Begun or completed in the window.
    fn falls(&self, asked: &Asked<'_>) -> bool {
        self.started_at >= asked.from() || self.completed(asked).is_some_and(|at| at >= asked.from())
    }

    /// Begun by the day for which the return is made, and not given up before it was complete.
    fn counts(&self, asked: &Asked<'_>) -> bool {
        self.started_at < asked.until() && (self.superseded_at.is_none() || self.completed_at.is_some())
    }

    fn tell(&self, asked: &Asked<'_>, known: &Known, line: &mut Line, episode: &Episode) {
        line.set(Field::AssessmentStart, self.started_at.date());
        line.set(Field::AssessmentCompleted, self.completed(asked).map(Instant::date));
        known.organisation(line, &[self.completed_by, self.started_by, episode.lead_id], episode.team_id);
    }
}

pub(super) fn read(
    conn: &mut Conn,
    asked: &Asked<'_>,
    known: &Known,
    hand: &mut dyn FnMut(Line) -> Result<()>,
) -> Result<()> {
    let mut after = EpisodeId(Uuid::nil());
    loop {
        let episodes = Episode::some(conn, asked, after)?;
        let Some(last) = episodes.last() else { return Ok(()) };
        after = last.id;
        let ids: Vec<FamilyId> = episodes.iter().map(|episode| episode.family_id).collect();
        let families = Families::load(conn, &ids)?;
        let children = Children::load(conn, known, &families.people())?;
        let versions = versions(conn, asked, &episodes)?;

        for episode in &episodes {
            let theirs = versions.get(&episode.id).map_or(&[][..], Vec::as_slice);
            let until = episode.closed(asked).map_or(asked.as_of, Instant::date);
            let of = families.children(episode.family_id, episode.opened_at.date(), until);
            for line in lines((asked, known), episode, theirs) {
                each_child(&children, &of, (asked, known), &line, hand)?;
            }
        }
    }
}

/// A row for each version that falls into the window; for an episode that goes on without one, the last before, or the
/// day on which help began.
fn lines((asked, known): (&Asked<'_>, &Known), episode: &Episode, versions: &[Version]) -> Vec<Line> {
    let line = |version: &Version| {
        let mut line = episode.line(asked);
        version.tell(asked, known, &mut line, episode);
        line
    };
    let fall: Vec<Line> = versions.iter().filter(|version| version.falls(asked)).map(line).collect();
    if !fall.is_empty() || episode.closed(asked).is_some() {
        return fall;
    }

    let mut current = match versions.last() {
        Some(last) => line(last),
        None => {
            let mut line = episode.line(asked);
            line.mark(Rule::NoAssessment);
            line.set(Field::AssessmentStart, episode.opened_at.date());
            known.organisation(&mut line, &[episode.lead_id], episode.team_id);
            line
        }
    };
    if !known.is_own(episode.team_id, episode.lead_id) {
        current.mark(Rule::Partner);
    }
    vec![current]
}

fn versions(conn: &mut Conn, asked: &Asked<'_>, episodes: &[Episode]) -> Result<BTreeMap<EpisodeId, Vec<Version>>> {
    let ids: Vec<EpisodeId> = episodes.iter().map(|episode| episode.id).collect();
    let rows: Vec<Version> = assessment::table
        .filter(assessment::episode_id.eq_any(ids))
        .order((assessment::episode_id, assessment::number))
        .select(Version::as_select())
        .load(conn)?;
    let mut by_episode: BTreeMap<EpisodeId, Vec<Version>> = BTreeMap::new();
    for row in rows.into_iter().filter(|row| row.counts(asked)) {
        by_episode.entry(row.episode_id).or_default().push(row);
    }
    Ok(by_episode)
}
