//! How families are reviewed in the demo, and how help ends.

use crate::{
    ReviewId,
    closure::{self, Ending},
    records,
    rules::{Attendance, NextStep, Opinion, Said},
};
use access::{
    Change, Permits,
    demo::{GOOD, Help, Scene, Telling, Told, pick},
    family,
};
use cases::open_case;
use chrono::Days;
use fastrand::Rng;
use plans::records::{self as plan, Progress};
use web::{Error, Result};

/// From the plan to the end.
pub(crate) const TELLINGS: &[Telling] = &[Telling { place: 50, tell: review }];

fn review(scene: &mut Scene<'_>) -> Result<Told> {
    let help = scene.help()?;
    if let Some(reason) = scene.ending {
        end(scene, &help, reason, "The family knows whom to call.")?;
        return Ok(Told::Over);
    }

    let rounds = if help.kind == "assessment" { scene.rng.usize(1..5) } else { 1 };
    for round in 1..=rounds {
        if !hold(scene, &help, round == rounds)? {
            return Ok(Told::Over);
        }
    }
    if !scene.wait_some(1..14) {
        return Ok(Told::Over);
    }

    if scene.chance(12) {
        match cases::demo::step_up(scene, &help)? {
            None => return Ok(Told::Over),
            Some(false) if !scene.wait_some(10..28) => return Ok(Told::Over),
            Some(false) => {
                end(scene, &help, "universal-enough", "The school and the breakfast club know the family.")?;
                return Ok(Told::Over);
            }
            Some(true) => {}
        }
        end(scene, &help, "step-up", "Children's social care leads from now on.")?;
        return stepped_down(scene);
    } else {
        let reasons = ["outcomes-met", "outcomes-met", "outcomes-met", "universal-enough", "moved", "disengaged"];
        let reason = *scene.pick(&reasons);
        end(scene, &help, reason, "The school keeps an eye on mornings. The family can call the hub at any time.")?;
    }
    scene.closed = true;
    Ok(Told::On)
}

/// Most families whom social care took over come back to early help, and manage alone some weeks later.
fn stepped_down(scene: &mut Scene<'_>) -> Result<Told> {
    if !scene.chance(85) {
        return Ok(Told::Over);
    }
    let Some(help) = cases::demo::step_down(scene)? else { return Ok(Told::Over) };
    for _ in 0..2 {
        if !scene.wait_some(14..28) {
            return Ok(Told::Over);
        }
        cases::demo::note(scene, &help.lead)?;
    }
    end(scene, &help, "universal-enough", "The school and the breakfast club know the family.")?;
    Ok(Told::Over)
}

/// One review, planned and held; `false` where the clock goes on without it.
fn hold(scene: &mut Scene<'_>, help: &Help, last: bool) -> Result<bool> {
    let gap = if scene.chance(85) { scene.rng.i64(35..46) } else { scene.rng.i64(46..54) };
    let on = scene.today() + Days::new(u64::try_from(gap).unwrap_or(42));
    let pack = scene.app.pack.clone();
    let planned = scene.by(&help.lead, |change| {
        let case = open_case(change, family::HoldReview, help.episode)?;
        records::schedule(change.tx, &case, on, &pack)
    })?;
    if !scene.wait(gap / 2) {
        return Ok(false);
    }

    cases::demo::note(scene, &help.lead)?;
    // some reviews are late
    if scene.chance(6) || !scene.wait(gap - gap / 2) {
        return Ok(false);
    }

    let mut rng = scene.rng.fork();
    scene.by(&help.lead, |change| meet(change, help, planned, last, &mut rng))?;
    Ok(true)
}

/// Everyone looks at the plan together; at the last review every outcome has its result.
fn meet(change: &mut Change<'_, '_>, help: &Help, review: ReviewId, last: bool, rng: &mut Rng) -> Result<()> {
    let pack = change.pack.clone();
    let case = open_case(change, family::HoldReview, help.episode)?;
    let acting = open_case(change, family::UpdateAction, help.episode)?;
    let invited = records::list_invited(change.conn(), &case.permit, review)?;
    let mut came = || if rng.u8(..100) < 80 { Attendance::Attended } else { Attendance::Report };
    let attendance = invited.iter().map(|invitee| (invitee.id, came())).collect();

    let plan = plan::current(change.conn(), &case.permit, help.episode)?;
    let progress = if last { Progress::Done } else { Progress::Going };
    let open = plan.iter().flat_map(|whole| whole.open_actions());
    let held = records::Held {
        review,
        positives: (*pick(rng, GOOD)).into(),
        family_view: "It is better than it was. Mornings are still hard.".into(),
        next_step: Some(if last { NextStep::Close } else { NextStep::Continue }),
        reason: "Everyone agreed on this.".into(),
        attendance,
        actions: open.map(|action| (action.id, progress)).collect(),
    };
    records::hold(change.tx, &case, &acting, &held, &pack)?;

    let writing = open_case(change, family::WritePlan, help.episode)?;
    for outcome in plan.iter().filter(|_| last).flat_map(|whole| &whole.outcomes) {
        let code = *pick(rng, &["achieved", "achieved", "achieved", "partly", "not"]);
        let result = pack.code("result", code, change.today).ok_or(Error::NotFound)?;
        plan::set_result(change.tx, &writing, outcome.id, result, "")?;
    }
    Ok(())
}

/// Two in three are asked and answer; who reached their outcomes is happier.
fn said(rng: &mut Rng, met: bool) -> Said {
    let mut opinion = |yes: u8| match rng.u8(..100) {
        n if n < yes => Opinion::Yes,
        n if n < 68 => Opinion::No,
        _ => Opinion::NotAsked,
    };
    Said {
        timely: Some(opinion(if met { 56 } else { 40 })),
        helpful: Some(opinion(if met { 62 } else { 38 })),
        able: Some(opinion(if met { 55 } else { 20 })),
        words: String::new(),
    }
}

fn end(scene: &mut Scene<'_>, help: &Help, reason: &str, exit_plan: &str) -> Result<()> {
    let said = said(scene.rng, reason == "outcomes-met");
    let pack = scene.app.pack.clone();
    scene.by(&help.lead, |change| {
        let case = open_case(change, family::CloseEpisode, help.episode)?;
        let reason = pack.code("closing-reason", reason, change.today).ok_or(Error::NotFound)?;
        closure::close(change.tx, &case, &Ending { reason, exit_plan, said })
    })
}
