//! What the commands of a plan, its outcomes and actions refuse.

use super::{does, refuses};
use crate::helpers::led;
use access::{Change, EpisodeId, family};
use cases::open_case;
use chrono::Days;
use plans::{
    ActionId, OutcomeId, PlanId,
    records::{self, Agreement, NewAction, NewOutcome, Progress},
    rules::PlanKind,
};

use testkit::{World, story};
use web::Result;

fn start(change: &mut Change<'_, '_>, episode: EpisodeId, kind: PlanKind) -> Result<PlanId> {
    let case = open_case(change, family::WritePlan, episode)?;
    records::start(change.tx, &case, kind, vec![])
}

fn agree(change: &mut Change<'_, '_>, episode: EpisodeId, by: &str) -> Result<()> {
    let case = open_case(change, family::WritePlan, episode)?;
    let (agreement, pack) = (Agreement { by: by.into(), words: "Yes.".into() }, change.pack.clone());
    records::agree(change.tx, &case, &agreement, &pack)
}

fn add_outcome(change: &mut Change<'_, '_>, plan: &Running, new: NewOutcome) -> Result<OutcomeId> {
    let case = open_case(change, family::WritePlan, plan.episode)?;
    let pack = change.pack.clone();
    records::add_outcome(change.tx, &case, plan.id, new, &pack)
}

fn reword(change: &mut Change<'_, '_>, plan: &Running, id: OutcomeId, new: NewOutcome) -> Result<()> {
    let case = open_case(change, family::WritePlan, plan.episode)?;
    records::reword_outcome(change.tx, &case, id, new)
}

fn set_result(change: &mut Change<'_, '_>, plan: &Running, id: OutcomeId, code: &str, why: &str) -> Result<()> {
    let case = open_case(change, family::WritePlan, plan.episode)?;
    let pack = change.pack.clone();
    let result = pack.code("result", code, change.today).expect("a result");
    records::set_result(change.tx, &case, id, result, why)
}

fn add_action(change: &mut Change<'_, '_>, plan: &Running, of: OutcomeId, new: NewAction) -> Result<ActionId> {
    let case = open_case(change, family::WritePlan, plan.episode)?;
    records::add_action(change.tx, &case, of, new)
}

fn change_action(change: &mut Change<'_, '_>, plan: &Running, id: ActionId, new: NewAction, why: &str) -> Result<()> {
    let case = open_case(change, family::WritePlan, plan.episode)?;
    records::change_action(change.tx, &case, id, new, why)
}

fn update(change: &mut Change<'_, '_>, plan: &Running, id: ActionId, how_far: Progress, note: &str) -> Result<()> {
    let case = open_case(change, family::UpdateAction, plan.episode)?;
    records::update_action(change.tx, &case, id, how_far, note)
}

/// A plan that was started and not yet agreed.
struct Running {
    episode: EpisodeId,
    id: PlanId,
}

async fn running(w: &World) -> Running {
    let (_, episode, _) = led(w, "intervention-plan").await;
    let id = does(w, "lead", |change| start(change, episode, PlanKind::Intervention));
    Running { episode, id }
}

/// The same with an outcome and an action.
async fn filled(w: &World) -> (Running, OutcomeId, ActionId) {
    let plan = running(w).await;
    let outcome = does(w, "lead", |change| add_outcome(change, &plan, school(w)));
    let action = does(w, "lead", |change| add_action(change, &plan, outcome, walk(w)));
    (plan, outcome, action)
}

/// An outcome of which nothing is missing.
fn school(w: &World) -> NewOutcome {
    NewOutcome {
        words: "In school every day".into(),
        measure: "The register shows it".into(),
        by_on: Some(w.app.db.now().date() + Days::new(42)),
        framework: "education".into(),
        area: "development".into(),
    }
}

/// An action of which nothing is missing.
fn walk(w: &World) -> NewAction {
    let due_on = Some(w.app.db.now().date() + Days::new(14));
    NewAction { text: "Walk to school together".into(), owner: None, owner_name: "Ife Okoro".into(), due_on }
}

story!(one_family_has_one_plan, |w| {
    let plan = running(&w).await;

    refuses(&w, "lead", "one-plan-per-family", |change| start(change, plan.episode, PlanKind::Intervention));
});

story!(a_family_plan_follows_an_assessment, |w| {
    let (_, episode, _) = led(&w, "intervention-plan").await;

    refuses(&w, "lead", "assessment-required", |change| start(change, episode, PlanKind::Family));
});

story!(a_plan_has_at_most_five_outcomes, |w| {
    let plan = running(&w).await;
    for _ in 1..=5 {
        does(&w, "lead", |change| add_outcome(change, &plan, school(&w)));
    }

    refuses(&w, "lead", "plan-has-most-outcomes", |change| add_outcome(change, &plan, school(&w)));
});

story!(an_outcome_says_what_how_one_sees_it_and_by_when, |w| {
    let (plan, outcome, _) = filled(&w).await;
    let missing = [
        "outcome-without-words",
        "outcome-without-measure",
        "outcome-without-date",
        "outcome-without-framework",
        "outcome-without-area",
    ];
    for rule in missing {
        refuses(&w, "lead", rule, |change| add_outcome(change, &plan, NewOutcome::default()));
        refuses(&w, "lead", rule, |change| reword(change, &plan, outcome, NewOutcome::default()));
    }

    let today = NewOutcome { by_on: Some(w.app.db.now().date()), ..school(&w) };
    refuses(&w, "lead", "date-outside-plan", |change| add_outcome(change, &plan, today.clone()));
    refuses(&w, "lead", "date-outside-plan", |change| reword(change, &plan, outcome, today));
});

story!(an_outcome_is_no_longer_relevant_only_for_a_reason, |w| {
    let (plan, outcome, _) = filled(&w).await;

    refuses(&w, "lead", "without-reason", |change| set_result(change, &plan, outcome, "not-relevant", " "));
});

story!(an_action_says_what_who_and_by_when, |w| {
    let (plan, outcome, action) = filled(&w).await;
    for rule in ["action-without-text", "action-without-owner", "action-without-date"] {
        refuses(&w, "lead", rule, |change| add_action(change, &plan, outcome, NewAction::default()));
        refuses(&w, "lead", rule, |change| change_action(change, &plan, action, NewAction::default(), "Why not."));
    }

    let yesterday = NewAction { due_on: w.app.db.now().date().pred_opt(), ..walk(&w) };
    refuses(&w, "lead", "action-due-in-past", |change| add_action(change, &plan, outcome, yesterday));
});

story!(an_action_is_put_off_only_for_a_reason_and_not_once_it_is_done, |w| {
    let (plan, _, action) = filled(&w).await;
    let later = NewAction { due_on: Some(w.app.db.now().date() + Days::new(21)), ..walk(&w) };
    refuses(&w, "lead", "without-reason", |change| change_action(change, &plan, action, later.clone(), " "));

    does(&w, "lead", |change| update(change, &plan, action, Progress::Done, ""));
    refuses(&w, "lead", "action-is-over", |change| change_action(change, &plan, action, later, "She was ill."));
});

story!(an_action_is_dropped_only_for_a_reason, |w| {
    let (plan, _, action) = filled(&w).await;

    refuses(&w, "lead", "without-reason", |change| update(change, &plan, action, Progress::Dropped, " "));
});

story!(a_plan_is_agreed_once_by_somebody_and_with_an_action_for_every_outcome, |w| {
    let plan = running(&w).await;
    refuses(&w, "lead", "plan-without-outcome", |change| agree(change, plan.episode, "Ife Okoro"));

    let outcome = does(&w, "lead", |change| add_outcome(change, &plan, school(&w)));
    refuses(&w, "lead", "outcome-without-action", |change| agree(change, plan.episode, "Ife Okoro"));

    does(&w, "lead", |change| add_action(change, &plan, outcome, walk(&w)));
    refuses(&w, "lead", "plan-agreed-by-nobody", |change| agree(change, plan.episode, " "));

    does(&w, "lead", |change| agree(change, plan.episode, "Ife Okoro"));
    refuses(&w, "lead", "plan-is-agreed", |change| agree(change, plan.episode, "Ife Okoro"));
});

story!(nothing_changes_in_a_plan_that_has_ended, |w| {
    let (plan, outcome, action) = filled(&w).await;
    does(&w, "lead", |change| {
        let case = open_case(change, family::CloseEpisode, plan.episode)?;
        Ok(records::end(change.tx, &case)?)
    });

    let rule = "plan-has-ended";
    refuses(&w, "lead", rule, |change| add_outcome(change, &plan, school(&w)));
    refuses(&w, "lead", rule, |change| reword(change, &plan, outcome, school(&w)));
    refuses(&w, "lead", rule, |change| set_result(change, &plan, outcome, "achieved", ""));
    refuses(&w, "lead", rule, |change| add_action(change, &plan, outcome, walk(&w)));
    refuses(&w, "lead", rule, |change| change_action(change, &plan, action, walk(&w), ""));
    refuses(&w, "lead", rule, |change| update(change, &plan, action, Progress::Done, ""));
    refuses(&w, "lead", rule, |change| agree(change, plan.episode, "Ife Okoro"));
});
