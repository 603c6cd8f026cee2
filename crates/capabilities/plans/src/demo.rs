//! How a plan is made in the demo: a few outcomes in the family's words, with actions, agreed.

use crate::{records, rules::PlanKind};
use access::{
    Permits,
    demo::{GOOD, Help, Scene, Telling, Told, pick},
    family,
};
use cases::{Case, open_case};
use chrono::Days;
use fastrand::Rng;
use web::{Error, Result};

/// After the assessment, where there is one.
pub(crate) const TELLINGS: &[Telling] = &[Telling { place: 40, tell: plan }];

const ACTIONS: &[&str] = &[
    "Meet with the school",
    "Try the new routine for two weeks",
    "Go to the parenting group",
    "Ask the housing office",
    "Keep a diary of mornings",
];

fn plan(scene: &mut Scene<'_>) -> Result<Told> {
    if scene.ending.is_some() {
        return Ok(Told::On);
    }
    if !scene.wait(5) {
        return Ok(Told::Over);
    }

    let help = scene.help()?;
    write(scene, &help)?;
    if !scene.wait(3) {
        return Ok(Told::Over);
    }

    cases::demo::agree_too(scene, &help)?;
    let pack = scene.app.pack.clone();
    scene.by(&help.lead, |change| {
        let case = open_case(change, family::WritePlan, help.episode)?;
        let agreement = records::Agreement {
            by: "The family".into(),
            words: "This is what we want to try.".into(),
            complex: Some(false),
            complex_why: "A few things to work on, and everyone knows what helps.".into(),
        };
        records::agree(change.tx, &case, &agreement, &pack)
    })?;
    Ok(Told::On)
}

fn write(scene: &mut Scene<'_>, help: &Help) -> Result<()> {
    let kind = if help.kind == "assessment" { PlanKind::Family } else { PlanKind::Intervention };
    let mut rng = scene.rng.fork();
    scene.by(&help.lead, |change| {
        let case = open_case(change, family::WritePlan, help.episode)?;
        let pack = change.pack.clone();
        let factors = vec!["one-worker".into(), "whole-family".into()];
        records::start(change.tx, &case, records::NewPlan { factors, ..records::NewPlan::of(kind) }, &pack)?;
        for _ in 0..rng.usize(1..5) {
            add_outcome(change, &case, help, &mut rng)?;
        }
        Ok(())
    })
}

fn add_outcome(
    change: &mut access::Change<'_, '_>,
    case: &Case<family::WritePlan>,
    help: &Help,
    rng: &mut Rng,
) -> Result<()> {
    let (pack, today) = (change.pack.clone(), change.today);
    let plan = records::current(change.conn(), &case.permit, help.episode)?.ok_or(Error::NotFound)?.plan.id;
    let members = people::records::members(change.conn(), &case.permit)?;
    let parent = members.iter().find(|member| !member.role.is_child());
    let parent = parent.map_or("The family".into(), |member| member.person.name());

    let new = records::NewOutcome {
        words: (*pick(rng, GOOD)).into(),
        measure: "The family says so, and the school sees it, too.".into(),
        by_on: Some(today + Days::new(42)),
        framework: pick(rng, pack.terms("outcome-framework")).code.clone(),
        area: pick(rng, &pack.areas).code.clone(),
        builds: vec![pick(rng, pack.terms("protective-factor")).code.clone()],
    };
    let outcome = records::add_outcome(change.tx, case, plan, new, &pack)?;
    for n in 0..rng.usize(1..3) {
        let action = records::NewAction {
            text: (*pick(rng, ACTIONS)).into(),
            owner: (n == 0).then_some(help.lead.account).flatten(),
            owner_name: if n == 0 { help.lead.signature() } else { parent.clone() },
            due_on: Some(today + Days::new(rng.u64(7..40))),
        };
        records::add_action(change.tx, case, outcome, action)?;
    }
    Ok(())
}
