//! Assessments, plans, outcomes, step up and step down, what families say, what auditors found.

use super::{Telling, day};
use crate::facts::{About, Fact, Kind};

pub(super) fn tell(telling: &Telling<'_>, facts: &mut Vec<Fact>) {
    assessments(telling, facts);
    plans(telling, facts);
    step_ups(telling, facts);
    step_downs(telling, facts);
    feedback(telling, facts);
    audits(telling, facts);
}

/// Each assessment once, by its first version: whose hub, team or partner started it.
fn assessments(telling: &Telling<'_>, facts: &mut Vec<Fact>) {
    for version in telling.history.assessments.iter().filter(|version| version.number == 1) {
        let Some(episode) = telling.episode(version.episode_id) else { continue };
        let on = day(version.started_at);
        let mut about = telling.help(episode, on);
        (about.agency, about.side) = (None, None);
        telling.around.of_account(version.started_by, &mut about);
        facts.push(Fact { about, ..Fact::new(Kind::Assessment, on, version.id.0) });
    }
}

fn plans(telling: &Telling<'_>, facts: &mut Vec<Fact>) {
    for plan in &telling.history.plans {
        let Some(episode) = telling.episode(plan.episode_id) else { continue };
        if let Some(agreed) = plan.agreed_at.map(day) {
            let about = About { what: Some(plan.kind.clone()), ..telling.help(episode, agreed) };
            facts.push(Fact { about, ..Fact::new(Kind::Plan, agreed, plan.id.0) });
        }
        for outcome in telling.history.outcomes.iter().filter(|outcome| outcome.plan_id == plan.id) {
            let Some((result, at)) = outcome.result.clone().zip(outcome.result_at) else { continue };
            let mut about = telling.help(episode, day(at));
            about.outcome = Some(outcome.framework.clone());
            about.what = Some(result.clone());
            let fact = Fact { yes: result == "achieved", about, ..Fact::new(Kind::Outcome, day(at), outcome.id.0) };
            facts.extend(national(telling, &fact, &outcome.framework));
            facts.extend(outcome.builds.0.iter().map(|factor| {
                let about = About { what: Some(factor.clone()), ..fact.about.clone() };
                Fact { about, kind: Kind::Built, ..fact.clone() }
            }));
            facts.push(fact);
        }
    }
}

/// The same by the national outcome to which the pack maps it.
fn national(telling: &Telling<'_>, fact: &Fact, framework: &str) -> Option<Fact> {
    let national = telling.pack.framework("national")?;
    let told = telling.pack.through(pack::OWN, framework, national)?.returned.clone();
    let about = About { what: Some(told), outcome: None, ..fact.about.clone() };
    Some(Fact { about, kind: Kind::National, ..fact.clone() })
}

/// Submitted step ups, by what became of them.
fn step_ups(telling: &Telling<'_>, facts: &mut Vec<Fact>) {
    for up in &telling.history.step_ups {
        let Some(on) = up.submitted_at.map(day) else { continue };
        let mut about = match up.episode_id.and_then(|id| telling.episode(id)) {
            Some(episode) => telling.help(episode, on),
            None => {
                let mut about = About::default();
                telling.place(on, &mut about);
                about
            }
        };
        let what = match (up.accepted_at, up.returned_at) {
            (Some(_), _) => "accepted",
            (None, Some(_)) => "returned",
            (None, None) => "waits",
        };
        about.what = Some(what.into());
        facts.push(Fact { yes: up.accepted_at.is_some(), about, ..Fact::new(Kind::StepUp, on, up.id.0) });
    }
}

fn step_downs(telling: &Telling<'_>, facts: &mut Vec<Fact>) {
    for down in &telling.history.step_downs {
        let Some(on) = down.accepted_at.map(day) else { continue };
        let mut about = About::default();
        telling.around.of_team(down.team_id, &mut about);
        telling.place(on, &mut about);
        let value = Some((on - day(down.offered_at)).num_days());
        facts.push(Fact { value, about, ..Fact::new(Kind::StepDown, on, down.id.0) });
    }
}

/// What each said to each of the three questions, and that they were asked.
fn feedback(telling: &Telling<'_>, facts: &mut Vec<Fact>) {
    for said in &telling.history.feedback {
        let Some(episode) = telling.episode(said.episode_id) else { continue };
        let on = day(said.given_at);
        let mut about = telling.help(episode, on);
        telling.person(said.person_id, on, &mut about);
        let answers = [(Kind::Timely, &said.timely), (Kind::Helpful, &said.helpful), (Kind::Able, &said.able)];
        for (kind, answer) in answers {
            let answer = answer.as_deref().filter(|answer| *answer != "not-asked");
            let what = answer.unwrap_or(if said.asked == "not-asked" { "not-asked" } else { "no-answer" });
            let about = About { what: Some(what.into()), ..about.clone() };
            // a value says that there is an answer
            let value = answer.map(|_| 1);
            facts.push(Fact { yes: what == "yes", value, about, ..Fact::new(kind, on, said.id.0) });
        }
    }
}

/// Case files whose grade two auditors and whoever moderated agreed on.
fn audits(telling: &Telling<'_>, facts: &mut Vec<Fact>) {
    for file in &telling.history.audits {
        let Some((on, grade)) = file.agreed_at.map(day).zip(file.grade.clone()) else { continue };
        let Some(episode) = telling.episode(file.episode_id) else { continue };
        let about = About { what: Some(grade), ..telling.help(episode, on) };
        facts.push(Fact { about, ..Fact::new(Kind::Audit, on, file.id.0) });
    }
}
