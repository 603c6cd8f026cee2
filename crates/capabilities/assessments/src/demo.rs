//! How an assessment is made in the demo: begun, written over some weeks, completed, authorised.

use crate::{
    paper::{Paper, Someone},
    records::{self, Written},
    rules::{self, Entry, Meetings, Seen},
};
use access::{
    Permits,
    demo::{Scene, Telling, Told, WORRIES},
    family,
};
use cases::open_case;
use pack::Kind;
use web::{Error, Result};

/// Where the decision was one.
pub(crate) const TELLINGS: &[Telling] = &[Telling { place: 30, tell: assess }];

fn assess(scene: &mut Scene<'_>) -> Result<Told> {
    let (help, pack) = (scene.help()?, scene.app.pack.clone());
    if help.kind != "assessment" || scene.ending.is_some() {
        return Ok(Told::On);
    }

    scene.by(&help.lead, |change| {
        let case = open_case(change, family::WriteAssessment, help.episode)?;
        records::start(change.tx, &case, &pack).map(|_| ())
    })?;
    if !scene.wait_some(8..35) {
        return Ok(Told::Over);
    }

    cases::demo::note(scene, &help.lead)?;
    cases::demo::agree_too(scene, &help)?;
    write(scene)?;
    if !scene.wait_some(0..6) {
        return Ok(Told::Over);
    }

    cases::demo::agree_too(scene, &help)?;
    let manager = scene.manager.clone().ok_or(Error::NotFound)?;
    scene.by(&manager, |change| {
        let case = open_case(change, family::AuthoriseAssessment, help.episode)?;
        records::authorise(change.tx, &case, &pack, None)
    })?;
    Ok(Told::On)
}

/// Every question that needs an answer has one, every child was seen, and needs are named as they came and as they lie
/// beneath.
fn write(scene: &mut Scene<'_>) -> Result<()> {
    let (help, pack) = (scene.help()?, scene.app.pack.clone());
    let (need, beneath, worry) = *scene.pick(WORRIES);
    let scale = scene.rng.u8(3..9).to_string();
    scene.by(&help.lead, |change| {
        let case = open_case(change, family::WriteAssessment, help.episode)?;
        let members = people::records::members(change.conn(), &case.permit)?;
        let paper = Paper::of(&pack, &members, change.today);
        for part in &paper.parts {
            let here = |codes: &[&str]| -> String {
                let found = codes.iter().filter(|code| paper.needs_of(part).any(|known| known.code == ***code));
                found.copied().collect::<Vec<_>>().join(" ")
            };
            let answer = |entry: Entry<'_>| {
                let text = match (entry.question.kind, entry.needed || entry.question.per_parent) {
                    (Kind::Scale, _) => scale.clone(),
                    (Kind::Needs, _) => here(&[need]),
                    (Kind::UnderlyingNeeds, _) => here(beneath),
                    (Kind::Text, true) => worry.to_owned(),
                    (Kind::Text, false) => String::new(),
                };
                (entry.key, text)
            };
            let answers: rules::Answers = rules::entries(&paper, part).into_iter().map(answer).collect();
            records::write(change.tx, &case, Written { part: part.code.clone(), answers, confirmed: true })?;
        }

        let seen = |child: &Someone| {
            let alone = child.stage.speaks().then_some(true);
            (child.id, Seen { on: Some(change.today), alone, not_because: String::new() })
        };
        let meetings = Meetings { seen: rules::to_be_seen(&paper).map(seen).collect(), consulted: vec![] };
        records::meet(change.tx, &case, &pack, meetings)?;
        records::complete(change.tx, &case, &pack)
    })
}
