//! The newest assessment of an episode, as plain facts: what its paper asks, and what was answered.

use crate::rules::file::{Assessed, OfChild, Part};
use assessments::{
    Assessment,
    paper::{Paper, Someone},
    records::assessment,
    rules::{Entry, entries},
};
use cases::EpisodeId;
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::{Area, Kind, Pack};
use people::Member;
use store::{Conn, Instant, Result, each};

/// Which question of an area asks what goes well, and which what people worry about: the end of its id in every pack.
const STRENGTHS: &str = "-strengths";
const WORRIES: &str = "-worries";

pub(super) fn newest(conn: &mut Conn, episode: EpisodeId) -> Result<Option<Assessment>> {
    Ok(each!(conn, c => assessment::table
        .filter(assessment::episode_id.eq(episode))
        .order(assessment::number.desc())
        .select(Assessment::as_select())
        .first(c))
    .optional()?)
}

pub(super) fn of(pack: &Pack, version: &Assessment, members: &[Member], today: NaiveDate) -> Assessed {
    let paper = version.paper(pack, members, today);
    let marks = &version.marks.0;
    Assessed {
        id: version.id.0,
        completed_on: version.completed_at.or(version.authorised_at).map(Instant::date),
        on_paper: paper.people.iter().map(|someone| someone.id).collect(),
        parts: paper.parts.iter().map(|area| part(pack, &paper, area, version)).collect(),
        consulted: version.meetings.0.consulted.len(),
        taken_over: (marks.len(), marks.values().filter(|mark| mark.taken_over && !mark.contact).count()),
    }
}

fn part(pack: &Pack, paper: &Paper, area: &Area, version: &Assessment) -> Part {
    let is_area = pack.areas.iter().any(|known| known.code == area.code);
    let mut part = Part { code: area.code.clone(), is_area, ..Part::default() };
    let mut scale: Option<String> = None;
    for entry in entries(paper, area) {
        let text = version.answer(&entry.key);
        match entry.question.kind {
            Kind::Text => put(&mut part, &entry, text),
            Kind::Needs => part.presenting |= !text.trim().is_empty(),
            Kind::UnderlyingNeeds => part.underlying |= !text.trim().is_empty(),
            Kind::Scale => {
                // one scale about one child, whoever says a number
                let of = entry.key.rsplit_once('.').map_or(entry.key.as_str(), |(of, _)| of);
                if scale.as_deref() != Some(of) {
                    part.scales.push((0, 0));
                    scale = Some(of.to_owned());
                }
                if let Some((could, did)) = part.scales.last_mut() {
                    *could += 1;
                    *did += usize::from(!text.trim().is_empty());
                }
            }
        }
    }
    part
}

fn put(part: &mut Part, entry: &Entry<'_>, text: &str) {
    let text = text.to_owned();
    match entry.person {
        Some(Someone { id, stage, .. }) if stage.is_child() => {
            let question = entry.question.id.clone();
            part.of_children.push(OfChild { child: *id, speaks: stage.speaks(), question, text });
        }
        Some(someone) => part.of_parents.push((someone.id, text)),
        None if entry.question.becomes_outcome => part.needed = Some(text),
        None if entry.question.id.ends_with(STRENGTHS) => part.strengths = Some(text),
        None if entry.question.id.ends_with(WORRIES) => part.worries = Some(text),
        None => part.other.push(text),
    }
}
