//! How families come in the demo: brought by somebody, decided, answered; and some come back.

use crate::{
    ContactId, Through,
    decide::{Decision, Unmet, decide},
    intake::{self, Maker, NewContact, NewNotice},
    records::{self, Contact, ContactPerson, Followed, Identified},
    rules::{Belongs, Follows, answers, follows},
};
use access::{
    Actor, Change, FamilyId, Permit, Permits, TeamId, contact,
    demo::{GOOD, Scene, Telling, Told, WORRIES},
    family,
};
use people::{PersonId, demo, details::Typed, matching};
use std::sync::Arc;
use web::{Error, Result};

/// A contact begins every story, and some stories begin again.
pub(crate) const TELLINGS: &[Telling] = &[Telling { place: 10, tell: bring }, Telling { place: 90, tell: come_back }];

fn bring(scene: &mut Scene<'_>) -> Result<Told> {
    let people = household(scene)?;
    tell(scene, people, &[])
}

/// Some come back after help has ended.
fn come_back(scene: &mut Scene<'_>) -> Result<Told> {
    let pause = scene.rng.i64(30..400);
    if !scene.closed || !scene.chance(12) || !scene.wait(pause) {
        return Ok(Told::Over);
    }

    let (family, manager) = (scene.family()?, scene.manager.clone().ok_or(Error::NotFound)?);
    let members = scene.by(&manager, |change| {
        let permit = change.permit(family::Open, family)?;
        Ok(people::records::members(change.conn(), &permit)?)
    })?;
    let today = scene.today();
    let as_known = members.iter().map(|member| Typed::of(&member.person.details, member.role));
    let people = as_known.map(|known| demo::later(scene.rng, known, today)).collect();
    let known: Vec<PersonId> = members.iter().map(|member| member.person.id).collect();
    let told = tell(scene, people, &known)?;
    Ok(if told == Told::On { Told::Again } else { told })
}

/// A contact, its decision, its answer; on with a family when help begins. `known` are those of the family that comes back.
fn tell(scene: &mut Scene<'_>, people: Vec<Typed>, known: &[PersonId]) -> Result<Told> {
    let contact = receive(scene, people)?;
    let wait = if scene.chance(88) { 0 } else { scene.rng.i64(1..6) };
    if !scene.wait(wait) {
        return Ok(Told::Over);
    }

    let officer = scene.pick(&scene.cast.front_door).clone();
    let outcome = outcome(scene);
    let decided = scene_decides(scene, &officer, &contact, outcome, known)?;
    if !scene.wait(0) {
        return Ok(Told::Over);
    }

    scene.by(&officer, |change| {
        let permit = change.permit(contact::Answer, contact.id)?;
        let text = "Thank you. We have looked at this with care and tell you what happens next.";
        let version = records::find(change.conn(), &permit)?.version;
        records::answer(change.tx, &permit, version, text)?;
        let permit = change.permit(contact::Close, contact.id)?;
        records::close(change.tx, &permit, version + 1)
    })?;
    scene.family = decided.filter(|_| begins(outcome));
    if scene.family.is_some() {
        return Ok(Told::On);
    }
    if let Some(family) = decided.filter(|_| outcome == "step-up") {
        cases::demo::step_up_from_contact(scene, &officer, family)?;
    }
    follow_up(scene, &officer, &contact, outcome)?;
    Ok(Told::Over)
}

/// What follows a decision is asked after, some of it more than once, until it ends.
fn follow_up(scene: &mut Scene<'_>, officer: &Arc<Actor>, contact: &Contact, outcome: &str) -> Result<()> {
    if follows(outcome, false).word().is_none() {
        return Ok(());
    }
    let pack = scene.app.pack.clone();
    let [ends, again] = [false, true]
        .map(|again| answers(outcome).iter().map(|(came, _)| *came).find(|came| came.is_asked_again() == again));
    while scene.wait_some(12..27) {
        let goes_on = scene.chance(25).then_some(again).flatten();
        let said = Followed { came: goes_on.or(ends), words: (*scene.pick(GOOD)).into() };
        scene.by(officer, |change| {
            let permit = change.permit(contact::FollowUp, contact.id)?;
            records::follow(change.tx, &permit, &pack, &said).map(|_| ())
        })?;
        if goes_on.is_none() {
            return Ok(());
        }
    }
    Ok(())
}

/// A household; a few are written a second time by somebody who does not know that they are known.
fn household(scene: &mut Scene<'_>) -> Result<Vec<Typed>> {
    let today = scene.today();
    let mut people = demo::people(scene.rng, today);
    let last: Vec<Typed> = serde_json::from_value(scene.cast.memory.borrow().clone()).unwrap_or_default();
    // histories are not made in order: nobody is brought before they are born
    let day = today.to_string();
    let born =
        |person: &Typed| person.expected_on.is_none() && person.date_of_birth.as_ref().is_some_and(|born| *born <= day);
    if !last.is_empty() && last.iter().all(born) && scene.chance(2) {
        people = last.iter().map(|person| demo::written_again(scene.rng, person)).collect();
    }
    let kept = serde_json::to_value(&people).map_err(|e| Error::Fault(e.to_string()))?;
    scene.cast.memory.replace(kept);
    Ok(people)
}

fn receive(scene: &mut Scene<'_>, people: Vec<Typed>) -> Result<Contact> {
    let (maker, source) = if scene.chance(18) {
        (Arc::new(Actor { as_of: scene.at, ..Actor::nobody() }), "family")
    } else {
        scene.pick(&scene.cast.makers).clone()
    };
    let family = source == "family";
    let new = new_contact(scene, source, people);
    let pack = scene.app.pack.clone();
    let valid = intake::check(&new, &pack, scene.today(), family);
    let valid = valid.map_err(|e| Error::Fault(e.iter().map(|(field, told)| format!("{field}: {told} ")).collect()))?;
    let through = if family { Through::Public(None) } else { Through::Account };
    let (contact, _) = scene.by(&maker, |change| Ok(records::receive(change.tx, &maker, &pack, &valid, through)?))?;
    Ok(contact)
}

fn new_contact(scene: &mut Scene<'_>, source: &str, people: Vec<Typed>) -> NewContact {
    let (need, more, summary) = *scene.pick(WORRIES);
    let more = more.iter().take(scene.rng.usize(..2));
    let (stepped_down, given) = (scene.chance(4), scene.chance(82));
    let kind = match source {
        "police" => intake::POLICE,
        _ if stepped_down => "step-down",
        _ => "request",
    };
    let maker = match source {
        "family" => Maker { name: "A parent".into(), phone: "07700 900000".into(), ..Maker::default() },
        _ => Maker::default(),
    };
    let today = scene.today();
    let notice = || NewNotice {
        incident_on: (today - chrono::Days::new(1)).to_string(),
        incident_number: today.format("46/%j/%y").to_string(),
        risk: ["standard", "standard", "medium", "high"][people.len() % 4].into(),
        marac: "not-known".into(),
        children_present: Some(vec![1]),
    };
    NewContact {
        police: (kind == intake::POLICE).then(notice),
        kind: kind.into(),
        source: source.into(),
        channel: (*scene.pick(&["online", "online", "phone", "in-person", "email"])).into(),
        summary: summary.into(),
        hoped_for: "That things are calmer at home and the children are well.".into(),
        needs: std::iter::once(&need).chain(more).map(|need| (*need).into()).collect(),
        network: vec!["own-family".into(), "universal-services".into()],
        agreement: if given { "given".into() } else { "not-asked".into() },
        agreement_note: if given { String::new() } else { "Could not be reached yet.".into() },
        people,
        maker,
        ..NewContact::default()
    }
}

fn outcome(scene: &mut Scene<'_>) -> &'static str {
    match scene.rng.u8(..100) {
        0..14 => "advice",
        14..32 => "signpost",
        32..44 => "single-agency",
        44..62 => "intervention-plan",
        62..86 => "assessment",
        86..88 => "panel",
        88..90 => "waiting-list",
        90 => "group-programme",
        91 => "with-social-care",
        92..94 => "step-up",
        _ => "no-further-action",
    }
}

/// Whether help begins with this outcome.
fn begins(outcome: &str) -> bool {
    follows(outcome, false) == Follows::Episode
}

/// The decision; the family that it is about.
fn scene_decides(
    scene: &mut Scene<'_>,
    officer: &Arc<Actor>,
    contact: &Contact,
    outcome: &str,
    known: &[PersonId],
) -> Result<Option<FamilyId>> {
    let team = scene.pick(&scene.cast.teams).id;
    let unmet = scene.chance(2);
    scene.by(officer, |change| {
        let permit = change.permit(contact::MatchPeople, contact.id)?;
        if known.is_empty() {
            take_all_as_new(change, &permit)?
        } else {
            match_again(change, &permit, known)?
        }

        let permit = change.permit(contact::Decide, contact.id)?;
        let people = records::people(change.conn(), &permit)?;
        let mut decision = decision(contact, outcome, team);
        // whoever was taken for somebody of another family is of this one, too
        decision.belongs = people.iter().map(|person| (person.place, Belongs::Here)).collect();
        if unmet {
            let note = "No place within reach this term.".into();
            decision.unmet = Some(Unmet { needs: contact.needs.0.clone(), note });
        }
        Ok(decide(change, &permit, &decision)?.family_id)
    })
}

fn decision(contact: &Contact, outcome: &str, team: TeamId) -> Decision {
    let (level, indicators): (_, &[&str]) = match outcome {
        "step-up" | "with-social-care" => ("3", &["significant-impairment"]),
        "advice" | "signpost" | "no-further-action" => ("1", &["needs-met"]),
        "assessment" => ("2", &["additional-needs", "several-agencies", "complex-needs"]),
        _ => ("2", &["additional-needs"]),
    };
    Decision {
        level: level.into(),
        indicators: indicators.iter().map(|code| (*code).into()).collect(),
        outcome: outcome.into(),
        reason: "What was brought, and what is there for the family already, was looked at together.".into(),
        no_further_action: (outcome == "no-further-action").then(|| "needs-met".into()),
        team: begins(outcome).then_some(team),
        version: contact.version,
        ..Decision::default()
    }
}

/// Finds everyone by the matcher, as an officer would who has the record of the family before them: whoever is written
/// a second time in another family's is not taken for one of this.
fn match_again(
    change: &mut Change<'_, '_>,
    permit: &Permit<ContactId, contact::MatchPeople>,
    known: &[PersonId],
) -> Result<()> {
    let people = records::people(change.conn(), permit)?;
    let mut choices = Vec::new();
    let mut taken = Vec::new();
    for named in &people {
        let found = matching::candidates(change.conn(), permit, &named.sought())?.candidates;
        let offered = found.iter().map(|known| known.person.id).collect();
        let sure = found.iter().filter(|found| found.probability >= 0.9 && !found.apart);
        let person = sure.map(|found| found.person.id).find(|id| known.contains(id) && !taken.contains(id));
        taken.extend(person);
        choices.push(Identified { id: named.id, person, unsure: false, offered });
    }
    records::match_people(change.tx, permit, &choices)
}

/// Takes everyone as new without a look at who they may be: so that some have two records, as in life.
fn take_all_as_new(change: &mut Change<'_, '_>, permit: &Permit<ContactId, contact::MatchPeople>) -> Result<()> {
    let people = records::people(change.conn(), permit)?;
    let new = |named: &ContactPerson| Identified { id: named.id, person: None, unsure: false, offered: vec![] };
    let choices: Vec<Identified> = people.iter().map(new).collect();
    records::match_people(change.tx, permit, &choices)
}
