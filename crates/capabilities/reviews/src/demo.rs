//! How families are reviewed in the demo, and how help ends.

use crate::{
    ReviewId,
    closure::{self, Ending},
    records,
    rules::{Answer, Asked, Attendance, FamilyView, NextStep, Opinion, Said, ToAsk, When},
};
use access::{
    AccountId, Change, Permits,
    demo::{GOOD, Help, Scene, Telling, Told, pick},
    family,
};
use cases::open_case;
use chrono::Days;
use fastrand::Rng;
use plans::records::{self as plan, Progress};
use web::{Error, Result};

/// What children say at reviews, without a name.
const VOICES: &[&str] = &[
    "I like it when we have breakfast together.",
    "Mondays are still hard, but I have a friend now.",
    "I want to draw more.",
    "It is quieter at night.",
];

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
    let pack = scene.app.pack.clone();
    let mut on = scene.today() + Days::new(u64::try_from(gap).unwrap_or(42));
    while !pack.calendar().is_working(on) {
        on = on - Days::new(1);
    }
    let times = ["9:30am", "11am", "2pm", "3:45pm"];
    let places = ["The children and family hub", "The school", "The family's home", "By video"];
    let (time, place) = (*scene.pick(&times), *scene.pick(&places));
    let when = When { time: time.into(), place: place.into(), ..When::on(on) };
    let planned = scene.by(&help.lead, |change| {
        let case = open_case(change, family::HoldReview, help.episode)?;
        records::schedule(change.tx, &case, &when, &pack)
    })?;
    if !scene.wait(gap / 2) {
        return Ok(false);
    }

    cases::demo::note(scene, &help.lead)?;
    // some reviews are late
    let late = if scene.chance(6) { scene.rng.i64(8..31) } else { 0 };
    if !scene.wait(gap - gap / 2 + late) {
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
    let of = records::find(change.conn(), &case.permit, review)?;
    let invited = records::list_invited(change.conn(), &case.permit, &of)?;
    let members = people::records::members(change.conn(), &case.permit)?;
    let mut came = || if rng.u8(..100) < 80 { Attendance::Attended } else { Attendance::Report };
    let attendance = invited.iter().map(|invitee| (invitee.id, came())).collect();

    let plan = plan::current(change.conn(), &case.permit, help.episode)?;
    let open = plan.iter().flat_map(|whole| whole.open_actions());
    let near = if last { "reached" } else { "better" };
    let unfinished = plan.iter().flat_map(records::open_outcomes);
    let children = records::children(&members).map(|child| {
        let (scale_worker, scale_own) = (Some(rng.i64(4..9)), Some(rng.i64(3..10)));
        let heard = match rng.u8(..100) {
            0..85 => records::Heard { said: (*pick(rng, VOICES)).into(), ..records::Heard::default() },
            _ => records::Heard { unheard_why: "At school. Seen there the day before.".into(), ..Default::default() },
        };
        (child.person.id, records::Heard { scale_worker, scale_own, ..heard })
    });
    let children = children.collect();
    let mut progress = || if last || rng.u8(..100) < 70 { Progress::Done } else { Progress::Going };
    let actions = open.map(|action| (action.id, progress())).collect();
    let held = records::Held {
        on: Some(change.today),
        changed: "The mornings are calmer, and the school rings less.".into(),
        support: if last { "Nothing that the family cannot do." } else { "Mondays, and the rent." }.into(),
        outcomes: unfinished.map(|outcome| (outcome.id, near.into())).collect(),
        children,
        positives: (*pick(rng, GOOD)).into(),
        family_view: "It is better than it was. Mornings are still hard.".into(),
        next_step: Some(if last { NextStep::Close } else { NextStep::Continue }),
        reason: "Everyone agreed on this.".into(),
        attendance,
        actions,
        ..records::Held::nothing_of(review)
    };
    let chair = records::Chair { case: &case, acting: &acting, handing: None };
    records::hold(change.tx, &chair, &held, &pack)?;

    let writing = open_case(change, family::WritePlan, help.episode)?;
    for outcome in plan.iter().filter(|_| last).flat_map(|whole| &whole.outcomes) {
        let code = *pick(rng, &["achieved", "achieved", "achieved", "partly", "not"]);
        let result = pack.code("result", code, change.today).ok_or(Error::NotFound)?;
        plan::set_result(change.tx, &writing, outcome.id, result, "")?;
    }
    Ok(())
}

/// Two in three are asked by the manager and answer; who reached their outcomes is happier.
fn said(rng: &mut Rng, to_ask: &[ToAsk], met: bool, asked_by: Option<AccountId>) -> Said {
    let mut answer = |who: &ToAsk| {
        let asked = match rng.u8(..100) {
            0..68 => Asked::Answered,
            68..80 => Asked::NoAnswer,
            _ => Asked::NotAsked,
        };
        let mut opinion = |yes: u8| Some(if rng.u8(..100) < yes { Opinion::Yes } else { Opinion::No });
        let [timely, helpful, able] = if met { [82, 90, 80] } else { [60, 56, 30] }.map(&mut opinion);
        Answer { asked: Some(asked), timely, helpful, able, ..Answer::nothing_of(who.person) }
    };
    let answers = to_ask.iter().map(&mut answer).collect();
    let by_letter = rng.u8(..100) < 30;
    let (family, why) = match met || rng.u8(..100) < 70 {
        true => (FamilyView::Agreed, ""),
        false => (FamilyView::NotAsked, "They could not be reached any more."),
    };
    Said {
        family: Some(family),
        family_why: why.into(),
        answers,
        way: Some(if by_letter { "letter" } else { "phone" }.into()),
        own_way: by_letter,
        asked_by,
    }
}

fn end(scene: &mut Scene<'_>, help: &Help, reason: &str, exit_plan: &str) -> Result<()> {
    let pack = scene.app.pack.clone();
    let manager = scene.manager.as_ref().and_then(|manager| manager.account);
    let mut rng = scene.rng.fork();
    scene.by(&help.lead, |change| {
        let case = open_case(change, family::CloseEpisode, help.episode)?;
        // outcomes are met where they were
        let plan = plan::last_agreed(change.conn(), &case.permit, help.episode)?;
        let met = plan.is_some_and(|whole| whole.achieved() * 2 >= whole.outcomes.len());
        let reason = if reason == "outcomes-met" && !met { "universal-enough" } else { reason };
        let reason = pack.code("closing-reason", reason, change.today).ok_or(Error::NotFound)?;
        let today = change.today;
        let to_ask = closure::to_ask(change.conn(), &case.permit, help.episode, today, &pack)?;
        let said = said(&mut rng, &to_ask, reason.code == "outcomes-met", manager);
        closure::close(change.tx, &case, None, &Ending { reason, exit_plan, error_why: "", said }, &pack)
    })
}
