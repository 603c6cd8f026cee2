//! Families that wait, in the demo.

use crate::{
    records::{self, Answer, Ended, For, NewLook, NewOffer, NewPlace, Priority, Target},
    rules::Still,
};
use access::{
    Actor, FamilyId, Permits,
    demo::{GOOD, Scene, Telling, Told, WORRIES},
    family, waiting,
};
use std::sync::Arc;
use web::Result;

/// While help goes on, some wait for something beside it.
pub(crate) const TELLINGS: &[Telling] = &[Telling { place: 35, tell }];

const HOPED: &[(&str, &str)] = &[
    ("Play therapy", "Somebody with whom the child can talk and play."),
    ("Speech and language drop-in", "Help with first words."),
    ("Counselling for young people", "Somebody outside of the family to talk to."),
    ("Debt advice", "A plan for the rent that is owed."),
];

fn tell(scene: &mut Scene<'_>) -> Result<Told> {
    if !scene.chance(9) {
        return Ok(Told::On);
    }
    let (family, help) = (scene.family()?, scene.help()?);
    let (name, what) = *scene.pick(HOPED);
    let (need, ..) = *scene.pick(WORRIES);
    let pack = scene.app.pack.clone();
    let soon = scene.chance(30);
    // who came back may wait for it since the time before
    if records::open_of_family(scene.conn, family)?.iter().any(|place| place.target_name == name) {
        return Ok(Told::On);
    }
    let new = NewPlace {
        since: None,
        family,
        target: Target { kind: For::Service, id: None, name: name.into() },
        what: what.into(),
        priority: Some(if soon { Priority::Soon } else { Priority::Routine }),
        why: if soon { "It gets harder every week.".into() } else { String::new() },
        needs: vec![need.into()],
        level: "2".into(),
        asked_by: help.lead.account,
        contact: None,
        episode: Some(help.episode),
        source: None,
        owner: help.lead.account,
    };
    let lead = help.lead.clone();
    let id = scene.by(&lead, |change| {
        let permit = change.permit(family::OfferService, family)?;
        records::begin(change.tx, &pack, permit.actor(), &new)
    })?;

    wait_on(scene, id, &lead)?;
    Ok(Told::On)
}

/// A family that was put on the list of `name` by somebody else waits, as one that was put there by its lead does.
///
/// # Errors
/// Those of the commands.
pub fn wait_for(scene: &mut Scene<'_>, family: FamilyId, name: &str, lead: &Arc<Actor>) -> Result<()> {
    let open = records::open_of_family(scene.conn, family)?;
    match open.into_iter().find(|place| place.target_name == name) {
        Some(place) => wait_on(scene, place.id, lead),
        None => Ok(()),
    }
}

/// They wait, are asked how they are, and mostly have it in the end. The story of the family goes on beside it: what
/// happens here takes no time of its own.
fn wait_on(scene: &mut Scene<'_>, id: records::WaitingId, lead: &Arc<Actor>) -> Result<()> {
    let pack = scene.app.pack.clone();
    // some wait to this day, however long it is
    let (from, for_long) = (scene.at, scene.chance(20));
    let looks = if for_long { 60 } else { scene.rng.i64(0..6) };
    for _ in 0..looks {
        if !scene.wait(28) {
            break;
        }
        let look = NewLook { still: Some(Still::Needed), words: (*scene.pick(GOOD)).into(), ..NewLook::default() };
        scene.by(lead, |change| {
            let permit = change.permit(waiting::Keep, id)?;
            records::look(change.tx, &permit, &pack, &look)
        })?;
    }
    if !for_long && scene.wait_some(3..20) {
        finish(scene, id, lead)?;
    }
    scene.at = from;
    Ok(())
}

/// It is offered and answered, or ends otherwise.
fn finish(scene: &mut Scene<'_>, id: records::WaitingId, lead: &Arc<Actor>) -> Result<()> {
    let pack = scene.app.pack.clone();
    let answer_by = pack.calendar().plus_working(scene.today(), pack.number("waiting-answer"));
    let (offered, accepts) = (scene.chance(85), scene.chance(85));
    scene.by(lead, |change| {
        let permit = change.permit(waiting::Keep, id)?;
        if !offered {
            let words = "The family rang: it is better now.";
            return records::end(change.tx, permit.actor(), id, Some(Ended::NotNeeded), words);
        }
        let offer = NewOffer { what: "A place from Monday week.".into(), answer_by, href: None };
        records::offer(change.tx, permit.actor(), id, &offer)
    })?;
    if !offered || !scene.wait_some(1..4) {
        return Ok(());
    }
    let said = if accepts { Answer::Accepted } else { Answer::Declined };
    scene.by(lead, |change| {
        let permit = change.permit(waiting::Keep, id)?;
        records::answer(change.tx, &pack, permit.actor(), id, Some(said), "They rang back.")
    })
}
