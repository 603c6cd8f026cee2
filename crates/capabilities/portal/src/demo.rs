//! Some people of the demo have a place of their own, with something released into it, and one has said something.

use crate::{
    records::{self, Block, Body, NewPlace, NewRelease},
    rules::{Subject, Way},
};
use access::{
    Permits,
    demo::{Scene, Telling, Told},
    family,
};
use people::MemberRole;
use store::AnyId;
use web::Result;

/// After the plan, while help goes on.
pub(crate) const TELLINGS: &[Telling] = &[Telling { place: 47, tell: invite }];

/// Of the word "demo": whoever looks at the demo makes a new code on the page of the lead, and sets the place up with it.
const DEMO: &str = "$argon2id$v=19$m=19456,t=2,p=1$gYyMHyCDVFy06/jijs3OmA$Px+Xg8W8ZSBkTHlyzdo51VcaoSHlIYgBfdA8jyGL5eg";

fn invite(scene: &mut Scene<'_>) -> Result<Told> {
    if scene.closed || scene.ending.is_some() {
        return Ok(Told::On);
    }
    let (Some(id), Some(manager)) = (scene.family, scene.manager.clone()) else { return Ok(Told::On) };
    let help = scene.help()?;
    let pack = scene.app.pack.clone();
    let release = scene.by(&help.lead, |change| {
        let permit = change.permit(family::KeepOwnPlaces, id)?;
        let members = people::records::members(change.conn(), &permit)?;
        let Some(who) = members.iter().find(|one| matches!(one.role, MemberRole::Parent | MemberRole::Carer)) else {
            change.tx.nothing_new();
            return Ok(None);
        };
        let new = NewPlace {
            who: Some(who),
            way: Some(Way::InPerson),
            fact: "demo".into(),
            fact_hash: DEMO.into(),
            safe: true,
        };
        let today = change.today;
        if records::may_invite(change.conn(), &permit, &new, (&pack, today)).is_err() {
            change.tx.nothing_new();
            return Ok(None);
        }
        let (place, code) = records::invite(change.tx, &permit, &new, &pack)?;
        records::set_up(change.tx, place, &code, (DEMO, ""))?;
        let row = records::find(change.conn(), &permit, place)?;
        let whole = plans::records::last_agreed(change.conn(), &permit, help.episode)?;
        let Some(whole) = whole else { return Ok(None) };
        let blocks = whole.outcomes.iter().map(|outcome| Block {
            heading: outcome.words.clone(),
            text: format!("By {}.", web::dates::day(outcome.by_on)),
            action: None,
        });
        let new = NewRelease {
            kind: Subject::Plan,
            about: None,
            source: Some(AnyId(whole.plan.id.0)),
            relationship: format!("{}, a parent", who.person.name()),
            body: Body { words: "This is what we agreed together.".into(), blocks: blocks.collect() },
            looked: true,
        };
        records::prepare(change.tx, &permit, &row, new, &pack).map(Some)
    })?;
    let Some(release) = release.filter(|_| manager.account != help.lead.account) else { return Ok(Told::On) };
    scene.by(&manager, |change| {
        let permit = change.permit(family::ApproveRelease, id)?;
        records::decide(change.tx, &permit, release, (Some(true), ""))
    })?;
    Ok(Told::On)
}
