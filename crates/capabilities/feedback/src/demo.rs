//! What families of the demo say after help has ended, and what is answered.

use crate::{
    records::{self, NewAsk},
    rules::{Answer, Asked, Occasion, Opinion},
};
use access::{
    Permits,
    demo::{Scene, Telling, Told, pick},
    family,
};
use web::Result;

/// After the end of help, and before some come back.
pub(crate) const TELLINGS: &[Telling] = &[Telling { place: 60, tell: after }];

const WORDS: &[&str] = &[
    "The mornings are better. I would have liked somebody sooner.",
    "She listened, and did what she said.",
    "Too many people asked me the same.",
    "It was good that my son was asked, too.",
    "",
];

const REPLIES: &[&str] = &[
    "You said that it took too long. We now ring within two days of the decision.",
    "Thank you. We have told the team what helped.",
    "You said that you were asked the same again and again. The school now has the plan, with your agreement.",
];

fn after(scene: &mut Scene<'_>) -> Result<Told> {
    if !scene.closed {
        return Ok(Told::On);
    }
    if scene.chance(40) {
        answer_them(scene)?;
    }
    if !scene.chance(12) {
        return Ok(Told::On);
    }
    // six months on, somebody is asked by letter
    let wait = scene.rng.i64(184..200);
    if !scene.wait(wait) {
        return Ok(Told::Over);
    }
    six_months_on(scene)?;
    Ok(Told::On)
}

fn answer_them(scene: &mut Scene<'_>) -> Result<()> {
    let Some((manager, id)) = scene.manager.clone().zip(scene.family) else { return Ok(()) };
    let (theme, reply) = (*scene.pick(&["waited", "listened", "worker", "child", "manage"]), *scene.pick(REPLIES));
    scene.by(&manager, |change| {
        let permit = change.permit(family::AskFeedback, id)?;
        let Some(of) = cases::records::current(change.conn(), &permit)? else { return Ok(()) };
        let answers = records::answers_of(change.conn(), &permit, of.id)?;
        let answered = answers.iter().find(|answer| answer.asked == Asked::Answered);
        match answered {
            Some(answer) => records::reply(change.tx, &permit, answer.id, &[theme.to_owned()], reply),
            None => Ok(()),
        }
    })
}

fn six_months_on(scene: &mut Scene<'_>) -> Result<()> {
    let Some((manager, id)) = scene.manager.clone().zip(scene.family) else { return Ok(()) };
    let mut rng = scene.rng.fork();
    scene.by(&manager, |change| {
        let (pack, today) = (change.pack.clone(), change.today);
        let permit = change.permit(family::AskFeedback, id)?;
        let Some(of) = cases::records::current(change.conn(), &permit)?.filter(|of| !of.is_open()) else {
            return Ok(());
        };
        let to_ask = records::to_ask(change.conn(), &permit, today, &pack)?;
        let (who, way) = (to_ask.first(), pack.code("feedback-way", "letter", today));
        if who.is_none() || way.is_none() {
            return Ok(());
        }
        let new = NewAsk { who, way, occasion: Some(Occasion::Later), caller: None };
        let (_, code) = records::ask(change.tx, &permit, &of, &new, &pack)?;
        let opened = match code {
            Some(code) if rng.u8(..100) < 70 => records::by_code(change.conn(), &code.hash(), today)?,
            _ => None,
        };
        let Some(opened) = opened else { return Ok(()) };
        let mut opinion = || Some(if rng.u8(..100) < 78 { Opinion::Yes } else { Opinion::No });
        let (timely, helpful, able) = (opinion(), opinion(), opinion());
        let words = (*pick(&mut rng, WORDS)).to_owned();
        let answer = Answer { timely, helpful, able, words, ..Answer::nothing_of(opened.ask.person_id) };
        records::hear_themself(change.tx, &opened, (&answer, false), &pack)
    })
}
