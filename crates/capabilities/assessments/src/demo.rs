//! How an assessment is made in the demo: begun, written over some weeks, completed, authorised.

use crate::{records, rules};
use access::{
    Permits,
    demo::{Scene, Telling, Told, WORRIES},
    family,
};
use cases::open_case;
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
    write(scene)?;
    if !scene.wait_some(0..6) {
        return Ok(Told::Over);
    }

    let manager = scene.manager.clone().ok_or(Error::NotFound)?;
    scene.by(&manager, |change| {
        let case = open_case(change, family::AuthoriseAssessment, help.episode)?;
        records::authorise(change.tx, &case, &pack, None)
    })?;
    Ok(Told::On)
}

/// Every question that needs an answer has one.
fn write(scene: &mut Scene<'_>) -> Result<()> {
    let (help, pack) = (scene.help()?, scene.app.pack.clone());
    let worry = scene.pick(WORRIES).2;
    let scale = scene.rng.u8(3..9).to_string();
    scene.by(&help.lead, |change| {
        let case = open_case(change, family::WriteAssessment, help.episode)?;
        let members = people::records::members(change.conn(), &case.permit)?;
        for area in &pack.areas {
            let answer = |(key, needed): (String, bool)| {
                let text = match (key.contains("-scale."), needed) {
                    (true, _) => &*scale,
                    (_, true) => worry,
                    _ => "",
                };
                (key, text.to_owned())
            };
            let answers: rules::Answers = rules::keys(&pack, area, &members).into_iter().map(answer).collect();
            records::write(change.tx, &case, &area.code, answers)?;
        }
        records::complete(change.tx, &case, &pack)
    })
}
