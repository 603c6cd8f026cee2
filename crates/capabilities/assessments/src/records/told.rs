//! What others ask of an assessment: what needs to happen, how things are, and whether a child came after it.

use super::version::{Assessment, assessment};
use crate::rules::{self, Answers};
use access::{FamilyId, Sight};
use cases::EpisodeId;
use diesel::prelude::*;
use pack::{Kind, Pack};
use people::{
    MemberRole, PersonId,
    records::{member, members},
};
use std::collections::{BTreeMap, BTreeSet};
use store::{Conn, Instant, Json, each};

/// Something that needs to happen, as the assessment says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needed {
    /// The code of its area.
    pub area: String,
    /// What the area is called.
    pub label: String,
    /// What was written.
    pub text: String,
}

/// What needs to happen, by what was authorised last in this episode: offered to the plan as outcomes.
pub fn needed(conn: &mut Conn, sight: &Sight<FamilyId>, pack: &Pack, episode: EpisodeId) -> store::Result<Vec<Needed>> {
    let Some((version, paper)) = authorised(conn, sight, pack, episode)? else { return Ok(vec![]) };
    let mut all = Vec::new();
    for part in &paper.parts {
        let outcomes = rules::entries(&paper, part).into_iter().filter(|entry| entry.question.becomes_outcome);
        for entry in outcomes {
            let text = version.answer(&entry.key).to_owned();
            let withheld = entry.person.is_some_and(|someone| someone.withheld);
            if !text.is_empty() && !withheld {
                all.push(Needed { area: part.code.clone(), label: part.label.clone(), text });
            }
        }
    }
    Ok(all)
}

/// The needs that an assessment names, without whose they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NeedsOf {
    /// As people come with them.
    pub presenting: Vec<String>,
    /// What lies beneath.
    pub underlying: Vec<String>,
}

/// The needs of every assessment that was authorised between two moments, the last version of each episode. They name
/// nobody and are asked for without a permit: to be counted.
pub fn needs_between(conn: &mut Conn, pack: &Pack, (from, until): (Instant, Instant)) -> store::Result<Vec<NeedsOf>> {
    let within = assessment::authorised_at.ge(from).and(assessment::authorised_at.lt(until));
    let rows: Vec<(EpisodeId, Json<Answers>)> = assessment::table
        .filter(within)
        .order(assessment::number)
        .select((assessment::episode_id, assessment::answers))
        .load(conn)?;
    let last: BTreeMap<EpisodeId, Json<Answers>> = rows.into_iter().collect();
    let questions = || pack.areas.iter().flat_map(|area| &area.questions);
    let named = |answers: &Answers, kind: Kind| -> Vec<String> {
        let asked = questions().filter(|question| question.kind == kind);
        let said = asked.filter_map(|question| answers.get(&question.id));
        let all: BTreeSet<&str> = said.flat_map(|answer| answer.split_whitespace()).collect();
        all.into_iter().map(ToOwned::to_owned).collect()
    };
    let of = |Json(answers): &Json<Answers>| NeedsOf {
        presenting: named(answers, Kind::Needs),
        underlying: named(answers, Kind::UnderlyingNeeds),
    };
    Ok(last.values().map(of).collect())
}

/// How things are in an area, as somebody said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scale {
    /// The code of the area.
    pub area: String,
    /// About whom, where it is about one child.
    pub child: Option<PersonId>,
    /// Who said so: a word of the pack's `rater`.
    pub rater: String,
    /// 0 to 10.
    pub number: u8,
    /// When it was authorised.
    pub at: Option<Instant>,
}

/// How things were, by what was authorised last in this episode: what stands beside the numbers of a review.
pub fn scales(conn: &mut Conn, sight: &Sight<FamilyId>, pack: &Pack, episode: EpisodeId) -> store::Result<Vec<Scale>> {
    let Some((version, paper)) = authorised(conn, sight, pack, episode)? else { return Ok(vec![]) };
    let mut all = Vec::new();
    for part in &paper.parts {
        for entry in rules::entries(&paper, part) {
            let (Some(rater), Ok(number)) = (entry.rater, version.answer(&entry.key).parse()) else { continue };
            let child = entry.person.filter(|someone| !someone.withheld).map(|someone| someone.id);
            let (area, rater, at) = (part.code.clone(), rater.code.clone(), version.authorised_at);
            all.push(Scale { area, child, rater, number, at });
        }
    }
    Ok(all)
}

/// What was authorised last in this episode, and what it was written on.
pub fn authorised(
    conn: &mut Conn,
    sight: &Sight<FamilyId>,
    pack: &Pack,
    episode: EpisodeId,
) -> store::Result<Option<(Assessment, crate::paper::Paper)>> {
    let found: Option<Assessment> = assessment::table
        .filter(assessment::episode_id.eq(episode).and(assessment::family_id.eq(sight.subject())))
        .filter(assessment::authorised_at.is_not_null())
        .order(assessment::number.desc())
        .select(Assessment::as_select())
        .first(conn)
        .optional()?;
    let Some(version) = found else { return Ok(None) };
    let members = members(conn, sight)?;
    let on = version.authorised_at.map_or_else(|| version.started_at.date(), Instant::date);
    let paper = version.paper(pack, &members, on);
    Ok(Some((version, paper)))
}

/// The children who came into the family after this moment: what was authorised before does not speak of them.
pub fn children_since(conn: &mut Conn, family: FamilyId, since: Instant) -> store::Result<Vec<PersonId>> {
    Ok(each!(conn, c => member::table
        .filter(member::family_id.eq(family).and(member::until_at.is_null()))
        .filter(member::since_at.gt(since).and(member::role.eq_any([MemberRole::Child, MemberRole::Unborn])))
        .order(member::since_at)
        .select(member::person_id)
        .load(c))?)
}
